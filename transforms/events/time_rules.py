"""The grammar of time: which pieces make a phrase, and which days it means.

A rule is a regular expression over the codes of the pieces (see `time_words.CODES`) and a function that resolves the match.
At every place the longest match wins; of equals the first rule. Resolution follows CODEBOOK 5 and 10.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from dateutil.easter import easter
from dateutil.relativedelta import relativedelta

from transforms.events.time_words import ISO, SLASHED, Piece, time_words

DAY = timedelta(days=1)
# A date without year in the present tense is the coming one only when the past one is a good deal further away.
PAST_ADVANTAGE = 3
# A cue of the future does not send a day of the year further ahead than this: "was to pave the way for a March 23 summit".
SEASON_DAYS = 62
FAR_AHEAD = 270  # days


@dataclass(frozen=True, slots=True)
class Days:
    """What a phrase means: a first and last day and how exact they are; both None when it cannot be told."""

    start: date | None
    end: date | None
    precision: str


UNKNOWN = Days(None, None, "unknown")


@dataclass(frozen=True, slots=True)
class Setting:
    """What resolution needs besides the words. `tense`: past, present or future; `anchor`: the sentence's date so far."""

    published_on: date | None
    tense: str = "past"
    says_today: bool = False
    anchor: date | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """A phrase of the grammar: pieces `first` to `last` (exclusive) and what they mean."""

    first: int
    last: int
    days: Days
    rule: str


Parts = dict[str, Piece]
Resolver = Callable[[Parts, Setting], Days | None]


def month_of(year: int, month: int) -> Days:
    """A whole month."""
    first = date(year, month, 1)
    return Days(first, first + relativedelta(months=1) - DAY, "month")


def year_of(year: int) -> Days:
    """A whole year."""
    return Days(date(year, 1, 1), date(year, 12, 31), "year")


def week_of(day: date) -> Days:
    """The week, Monday to Sunday, in which a day lies."""
    monday = day - timedelta(days=day.weekday())
    return Days(monday, monday + timedelta(days=6), "week")


def day_of(day: date | None) -> Days | None:
    """A single day."""
    return None if day is None else Days(day, day, "day")


def _make_date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _full_date(parts: Parts, setting: Setting) -> Days | None:
    month, day = parts["M"].number, parts["d"].number
    if "Y" in parts:
        return day_of(_make_date(parts["Y"].number, month, day))
    if _make_date(2000, month, day) is None:
        return None
    if setting.published_on is None:
        return UNKNOWN
    if "r" in parts:
        return day_of(_make_date(_shifted_year(parts["r"], setting.published_on), month, day))
    years = range(setting.published_on.year - 8, setting.published_on.year + 9)
    days = [made for year in years if (made := _make_date(year, month, day))]
    if "W" in parts:
        days = [made for made in days if made.weekday() == parts["W"].number] or days
    return day_of(_nearest(days, setting))


def _nearest(days: list[date], setting: Setting) -> date | None:
    """Of recurring days the last up to publication, or the next one where the tense says so."""
    today = setting.published_on
    if today is None:
        return None
    past = max((day for day in days if day <= today), default=None)
    coming = min((day for day in days if day >= today), default=None)
    if setting.tense == "future":
        return past if past and coming and (coming - today).days > FAR_AHEAD else coming or past
    if setting.tense == "present" and past and coming and (today - past) > PAST_ADVANTAGE * (coming - today):
        return coming
    return past or coming


def _shifted_year(modifier: Piece, published_on: date) -> int:
    return published_on.year + {"last": -1, "this": 0, "next": 1}.get(str(modifier.value), 0)


def _month_year(parts: Parts, setting: Setting) -> Days | None:
    if "Y" in parts:
        return month_of(parts["Y"].number, parts["M"].number)
    if setting.published_on is None:
        return UNKNOWN
    return month_of(_shifted_year(parts["r"], setting.published_on), parts["M"].number)


def _bare_month(parts: Parts, setting: Setting) -> Days | None:
    """`in August`, `last July`, `this May`: the nearest such month in the direction that tense or modifier gives."""
    today = setting.published_on
    if today is None:
        return UNKNOWN
    month, modifier = parts["M"].number, str(parts["r"].value) if "r" in parts else ""
    year = today.year
    ahead = setting.tense == "future" or (setting.anchor is not None and setting.anchor > today)
    if modifier == "next" or (ahead and modifier != "last"):
        year += month < today.month or (modifier == "next" and month == today.month)
    elif modifier != "this":
        year -= month > today.month or (modifier == "last" and month == today.month)
    return month_of(year, month)


