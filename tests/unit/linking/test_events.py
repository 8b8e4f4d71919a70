"""Mentions of one article that tell one event, and those that do not."""

from __future__ import annotations

from datetime import date, datetime

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.events.records import EventRecord, Participant, Toll
from transforms.linking.events import Told, agreement, event_rows, group_events, summary_of

TOKEN = spacy.blank("en")("word")[0]
ARTICLE = {"published_at": datetime(2021, 9, 7, 12)}
GAO = {
    "location_name": "Gao",
    "country": "MLI",
    "admin1": "Gao Region",
    "geo_precision": "city",
    "latitude": 16.27,
    "longitude": -0.04,
}
MOPTI = {"location_name": "Mopti", "country": "MLI", "admin1": "Mopti Region", "geo_precision": "city"}
MALI = {"location_name": "Mali", "country": "MLI", "geo_precision": "country"}
NIGER = {"location_name": "Niger", "country": "NER", "geo_precision": "country"}


def told(
    sentence_no: int,
    event_type: str = "ASSAULT",
    actors: str = "",
    recipients: str = "",
    tolls: tuple[Toll, ...] = (),
    **row: object,
) -> Told:
    """A mention; actors and recipients are names parted by commas."""
    record = EventRecord(sentence_no, TOKEN, 0, 4, "word", event_type, None, None, "rule", 0.5, tolls=list(tolls))
    for role, names in (("actor", actors), ("recipient", recipients)):
        record.participants += [Participant(role, name, 0, 1, TOKEN, name) for name in names.split(", ") if name]
    blank = dict.fromkeys(
        (
            "event_mode",
            "date_start",
            "date_end",
            "date_precision",
            "location_name",
            "place_id",
            "country",
            "admin1",
            "latitude",
            "longitude",
            "geo_precision",
        )
    )
    fixed = {
        "event_mention_id": f"v_{sentence_no:020}",
        "event_type": event_type,
        "sentence_no": sentence_no,
        "trigger_start": 0,
        "contexts": [],
        "quad_class": "material conflict",
        "intensity": -9.0,
        "modality": "actual",
        "confidence": 0.5,
    }
    return blank | fixed | row, record


def on(day: int, last: int | None = None) -> dict:
    return {"date_start": date(2021, 9, day), "date_end": date(2021, 9, last or day), "date_precision": "week" if last else "day"}


def killed(low: int | None, best: int | None, high: int | None, kind: str = "killed") -> Toll:
    return Toll(kind, "people", low, best, high, None, 0, 1, TOKEN, TOKEN)


def groups(*mentions: Told) -> list[list[int]]:
    return [[record.sentence_no for _, record in group] for group in group_events(list(mentions))]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (told(1, actors="Wadi Front"), told(2, actors="Wadi Front")),
        (told(1, actors="Wadi Front"), told(2, actors="Wadi Front fighters")),
        (told(1, actors="soldiers, Wadi Front"), told(2, actors="Wadi Front")),
        (told(1, recipients="villagers", **GAO), told(2, recipients="villagers")),
        (told(1, **GAO, **on(5)), told(2, **GAO, **on(5))),
        (told(1, actors="Wadi Front", **GAO), told(2, actors="Wadi Front", **MALI)),
        (told(1, actors="Wadi Front", **on(5)), told(2, actors="Wadi Front", **on(4, 10))),
    ],
    ids=[
        "actor",
        "part of a name",
        "one of two actors",
        "recipient",
        "place and day",
        "city and its country",
        "day and its week",
    ],
)
def test_groups_join_mentions_that_agree(one, other):
    assert groups(one, other) == [[1, 2]]
    assert agreement(one, other) == agreement(other, one) > 0


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (told(1, actors="Wadi Front"), told(2, "COERCE", actors="Wadi Front")),
        (told(1, actors="Wadi Front"), told(2, actors="Wadi Front", modality="negated")),
        (told(1, actors="Wadi Front", **on(5)), told(2, actors="Wadi Front", **on(6))),
        (told(1, actors="Wadi Front", **GAO), told(2, actors="Wadi Front", **MOPTI)),
        (told(1, actors="Wadi Front", **GAO), told(2, actors="Wadi Front", **NIGER)),
        (told(1, actors="Wadi Front", **GAO), told(2, actors="Wadi Front", **(MOPTI | {"geo_precision": "admin1"}))),
        (told(1, actors="Wadi Front"), told(2, actors="army")),
        (told(1, actors="Wadi Front", recipients="villagers"), told(2, actors="Wadi Front", recipients="soldiers")),
        (told(1, actors="Wadi Front"), told(1, actors="Wadi Front")),
    ],
    ids=["type", "modality", "day", "city", "country", "province", "actor", "recipient", "one sentence tells two"],
)
def test_groups_part_mentions_that_contradict(one, other):
    assert len(groups(one, other)) == 2
    assert agreement(one, other) == agreement(other, one) < 0


def test_groups_part_mentions_that_share_nothing_but_the_type():
    assert groups(told(1), told(2)) == [[1], [2]]
    assert groups(told(1, actors="army"), told(2, recipients="villagers")) == [[1], [2]]


def test_groups_admit_no_mention_that_contradicts_a_member():
    """The third agrees with the first in its actor, but its day is not that of the second."""
    mentions = told(1, actors="army", **GAO), told(2, actors="army", **on(5)), told(3, actors="army", **on(6))
    assert groups(*mentions) == [[1, 2], [3]]


