"""Docs with a parse written by hand, for tests that must not depend on a model."""

from __future__ import annotations

from datetime import date

import spacy
from spacy.tokens import Doc, Token

from transforms.language.article import ParsedArticle

_VOCAB = spacy.blank("en").vocab
_POS = {
    "VB": "VERB",
    "NNP": "PROPN",
    "NN": "NOUN",
    "PRP": "PRON",
    "JJ": "ADJ",
    "RB": "ADV",
    "IN": "ADP",
    "DT": "DET",
    "CD": "NUM",
    "WP": "PRON",
    "MD": "AUX",
    "TO": "PART",
    ",": "PUNCT",
    ".": "PUNCT",
    ":": "PUNCT",
    "``": "PUNCT",
    "''": "PUNCT",
    "_SP": "SPACE",
}


def doc_of(table: str) -> Doc:
    """A Doc from lines of `word head dep tag [lemma [entity label]]`; `head` is the index of the head's line, from 0.

    A word followed by `_` has no space after it; `-` as a lemma stands for the word in lower case. A label after `+` goes on with
    the entity of the word before.
    """
    rows = [line.split() for line in table.strip().splitlines()]
    words = [row[0].removesuffix("_") for row in rows]
    lemmas = [row[4] if len(row) > 4 and row[4] != "-" else word.lower() for row, word in zip(rows, words, strict=True)]
    tags = [row[3] for row in rows]
    pos = [next((_POS[tag[:size]] for size in (3, 2, 1) if tag[:size] in _POS), "X") for tag in tags]
    ents = ["O" if len(row) < 6 else f"I-{row[5][1:]}" if row[5].startswith("+") else f"B-{row[5]}" for row in rows]
    return Doc(
        _VOCAB,
        words=words,
        spaces=[not row[0].endswith("_") for row in rows],
        heads=[int(row[1]) for row in rows],
        deps=[row[2] for row in rows],
        tags=tags,
        pos=pos,
        lemmas=lemmas,
        ents=ents,
    )


def article_of(body: Doc, title: Doc | None = None) -> ParsedArticle:
    """An article of one parsed body, published on 2021-09-07."""
    return ParsedArticle("a", title if title is not None else Doc(body.vocab), body, date(2021, 9, 7))


def word(doc: Doc, text: str) -> Token:
    """The first token with that text."""
    return next(token for token in doc if token.text == text)
