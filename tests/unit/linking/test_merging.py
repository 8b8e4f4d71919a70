"""What speaks for two entities being one, and which are made one."""

from datetime import datetime

import polars as pl
import pytest

from transforms.linking.corrections import Correction, CorrectionError, is_kept_apart, read_corrections
from transforms.linking.identity import (
    ENOUGH,
    compare_things,
    count_bearers,
    force,
    key_frame,
    pair_frame,
    read_things,
    weigh_pairs,
    weights,
)
from transforms.linking.merging import Clusters, merge_things


def things(*rows, known=None):
    """Things of (id, name, label, country, sector, day, is_loaded)."""
    names = ["entity_id", "name", "label", "country", "sector", "forms", "first_seen", "is_loaded"]
    made = []
    for entity_id, name, label, country, *more in rows:
        sector, day, is_loaded = (*more, *(None, 1, False)[len(more) :])
        made.append((entity_id, name, label, country, sector, [], datetime(2020, 1, day), is_loaded))
    types = [pl.String] * 5 + [pl.List(pl.String), pl.Datetime("us"), pl.Boolean]
    frame = pl.DataFrame(made, schema=dict(zip(names, types, strict=True)), orient="row")
    return read_things(frame, lambda name, label: (known or {}).get(name))


def all_pairs(found):
    ids = sorted(found)
    rows = [(one, other) for at, one in enumerate(ids) for other in ids[at + 1 :]]
    return pl.DataFrame(rows, schema={"entity_id": pl.String, "other_id": pl.String}, orient="row")


def merged(found, parents=None, told=None, **options):
    pairs = count_bearers(compare_things(all_pairs(found), found))
    if told is not None:
        pairs = weigh_pairs(pairs, told)
    rows = merge_things(pairs, Clusters(found, dict(parents or {}), **options))
    return {row["entity_id"]: row["merged_into"] for row in rows}


def told_of(one, other, articles=0, context=0.0, story=False):
    names = ["entity_id", "other_id", "shared_articles", "shared_context", "is_same_story"]
    return pl.DataFrame([(one, other, articles, context, story)], schema=names, orient="row")


@pytest.mark.parametrize(
    ("one", "other", "is_one"),
    [
        (("Ayse Kaya", "PERSON", "TUR"), ("Ayşe Kaya", "PERSON", "DEU"), True),
        (("Supreme Court", "ORG", "USA"), ("Supreme Court", "ORG", "CAN"), False),
        (("Georgia", "GPE", "GEO"), ("Georgia", "GPE", "USA"), False),
        (("Greens", "ORG", "AUS"), ("Greens", "ORG", "NZL"), False),
        (("Workers Party", "ORG", "TUR", "PTY"), ("Workers Party", "ORG", "BRA", "PTY"), False),
        (("Evening Post", "ORG", "GBR", "MED"), ("Evening Post", "ORG", "FRA", "MED"), True),
        (("Kabul", "ORG", "AFG"), ("Kabul", "GPE", "AFG"), True),
        (("Muslim", "NORP", "IRQ"), ("Muslims", "NORP", "IND"), True),
        (("Ahmad Massoud", "PERSON", "AFG"), ("Ahmad Shah Massoud", "PERSON", "AFG"), False),
        (("Quill", "PERSON", "GBR"), ("Quill", "PERSON", "GBR"), False),
        (("Ban Kimun", "PERSON", "UNO"), ("Ban Kimun", "PERSON", "KOR"), True),
    ],
)
def test_merge_things_wants_more_than_a_name(one, other, is_one):
    assert bool(merged(things(("e_1", *one), ("e_2", *other)))) == is_one


def test_merge_things_knows_a_surname_by_what_stands_beside_it():
    found = things(("e_1", "Quill", "PERSON", "GBR"), ("e_2", "Ada Quill", "PERSON", "GBR"))
    assert merged(found) == {}
    assert merged(found, told=told_of("e_1", "e_2", context=3.0)) != {}
    assert merged(found, told=told_of("e_1", "e_2", articles=1, context=3.0)) == {}


