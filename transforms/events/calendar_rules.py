"""Resolvers of phrases that name days, months and years of the calendar (CODEBOOK 5 and 10).

A resolver takes the named pieces of a phrase and its setting; it gives the days, UNKNOWN for a phrase of time that cannot be
resolved, or None where the words are no phrase of time. `seeds/time/grammar.csv` says which words make which phrase.
"""

from __future__ import annotations

from datetime import date

from dateutil.relativedelta import relativedelta

from transforms.events.time_setting import SHIFTS, Parts, Resolver, Setting, modifier_of, shifted_year
from transforms.events.time_values import (
    UNKNOWN,
    VERY_NEAR,
    YEAR,
    Days,
    day_of,
    holiday_in,
    make_date,
    month_of,
    months_from,
    nearest,
    year_of,
)
from transforms.events.time_words import numeric_dates, time_words

SEASON_DAYS = 62  # how far "Friday the 28th" may lie from publication


def _written_out(parts: Parts, setting: Setting) -> Days | None:
    """A date in figures. Where day and month could change places: what the weekday agrees with, then nearest to publication."""
    piece = parts["I"]
    readings = [piece.value] if isinstance(piece.value, date) else numeric_dates(piece.text)
    if "W" in parts:
        readings = [day for day in readings if day.weekday() == parts["W"].number] or readings
    today = setting.published_on
    return day_of(min(readings, key=lambda day: abs(day - today)) if today else readings[0]) if readings else None


def _full_date(parts: Parts, setting: Setting) -> Days | None:
    month, day = parts["M"].number, parts["d"].number
    if "Y" in parts:
        return day_of(make_date(parts["Y"].number, month, day))
    if make_date(2000, month, day) is None:
        return None
    today = setting.published_on
    if today is None:
        return UNKNOWN
    if "r" in parts:
        return day_of(make_date(shifted_year(parts, today), month, day))
    days = [made for year in range(today.year - 8, today.year + 9) if (made := make_date(year, month, day))]
    if "W" in parts:
        days = [made for made in days if made.weekday() == parts["W"].number] or days
    is_coming = any(0 < (made - today).days < VERY_NEAR for made in days)
    is_past = any((today - made).days in range(YEAR - VERY_NEAR) for made in days)
    return day_of(nearest(days, today, "future" if is_coming and not is_past else setting.tense))


def _day_range(parts: Parts, setting: Setting) -> Days | None:
    """`3 to 5 May 2021`, `May 3-5`."""
    first = _full_date(parts, setting)
    if first is None or first.start is None:
        return first
    last = make_date(first.start.year, first.start.month, parts["l"].number)
    return Days(first.start, last, "day") if last and last > first.start else None


def _day_of_month(parts: Parts, setting: Setting) -> Days | None:
    """`on the 5th`, `Friday the 28th`: the nearest month in which the weekday agrees, within a season, else the nearest."""
    if not parts["d"].text[0].isdigit():
        return None
    today = setting.published_on
    if today is None:
        return UNKNOWN
    months = (today.replace(day=1) + relativedelta(months=shift) for shift in range(-3, 4))
    days = [day for month in months if (day := make_date(month.year, month.month, parts["d"].number))]
    near = [day for day in days if abs((day - today).days) < SEASON_DAYS]
    agreeing = [day for day in near if day.weekday() == parts["W"].number] if "W" in parts else []
    return day_of(nearest(agreeing or days, today, setting.tense))


def _month_year(parts: Parts, setting: Setting) -> Days | None:
    if "Y" in parts:
        return month_of(parts["Y"].number, parts["M"].number)
    if setting.published_on is None:
        return UNKNOWN
    return month_of(shifted_year(parts, setting.published_on), parts["M"].number)


