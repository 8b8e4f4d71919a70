"""The gate before a real warehouse: what it finds is recorded, what it rejects is kept, what it passes can be loaded."""

import sys
from pathlib import Path

import polars as pl
import pytest

sys.path.append(str(Path(__file__).parents[1] / "unit" / "expectations"))
from clean_batch import RUN, SEEN, clean_batch, with_value

from expectations import check_batch
from transforms.contracts import tables_of_stage
from warehouse import records
from warehouse.connection import connect
from warehouse.migrate import migrate

BATCH = "b_" + "1" * 20


@pytest.fixture
def con(tmp_path: Path):
    with connect(tmp_path / "dateline.duckdb") as opened:
        migrate(opened)
        yield opened


def test_gate_records_what_it_finds(con, tmp_path: Path):
    from expectations.checkpoint import validate_batch  # noqa: PLC0415 - takes seconds

    frames = with_value(clean_batch(), "event_mentions", "event_mode", "visit")
    checked = check_batch(frames, run_id=RUN, first_seen=SEEN)
    for _ in range(2):
        records.record_validations(con, validate_batch(frames, RUN, BATCH, tmp_path / "reports", checked.quarantine))
        records.record_quarantine(con, checked.quarantine)
    found = con.sql(
        "select table_name, column_name, unexpected_count from audit.validations where not success and severity = 'critical'"
    )
    assert found.fetchall() == [("event_mentions", "mode_of_type", 1)]
    kept = con.sql("select table_name, count(*) from audit.quarantine group by all order by all").fetchall()
    assert kept == [("casualties", 1), ("event_links", 1), ("event_mentions", 1), ("events", 1), ("participants", 3)]
    assert (tmp_path / "reports" / "index.html").exists()


def test_gate_loses_no_row():
    frames = with_value(clean_batch(articles=3), "articles", "word_count", 0)
    checked = check_batch(frames, run_id=RUN, first_seen=SEEN)
    gone = dict(checked.quarantine.group_by("table_name").agg(pl.len()).iter_rows())
    for one in tables_of_stage("extract"):
        assert checked.frames[one.name].height + gone.get(one.name, 0) == frames[one.name].height
