"""What a phrase of time is resolved from: its named pieces, and the setting that they stand in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from transforms.events.time_values import Days
from transforms.events.time_words import Piece

LONGEST_COUNT = 500
SHIFTS = {"last": -1, "this": 0, "next": 1, "after": 1, "before": -1, "same": 0}


def _nothing() -> Days | None:
    return None


@dataclass(frozen=True, slots=True)
class Setting:
    """What resolution needs besides the words.

    `tense`: past, present or future; `told`: the sentence's date so far; `told_before`: that of the sentences before.
    """

    published_on: date | None
    tense: str = "past"
    says_today: bool = False
    told: Days | None = None
    told_before: Callable[[], Days | None] = _nothing

    @property
    def anchor(self) -> Days | None:
        """What `the next day` counts from."""
        return self.told or self.told_before()


Parts = dict[str, Piece]
Resolver = Callable[[Parts, Setting], Days | None]


def modifier_of(parts: Parts, usual: str = "") -> str:
    return str(parts["r"].value) if "r" in parts else usual


def count_of(parts: Parts) -> int | None:
    """How many units; None for `few` and more than anybody means."""
    piece = parts["n"]
    count = 1 if piece.code == "a" else None if piece.code == "q" else piece.number
    return count if count is not None and count <= LONGEST_COUNT else None


def shifted_year(parts: Parts, published_on: date) -> int:
    return published_on.year + SHIFTS[modifier_of(parts, "this")]
