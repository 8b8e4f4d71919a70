"""Row by row: what passes and what goes to quarantine. Polars alone; Great Expectations is not needed to part rows."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

import polars as pl

from expectations.conditions import Frames, View
from expectations.errors import BatchRejectedError
from expectations.rules import Rule, all_rules, evaluate, rules_of, settings, structure_problems
from transforms.contracts import frame_of, table
from transforms.ids import content_id

PARENT_REJECTED = "parent_rejected"
_ROW = "_row"


@dataclass(frozen=True, slots=True)
class CheckedBatch:
    """What came of a batch.

    `frames`: the rows that may be loaded. `quarantine`: rows of `audit.quarantine`. `failing`: (table, rule) → rows that
    broke it, warnings included, rules that held everywhere left out. `rejected`: table → rows that went.
    """

    frames: dict[str, pl.DataFrame]
    quarantine: pl.DataFrame
    failing: dict[tuple[str, str], int]
    rejected: dict[str, int]


def check_batch(frames: Frames, *, run_id: str, first_seen: datetime) -> CheckedBatch:
    """Part the rows of a batch (a frame for each table of the stage "extract") into those that hold and those that do not.

    Rows that break a critical rule go, and with them the rows that hang on them (`parent_rejected`); of rows that share a
    key the first stays. Warnings and infos remove nothing. Raises BatchRejectedError where a table or column is missing or
    of another type, where there is no article or no sentence, or where more rows of a table break rules than
    `[limits]` of `seeds/contracts/rules.toml` allows.
    """
    problems = [problem for found in structure_problems(frames).values() for problem in found] or _volume_problems(frames)
    if problems:
        raise BatchRejectedError(problems)
    held = evaluate(frames)
    failing = {
        (name, rule.name): count
        for name in all_rules()
        for rule in rules_of(name)
        if (count := _count_false(held[name][rule.name]))
    }
    reasons = {name: _reasons(frames[name], held[name], name) for name in all_rules()}
    if problems := _share_problems(frames, reasons, failing):
        raise BatchRejectedError(problems)
    _cascade(frames, reasons)
    kept = {name: _without(frames[name], reasons[name]) for name in all_rules()}
    rows = [row for name in all_rules() for row in _quarantined(name, frames[name], reasons[name], run_id, first_seen)]
    return CheckedBatch(
        kept, frame_of("quarantine", rows), failing, {name: len(found) for name, found in reasons.items() if found}
    )


def _count_false(held: pl.Series) -> int:
    return int((~held).sum() or 0)


def _volume_problems(frames: Frames) -> list[str]:
    """A batch without articles, or of articles to code without sentences, is no batch."""
    if frames["articles"].is_empty():
        return ["table articles: expected at least 1 row, got 0"]
    originals = frames["articles"].select(pl.col("duplicate_of").is_null().sum()).item()
    if originals and frames["sentences"].is_empty():
        return [f"table sentences: expected sentences of {originals} articles to code, got 0 rows"]
    return []


def _reasons(frame: pl.DataFrame, held: pl.DataFrame, name: str) -> dict[int, list[str]]:
    """Row number → the critical rules that it breaks. The first row of a repeated key is not to blame for the others."""
    rules = [rule.name for rule in rules_of(name) if rule.rejects]
    first = frame.select(pl.struct(table(name).key).is_first_distinct()).to_series()
    judged = held.select(rules).with_columns((pl.col("key_unique") | first).alias("key_unique")).with_row_index(_ROW)
    broken = judged.filter(pl.any_horizontal(~pl.col(rule) for rule in rules))
    return {row[0]: [rule for rule, value in zip(rules, row[1:], strict=True) if value is False] for row in broken.iter_rows()}


def _share_problems(
    frames: Frames, reasons: Mapping[str, dict[int, list[str]]], failing: dict[tuple[str, str], int]
) -> list[str]:
    limits = settings()["limits"]
    problems = []
    for name, rejected in reasons.items():
        height = frames[name].height
        if len(rejected) >= limits["min_rejected_rows"] and len(rejected) > limits["max_rejected_share"] * height:
            counts = sorted(((count, rule) for (of, rule), count in failing.items() if of == name), reverse=True)
            told = ", ".join(f"{rule} {count}" for count, rule in counts[:5])
            problems.append(
                f"table {name}: expected at most {limits['max_rejected_share']:.0%} of {height} rows rejected, "
                f"got {len(rejected)} ({told})"
            )
    return problems


def _cascade(frames: Frames, reasons: dict[str, dict[int, list[str]]]) -> None:
    """Reject the rows whose parent was rejected, until no row is without its parent."""
    parental = [rule for name in all_rules() for rule in rules_of(name) if rule.is_parental]
    while any(reasons.values()):
        alive = {
            name: frames[name].with_row_index(_ROW).filter(~pl.col(_ROW).is_in(list(found))) for name, found in reasons.items()
        }
        orphans = [(rule.table, row) for rule in parental for row in _orphans(rule, alive)]
        for name, row in orphans:
            reasons[name][row] = [PARENT_REJECTED]
        if not orphans:
            return


def _orphans(rule: Rule, alive: Frames) -> list[int]:
    rows = alive[rule.table]
    held = rule.condition(View(rows, alive))
    return rows.filter(~held)[_ROW].to_list()


def _without(frame: pl.DataFrame, reasons: dict[int, list[str]]) -> pl.DataFrame:
    return frame.with_row_index(_ROW).filter(~pl.col(_ROW).is_in(list(reasons))).drop(_ROW) if reasons else frame


def _quarantined(
    name: str, frame: pl.DataFrame, reasons: dict[int, list[str]], run_id: str, first_seen: datetime
) -> Iterator[dict]:
    """Rows of `audit.quarantine`. Rows that agree in key and reasons are told apart by their number among their like."""
    seen: dict[tuple[str, ...], int] = {}
    for row_number in sorted(reasons):
        row = frame.row(row_number, named=True)
        key = "/".join("" if row[column] is None else str(row[column]) for column in table(name).key)
        named = ("validate", name, key, *reasons[row_number])
        seen[named] = repeat = seen.get(named, 0) + 1
        yield {
            "quarantine_id": content_id("r", *named, *([repeat] if repeat > 1 else [])),
            "run_id": run_id,
            "stage": "validate",
            "table_name": name,
            "key": key,
            "reasons": reasons[row_number],
            "payload": payload_of(row),
            "first_seen": first_seen,
            "status": "open",
        }


def payload_of(row: dict) -> str:
    """A row as JSON: times in ISO 8601, numbers that JSON cannot write as text."""
    return json.dumps({column: _plain(value) for column, value in row.items()}, ensure_ascii=False)


def _plain(value: object) -> object:
    if isinstance(value, date | datetime):
        return value.isoformat()
    return str(value) if isinstance(value, float) and not math.isfinite(value) else value
