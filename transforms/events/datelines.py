"""What the first lines of an article say of place and day of publication: datelines and date lines."""

from __future__ import annotations

import re
from datetime import date
from functools import cache

from seeds import read_rows
from transforms.events.time_phrases import Found, find_phrases
from transforms.events.time_setting import Setting
from transforms.events.time_words import Piece, cut_pieces, time_words

HEAD_LINES = 5  # lines of an article's head in which a line with nothing but a date is looked for
LONGEST_LINE = 90
PLAIN_CODES = "cxCpd,-"  # times of day and marks beside a date

_DAY = r"[,.][ ](?P<day>[^()\n—–:-]{3,30}?)"
_AGENCY = r"[ ]?(?:\((?P<agency>[^()\n]{2,40})\)|/(?P<slashed>[A-Z][\w ]{2,30})/)"
_DASH = r"[ ]*\.?[ ]?(?:—|–|--|-(?=\s))[ ]*"
_FIELDS = re.compile(r"\s+[|•·–—/-]\s+")


@cache
def head_words() -> dict[str, frozenset[str]]:
    """Words of `seeds/time/head_words.csv` by class: what stands beside dates (`published`, `updated`, `other`), `not_place`."""
    classes: dict[str, set[str]] = {}
    for row in read_rows("time/head_words.csv"):
        classes.setdefault(row["class"], set()).add(row["word"])
    return {name: frozenset(words) for name, words in classes.items()}


@cache
def dateline_forms() -> tuple[re.Pattern[str], ...]:
    """The forms of datelines, the fullest first; a month is no country (`LONDON, Sept. 6`).

    `KABUL, Sept 6 (Reuters) —`, `BAGHDAD, Iraq —`; `New Delhi, Sep 6 (PTI) The`, `MOSCOW, May 6. /TASS/.`; `Berlin (dpa) -`;
    `KARACHI: The`.
    """
    months = "|".join(form.title() for form, (kind, *_) in time_words().words.items() if kind == "month" and form[-1] != ".")
    country = rf"(?:,[ ](?!(?:{months})\b)[A-Z][\w.'’-]+(?:[ ][A-Z][\w.'’-]+){{0,2}})?"
    capitals = rf"[A-Z][A-Z.'’-]*[A-Z.](?:[ /][A-Z.'’-]+)*{country}"
    mixed = rf"[A-Z][\w'’-]+(?:[ /][A-Z][\w'’-]+){{0,3}}{country}"
    forms = [
        (capitals, rf"(?:{_DAY})?(?:{_AGENCY})?{_DASH}"),
        (f"{capitals}|{mixed}", rf"{_DAY}\.?{_AGENCY}(?:{_DASH}|[:.]?-?\s+)"),
        (mixed, rf"{_AGENCY}{_DASH}"),
        (capitals, r":[ ](?=[A-Z\"“])"),
    ]
    return tuple(re.compile(rf"\s*(?P<place>{place}){rest}") for place, rest in forms)


def find_publication_date(text_head: str) -> date | None:
    """The full date of publication that an article's first lines give, such as `Monday, September 6, 2021`, or None.

    A line counts that holds nothing but a date with its year, times of day and words such as `Published`; dates of an update only
    where there is no other. Failing that, the date with year of a dateline.
    """
    lines = [line.strip() for line in text_head.splitlines() if line.strip()][:HEAD_LINES]
    fields = [field for line in lines if len(line) <= LONGEST_LINE for field in _FIELDS.split(line)]
    days = [(_is_update(field), day) for field in fields if (day := _lone_date(field))]
    if days:
        return min(days, key=lambda told: told[0])[1]
    dateline = _match_dateline(text_head)
    told = dateline.groupdict().get("day") if dateline else None
    return _lone_date(told) if told else None


def find_dateline(text_head: str) -> tuple[str | None, int]:
    """Place of a dateline and the offset at which the story begins; (None, 0) without one.

    Forms: `KABUL, Sept 6 (Reuters) —`, `PARIS (AP) -`, `BAGHDAD, Iraq —`, `New Delhi, Sep 6 (PTI)`, `KARACHI: The`. The place
    comes as written.
    """
    match = _match_dateline(text_head)
    return (match["place"].strip(), match.end()) if match else (None, 0)


def _match_dateline(text_head: str) -> re.Match[str] | None:
    return next((match for form in dateline_forms() if (match := form.match(text_head)) and _is_dateline(match)), None)


def _is_dateline(match: re.Match[str]) -> bool:
    """Whether the place is no day and none of the labels that stand in capitals, and what stands for the day is one."""
    parts = match.groupdict()
    if match["place"].upper() in head_words()["not_place"] or _phrases(match["place"]):
        return False
    if parts.get("day") and not _phrases(parts["day"]):
        return False
    return bool(parts.get("agency") or parts.get("slashed") or parts.get("day")) or match.end() - match.end("place") >= 2


def _phrases(text: str) -> list[Found]:
    return find_phrases(cut_pieces(text), lambda _first, _last, told: Setting(None, told=told))


def _lone_date(line: str) -> date | None:
    """The first day of a line that is dates, times and words of publishing and nothing else."""
    pieces = cut_pieces(line)
    phrases = _phrases(line)
    found = [phrase.days.start for phrase in phrases if phrase.days.precision == "day" and phrase.days.start]
    inside = {number for phrase in phrases for number in range(phrase.first, phrase.last)}
    rest = [piece for number, piece in enumerate(pieces) if number not in inside]
    return found[0] if found and len(found) == len(phrases) and all(map(_is_beside_date, rest)) else None


def _is_beside_date(piece: Piece) -> bool:
    is_plain = piece.code in PLAIN_CODES or not piece.text.isalnum()
    return is_plain or any(piece.text.lower() in head_words()[name] for name in ("published", "updated", "other"))


def _is_update(field: str) -> bool:
    words = {piece.text.lower() for piece in cut_pieces(field)}
    return bool(words & head_words()["updated"]) and not words & head_words()["published"]
