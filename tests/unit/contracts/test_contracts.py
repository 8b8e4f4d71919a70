"""The contracts: what `seeds/contracts` declares holds together, and the schemas made from it."""

from __future__ import annotations

import sys
from collections import Counter

import polars as pl
import pytest

from seeds import read_rows
from transforms.contracts import (
    ContractError,
    create_table_sql,
    empty_frame,
    frame_of,
    polars_schema,
    table,
    tables,
    tables_of_stage,
)
from transforms.contracts.tables import DUCKDB_TYPES, POLARS_TYPES

MODULE = sys.modules[tables.__module__]  # its name is also that of a function in the package
COLUMNS = [(one.name, column) for one in tables().values() for column in one.columns]
STAGES = ("extract", "link", "run", "house")


@pytest.fixture
def declared(monkeypatch):
    """Put other declarations in the place of the seeds: a dictionary of tables and rows of columns."""

    def put(tables_toml: dict, columns: list[dict[str, str]]) -> None:
        tables.cache_clear()
        monkeypatch.setattr(MODULE, "read_toml", lambda name: tables_toml)
        monkeypatch.setattr(MODULE, "read_rows", lambda name: columns)

    yield put
    monkeypatch.undo()
    tables.cache_clear()


def column_row(name: str, **values: str) -> dict[str, str]:
    return {
        "name": name,
        "type": "str",
        "allowed": "",
        "minimum": "",
        "maximum": "",
        "pattern": "",
        "unit": "",
        "meaning": "x",
    } | values


def declaration(*columns: str) -> dict:
    return {
        "things": {
            "schema": "main",
            "stage": "extract",
            "grain": "one row per thing",
            "key": ["thing_id"],
            "columns": list(columns),
        }
    }


# --- what is declared --------------------------------------------------------------------------------------------------------


def test_columns_are_declared_once():
    names = Counter(row["name"] for row in read_rows("contracts/columns.csv"))
    assert [name for name, count in names.items() if count > 1] == []


def test_columns_of_columns_csv_are_all_used():
    used = {name for table_name, column in COLUMNS for name in (column.name, f"{table_name}.{column.name}")}
    assert [row["name"] for row in read_rows("contracts/columns.csv") if row["name"] not in used] == []


def test_columns_have_one_meaning_unless_qualified():
    """A name that several tables share is the same quantity; one that differs is declared as `table.column` in each."""
    qualified = {row["name"] for row in read_rows("contracts/columns.csv") if "." in row["name"]}
    plain: dict[str, set] = {}
    for table_name, column in COLUMNS:
        if f"{table_name}.{column.name}" not in qualified:
            plain.setdefault(column.name, set()).add((column.type, column.meaning, column.unit, column.allowed, column.pattern))
    assert {name: kinds for name, kinds in plain.items() if len(kinds) > 1} == {}


@pytest.mark.parametrize("qualified", [row["name"] for row in read_rows("contracts/columns.csv") if "." in row["name"]])
def test_qualified_columns_belong_to_a_table_that_has_them(qualified):
    table_name, _, column_name = qualified.partition(".")
    assert table(table_name).column(column_name).name == column_name


def test_columns_have_a_meaning():
    assert [f"{name}.{column.name}" for name, column in COLUMNS if not column.meaning.strip()] == []


def test_columns_have_a_known_type_in_both_engines():
    assert POLARS_TYPES.keys() == DUCKDB_TYPES.keys()
    assert {column.type for _, column in COLUMNS} <= POLARS_TYPES.keys()


def test_columns_have_bounds_only_where_they_are_numbers():
    bounded = [(name, column) for name, column in COLUMNS if (column.minimum, column.maximum) != (None, None)]
    assert [f"{name}.{column.name}" for name, column in bounded if column.type not in ("int", "float")] == []


def test_columns_have_a_pattern_only_where_they_are_text():
    assert [f"{name}.{column.name}" for name, column in COLUMNS if column.pattern and column.type != "str"] == []


@pytest.mark.parametrize("one", tables().values(), ids=lambda one: one.name)
class TestEachTable:
    def test_key_columns_exist_and_are_required(self, one):
        assert one.key
        assert [name for name in one.key if not one.column(name).required] == []

    def test_columns_are_distinct(self, one):
        assert [name for name, count in Counter(column.name for column in one.columns).items() if count > 1] == []

    def test_references_exist_and_name_the_key_of_the_other_table(self, one):
        for column_name, other in one.references.items():
            assert one.column(column_name).type == table(other).column(table(other).key[0]).type
            assert table(other).key == (column_name,)

    def test_grain_and_stage_are_told(self, one):
        assert one.grain.startswith("one row per ")
        assert one.stage in STAGES
        assert one.schema in ("main", "audit")

    def test_polars_schema_has_the_columns_in_order(self, one):
        assert list(polars_schema(one.name)) == [column.name for column in one.columns]

    def test_create_table_sql_names_each_column_with_its_type(self, one):
        sql = create_table_sql(one.name)
        assert sql.startswith(f"-- {one.grain}\ncreate table {one.qualified_name} (")
        for column in one.columns:
            assert f'    "{column.name}" {DUCKDB_TYPES[column.type]}{" not null" if column.required else ""},\n' in sql
        assert f"    primary key ({', '.join(f'{chr(34)}{name}{chr(34)}' for name in one.key)})\n);\n" in sql


