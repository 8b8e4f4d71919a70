"""What runs write about themselves: runs, codings, validations, quarantine, changes, sources.

Frames follow the contracts (`transforms.contracts.frame_of`). Every function is one transaction and safe to repeat.
"""

from __future__ import annotations

import json
from datetime import datetime

import polars as pl

from transforms.contracts import frame_of, polars_schema, table
from warehouse.connection import Connection, lent, transaction, utc_now
from warehouse.errors import LoadError

COUNTS = ("articles_read", "articles_new", "articles_duplicate", "articles_rejected")


def start_run(con: Connection, run_id: str, versions: dict[str, str], started_at: datetime | None = None) -> None:
    """Note a run as running; `started_at` in UTC without a zone, default now. A run of that id starts over."""
    row = {
        "run_id": run_id,
        "started_at": started_at or utc_now(),
        "status": "running",
        "rows_loaded": "{}",
        "seconds": "{}",
        "versions": _json(versions),
        **dict.fromkeys(COUNTS, 0),
    }
    _put(con, "runs", frame_of("runs", [row]), keep_old=False)


def finish_run(
    con: Connection,
    run_id: str,
    status: str,
    *,
    counts: dict[str, int],
    rows_loaded: dict[str, int],
    seconds: dict[str, float],
    finished_at: datetime | None = None,
) -> None:
    """Note how a run ended: `status` of the contract, `counts` of articles (articles_read, …_new, …_duplicate, …_rejected).

    LoadError for a run that was not started, or for another status or count than the contract's.
    """
    _check_status("runs", status, f"run {run_id}")
    unknown = sorted(counts.keys() - set(COUNTS))
    if unknown:
        raise LoadError(f"run {run_id}: expected counts of {', '.join(COUNTS)}, got also {', '.join(unknown)}")
    values = {
        "status": status,
        "finished_at": finished_at or utc_now(),
        "rows_loaded": _json(rows_loaded),
        "seconds": _json(seconds),
        **counts,
    }
    settings = ", ".join(f"{column} = ?" for column in values)
    done = con.execute(f"update audit.runs set {settings} where run_id = ?", [*values.values(), run_id]).fetchall()[0][0]
    if not done:
        raise LoadError(f"run {run_id}: expected a run that was started, found none in audit.runs")


def record_coding(con: Connection, frame: pl.DataFrame) -> int:
    """Note coder versions; one that is known keeps its `first_used_at`. Returns the rows added."""
    return _put(con, "codings", frame, keep_old=True)


def record_validations(con: Connection, frame: pl.DataFrame) -> int:
    """Note the results of expectations; a repeated check replaces its former result. Returns the rows written."""
    return _put(con, "validations", frame, keep_old=False)


def record_quarantine(con: Connection, frame: pl.DataFrame) -> int:
    """Note rejected rows and inputs; one that is known stays as it is, `first_seen` and `status` too. Returns the rows added."""
    return _put(con, "quarantine", frame, keep_old=True)


def record_sources(con: Connection, frame: pl.DataFrame) -> int:
    """Note what each source gave in a run; a repeated source of a run replaces its former row. Returns the rows written."""
    return _put(con, "sources", frame, keep_old=False)


def _check_status(name: str, status: str, where: str) -> None:
    allowed = table(name).column("status").allowed or ()
    if status not in allowed:
        raise LoadError(f"{where}: expected a status of {', '.join(allowed)}, got {status!r}")


def _put(con: Connection, name: str, frame: pl.DataFrame, *, keep_old: bool) -> int:
    """Write rows by key, the first (`keep_old`) or the latest of a key standing; returns the rows written."""
    if dict(frame.schema) != polars_schema(name):
        raise LoadError(
            f"record of {name}: expected the columns {', '.join(polars_schema(name))} and their types, got {frame.schema}"
        )
    target, columns = table(name).qualified_name, list(table(name).key)
    key = ", ".join(f'"{column}"' for column in columns)
    rows = frame.unique(columns, keep="first" if keep_old else "last", maintain_order=True)
    with lent(con, recorded=rows), transaction(con):
        if not keep_old:
            con.execute(f"delete from {target} where ({key}) in (select ({key}) from recorded)")
        return con.execute(f"insert into {target} by name select * from recorded anti join {target} using ({key})").fetchall()[0][
            0
        ]


def _json(value: dict) -> str:
    return json.dumps(value, sort_keys=True)
