"""The commands that ask: the warehouse, the last run, the lexicon."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from flows import console
from flows.console import ParameterError
from flows.settings import load_settings
from warehouse.connection import Connection, connect
from warehouse.errors import QueryError
from warehouse.queries import list_queries, run_query

if TYPE_CHECKING:
    from flows.runs import RunReport

FORMATS = ("table", "csv", "json", "parquet")
SHOWN_ROWS = 200


def ask(sql: str | None, *, warehouse: Path | None, parameters: list[str], form: str, output: Path | None) -> int:
    """`dateline query`."""
    if sql is None:
        show_cookbook()
        return console.OK
    if form not in FORMATS:
        raise ParameterError(f"option --format: expected one of {', '.join(FORMATS)}, got {form!r}")
    if form == "parquet" and output is None:
        raise ParameterError("option --format parquet: expected a file in --output, got none")
    given = dict(_parameter(one) for one in parameters)
    with connect(load_settings(warehouse=warehouse).warehouse, read_only=True) as con:
        rows = run_query(con, sql, given)
    _write(rows, form, output)
    return console.OK


def show_cookbook() -> None:
    """All named queries with what they answer."""
    rows = [
        (query.name, query.question, ", ".join(f"{one.name}={one.default}" for one in query.parameters))
        for query in list_queries()
    ]
    console.print_table("Named queries: dateline query NAME --param key=value", ["name", "question", "parameters"], rows)


def _parameter(written: str) -> tuple[str, object]:
    """`key=value`; whole numbers, decimals and `null` are read as such."""
    name, equals, value = written.partition("=")
    if not equals or not name:
        raise ParameterError(f"option --param: expected key=value, got {written!r}")
    for read in (int, float):
        try:
            return name, read(value)
        except ValueError:
            continue
    return name, None if value == "null" else value


def _write(rows: pl.DataFrame, form: str, output: Path | None) -> None:
    if form == "table" and output is None:
        numbers = [name for name, kind in rows.schema.items() if kind.is_numeric()]
        console.print_rows(rows.columns, rows.head(SHOWN_ROWS).iter_rows(), numbers=numbers)
        if rows.height > SHOWN_ROWS:
            console.say(f"{SHOWN_ROWS} of {rows.height} rows shown; --format csv gives all")
        return
    if form in ("table", "csv"):
        lists = [pl.col(name).list.join(" | ") for name, kind in rows.schema.items() if kind == pl.List(pl.String)]
        text = rows.with_columns(lists).write_csv()
    elif form == "json":
        text = json.dumps(rows.to_dicts(), ensure_ascii=False, indent=1, default=str) + "\n"
    else:
        rows.write_parquet(output)  # type: ignore[arg-type]
        return
    if output is None:
        sys.stdout.write(text)
    else:
        output.write_text(text, encoding="utf-8")


def show_run(report: RunReport) -> None:
    """What a run did: articles, rows, seconds, the most striking events, and what to do next."""
    console.print_pairs(
        f"{report.run_id}: {report.status.replace('_', ' ')}",
        {
            "articles read": report.counts.get("articles_read", 0),
            "new": report.counts.get("articles_new", 0),
            "copies, or known before": report.counts.get("articles_duplicate", 0),
            "rejected": report.counts.get("articles_rejected", 0),
            "event mentions loaded": report.rows.get("event_mentions", 0),
            "rows in quarantine": report.quarantined,
            "expectations that failed": report.failed_expectations,
            "peak memory, MiB": round(report.peak_memory_mib),
        },
    )
    console.print_pairs("\nseconds", {stage: round(value, 1) for stage, value in report.seconds.items() if value >= 0.05})
    with connect(report.warehouse, read_only=True) as con:
        show_events(con)
    console.out.print(f"\nWarehouse       {report.warehouse}", soft_wrap=True, markup=False)
    if report.report:
        console.out.print(f"Quality report  {report.report}", soft_wrap=True, markup=False)
    where = "" if str(report.warehouse) == "dateline.duckdb" else f" -w {report.warehouse}"
    console.out.print(
        f"Next            dateline query{where}   dateline query deadliest_events{where}   dateline report{where}", soft_wrap=True
    )


def show_events(con: Connection) -> None:
    """Events by type, and the most striking ones."""
    types = run_query(con, "select event_type, count(*) as events from main.events group by all order by events desc, event_type")
    if types.is_empty():
        return
    total = int(types["events"].sum())
    console.out.print(
        f"\n[bold]{total:,} events in the warehouse[/]\n" + "  ".join(f"{name} {count:,}" for name, count in types.iter_rows())
    )
    for title, rows in _striking(con):
        if rows:
            console.print_table(f"\n{title}", ["date", "place", "what"], rows)


def _striking(con: Connection) -> list[tuple[str, list[tuple]]]:
    chosen = []
    for title, sql in {
        "Deadliest": """select date_start, location_name, summary from main.events where killed_best > 0 and modality = 'actual'
                        order by killed_best desc, event_id limit 3""",
        "Disputed": """select event_date, location_name, summary from mart.disputed_events
                       order by event_date desc nulls last, event_id limit 2""",
    }.items():
        chosen.append((title, run_query(con, sql).rows()))
    return chosen


def show_last_run(*, warehouse: Path | None) -> int:
    """`dateline report`."""
    settings = load_settings(warehouse=warehouse)
    with connect(settings.warehouse, read_only=True) as con:
        runs = run_query(con, "select * from audit.runs order by started_at desc, run_id desc limit 1").to_dicts()
        if not runs:
            raise QueryError(f"{settings.warehouse}: expected a run in audit.runs, found none")
        last = runs[0]
        failing = run_query(
            con,
            """select table_name, expectation, column_name, severity, sum(unexpected_count)::bigint as rows
                                    from audit.validations where run_id = $run_id and not success group by all
                                    order by severity, rows desc nulls last""",
            {"run_id": last["run_id"]},
        )
        reasons = run_query(con, "rejected_rows")
    _show_last(last, failing, reasons, settings.reports_folder / "index.html")
    return console.OK


def _show_last(last: dict[str, Any], failing: pl.DataFrame, reasons: pl.DataFrame, index: Path) -> None:
    names = ("status", "started_at", "finished_at", "articles_read", "articles_new", "articles_duplicate", "articles_rejected")
    console.print_pairs(last["run_id"], {name: str(last[name]) for name in names})
    console.print_pairs("\nrows loaded", json.loads(last["rows_loaded"]))
    console.print_pairs("\nseconds", json.loads(last["seconds"]))
    if not failing.is_empty():
        console.print_table("\nExpectations that failed", failing.columns, failing.iter_rows(), numbers=["rows"])
    if not reasons.is_empty():
        console.print_table("\nIn quarantine, all runs", reasons.columns, reasons.iter_rows(), numbers=["row_count"])
    console.out.print(
        f"\nQuality report: {index}" if index.exists() else "\nQuality report: none yet", soft_wrap=True, markup=False
    )


def show_word(word: str, *, lexicon_extra: Path | None) -> int:
    """`dateline lexicon`."""
    from flows.extras import read_frames  # noqa: PLC0415
    from transforms.events.lexicon import load_lexicon  # noqa: PLC0415

    known = load_lexicon(read_frames(load_settings(lexicon_extra=lexicon_extra).lexicon_extra))
    frames = [frame for frame in known.frames if word in (frame.word, frame.word.split()[0])]
    if not frames and not known.classes_of(word):
        console.say(f"{word}: no frame and no class; add frames by --lexicon-extra (columns: seeds/lexicon/README.md)")
        return console.FAILED
    if known.classes_of(word):
        console.out.print(f"classes: {', '.join(sorted(known.classes_of(word)))}")
    columns = ["word", "pos", "event_type", "event_mode", "cameo", "frame_id"]
    shown = [
        [
            *(getattr(frame, name) for name in columns),
            "|".join(frame.actor),
            "|".join(frame.recipient),
            " ".join(map(str, frame.conditions)),
        ]
        for frame in frames
    ]
    console.print_rows([*columns, "actor", "recipient", "when"], shown)
    return console.OK
