"""Publishing: readers get a finished copy under one name, replaced in one step; they never open the writer's file."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb

from warehouse.connection import Connection, WarehousePaths, connect
from warehouse.durable import sync
from warehouse.errors import PublishError, WarehouseError


def publish(paths: WarehousePaths, con: Connection | None = None) -> Path:
    """Copy the writer's database to the name that readers open; returns that name.

    `con` is the writer's open connection, without a transaction running; None opens it. Readers that have the former copy
    open keep it to their end. Raises PublishError where the copy fails; the former copy then stands.
    """
    if con is None:
        with connect(paths.writer) as own:
            _checkpoint(paths, own)
            return _replace(paths)
    _checkpoint(paths, con)
    return _replace(paths)


def _checkpoint(paths: WarehousePaths, con: Connection) -> None:
    """All that is committed stands in the one file afterwards, nothing in the log beside it."""
    try:
        con.execute("checkpoint")
    except duckdb.Error as error:
        raise PublishError(f"{paths.writer}: expected no running transaction while publishing; {error}") from error
    log = _log_of(paths.writer)
    if log.exists() and log.stat().st_size:
        raise PublishError(
            f"{log}: expected an empty log after the checkpoint, got {log.stat().st_size} bytes; a transaction is running"
        )


def _replace(paths: WarehousePaths) -> Path:
    # One name is enough: whoever publishes holds the writer's database, and a copy that a killed process left is written over.
    unfinished = paths.published.with_name(f".{paths.published.name}.unfinished")
    try:
        shutil.copyfile(paths.writer, unfinished)
        sync(unfinished)
        _verify(unfinished)
        # A log beside the former copy was left by someone who opened that copy to write; it does not belong to the new one.
        _log_of(paths.published).unlink(missing_ok=True)
        unfinished.replace(paths.published)
    except (OSError, WarehouseError) as error:
        unfinished.unlink(missing_ok=True)
        raise PublishError(f"{paths.published}: expected a whole copy of {paths.writer}; {error}") from error
    sync(paths.published.parent)
    return paths.published


def _verify(copy: Path) -> None:
    with connect(copy, read_only=True) as con:
        con.execute("select count(*) from main.articles").fetchall()


def _log_of(database: Path) -> Path:
    return database.with_name(f"{database.name}.wal")
