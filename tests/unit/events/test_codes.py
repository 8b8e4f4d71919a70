"""The ontology at work: scores, classes, CAMEO codes, and the codebook's rules of type."""

from __future__ import annotations

import pytest
from parsed import doc_of

from seeds import SeedError, read_rows
from transforms.events.codes import Ontology, load_ontology, types_of
from transforms.events.records import EventRecord


@pytest.fixture(scope="module")
def ontology() -> Ontology:
    return load_ontology()


def event_of(event_type: str, modality: str = "actual", mode: str | None = None) -> EventRecord:
    token = doc_of("word 0 ROOT NN")[0]
    return EventRecord(1, token, 0, 4, "word", event_type, mode, "036", "rule", 0.5, modality=modality)


def test_ontology_knows_every_type_and_mode(ontology):
    types = [row["event_type"] for row in read_rows("ontology/plover_events.csv")]
    assert len(types) == 16
    assert set(ontology.quad_classes) == set(ontology.type_scores) == set(types)
    assert {event_type for event_type, _ in ontology.mode_scores} <= set(types)


def test_ontology_scores_have_the_sign_of_their_quad_class(ontology):
    """Cooperation is above zero, conflict below: ACCUSE is -3, not 3 as the manual prints it. REQUEST stands at zero."""
    for event_type, quad_class in ontology.quad_classes.items():
        if event_type == "REQUEST":
            continue
        modes = [score for (of, _), score in ontology.mode_scores.items() if of == event_type]
        scores = [ontology.type_scores[event_type], *modes]
        assert all((score > 0) == quad_class.endswith("cooperation") for score in scores), event_type
    assert ontology.type_scores["ACCUSE"] == -3


def test_intensity_is_that_of_the_mode_else_of_the_type(ontology):
    assert ontology.intensity("CONSULT", "visit") == ontology.mode_scores["CONSULT", "visit"] == 4
    assert ontology.intensity("CONSULT", None) == ontology.type_scores["CONSULT"] == 2.5
    assert ontology.intensity("CONSULT", "no such mode") == 2.5


def test_cameo_is_that_of_the_mode_else_of_the_type_else_none(ontology):
    assert ontology.cameo("CONSULT", "visit") == "042"
    assert ontology.cameo("CONSULT", None) == "040"
    assert ontology.cameo("CONSULT", "no such mode") == "040"
    assert ontology.cameo("NO SUCH TYPE", None) is None


def test_cameo_codes_have_a_goldstein_value(ontology):
    assert [code for code in ontology.cameo_of.values() if code not in ontology.goldstein_of] == []
    assert all(-10 <= value <= 10 for value in ontology.goldstein_of.values())


def test_every_type_has_a_usual_cameo_code(ontology):
    assert [event_type for event_type in ontology.quad_classes if ontology.cameo(event_type, None) is None] == []


@pytest.mark.parametrize(
    ("event_type", "becomes"),
    [
        ("CONSULT", "AGREE"),
        ("SUPPORT", "AGREE"),
        ("COOPERATE", "AGREE"),
        ("AID", "AGREE"),
        ("RETREAT", "CONCEDE"),
    ],
)
def test_type_rules_turn_a_promise_into_an_act(ontology, event_type, becomes):
    event = event_of(event_type, "future", "visit")
    ontology.apply_type_rules(event)
    assert (event.event_type, event.event_mode, event.cameo_code, event.modality) == (becomes, None, None, "actual")


@pytest.mark.parametrize(
    ("event_type", "modality"),
    [
        ("CONSULT", "actual"),
        ("CONSULT", "hypothetical"),
        ("CONSULT", "negated"),
        ("ASSAULT", "future"),
        ("PROTEST", "future"),
    ],
)
def test_type_rules_leave_other_events_as_they_are(ontology, event_type, modality):
    event = event_of(event_type, modality, "visit")
    ontology.apply_type_rules(event)
    assert (event.event_type, event.event_mode, event.cameo_code, event.modality) == (event_type, "visit", "036", modality)


def test_type_rules_name_known_types_and_kinds():
    types = {row["event_type"] for row in read_rows("ontology/plover_events.csv")}
    rows = read_rows("ontology/type_rules.csv")
    assert {row["rule"] for row in rows} == {
        "future", "takes_content", "takes_toll", "saying", "own_will", "opinion", "held_at_place"
    }  # fmt: skip
    for row in rows:
        assert row["event_type"] in types
        if row["rule"] == "future":
            assert row["becomes"] in types


def test_types_of_a_rule_are_those_of_its_rows():
    assert types_of("own_will") < types_of("saying") == {"AGREE", "THREATEN", "REQUEST", "CONCEDE"}
    with pytest.raises(SeedError, match=r"type_rules\.csv: expected event types of the rule nothing"):
        types_of("nothing")


@pytest.mark.parametrize(
    ("event_type", "wanted"),
    [
        ("REQUEST", True),
        ("THREATEN", True),
        ("AGREE", True),
        ("ASSAULT", False),
        ("PROTEST", False),
    ],
)
def test_takes_content(ontology, event_type, wanted):
    assert ontology.takes_content(event_type) is wanted


def test_toll_kinds_are_kinds_of_figures(ontology):
    assert ("ASSAULT", "killed") in ontology.toll_kinds
    assert {kind for _, kind in ontology.toll_kinds} <= {"killed", "injured", "missing", "abducted", "arrested", "displaced"}
