"""Small closed groups of words that rules name: `seeds/lexicon/word_groups.csv`."""

from __future__ import annotations

from functools import cache

from seeds import SeedError, read_rows

FILE = "lexicon/word_groups.csv"


@cache
def word_group(name: str) -> frozenset[str]:
    """The words of a group, lower case; `SeedError` where the file has no such group."""
    words = frozenset(row["word"] for row in read_rows(FILE) if row["group"] == name)
    if not words:
        raise SeedError(f"{FILE}: expected words of the group {name}, found none")
    return words
