"""Lemmas that a word form may have: what the language model says first, then what English inflection allows.

A model's lemma can be wrong for a word that its corpora did not show; asked against the closed list of the lexicon's words,
the forms themselves are a safe second way.
"""

from __future__ import annotations

from spacy.tokens import Token

from transforms.language.inflection import forms_to_lemmas


def lemmas_of(token: Token, pos: str) -> list[str]:
    """Candidate lemmas of a token read as `pos` (verb | noun | adj), likeliest first. A gerund read as a noun is its own."""
    first = token.lower_ if pos == "noun" and token.tag_ == "VBG" else token.lemma_.lower()
    return list(dict.fromkeys([first, *forms_to_lemmas(token.lower_, pos)]))
