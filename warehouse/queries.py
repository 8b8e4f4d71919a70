"""The analyst's cookbook: named queries, one .sql file each, and any other SQL, as Polars frames."""

from __future__ import annotations

import ast
import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files

import duckdb
import polars as pl

from warehouse.connection import Connection
from warehouse.errors import QueryError

PARAMETER = re.compile(r"-- parameter (\w+) = (.+?): (.+)")
# DuckDB's types that Polars has no like of, and what stands for them.
CASTS = {"HUGEINT": "bigint", "UHUGEINT": "ubigint", "INTERVAL": "varchar", "TIMESTAMP WITH TIME ZONE": "timestamp"}


@dataclass(frozen=True, slots=True)
class Parameter:
    """A `$name` of a query, its default and what it means."""

    name: str
    default: object
    meaning: str


@dataclass(frozen=True, slots=True)
class Query:
    """One named query: what it answers, its parameters, its SQL."""

    name: str
    question: str
    parameters: tuple[Parameter, ...]
    sql: str


def list_queries() -> list[Query]:
    """All named queries, by name."""
    folder = files(__package__).joinpath("queries")
    return [
        _read(file.name, file.read_text(encoding="utf-8"))
        for file in sorted(folder.iterdir(), key=str)
        if file.name.endswith(".sql")
    ]


def read_query(name: str) -> Query:
    """One named query; QueryError, with the names near to it, where there is none."""
    queries = {query.name: query for query in list_queries()}
    if name in queries:
        return queries[name]
    near = difflib.get_close_matches(name, queries, n=3, cutoff=0.4) or list(queries)
    raise QueryError(f"queries: expected a named query such as {', '.join(near)}, got {name!r}")


def _read(file: str, sql: str) -> Query:
    first, *others = sql.splitlines()
    if not first.startswith("-- "):
        raise QueryError(f"queries/{file}: expected a first line `-- what the query answers`, got {first!r}")
    parameters = tuple(
        Parameter(match[1], _value(file, match[2]), match[3]) for match in map(PARAMETER.fullmatch, others) if match
    )
    return Query(file.removesuffix(".sql"), first.removeprefix("-- "), parameters, sql)


def _value(file: str, written: str) -> object:
    """A default as SQL writes it: null, a number, or text in single quotes."""
    if written == "null":
        return None
    try:
        return ast.literal_eval(written)
    except (ValueError, SyntaxError) as error:
        raise QueryError(f"queries/{file}: expected a default of null, a number or quoted text, got {written!r}") from error


def run_query(con: Connection, sql_or_name: str, parameters: Mapping[str, object] | None = None) -> pl.DataFrame:
    """Run a named query or SQL text (anything with a space) and return its rows.

    `parameters` overrides defaults. 128-bit sums come back as Int64, intervals as text, times without a zone (UTC).
    Raises QueryError for an unknown name, a parameter the query lacks or misses, or SQL that fails.
    """
    is_text = bool(re.search(r"\s", sql_or_name.strip()))
    query = Query("SQL", "", (), sql_or_name) if is_text else read_query(sql_or_name)
    try:
        return _fetch(con, query, dict(parameters or {}))
    except duckdb.Error as error:
        raise QueryError(f"query {query.name}: {error}") from error


def _fetch(con: Connection, query: Query, given: dict[str, object]) -> pl.DataFrame:
    values = _checked(query, given)
    relation = con.sql(query.sql, params=values) if values else con.sql(query.sql)
    if relation is None:
        return pl.DataFrame()
    casts = [
        f'"{_escaped(name)}"::{CASTS[str(kind)]} as "{_escaped(name)}"'
        for name, kind in zip(relation.columns, relation.types, strict=True)
        if str(kind) in CASTS
    ]
    return (relation.project(f"* replace ({', '.join(casts)})") if casts else relation).pl()


def _checked(query: Query, given: dict[str, object]) -> dict[str, object]:
    """Values of all parameters of the SQL: given ones, else defaults."""
    used = {name for statement in duckdb.extract_statements(query.sql) for name in statement.named_parameters}
    values = {one.name: one.default for one in query.parameters} | given
    unknown, absent = sorted(given.keys() - used), sorted(used - values.keys())
    if unknown:
        raise QueryError(
            f"query {query.name}: expected parameters of {', '.join(sorted(used)) or '(none)'}, got also {', '.join(unknown)}"
        )
    if absent:
        raise QueryError(f"query {query.name}: expected values also for {', '.join('$' + name for name in absent)}")
    return values


def _escaped(name: str) -> str:
    return name.replace('"', '""')
