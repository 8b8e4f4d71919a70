"""What runs write about themselves."""

from __future__ import annotations

import json
from datetime import datetime

import pytest
from small_world import CODING, RUN

from transforms.contracts import frame_of
from warehouse import records
from warehouse.errors import LoadError

COUNTS = {"articles_read": 5, "articles_new": 3, "articles_duplicate": 1, "articles_rejected": 1}


def quarantined(name="r_1", **changes):
    return {
        "quarantine_id": name,
        "run_id": RUN,
        "stage": "ingest",
        "table_name": "articles",
        "key": "file 3",
        "reasons": ["no text"],
        "payload": "{}",
        "first_seen": datetime(2021, 1, 1),
        "status": "open",
    } | changes


def test_run_starts_and_finishes(con):
    records.start_run(con, RUN, {"dateline": "0.1.0"}, datetime(2021, 1, 1))
    assert con.execute("select status, finished_at, versions from audit.runs").fetchall() == [
        ("running", None, '{"dateline": "0.1.0"}')
    ]
    records.finish_run(con, RUN, "completed", counts=COUNTS, rows_loaded={"articles": 3}, seconds={"load": 0.5})
    status, new, rows = con.execute("select status, articles_new, rows_loaded from audit.runs").fetchone()
    assert (status, new, json.loads(rows)) == ("completed", 3, {"articles": 3})


@pytest.mark.parametrize(
    ("run_id", "status", "counts", "said"),
    [
        ("other", "completed", COUNTS, "other"),
        (RUN, "done", COUNTS, "'done'"),
        (RUN, "completed", {"articles_lost": 1}, "articles_lost"),
    ],
)
def test_finish_run_refuses_what_is_unknown(con, run_id, status, counts, said):
    records.start_run(con, RUN, {})
    with pytest.raises(LoadError, match=said):
        records.finish_run(con, run_id, status, counts=counts, rows_loaded={}, seconds={})


def test_record_quarantine_notes_the_same_input_once(con):
    assert records.record_quarantine(con, frame_of("quarantine", [quarantined(), quarantined()])) == 1
    again = quarantined(run_id="run-2", first_seen=datetime(2022, 1, 1))
    assert records.record_quarantine(con, frame_of("quarantine", [again, quarantined("r_2")])) == 1
    assert con.execute("select run_id, first_seen from audit.quarantine where quarantine_id = 'r_1'").fetchone() == (
        RUN,
        datetime(2021, 1, 1),
    )


def test_record_validations_keeps_the_latest_result(con):
    row = {
        "run_id": RUN,
        "batch_id": "b_1",
        "table_name": "articles",
        "expectation": "expect_column_values_to_not_be_null",
        "column_name": "title",
        "success": False,
        "severity": "critical",
    }
    records.record_validations(con, frame_of("validations", [row]))
    records.record_validations(con, frame_of("validations", [row | {"success": True}]))
    assert con.execute("select success from audit.validations").fetchall() == [(True,)]


def test_record_coding_keeps_its_first_use(con):
    row = {
        "coding_id": CODING,
        "code_version": "0.1.0",
        "model_name": "en_dateline",
        "model_hash": "m",
        "lexicon_hash": "0" * 12,
        "gazetteer_version": "3.0",
        "first_used_at": datetime(2021, 1, 1),
    }
    assert records.record_coding(con, frame_of("codings", [row])) == 1
    assert records.record_coding(con, frame_of("codings", [row | {"first_used_at": datetime(2022, 1, 1)}])) == 0
    assert con.execute("select first_used_at from audit.codings").fetchall() == [(datetime(2021, 1, 1),)]


def test_record_sources_is_safe_to_repeat(con):
    source = {
        "run_id": RUN,
        "source": "Herald",
        "articles_seen": 2,
        "articles_new": 2,
        "articles_duplicate": 0,
        "articles_failed": 0,
    }
    for _ in range(2):
        records.record_sources(con, frame_of("sources", [source]))
    assert con.execute("select count(*) from audit.sources").fetchone() == (1,)
