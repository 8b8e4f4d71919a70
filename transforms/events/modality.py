"""How sure an event is: actual, future, hypothetical, negated or historical (CODEBOOK.md §6 and §10).

The words are data: `seeds/lexicon/modality_cues.csv`, `word_groups.csv` and, for verbs that carry an event noun,
`light_verbs.csv`. From the trigger the code climbs the parse as long as what stands above still tells whether the event takes
place: through infinitives ("plans to attack"), light verbs ("will hold talks") and coordination, and it stops at reported
speech and at nouns.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache

from spacy.tokens import Token

from seeds import read_rows
from transforms.events.codes import types_of
from transforms.events.label_groups import label_group
from transforms.events.records import TimeExpression
from transforms.events.speech import base_forms, speech_kind
from transforms.events.word_groups import word_group

_HISTORY = timedelta(days=365)
_MAX_CLIMB = 8
_SCOPES = {
    "aux": ("aux",),
    "auxpass": ("aux",),
    "neg": ("neg", "det"),
    "mark": ("mark",),
    "advmod": ("mark", "amod"),
    "amod": ("amod",),
    "det": ("det",),
    "compound": ("amod",),
    "preconj": ("det",),
}
_POS = {"VBN": ("adj", "verb"), "VB": ("verb",), "NN": ("noun",), "JJ": ("adj", "verb"), "RB": ("adj",)}
_RANK = {"negated": 0, "hypothetical": 1, "future": 2}


@cache
def modality_cues() -> dict[str, dict[str, str]]:
    """Scope (aux, neg, mark, governor, amod, det, carrier) → cue (lemma, or lemmas of a phrase) → modality."""
    cues: dict[str, dict[str, str]] = defaultdict(dict)
    for row in read_rows("lexicon/modality_cues.csv"):
        cues[row["scope"]][row["word"]] = row["modality"]
    return dict(cues)


@cache
def _governors() -> dict[tuple[str, str], tuple[str, str]]:
    """Word and part of speech → modality and scope (`governor`, or `clause` for words that govern only clauses so)."""
    return {
        (row["word"], row["pos"]): (row["modality"], row["scope"])
        for row in read_rows("lexicon/modality_cues.csv")
        if row["scope"] in {"governor", "clause"}
    }


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
    node, is_bare = trigger, True
    for _ in range(_MAX_CLIMB):
        found = _of_node(node, event_type, is_trigger=node.i == trigger.i)
        if found is not None:
            yield found
        step = _step_up(node)
        if step is None:
            if is_bare and _is_bare_infinitive(node) and event_type not in types_of("saying"):
                yield "future"
            return
        node, governed = step
        is_bare = is_bare and governed is None
        if governed in _RANK and not (governed == "future" and event_type in types_of("own_will") and _is_own_will(node)):
            yield governed
            return


def _is_own_will(governor: Token) -> bool:
    """Whether the actor himself promises or plans, rather than others expecting it of him ("is expected to")."""
    return governor.tag_.startswith(("VB", "NN")) and not any(child.dep_ == "auxpass" for child in governor.children)


def _of_node(node: Token, event_type: str, *, is_trigger: bool) -> str | None:
    """What the auxiliaries, negation, subordinator, adjectives, determiner and subject of one word say."""
    found: dict[str, str] = {}
    for child in node.children:
        for scope in _SCOPES.get(child.dep_, ()):
            cues = modality_cues().get(scope, {})
            modality = cues.get(child.lemma_.lower()) or cues.get(child.lower_)
            if modality:
                found.setdefault(modality, child.lemma_.lower())
        if child.dep_ in label_group("subject_of_verb") and node.tag_.startswith("VB") and _is_no_one(child):
            found["negated"] = child.lower_
    if is_trigger and event_type in types_of("saying") | types_of("opinion"):
        _drop_manner(found, event_type)
    return min(found, key=lambda modality: _RANK.get(modality, 9), default=None)


def _drop_manner(found: dict[str, str], event_type: str) -> None:
    """Take away what only says how an act of saying is worded: "we will send", "you must stop", "they do not accept"."""
    if found.pop("negated", None) is not None or event_type in types_of("own_will"):
        found.pop("future", None)
    if event_type in types_of("saying") and found.get("hypothetical") not in word_group("possibility_verb"):
        found.pop("hypothetical", None)


def _is_no_one(subject: Token) -> bool:
    cues = modality_cues().get("det", {})
    words = [subject, *(child for child in subject.children if child.dep_ in {"det", "preconj", "neg", "cc"})]
    return any(cues.get(word.lower_) == "negated" for word in words)


def _is_bare_infinitive(verb: Token) -> bool:
    """An infinitive that no verb governs: "Police to charge MP", "troops to be sent", but not "the first to be sent"."""
    if not any(child.tag_ == "TO" for child in verb.children):
        return False
    if verb.dep_ == "acl":
        is_passive = any(child.dep_ == "auxpass" for child in verb.children)
        return is_passive and not any(child.ent_type_ == "ORDINAL" for child in verb.head.children)
    return verb.dep_ in {"ROOT", "relcl", "conj"}


def _step_up(node: Token) -> tuple[Token, str | None] | None:
    """The word above, with the modality that it gives what it governs; None where the event's clause ends."""
    if node.head is node:
        return None
    if node.dep_ in label_group("noun_function") or node.tag_.startswith("NN"):
        return _above_noun(node)
    return _above_verb(node)


