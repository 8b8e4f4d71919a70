"""Marts: views for analysts, one .sql file each. The first line states the grain, the second the key."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files

import duckdb

from warehouse.connection import Connection, transaction
from warehouse.errors import WarehouseError

GRAIN, KEY = "-- grain: ", "-- key: "


@dataclass(frozen=True, slots=True)
class Mart:
    """One view of the schema `mart`."""

    name: str
    grain: str
    key: tuple[str, ...]
    sql: str


def list_marts() -> list[Mart]:
    """All marts by name; WarehouseError for a file whose first lines do not state grain and key."""
    folder = files(__package__).joinpath("marts")
    return [
        _read(file.name, file.read_text(encoding="utf-8"))
        for file in sorted(folder.iterdir(), key=str)
        if file.name.endswith(".sql")
    ]


def _read(file: str, sql: str) -> Mart:
    first, second = (sql + "\n\n").split("\n")[:2]
    if not first.startswith(GRAIN) or not second.startswith(KEY):
        raise WarehouseError(f"marts/{file}: expected first lines {GRAIN!r} and {KEY!r}, got {first!r} and {second!r}")
    return Mart(file.removesuffix(".sql"), first.removeprefix(GRAIN), tuple(second.removeprefix(KEY).split(", ")), sql)


def create_marts(con: Connection) -> list[str]:
    """Make the views of `mart` anew, all or none; returns their names. `migrate` and `load_reference` come before.

    Views that no file describes any more are dropped.
    """
    marts = list_marts()
    with transaction(con):
        for (stale,) in con.execute(
            "select view_name from duckdb_views() where schema_name = 'mart' and not internal"
        ).fetchall():
            con.execute(f'drop view mart."{stale}"')
        for mart in marts:
            _create(con, mart)
    return [mart.name for mart in marts]


def _create(con: Connection, mart: Mart) -> None:
    try:
        con.execute(f'create view mart."{mart.name}" as\n{mart.sql}')
        con.execute(f"comment on view mart.\"{mart.name}\" is '{mart.grain.replace(chr(39), chr(39) * 2)}'")
    except duckdb.Error as error:
        raise WarehouseError(
            f"marts/{mart.name}.sql: expected a view over a migrated warehouse with its seeds loaded; {error}"
        ) from error
