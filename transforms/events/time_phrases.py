"""The grammar of time: which pieces make a phrase, and which days it means.

A rule of `seeds/time/grammar.csv` is a regular expression over the codes of the pieces (`seeds/time/classes.csv`) and the name of
its resolver (`calendar_rules`, `relative_rules`). At every place the longest match wins; of equals the first rule.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from spacy.lang.en.stop_words import STOP_WORDS

from seeds import read_rows
from transforms.events.calendar_rules import CALENDAR
from transforms.events.relative_rules import RELATIVE
from transforms.events.time_setting import Resolver, Setting
from transforms.events.time_values import Days
from transforms.events.time_words import OTHER, Piece

FIRST_YEAR, LAST_YEAR = 1900, 2050  # of a bare number without "in" or "since"


@dataclass(frozen=True, slots=True)
class Found:
    """A phrase of the grammar: pieces `first` to `last` (exclusive) and what they mean."""

    first: int
    last: int
    days: Days
    rule: str


SettingAt = Callable[[int, int, Days | None], Setting]


@cache
def grammar() -> tuple[tuple[str, re.Pattern[str], Resolver], ...]:
    """Name, pattern and resolver of every rule, in order."""
    rows = read_rows("time/grammar.csv")
    return tuple((row["rule"], re.compile(row["pattern"]), (CALENDAR | RELATIVE)[row["resolver"]]) for row in rows)


def find_phrases(pieces: list[Piece], setting_at: SettingAt) -> list[Found]:
    """Every phrase of time among the pieces, in order. `setting_at(first, last, told)` gives the setting of a phrase."""
    codes = "".join(piece.code for piece in pieces)
    found: list[Found] = []
    told: Days | None = None
    position = 0
    while position < len(codes):
        is_word = codes[position] == OTHER  # most are: no phrase begins with one that tells no time
        phrase = None if is_word else _phrase_at(pieces, codes, position, told, setting_at)
        if phrase is None:
            position += 1
            continue
        found.append(phrase)
        told = phrase.days if phrase.days.start else told
        position = phrase.last
    return found


def _phrase_at(pieces: list[Piece], codes: str, position: int, told: Days | None, setting_at: SettingAt) -> Found | None:
    """The longest phrase that begins here, is not part of a longer word, and resolves."""
    matches = [
        (match.end(), -order, name, match, resolver)
        for order, (name, rule, resolver) in enumerate(grammar())
        if (match := rule.match(codes, position)) and match.end() > position
    ]
    for last, _, name, match, resolver in sorted(matches, key=lambda item: item[:2], reverse=True):
        if not is_phrase_allowed(pieces, codes, position, last, name):
            continue
        parts = {key: pieces[match.start(key)] for key, value in match.groupdict().items() if value}
        days = resolver(parts, setting_at(position, last, told))
        if days is not None:
            return Found(position + ("h" in codes[position : position + 1]), last, days, name)
    return None


def is_phrase_allowed(pieces: list[Piece], codes: str, first: int, last: int, rule: str) -> bool:
    """Whether the words around allow the reading: no part of a compound, no name, no plain number."""
    before, after = codes[first - 1 : first], codes[last : last + 1]
    if _is_glued(pieces, first - 1, first) or _is_glued(pieces, last - 1, last):
        return False
    core = pieces[first:last]
    if rule == "year" and last - first == 1:
        return _is_year_here(pieces, first)
    if rule == "month day" and before == "z" and not {"Y", "W"} & {piece.code for piece in core}:
        return False  # "In May 12 soldiers were killed": the month, then a count
    if rule == "ahead" and any(piece.code == "o" for piece in pieces[:first]):
        return False  # "the first such meeting in four years"
    if last - first == 1 and core[0].needs == "company":
        lower_next = bool(after) and after == "X" and pieces[last].text[:1].islower()
        return (bool(before) and before in "zpsfbu") or (bool(before) and before in "tRL" and lower_next)
    return True


def _is_glued(pieces: list[Piece], left: int, right: int) -> bool:
    """Whether a hyphen without space joins the phrase to a word that is no number or word of time."""
    if left < 0 or right >= len(pieces) or pieces[left].end != pieces[right].start:
        return False
    mark, other = (pieces[right], right + 1) if pieces[right].code == "-" else (pieces[left], left - 1)
    if mark.code != "-" or not 0 <= other < len(pieces):
        return False
    touching = pieces[other].start == mark.end if other > left else pieces[other].end == mark.start
    return touching and pieces[other].code not in "MWYdoe"


def _is_year_here(pieces: list[Piece], index: int) -> bool:
    """Whether a bare number is a year: `in 1999`, `the 1993 coup`, `(2008)`, `in '08`, not `Resolution 1973`."""
    before = pieces[index - 1] if index else None
    after = pieces[index + 1] if index + 1 < len(pieces) else None
    piece = pieces[index]
    if piece.needs:
        return before is not None and before.code in "zsfbu&"
    if before and before.code in "zs":
        return after is None or not _is_counted(after.text)
    if not FIRST_YEAR <= piece.number <= LAST_YEAR or (before and before.text.lower() == "at"):
        return False  # "at 2045" is a time of day
    is_before_word = after is not None and after.text.isalpha()
    if before is None or before.code in "fbu&pt,-Ma" or before.text in "([":
        return before is not None or not is_before_word
    return before.text in ("s", "'s", "’s") or (before.text.islower() and not is_before_word)


def _is_counted(word: str) -> bool:
    """Whether a word may be a noun in the plural: `in 2000 homes`, not `in 1999 as`."""
    return word.endswith("s") and word.islower() and word not in STOP_WORDS
