"""Fixtures of the warehouse's tests: real files, a real DuckDB."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from warehouse.connection import Connection, WarehousePaths, connect
from warehouse.writer import open_writer


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated database with seeds and marts, made once; tests copy it."""
    paths = WarehousePaths.of(tmp_path_factory.mktemp("warehouse") / "empty.duckdb")
    open_writer(paths).close()
    return paths.writer


@pytest.fixture
def paths(tmp_path: Path) -> WarehousePaths:
    return WarehousePaths.of(tmp_path / "events.duckdb")


@pytest.fixture
def con(paths: WarehousePaths, empty_database: Path) -> Iterator[Connection]:
    shutil.copyfile(empty_database, paths.writer)
    with connect(paths.writer) as opened:
        yield opened
