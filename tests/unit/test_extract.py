"""Ids of an article's entities."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from transforms.events.actors import ActorLexicon
from transforms.events.records import EntityRecord
from transforms.extract import _entity_ids


@pytest.fixture(scope="module")
def actors():
    return ActorLexicon()


def record(name, label, country=None):
    return EntityRecord(name, label, name, country=country)


def event_of(entity, role, place=None):
    mention = SimpleNamespace(entity=entity, kind="name")
    participants = [SimpleNamespace(role=role, mention=mention)]
    return SimpleNamespace(participants=participants, place=place and SimpleNamespace(name=place))


def ids_of(article_id, actors, *entities, events=()):
    coded = SimpleNamespace(entities=list(entities), events=list(events))
    return list(_entity_ids(coded, article_id, actors).values())


def test_a_full_name_is_one_in_all_articles_a_surname_is_one_of_its_article(actors):
    full, bare = record("Ada Quill", "PERSON", "GBR"), record("Quill", "PERSON", "GBR")
    first, second = ids_of("a_1", actors, full, bare), ids_of("a_2", actors, full, bare)
    assert first[0] == second[0]
    assert first[1] != second[1]


def test_a_capital_that_acts_is_its_country_unless_something_happens_there(actors):
    country, capital = record("Afghanistan", "GPE", "AFG"), record("Kabul", "GPE", "AFG")
    acts, scene, suffers = event_of(capital, "actor"), event_of(capital, "actor", "Kabul"), event_of(capital, "recipient")
    for events, is_country in (([acts], True), ([scene], False), ([suffers], False), ([], False)):
        found = ids_of("a_1", actors, country, capital, events=events)
        assert (found[0] == found[1]) == is_country
