"""Figures of people: how many a phrase such as `at least twenty-three soldiers` or `20 to 30` counts, with its bounds.

Hedges are those of `seeds/tolls/hedges.csv`; the values of vague words are CODEBOOK 7.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache

from spacy.tokens import Doc, Token

from seeds import read_rows
from transforms.events.toll_numbers import number_at, read_number
from transforms.events.toll_people import people_words
from transforms.events.word_groups import word_group

DASHES = ("-", "–")
LONGEST_HEDGE = 3  # words
OLDEST = 120  # years
ORDINAL = r"[a-z]+th|first|second|third"


@dataclass(frozen=True, slots=True)
class Figure:
    """Bounds of a number of people; `first` and `last` are the tokens' places in the Doc, last exclusive."""

    low: int | None
    best: int | None
    high: int | None
    hedge: str | None
    first: int
    last: int


@cache
def hedges() -> dict[str, tuple[str, str]]:
    """Bound (low | high | both, or `after` for a lower bound that follows its number) and name of a phrase."""
    return {row["phrase"]: (row["bound"], row["hedge"]) for row in read_rows("tolls/hedges.csv")}


def hedge_at(doc: Doc, place: int) -> int:
    """Length in words of the hedge that stands at a place; 0 where none does."""
    return next((size for size in range(LONGEST_HEDGE, 0, -1) if doc[place : place + size].text.lower() in hedges()), 0)


def read_figure(words: list[Token]) -> Figure | None:
    """The first figure in a stretch of words, with its hedge and, for a range, both its ends."""
    for place, token in enumerate(words):
        found = read_number(words[place:])
        if (
            found is None
            or (found[2] == "none" and hedge_at(token.doc, token.i))
            or _is_no_count(words, place, found[1], found[0])
        ):
            continue
        value, used, kind = found
        first, last, rest = token.i, words[place + used - 1].i + 1, words[place + used :]
        if kind == "vague":
            value, last = _of_vague(value, rest, last)
            figure = Figure(value, value, None, token.lower_, first, last)
        else:
            figure = _with_range(Figure(value, value, value, None, first, last), rest, token.doc)
        return _hedged(figure, token.doc)
    return None


def read_last_figure(words: list[Token]) -> Figure | None:
    """The figure that a coordination ends with: the second of `1,000 Lebanese and 100 Israelis`."""
    figure = read_figure(words)
    for place, token in enumerate(words):
        if figure and token.i >= figure.last and token.lower_ in word_group("victim_joint"):
            return read_figure(words[place + 1 :]) or figure
    return figure


def _of_vague(value: int, rest: list[Token], last: int) -> tuple[int, int]:
    """`tens of thousands`, `hundreds of thousands`: a vague word times another, whose unit is half its own value."""
    unit = number_at(rest[1]) if len(rest) > 1 and rest[0].lower_ in word_group("vague_joint") else None
    return (value * (unit[0] // 2), rest[1].i + 1) if unit and unit[1] == "vague" else (value, last)


def _is_no_count(words: list[Token], place: int, used: int, value: int) -> bool:
    """Ages, percentages, ordinals and the parts of compounds: `27-year-old`, `Ann, 42,`, `5 percent`, `hundred and fifteenth`."""
    doc, begin, end = words[0].doc, words[place].i, words[place + used - 1].i + 1
    following = doc[end].lower_ if end < len(doc) else ""
    if following in DASHES:
        return not doc[end + 1 : end + 2].text.isdigit()
    if following in word_group("number_joint") and end + 1 < len(doc):
        following = doc[end + 1].lower_
    is_ordinal = (number_at(doc[end - 1]) or (0, ""))[1] == "multiplier" and re.fullmatch(ORDINAL, following) is not None
    return is_ordinal or people_words().forms.get(following) == "not" or (value < OLDEST and is_age(doc, begin, end))


def is_age(doc: Doc, begin: int, end: int) -> bool:
    """A number set off behind a name: `Ann Lee, 42, …`, `Ann Lee (42)`, `aged 42`."""
    if begin > 0 and doc[begin - 1].lower_ in word_group("age_word"):
        return True
    if begin < 2 or doc[begin - 1].text not in (",", "(") or doc[begin - 2].pos_ != "PROPN" or not doc[begin].text.isdigit():
        return False
    return end >= len(doc) or doc[end].text in (",", ")", ".", ";")


def _with_range(figure: Figure, rest: list[Token], doc: Doc) -> Figure:
    """`20 to 30`, `20-30`, `20 or 30`, and `between 20 and 30`; the parse may leave the lower end out of the phrase."""
    is_between = figure.first > 0 and doc[figure.first - 1].lower_ in word_group("range_opener")
    joints = word_group("range_joint") | (word_group("range_closer") if is_between else frozenset())
    if rest and (rest[0].text in DASHES or rest[0].lower_ in joints):
        upper = read_number(rest[1:])
        if upper is None or upper[2] == "vague" or figure.best is None or upper[0] < figure.best:
            return figure
        return replace(figure, high=upper[0], best=(figure.best + upper[0]) // 2, last=rest[upper[1]].i + 1)
    return _with_lower(figure, doc)


def _with_lower(figure: Figure, doc: Doc) -> Figure:
    """A range whose lower end stands before the words read."""
    first, best = figure.first, figure.best or 0
    lower = number_at(doc[first - 2]) if first > 1 else None
    if lower is None or lower[1] != "number" or lower[0] > best:
        return figure
    is_between = first > 2 and doc[first - 3].lower_ in word_group("range_opener")
    is_range = doc[first - 1].lower_ in (word_group("range_closer") if is_between else word_group("range_joint"))
    return replace(figure, low=lower[0], best=(lower[0] + best) // 2, first=first - 2) if is_range else figure


def _hedged(figure: Figure, doc: Doc) -> Figure:
    """Widen a figure by the hedge that stands before it, or behind it (`20 or more`)."""
    for length in range(LONGEST_HEDGE, 0, -1):
        begin = figure.first - length
        bound, name = hedges().get(doc[max(0, begin) : figure.first].text.lower(), ("", "")) if begin >= 0 else ("", "")
        if bound in ("low", "both"):
            high = None if bound == "low" else figure.high
            return replace(figure, high=high, hedge=name, first=begin)
        if bound == "high":
            high = figure.high if figure.high is not None else figure.best
            return replace(figure, low=None, high=high, hedge=name, first=begin)
        bound, name = hedges().get(doc[figure.last : figure.last + length].text.lower(), ("", ""))
        if bound == "after":
            return replace(figure, high=None, hedge=name, last=figure.last + length)
    return figure
