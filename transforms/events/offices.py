"""Offices of known persons, held from and to: what someone was on a day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from seeds import read_rows

Classification = tuple[str | None, tuple[str, ...]]

LEAVING = timedelta(days=60)  # so long a resignation or a death is the news of the office itself


@dataclass(frozen=True, slots=True)
class Office:
    """What a person was, and from when to when (None = open)."""

    country: str
    sectors: tuple[str, ...]
    start: date | None
    end: date | None

    def is_held_on(self, day: date) -> bool:
        return (self.start is None or self.start <= day) and not self.has_ended_by(day)

    def has_ended_by(self, day: date) -> bool:
        return self.end is not None and self.end + LEAVING < day


@cache
def after_office(column: str) -> dict[str, str]:
    """Sector → what it becomes `after_term` of a known office, or for a noun `after_former` ("former minister")."""
    return {row["sector"]: row[column] for row in read_rows("actors/after_office.csv") if row[column]}


def office_on(offices: Sequence[Office], day: date | None) -> Classification:
    """What a person was that day; after the last office a former official, before the first nothing; no day: the first row."""
    if day is None:
        return offices[0].country or None, offices[0].sectors
    held = next((office for office in offices if office.is_held_on(day)), None)
    if held is not None:
        return held.country or None, held.sectors
    ended = [office for office in offices if office.has_ended_by(day)]
    if not ended:
        return offices[0].country or None, ()
    last = max(ended, key=lambda office: office.end or day)
    left = next((after_office("after_term")[sector] for sector in last.sectors if sector in after_office("after_term")), None)
    return last.country or None, (left,) if left else last.sectors


def is_in_office(offices: Sequence[Office], day: date | None) -> bool:
    """Whether a person held one of these offices that day, as a row with a day of start or end tells."""
    return day is not None and any(office.is_held_on(day) and (office.start or office.end) for office in offices)
