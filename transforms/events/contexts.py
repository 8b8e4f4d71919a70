"""Contexts of an event (PLOVER's 37): what the words around its trigger say that it is about."""

from __future__ import annotations

import functools
from collections import Counter

from spacy.tokens import Token

from seeds import read_rows

MOST = 3


@functools.cache
def _contexts_of() -> dict[str, tuple[str, ...]]:
    """Cue lemma → contexts."""
    found: dict[str, list[str]] = {}
    for row in read_rows("lexicon/contexts.csv"):
        found.setdefault(row["lemma"], []).append(row["context"])
    return {lemma: tuple(contexts) for lemma, contexts in found.items()}


def contexts_of(trigger: Token) -> tuple[str, ...]:
    """At most three contexts whose cues stand in the trigger's sentence: more cues first, then the nearer in the text."""
    counts: Counter[str] = Counter()
    nearest: dict[str, int] = {}
    for token in trigger.sent:
        for context in _contexts_of().get(token.lemma_.lower(), ()):
            counts[context] += 1
            nearest[context] = min(nearest.get(context, len(trigger.doc)), abs(token.i - trigger.i))
    return tuple(sorted(counts, key=lambda context: (-counts[context], nearest[context], context))[:MOST])
