"""Entities across articles: pairs of names judged by hand must be told as one or as two.

`entity_pairs.csv`: names, countries, labels and sectors as coded articles have them, some written for the hard cases. Names and countries
alone decide here; in a warehouse what stands beside the names helps.
"""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import polars as pl

from transforms.events.known_names import KnownNames
from transforms.linking.identity import ENOUGH, compare_things, count_bearers, key_frame, read_things

PAIRS = list(csv.DictReader(Path(__file__).with_name("entity_pairs.csv").read_text(encoding="utf-8").splitlines()))
FLOORS = {"precision": 0.98, "recall": 0.93}


def test_judged_pairs_are_linked_as_judged():
    things = read_things(pl.DataFrame(list(_rows()), infer_schema_length=None), KnownNames().canonical)
    ids = [(f"{number}a", f"{number}b") for number in range(len(PAIRS))]
    found = compare_things(pl.DataFrame(ids, schema=["entity_id", "other_id"], orient="row"), things)
    stored, sought = (
        dict(key_frame(things.values(), sought=side).group_by("entity_id").all().iter_rows()) for side in (False, True)
    )
    linked = {
        pair.one.entity_id
        for one in found
        for pair in count_bearers([one])
        if pair.points >= ENOUGH and set(stored[pair.one.entity_id]) & set(sought[pair.other.entity_id])
    }
    counts = Counter((one in linked, pair["same"] == "yes") for (one, _), pair in zip(ids, PAIRS, strict=True))
    right = counts[True, True]
    assert right / (right + counts[True, False]) >= FLOORS["precision"]
    assert right / (right + counts[False, True]) >= FLOORS["recall"]


def _rows():
    for number, pair in enumerate(PAIRS):
        for side, prefix in (("a", ""), ("b", "other_")):
            yield {
                "entity_id": f"{number}{side}",
                "name": pair[f"{prefix}name"],
                "label": pair[f"{prefix}label"],
                "country": pair[f"{prefix}country"] or None,
                "sector": pair[f"{prefix}sector"] or None,
                "forms": [],
                "first_seen": None,
                "is_loaded": False,
            }
