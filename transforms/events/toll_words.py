"""The words that tell of victims: `seeds/tolls/words.csv`."""

from __future__ import annotations

from functools import cache

from spacy.tokens import Token

from seeds import read_rows
from transforms.events.word_groups import word_group

FAMILY = frozenset({"killed", "injured"})


@cache
def toll_words() -> dict[str, dict[str, str]]:
    """Kind of toll by form and role: harm, die, state, count, deed, life, toll, manner, wound, cause, limb."""
    words: dict[str, dict[str, str]] = {}
    for row in read_rows("tolls/words.csv"):
        words.setdefault(row["form"], {})[row["role"]] = row["kind"]
    return words


def toll_kinds_of(token: Token) -> set[str]:
    """The kinds of figures that a word can tell."""
    return set(toll_words().get(token.lower_, {}).values())


def is_unfulfilled(word: Token) -> bool:
    """Whether harm was only tried or nearly done: `tried to kill`, `almost executed`, `attempted murder`."""
    if any(child.lower_ in word_group("near_miss") for child in word.children if child.i < word.i):
        return True
    return word.dep_ in ("xcomp", "acl") and word.head.lemma_.lower() in word_group("trying")


def is_harm(token: Token) -> bool:
    """Whether a word tells that people were killed or injured."""
    return not FAMILY.isdisjoint(toll_kinds_of(token))
