"""Publication times as inputs write them → datetime in UTC. Formats in words: `seeds/reading/date_formats.csv`."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from email.utils import parsedate_to_datetime
from functools import cache

from seeds import read_rows

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
LAST_SECOND = 10**11  # greater figures are milliseconds
EPOCH_DIGITS = re.compile(r"-?\d{9,10}(?:\.\d+)?|\d{13}")
RFC_2822 = re.compile(r"(?:[A-Z][a-z]{2},\s*)?\d{1,2}\s+[A-Z][a-z]{2}\s+\d{2,4}\s+\d{1,2}:\d{2}(?::\d{2})?(?:\s+\S+)?")
ISO_8601 = re.compile(r"\d{4}-?\d{2}-?\d{2}(?:[T ].*)?")
ZONE_WORD = re.compile(r"\s*(?:UTC|GMT|Z)$")
# No news before newspapers and none from a far future: such years are placeholders (0001, 1900-01-00, 9999).
YEARS = range(1600, 2200)


def parse_published_at(value: object) -> datetime | None:
    """The moment that `value` names, in UTC; None where it is no date. Times without a zone are taken as UTC.

    Reads ISO 8601 dates and times, RFC 2822, epoch seconds and milliseconds, `datetime` and `date`, and the formats of
    the seed. Never guesses: a month without a day, or an order of figures that may be read two ways, is no date.
    """
    try:
        moment = _moment(value)
        moment = moment.replace(tzinfo=UTC) if moment and moment.tzinfo is None else moment
        moment = moment.astimezone(UTC) if moment else None
    except (ValueError, OverflowError):
        return None
    return moment if moment and moment.year in YEARS else None


def _moment(value: object) -> datetime | None:
    if isinstance(value, date):
        return value if isinstance(value, datetime) else datetime.combine(value, time())
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    text = " ".join(str(value).split())
    for pattern, read in ((EPOCH_DIGITS, _epoch), (ISO_8601, _iso), (RFC_2822, parsedate_to_datetime)):
        if pattern.fullmatch(text):
            return read(text)
    return _worded(text)


def _epoch(text: str) -> datetime:
    seconds = float(text)
    return EPOCH + timedelta(seconds=seconds / 1000 if seconds > LAST_SECOND else seconds)


def _iso(text: str) -> datetime:
    """`fromisoformat`, with the two spellings that it does not know: a zone in words, a space before the offset."""
    text = ZONE_WORD.sub("+00:00", text) if len(text) > 10 else text
    return datetime.fromisoformat(re.sub(r"\s+(?=[+-]\d{2}:?\d{2}$)", "", text))


def _worded(text: str) -> datetime | None:
    for pattern in _formats():
        try:
            return datetime.strptime(ZONE_WORD.sub("", text), pattern)
        except ValueError:
            continue
    return None


@cache
def _formats() -> tuple[str, ...]:
    return tuple(row["format"] for row in read_rows("reading/date_formats.csv"))
