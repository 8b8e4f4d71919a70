"""Migrations: numbered .sql files, applied in order, one transaction each, and never edited once released.

What was applied stands in `audit.schema_migrations`. An edited file and a database newer than the files are refused.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.resources import files
from importlib.resources.abc import Traversable

import duckdb

from warehouse.errors import MigrationError, WarehouseVersionError

NAME = re.compile(r"(\d{4})_[a-z0-9_]+\.sql")


@dataclass(frozen=True, slots=True)
class Migration:
    """One numbered file."""

    version: int
    name: str
    sql: str

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.sql.encode()).hexdigest()


def read_migrations(folder: Traversable | None = None) -> list[Migration]:
    """Migrations of `folder` (default: this version's) in order; MigrationError where a number is missing or double."""
    folder = folder or files(__package__).joinpath("migrations")
    found = [(NAME.fullmatch(file.name), file) for file in folder.iterdir() if file.name.endswith(".sql")]
    strange = [file.name for match, file in found if match is None]
    if strange:
        raise MigrationError(f"migrations: expected names like 0001_tables.sql, got {', '.join(sorted(strange))}")
    read = sorted(
        (Migration(int(match[1]), file.name, file.read_text(encoding="utf-8")) for match, file in found if match), key=_version
    )
    versions = [one.version for one in read]
    if versions != list(range(1, len(read) + 1)):
        raise MigrationError(f"migrations: expected the numbers 1 to {len(read)} once each, got {versions}")
    return read


def _version(migration: Migration) -> int:
    return migration.version


def migrate(con: duckdb.DuckDBPyConnection, folder: Traversable | None = None) -> list[str]:
    """Bring the database to the newest version; returns the names of the migrations applied now.

    Raises WarehouseVersionError (database newer than the files) or MigrationError (edited file, failed statement).
    """
    known = read_migrations(folder)
    applied = _applied(con)
    _refuse_newer(applied, known, "migrate")
    _refuse_edited(applied, known)
    pending = [one for one in known if one.version not in applied]
    for one in pending:
        _apply(con, one)
    return [one.name for one in pending]


def check_version(con: duckdb.DuckDBPyConnection, where: str) -> None:
    """WarehouseVersionError when the database has a migration that this code does not know."""
    _refuse_newer(_applied(con), read_migrations(), where)


def _applied(con: duckdb.DuckDBPyConnection) -> dict[int, tuple[str, str]]:
    exists = "select 1 from information_schema.tables where table_schema = 'audit' and table_name = 'schema_migrations'"
    if not con.execute(exists).fetchall():
        return {}
    rows = con.execute("select version, name, sha256 from audit.schema_migrations order by version").fetchall()
    return {version: (name, sha256) for version, name, sha256 in rows}


def _refuse_newer(applied: dict[int, tuple[str, str]], known: list[Migration], where: str) -> None:
    newest = max(applied, default=0)
    if newest > len(known):
        raise WarehouseVersionError(
            f"{where}: expected a database of version {len(known)} or older, got version {newest} "
            f"({applied[newest][0]}); install the Dateline that wrote it, or a newer one"
        )


def _refuse_edited(applied: dict[int, tuple[str, str]], known: list[Migration]) -> None:
    for one in known:
        if one.version in applied and applied[one.version][1] != one.sha256:
            raise MigrationError(
                f"{one.name}: expected the content that was applied (sha256 {applied[one.version][1][:12]}), got "
                f"{one.sha256[:12]}; migrations are never edited, add a new one"
            )


def _apply(con: duckdb.DuckDBPyConnection, one: Migration) -> None:
    con.begin()
    try:
        con.execute(one.sql)
        con.execute(
            "insert into audit.schema_migrations (version, name, sha256, applied_at) values (?, ?, ?, ?)",
            [one.version, one.name, one.sha256, datetime.now(UTC).replace(tzinfo=None)],
        )
    except duckdb.Error as error:
        con.rollback()
        raise MigrationError(f"{one.name}: expected every statement to run; {error}") from error
    con.commit()
