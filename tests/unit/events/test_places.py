"""Names to places, and the place of an event."""

import polars as pl
import pytest
import spacy
from spacy.tokens import Doc

from seeds.gazetteer import GAZETTEER_SCHEMA, gazetteer_frame
from transforms.events.places import (
    Gazetteer,
    PlaceContext,
    carry_place,
    distance_km,
    event_place,
    place_named,
    place_rules,
)
from transforms.events.records import Mention

ROWS = [
    ("iso:AFG", "Afghanistan", "afghanistan", "AFG", None, 34.0, 66.0, "country", 37_000_000),
    ("iso:GEO", "Georgia", "georgia", "GEO", None, 42.0, 43.5, "country", 3_700_000),
    ("admin1:US.GA", "Georgia", "georgia", "USA", "Georgia", 33.0, -84.0, "admin1", 6_000_000),
    ("iso:IRQ", "Iraq", "iraq", "IRQ", None, 33.0, 44.0, "country", 38_000_000),
    ("geonames:1138336", "Kandahar", "kandahar", "AFG", "Kandahar", 31.61, 65.71, "city", 390_000),
    ("admin1:AF.23", "Kandahar", "kandahar", "AFG", "Kandahar", 31.6, 65.7, "admin1", 400_000),
    ("geonames:1138958", "Kabul", "kabul", "AFG", "Kabul", 34.53, 69.17, "city", 4_400_000),
    ("iso:LBN", "Lebanon", "lebanon", "LBN", None, 33.9, 35.8, "country", 6_800_000),
    ("geonames:2988507", "Paris", "paris", "FRA", "Île-de-France", 48.85, 2.35, "city", 2_100_000),
    ("geonames:4717560", "Paris", "paris", "USA", "Texas", 33.66, -95.56, "city", 25_000),
    ("admin1:US.TX", "Texas", "texas", "USA", "Texas", 31.0, -97.0, "admin1", 25_000_000),
    ("geonames:2210247", "Tripoli", "tripoli", "LBY", None, 32.89, 13.19, "city", 1_150_000),
    ("geonames:266826", "Tripoli", "tripoli", "LBN", None, 34.43, 35.84, "city", 230_000),
]


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return Gazetteer(pl.DataFrame(ROWS, schema=GAZETTEER_SCHEMA, orient="row").sort("search_key"))


@pytest.mark.parametrize(
    ("name", "place_id", "precision"),
    [
        ("Kandahar", "geonames:1138336", "city"),
        ("Kandahar province", "admin1:AF.23", "admin1"),
        ("the province of Kandahar", "admin1:AF.23", "admin1"),
        ("northern Iraq", "iso:IRQ", "country"),
        ("Paris", "geonames:2988507", "city"),
        ("Paris, Texas", "geonames:4717560", "city"),
        ("Tripoli", "geonames:2210247", "city"),
        ("Tripoli, Lebanon", "geonames:266826", "city"),
        ("Kabul's airport", "geonames:1138958", "city"),
        ("KABUL", "geonames:1138958", "city"),
        ("Georgia", "iso:GEO", "country"),
    ],
)
def test_places_geocode_by_name_alone(gazetteer, name, place_id, precision):
    place = gazetteer.geocode(name, PlaceContext())
    assert (place.name, place.place_id, place.precision) == (name, place_id, precision)


def test_places_countries_of_the_article_decide_between_namesakes(gazetteer):
    assert gazetteer.geocode("Tripoli", PlaceContext({"LBN": 5})).country == "LBN"
    assert gazetteer.geocode("Georgia", PlaceContext({"USA": 6})).country == "USA"


def test_places_near_ones_decide_between_namesakes(gazetteer):
    assert gazetteer.geocode("Tripoli", PlaceContext(near=[(33.9, 35.5)])).country == "LBN"


def test_places_unknown_name_falls_back_honestly(gazetteer):
    assert gazetteer.geocode("Nowhereville", PlaceContext()) is None
    begun = gazetteer.geocode("Kabul police academy", PlaceContext({"AFG": 1}))
    assert (begun.place_id, begun.precision) == ("geonames:1138958", "city")
    by_article = gazetteer.geocode("Nowhereville", PlaceContext({"IRQ": 4, "AFG": 1}))
    assert (by_article.country, by_article.precision) == ("IRQ", "country")


def test_places_demonyms_are_no_places(gazetteer):
    assert gazetteer.lookup("Afghan") == []


