"""Pronouns, and what an article tells of the gender of those it names: by title, noun or pronoun."""

from __future__ import annotations

import functools

from spacy.tokens import Token

from seeds import read_rows
from transforms.events.mentions import person_titles
from transforms.events.records import Mention


@functools.cache
def pronouns() -> dict[str, dict[str, str]]:
    return {row["pronoun"]: row for row in read_rows("coreference/pronouns.csv")}


def is_first_person(token: Token) -> bool:
    """Whether a token stands for the speaker: "I", "we", "our"."""
    return token.pos_ == "PRON" and pronouns().get(token.lower_, {}).get("label") == "SPEAKER"


def is_third_person(token: Token) -> bool:
    """Whether a token is a pronoun that stands for somebody else than who speaks or is spoken to."""
    row = pronouns().get(token.lower_) if token.pos_ in ("PRON", "DET") else None
    return row is not None and row["label"] != "SPEAKER"


@functools.cache
def gendered_nouns() -> dict[str, str]:
    return {row["noun"]: row["gender"] for row in read_rows("coreference/gendered_nouns.csv")}


def gender_of(mention: Mention) -> str:
    """What a title right before the name, or the pronoun itself, tells of gender; found once for each mention."""
    if mention.gender is None:
        mention.gender = pronouns()[mention.text.lower()]["gender"] if mention.kind == "pronoun" else _gender_of_title(mention)
    return mention.gender


def _gender_of_title(mention: Mention) -> str:
    doc, at = mention.head.doc, mention.head.i
    while at > 0 and (doc[at].idx > mention.start_char or doc[at - 1].lower_ in person_titles()):
        at -= 1
    words = [token.lower_ for token in doc[at : mention.head.i + 1]]
    return next((gender for word in words if (gender := person_titles().get(word))), "")
