"""Migrations: the database equals the contracts; what was applied is never edited."""

from __future__ import annotations

import duckdb
import pytest

from transforms.contracts import tables
from transforms.contracts.tables import DUCKDB_TYPES
from warehouse.errors import MigrationError, WarehouseVersionError
from warehouse.migrate import migrate, read_migrations
from warehouse.reference import load_reference

HOUSE = """create schema audit;
create table audit.schema_migrations (version bigint, name varchar, sha256 varchar, applied_at timestamp);"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "0001_house.sql").write_text(HOUSE)
    (tmp_path / "0002_more.sql").write_text("create table more (a integer);")
    return tmp_path


def test_migrate_makes_the_tables_of_the_contracts(con):
    rows = con.execute(
        """select table_schema || '.' || table_name, column_name, data_type, is_nullable = 'NO'
                          from information_schema.columns
                          where table_schema in ('main', 'audit') and table_catalog = current_database()
                          order by table_schema, table_name, ordinal_position"""
    ).fetchall()
    made = {}
    for name, *column in rows:
        made.setdefault(name, []).append(tuple(column))
    declared = {
        one.qualified_name: [(c.name, DUCKDB_TYPES[c.type], c.required or c.name in one.key) for c in one.columns]
        for one in tables().values()
    }
    assert {name: columns for name, columns in made.items() if declared.get(name) != columns} == {}
    assert declared.keys() == made.keys()


def test_migrate_makes_the_keys_of_the_contracts(con):
    rows = con.execute("""select schema_name || '.' || table_name, constraint_column_names from duckdb_constraints()
                          where constraint_type = 'PRIMARY KEY'""").fetchall()
    assert {name: tuple(key) for name, key in rows} == {one.qualified_name: one.key for one in tables().values()}


def test_migrate_applies_each_once_in_order(folder):
    con = duckdb.connect()
    assert migrate(con, folder) == ["0001_house.sql", "0002_more.sql"]
    assert migrate(con, folder) == []
    assert con.execute("select max(version) from audit.schema_migrations").fetchone() == (2,)


def test_migrate_refuses_an_edited_migration(folder):
    con = duckdb.connect()
    migrate(con, folder)
    (folder / "0002_more.sql").write_text("create table more (a bigint);")
    with pytest.raises(MigrationError, match=r"0002_more\.sql"):
        migrate(con, folder)


def test_migrate_refuses_a_newer_database(folder):
    con = duckdb.connect()
    migrate(con, folder)
    (folder / "0002_more.sql").unlink()
    with pytest.raises(WarehouseVersionError, match="version 2"):
        migrate(con, folder)


def test_migrate_leaves_nothing_of_a_failed_migration(folder):
    (folder / "0003_broken.sql").write_text("create table half (a integer); select no_such_column;")
    con = duckdb.connect()
    with pytest.raises(MigrationError, match=r"0003_broken\.sql"):
        migrate(con, folder)
    assert con.execute("select max(version) from audit.schema_migrations").fetchone() == (2,)
    assert con.execute("select count(*) from duckdb_tables() where table_name = 'half'").fetchone() == (0,)


@pytest.mark.parametrize("name", ["0004_gap.sql", "0002_double.sql", "more.sql"])
def test_read_migrations_refuses_wrong_numbers(folder, name):
    (folder / name).write_text("select 1;")
    with pytest.raises(MigrationError):
        read_migrations(folder)


def test_load_reference_is_idempotent_and_follows_its_seed(con):
    assert load_reference(con) == []
    assert con.execute("select score from ref.plover_events where event_type = 'ASSAULT'").fetchone() == (-9.0,)
    con.execute("update audit.loaded_seeds set sha256 = repeat('0', 64) where table_name = 'plover_events'")
    assert load_reference(con) == ["plover_events"]
