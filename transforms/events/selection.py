"""Which triggers of a sentence are events of their own: copies of one event and contents of speech acts fall away."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from spacy.tokens import Token

from transforms.events.codes import Ontology
from transforms.events.label_groups import label_group
from transforms.events.slots import complements_of
from transforms.events.toll_words import is_harm
from transforms.events.triggers import Trigger
from transforms.events.word_groups import word_group


def select_triggers(triggers: list[Trigger], ontology: Ontology) -> tuple[list[Trigger], list[Trigger]]:
    """Triggers that tell an event of their own, and those left out.

    Left out are (1) what a request, threat, promise or refusal is about; (2) the noun that copies its verb ("the attack killed
    five") or that decides what its verb tells ("lifted the embargo"); (3) the second verb of one toll ("killed 15 and wounded
    100"); of words of another trigger's phrase nothing is left.
    """
    at = {trigger.token.i: trigger for trigger in triggers}
    first = {trigger.token.i: original for trigger in triggers if (original := _first_of_toll(trigger, at)) is not None}
    copies = {trigger.token.i: original for trigger in triggers if (original := _original_of(trigger, at)) is not None}
    copy_of = {first.get(original.token.i, original).token.i: at[number] for number, original in copies.items()}
    told, left_out = [], []
    for trigger in drop_phrase_words(triggers):
        number = trigger.token.i
        if (
            number in copies
            or number in first
            or _decides_verb(trigger.token, at)
            or _is_content_of_speech_act(trigger.token, at, ontology)
        ):
            left_out.append(trigger)
        else:
            told.append(replace(trigger, copy=copy_of.get(number) or _cause_of(trigger, at)))
    return told, left_out


def drop_phrase_words(triggers: list[Trigger]) -> list[Trigger]:
    """Triggers without those that are a word of another one's phrase, a light verb that tells the same among them ("held talks").

    A light verb that tells an event of another type is one of its own ("condemned the attack"), and so is a word of harm: of
    "died in the attack" the noun is the copy.
    """
    types = {trigger.token.i: trigger.frame.event_type for trigger in triggers}
    phrases = {word.i for trigger in triggers for word in trigger.words if word.i != trigger.token.i}
    phrases |= {
        trigger.verb.i
        for trigger in triggers
        if trigger.verb is not None
        and trigger.token.i not in phrases
        and types.get(trigger.verb.i) == trigger.frame.event_type
        and not is_harm(trigger.verb)
    }
    return [trigger for trigger in triggers if trigger.token.i not in phrases]


def _first_of_toll(trigger: Trigger, at: dict[int, Trigger]) -> Trigger | None:
    """The verb whose toll a coordinated verb goes on with ("killed 15 and wounded 100"), or None.

    Words of harm go together whatever their subjects ("two were killed and three injured"); other verbs of one type only
    where the second has no subject of its own.
    """
    token = trigger.token
    above = at.get(token.head.i) if token.dep_ == "conj" else None
    if above is None or above.frame.event_type != trigger.frame.event_type or token.pos_ != "VERB":
        return None
    has_subject = any(child.dep_ in ("nsubj", "nsubjpass") for child in token.children)
    if has_subject and not (is_harm(token) and is_harm(above.token)):
        return None
    return _first_of_toll(above, at) or above


def drop_consequences(triggers: list[Trigger]) -> list[Trigger]:
    """Triggers without participles that tell the toll of the act above them: "fired on the crowd, killing three" is one event."""
    acts = {place: trigger for trigger in triggers if not is_harm(trigger.token) for place in _clause_of(trigger.token)}
    return [trigger for trigger in triggers if not _is_consequence(trigger, acts)]


def add_causes(triggers: list[Trigger]) -> list[Trigger]:
    """Triggers with the deed in the clause of a word of harm as its copy, where it has none: who did it may stand there alone."""
    at = {trigger.token.i: trigger for trigger in triggers}
    deeds = {original.token.i: trigger for trigger in reversed(triggers) if (original := _original_of(trigger, at)) is not None}
    return [
        trigger
        if trigger.copy is not None or not is_harm(trigger.token)
        else replace(trigger, copy=deeds.get(trigger.token.i) or _cause_of(trigger, at))
        for trigger in triggers
    ]


def _clause_of(token: Token) -> Iterator[int]:
    """A word and, for a noun, the verb of its clause: "came under fire, killing three"."""
    yield token.i
    while token.pos_ == "NOUN" and token.dep_ in label_group("nominal_link") and token.head.i != token.i:
        token = token.head
        while token.dep_ in label_group("nominal_link") and token.pos_ != "VERB" and token.head.i != token.i:
            token = token.head
        yield token.i


def _is_consequence(trigger: Trigger, acts: dict[int, Trigger]) -> bool:
    token, act = trigger.token, acts.get(trigger.token.head.i)
    if act is None or not is_harm(token) or act.frame.event_type != trigger.frame.event_type:
        return False
    return token.tag_ == "VBG" and token.dep_ in ("advcl", "xcomp", "acl") and act.token.i < token.i


def _decides_verb(noun: Token, at: dict[int, Trigger]) -> bool:
    """Whether a noun is the object that its verb's frame asks for: what is done to it is the event ("suspended aid")."""
    verb = at.get(noun.head.i) if noun.dep_ in ("dobj", "nsubjpass") else None
    return verb is not None and any(
        one.slot == "object" and not one.negated and one.kind in ("lemma", "class") for one in verb.frame.conditions
    )


def _cause_of(trigger: Trigger, at: dict[int, Trigger]) -> Trigger | None:
    """What a clause below a word of harm says of how it was done ("were killed when troops opened fire"), or None."""
    if not is_harm(trigger.token):
        return None
    clauses = (at.get(child.i) for child in trigger.token.children if child.dep_ == "advcl")
    return next((one for one in clauses if one is not None and one.frame.event_type == trigger.frame.event_type), None)


def _is_content_of_speech_act(token: Token, at: dict[int, Trigger], ontology: Ontology) -> bool:
    """Below a trigger whose type takes its complement as content ("called for a withdrawal", "refused to release")."""
    child, climbed = token, 0
    while child.head.i != child.i and climbed < 8:
        governor = child.head
        above = at.get(governor.i)
        if (
            above is not None
            and ontology.takes_content(above.frame.event_type)
            and (_is_complement(child, governor) or child in complements_of(governor))
        ):
            return True
        asked = at.get(governor.head.i)  # "urged both sides to stop": the infinitive may hang on what is asked
        if asked is not None and ontology.takes_content(asked.frame.event_type) and child in complements_of(asked.token):
            return True
        if child.dep_ in ("advcl", "relcl", "parataxis", "nsubj", "nsubjpass"):
            return False
        child, climbed = governor, climbed + 1
    return False


def _is_complement(child: Token, governor: Token) -> bool:
    if governor.pos_ in ("VERB", "AUX"):
        return child.dep_ in ("xcomp", "ccomp", "dobj") or (
            child.dep_ == "prep" and child.lower_ in word_group("verb_content_preposition")
        )
    return child.dep_ in ("acl", "ccomp") or (child.dep_ == "prep" and child.lower_ in word_group("noun_content_preposition"))


def _original_of(trigger: Trigger, at: dict[int, Trigger]) -> Trigger | None:
    """The verb of the same type in whose clause a noun stands ("died in the attack", "killed in two bombings"), or None."""
    token = trigger.token
    if trigger.frame.pos != "noun":
        return None
    while token.dep_ in label_group("nominal_link") and token.head.i != token.i:
        token = token.head
        above = at.get(token.i)
        if above is not None:
            return above if above.frame.event_type == trigger.frame.event_type and above.frame.pos == "verb" else None
    return None
