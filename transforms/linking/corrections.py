"""What the user knows better of entities: rows of a CSV of his own (name, other_name, same), `same` being yes or no.

A side is the name of an entity or its id. "yes" makes two entities one, "no" keeps them apart and undoes their merge.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from seeds.name_keys import name_key
from transforms.linking.identity import Thing
from transforms.linking.names import read_name

COLUMNS = ("name", "other_name", "same")
ANSWERS = {"yes": True, "no": False}


class CorrectionError(ValueError):
    """A row of the user's corrections cannot be read."""


@dataclass(frozen=True, slots=True)
class Correction:
    """Two sides that are one thing, or are not."""

    sides: tuple[str, str]
    is_same: bool

    @property
    def evidence(self) -> str:
        """What a merge that it forces has for its reason."""
        return f"forced: {self.sides[0]} = {self.sides[1]}"

    def concerns(self, one: Thing, other: Thing) -> bool:
        """Whether it speaks of these two, in either order."""
        first, second = self.sides
        return (is_called(one, first) and is_called(other, second)) or (is_called(one, second) and is_called(other, first))


def read_corrections(rows: Iterable[dict[str, str]]) -> list[Correction]:
    """Corrections of the rows of a CSV. Raises CorrectionError with the number of the row."""
    return [_correction(row, number) for number, row in enumerate(rows, 2)]


def _correction(row: dict[str, str], number: int) -> Correction:
    missing = [column for column in COLUMNS if not (row.get(column) or "").strip()]
    if missing:
        raise CorrectionError(f"corrections of entities, line {number}: expected a value of {', '.join(missing)}, found none")
    answer = row["same"].strip().lower()
    if answer not in ANSWERS:
        raise CorrectionError(f"corrections of entities, line {number}: expected yes or no in the column same, got {answer!r}")
    return Correction((row["name"].strip(), row["other_name"].strip()), ANSWERS[answer])


def keys_of_side(side: str) -> set[str]:
    """Keys under which an entity of that name stands, whatever it is."""
    return {f"=:{' '.join(sorted(read_name(side, label).words))}" for label in ("PERSON", "ORG", "")}


def is_kept_apart(corrections: Iterable[Correction], one: Thing, other: Thing) -> bool:
    """Whether a correction says that the two are not one."""
    return any(not correction.is_same and correction.concerns(one, other) for correction in corrections)


def is_called(thing: Thing, side: str) -> bool:
    """Whether a side, a name or an id, is this thing."""
    return side == thing.entity_id or name_key(side) in {name_key(name.written) for name in thing.names}
