"""Whom title and lead only describe, the rest of the article names: "Albanian girl murdered" … "Ada Lind was murdered"."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from transforms.events.gender import gender_of, gendered_nouns
from transforms.events.records import EventRecord, Participant

LEAD = 2


def name_described(events: Sequence[EventRecord]) -> None:
    """Name a recipient whom title or lead describes: the only person to whom later sentences say the same was done.

    The same: an event of that type told by the same word or in the same mode. Of actors it would be wrong as often as right: who
    is only described there is often somebody whom nobody knows.
    """
    for event in events:
        if event.sentence_no > LEAD:
            return
        event.participants = [_named(one, event, events) or one for one in event.participants]


def _named(described: Participant, event: EventRecord, events: Iterable[EventRecord]) -> Participant | None:
    if described.role != "recipient" or described.mention is not None or described.head.tag_ != "NN":
        return None
    later = (other for other in events if other.sentence_no > event.sentence_no and _is_alike(event, other))
    named = [one for other in later for one in other.participants if one.role == "recipient" and _may_be(described, one)]
    if len({one.name for one in named}) != 1:
        return None
    first = named[0]
    return replace(described, name=first.name, mention=first.mention, country=first.country, sectors=first.sectors)


def _is_alike(one: EventRecord, other: EventRecord) -> bool:
    is_same_word = one.trigger.lemma_.lower() == other.trigger.lemma_.lower()
    return one.event_type == other.event_type and (is_same_word or (one.event_mode or "") == other.event_mode)


def _may_be(described: Participant, named: Participant) -> bool:
    entity = named.mention.entity if named.mention is not None else None
    if entity is None or entity.label != "PERSON":
        return False
    genders = {gendered_nouns().get(described.head.lower_, ""), *map(gender_of, entity.mentions)} - {""}
    countries = {described.country, entity.country} - {None}
    return len(genders) < 2 and len(countries) < 2
