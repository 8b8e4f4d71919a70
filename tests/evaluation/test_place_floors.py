"""Places keep their quality on every fifth text of the public corpora: floors a little below what was measured.

The corpora lie outside the repository; without them the test says so.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from flows.coding import CoderPlan
from flows.corpora import read_records, read_text
from flows.place_corpora import CORPORA, find_places, toponyms_of
from flows.settings import load_settings
from flows.workers import load_extractor
from transforms.scoring.places import score_places

DATA = Path(__file__).parents[3] / "shared" / "data"
FIFTH = slice(None, None, 5)
FLOORS = {"LGL": (0.78, 0.93, 0.81), "GeoVirus": (0.91, None, 0.79)}  # F1 of spans; of the found: country right, within 161 km

pytestmark = pytest.mark.skipif(not (DATA / "geo").is_dir(), reason="PLACE FLOORS NOT CHECKED: no corpora in ../shared/data/geo")


@pytest.mark.parametrize("corpus", CORPORA, ids=lambda one: one.title)
def test_places_stay_above_their_floors(corpus):
    extractor = load_extractor(CoderPlan.of(load_settings()))
    rows = read_records(read_text(DATA / corpus.file))[FIFTH]
    found = find_places(rows, corpus, extractor)
    figures = score_places((toponyms_of(row, extractor), some) for row, some in zip(rows, found, strict=True))
    spans, country, near = FLOORS[corpus.title]
    assert figures["spans"]["f1"] >= spans
    assert country is None or figures["country of the found"][0] >= country
    assert figures["within 161 km of the found"][0] >= near
