"""The actor seeds: codes of the ontology, ordered days, no name with two meanings in one country."""

from collections import defaultdict
from datetime import date
from itertools import pairwise

import pytest

from seeds import read_placed_rows, read_rows
from seeds.name_keys import name_key
from transforms.events.actor_rows import country_codes, sector_codes
from transforms.events.known_names import split_codes

SECTORED = {
    "actors/organisations.csv": "sectors",
    "actors/persons.csv": "sectors",
    "actors/nouns.csv": "sector",
    "actors/titles.csv": "sector",
    "actors/role_sectors.csv": "sector",
    "actors/after_office.csv": "sector",
}


def names_of(row):
    return {name_key(written) for written in (row["name"], *split_codes(row["aliases"]))}


@pytest.mark.parametrize(("file", "column"), SECTORED.items())
def test_actor_seeds_use_sectors_of_the_ontology(file, column):
    unknown = [(line, row[column]) for _, line, row in read_placed_rows(file) if set(split_codes(row[column])) - sector_codes()]
    assert unknown == []


@pytest.mark.parametrize("file", ["actors/organisations.csv", "actors/persons.csv", "actors/nouns.csv"])
def test_actor_seeds_use_known_countries(file):
    unknown = [
        (line, row["country"])
        for _, line, row in read_placed_rows(file)
        if row["country"] and row["country"] not in country_codes()
    ]
    assert unknown == []


def test_actor_seeds_organisations_of_a_country_share_no_name():
    bearers = defaultdict(set)
    for _, line, row in read_placed_rows("actors/organisations.csv"):
        for name in names_of(row):
            bearers[name, row["country"]].add(line)
    assert {name: lines for name, lines in bearers.items() if len(lines) > 1} == {}


def test_actor_seeds_persons_share_no_name():
    bearers = defaultdict(set)
    for row in read_rows("actors/persons.csv"):
        for name in names_of(row):
            bearers[name].add(row["name"])
    assert {name: persons for name, persons in bearers.items() if len(persons) > 1} == {}


def test_actor_seeds_offices_end_after_they_begin():
    for _, line, row in read_placed_rows("actors/persons.csv"):
        days = [date.fromisoformat(row[column]) for column in ("from_date", "to_date") if row[column]]
        assert all(first <= last for first, last in pairwise(days)), f"persons.csv line {line}"


def test_actor_seeds_hold_what_the_readme_promises():
    assert len(read_rows("actors/organisations.csv")) > 5500
    assert len({row["name"] for row in read_rows("actors/persons.csv")}) > 2000
