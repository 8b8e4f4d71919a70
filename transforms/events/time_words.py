"""The words of time: a sentence cut into pieces, each with its class (month, weekday, number, unit, ...).

The words come from `seeds/time/words.csv`, the code of each class from `seeds/time/classes.csv`. Pieces are cut from the
characters of the text, not from spaCy's tokens, because tokenizers disagree on `2021-08-26`, `3–5` and `mid-June`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache

from seeds import read_rows

MONTH_DAY, FIGURE, YEAR, ISO, SLASHED, HOLIDAY, CLOCK, PART_OF_YEAR = "d", "n", "Y", "I", "F", "V", "C", "k"
COMMA, DASH, MARK, OTHER = ",", "-", ".", "X"
CENTURY_TURN = 30  # "'29" is 2029, "'30" is 1930

_PIECE = re.compile(
    r"""(?P<iso>\d{4}-\d{1,2}-\d{1,2}(?:T\d{2}:[\d:.]+(?:Z|[+-]\d{2}:?\d{2})?|(?![\d-])))
      | (?P<slashed>\d{1,2}[/.]\d{1,2}[/.](?:\d{4}|\d{2})(?![\d/]|\.\d) | \d{1,2}-\d{1,2}-\d{4}(?![\d-]))
      | (?P<decade>(?:\d{3}|['’]?\d)0['’]?s\b)
      | (?P<short_year>['’]\d{2}(?![\w'’]))
      | (?P<quarter>Q[1-4]\b)
      | (?P<clock>\d{1,2}[:.]\d{2}(?!\d)|\d{4}(?=\s?(?:hrs|hours|gmt|utc)\b))
      | (?P<joined>\d+(?:-[^\W\d_]+)+)
      | (?P<ordinal>\d{1,2}(?:st|nd|rd|th)\b)
      | (?P<figure>\d+(?:,\d{3})*(?:\.\d+)?)
      | (?P<word>[^\W\d_]+(?:['’](?!s\b)[^\W\d_]+)*(?:\.[^\W\d_]\b)*\.?)
      | (?P<space>\s+)
      | (?P<other>.)""",
    re.VERBOSE | re.IGNORECASE,
)
_JOINED_NUMBER = re.compile(r"(?P<left>[a-z]+ty)[- ](?P<right>[a-z]+)(?![-\w])", re.IGNORECASE)
_DASHES = "-–—"


@dataclass(frozen=True, slots=True)
class Piece:
    """A word, number or mark of a text with the code of its class; `start` and `end` are offsets into that text."""

    text: str
    start: int
    end: int
    code: str
    value: str | int | date | None = None
    needs: str = ""  # capital: only when written with one; upper: only in capitals; company: only beside other words of time

    @property
    def number(self) -> int:
        """The value of a number, ordinal, month or weekday."""
        return int(self.value)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class TimeWords:
    """The lexicon of time: codes by class, words by lower-case form, holidays, named days, what only looks like dates, cues."""

    codes: dict[str, str]
    words: dict[str, tuple[str, str, str]]
    holidays: dict[str, dict[str, str]]
    named_days: dict[str, date]
    not_dates: frozenset[str]
    future: frozenset[str]
    future_phrases: frozenset[str]
    past: frozenset[str]
    phrases: re.Pattern[str]


@cache
def time_words() -> TimeWords:
    """The lexicon of `seeds/time/`, read once."""
    words = {row["form"]: (row["class"], row["value"], row["condition"]) for row in read_rows("time/words.csv")}
    holidays = {row["name"]: row for row in read_rows("time/holidays.csv")}
    named = {row["name"]: date.fromisoformat(row["date"]) for row in read_rows("time/named_days.csv")}
    not_dates = frozenset(row["phrase"] for row in read_rows("time/not_dates.csv"))
    cues = [(row["cue"], row["kind"]) for row in read_rows("time/tense_cues.csv")]
    known = sorted({*holidays, *named, *not_dates}, key=len, reverse=True)
    return TimeWords(
        {row["class"]: row["code"] for row in read_rows("time/classes.csv")},
        words,
        holidays,
        named,
        not_dates,
        frozenset(cue for cue, kind in cues if kind == "word"),
        frozenset(cue for cue, kind in cues if kind == "phrase"),
        frozenset(cue for cue, kind in cues if kind == "past"),
        re.compile(r"(?<![\w/])(?:" + "|".join(map(re.escape, known)) + r")(?![\w/])"),
    )


def cut_pieces(text: str) -> list[Piece]:
    """Cut a text into pieces in reading order, white space left out."""
    pieces: list[Piece] = []
    done = 0
    for phrase in time_words().phrases.finditer(text):
        pieces.extend(_plain_pieces(text, done, phrase.start()))
        pieces.append(_phrase_piece(phrase))
        done = phrase.end()
    pieces.extend(_plain_pieces(text, done, len(text)))
    return pieces


def _phrase_piece(phrase: re.Match[str]) -> Piece:
    lexicon, form = time_words(), phrase.group()
    code: str = OTHER
    value: str | date | None = None
    needs = ""
    if form in lexicon.named_days:
        code, value = ISO, lexicon.named_days[form]
    elif form in lexicon.holidays:
        code, value, needs = HOLIDAY, form, lexicon.holidays[form]["condition"]
    return Piece(form, phrase.start(), phrase.end(), code, value, needs)


def _plain_pieces(text: str, start: int, end: int) -> Iterator[Piece]:
    position = start
    while position < end:
        match = _PIECE.match(text, position, end)
        kind = (match.lastgroup if match else None) or "other"
        stop = match.end() if match else position + 1
        if kind == "word":
            piece = _word_piece(text, position, stop, end)
            yield piece
            stop = piece.end
        elif kind != "space":
            yield _figure_piece(kind, text[position:stop], position)
        position = stop


def _word_piece(text: str, start: int, stop: int, end: int) -> Piece:
    """A word; its full stop belongs to it only where the lexicon knows the form with one (`Aug.`, `a.m.`)."""
    words = time_words().words
    joined = _JOINED_NUMBER.match(text, start, end)
    if joined and (number := _joined_number(joined["left"], joined["right"])):
        return Piece(joined.group(), start, joined.end(), *number)
    form = text[start:stop]
    if form.endswith(".") and form.lower() not in words:
        form = form[:-1]
    entry = words.get(form.lower())
    if entry is None or (entry[2] and not form[0].isupper()) or (entry[2] == "upper" and not form.isupper()):
        return Piece(form, start, start + len(form), OTHER)
    return Piece(form, start, start + len(form), time_words().codes[entry[0]], entry[1], entry[2])


def _joined_number(left: str, right: str) -> tuple[str, int] | None:
    """`twenty-three` and `twenty-third`."""
    tens, ones = time_words().words.get(left.lower()), time_words().words.get(right.lower())
    if not tens or not ones or tens[0] != "number" or ones[0] not in ("number", "ordinal"):
        return None
    if int(tens[1]) not in range(20, 100, 10) or int(ones[1]) not in range(1, 10):
        return None
    return time_words().codes[ones[0]], int(tens[1]) + int(ones[1])


def _figure_piece(kind: str, form: str, start: int) -> Piece:
    codes = time_words().codes
    code: str = OTHER
    value: str | int | date | None = None
    if kind == "iso":
        value = _make_date(*map(int, form.partition("T")[0].split("-")))
        code = ISO if value else OTHER
    elif kind == "slashed":
        code = SLASHED if numeric_dates(form) else OTHER
    elif kind == "decade":
        code, value = codes["decade"], form
    elif kind == "short_year":
        code, value = YEAR, _full_year(int(form[1:]), CENTURY_TURN)
    elif kind == "quarter":
        code, value = PART_OF_YEAR, int(form[1:])
    elif kind == "clock":
        code, value = CLOCK, form
    elif kind == "ordinal":
        code, value = codes["ordinal"], int(re.sub(r"\D", "", form))
    elif kind == "figure":
        code, value = _number_code(form)
    else:
        code = _mark_code(form)
    return Piece(form, start, start + len(form), code, value, "company" if kind == "short_year" else "")


def _mark_code(form: str) -> str:
    if form == ",":
        return COMMA
    if form in _DASHES:
        return DASH
    return MARK if not form.isalnum() and len(form) == 1 else OTHER


def _number_code(form: str) -> tuple[str, int | None]:
    if not form.isdigit():
        whole = form.replace(",", "")
        return (FIGURE, int(whole)) if whole.isdigit() else (OTHER, None)
    if len(form) == 4 and 1500 <= int(form) <= 2100:
        return YEAR, int(form)
    return (MONTH_DAY if len(form) <= 2 and 1 <= int(form) <= 31 else FIGURE), int(form)


def _full_year(year: int, turn: int) -> int:
    return year + (2000 if year < turn else 1900)


def numeric_dates(form: str) -> list[date]:
    """The days that a date in figures may mean, day before month first; two-digit years lie between 1970 and 2069."""
    first, second, year = (int(part) for part in re.split(r"[/.-]", form))
    year = _full_year(year, turn=70) if year < 100 else year
    readings = [_make_date(year, second, first), _make_date(year, first, second)]
    return list(dict.fromkeys(day for day in readings if day))


def _make_date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
