"""Figures of people: how many a phrase such as `at least twenty-three soldiers` or `a boy` counts.

Words are those of `seeds/tolls/` and, in `seeds/lexicon/`, of `word_groups.csv` and the classes of `classes.csv`; the values of
vague words are CODEBOOK 7.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache

from spacy.tokens import Token

from seeds import read_rows
from transforms.events.word_groups import word_group

PLACES = frozenset({"GPE", "LOC", "NORP", "FAC", "DATE", "EVENT"})
DASHES = ("-", "–")
LONGEST_HEDGE = 3  # words
MOST_PERSONS = 10_000_000_000  # the world has fewer


@dataclass(frozen=True, slots=True)
class Figure:
    """Bounds of a number of people; `first` and `last` are the tokens' places in the Doc, last exclusive."""

    low: int | None
    best: int | None
    high: int | None
    hedge: str | None
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class CountWords:
    """Numbers (value and class), hedges (bound and name), words for people and things."""

    numbers: dict[str, tuple[int, str]]
    hedges: dict[str, tuple[str, str]]
    people: dict[str, str]
    persons: frozenset[str]
    things: frozenset[str]


@cache
def count_words() -> CountWords:
    """The seeds of counting, read once."""
    persons = {row["lemma"] for row in read_rows("lexicon/classes.csv") if row["class"] in word_group("victim_class")}
    things = {row["lemma"] for row in read_rows("lexicon/classes.csv") if row["class"] in word_group("thing_class")}
    persons |= {row["lemma"].split()[-1] for row in read_rows("actors/nouns.csv") if row["kind"] == "person"}
    return CountWords(
        {row["form"]: (int(row["value"]), row["class"]) for row in read_rows("tolls/numbers.csv")},
        {row["phrase"]: (row["bound"], row["hedge"]) for row in read_rows("tolls/hedges.csv")},
        {row["form"]: row["class"] for row in read_rows("tolls/people.csv")},
        frozenset(persons),
        frozenset(things - persons),
    )


def number_at(token: Token) -> tuple[int, str] | None:
    """Value and class of a number word, alone; None for other words, ordinals and ages."""
    form = token.lower_
    if re.fullmatch(r"\d{1,3}(,\d{3}){1,3}|\d{1,10}", form):
        return int(form.replace(",", "")), "number"
    if re.fullmatch(r"[a-z]+ty-[a-z]+", form):
        parts = [count_words().numbers.get(part) for part in form.split("-")]
        if all(parts):
            return sum(part[0] for part in parts if part), "number"
    return count_words().numbers.get(form)


def read_number(words: list[Token]) -> tuple[int, int, str] | None:
    """Value, count of words and class of the number with which a list of words begins: `two hundred and fifty`.

    None for numbers that count no persons: above MOST_PERSONS.
    """
    total = part = used = 0
    kind = ""
    for place, token in enumerate(words):
        value = number_at(token)
        if value is None:
            more = place + 1 < len(words) and number_at(words[place + 1])
            if (
                kind == "multiplier"
                and token.lower_ in word_group("number_joint")
                and more
                and more[1] == "number"
                and more[0] < 100
            ):
                continue
            if used and token.text == "-" and more and part in range(20, 100, 10) and more[0] < 10:
                continue
            break
        amount, name = value
        if name in ("vague", "none") and used:
            break
        if name == "article" and used:
            break
        if name == "multiplier":
            part = max(part, 1) * amount
            total, part = (total + part, 0) if amount >= 1000 else (total, part)
        elif name == "article" and not _is_multiplied(words, place):
            return 1, 1, "article"
        elif kind == "number" and part and not (part % 100 in range(20, 100, 10) and amount < 10):
            break
        else:
            part += amount if name != "article" else 0
        used, kind = place + 1, name
        if name in ("vague", "none"):
            break
    return (total + part, used, kind) if used and total + part <= MOST_PERSONS else None


def _is_multiplied(words: list[Token], place: int) -> bool:
    following = number_at(words[place + 1]) if place + 1 < len(words) else None
    return following is not None and following[1] in ("multiplier", "number")


