"""Places on public corpora of toponyms: what is found, what is right. All texts are made up."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from flows import console
from flows.cli import app
from flows.corpora import CorpusMissingError
from flows.place_corpora import CORPORA, evaluate_places, find_places, list_wrong, toponyms_of
from transforms.extract import Extractor
from transforms.scoring.places import FoundPlace, is_near, pair_places, score_places

OSLO = {"phrase": "Oslo", "start": 11, "end": 15, "lat": 59.91, "lon": 10.75, "country": "NOR"}
RECORD = {"id": "t1", "title": None, "text": "Police in Oslo questioned a Norwegian sailor on Monday.", "gold": {"toponyms": []}}
RECORD["gold"]["toponyms"] = [OSLO | {"start": 10, "end": 14, "country": "Norway"}]


def found(start: int, end: int, country: str | None = "NOR", latitude: float | None = 59.9, longitude: float | None = 10.8):
    return FoundPlace(start, end, country, latitude, longitude)


@pytest.mark.parametrize(
    ("place", "near"),
    [
        (found(0, 4), True),
        (found(0, 4, latitude=58.9), True),
        (found(0, 4, latitude=58.3), False),  # 180 km
        (found(0, 4, latitude=None), False),
    ],
)
def test_near_is_within_a_hundred_miles(place, near):
    assert is_near(OSLO, place) is near


def test_each_place_is_found_once():
    other = {"phrase": "Bergen", "start": 20, "end": 26}
    whole, twice = found(0, 15), found(12, 15)
    assert pair_places([other, OSLO], [twice, whole]) == [(OSLO, whole)]
    assert pair_places([OSLO, other], [found(24, 30)]) == [(other, found(24, 30))]


def test_score_places_counts_spans_countries_and_distances():
    bergen = {"phrase": "Bergen", "start": 20, "end": 26, "lat": 60.39, "lon": 5.32}
    figures = score_places(
        [
            ([OSLO, bergen], [found(11, 15), found(19, 26), found(40, 44)]),
            ([OSLO], [found(11, 15, "SWE", None)]),
            ([OSLO], []),
        ]
    )
    assert figures["spans"] == {"p": 0.75, "r": 0.75, "f1": 0.75, "tp": 3, "fp": 1, "fn": 1}
    assert figures["exact spans of the found"] == [0.667, 3]
    assert figures["country of the found"] == [0.5, 2]  # of those that the corpus gives a country
    assert figures["within 161 km of the found"] == [0.333, 3]


def test_list_wrong_names_what_was_wanted_and_found():
    assert list_wrong("t1", [OSLO], [found(11, 15, "SWE"), found(30, 34)]) == [
        ["t1", "30-34", "-", "NOR"],
        ["t1", "Oslo", "NOR 59.91 10.75", "SWE 59.9 10.8"],
    ]
    assert list_wrong("t1", [OSLO], []) == [["t1", "Oslo", "a place", "-"]]
    assert list_wrong("t1", [OSLO], [found(11, 15)]) == []


def test_nationalities_are_places_where_the_corpus_has_them(extractor: Extractor):
    local, world = CORPORA
    assert [(one.start_char, one.country) for one in next(find_places([RECORD], world, extractor))] == [(10, "NOR")]
    assert [(one.start_char, one.country) for one in next(find_places([RECORD], local, extractor))] == [(10, "NOR"), (28, "NOR")]
    assert toponyms_of(RECORD, extractor)[0]["country"] == "NOR"


def test_evaluate_places_reads_the_corpora_and_wants_them(tmp_path: Path, monkeypatch, extractor: Extractor, capsys):
    with pytest.raises(CorpusMissingError, match="lgl"):
        evaluate_places(tmp_path, as_json=True, details=False)
    (tmp_path / "geo").mkdir()
    for corpus in CORPORA:
        (tmp_path / corpus.file).write_bytes(gzip.compress(json.dumps(RECORD).encode()))
    monkeypatch.setattr("flows.place_corpora.load_extractor", lambda _plan: extractor)
    assert evaluate_places(tmp_path, as_json=True, details=True) == console.OK
    out = capsys.readouterr().out
    figures = json.loads(out[out.index("{") :])
    assert figures["GeoVirus"]["spans"]["f1"] == 1.0
    assert figures["LGL"]["spans"]["fp"] == 1
    assert figures["GeoVirus"]["within 161 km of the found"] == [1.0, 1]


def test_evaluate_places_goes_alone():
    result = CliRunner().invoke(app, ["evaluate", ".", "--places", "--events"])
    assert result.exit_code != 0
    assert "--places" in result.output
