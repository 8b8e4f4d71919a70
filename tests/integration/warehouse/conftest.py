"""Fixtures of the warehouse's tests: real files, a real DuckDB."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from warehouse.connection import Connection, WarehousePaths
from warehouse.writer import open_writer


@pytest.fixture
def paths(tmp_path: Path) -> WarehousePaths:
    return WarehousePaths.of(tmp_path / "events.duckdb")


@pytest.fixture
def con(paths: WarehousePaths) -> Iterator[Connection]:
    with open_writer(paths) as opened:
        yield opened
