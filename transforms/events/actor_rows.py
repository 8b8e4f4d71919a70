"""A user's own actors: rows of the columns of `seeds/actors/organisations.csv`, checked before they overrule the seeds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache

from seeds import read_rows
from seeds.name_keys import name_key
from transforms.events.known_names import split_codes

EXTRA = "extra"  # what rows that a user adds are called in errors


class ActorError(ValueError):
    """A user's actors have faulty rows; `faults` names each with line, column, what was expected and what stood there."""

    def __init__(self, faults: Iterable[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join((f"{len(self.faults)} faults in the actors:", *self.faults)))


def check_actors(rows: Iterable[Mapping[str, str]]) -> list[dict[str, str]]:
    """The rows as they are (name, aliases, country, sectors; lists joined by `|`). Raises `ActorError` that lists all faults."""
    placed = list(enumerate(rows, start=2))  # line 1 is the header
    faults = [
        f"{EXTRA} line {line}, {column}: expected {expected}, got {row.get(column)!r}"
        for line, row in placed
        for column, expected in _faults_of(row)
    ]
    faults = faults or list(_ambiguities(placed))
    if faults:
        raise ActorError(faults)
    return [dict(row) for _, row in placed]


def country_codes() -> frozenset[str]:
    """Codes of countries (ISO 3166-1 alpha-3) and of international actors (PLOVER)."""
    international = {row["code"] for row in read_rows("actors/international.csv")}
    return frozenset(international | {row["country"] for row in read_rows("actors/countries.csv")})


def sector_codes() -> frozenset[str]:
    """The sectors of PLOVER."""
    return frozenset(row["sector"] for row in read_rows("ontology/plover_sectors.csv"))


@cache
def columns() -> tuple[str, ...]:
    """The columns that a row of actors has, as the seeds have them."""
    return tuple(read_rows("actors/organisations.csv")[0])


def _faults_of(row: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Column and expectation of each fault of a row."""
    missing = [column for column in columns() if row.get(column) is None]
    if missing:
        yield from ((column, "a value or an empty one") for column in missing)
        return
    yield from ((str(column), "no such column") for column in row if column not in columns())
    if not name_key(row["name"]):
        yield "name", "a name with letters or figures"
    if any(not name_key(alias) for alias in row["aliases"].split("|") if row["aliases"]):
        yield "aliases", "names joined by |"
    if row["country"] and row["country"] not in country_codes():
        yield "country", "no code, an ISO 3166-1 alpha-3 code or one of actors/international.csv"
    if set(split_codes(row["sectors"])) - sector_codes():
        yield "sectors", f"no sector or sectors joined by | of {', '.join(sorted(sector_codes()))}"


def _ambiguities(placed: Iterable[tuple[int, Mapping[str, str]]]) -> Iterator[str]:
    """Names that stand in two rows with different codes: the second could never be found."""
    first: dict[str, tuple[int, Mapping[str, str]]] = {}
    for line, row in placed:
        for written in (row["name"], *split_codes(row["aliases"])):
            other_line, other = first.setdefault(name_key(written), (line, row))
            if other is not row and (other["country"], other["sectors"]) != (row["country"], row["sectors"]):
                expected = "expected names of one meaning"
                yield f"{EXTRA} line {line}, name or aliases: {expected}, got {written!r} of line {other_line} too"
