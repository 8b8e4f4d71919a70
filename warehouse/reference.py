"""The schema `ref`: the seeds, loaded, so that marts and analysts can join the ontology."""

from __future__ import annotations

import hashlib
import json

import polars as pl

from seeds import SeedError, read_rows, read_toml
from transforms.contracts.tables import POLARS_TYPES
from warehouse.connection import Connection, lent, transaction


def load_reference(con: Connection) -> list[str]:
    """Fill `ref` from the seeds that `seeds/contracts/reference.toml` lists; returns the tables that were replaced.

    Idempotent: a table is replaced only when its seed has changed (hash in `audit.loaded_seeds`).
    """
    loaded = dict(con.execute("select table_name, sha256 from audit.loaded_seeds").fetchall())
    replaced = []
    for name, declared in read_toml("contracts/reference.toml").items():
        rows = _rows(declared)
        sha256 = _hash_of(rows, declared)
        if rows and loaded.get(name) != sha256:
            _replace(con, name, declared, rows, sha256)
            replaced.append(name)
    return replaced


def _rows(declared: dict) -> list[dict[str, str]]:
    try:
        return read_rows(declared["file"])
    except SeedError:
        if declared.get("optional"):
            return []
        raise


def _hash_of(rows: list[dict[str, str]], declared: dict) -> str:
    return hashlib.sha256(json.dumps([rows, declared], sort_keys=True).encode()).hexdigest()


def _replace(con: Connection, name: str, declared: dict, rows: list[dict[str, str]], sha256: str) -> None:
    with lent(con, seed_rows=_frame(rows, declared.get("types", {}))), transaction(con):
        con.execute(f'create or replace table ref."{name}" as select * from seed_rows')
        con.execute("delete from audit.loaded_seeds where table_name = ?", [name])
        con.execute(
            "insert into audit.loaded_seeds (table_name, file, sha256, row_count) values (?, ?, ?, ?)",
            [name, declared["file"], sha256, len(rows)],
        )


def _frame(rows: list[dict[str, str]], types: dict[str, str]) -> pl.DataFrame:
    """Rows of a seed as a frame: text, empty cells null, the columns of `types` cast."""
    texts = pl.DataFrame(
        {column: [row[column] or None for row in rows] for column in rows[0]}, schema=dict.fromkeys(rows[0], pl.String())
    )
    return texts.with_columns(pl.col(column).cast(POLARS_TYPES[type_name]) for column, type_name in types.items())