def _bare_month(parts: Parts, setting: Setting) -> Days | None:
    """`in August`, `last July`, `this May`: the nearest such month in the direction that tense or modifier gives."""
    today = setting.published_on
    if today is None:
        return UNKNOWN
    month, modifier = parts["M"].number, modifier_of(parts)
    year = today.year
    ahead = setting.tense == "future" or (
        setting.told is not None and setting.told.start is not None and setting.told.start > today
    )
    if modifier == "next" or (ahead and modifier != "last"):
        year += month < today.month or (modifier == "next" and month == today.month)
    elif modifier != "this":
        year -= month > today.month or (modifier == "last" and month == today.month)
    return month_of(year, month)


def _same_month(parts: Parts, setting: Setting) -> Days | None:
    """`the same June`, `that September`, of the year that the text gave before."""
    anchor = setting.anchor
    if anchor is None or anchor.start is None:
        return None if parts["r"].text == "that" else UNKNOWN  # rather a conjunction
    return month_of(anchor.start.year, parts["M"].number)


def _holiday(parts: Parts, setting: Setting) -> Days | None:
    row = time_words().holidays[str(parts["V"].value)]
    if "Y" in parts:
        return day_of(holiday_in(row, parts["Y"].number)) or UNKNOWN
    today = setting.published_on
    if today is None:
        return UNKNOWN
    days = [day for year in range(today.year - 2, today.year + 3) if (day := holiday_in(row, year))]
    modifier = modifier_of(parts)
    if modifier == "next":
        days = [min((day for day in days if day > today), default=today)] if days else []
    elif modifier == "last":
        days = [max((day for day in days if day < today), default=today)] if days else []
    return day_of(nearest(days, today, setting.tense)) or UNKNOWN


# --- years and their parts ----------------------------------------------------------------------------------------------------


def _year(parts: Parts, _: Setting) -> Days | None:
    return year_of(parts["Y"].number)


def _years(parts: Parts, _: Setting) -> Days | None:
    """`1914-18`, `2019/20`: written without space, the second year in two figures."""
    first, mark, last = parts["Y"], parts["s"], parts["n"]
    if (first.end, mark.end) != (mark.start, last.start) or mark.text not in "-–/" or len(last.text) != 2:
        return None
    end = first.number - first.number % 100 + last.number
    return Days(date(first.number, 1, 1), date(end, 12, 31), "year") if end > first.number else None


def _part_of_year(parts: Parts, setting: Setting) -> Days | None:
    """`the first quarter of 2021`, `Q3 2021`, `the second half of last year`: exact to the month."""
    part = parts["k"]
    length = 6 if part.value == "half" else 3
    told = parts.get("o", part)
    if not str(told.value).isdigit() or told.number * length > 12:
        return None  # "half 2021" does not say which
    number = told.number
    if "Y" in parts:
        year = parts["Y"].number
    elif setting.published_on is None:
        return UNKNOWN
    else:
        year = shifted_year(parts, setting.published_on)
    return months_from(date(year, (number - 1) * length + 1, 1), length)


def _quarter(parts: Parts, setting: Setting) -> Days | None:
    """`last quarter`, `this quarter`."""
    today = setting.published_on
    if parts["k"].value != "quarter":
        return None
    if today is None:
        return UNKNOWN
    first = today.replace(month=(today.month - 1) // 3 * 3 + 1, day=1)
    return months_from(first + relativedelta(months=3 * SHIFTS[modifier_of(parts)]), 3)


def _never(_: Parts, __: Setting) -> Days | None:
    """Seasons and decades have no date (CODEBOOK 10), nor have fiscal years, which begin when each country likes."""
    return UNKNOWN


# What the column `resolver` of seeds/time/grammar.csv may name: functions, which data can only name.
CALENDAR: dict[str, Resolver] = {
    "written_out": _written_out,
    "full_date": _full_date,
    "day_range": _day_range,
    "day_of_month": _day_of_month,
    "month_year": _month_year,
    "bare_month": _bare_month,
    "same_month": _same_month,
    "holiday": _holiday,
    "year": _year,
    "years": _years,
    "part_of_year": _part_of_year,
    "quarter": _quarter,
    "never": _never,
}
