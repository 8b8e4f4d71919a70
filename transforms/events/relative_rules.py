"""Resolvers of phrases that count from publication, or from the date that the text gave before (CODEBOOK 5 and 10).

As those of `calendar_rules`: days, UNKNOWN, or None.
"""

from __future__ import annotations

from datetime import date

from transforms.events.time_setting import SHIFTS, Parts, Resolver, Setting, count_of, modifier_of
from transforms.events.time_values import DAY, PRECISIONS, SATURDAY, STEPS, UNKNOWN, Days, day_of, unit_around, weekend_of


def _weekday(parts: Parts, setting: Setting) -> Days | None:
    """The last such weekday up to publication; `last`, `next` and the future tense move it; `of last week` fixes it."""
    today = setting.published_on
    if today is None:
        return UNKNOWN
    wanted, modifier = parts["W"].number, modifier_of(parts)
    if "U" in parts:
        return _weekday_of_week(parts, wanted, today)
    back, ahead = (today.weekday() - wanted) % 7, (wanted - today.weekday()) % 7
    if modifier == "next":
        return day_of(today + (ahead or 7) * DAY)
    if modifier == "last":
        return day_of(today - (back or 7) * DAY)
    if setting.tense == "future":
        return day_of(today + ahead * DAY)
    return day_of(today - (7 if back == 0 and setting.says_today else back) * DAY)


def _weekday_of_week(parts: Parts, wanted: int, today: date) -> Days | None:
    if parts["U"].value != "week":
        return None
    week = unit_around(today, "week", SHIFTS[str(parts["q"].value)])
    return day_of(week.start + wanted * DAY) if week.start else None


def _other_weekday(parts: Parts, setting: Setting) -> Days | None:
    """`the following Monday`, counted from the date that the text gave before."""
    anchor = setting.anchor
    if anchor is None or anchor.start is None or anchor.precision != "day":
        return UNKNOWN
    wanted, start = parts["W"].number, anchor.start
    if modifier_of(parts) == "before":
        return day_of(start - ((start.weekday() - wanted) % 7 or 7) * DAY)
    return day_of(start + ((wanted - start.weekday()) % 7 or 7) * DAY)


def _day_word(parts: Parts, setting: Setting) -> Days | None:
    return day_of(setting.published_on + parts["T"].number * DAY) if setting.published_on else UNKNOWN


def _part_of_day(parts: Parts, setting: Setting) -> Days | None:
    """`this morning`, `last night`; `the same night` goes with the text's other date."""
    modifier = modifier_of(parts)
    if modifier in ("after", "before", "same", "next"):
        return _beside_anchor(SHIFTS[modifier], "day", setting)
    if setting.published_on is None:
        return UNKNOWN
    return day_of(setting.published_on - (DAY if modifier == "last" else 0 * DAY))


def _the_weekend(_: Parts, setting: Setting) -> Days | None:
    return weekend_of("", setting.published_on, setting.tense) if setting.published_on else UNKNOWN


# --- units of time ------------------------------------------------------------------------------------------------------------


def _this_unit(parts: Parts, setting: Setting) -> Days | None:
    """`last week`, `earlier this month`, `next year`, `this weekend`, `later in the week`; `that year`, `the next day`."""
    unit, modifier = str(parts["U"].value), modifier_of(parts, "this")
    if parts["U"].text.lower().endswith("s") and modifier != "this":  # "this years" lacks its apostrophe
        return UNKNOWN
    if modifier in ("after", "before", "same") or (modifier == "next" and unit == "day"):
        return _beside_anchor(SHIFTS[modifier], unit, setting)
    today = setting.published_on
    if today is None:
        return UNKNOWN if unit not in ("hour", "minute", "decade", "century", "day") else None
    if unit == "weekend":
        return weekend_of(modifier, today, setting.tense)
    shift = SHIFTS[modifier]
    if unit == "week" and shift == 0 and setting.tense == "future" and today.weekday() > SATURDAY:
        shift = 1  # "will be tested this week", written on a Sunday
    if unit in ("decade", "century", "fortnight"):
        return UNKNOWN
    return unit_around(today, unit, shift) if unit in ("week", "month", "year") else None


def _ago(parts: Parts, setting: Setting) -> Days | None:
    count, unit = count_of(parts), str(parts["U"].value)
    if count is None or setting.published_on is None or unit in ("decade", "century"):
        return UNKNOWN
    if unit in ("hour", "minute"):
        return day_of(setting.published_on - (count // 24 if unit == "hour" else 0) * DAY)
    return unit_around(setting.published_on, unit, -count)


def _ahead(parts: Parts, setting: Setting) -> Days | None:
    """`in two weeks`, where the tense looks ahead; `a month from now`."""
    count, unit = count_of(parts), str(parts["U"].value)
    if "z" in parts and (parts["z"].text.lower() != "in" or setting.tense != "future" or unit not in STEPS):
        return None
    if count is None or setting.published_on is None or unit not in STEPS:
        return UNKNOWN
    return unit_around(setting.published_on, unit, count)


def _stretch(parts: Parts, setting: Setting) -> Days | None:
    """`the past eight months`, `the next two days`: up to the publication day, or on from its unit."""
    count, unit = count_of(parts), str(parts["U"].value)
    today = setting.published_on
    if count is None or today is None or unit in ("decade", "century"):
        return UNKNOWN
    if unit in ("hour", "minute"):
        count, unit = (count // 24 if unit == "hour" else 0), "day"
    if modifier_of(parts) == "next":
        return Days(unit_around(today, unit, 0).start, unit_around(today, unit, count).end, unit) if unit in STEPS else UNKNOWN
    begin = unit_around(today, unit, -count)
    return Days(begin.start, today, begin.precision)


def _apart(parts: Parts, setting: Setting) -> Days | None:
    """`three years later`, `two days earlier`, `the day before`: counted from the date that the text gave before."""
    count = count_of(parts) if "n" in parts else 1
    unit = "day" if parts["U"].code == "P" else str(parts["U"].value)
    if count is None:
        return UNKNOWN
    return _beside_anchor(-count if parts["B"].value in ("earlier", "before") else count, unit, setting)


def _beside_anchor(shift: int, unit: str, setting: Setting) -> Days:
    """The unit so far from the date that the text gave before; unknown where that date is less exact than the unit."""
    anchor = setting.anchor
    unit, is_weekend = ("week", True) if unit == "weekend" else (unit, False)
    if anchor is None or unit not in STEPS or PRECISIONS.index(anchor.precision) > PRECISIONS.index(unit):
        return UNKNOWN
    day = anchor.end if shift > 0 and anchor.end else anchor.start
    if day is None:
        return UNKNOWN
    found = unit_around(day, unit, shift)
    return Days(found.start + SATURDAY * DAY, found.end, "day") if is_weekend and found.start else found


def _day_before(parts: Parts, setting: Setting) -> Days | None:
    """`The attack comes a day after …`: what follows lies that long before publication."""
    count = count_of(parts)
    if count is None or setting.published_on is None:
        return UNKNOWN
    return unit_around(setting.published_on, str(parts["U"].value), -count)


# What the column `resolver` of seeds/time/grammar.csv may name, beside those of the calendar.
RELATIVE: dict[str, Resolver] = {
    "weekday": _weekday,
    "other_weekday": _other_weekday,
    "day_word": _day_word,
    "part_of_day": _part_of_day,
    "the_weekend": _the_weekend,
    "this_unit": _this_unit,
    "ago": _ago,
    "ahead": _ahead,
    "stretch": _stretch,
    "apart": _apart,
    "day_before": _day_before,
}
