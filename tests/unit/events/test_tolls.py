"""Figures of victims on hand-made parses: what is counted, with which bounds, and for which event."""

from __future__ import annotations

import pytest
import spacy
from spacy.tokens import Doc

from transforms.events.records import EventRecord, Toll
from transforms.events.toll_events import keep_sure, share_tolls
from transforms.events.toll_figures import read_figure
from transforms.events.tolls import find_tolls

NLP = spacy.blank("en")
POS = {
    "NN": "NOUN",
    "NNS": "NOUN",
    "NNP": "PROPN",
    "CD": "NUM",
    "VBD": "VERB",
    "VBN": "VERB",
    "VBG": "VERB",
    "VBZ": "VERB",
    "JJ": "ADJ",
    "DT": "DET",
    "PRP": "PRON",
    "IN": "ADP",
    "CC": "CCONJ",
    "RB": "ADV",
    ",": "PUNCT",
}
LEMMAS = {
    "claimed": "claim",
    "soldiers": "soldier",
    "people": "person",
    "birds": "bird",
    "civilians": "civilian",
    "children": "child",
}


def parse(*words: str) -> Doc:
    """A Doc from words written as `text/TAG/dependency/place of the head`."""
    rows = [word.split("/") for word in words]
    texts = [row[0] for row in rows]
    return Doc(
        NLP.vocab,
        words=texts,
        tags=[row[1] for row in rows],
        pos=[POS.get(row[1], "X") for row in rows],
        deps=[row[2] for row in rows],
        heads=[int(row[3]) for row in rows],
        lemmas=[LEMMAS.get(text.lower(), text.lower()) for text in texts],
    )


def told(doc: Doc) -> list[tuple[str, int | None, int | None]]:
    return [(toll.kind, toll.low, toll.high) for toll in find_tolls(doc[:])]


@pytest.mark.parametrize(
    ("phrase", "low", "high", "hedge"),
    [
        ("5 soldiers", 5, 5, None),
        ("five soldiers", 5, 5, None),
        ("twenty-three soldiers", 23, 23, None),
        ("twenty three soldiers", 23, 23, None),
        ("two hundred and fifty soldiers", 250, 250, None),
        ("1,200 soldiers", 1200, 1200, None),
        ("four million soldiers", 4_000_000, 4_000_000, None),
        ("a dozen soldiers", 12, 12, None),
        ("two dozen soldiers", 24, 24, None),
        ("another six soldiers", 6, 6, None),
        ("a soldier", 1, 1, None),
        ("no soldiers", 0, 0, None),
        ("at least 5 soldiers", 5, None, "at least"),
        ("more than 300 soldiers", 300, None, "more than"),
        ("over 300 soldiers", 300, None, "more than"),
        ("up to 5 soldiers", None, 5, "up to"),
        ("about 20 soldiers", 20, 20, "about"),
        ("nearly 20 soldiers", 20, 20, "nearly"),
        ("20 to 30 soldiers", 20, 30, None),
        ("between 20 and 30 soldiers", 20, 30, None),
        ("nine or ten soldiers", 9, 10, None),
        ("dozens of soldiers", 24, None, "dozens"),
        ("scores of soldiers", 40, None, "scores"),
        ("hundreds of soldiers", 200, None, "hundreds"),
        ("thousands of soldiers", 2000, None, "thousands"),
        ("tens of thousands of soldiers", 20_000, None, "tens"),
        ("several soldiers", 3, None, "several"),
        ("several hundred soldiers", 300, None, "several"),
        ("half a dozen soldiers", 6, 6, None),
        ("1.5 million soldiers", 1_500_000, 1_500_000, None),
        ("at least an additional 18 soldiers", 18, None, "at least"),
        ("as many as 17 soldiers", 17, 17, "as many as"),
        ("20 or more soldiers", 20, None, "or more"),
        ("no fewer than 20 soldiers", 20, None, "at least"),
        ("both soldiers", 2, 2, None),
    ],
)
def test_tolls_figure_has_the_bounds_of_the_codebook(phrase: str, low: int | None, high: int | None, hedge: str | None) -> None:
    figure = read_figure(list(NLP(phrase)))
    assert figure is not None and (figure.low, figure.high, figure.hedge) == (low, high, hedge)
    assert figure.low is None or figure.best is None or figure.low <= figure.best
    assert figure.high is None or figure.best is None or figure.best <= figure.high


@pytest.mark.parametrize(
    "phrase",
    [
        "many soldiers",
        "soldiers",
        "27-year-old men",
        "the hundred and fifteenth soldier",
        "aged 42",
        "5 percent",
        "12 houses",
        "123456789012345678901234567890 soldiers",
    ],
)
def test_tolls_uncounted_people_ages_and_shares_are_no_figures(phrase: str) -> None:
    assert read_figure(list(NLP(phrase))) is None