def parsed(words, heads, deps, pos, names):
    doc = Doc(spacy.blank("en").vocab, words.split(), heads=heads, deps=deps.split(), pos=pos.split())
    mentions = [Mention(1, doc[i].idx, doc[i].idx + len(doc[i]), doc[i].text, "GPE", "name", doc[i]) for i in names]
    return doc, mentions


def test_places_event_takes_the_nested_place_with_its_country(gazetteer):
    doc, mentions = parsed(
        "Bombers struck in Kandahar , Afghanistan .",
        [1, 1, 1, 2, 3, 3, 1],
        "nsubj ROOT prep pobj punct appos punct",
        "NOUN VERB ADP PROPN PUNCT PROPN PUNCT",
        [3, 5],
    )
    place = event_place(doc[1], mentions, gazetteer, PlaceContext())
    assert (place.name, place.country, place.precision) == ("Kandahar", "AFG", "city")
    assert doc.text[place.start_char : place.end_char] == "Kandahar"


def test_places_event_leaves_out_the_place_that_acts(gazetteer):
    doc, mentions = parsed(
        "Paris said troops attacked rebels in Kabul .",
        [1, 1, 3, 1, 3, 3, 5, 1],
        "nsubj ROOT nsubj ccomp dobj prep pobj punct",
        "PROPN VERB NOUN VERB NOUN ADP PROPN PUNCT",
        [0, 6],
    )
    assert event_place(doc[3], mentions, gazetteer, PlaceContext()).name == "Kabul"
    assert event_place(doc[1], mentions, gazetteer, PlaceContext(), highest_cost=2) is None


def test_places_event_takes_the_noun_before_it(gazetteer):
    doc, mentions = parsed(
        "The Kabul attack failed .",
        [2, 2, 3, 3, 3],
        "det compound nsubj ROOT punct",
        "DET PROPN NOUN VERB PUNCT",
        [1],
    )
    assert event_place(doc[2], mentions, gazetteer, PlaceContext()).name == "Kabul"


def test_places_carried_one_has_no_offsets(gazetteer):
    kabul = gazetteer.geocode("Kabul", PlaceContext())
    paris = gazetteer.geocode("Paris", PlaceContext())
    assert carry_place(kabul, paris) == kabul
    assert carry_place(None, paris) == paris
    assert carry_place(None, None) is None


def test_places_distance_of_paris_and_kabul():
    assert distance_km(48.8566, 2.3522, 34.5281, 69.1723) == pytest.approx(5590, abs=30)
    assert distance_km(10.0, 20.0, 10.0, 20.0) == 0


def test_places_every_event_type_has_a_rule():
    assert len(place_rules()) == 16
    assert place_rules()["ASSAULT"].is_carried and not place_rules()["ACCUSE"].is_carried


@pytest.fixture(scope="module")
def whole() -> Gazetteer:
    return Gazetteer(gazetteer_frame(15000))


@pytest.mark.parametrize(
    ("name", "country", "precision"),
    [
        ("Mosul", "IRQ", "city"),
        ("Anbar province", "IRQ", "admin1"),
        ("Gaza", "PSE", "admin1"),
        ("Strait of Hormuz", None, "country"),
        ("Abu Ghraib prison", "IRQ", "point"),
        ("England", "GBR", "admin1"),
        ("Texas", "USA", "admin1"),
        ("Kosovo", "KOS", "country"),
        ("Crimea", "UKR", "admin1"),
        ("Washington", "USA", "city"),
        ("Hong Kong", "HKG", "country"),
    ],
)
def test_places_gazetteer_of_the_packages_and_our_rows(whole, name, country, precision):
    place = whole.geocode(name, PlaceContext())
    assert (place.country, place.precision) == (country, precision)


def test_a_nationality_as_a_place_is_its_country(whole: Gazetteer) -> None:
    doc = Doc(spacy.blank("en").vocab, ["Nigerien", "officials", "met", "Sunnis"])
    unknown = Mention(1, 23, 29, "Sunnis", "NORP", "name", doc[3])
    assert place_named(unknown, [unknown], whole, PlaceContext()) is None
    mention = Mention(1, 0, 8, "Nigerien", "GPE", "name", doc[0])
    place = place_named(mention, [mention], whole, PlaceContext())
    assert place is not None
    assert (place.name, place.country, place.precision, place.start_char) == ("Niger", "NER", "country", 0)
