"""Which triggers of a sentence are events of their own: copies of one event and contents of speech acts fall away."""

from __future__ import annotations

from spacy.tokens import Token

from transforms.events.codes import Ontology
from transforms.events.triggers import Trigger

NOMINAL_LINKS = ("nsubj", "nsubjpass", "dobj", "agent")


def select_triggers(triggers: list[Trigger], ontology: Ontology) -> list[Trigger]:
    """Triggers without (1) what a request, threat, promise or refusal is about, (2) the noun that copies its verb."""
    at = {trigger.token.i: trigger for trigger in triggers}
    return [trigger for trigger in triggers
            if not _is_content_of_speech_act(trigger.token, at, ontology) and not _copies_governor(trigger, at)]


def _is_content_of_speech_act(token: Token, at: dict[int, Trigger], ontology: Ontology) -> bool:
    """Below a trigger whose type takes its complement as content ("called for a withdrawal", "refused to release")."""
    child, climbed = token, 0
    while child.head.i != child.i and climbed < 8:
        governor = child.head
        above = at.get(governor.i)
        if above is not None and ontology.takes_content(above.frame.event_type) and _is_complement(child, governor):
            return True
        if child.dep_ in ("advcl", "relcl", "parataxis", "nsubj", "nsubjpass"):
            return False
        child, climbed = governor, climbed + 1
    return False


def _is_complement(child: Token, governor: Token) -> bool:
    if governor.pos_ in ("VERB", "AUX"):
        return child.dep_ in ("xcomp", "ccomp", "dobj") or (child.dep_ == "prep" and child.lower_ in ("for", "to", "of", "with", "from", "against"))
    return child.dep_ in ("acl", "ccomp") or (child.dep_ == "prep" and child.lower_ in ("for", "to", "of"))


def _copies_governor(trigger: Trigger, at: dict[int, Trigger]) -> bool:
    """A noun of the same type as the verb that it is subject or object of ("the attack killed five")."""
    token = trigger.token
    if token.pos_ not in ("NOUN", "PROPN"):
        return False
    governor = token.head.head if token.dep_ == "pobj" and token.head.dep_ == "agent" else token.head
    above = at.get(governor.i)
    linked = token.dep_ in NOMINAL_LINKS or (token.dep_ == "pobj" and token.head.dep_ == "agent")
    return above is not None and linked and above.frame.event_type == trigger.frame.event_type
