"""Opening the warehouse: where its files lie, and connections whose failures can be read."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import polars as pl

from warehouse.errors import WarehouseError, WarehouseLockedError, WarehouseNotFoundError, WarehouseVersionError
from warehouse.migrate import check_version

Connection = duckdb.DuckDBPyConnection
Setting = str | bool | int | float | list[str]

# Extensions are never fetched: the warehouse makes no call to the network.
OFFLINE: dict[str, Setting] = {"autoinstall_known_extensions": False, "autoload_known_extensions": False}
# Rows stay in the log until that much has gathered. With DuckDB's own 16 MB nearly every batch brings a checkpoint: 24 batches
# of 69,200 rows took 11.7 s of CPU instead of 6.5 s (benchmarks/measure_loads.py).
LOADING: dict[str, Setting] = {"checkpoint_threshold": "256MB"}


@dataclass(frozen=True, slots=True)
class WarehousePaths:
    """The files of one warehouse. Readers open `published`; only the loading process opens `writer`."""

    published: Path
    writer: Path
    spool: Path

    @classmethod
    def of(cls, path: str | Path) -> WarehousePaths:
        """The files that belong to PATH, the database readers open: `events.duckdb` → `events.writer.duckdb`, `events.spool/`."""
        published = Path(path)
        suffix = published.suffix or ".duckdb"
        return cls(
            published, published.with_name(f"{published.stem}.writer{suffix}"), published.with_name(f"{published.stem}.spool")
        )

    def all(self) -> tuple[Path, ...]:
        """Every file and folder, the log of changes that DuckDB keeps beside its files among them."""
        files = (self.published, self.writer)
        return (*files, *(path.with_name(f"{path.name}.wal") for path in files), self.spool)


def check_target(path: Path) -> None:
    """Refuse a path that a run could not, or must not, publish to. Raises WarehouseError.

    A file that is there must be a warehouse of ours: publishing replaces it.
    """
    folder = path.absolute().parent
    while not folder.exists():
        folder = folder.parent
    if not folder.is_dir() or not os.access(folder, os.W_OK):
        raise WarehouseError(f"{path}: expected a place in a folder that can be written, got {folder}; choose another warehouse")
    if path.is_dir():
        raise WarehouseError(f"{path}: expected a file or nothing, got a folder; choose another warehouse")
    if path.exists() and not _is_ours(path):
        raise WarehouseError(f"{path}: expected a warehouse of Dateline or no file, got another file; choose another warehouse")


def _is_ours(path: Path) -> bool:
    """Whether a file is a database that Dateline made. One that is held open elsewhere passes: who opens it next is told so."""
    try:
        with duckdb.connect(str(path), read_only=True, config=_configuration(True, None, None)) as con:
            found = con.sql("select 1 from duckdb_tables() where schema_name = 'audit' and table_name = 'schema_migrations'")
            return bool(found.fetchall())
    except duckdb.ConnectionException:
        return True
    except duckdb.Error as error:
        return "lock" in str(error).lower()


def connect(
    path: str | Path, read_only: bool = False, *, memory_limit: str | None = None, threads: int | None = None
) -> Connection:
    """Open a database, in UTC; without `read_only` it is created where missing.

    `memory_limit` as DuckDB writes it ("4GB"); `threads` counts. Raises WarehouseNotFoundError, WarehouseLockedError
    (another process holds the file), WarehouseVersionError (written by a newer version) or WarehouseError.
    """
    path = Path(path)
    if read_only and not path.exists():
        raise WarehouseNotFoundError(f"{path}: expected a published warehouse, found no such file; load and publish a run first")
    if not read_only:
        path.parent.mkdir(parents=True, exist_ok=True)
    con = _open(path, read_only, _configuration(read_only, memory_limit, threads))
    try:
        con.execute("set TimeZone = 'UTC'")
        check_version(con, str(path))
    except BaseException:
        con.close()
        raise
    return con


def _configuration(read_only: bool, memory_limit: str | None, threads: int | None) -> dict[str, Setting]:
    wanted = {"memory_limit": memory_limit, "threads": threads}
    given = {name: value for name, value in wanted.items() if value is not None}
    return {**OFFLINE, **({} if read_only else LOADING), **given}


def _open(path: Path, read_only: bool, configuration: dict[str, Setting]) -> Connection:
    try:
        return duckdb.connect(str(path), read_only=read_only, config=configuration)
    except duckdb.Error as error:
        raise _explained(path, error) from error


def _explained(path: Path, error: duckdb.Error) -> WarehouseError:
    message = str(error)
    if "lock" in message.lower():
        holder = re.search(r"PID (\d+)", message)
        pid = int(holder[1]) if holder else None
        return WarehouseLockedError(
            f"{path}: expected a database no other process writes, process {pid or '(unknown)'} holds it", pid
        )
    if "newer version" in message or "version number" in message:
        return WarehouseVersionError(f"{path}: expected a file of DuckDB {duckdb.__version__} or older; {message}")
    return WarehouseError(f"{path}: expected a DuckDB database; {message}")


@contextmanager
def transaction(con: Connection) -> Iterator[None]:
    """One transaction: committed at the end, rolled back when anything fails."""
    con.begin()
    try:
        yield
    except BaseException:
        con.rollback()
        raise
    con.commit()


@contextmanager
def lent(con: Connection, **frames: pl.DataFrame) -> Iterator[None]:
    """Let SQL read Polars frames under the given names. Enter it outside of a transaction."""
    for name, frame in frames.items():
        con.register(name, frame)
    try:
        yield
    finally:
        for name in frames:
            con.unregister(name)


def utc_now() -> datetime:
    """The present in UTC, without a zone, as all columns `_at` hold it."""
    return datetime.now(UTC).replace(tzinfo=None)