# --- what is made from it ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("table_name", "column_name", "file", "seed_column"),
    [
        ("event_mentions", "event_type", "ontology/plover_events.csv", "event_type"),
        ("event_mentions", "event_mode", "ontology/plover_modes.csv", "mode"),
        ("event_mentions", "contexts", "ontology/plover_contexts.csv", "context"),
        ("participants", "sectors", "ontology/plover_sectors.csv", "sector"),
    ],
)
def test_allowed_values_come_from_their_seed(table_name, column_name, file, seed_column):
    allowed = table(table_name).column(column_name).allowed
    assert allowed is not None
    assert len(set(allowed)) == len(allowed)
    assert set(allowed) == {row[seed_column] for row in read_rows(file)}


def test_allowed_values_of_a_qualified_column_are_its_own():
    assert table("mentions").column("kind").allowed == ("name", "nominal", "pronoun")
    assert table("quotations").column("kind").allowed == ("direct", "reported")


def test_allowed_values_are_open_where_none_are_declared():
    assert table("articles").column("source").allowed is None


def test_tables_of_stage_come_in_the_order_of_declaration():
    names = list(tables())
    of_two = [one.name for one in tables_of_stage("link", "extract")]
    assert of_two == sorted(of_two, key=names.index)
    assert {one.stage for one in tables_of_stage("link", "extract")} == {"link", "extract"}


def test_tables_that_are_referenced_come_from_the_same_or_an_earlier_stage():
    """Loading goes stage by stage: a row must not point at one that comes later."""
    for one in tables().values():
        for other in one.references.values():
            assert STAGES.index(table(other).stage) <= STAGES.index(one.stage), (one.name, other)


def test_table_names_the_known_ones_for_an_unknown_one():
    with pytest.raises(ContractError, match=r"expected one of articles, stories, .*got 'article'"):
        table("article")


def test_column_names_the_table_for_an_unknown_one():
    with pytest.raises(ContractError, match=r"table main\.articles: .*got 'headline'"):
        table("articles").column("headline")


def test_frame_of_fills_absent_columns_with_null_and_keeps_types():
    frame = frame_of("casualties", [{"casualty_id": "k", "low": 3}, {"casualty_id": "l", "victims": "three men"}])
    assert frame.schema == pl.Schema(polars_schema("casualties"))
    assert frame["low"].to_list() == [3, None]
    assert frame["victims"].to_list() == [None, "three men"]


def test_frame_of_no_rows_is_an_empty_frame_of_the_schema():
    assert frame_of("events", []).equals(empty_frame("events"))
    assert empty_frame("events").schema == pl.Schema(polars_schema("events"))


def test_frame_of_refuses_unknown_columns_and_names_all():
    with pytest.raises(ContractError, match=r"table stories: .*got also colour, mood"):
        frame_of("stories", [{"mood": 1}, {"story_id": "s", "colour": 2}])


def test_tables_refuse_a_column_that_is_not_declared(declared):
    declared(declaration("thing_id!", "size"), [column_row("thing_id")])
    with pytest.raises(ContractError, match=r"tables\.toml \[things\]: .*got 'size'"):
        tables()


def test_tables_refuse_an_unknown_type(declared):
    declared(declaration("thing_id!"), [column_row("thing_id", type="uuid")])
    with pytest.raises(ContractError, match=r"columns\.csv thing_id: expected a type of str, .*got 'uuid'"):
        tables()


def test_tables_read_bounds_pattern_and_values(declared):
    declared(
        declaration("thing_id!", "size", "kind"),
        [
            column_row("thing_id", pattern="^t_"),
            column_row("size", type="int", minimum="0", maximum="9"),
            column_row("things.kind", allowed="a|b"),
            column_row("kind", allowed="c"),
        ],
    )
    thing_id, size, kind = table("things").columns
    assert (thing_id.pattern, thing_id.required, size.required) == ("^t_", True, False)
    assert (size.minimum, size.maximum) == (0, 9)
    assert kind.allowed == ("a", "b")