def test_groups_choose_the_event_that_agrees_most():
    first, second = told(1, actors="army", recipients="rebels", **GAO), told(2, actors="army", recipients="villagers", **MOPTI)
    assert groups(first, second, told(3, actors="army", recipients="villagers")) == [[1], [2, 3]]


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["ASSAULT", "COERCE"]),
            st.sampled_from(["", "army", "police"]),
            st.sampled_from(["", "rebels", "villagers"]),
            st.sampled_from([{}, GAO, MALI, MOPTI]),
            st.integers(1, 4),
        ),
        max_size=8,
    )
)
@settings(deadline=None)
def test_groups_hold_every_mention_once_and_no_contradiction(drawn):
    mentions = [
        told(number, event_type, actors, recipients, **place, **on(day))
        for number, (event_type, actors, recipients, place, day) in enumerate(drawn, start=1)
    ]
    found = group_events(mentions)
    assert sorted(record.sentence_no for group in found for _, record in group) == list(range(1, len(drawn) + 1))
    for group in found:
        assert all(agreement(one, other) >= 0 for one in group for other in group if one is not other)
        row, links = event_rows(group, ARTICLE)
        assert row["event_id"] == event_rows(group[::-1], ARTICLE)[0]["event_id"]
        assert {link["event_mention_id"] for link in links} == {mention["event_mention_id"] for mention, _ in group}
        assert all(0 <= link["score"] <= 1 and link["reason"] for link in links)


# --- the event -------------------------------------------------------------------------------------------------------------


def test_event_takes_the_mention_that_tells_most():
    row, links = event_rows([told(1, actors="army", **MALI), told(2, actors="army", **GAO, **on(5))], ARTICLE)
    assert (row["location_name"], row["latitude"], row["date_start"]) == ("Gao", 16.27, date(2021, 9, 5))
    assert [link["reason"] for link in links] == ["same type, actor", "the mention that tells most"]
    assert links[1]["score"] == 1.0


def test_event_gathers_names_once_and_counts_its_mentions():
    group = [told(1, actors="Wadi Front", recipients="villagers"), told(2, actors="wadi front, army"), told(3, actors="army")]
    row, _ = event_rows(group, ARTICLE)
    assert (row["actors"], row["recipients"]) == (["Wadi Front", "army"], ["villagers"])
    assert (row["mention_count"], row["article_count"], row["source_count"]) == (3, 1, 1)
    assert row["first_reported_at"] == row["last_reported_at"] == ARTICLE["published_at"]


def test_event_takes_the_mode_that_any_mention_gives():
    row, _ = event_rows([told(1, **GAO), told(2, event_mode="beat", intensity=-8.0)], ARTICLE)
    assert (row["event_mode"], row["intensity"]) == ("beat", -8.0)


@pytest.mark.parametrize(
    ("tolls", "wanted"),
    [
        (([killed(5, 5, 5)], [killed(5, 5, 5)]), (5, 5, 5)),
        (([killed(5, 5, 5)], [killed(7, 7, 7)]), (5, 7, 7)),
        (([killed(5, 5, 5)], [killed(7, 7, 7)], [killed(5, 5, 5)]), (5, 5, 7)),
        (([killed(5, 5, None)], [killed(7, 7, 7)]), (5, 7, None)),
        (([killed(5, 5, 5)], []), (5, 5, 5)),
        (([killed(2, 2, 2), killed(3, 3, 3)],), (5, 5, 5)),
        (([killed(None, None, 9)],), (None, None, 9)),
        (([killed(None, 5, 5)], [killed(10, 12, 12)], [killed(None, 5, 5)]), (5, 5, 12)),
        (([killed(0, 0, 0)],), (0, 0, 0)),
        (([],), (None, None, None)),
    ],
    ids=[
        "agree",
        "differ",
        "most often",
        "open above",
        "told once",
        "two figures in one sentence",
        "up to nine",
        "open below",
        "none killed",
        "no figure",
    ],
)
def test_event_toll(tolls, wanted):
    row, _ = event_rows([told(number, tolls=tuple(each)) for number, each in enumerate(tolls, start=1)], ARTICLE)
    assert (row["killed_low"], row["killed_best"], row["killed_high"]) == wanted
    assert (row["injured_low"], row["injured_best"], row["injured_high"]) == (None, None, None)


@st.composite
def figures(draw: st.DrawFn) -> Toll:
    """A figure whose known bounds are in order, whichever of them are known."""
    low, best, high = sorted(draw(st.lists(st.integers(0, 9), min_size=3, max_size=3)))
    known = draw(st.lists(st.booleans(), min_size=3, max_size=3).filter(any))
    return killed(*(value if is_known else None for value, is_known in zip((low, best, high), known, strict=True)))


@given(st.lists(st.lists(figures(), max_size=3), min_size=1, max_size=4))
@settings(deadline=None)
def test_event_toll_bounds_are_in_order(drawn):
    row, _ = event_rows([told(number, tolls=tuple(each)) for number, each in enumerate(drawn, start=1)], ARTICLE)
    bounds = [row[f"killed_{bound}"] for bound in ("low", "best", "high")]
    assert [bound for bound in bounds if bound is not None] == sorted(bound for bound in bounds if bound is not None)


def test_summary_tells_who_what_whom_where_when_and_the_toll():
    tolls = killed(5, 5, None), killed(9, 9, 9, "injured")
    one = told(1, actors="Wadi Front", recipients="villagers", tolls=tolls, event_mode="firearms", **GAO, **on(5))
    row, _ = event_rows([one], ARTICLE)
    assert row["summary"] == "Wadi Front: ASSAULT (firearms) → villagers, Gao, 2021-09-05, 5+ killed, 9 injured"


def test_summary_leaves_out_what_is_not_known_and_marks_what_did_not_happen():
    row, _ = event_rows([told(1, modality="negated")], ARTICLE)
    assert summary_of(row) == row["summary"] == "[negated] unknown actor: ASSAULT"