def test_tolls_object_and_participle() -> None:
    doc = parse(
        "Bombs/NNS/nsubj/1",
        "killed/VBD/ROOT/1",
        "five/CD/nummod/3",
        "soldiers/NNS/dobj/1",
        ",/,/punct/1",
        "wounding/VBG/advcl/1",
        "at/IN/advmod/7",
        "least/JJ/advmod/8",
        "eight/CD/dobj/5",
    )
    assert told(doc) == [("killed", 5, 5), ("injured", 8, None)]
    first, _ = find_tolls(doc[:])
    assert doc.text[first.start_char : first.end_char] == "five"
    assert (first.victims, first.head.text, first.best) == ("five soldiers", "soldiers", 5)


def test_tolls_passive_with_two_kinds_of_victims_gives_a_figure_each() -> None:
    doc = parse(
        "169/CD/nummod/1",
        "civilians/NNS/nsubjpass/6",
        "and/CC/cc/1",
        "13/CD/nummod/4",
        "soldiers/NNS/conj/1",
        "were/VBD/auxpass/6",
        "killed/VBN/ROOT/6",
    )
    assert told(doc) == [("killed", 169, 169), ("killed", 13, 13)]


def test_tolls_elliptical_participle_has_its_own_figure() -> None:
    doc = parse(
        "Seven/CD/nummod/1",
        "people/NNS/nsubjpass/3",
        "were/VBD/auxpass/3",
        "killed/VBN/ROOT/3",
        "and/CC/cc/3",
        "40/CD/nummod/6",
        "others/NNS/nsubj/7",
        "injured/VBN/conj/3",
    )
    assert told(doc) == [("killed", 7, 7), ("injured", 40, 40)]


def test_tolls_part_of_a_figure_is_none_of_its_own() -> None:
    doc = parse(
        "Bombs/NNS/nsubj/1",
        "killed/VBD/ROOT/1",
        "23/CD/nummod/3",
        "people/NNS/dobj/1",
        ",/,/punct/3",
        "including/VBG/prep/3",
        "3/CD/nummod/7",
        "children/NNS/pobj/5",
    )
    assert told(doc) == [("killed", 23, 23)]


def test_tolls_dead_rising_toll_and_lives() -> None:
    assert told(parse("Violence/NN/nsubj/1", "left/VBD/ROOT/1", "12/CD/nummod/3", "dead/JJ/oprd/1")) == [("killed", 12, 12)]
    assert told(
        parse("The/DT/det/2", "death/NN/compound/2", "toll/NN/nsubj/3", "rose/VBD/ROOT/3", "to/IN/prep/3", "45/CD/pobj/4")
    ) == [("killed", 45, 45)]
    assert told(parse("It/PRP/nsubj/1", "claimed/VBD/ROOT/1", "23/CD/nummod/3", "lives/NNS/dobj/1")) == [("killed", 23, 23)]


def test_tolls_single_named_and_described_persons_count_one() -> None:
    assert told(parse("Hariri/NNP/nsubjpass/2", "was/VBD/auxpass/2", "assassinated/VBN/ROOT/2")) == [("killed", 1, 1)]
    assert told(parse("A/DT/det/1", "soldier/NN/nsubj/2", "died/VBD/ROOT/2")) == [("killed", 1, 1)]
    assert told(parse("The/DT/det/1", "murder/NN/ROOT/1", "of/IN/prep/1", "four/CD/nummod/4", "soldiers/NNS/pobj/2")) == [
        ("killed", 4, 4)
    ]


def test_tolls_nobody_negation_animals_and_uncounted() -> None:
    assert told(parse("No/DT/det/1", "soldiers/NNS/nsubjpass/3", "were/VBD/auxpass/3", "injured/VBN/ROOT/3")) == [
        ("injured", 0, 0)
    ]
    assert (
        told(parse("Two/CD/nummod/1", "soldiers/NNS/nsubjpass/4", "were/VBD/auxpass/4", "not/RB/neg/4", "injured/VBN/ROOT/4"))
        == []
    )
    assert told(parse("They/PRP/nsubj/1", "killed/VBD/ROOT/1", "two/CD/nummod/3", "birds/NNS/dobj/1")) == []
    assert told(parse("They/PRP/nsubj/1", "killed/VBD/ROOT/1", "soldiers/NNS/dobj/1")) == []


def test_tolls_other_kinds() -> None:
    assert told(parse("Police/NN/nsubj/1", "arrested/VBD/ROOT/1", "30/CD/nummod/3", "people/NNS/dobj/1")) == [
        ("arrested", 30, 30)
    ]
    assert told(parse("Rebels/NNS/nsubj/1", "abducted/VBD/ROOT/1", "two/CD/nummod/3", "soldiers/NNS/dobj/1")) == [
        ("abducted", 2, 2)
    ]
    assert told(parse("Five/CD/nummod/1", "people/NNS/nsubj/2", "are/VBZ/ROOT/2", "missing/JJ/acomp/2")) == [("missing", 5, 5)]


KINDS = {("ASSAULT", "killed"), ("ASSAULT", "injured"), ("COERCE", "arrested")}


