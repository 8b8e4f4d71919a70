"""The contracts: every column and every table of the warehouse, declared once in `seeds/contracts`.

From them come the Polars schemas (`polars_schema`), the DuckDB DDL (`create_table_sql`) and the expectations
(package `expectations`); a test holds the migrated database against them.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass, field

import polars as pl

from seeds import read_rows, read_toml

# The types that contracts may name, as the two libraries call them: objects and DDL, which a new type needs code for anyway.
POLARS_TYPES = {
    "str": pl.String(),
    "int": pl.Int64(),
    "float": pl.Float64(),
    "bool": pl.Boolean(),
    "date": pl.Date(),
    "timestamp": pl.Datetime("us"),
    "list": pl.List(pl.String()),
    "json": pl.String(),
}
DUCKDB_TYPES = {
    "str": "VARCHAR",
    "int": "BIGINT",
    "float": "DOUBLE",
    "bool": "BOOLEAN",
    "date": "DATE",
    "timestamp": "TIMESTAMP",
    "list": "VARCHAR[]",
    "json": "VARCHAR",
}


class ContractError(ValueError):
    """A contract names a table, column or type that does not exist."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column in one table. `allowed` is None where the list of values is open; numbers carry their bounds."""

    name: str
    type: str
    meaning: str
    unit: str = ""
    allowed: tuple[str, ...] | None = None
    minimum: float | None = None
    maximum: float | None = None
    pattern: str | None = None
    required: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """One table: its grain, key, references (column → table) and columns in order."""

    name: str
    schema: str
    stage: str
    grain: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    references: dict[str, str] = field(default_factory=dict)

    @property
    def qualified_name(self) -> str:
        return f"{self.schema}.{self.name}"

    def column(self, name: str) -> Column:
        for column in self.columns:
            if column.name == name:
                return column
        raise ContractError(f"table {self.qualified_name}: expected one of its columns, got {name!r}")


@functools.cache
def tables() -> dict[str, Table]:
    """All tables by name, in the order of `tables.toml`."""
    columns = {row["name"]: row for row in read_rows("contracts/columns.csv")}
    return {name: _table(name, declared, columns) for name, declared in read_toml("contracts/tables.toml").items()}


def table(name: str) -> Table:
    """The contract of one table; `ContractError` for a name that is none."""
    if name not in tables():
        raise ContractError(f"contracts: expected one of {', '.join(tables())}, got {name!r}")
    return tables()[name]


def tables_of_stage(*stages: str) -> list[Table]:
    """Tables that the stages fill (extract | link | run | house), in loading order."""
    return [one for one in tables().values() if one.stage in stages]


def _table(name: str, declared: dict, columns: dict[str, dict[str, str]]) -> Table:
    made = []
    for entry in declared["columns"]:
        column_name = entry.removesuffix("!")
        row = columns.get(f"{name}.{column_name}") or columns.get(column_name)
        if row is None:
            raise ContractError(f"tables.toml [{name}]: expected a column of columns.csv, got {column_name!r}")
        made.append(_column(column_name, row, required=entry.endswith("!")))
    return Table(
        name,
        declared["schema"],
        declared["stage"],
        declared["grain"],
        tuple(declared["key"]),
        tuple(made),
        dict(declared.get("references", {})),
    )


def _column(name: str, row: dict[str, str], *, required: bool) -> Column:
    if row["type"] not in POLARS_TYPES:
        raise ContractError(f"columns.csv {name}: expected a type of {', '.join(POLARS_TYPES)}, got {row['type']!r}")
    bounds = {bound: float(row[bound]) if row[bound] else None for bound in ("minimum", "maximum")}
    return Column(
        name,
        row["type"],
        row["meaning"],
        row["unit"],
        _allowed(row["allowed"]),
        pattern=row["pattern"] or None,
        required=required,
        **bounds,
    )


def _allowed(declared: str) -> tuple[str, ...] | None:
    """A closed list: `a|b|c`, or `@file:column` for the values of a seed."""
    if not declared:
        return None
    if not declared.startswith("@"):
        return tuple(declared.split("|"))
    file, column = declared[1:].split(":")
    return tuple(dict.fromkeys(row[column] for row in read_rows(file)))


def polars_schema(name: str) -> dict[str, pl.DataType]:
    """Column name → Polars type of one table, in order."""
    return {column.name: POLARS_TYPES[column.type] for column in table(name).columns}


def empty_frame(name: str) -> pl.DataFrame:
    """A frame of the table's columns without rows."""
    return pl.DataFrame(schema=polars_schema(name))


def frame_of(name: str, rows: list[dict]) -> pl.DataFrame:
    """Rows as a frame of the table's contract: columns in order, absent ones null, unknown ones refused."""
    schema = polars_schema(name)
    unknown = sorted({key for row in rows for key in row} - schema.keys())
    if unknown:
        raise ContractError(f"table {name}: expected its contract's columns, got also {', '.join(unknown)}")
    return pl.DataFrame([[row.get(column) for row in rows] for column in schema], schema=schema)


def create_table_sql(name: str) -> str:
    """`create table` of one table with its not-null columns and primary key."""
    one = table(name)
    lines = [
        f"    {_quoted(column.name)} {DUCKDB_TYPES[column.type]}{' not null' if column.required else ''}"
        for column in one.columns
    ]
    lines.append(f"    primary key ({', '.join(_quoted(column) for column in one.key)})")
    body = ",\n".join(lines)
    return f"-- {one.grain}\ncreate table {one.qualified_name} (\n{body}\n);\n"


def _quoted(name: str) -> str:
    return f'"{name}"'
