"""The writer's database, ready to load."""

from __future__ import annotations

from warehouse.connection import Connection, WarehousePaths, check_target, connect
from warehouse.marts import create_marts
from warehouse.migrate import migrate
from warehouse.reference import load_reference


def open_writer(paths: WarehousePaths, *, memory_limit: str | None = None, threads: int | None = None) -> Connection:
    """Open the writer's database, created where missing, at the newest version, with seeds and marts.

    Raises what `check_target`, `connect` and `migrate` raise.
    """
    check_target(paths.published)
    con = connect(paths.writer, memory_limit=memory_limit, threads=threads)
    try:
        migrate(con)
        load_reference(con)
        create_marts(con)
    except BaseException:
        con.close()
        raise
    return con
