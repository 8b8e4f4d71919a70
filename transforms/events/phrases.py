"""The phrase that names a participant: a noun with what tells who it is."""

from __future__ import annotations

from collections.abc import Set

from spacy.tokens import Token

from transforms.events.label_groups import label_group
from transforms.events.word_groups import word_group
from transforms.language.encoder.component import HYPHENS

LONGEST_BELONGING = 5


def noun_phrase(token: Token) -> tuple[int, int]:
    """Token offsets of the head phrase without determiner, number and clauses.

    "armed Taliban fighters"; with what it belongs to: "spokesman for the union", "members of parliament".
    """
    start = token.i
    while (
        start > token.doc[start].sent.start
        and token.doc[start - 1].head.i in range(start, token.i + 1)
        and token.doc[start - 1].dep_ in label_group("name_part")
        and not token.doc[start - 1].is_space
    ):
        start -= 1
    if start == token.i and is_opposed(token):
        return start, start + 1
    while start > token.sent.start + 1 and token.doc[start - 1].text in HYPHENS and not token.doc[start - 2].whitespace_:
        start -= 2  # "little-known group"
    if any(child.dep_ == "npadvmod" for child in token.doc[start].children):
        start = token.i  # "a 69-year-old woman": the age is no part of who she is
    owner = next(
        (child for child in token.children if child.dep_ == "poss" and child.ent_type_ in label_group("owner_of_body")), None
    )
    if owner is not None and not token.ent_type_ and owner.right_edge.i == start - 1:
        start = owner.i  # "Somalia's army"
    end = token.i + 1
    if token.ent_type_:
        while end < len(token.doc) and token.doc[end].ent_iob_ == "I":
            end += 1
    while token.doc[start].ent_iob_ == "I" and start > 0:  # never half a name: "al-Shabaab fighters"
        start -= 1
    return start, end if token.ent_type_ else _belonging_end(token) or end


def is_opposed(token: Token) -> bool:
    """Whether "anti-" stands before a word: "anti-government protests" are against the government."""
    return has_prefix(token, word_group("opposing_prefix"))


def has_prefix(token: Token, prefixes: Set[str]) -> bool:
    """Whether one of the prefixes stands before a word with a hyphen between."""
    return token.i > 1 and token.nbor(-1).text in HYPHENS and token.nbor(-2).lower_ in prefixes


def owners_of(thing: Token) -> list[Token]:
    """The nouns that say whose a thing is: "the army's outpost", "an outpost of the army"."""
    found = [child for child in thing.children if child.dep_ in label_group("owner")]
    links = [child for child in thing.children if child.dep_ == "prep" and child.lower_ in word_group("owner_preposition")]
    return found + [below for link in links for below in link.children if below.dep_ == "pobj"]


def _belonging_end(token: Token) -> int | None:
    """Where a short phrase ends that says what someone belongs to ("spokesman for the union"), or None."""
    for child in token.children:
        if child.dep_ == "prep" and child.lower_ in word_group("belonging_preposition") and child.i == token.i + 1:
            inside = list(child.subtree)
            is_short = len(inside) <= LONGEST_BELONGING and inside[-1].i - child.i == len(inside) - 1
            return inside[-1].i + 1 if is_short and not any(below.dep_ in ("relcl", "acl", "punct") for below in inside) else None
    return None
