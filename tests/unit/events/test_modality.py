"""How sure an event is, on parses written by hand."""

from datetime import date

import pytest
from parsed import doc_of, word

from transforms.events.modality import modality_of
from transforms.events.records import TimeExpression

PUBLISHED = date(2021, 9, 7)


def told(table: str, trigger: str, event_type: str = "ASSAULT") -> str:
    return modality_of(word(doc_of(table), trigger), event_type, None, PUBLISHED)


def verb(*before: str) -> str:
    """ "Rebels <words> attack towns", each word as `form/dep/tag/lemma` above the verb."""
    at = len(before) + 1
    words = [(form, dep, tag, lemma) for form, dep, tag, lemma in (item.split("/") for item in before)]
    return "\n".join(
        [
            f"Rebels {at} nsubj NNS rebel",
            *(f"{form} {at} {dep} {tag} {lemma}" for form, dep, tag, lemma in words),
            f"attack {at} ROOT VB attack",
            f"towns {at} dobj NNS town",
        ]
    )


@pytest.mark.parametrize(
    ("before", "wanted"),
    [
        ((), "actual"),
        (("will/aux/MD/will",), "future"),
        (("would/aux/MD/would",), "hypothetical"),
        (("could/aux/MD/could",), "hypothetical"),
        (("did/aux/VBD/do", "not/neg/RB/not"), "negated"),
        (("will/aux/MD/will", "not/neg/RB/not"), "negated"),
        (("have/aux/VBP/have",), "actual"),
    ],
)
def test_modality_of_auxiliaries(before, wanted):
    assert told(verb(*before), "attack") == wanted


@pytest.mark.parametrize(
    ("governor", "wanted"),
    [
        ("plan", "future"),
        ("want", "hypothetical"),
        ("fail", "negated"),
        ("manage", "actual"),
        ("refuse", "negated"),
        ("begin", "actual"),
    ],
)
def test_modality_of_infinitives(governor, wanted):
    table = f"Rebels 1 nsubj NNS rebel\nverbed 1 ROOT VBD {governor}\nto 3 aux TO\nattack 1 xcomp VB attack"
    assert told(table, "attack") == wanted


@pytest.mark.parametrize(("adjective", "wanted"), [("planned", "future"), ("possible", "hypothetical"), ("deadly", "actual")])
def test_modality_of_nouns_by_their_adjective(adjective, wanted):
    assert told(f"The 2 det DT\n{adjective} 2 amod JJ\nattack 3 nsubj NN\nshocked 3 ROOT VBD shock", "attack") == wanted


def test_modality_of_nouns_by_their_determiner():
    assert told("No 1 det DT\nattack 2 nsubj NN\nhappened 2 ROOT VBD happen", "attack") == "negated"


def test_modality_of_nouns_by_the_verb_that_calls_them_off():
    table = "Unions 1 nsubj NNS union\ncancelled 1 ROOT VBD cancel\nthe 3 det DT\nstrike 1 dobj NN"
    assert told(table, "strike", "PROTEST") == "negated"


def test_modality_of_nouns_through_a_light_verb():
    table = "They 2 nsubj PRP\nwill 2 aux MD\nhold 2 ROOT VB hold\ntalks 2 dobj NNS talk"
    assert told(table, "talks", "CONSULT") == "future"


def test_modality_of_a_discussed_event_is_not_that_of_the_discussion():
    table = "They 2 nsubj PRP\nwill 2 aux MD\ndiscuss 2 ROOT VB discuss\nthe 4 det DT\nattack 2 dobj NN"
    assert told(table, "attack") == "actual"


def test_modality_of_a_conditional_clause():
    table = "If 2 mark IN\nrebels 2 nsubj NNS rebel\nattack 4 advcl VBP attack\nwe 4 nsubj PRP\nleave 4 ROOT VBP leave"
    assert told(table, "attack") == "hypothetical"


def test_modality_of_coordinated_verbs_shares_the_auxiliary():
    table = "They 2 nsubj PRP\nwill 2 aux MD\nmarch 2 ROOT VB march\nand 2 cc CC\nstrike 2 conj VB strike"
    assert told(table, "strike", "PROTEST") == "future"


def test_modality_of_an_act_of_saying_is_actual_though_it_speaks_of_the_future():
    table = "They 2 nsubj PRP\nwill 2 aux MD\nsend 2 ROOT VB send\naid 2 dobj NN"
    assert told(table, "send", "AGREE") == "actual"
    assert told(table, "send", "AID") == "future"


def test_modality_of_reported_events_stops_at_the_cue():
    table = "He 2 nsubj PRP\nwould 2 aux MD\nsay 2 ROOT VB say\nrebels 4 nsubj NNS rebel\nattacked 2 ccomp VBD attack"
    assert told(table, "attacked") == "actual"


@pytest.mark.parametrize(
    ("day", "wanted"),
    [
        (date(2020, 9, 1), "historical"),
        (date(2020, 9, 30), "actual"),
        (date(1998, 1, 1), "historical"),
    ],
)
def test_modality_of_events_over_a_year_ago(day, wanted):
    doc = doc_of("Rebels 1 nsubj NNS rebel\nattacked 1 ROOT VBD attack")
    time = TimeExpression(0, 1, "x", day, day, "day", doc[0])
    assert modality_of(doc[1], "ASSAULT", time, PUBLISHED) == wanted
    assert modality_of(doc[1], "ASSAULT", time, None) == "actual"


def test_modality_of_a_headline_infinitive_is_future():
    assert told("Police 2 nsubj NNS police\nto 2 aux TO\ncharge 2 ROOT VB\nMP 2 dobj NNP", "charge", "ACCUSE") == "future"


def test_modality_of_what_was_done_without_is_negated():
    table = "He 1 nsubj PRP\nruled 1 ROOT VBD rule\nwithout 1 prep IN\na 4 det DT\ncoup 2 pobj NN"
    assert told(table, "coup") == "negated"


def test_modality_of_no_one_as_subject_is_negated():
    table = "No 1 det DT\nprotesters 3 nsubjpass NNS protester\nwere 3 auxpass VBD be\narrested 3 ROOT VBN arrest"
    assert told(table, "arrested", "COERCE") == "negated"


def test_modality_of_a_demand_is_actual_but_its_announcement_is_future():
    table = "They 2 nsubj PRP\n{} 2 aux MD\nstop 2 ROOT VB stop"
    assert told(table.format("must"), "stop", "REQUEST") == "actual"
    assert told(table.format("will"), "stop", "REQUEST") == "future"


def test_modality_of_a_refusal_worded_as_a_negation_is_actual():
    assert told(verb("will/aux/MD/will", "not/neg/RB/not"), "attack", "REJECT") == "actual"