def read_figure(words: list[Token]) -> Figure | None:
    """The first figure in a stretch of words, with its hedge and, for a range, both its ends."""
    for place, token in enumerate(words):
        found = read_number(words[place:])
        if found is None or _is_no_count(words, place, found[1]):
            continue
        value, used, kind = found
        first, last = token.i, words[place + used - 1].i + 1
        if kind == "vague":
            value, last = _of_vague(value, words[place + used :], last)
            return _hedged(Figure(value, value, None, token.lower_, first, last), token)
        figure = Figure(value, value, value, None, first, last)
        return _hedged(_with_range(figure, words[place + used :]), token)
    return None


def _of_vague(value: int, rest: list[Token], last: int) -> tuple[int, int]:
    """`tens of thousands`, `hundreds of thousands`: a vague word times another, whose unit is half its own value."""
    unit = number_at(rest[1]) if len(rest) > 1 and rest[0].lower_ in word_group("vague_joint") else None
    return (value * (unit[0] // 2), rest[1].i + 1) if unit and unit[1] == "vague" else (value, last)


def _is_no_count(words: list[Token], place: int, used: int) -> bool:
    """Ages, percentages, clock times and the parts of names: `27-year-old`, `5 percent`."""
    doc, end = words[0].doc, words[place + used - 1].i + 1
    following = doc[end].lower_ if end < len(doc) else ""
    is_compound = following in DASHES and not doc[end + 1 : end + 2].text.isdigit()
    return is_compound or count_words().people.get(following) == "not"


def _with_range(figure: Figure, rest: list[Token]) -> Figure:
    """`20 to 30`, `20-30`, `20 or 30`, and `between 20 and 30`."""
    doc_before = rest[0].doc[figure.first - 1] if rest and figure.first else None
    is_between = doc_before is not None and doc_before.lower_ in word_group("range_opener")
    joints = word_group("range_joint") | (word_group("range_closer") if is_between else frozenset())
    if not rest or not (rest[0].text in DASHES or rest[0].lower_ in joints):
        return figure
    upper = read_number(rest[1:])
    if upper is None or upper[2] != "number" or figure.low is None or upper[0] < figure.low:
        return figure
    return replace(figure, high=upper[0], best=(figure.low + upper[0]) // 2, last=rest[upper[1]].i + 1)


def _hedged(figure: Figure, token: Token) -> Figure:
    """Widen a figure by the hedge that stands before it."""
    doc = token.doc
    for length in range(LONGEST_HEDGE, 0, -1):
        begin = figure.first - length
        phrase = doc[begin : figure.first].text.lower() if begin >= 0 else ""
        if phrase in count_words().hedges:
            bound, name = count_words().hedges[phrase]
            low, high = figure.low, figure.high
            if bound == "low":
                high = None
            elif bound == "high":
                low, high = None, figure.high if figure.high is not None else figure.best
            return Figure(low, figure.best, high, name, begin, figure.last)
    return figure


def is_thing(head: Token) -> bool:
    """Whether a counted noun is known to be no person."""
    words = count_words()
    forms = {head.lower_, head.lemma_.lower()}
    if number_at(head):
        return False
    if any(words.people.get(form) == "not" for form in forms):
        return True
    return not any(form in words.people or form in words.persons for form in forms) and bool(forms & words.things)


def is_one_person(head: Token) -> bool:
    """Whether a noun, name or pronoun without a number stands for a single person."""
    words = count_words()
    if words.people.get(head.lower_) == "one":
        return True
    if head.lower_ in words.persons and words.people.get(head.lower_) != "many":
        return True
    if head.tag_ == "NNP" or (not head.tag_ and head.pos_ == "PROPN"):
        return head.ent_type_ not in PLACES
    return (
        head.tag_ not in ("NNS", "NNPS")
        and bool({head.lower_, head.lemma_.lower()} & words.persons)
        and (words.people.get(head.lower_) != "many")
    )