def _above_verb(node: Token) -> tuple[Token, str | None] | None:
    head, dep = node.head, node.dep_
    if dep in {"xcomp", "ccomp", "acl", "acomp", "dep"}:
        governed = _governor(head, None, is_clause=True)
        if governed is not None:
            return head, governed
    if dep == "xcomp" or (dep == "ccomp" and any(child.tag_ == "TO" for child in node.children)):
        return head, None
    if dep == "conj":
        has_own = any(child.dep_ in label_group("own_clause") and child.tag_ != "VB" for child in node.children)
        return None if has_own else (head, None)
    return None


def _above_noun(node: Token) -> tuple[Token, str | None] | None:
    head, dep = node.head, node.dep_
    if dep in {"conj", "compound"} and head.tag_.startswith("NN"):
        return head, None
    if dep in {"pobj", "pcomp"} and head.dep_ in {"prep", "agent", "dative"}:
        return _above_preposition(head)
    if dep in label_group("object_function"):
        governed = _governor(head, None, is_clause=False)
        if governed is not None:
            return head, governed
        is_carried = head.lemma_.lower() in word_group("copula") or bool(_verb_forms(head) & _carriers())
        is_carried = is_carried or (dep == "nsubjpass" and speech_kind(head) is not None)
        return (head, None) if is_carried or _is_occurrence(head) else None
    if dep == "nsubj" and (_is_occurrence(head) or "hypothetical" in _modals(head)):
        return head, _governor(head, None, is_clause=False)
    return None


def _modals(verb: Token) -> set[str]:
    """Modalities of the modal verbs beside a verb: what it would do to a thing is not done to it yet."""
    cues = modality_cues().get("aux", {})
    return {cues.get(child.lower_, "") for child in verb.children if child.tag_ == "MD"} - {""}


def _above_preposition(preposition: Token) -> tuple[Token, str | None] | None:
    own = modality_cues().get("prep", {}).get(preposition.lower_)
    above = preposition.head
    governed = own or _governor(above, preposition, is_clause=False)
    if governed is not None:
        return above, governed
    return (above, None) if f"{above.lemma_.lower()} {preposition.lower_}" in _carriers() else None


def _is_occurrence(verb: Token) -> bool:
    """Whether the verb says no more of its subject than that it takes place."""
    return bool(_verb_forms(verb) & modality_cues().get("carrier", {}).keys())


def _verb_forms(verb: Token) -> set[str]:
    """The lemma, also with its particle and its object, as the lexicon may write it; "going" for the future with "go"."""
    forms = set(base_forms(verb))
    for child in verb.children:
        if child.dep_ in {"prt", "dobj", "acomp", "advmod", "attr"}:
            forms |= {f"{form} {child.lemma_.lower()}" for form in base_forms(verb)}
    return forms | {verb.lower_} if verb.tag_ in {"VBG", "VBN"} else forms


def _governor(head: Token, preposition: Token | None, *, is_clause: bool) -> str | None:
    """The modality that a word gives to what it governs, by the lexicon: a clause, or a noun, with a preposition or without."""
    forms = _verb_forms(head)
    if preposition is not None:
        forms = {f"{form} {preposition.lower_}" for form in forms}
    for pos in _POS.get(head.tag_, _POS.get(head.tag_[:2], ())):
        for form in sorted(forms, key=len, reverse=True):
            modality, scope = _governors().get((form, pos), ("", ""))
            if modality and (is_clause or scope == "governor"):
                return modality
    if is_clause and speech_kind(head) == "deny":
        return "negated"
    return None
