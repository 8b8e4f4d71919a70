"""Lemmas that English inflection allows for a word form (seeds/lexicon: irregular_forms.csv, inflections.csv)."""

from __future__ import annotations

import functools

from seeds import read_rows

_DOUBLING = ("ed", "ing", "er", "est")  # "shunned", "biggest"
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
            if ending in _DOUBLING and not lemma_ending and stem[-1] == stem[-2] and stem[-1] not in VOWELS:
                found.append(stem[:-1])
    return tuple(found)
