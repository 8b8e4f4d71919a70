"""Words as they sound: spellings of one name, slips of the pen, short forms of given names.

The sounds are in `seeds/linking/spellings.csv`, the short forms in `seeds/linking/given_names.csv`.
"""

from __future__ import annotations

import functools
import re

from seeds import read_rows

LONG_WORD = 5  # letters from which on one wrong letter is a slip of the pen and no other name


def is_same_sound(one: str, other: str) -> bool:
    """Two spellings of one name. Short words must sound the same, of long ones one vowel inside may differ."""
    mine, theirs = fold(one), fold(other)
    if mine == theirs:
        return True
    if min(len(mine), len(theirs)) < LONG_WORD or skeleton(one) != skeleton(other):
        return False
    return mine[0] == theirs[0] and mine[-1] == theirs[-1] and is_slip(mine, theirs)


def is_slip(one: str, other: str) -> bool:
    """Whether one letter more, less, other, or two swapped make the difference."""
    if len(one) > len(other):
        one, other = other, one
    start = next((at for at, (mine, theirs) in enumerate(zip(one, other, strict=False)) if mine != theirs), len(one))
    mine, theirs = one[start:], other[start:]
    if len(one) < len(other):
        return len(other) - len(one) == 1 and mine == theirs[1:]
    return mine[1:] == theirs[1:] or (mine[:2] == theirs[1::-1] and mine[2:] == theirs[2:])


@functools.lru_cache(maxsize=200_000)
def fold(word: str) -> str:
    """A word as it sounds: Gaddafi and Qadhafi are both kadafi."""
    for pattern, folded in _spellings():
        word = pattern.sub(folded, word)
    return re.sub(r"(.)\1+", r"\1", word)


@functools.lru_cache(maxsize=200_000)
def skeleton(word: str) -> str:
    """The consonants of the folded word, its first sound included."""
    folded = fold(word)
    return folded[:1] + re.sub(r"[aeiou]", "", folded[1:])


def full_given_name(word: str) -> str:
    """Bill is William."""
    return _given_names().get(word, word)


@functools.cache
def _given_names() -> dict[str, str]:
    return {row["short"]: row["full"] for row in read_rows("linking/given_names.csv")}


@functools.cache
def _spellings() -> tuple[tuple[re.Pattern[str], str], ...]:
    rows = read_rows("linking/spellings.csv")
    return tuple((re.compile(row["written"] + ("$" if row["where"] == "end" else "")), row["folded"]) for row in rows)
