"""Matching of phrases of time with the date expressions of a corpus and their values (when, from/to, notBefore/notAfter of TEI).

An expression is found when a phrase overlaps it. Its value is right when the phrase says the same days with the same exactness; a
phrase that tells two expressions at once ("January 23 - March 9") is right for the one that it begins or ends with. Values of
unstated years (`--10`) ask only for month and day; bounds (notBefore, notAfter) that the phrase's days keep within them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from transforms.scoring.figures import Figure, precision_recall, share

DAY, MONTH, YEAR, STRETCH, UNSTATED, BOUNDS = "day", "month", "year", "stretch", "unstated year", "bounds"
KINDS = (DAY, MONTH, YEAR, STRETCH, UNSTATED, BOUNDS)
DATED = (DAY, MONTH, YEAR, STRETCH)  # kinds whose days are told in full
_VALUE = re.compile(r"(?P<year>-?\d{4}|-(?=-))(?:-(?P<month>\d{2}))?(?:-(?P<day>\d{2}))?")


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A phrase of time: its place in the text and its days, None where it is not resolved."""

    start_char: int
    end_char: int
    start: date | None
    end: date | None
    precision: str

    def overlaps(self, told: Mapping) -> bool:
        return self.start_char < told["end"] and told["start"] < self.end_char


@dataclass(frozen=True, slots=True)
class Value:
    """A value of the corpus; what it leaves open is None."""

    year: int | None
    month: int | None
    day: int | None

    @property
    def precision(self) -> str:
        return "day" if self.day else "month" if self.month else "year"

    def fits(self, day: date) -> bool:
        """Whether a day agrees with all that the value states."""
        return all(
            told in (None, part) for told, part in zip((self.year, self.month, self.day), day.timetuple()[:3], strict=True)
        )

    def bounds(self, day: date) -> tuple[bool, bool]:
        """Whether a day lies not before the value, and not after it."""
        told = [part for part in (self.year, self.month, self.day) if part is not None]
        parts = list(day.timetuple()[: len(told)])
        return parts >= told, parts <= told


def read_value(text: str) -> Value | None:
    """`2015-09-01`, `2015-09`, `2015`, `--10`, `--10-05`; None for what is no date."""
    match = _VALUE.match(text)
    if match is None:
        return None
    year = None if match["year"] == "-" else abs(int(match["year"]))
    return Value(year, int(match["month"]) if match["month"] else None, int(match["day"]) if match["day"] else None)


def kind_of(told: Mapping) -> str:
    """What kind of value an expression of the corpus has: one of KINDS."""
    stated = told.get("when") or told.get("from") or ""
    if not stated:
        return BOUNDS
    if stated.startswith("--"):
        return UNSTATED
    value = read_value(told.get("when", ""))
    return value.precision if value else STRETCH


def is_right(told: Mapping, found: FoundDate) -> bool:
    """Whether a phrase says what an expression of the corpus (when, from and to, notBefore, notAfter) means."""
    if found.start is None:
        return False
    last = found.end or found.start
    if "when" in told:
        value = read_value(told["when"])
        return value is not None and value.precision == found.precision and (value.fits(found.start) or value.fits(last))
    if "from" in told:
        first, final = read_value(told["from"]), read_value(told.get("to", told["from"]))
        return first is not None and final is not None and first.fits(found.start) and final.fits(last)
    low, high = read_value(told.get("notBefore", "")), read_value(told.get("notAfter", ""))
    return (low is None or low.bounds(found.start)[0]) and (high is None or high.bounds(last)[1])


def score_dates(texts: Iterable[tuple[Sequence[Mapping], Sequence[FoundDate]]]) -> dict[str, Figure]:
    """Figures over texts, each with its expressions in the corpus and the phrases found: spans, values, values by kind."""
    counts: Counter[str] = Counter()
    for told, found in texts:
        counts["spurious"] += sum(not any(one.overlaps(other) for other in told) for one in found)
        for expression in told:
            over = [one for one in found if one.overlaps(expression)]
            right = any(is_right(expression, one) for one in over)
            kind = kind_of(expression)
            counts.update({"found" if over else "missed": 1, f"{kind} n": 1, f"{kind} ok": int(right)})
            counts["resolved"] += any(one.start is not None for one in over)
            counts["right"] += right
    figures: dict[str, Figure] = {"span": precision_recall(counts["found"], counts["spurious"], counts["missed"])}
    figures["value"] = share(sum(counts[f"{kind} ok"] for kind in DATED), sum(counts[f"{kind} n"] for kind in DATED))
    figures["value where resolved"] = share(counts["right"], counts["resolved"])
    return figures | {f"value: {kind}": share(counts[f"{kind} ok"], counts[f"{kind} n"]) for kind in KINDS}
