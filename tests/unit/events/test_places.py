"""The place of an event: what its sentence gives it, and what it takes from others."""

import pytest
import spacy
from gazetteer_sample import small_gazetteer
from spacy.tokens import Doc

from transforms.events.gazetteer import Gazetteer
from transforms.events.geocoding import PlaceContext, geocode
from transforms.events.places import event_place, place_named, place_rules, read_places
from transforms.events.records import Mention


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return small_gazetteer()


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


def test_places_every_event_type_has_a_rule():
    assert len(place_rules()) == 16
    assert place_rules()["ASSAULT"].is_carried and not place_rules()["ACCUSE"].is_carried


def test_a_nationality_as_a_place_is_its_country(gazetteer: Gazetteer) -> None:
    doc = Doc(spacy.blank("en").vocab, ["Afghan", "officials", "met", "Sunnis"])
    unknown = Mention(1, 21, 27, "Sunnis", "NORP", "name", doc[3])
    assert place_named(unknown, [unknown], gazetteer, PlaceContext()) is None
    mention = Mention(1, 0, 6, "Afghan", "GPE", "name", doc[0])
    place = place_named(mention, [mention], gazetteer, PlaceContext())
    assert place is not None
    assert (place.name, place.country, place.precision, place.start_char) == ("Afghanistan", "AFG", "country", 0)


@pytest.mark.parametrize(
    ("words", "places", "container"),
    [
        ("Bombs fell in Tripoli , Lebanon .", ["Tripoli", "Lebanon"], "Lebanon"),
        ("Bombs fell in Tripoli in Lebanon .", ["Tripoli", "Lebanon"], "Lebanon"),
        ("Bombs fell in Tripoli district of Lebanon .", ["Tripoli", "Lebanon"], "Lebanon"),
        ("Bombs fell in the Lebanon port town of Tripoli .", ["Tripoli", "Lebanon"], "Lebanon"),
        ("Bombs fell in Tripoli and Kabul .", ["Tripoli", "Kabul"], None),
    ],
)
def test_places_in_one_another(gazetteer, words, places, container):
    doc = Doc(spacy.blank("en").vocab, words.split())
    mentions = [
        Mention(1, token.idx, token.idx + len(token), token.text, "GPE", "name", token) for token in doc if token.text in places
    ]
    context = read_places(mentions, None, {}, gazetteer)
    assert context.containers.get("tripoli") == container
    assert geocode("Tripoli", context, gazetteer).country == ("LBN" if container else "LBY")
