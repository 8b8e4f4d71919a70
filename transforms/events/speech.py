"""Speech in the parse: the words that report it (cues), who speaks, and the phrase that names the speaker.

Labels are those of spaCy's English models (ClearNLP style). The words come from `seeds/lexicon/speech_verbs.csv`.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from spacy.tokens import Span, Token

from seeds import read_rows

SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj"})
_RELATIVE_TAGS = frozenset({"WP", "WDT"})
_CLIMBED = frozenset({"conj", "xcomp", "advcl", "pcomp", "dep", "ccomp", "prep"})
_DROPPED_FROM_PHRASE = frozenset({"relcl", "acl", "appos", "punct", "parataxis", "advcl", "cc", "dep"})
_DETERMINERS = frozenset({"the", "a", "an"})
_PERSON_LABELS = frozenset({"PERSON", "ORG", "GPE", "NORP"})
_SPEAKING_PRONOUNS = frozenset({"he", "she", "they", "i", "we", "who"})
_QUOTED_PASSIVES = frozenset({"quote", "cite"})
_MAX_CLIMB = 6


@cache
def speech_kinds() -> dict[str, str]:
    """Lemma of each speech verb → its kind (say, write, claim, deny, confirm, report, allege, believe, warn, ask)."""
    return {row["lemma"]: row["kind"] for row in read_rows("lexicon/speech_verbs.csv")}


def speech_kind(token: Token) -> str | None:
    """Kind of the cue that `token` is, `according` included (kind `say`), or None."""
    if token.lower_ == "according" and token.i + 1 < len(token.doc) and token.nbor().lower_ == "to":
        return "say"
    if not token.tag_.startswith("VB"):
        return None
    return speech_kinds().get(token.lemma_.lower())


def speaker_of(cue: Token) -> Token | None:
    """Head token of the phrase that names who speaks: subject, agent, or what follows "according to"; else None."""
    if cue.lower_ == "according":
        return _after_according(cue)
    speaker = _subject_by_parse(cue)
    if speaker is None and not _is_passive(cue):
        speaker = _neighbour_subject(cue)
    if speaker is None or speaker.lower_ in {"it", "there", "this"}:
        return None
    return named_head(speaker)


def named_head(token: Token) -> Token:
    """The name where `token` is a common noun with a name in apposition ("Police spokesman, John Smith")."""
    if token.pos_ == "PROPN" or token.ent_type_:
        return token
    return next((child for child in token.children if child.dep_ == "appos" and child.ent_type_ == "PERSON"), token)


def speaker_phrase(head: Token) -> Span:
    """The noun phrase of a speaker without clauses, appositions and commas: at least the head itself."""
    members = {head.i}
    for child in head.children:
        if child.dep_ in _DROPPED_FROM_PHRASE and not (child.dep_ == "cc" and _has_conjunct(head)):
            continue
        if child.dep_ == "prep" and _has_verb(child):
            continue
        members.update(token.i for token in child.subtree)
    start = end = head.i
    while start - 1 in members and not _is_break(head.doc[start - 1]):
        start -= 1
    while end + 1 in members and not _is_break(head.doc[end + 1]):
        end += 1
    while start < head.i and head.doc[start].lower_ in _DETERMINERS:
        start += 1
    return head.doc[start:end + 1]


def can_speak(token: Token) -> bool:
    """Whether a subject may be taken for a speaker where no cue verb says so: a person, a body of people, a pronoun of them."""
    return token.ent_type_ in _PERSON_LABELS or token.lower_ in _SPEAKING_PRONOUNS


def subject_of(verb: Token) -> Token | None:
    """The subject of a verb, its own or the one it shares with the verb above it; relative pronouns resolved."""
    node = verb
    for _ in range(_MAX_CLIMB):
        subject = next((child for child in node.children if child.dep_ in SUBJECTS), None)
        if subject is not None:
            return node.head if subject.tag_ in _RELATIVE_TAGS and node.dep_ == "relcl" else subject
        if node.dep_ in {"acl", "relcl"} and node.head.pos_ in {"NOUN", "PROPN", "PRON"}:
            return _owner(node.head)
        if node.dep_ not in _CLIMBED or node.head is node:
            return None
        node = node.head
    return None


def _subject_by_parse(cue: Token) -> Token | None:
    if not _is_passive(cue):
        return subject_of(cue)
    if cue.lemma_.lower() in _QUOTED_PASSIVES:
        return subject_of(cue)
    return next((place for agent in cue.children if agent.dep_ == "agent"
                 for place in agent.children if place.dep_ == "pobj"), None)


def _after_according(cue: Token) -> Token | None:
    for child in cue.subtree:
        if child.dep_ == "pobj" and child.head in (cue, cue.nbor()):
            return named_head(child)
    return None


def _is_passive(verb: Token) -> bool:
    return any(child.dep_ in {"auxpass", "agent"} for child in verb.children)


def _owner(noun: Token) -> Token:
    """Whose document a noun is: "a statement from the ministry saying …" → ministry; else the noun itself."""
    for child in noun.children:
        if child.dep_ == "poss":
            return child
        if child.dep_ == "prep" and child.lower_ in {"by", "from"}:
            return next((place for place in child.children if place.dep_ == "pobj"), noun)
    return noun


def _neighbour_subject(cue: Token) -> Token | None:
    """The noun beside the cue, for parses that lost the subject: just before it, else the phrase just after it."""
    sent = cue.sent
    before = cue.nbor(-1) if cue.i > sent.start else None
    if before is not None and (before.pos_ in {"PROPN", "NOUN"} or before.lower_ in _SPEAKING_PRONOUNS):
        return before
    for token in cue.doc[cue.i + 1:min(cue.i + 4, sent.end)]:
        if token.pos_ in {"PROPN", "NOUN"} or token.lower_ in _SPEAKING_PRONOUNS:
            return _phrase_head(token)
        if token.pos_ not in {"DET", "ADJ", "NUM"}:
            return None
    return None


def _phrase_head(token: Token) -> Token:
    while token.dep_ in {"compound", "poss", "amod", "nmod", "det"} and token.head.i > token.i:
        token = token.head
    return token


def _has_conjunct(token: Token) -> bool:
    return any(child.dep_ == "conj" for child in token.children)


def _has_verb(token: Token) -> bool:
    return any(part.tag_.startswith("VB") for part in token.subtree)


def _is_break(token: Token) -> bool:
    return token.is_space or (token.is_punct and token.text in {",", ";", ":", "(", ")", '"', "“", "”"})


def iter_cues(span: Span) -> Iterator[Token]:
    """The cue tokens of a span, in order."""
    return (token for token in span if speech_kind(token))
