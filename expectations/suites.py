"""Suites of Great Expectations, one a table, made from the rules; and the frames that they judge."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import polars as pl

from expectations.conditions import Frames
from expectations.engine import get_expectation_impl, gx
from expectations.rules import Rule, rules_of, settings
from transforms.contracts import polars_schema, table

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = "columns"
ROW_COUNT = "row_count"


@dataclass(frozen=True, slots=True)
class Judgement:
    """One expectation before Great Expectations makes it: what `audit.validations` calls it, and how bad a failure is."""

    name: str
    type: str
    column_name: str
    severity: str
    meaning: str
    arguments: dict[str, Any] = field(default_factory=dict)
    mostly: float = 1.0


def suite_name(name: str) -> str:
    return f"dateline_{name}"


def judgements_of(name: str) -> tuple[Judgement, ...]:
    """Every expectation of a table: its columns in order, its volume, its rules."""
    helpers = [rule.name for rule in rules_of(name) if rule.is_helped]
    columns = Judgement(
        COLUMNS,
        "expect_table_columns_to_match_ordered_list",
        "",
        "critical",
        table(name).grain,
        {"column_list": [*polars_schema(name), *helpers]},
    )
    return (columns, *_volume(name), *(_judgement(rule) for rule in rules_of(name)))


def _volume(name: str) -> tuple[Judgement, ...]:
    declared = settings()["volume"].get(name)
    if declared is None:
        return ()
    bounds = {f"{side}_value": {"$PARAMETER": f"{ROW_COUNT}_{side}"} for side in ("min", "max")}
    meaning = f"{declared['minimum']:g} to {declared['maximum']:g} rows for each article to code"
    return (Judgement(ROW_COUNT, "expect_table_row_count_to_be_between", "", declared["severity"], meaning, bounds),)


def _judgement(rule: Rule) -> Judgement:
    arguments = rule.arguments | ({"mostly": rule.mostly} if rule.mostly < 1 else {})
    return Judgement(rule.name, rule.judgement, rule.column_name, rule.severity, rule.meaning, arguments, rule.mostly)


def volume_parameters(name: str, frames: Frames) -> dict[str, int]:
    """The bounds of a table's row count in this batch, from its number of articles to code (at least one)."""
    declared = settings()["volume"].get(name)
    articles = frames.get("articles")
    if declared is None:
        return {}
    coded = articles["duplicate_of"].null_count() if articles is not None and "duplicate_of" in articles.columns else 0
    return {
        f"{ROW_COUNT}_min": int(declared["minimum"] * max(1, coded)),
        f"{ROW_COUNT}_max": int(declared["maximum"] * max(1, coded)),
    }


def build_suite(name: str) -> gx.ExpectationSuite:
    """The suite `dateline_<table>`. Each expectation carries its rule, severity and meaning in `meta`."""
    expectations = [get_expectation_impl(one.type)(**one.arguments, **_told(one)) for one in judgements_of(name)]
    return gx.ExpectationSuite(name=suite_name(name), expectations=expectations)


def _told(judgement: Judgement) -> dict[str, Any]:
    """What an expectation says of itself. On a helper column its own words ("belong to the set: True") would tell nothing."""
    is_helped = judgement.column_name == judgement.name
    return {
        "severity": judgement.severity,
        "notes": f"{judgement.name} ({judgement.severity}): {judgement.meaning}",
        "description": f"{judgement.name}: {judgement.meaning}" if is_helped else None,
        "meta": {"rule": judgement.name, "severity": judgement.severity, "meaning": judgement.meaning},
    }


def lend_to_pandas(name: str, frame: pl.DataFrame | None, held: pl.DataFrame) -> pd.DataFrame:
    """The table as pandas with a helper column for each rule that Great Expectations cannot judge by itself."""
    helpers = held.select(rule.name for rule in rules_of(name) if rule.is_helped)
    return (helpers.clear() if frame is None else frame.hstack(helpers)).to_pandas()
