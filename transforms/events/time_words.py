"""The words of time: a sentence cut into pieces, each with its class (month, weekday, number, unit, ...).

The classes come from `seeds/time/words.csv`. Pieces are cut from the characters of the text, not from spaCy's tokens,
because tokenizers disagree on `2021-08-26`, `3–5` and `mid-June`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache

from seeds import read_rows

# One character per class of piece, so that a rule of the grammar is a regular expression over pieces.
CODES = {
    "month": "M",
    "weekday": "W",
    "number": "n",
    "ordinal": "o",
    "unit": "U",
    "year": "J",
    "weekend": "K",
    "day": "T",
    "part": "P",
    "last": "L",
    "this": "H",
    "next": "N",
    "same": "R",
    "other": "Q",
    "early": "e",
    "moved": "E",
    "ago": "G",
    "around": "B",
    "vague": "q",
    "recent": "r",
    "article": "a",
    "the": "t",
    "since": "s",
    "from": "f",
    "between": "b",
    "until": "u",
    "and": "&",
    "of": "z",
    "on": "p",
    "season": "S",
    "decade": "D",
    "clock": "c",
    "comes": "h",
    "edge": "i",
}
MONTH_DAY, FIGURE, YEAR, ISO, SLASHED, HOLIDAY, CLOCK = "d", "n", "Y", "I", "F", "V", "C"
COMMA, DASH, MARK, OTHER = ",", "-", ".", "X"

_PIECE = re.compile(
    r"""(?P<iso>\d{4}-\d{1,2}-\d{1,2}(?![\d-]))
      | (?P<slashed>\d{1,2}[/.]\d{1,2}[/.](?:\d{4}|\d{2})(?![\d/]|\.\d))
      | (?P<decade>(?:\d{3}|['’]?\d)0['’]?s\b)
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
    needs: str = ""  # capital: only when written with one; company: only beside other words of time

    @property
    def number(self) -> int:
        """The value of a number, ordinal, month or weekday."""
        return int(self.value)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class TimeWords:
    """The lexicon of time: words by lower-case form, holidays, named days, phrases that only look like dates, cues."""

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
    if form in lexicon.named_days:
        code, value = ISO, lexicon.named_days[form]
    elif form in lexicon.holidays:
        code, value = HOLIDAY, form
    return Piece(phrase.group(), phrase.start(), phrase.end(), code, value)


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
    if entry is None or (entry[2] and not form[0].isupper()):
        return Piece(form, start, start + len(form), OTHER)
    return Piece(form, start, start + len(form), CODES[entry[0]], entry[1], entry[2])


def _joined_number(left: str, right: str) -> tuple[str, int] | None:
    """`twenty-three` and `twenty-third`."""
    tens, ones = time_words().words.get(left.lower()), time_words().words.get(right.lower())
    if not tens or not ones or tens[0] != "number" or ones[0] not in ("number", "ordinal"):
        return None
    if int(tens[1]) not in range(20, 100, 10) or int(ones[1]) not in range(1, 10):
        return None
    return CODES[ones[0]], int(tens[1]) + int(ones[1])


def _figure_piece(kind: str, form: str, start: int) -> Piece:
    stop = start + len(form)
    code: str = OTHER
    value: str | int | date | None = None
    if kind == "iso":
        code, value = _checked(ISO, form.split("-"), day_first=False)
    elif kind == "slashed":
        code, value = _checked(SLASHED, re.split(r"[/.]", form), day_first=True)
    elif kind == "decade":
        code, value = CODES["decade"], form
    elif kind == "clock":
        code, value = CLOCK, form
    elif kind == "ordinal":
        code, value = CODES["ordinal"], int(re.sub(r"\D", "", form))
    elif kind == "figure":
        code, value = _number_code(form)
    elif form == ",":
        code = COMMA
    elif form in _DASHES:
        code = DASH
    elif not form.isalnum() and len(form) == 1:
        code = MARK
    return Piece(form, start, stop, code, value)


def _number_code(form: str) -> tuple[str, int | None]:
    if not form.isdigit():
        whole = form.replace(",", "")
        return (FIGURE, int(whole)) if whole.isdigit() else (OTHER, None)
    if len(form) == 4 and 1500 <= int(form) <= 2100:
        return YEAR, int(form)
    return (MONTH_DAY if len(form) <= 2 and 1 <= int(form) <= 31 else FIGURE), int(form)


def _checked(code: str, parts: list[str], *, day_first: bool) -> tuple[str, date | None]:
    """A date in figures. Day before month unless that is impossible; two-digit years lie between 1970 and 2069."""
    numbers = [int(part) for part in parts]
    year, month, day = numbers if not day_first else (numbers[2], numbers[1], numbers[0])
    if day_first and month > 12:
        month, day = day, month
    if year < 100:
        year += 2000 if year < 70 else 1900
    try:
        return code, date(year, month, day)
    except ValueError:
        return OTHER, None
