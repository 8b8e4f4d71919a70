"""Numbers in words and digits: `two hundred and fifty`, `1,200`, `half a dozen` (`seeds/tolls/numbers.csv`)."""

from __future__ import annotations

import re
from functools import cache

from spacy.tokens import Token

from seeds import read_rows
from transforms.events.label_groups import label_group
from transforms.events.word_groups import word_group

MOST_PERSONS = 10_000_000_000  # the world has fewer
LATEST_YEAR = 9999  # a model that has "20000" as a date errs
PRECISE = ("number", "multiplier")
COUNTING = (*PRECISE, "vague")


@cache
def number_words() -> dict[str, tuple[int, str]]:
    """Value and class (number | multiplier | vague | article | none) of a form."""
    return {row["form"]: (int(row["value"]), row["class"]) for row in read_rows("tolls/numbers.csv")}


def number_at(token: Token) -> tuple[int, str] | None:
    """Value and class of a number word, alone; None for other words, ordinals, dates and sums of money."""
    form = token.lower_
    if not form[0].isdigit() and "-" not in form:
        found = number_words().get(form) if token.dep_ != "preconj" and token.tag_ != "CC" else None
        return None if found and found[1] in PRECISE and token.ent_type_ in label_group("no_count") else found
    is_no_date = token.ent_type_ == "DATE" and form.isdigit() and int(form) > LATEST_YEAR
    if token.ent_type_ in label_group("no_count") and not is_no_date:
        return None
    if re.fullmatch(r"\d{1,3}(,\d{3}){1,3}|\d{1,10}", form):
        return int(form.replace(",", "")), "number"
    parts = [number_words().get(part) for part in form.split("-")] if re.fullmatch(r"[a-z]+ty-[a-z]+", form) else []
    return (sum(part[0] for part in parts if part), "number") if parts and all(parts) else None


def is_counting(token: Token) -> bool:
    """Whether a word is a number that counts by itself: no article and no `no`."""
    value = number_at(token)
    return value is not None and value[1] in COUNTING


def read_number(words: list[Token]) -> tuple[int, int, str] | None:
    """Value, count of words and class of the number with which a list of words begins.

    None for numbers that count no persons: above MOST_PERSONS.
    """
    opened = _open(words)
    if opened is None:
        return None
    total, part, used, kind = opened
    for place in range(used, len(words)):
        value = number_at(words[place])
        if value is None:
            if _is_joint(words, place, part, kind):
                continue
            break
        amount, name = value
        if name == "multiplier" and kind != "none":
            part = max(part, 1) * amount
            total, part = (total + part, 0) if amount >= 1000 else (total, part)
        elif name == "number" and kind in PRECISE and _is_smaller(amount, part):
            part += amount
        else:
            break
        used, kind = place + 1, "vague" if kind == "vague" else name
    return (total + part, used, kind) if total + part <= MOST_PERSONS else None


def _open(words: list[Token]) -> tuple[int, int, int, str] | None:
    """Total, open part, words used and class after the first number word; an article before a number counts for nothing."""
    value = number_at(words[0]) if words else None
    if value is None:
        return _open_decimal(words)
    amount, name = value
    if name == "multiplier":
        return (amount, 0, 1, name) if amount >= 1000 else (0, amount, 1, name)
    if name != "article":
        return 0, amount, 1, name
    place = 1
    while place < len(words) - 1 and words[place].lower_ in word_group("number_filler"):
        place += 1
    if place < len(words) and is_counting(words[place]):
        following = _open(words[place:])
        return following and (following[0], following[1], place + following[2], following[3])
    return 0, 1, 1, name


def _open_decimal(words: list[Token]) -> tuple[int, int, int, str] | None:
    """`1.5 million`, `half a dozen`."""
    if len(words) < 2:
        return None
    decimal = float(words[0].text) if re.fullmatch(r"\d{1,3}\.\d{1,3}", words[0].text) else 0.0
    at = 1
    if words[0].lower_ in word_group("half"):
        decimal, at = 0.5, 2 if words[1].lower_ in word_group("indefinite_article") else 1
    value = number_at(words[at]) if decimal and at < len(words) else None
    return (round(decimal * value[0]), 0, at + 1, "number") if value and value[1] == "multiplier" else None


def _is_joint(words: list[Token], place: int, part: int, kind: str) -> bool:
    """The `and` of `two hundred and fifty` and the dash of `twenty - three`."""
    value = number_at(words[place + 1]) if place + 1 < len(words) else None
    if value is None or value[1] != "number":
        return False
    if words[place].text == "-":
        return part in range(20, 100, 10) and value[0] < 10
    return kind == "multiplier" and words[place].lower_ in word_group("number_joint") and value[0] < 100


def _is_smaller(amount: int, part: int) -> bool:
    """Whether a number word goes on with the one before: `twenty three`, `hundred fifty`, `thousand two`."""
    return part == 0 or (part % 100 in range(20, 100, 10) and amount < 10) or (part % 100 == 0 and amount < 100)
