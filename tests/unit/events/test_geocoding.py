"""Names to places: size, affixes, containers and the article's other places decide."""

import pytest
from gazetteer_sample import small_gazetteer

from seeds.gazetteer import gazetteer_frame
from transforms.events.gazetteer import Gazetteer
from transforms.events.geocoding import PlaceContext, country_of, distance_km, geocode, read_context


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return small_gazetteer()


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
    place = geocode(name, PlaceContext(), gazetteer)
    assert (place.name, place.place_id, place.precision) == (name, place_id, precision)


def test_places_countries_of_the_article_decide_between_namesakes(gazetteer):
    assert geocode("Tripoli", PlaceContext({"LBN": 5}), gazetteer).country == "LBN"
    assert geocode("Georgia", PlaceContext({"USA": 6}), gazetteer).country == "USA"


def test_places_near_ones_decide_between_namesakes(gazetteer):
    assert geocode("Tripoli", read_context([("Beirut", None)], {}, gazetteer), gazetteer).country == "LBN"


def test_places_unknown_name_falls_back_honestly(gazetteer):
    assert geocode("Nowhereville", PlaceContext(), gazetteer) is None
    begun = geocode("Kabul police academy", PlaceContext({"AFG": 1}), gazetteer)
    assert (begun.place_id, begun.precision) == ("geonames:1138958", "city")
    by_article = geocode("Nowhereville", PlaceContext({"IRQ": 4, "AFG": 1}), gazetteer)
    assert (by_article.country, by_article.precision) == ("IRQ", "country")


def test_places_demonyms_are_no_places(gazetteer):
    assert gazetteer.lookup("Afghan") == []


def test_places_distance_of_paris_and_kabul():
    assert distance_km(48.8566, 2.3522, 34.5281, 69.1723) == pytest.approx(5590, abs=30)
    assert distance_km(10.0, 20.0, 10.0, 20.0) == 0


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
    place = geocode(name, PlaceContext(), whole)
    assert (place.country, place.precision) == (country, precision)


def test_places_of_one_article_lie_together(whole):
    alone, there = (
        read_context([(name, None) for name in names], {}, whole) for names in (["Athens"], ["Athens", "Macon", "Valdosta"])
    )
    assert geocode("Athens", alone, whole).country == "GRC"
    assert (geocode("Athens", there, whole).country, geocode("Athens", there, whole).admin1) == ("USA", "Georgia")


def test_places_container_holds_for_the_whole_article(whole):
    context = read_context([("Paris", "Texas"), ("Paris", None)], {"FRA": 3}, whole)
    assert geocode("Paris", context, whole).admin1 == "Texas"


@pytest.mark.parametrize(
    ("name", "admin1"), [("Springfield, Mo.", "Missouri"), ("Springfield, Ill.", "Illinois"), ("London, Ont.", "Ontario")]
)
def test_places_abbreviated_provinces(whole, name, admin1):
    assert geocode(name, PlaceContext(), whole).admin1 == admin1


def test_places_unknown_name_is_put_in_its_container_or_in_the_province_of_the_others(whole):
    inside = geocode("Nowhereville", PlaceContext(container="Ohio"), whole)
    assert (inside.admin1, inside.precision) == ("Ohio", "admin1")
    others = read_context([("Macon", None), ("Savannah", None), ("Valdosta", None)], {"USA": 1}, whole)
    assert geocode("Nowhereville", others, whole).admin1 == "Georgia"
    assert geocode("Nowhereville", PlaceContext({"IRQ": 1, "AFG": 1}), whole) is None


def test_places_of_a_country_that_bear_its_name_are_the_country(whole):
    context = read_context([("Mexico", None), ("Toluca", None), ("Ecatepec", None), ("Mexico", None)], {}, whole)
    assert geocode("Mexico", context, whole).precision == "country"
    assert geocode("Mexico state", context, whole).precision == "admin1"


def test_places_districts_are_no_towns(whole):
    county = geocode("Henry County", PlaceContext(container="Tennessee"), whole)
    assert (county.admin1, county.precision) == ("Tennessee", "admin2")


def test_places_villages_tell_no_country_by_their_name_alone(gazetteer):
    assert country_of("Kabul", gazetteer) == "AFG"
    assert country_of("Paris, Texas", gazetteer) == "USA"
    assert geocode("Zahle", PlaceContext(), gazetteer).country == "LBN" and country_of("Zahle", gazetteer) is None
    assert country_of("Nowhereville", gazetteer) is None


def test_places_what_stands_before_names_tells_no_country(whole):
    assert country_of("Kandahar", whole) == "AFG"
    assert [country_of(name, whole) for name in ("Western", "Central")] == [None, None]
