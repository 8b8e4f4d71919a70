"""Contracts of the warehouse: columns, tables, and the schemas made from them."""

from transforms.contracts.tables import (
    Column,
    ContractError,
    Table,
    create_table_sql,
    empty_frame,
    frame_of,
    polars_schema,
    table,
    tables,
    tables_of_stage,
)

__all__ = [
    "Column",
    "ContractError",
    "Table",
    "create_table_sql",
    "empty_frame",
    "frame_of",
    "polars_schema",
    "table",
    "tables",
    "tables_of_stage",
]
