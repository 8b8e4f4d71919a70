"""How sure an event is: actual, future, hypothetical, negated or historical (CODEBOOK.md §6 and §10).

The words are data: `seeds/lexicon/modality_cues.csv` and, for verbs that carry an event noun, `light_verbs.csv`. From the trigger
the code climbs the parse as long as what stands above still tells whether the event takes place: through infinitives
("plans to attack"), light verbs ("will hold talks") and coordination, and it stops at reported speech and at nouns.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache

from spacy.tokens import Token

from seeds import read_rows
from transforms.events.records import TimeExpression
from transforms.events.speech import speech_kind

SELF_ACTING = frozenset({"AGREE", "THREATEN", "REQUEST", "CONCEDE"})
"""Types whose events are acts of saying: actual though what they speak of is yet to come (CODEBOOK.md §6)."""

_HISTORY = timedelta(days=365)
_NOUN_TAGS = ("NN", "PRP", "CD")
_MAX_CLIMB = 8
_ABOVE_NOUN = frozenset({"dobj", "pobj", "attr", "nsubjpass", "nsubj", "dative", "oprd"})
_ABOVE_VERB = frozenset({"xcomp", "pcomp", "ccomp", "acl", "conj", "advcl", "relcl", "dep", "acomp"})
_TRANSPARENT = frozenset({"compound", "amod", "nmod", "poss"})
_SCOPES = {"aux": ("aux",), "auxpass": ("aux",), "neg": ("neg", "det"), "mark": ("mark",), "advmod": ("mark", "amod"),
           "amod": ("amod",), "det": ("det",), "compound": ("amod",), "preconj": ("det",)}
_RANK = {"negated": 0, "hypothetical": 1, "future": 2}


@cache
def modality_cues() -> dict[str, dict[str, str]]:
    """Scope (aux, neg, mark, governor, amod, det, carrier) → cue (lemma, or lemmas of a phrase) → modality."""
    cues: dict[str, dict[str, str]] = defaultdict(dict)
    for row in read_rows("lexicon/modality_cues.csv"):
        cues[row["scope"]][row["word"]] = row["modality"]
    return dict(cues)


@cache
def _carriers() -> frozenset[str]:
    """Verbs that carry an event noun as their object: the modality of the verb is that of the event."""
    rows = read_rows("lexicon/light_verbs.csv")
    return frozenset(row["verb"] for row in rows if {row["subject_role"], row["object_role"]} & {"actor", "recipient"})


def modality_of(trigger: Token, event_type: str, time: TimeExpression | None, published_on: date | None) -> str:
    """actual | future | hypothetical | negated | historical for the event that `trigger` tells (CODEBOOK.md §6).

    `time` is the event's own time, `published_on` the article's day; without either an event is never historical.
    """
    told = next((modality for modality in _iter_told(trigger, event_type)), "actual")
    if told == "actual" and _is_long_ago(time, published_on):
        return "historical"
    return told


def _is_long_ago(time: TimeExpression | None, published_on: date | None) -> bool:
    if time is None or published_on is None:
        return False
    last = time.end or time.start
    return last is not None and published_on - last > _HISTORY


def _iter_told(trigger: Token, event_type: str) -> Iterator[str]:
    """Modalities from the trigger outward, nearest first."""
    node = trigger
    for _ in range(_MAX_CLIMB):
        own = _of_node(node, event_type, is_trigger=node.i == trigger.i)
        if own is not None:
            yield own
        step = _step_up(node)
        if step is None:
            return
        node, governed = step
        if governed is not None:
            if governed != "actual":
                yield governed
            return


def _of_node(node: Token, event_type: str, *, is_trigger: bool) -> str | None:
    """What the auxiliaries, negation, subordinator, adjectives and determiner of one word say."""
    found = set()
    for child in node.children:
        for scope in _SCOPES.get(child.dep_, ()):
            cues = modality_cues().get(scope, {})
            modality = cues.get(child.lemma_.lower()) or cues.get(child.lower_)
            if modality:
                found.add(modality)
    if is_trigger and event_type in SELF_ACTING - {"REQUEST"}:
        found.discard("future")
    return min(found, key=lambda modality: _RANK.get(modality, 9), default=None)


def _step_up(node: Token) -> tuple[Token, str | None] | None:
    """The word above, with the modality that it gives what it governs; None where the event's clause ends."""
    head = node.head
    if head is node:
        return None
    if node.dep_ in {"dobj", "pobj", "attr", "nsubjpass", "nsubj", "dative", "oprd", "pcomp"} or node.tag_.startswith("NN"):
        return _above_noun(node)
    return _above_verb(node)


def _above_verb(node: Token) -> tuple[Token, str | None] | None:
    head, dep = node.head, node.dep_
    governed = _governor(head, None)
    if dep in {"xcomp", "ccomp", "acl", "acomp", "dep"} and governed is not None:
        return head, governed
    if dep == "ccomp":
        return None
    if dep == "xcomp":
        return head, None
    if dep == "conj":
        has_own = any(child.dep_ in {"aux", "auxpass", "nsubj", "nsubjpass"} for child in node.children)
        return None if has_own else (head, None)
    if dep in _TRANSPARENT:
        return _above_noun(node)
    return None


def _above_noun(node: Token) -> tuple[Token, str | None] | None:
    head, dep = node.head, node.dep_
    if dep in {"conj", "compound", "poss"} and head.tag_.startswith(_NOUN_TAGS):
        return (head, None) if dep == "conj" else None
    if dep in {"pobj", "pcomp"} and head.dep_ in {"prep", "agent", "dative"}:
        above = head.head
        governed = _governor(above, head)
        if governed is not None:
            return above, governed
        return (above, None) if f"{above.lemma_.lower()} {head.lower_}" in _carriers() else None
    if dep in {"dobj", "attr", "dative", "oprd", "nsubjpass", "nsubj"}:
        governed = _governor(head, None) if dep != "nsubj" or _is_occurrence(head) else None
        if governed is not None:
            return head, governed
        carries = _is_occurrence(head) or (dep != "nsubj" and bool(_verb_forms(head) & _carriers()))
        return (head, None) if carries else None
    return None


def _is_occurrence(verb: Token) -> bool:
    """Whether the verb says no more of its subject than that it takes place."""
    return bool(_verb_forms(verb) & modality_cues().get("carrier", {}).keys())


def _verb_forms(verb: Token) -> set[str]:
    """The lemma, also with its particle and its object, as the lexicon may write it."""
    lemma = verb.lemma_.lower()
    forms = {lemma}
    for child in verb.children:
        if child.dep_ in {"prt", "dobj", "acomp", "advmod", "attr"}:
            forms.add(f"{lemma} {child.lemma_.lower()}")
    return forms


def _governor(head: Token, preposition: Token | None) -> str | None:
    """The modality that a word gives to what it governs, by the lexicon: with its particle or preposition first."""
    cues = modality_cues().get("governor", {})
    forms = _verb_forms(head)
    if preposition is not None:
        forms |= {f"{form} {preposition.lower_}" for form in tuple(forms)}
    for form in sorted(forms, key=len, reverse=True):
        if form in cues:
            return cues[form]
    if speech_kind(head) == "deny":
        return "negated"
    return None