def _weekday(parts: Parts, setting: Setting) -> Days | None:
    """The last such weekday up to publication; `last`, `next` and the future tense move it; `of last week` fixes it."""
    today = setting.published_on
    if today is None:
        return UNKNOWN
    wanted = parts["W"].number
    modifier = str(parts["r"].value) if "r" in parts else ""
    if "U" in parts:
        return _weekday_of_week(parts, wanted, today)
    back, ahead = (today.weekday() - wanted) % 7, (wanted - today.weekday()) % 7
    if modifier == "next":
        return day_of(today + timedelta(days=ahead or 7))
    if modifier == "last":
        return day_of(today - timedelta(days=back or 7))
    if setting.tense == "future":
        return day_of(today + timedelta(days=ahead))
    if back == 0 and setting.says_today:
        back = 7
    return day_of(today - timedelta(days=back))


def _weekday_of_week(parts: Parts, wanted: int, today: date) -> Days | None:
    if parts["U"].value != "week":
        return None
    weeks = {"last": -1, "this": 0, "next": 1}.get(str(parts["q"].value), 0)
    monday = today - timedelta(days=today.weekday())
    return day_of(monday + timedelta(days=7 * weeks + wanted))


def _other_weekday(parts: Parts, setting: Setting) -> Days | None:
    """`the following Monday`, counted from the date that the sentence gave before."""
    if setting.anchor is None:
        return UNKNOWN
    wanted = parts["W"].number
    if parts["r"].value == "before":
        return day_of(setting.anchor - timedelta(days=(setting.anchor.weekday() - wanted) % 7 or 7))
    return day_of(setting.anchor + timedelta(days=(wanted - setting.anchor.weekday()) % 7 or 7))


def _weekday_of_month(parts: Parts, setting: Setting) -> Days | None:
    """`Friday the 28th`: the nearest month in which they agree, within a season, else the nearest 28th."""
    today = setting.published_on
    if today is None:
        return UNKNOWN
    first = today.replace(day=1)
    months = (first + relativedelta(months=shift) for shift in range(-3, 4))
    days = [day for month in months if (day := _make_date(month.year, month.month, parts["d"].number))]
    agreeing = [day for day in days if day.weekday() == parts["W"].number and abs((day - today).days) < SEASON_DAYS]
    return day_of(_nearest(agreeing or days, setting))


def _day_word(parts: Parts, setting: Setting) -> Days | None:
    if setting.published_on is None:
        return UNKNOWN
    return day_of(setting.published_on + parts["T"].number * DAY)


def _part_of_day(parts: Parts, setting: Setting) -> Days | None:
    """`this morning`, `last night`; `the same night` goes with the sentence's other date."""
    modifier = str(parts["r"].value)
    if modifier in ("after", "before", "same", "next"):
        return _beside_anchor({"after": 1, "next": 1, "before": -1}.get(modifier, 0), "day", setting)
    if setting.published_on is None:
        return UNKNOWN
    return day_of(setting.published_on - (DAY if modifier == "last" else timedelta()))


def _this_unit(parts: Parts, setting: Setting) -> Days | None:
    """`last week`, `earlier this month`, `next year`, `this weekend`, `later in the week`."""
    unit = str(parts["U"].value)
    modifier = str(parts["r"].value) if "r" in parts else "this"
    if parts["U"].text.lower().endswith("s"):
        return UNKNOWN
    if modifier in ("after", "before", "same") or (modifier == "next" and unit == "day"):
        return _beside_anchor({"after": 1, "next": 1, "before": -1}.get(modifier, 0), unit, setting)
    today = setting.published_on
    if today is None:
        return UNKNOWN if unit not in ("hour", "minute", "decade", "century", "day") else None
    if unit == "weekend":
        return _weekend(modifier, today, setting.tense)
    shift = {"last": -1, "this": 0, "next": 1}[modifier]
    if unit == "week" and shift == 0 and setting.tense == "future" and today.weekday() == 6:
        shift = 1  # "will be tested this week", written on a Sunday
    if unit in ("decade", "century", "fortnight"):
        return UNKNOWN
    return _unit_around(today, unit, shift) if unit in ("week", "month", "year") else None


