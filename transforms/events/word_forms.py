"""Lemmas that a word form may have: what the language model says first, then what English inflection allows.

A model's lemma can be wrong for a word that its corpora did not show; asked against the closed list of the lexicon's words,
the forms themselves are a safe second way.
"""

from __future__ import annotations

import functools

from spacy.tokens import Token

from seeds import read_rows

VOWELS = "aeiou"


@functools.cache
def _irregular() -> dict[tuple[str, str], str]:
    return {(row["form"], row["pos"]): row["lemma"] for row in read_rows("lexicon/irregular_forms.csv")}


@functools.cache
def _endings() -> dict[str, list[tuple[str, str]]]:
    by_pos: dict[str, list[tuple[str, str]]] = {}
    for row in read_rows("lexicon/inflections.csv"):
        by_pos.setdefault(row["pos"], []).append((row["ending"], row["lemma_ending"]))
    return by_pos


def lemmas_of(token: Token, pos: str) -> list[str]:
    """Candidate lemmas of a token read as `pos` (verb | noun | adj), likeliest first."""
    return list(dict.fromkeys([token.lemma_.lower(), *forms_to_lemmas(token.lower_, pos)]))


@functools.lru_cache(maxsize=20_000)
def forms_to_lemmas(form: str, pos: str) -> tuple[str, ...]:
    """Lemmas that inflection allows for a form: the irregular one alone where there is one, else the regular ones."""
    irregular = _irregular().get((form, pos))
    if irregular is not None:
        return (irregular,)
    found = [form]
    for ending, lemma_ending in _endings().get(pos, []):
        if form.endswith(ending) and len(form) > len(ending) + 2:
            stem = form[: -len(ending)]
            found.append(stem + lemma_ending)
            if ending in ("ed", "ing") and not lemma_ending and stem[-1] == stem[-2] and stem[-1] not in VOWELS:
                found.append(stem[:-1])
    return tuple(found)