def events_of(doc: Doc, *triggers: int, types: tuple[str, ...] = (), modality: str = "actual") -> list[EventRecord]:
    """Events with these triggers, with the figures that they get."""
    told = [*types, *["ASSAULT"] * len(triggers)]
    events = [
        EventRecord(0, doc[place], 0, 1, doc[place].text, kind, None, None, "rule", confidence=0.9, modality=modality)
        for place, kind in zip(triggers, told, strict=False)
    ]
    share_tolls(events, find_tolls(doc[:]), KINDS)
    return events


def belonging(doc: Doc, *triggers: int, types: tuple[str, ...] = ()) -> list[list[Toll]]:
    return [event.tolls for event in events_of(doc, *triggers, types=types)]


def test_tolls_of_event_go_to_the_word_of_harm_or_the_nearest_event() -> None:
    doc = parse(
        "The/DT/det/1",
        "attack/NN/nsubj/2",
        "killed/VBD/ROOT/2",
        "5/CD/nummod/4",
        "soldiers/NNS/dobj/2",
        ",/,/punct/2",
        "police/NN/nsubj/7",
        "arrested/VBD/conj/2",
        "two/CD/nummod/9",
        "people/NNS/dobj/7",
    )
    attack, arrest = belonging(doc, 1, 7, types=("ASSAULT", "COERCE"))
    assert [toll.kind for toll in attack] == ["killed"] and [toll.kind for toll in arrest] == ["arrested"]
    attack, killed, arrest = belonging(doc, 1, 2, 7, types=("ASSAULT", "ASSAULT", "COERCE"))
    assert attack == [] and [toll.low for toll in killed] == [5] and [toll.low for toll in arrest] == [2]


FIRED = (
    "Police/NNS/nsubj/1",
    "fired/VBD/ROOT/1",
    ",/,/punct/1",
    "killing/VBG/advcl/1",
    "three/CD/nummod/5",
    "people/NNS/dobj/3",
)


def test_tolls_of_an_unsure_event_pass_to_the_one_that_remains() -> None:
    fired, killing = events = events_of(parse(*FIRED), 1, 3)
    assert fired.tolls == [] and [toll.low for toll in killing.tolls] == [3]
    killing.confidence = 0.2
    assert keep_sure(events, 0.5, KINDS) == [fired]
    assert [toll.low for toll in fired.tolls] == [3]


@pytest.mark.parametrize("modality", ["future", "hypothetical", "negated"])
def test_tolls_of_what_has_not_happened_are_none(modality: str) -> None:
    assert [event.tolls for event in events_of(parse(*FIRED), 3, modality=modality)] == [[]]


def test_tolls_of_a_reason_are_not_those_of_the_act() -> None:
    doc = parse(
        "Rioters/NNS/nsubj/1",
        "burned/VBD/ROOT/1",
        "houses/NNS/dobj/1",
        "over/IN/prep/1",
        "the/DT/det/5",
        "murder/NN/pobj/3",
        "of/IN/prep/5",
        "two/CD/nummod/8",
        "soldiers/NNS/pobj/6",
    )
    assert told(doc) == [("killed", 2, 2)]
    assert belonging(doc, 1) == [[]]


def test_tolls_of_deaths_that_an_act_saw_are_those_of_the_act() -> None:
    doc = parse(
        "The/DT/det/1",
        "war/NN/nsubj/2",
        "saw/VBD/ROOT/2",
        "the/DT/det/4",
        "deaths/NNS/dobj/2",
        "of/IN/prep/4",
        "two/CD/nummod/7",
        "soldiers/NNS/pobj/5",
    )
    assert [[toll.low for toll in tolls] for tolls in belonging(doc, 1)] == [[2]]


def test_tolls_of_another_word_go_to_an_event_without_a_figure_of_its_own() -> None:
    doc = parse(
        "Nine/CD/nummod/1",
        "people/NNS/nsubjpass/3",
        "were/VBD/auxpass/3",
        "killed/VBN/ROOT/3",
        "while/IN/mark/7",
        "two/CD/nummod/6",
        "soldiers/NNS/nsubj/7",
        "died/VBD/advcl/3",
        "in/IN/prep/7",
        "fire/NN/pobj/8",
    )
    assert [[toll.low for toll in tolls] for tolls in belonging(doc, 3, 9)] == [[9], [2]]


def test_tolls_of_two_sources_are_a_range() -> None:
    doc = parse(
        "24/CD/nummod/1",
        "soldiers/NNS/nsubjpass/3",
        "were/VBD/auxpass/3",
        "killed/VBN/ROOT/3",
        ",/,/punct/3",
        "the/DT/det/6",
        "toll/NN/nsubj/7",
        "was/VBD/conj/3",
        "put/VBN/dep/7",
        "at/IN/prep/8",
        "28/CD/pobj/9",
    )
    assert [[(toll.low, toll.high) for toll in tolls] for tolls in belonging(doc, 3)] == [[(24, 28)]]