def _unit_around(day: date, unit: str, shift: int) -> Days:
    """The week, month or year `shift` away from the one in which a day lies; other units are days."""
    moved = day + relativedelta(**{_RELATIVE.get(unit, "days"): shift * (14 if unit == "fortnight" else 1)})
    if unit in ("week", "fortnight"):
        return week_of(moved)
    if unit == "month":
        return month_of(moved.year, moved.month)
    return year_of(moved.year) if unit == "year" else Days(moved, moved, "day")


_RELATIVE = {"day": "days", "week": "weeks", "month": "months", "year": "years"}


def _weekend(modifier: str, today: date, tense: str) -> Days:
    """Saturday and Sunday: the last ones; in the future tense, and for `this weekend` from Wednesday on, the coming ones."""
    saturday = today - timedelta(days=(today.weekday() - 5) % 7)
    is_midweek = today.weekday() in (2, 3, 4)
    if modifier == "next" or (tense == "future" and today.weekday() < 5) or (modifier == "this" and is_midweek):
        saturday += timedelta(days=7)
    elif modifier == "last" and today.weekday() >= 5:
        saturday -= timedelta(days=7)
    return Days(saturday, saturday + DAY, "day")


def _the_weekend(parts: Parts, setting: Setting) -> Days | None:
    if setting.published_on is None:
        return UNKNOWN
    return _weekend("", setting.published_on, setting.tense)


def _count(parts: Parts) -> int | None:
    piece = parts["n"]
    return 1 if piece.code == "a" else None if piece.code == "q" else piece.number


