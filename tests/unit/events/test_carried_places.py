"""Places that events take from one another, on records made by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest
from parsed import doc_of

from transforms.events.carried_places import carry_places
from transforms.events.records import EventRecord, Participant, Place

GAO = Place("Gao", "1", "MLI", None, 16.3, 0.0, "city", 5, 8)
OSLO = Place("Oslo", "2", "NOR", None, 59.9, 10.8, "city", 5, 9)
PARIS = Place("Paris", "3", "FRA", None, 48.9, 2.4, "city", 0, 5)


def told(event_type: str, place: Place | None = None, *countries: str, sentence_no: int = 1) -> EventRecord:
    token = doc_of("it 0 ROOT PRP")[0]
    event = EventRecord(sentence_no, token, 0, 2, "it", event_type, None, None, "test", place=place)
    event.participants = [Participant("actor", one, 0, 1, token, one, country=one) for one in countries]
    return event


def carried(place: Place) -> Place:
    return replace(place, start_char=None, end_char=None)


@pytest.mark.parametrize(
    ("events", "place"),
    [
        ([told("ASSAULT", GAO), told("ASSAULT")], GAO),
        ([told("ASSAULT", GAO), told("PROTEST", OSLO), told("ASSAULT")], GAO),  # of its own type
        ([told("ASSAULT", GAO), told("PROTEST", OSLO), told("COERCE")], OSLO),  # of none: the last
        ([told("ASSAULT", OSLO), told("COERCE", GAO), told("COERCE", None, "NOR")], OSLO),  # where those who act are
        ([told("ASSAULT", GAO), told("ASSAULT", None, "USA")], GAO),
        ([told("ASSAULT", GAO), told("COERCE", OSLO), told("ASSAULT", None, "USA", "NOR")], OSLO),
        ([told("ASSAULT")], PARIS),  # the dateline
    ],
)
def test_an_event_without_a_place_takes_one_told_before(events: list[EventRecord], place: Place):
    carry_places(events, PARIS)
    assert events[-1].place == carried(place)


def test_events_before_any_place_take_the_first_told():
    events = [told("ASSAULT", sentence_no=0), told("ASSAULT", GAO)]
    carry_places(events, PARIS)
    assert events[0].place == carried(GAO)
    assert events[1].place == GAO


def test_types_without_a_place_of_their_own_take_none():
    events = [told("ASSAULT", GAO), told("ACCUSE")]
    carry_places(events, None)
    assert events[1].place is None
    alone = [told("ASSAULT")]
    carry_places(alone, None)
    assert alone[0].place is None