def test_merge_things_leaves_a_surname_that_two_bear():
    found = things(
        ("e_1", "Quill", "PERSON", "GBR"), ("e_2", "Ada Quill", "PERSON", "GBR"), ("e_3", "Otto Quill", "PERSON", "GBR")
    )
    both = pl.concat([told_of("e_1", "e_2", context=2.5), told_of("e_1", "e_3", context=2.5)])
    assert merged(found, told=both) == {}
    clear = pl.concat([told_of("e_1", "e_2", context=3.0), told_of("e_1", "e_3", context=1.0)])
    assert set(merged(found, told=clear)) | set(merged(found, told=clear).values()) == {"e_1", "e_2"}


def test_merge_things_makes_no_chain_of_names_that_contradict():
    found = things(
        ("e_1", "John A. Quill", "PERSON", "GBR"),
        ("e_2", "John Quill", "PERSON", "GBR"),
        ("e_3", "John B. Quill", "PERSON", "GBR"),
    )
    assert merged(found) == {}  # the one without initial may be either


def test_merge_things_keeps_the_older_id():
    found = things(("e_1", "Ferrum", "ORG", "GBR", None, 9, True), ("e_2", "Ferrum Ltd", "ORG", "GBR", None, 1, False))
    assert merged(found) == {"e_2": "e_1"}
    found = things(("e_1", "Ferrum", "ORG", "GBR", None, 9), ("e_2", "Ferrum Ltd", "ORG", "GBR", None, 1))
    assert merged(found) == {"e_1": "e_2"}
    assert merged(found, elders=frozenset({"e_1"})) == {"e_2": "e_1"}


def test_merge_things_adds_to_what_is_merged():
    found = things(
        ("e_1", "Ferrum", "ORG", "GBR", None, 1, True),
        ("e_2", "Ferrum Ltd", "ORG", "GBR", None, 1, True),
        ("e_3", "The Ferrum", "ORG", "GBR"),
    )
    assert merged(found, parents={"e_2": "e_1"}) == {"e_3": "e_1"}


def test_known_names_overrule_likeness():
    known = {"John Quill": "John Quill", "John R. Quill": "John Reginald Quill"}
    rows = (("e_1", "John Quill", "PERSON", "GBR"), ("e_2", "John R. Quill", "PERSON", "GBR"))
    assert merged(things(*rows)) != {}
    assert merged(things(*rows, known=known)) == {}


def test_reasons_say_what_spoke_for_it():
    found = things(("e_1", "Ferrum", "ORG", "GBR"), ("e_2", "Ferrum Ltd", "ORG", "GBR"))
    pairs = weigh_pairs(compare_things(all_pairs(found), found), told_of("e_1", "e_2", context=1.5))
    (row,) = merge_things(pairs, Clusters(found, {}))
    assert row["reason"] == '"Ferrum" = "Ferrum Ltd"; name: equal; country: same; context: shared'
    assert row["score"] > 0.95
    assert pair_frame(pairs).rows() == [("e_1", "e_2")]


def test_corrections_force_and_forbid():
    found = things(("e_1", "Ferrum", "ORG", "GBR"), ("e_2", "Ferrum Ltd", "ORG", "GBR"), ("e_3", "Old Iron", "ORG", "FRA"))
    apart = read_corrections([{"name": "Ferrum", "other_name": "e_2", "same": "no"}])
    assert merged(found, is_forbidden=lambda one, other: is_kept_apart(apart, one, other)) == {}
    forced = force(found["e_1"], found["e_3"], Correction(("Ferrum", "Old Iron"), True).evidence)
    (row,) = merge_things([forced], Clusters(found, {}))
    assert row["reason"].endswith("; forced: Ferrum = Old Iron")


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ({"name": "Ferrum", "other_name": "", "same": "yes"}, "line 2: expected a value of other_name"),
        ({"name": "Ferrum", "other_name": "Iron", "same": "maybe"}, "expected yes or no"),
        ({"name": "Ferrum"}, "other_name, same"),
    ],
)
def test_read_corrections_says_what_is_wrong(row, problem):
    with pytest.raises(CorrectionError, match=problem):
        read_corrections([row])


def test_keys_and_weights_are_of_one_house():
    assert all(points != 0 for points in weights().values())
    assert weights()["country: same"] < ENOUGH
    found = things(("e_1", "Ferrum Works", "ORG", "GBR"))
    assert set(key_frame(found.values())["key"]) >= {"=:ferrum works"}