def _ago(parts: Parts, setting: Setting) -> Days | None:
    count, unit = _count(parts), str(parts["U"].value)
    if count is None or setting.published_on is None or unit in ("decade", "century") or count > 500:
        return UNKNOWN
    if unit in ("hour", "minute"):
        return day_of(setting.published_on - (count // 24 if unit == "hour" else 0) * DAY)
    return _unit_around(setting.published_on, unit, -count)


def _stretch(parts: Parts, setting: Setting) -> Days | None:
    """`the past eight months`, `the next two days`: from the unit in which it begins to the publication day, or on from it."""
    count, unit = _count(parts), str(parts["U"].value)
    today = setting.published_on
    if count is None or today is None or unit in ("decade", "century") or count > 500:
        return UNKNOWN
    if unit in ("hour", "minute"):
        count, unit = (count // 24 if unit == "hour" else 0), "day"
    if parts["r"].value == "next":
        return Days(today, _unit_around(today, unit, count).end, "unknown" if unit not in _RELATIVE else unit)
    begin = _unit_around(today, unit, -count)
    return Days(begin.start, today, begin.precision)


def _apart(parts: Parts, setting: Setting) -> Days | None:
    """`three years later`, `two days earlier`: counted from the date that the sentence gave before."""
    count = _count(parts)
    if count is None or count > 500:
        return UNKNOWN
    back = parts["B"].value in ("earlier", "before")
    return _beside_anchor(-count if back else count, str(parts["U"].value), setting)


def _beside_anchor(shift: int, unit: str, setting: Setting) -> Days:
    if setting.anchor is None or unit not in ("day", "week", "month", "year"):
        return UNKNOWN
    return _unit_around(setting.anchor, unit, shift)


def _holiday(parts: Parts, setting: Setting) -> Days | None:
    row = time_words().holidays[str(parts["V"].value)]
    if "Y" in parts:
        return day_of(_holiday_in(row, parts["Y"].number))
    today = setting.published_on
    if today is None:
        return UNKNOWN
    days = [day for year in range(today.year - 2, today.year + 3) if (day := _holiday_in(row, year))]
    if "r" in parts and parts["r"].value == "next":
        return day_of(min(day for day in days if day > today))
    if "r" in parts and parts["r"].value == "last":
        return day_of(max(day for day in days if day < today))
    return day_of(_nearest(days, setting))


def _holiday_in(row: dict[str, str], year: int) -> date | None:
    if row["rule"] == "easter":
        return easter(year) + int(row["shift"]) * DAY
    if row["rule"] == "fixed":
        return _make_date(year, int(row["month"]), int(row["day"]))
    count, weekday = int(row["shift"]), int(row["day"])
    first = date(year, int(row["month"]), 1)
    if count < 0:
        last = first + relativedelta(months=1) - DAY
        return last - timedelta(days=(last.weekday() - weekday) % 7)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (count - 1))


def _day_range(parts: Parts, setting: Setting) -> Days | None:
    """`3 to 5 May 2021`, `May 3-5`."""
    first = _full_date(parts, setting)
    if first is None or first.start is None:
        return first
    last = _make_date(first.start.year, first.start.month, parts["l"].number)
    return Days(first.start, last, "day") if last and last > first.start else None


def _written_out(parts: Parts, _: Setting) -> Days | None:
    value = parts["I"].value
    return day_of(value if isinstance(value, date) else None)


def _year(parts: Parts, _: Setting) -> Days | None:
    return year_of(parts["Y"].number)


def _day_before(parts: Parts, setting: Setting) -> Days | None:
    """`The attack comes a day after …`: what follows lies that long before publication."""
    count = _count(parts)
    if count is None or setting.published_on is None:
        return UNKNOWN
    return _unit_around(setting.published_on, str(parts["U"].value), -count)


def _same_month(parts: Parts, setting: Setting) -> Days | None:
    """`That September`, of the year that the sentence gave before."""
    if parts["r"].text == "that":  # rather a conjunction
        return None
    return month_of(setting.anchor.year, parts["M"].number) if setting.anchor else UNKNOWN


def _never(_: Parts, __: Setting) -> Days | None:
    """Seasons and decades have no date (CODEBOOK 10)."""
    return UNKNOWN


RULES: list[tuple[str, re.Pattern[str], Resolver]] = [
    (name, re.compile(pattern), resolver)
    for name, pattern, resolver in [
        ("written out", f"(?:W,?)?(?P<I>[{ISO}{SLASHED}])", _written_out),
        ("day month", "(?:(?P<W>W)P?,?p?)?t?(?P<d>[do])z?(?P<M>M)(?:,?z?(?P<Y>Y)|z?(?P<r>[LHN])J)?", _full_date),
        ("month day", "(?:(?P<W>W)P?,?p?)?(?P<M>M)t?(?P<d>[do])(?:,?z?(?P<Y>Y)|z?(?P<r>[LHN])J)?", _full_date),
        ("days of month", "f?b?t?(?P<d>[do])[-u&]t?(?P<l>[do])z?(?P<M>M)(?:,?(?P<Y>Y))?", _day_range),
        ("month days", "f?b?(?P<M>M)(?P<d>[do])[-u&](?P<l>[do])(?:,?(?P<Y>Y))?", _day_range),
        ("month year", "(?:t?[eEi]-?z?)?(?P<M>M)(?:,?z?(?P<Y>Y)|,?z?(?P<r>[LHN])J)", _month_year),
        ("month", "(?:(?P<r>[LHN])|t?[eEi]-?z?)?(?P<M>M)", _bare_month),
        ("same month", "(?P<r>R)(?P<M>M)", _same_month),
        ("comes after", "hX?(?P<n>[dna])(?P<U>[UJ])(?P<B>B)(?![,.])", _day_before),
        ("weekday of month", "(?P<W>W),?t(?P<d>o)(?!X)", _weekday_of_month),
        ("weekday of week", "(?:[eE]p?)?(?P<W>W)P?z?(?P<q>[LHN])(?P<U>U)", _weekday),
        ("weekday", "(?:[eE]p?)?(?:H?(?P<r>[LHN]))?e?(?P<W>W)(?:[eE]?P)?", _weekday),
        ("other weekday", "t(?P<r>Q)(?P<W>W)P?", _other_weekday),
        ("day word", "[eE]?(?P<T>T)(?:[eE]?P)?", _day_word),
        ("part of day", "[eE]?t?(?P<r>[LHNR])e?(?P<P>P)", _part_of_day),
        ("other part of day", "[eE]?t(?P<r>Q)e?(?P<P>P)", _part_of_day),
        ("this unit", "(?:(?:[eE]|t?i)z?)?t?H?(?P<r>[LHNR])(?P<U>[UJK])", _this_unit),
        ("other unit", "(?:[eE]z?)?t(?P<r>Q)(?P<U>[UJK])", _this_unit),
        ("unit so far", "(?:[eE]|t?i)zt(?P<U>[UJ])", _this_unit),
        ("weekend", "t(?P<U>K)(?!z)", _the_weekend),
        ("ago", "(?P<n>a)(?P<U>[UJ])G", _ago),
        ("ago", "a?(?P<n>[dnq])z?(?P<U>[UJ])G", _ago),
        ("stretch", "t?(?P<r>[LN])(?P<n>[dnq])z?(?P<U>[UJ])", _stretch),
        ("apart", "(?P<n>a)(?P<U>[UJ])(?P<B>E|B(?=[,.]|$))", _apart),
        ("apart", "a?(?P<n>[dnq])z?(?P<U>[UJ])(?P<B>E|B(?=[,.]|$))", _apart),
        ("recent", "r(?P<U>[UJ])", _never),
        ("holiday", "(?P<r>[LHN])?(?P<V>V),?(?P<Y>Y)?", _holiday),
        ("season", "[LHN]e?S|t?e?Sz?(?:Y|[LHN]J)", _never),
        ("decade", "t?e?D", _never),
        ("year", "(?:t?[eEi]-?z?)?(?P<Y>Y)", _year),
    ]
]


def find_phrases(pieces: list[Piece], setting_at: Callable[[int, int, date | None], Setting]) -> list[Found]:
    """Every phrase of time among the pieces, in order. `setting_at(first, last, anchor)` gives the setting of a phrase."""
    codes = "".join(piece.code for piece in pieces)
    found: list[Found] = []
    anchor: date | None = None
    position = 0
    while position < len(codes):
        phrase = _phrase_at(pieces, codes, position, anchor, setting_at)
        if phrase is None:
            position += 1
            continue
        found.append(phrase)
        anchor = phrase.days.start if phrase.days.start else anchor
        position = phrase.last
    return found


def _phrase_at(
    pieces: list[Piece], codes: str, position: int, anchor: date | None, setting_at: Callable[[int, int, date | None], Setting]
) -> Found | None:
    """The longest phrase that begins here, is not part of a longer word, and resolves."""
    matches = [
        (match.end(), -order, name, match, resolver)
        for order, (name, rule, resolver) in enumerate(RULES)
        if (match := rule.match(codes, position)) and match.end() > position
    ]
    for last, _, name, match, resolver in sorted(matches, key=lambda item: item[:2], reverse=True):
        if not is_phrase_allowed(pieces, codes, position, last, name):
            continue
        parts = {key: pieces[match.start(key)] for key, value in match.groupdict().items() if value}
        days = resolver(parts, setting_at(position, last, anchor))
        if days is not None:
            return Found(position + ("h" in codes[position : position + 1]), last, days, name)
    return None


def is_phrase_allowed(pieces: list[Piece], codes: str, first: int, last: int, rule: str) -> bool:
    """Whether the words around allow the reading: no part of a compound, no name, no plain number."""
    before, after = codes[first - 1 : first], codes[last : last + 1]
    if _is_glued(pieces, first - 1, first) or _is_glued(pieces, last - 1, last):
        return False
    core = pieces[first:last]
    if rule == "year" and last - first == 1:
        return _is_year_here(pieces, first)
    if rule == "month day" and before == "z" and not {"Y", "W"} & {piece.code for piece in core}:
        return False  # "In May 12 soldiers were killed": the month, then a count
    if last - first == 1 and core[0].needs == "company":
        lower_next = bool(after) and after == "X" and pieces[last].text[:1].islower()
        return (bool(before) and before in "zpsfbu") or (bool(before) and before in "tRL" and lower_next)
    return True


def _is_glued(pieces: list[Piece], left: int, right: int) -> bool:
    """Whether a hyphen without space joins the phrase to a word that is no number or word of time."""
    if left < 0 or right >= len(pieces) or pieces[left].end != pieces[right].start:
        return False
    mark, other = (pieces[right], right + 1) if pieces[right].code == "-" else (pieces[left], left - 1)
    if mark.code != "-" or not 0 <= other < len(pieces):
        return False
    touching = pieces[other].start == mark.end if other > left else pieces[other].end == mark.start
    return touching and pieces[other].code not in "MWYdoe"


def _is_year_here(pieces: list[Piece], index: int) -> bool:
    """Whether a bare four-digit number is a year: `in 1999`, `the 1993 coup`, `(2008)`, not `Resolution 1973`."""
    before = pieces[index - 1] if index else None
    after = pieces[index + 1] if index + 1 < len(pieces) else None
    number = pieces[index].number
    if before and before.code in "zs" and 1500 <= number <= 2100:
        return after is None or not after.text.endswith("s") or not after.text.islower()
    if not 1900 <= number <= 2050:
        return False
    is_before_word = after is not None and after.text.isalpha()
    if before is None or before.code in "fbu&pt,-Ma" or before.text in "([":
        return before is not None or not is_before_word
    return before.text in ("s", "'s", "’s") or (before.text.islower() and not is_before_word)
