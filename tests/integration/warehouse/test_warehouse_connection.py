"""Opening databases: what goes wrong is said."""

from __future__ import annotations

import subprocess
import sys

import duckdb
import pytest

from warehouse.connection import WarehousePaths, check_target, connect
from warehouse.errors import WarehouseError, WarehouseLockedError, WarehouseNotFoundError, WarehouseVersionError
from warehouse.publish import publish
from warehouse.writer import open_writer

HOLD = "import sys, duckdb; con = duckdb.connect(sys.argv[1]); print('held', flush=True); sys.stdin.read()"


def test_paths_lie_beside_the_published_name(tmp_path):
    paths = WarehousePaths.of(tmp_path / "events.duckdb")
    assert paths.writer == tmp_path / "events.writer.duckdb"
    assert paths.spool == tmp_path / "events.spool"


def test_connect_reading_a_missing_database_is_refused(tmp_path):
    with pytest.raises(WarehouseNotFoundError, match=r"none\.duckdb"):
        connect(tmp_path / "none.duckdb", read_only=True)


def test_connect_while_another_process_writes_names_it(paths):
    open_writer(paths).close()
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(paths.writer)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as holder:
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(WarehouseLockedError, match=str(holder.pid)) as caught:
            connect(paths.writer)
        holder.communicate()
    assert caught.value.pid == holder.pid
    connect(paths.writer).close()


def test_connect_to_a_newer_database_is_refused(paths):
    with open_writer(paths) as con:
        con.execute("insert into audit.schema_migrations values (9999, '9999_future.sql', repeat('0', 64), now()::timestamp)")
    for read_only in (True, False):
        with pytest.raises(WarehouseVersionError, match="version 9999"):
            connect(paths.writer, read_only=read_only)


def test_connect_to_another_file_is_refused(tmp_path):
    (tmp_path / "letter.duckdb").write_text("Dear reader, " * 1000)
    with pytest.raises(WarehouseError, match="expected a DuckDB database"):
        connect(tmp_path / "letter.duckdb")


def test_connect_sets_limits_and_utc(tmp_path):
    with connect(tmp_path / "events.duckdb", memory_limit="512MB", threads=1) as con:
        settings = con.execute(
            "select current_setting('TimeZone'), current_setting('threads'), current_setting('memory_limit')"
        ).fetchone()
    assert settings[:2] == ("UTC", 1)
    assert settings[2].startswith("488")


def test_target_that_is_no_warehouse_is_refused(tmp_path):
    notes = tmp_path / "notes.csv"
    notes.write_text("id,note\n", encoding="utf-8")
    other = tmp_path / "mine.duckdb"
    with duckdb.connect(str(other)) as con:
        con.execute("create table mine as select 42 as answer")
    for path in (notes, other, tmp_path, notes / "below.duckdb"):
        with pytest.raises(WarehouseError, match="choose another warehouse"):
            check_target(path)
    assert notes.read_text(encoding="utf-8") == "id,note\n"


def test_target_that_is_free_or_ours_is_taken(tmp_path):
    paths = WarehousePaths.of(tmp_path / "deep" / "events.duckdb")
    check_target(paths.published)
    with open_writer(paths) as con:
        publish(paths, con)
    check_target(paths.published)
    with connect(paths.published, read_only=True):
        check_target(paths.published)
    with duckdb.connect(str(paths.published)):  # in this process, with other settings
        check_target(paths.published)
