"""What phrases of time mean: first and last day with a precision, and the arithmetic of the calendar behind them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from dateutil.easter import EASTER_ORTHODOX, easter
from dateutil.relativedelta import relativedelta

DAY = timedelta(days=1)
WEDNESDAY, FRIDAY, SATURDAY = 2, 4, 5
# A date without year in the present tense is the coming one only when the past one is a good deal further away.
PAST_ADVANTAGE = 3
# A cue of the future does not send a day of the year further ahead than this: "was to pave the way for a March 23 summit".
FAR_AHEAD = 270  # days
# Nobody leaves out the year of a day almost a year ago: "on July 2", written in June, is the coming one whatever the tense.
VERY_NEAR = 35  # days
YEAR = 365  # days
STEPS = {"day": "days", "week": "weeks", "month": "months", "year": "years"}  # units and their names in relativedelta
PRECISIONS = (*STEPS, "unknown")


@dataclass(frozen=True, slots=True)
class Days:
    """What a phrase means: a first and last day and how exact they are; both None when it cannot be told."""

    start: date | None
    end: date | None
    precision: str


UNKNOWN = Days(None, None, "unknown")


def month_of(year: int, month: int) -> Days:
    """A whole month."""
    return months_from(date(year, month, 1), 1)


def months_from(first: date, count: int) -> Days:
    """So many whole months from the first of one."""
    return Days(first, first + relativedelta(months=count) - DAY, "month")


def year_of(year: int) -> Days:
    """A whole year."""
    return Days(date(year, 1, 1), date(year, 12, 31), "year")


def week_of(day: date) -> Days:
    """The week, Monday to Sunday, in which a day lies."""
    monday = day - day.weekday() * DAY
    return Days(monday, monday + 6 * DAY, "week")


def day_of(day: date | None) -> Days | None:
    """A single day."""
    return None if day is None else Days(day, day, "day")


def make_date(year: int, month: int, day: int) -> date | None:
    """The day, None where the calendar has no such."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def unit_around(day: date, unit: str, shift: int) -> Days:
    """The week, month or year `shift` away from the one in which a day lies; other units are days."""
    moved = day + relativedelta(**{STEPS.get(unit, "days"): shift * (14 if unit == "fortnight" else 1)})
    if unit in ("week", "fortnight"):
        return week_of(moved)
    if unit == "month":
        return month_of(moved.year, moved.month)
    return year_of(moved.year) if unit == "year" else Days(moved, moved, "day")


def nearest(days: Iterable[date], today: date, tense: str) -> date | None:
    """Of recurring days the last up to publication, or the next one where the tense says so."""
    days = list(days)
    past = max((day for day in days if day <= today), default=None)
    coming = min((day for day in days if day >= today), default=None)
    if past is None or coming is None:
        return past or coming
    behind, ahead = (today - past).days, (coming - today).days
    if tense == "future":
        return past if ahead > FAR_AHEAD else coming
    return coming if tense == "present" and behind > PAST_ADVANTAGE * ahead else past


def weekend_of(modifier: str, today: date, tense: str) -> Days:
    """Saturday and Sunday: the last ones; in the future tense, and for `this weekend` from Wednesday on, the coming ones."""
    saturday = today - (today.weekday() - SATURDAY) % 7 * DAY
    is_midweek = WEDNESDAY <= today.weekday() <= FRIDAY
    if modifier == "next" or (tense == "future" and today.weekday() < SATURDAY) or (modifier == "this" and is_midweek):
        saturday += 7 * DAY
    elif modifier == "last" and today.weekday() >= SATURDAY:
        saturday -= 7 * DAY
    return Days(saturday, saturday + DAY, "day")


def holiday_in(row: dict[str, str], year: int) -> date | None:
    """The day of a holiday (a row of `seeds/time/holidays.csv`) in a year; None where no rule tells it."""
    if row["rule"] == "moving":
        return None
    if row["rule"] in ("easter", "orthodox"):
        sunday = easter(year, EASTER_ORTHODOX) if row["rule"] == "orthodox" else easter(year)
        return sunday + int(row["shift"]) * DAY
    if row["rule"] == "fixed":
        return make_date(year, int(row["month"]), int(row["day"]))
    count, weekday = int(row["shift"]), int(row["day"])
    first = date(year, int(row["month"]), 1)
    if count < 0:
        last = first + relativedelta(months=1) - DAY
        return last - (last.weekday() - weekday) % 7 * DAY
    return first + (weekday - first.weekday()) % 7 * DAY + 7 * (count - 1) * DAY
