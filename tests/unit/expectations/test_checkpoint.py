"""Great Expectations judges what the rules declare, all of it, and agrees with Polars on every count."""

import socket
from pathlib import Path

import polars as pl
import pytest
from breaking import batch_that_breaks
from clean_batch import RUN, clean_batch, with_value

from expectations import ExpectationsMissingError, all_rules, rules, rules_of
from transforms.contracts import polars_schema, table

BATCH = "b_" + "1" * 20
EVERY_RULE = [rule for of in all_rules().values() for rule in of if rule.name != "types_match"]


@pytest.fixture(scope="module")
def checkpoint():
    """Imported here: it brings Great Expectations, which takes seconds."""
    from expectations import checkpoint  # noqa: PLC0415

    return checkpoint


def failed(validations: pl.DataFrame, severity: str = "critical") -> set[tuple[str, str]]:
    rows = validations.filter(~pl.col("success") & (pl.col("severity") == severity))
    return set(rows.select("table_name", "column_name").iter_rows())


def test_validate_passes_a_clean_batch(checkpoint):
    validations = checkpoint.validate_batch(clean_batch(), RUN, BATCH)
    assert validations.filter(~pl.col("success")).is_empty()
    assert dict(validations.schema) == polars_schema("validations")
    assert not validations.select(pl.struct(table("validations").key).is_duplicated().any()).item()
    assert validations.height >= len(EVERY_RULE) + 2 * len(all_rules())


def test_validate_agrees_with_polars_on_every_rule(checkpoint):
    frames = batch_that_breaks(EVERY_RULE)
    held = rules.evaluate(frames)
    in_polars = {(name, rule.judgement, rule.column_name): int((~held[name][rule.name]).sum() or 0)
                 for name in all_rules() for rule in rules_of(name)}  # fmt: skip
    validations = checkpoint.validate_batch(frames, RUN, BATCH)
    judged = {
        (row["table_name"], row["expectation"], row["column_name"]): row["unexpected_count"] for row in validations.to_dicts()
    }
    assert {rule: judged[rule] for rule in in_polars} == in_polars
    assert sum(count > 0 for count in in_polars.values()) > 0.95 * len(in_polars)


def test_validate_measures_shares_and_volume(checkpoint):
    frames = clean_batch(articles=4)
    empty = frames["event_mentions"].with_columns(date_start=pl.lit(None, pl.Date), date_end=pl.lit(None, pl.Date))
    validations = checkpoint.validate_batch(
        frames | {"event_mentions": empty, "sentences": frames["sentences"].head(3)}, RUN, BATCH
    )
    assert {("event_mentions", "date_start"), ("sentences", "")} <= failed(validations, "warning")
    counted = validations.filter(
        pl.col("expectation") == "expect_table_row_count_to_be_between", pl.col("table_name") == "sentences"
    )
    assert counted["observed_value"].to_list() == ["3"]


def test_validate_takes_tables_without_rows(checkpoint):
    frames = clean_batch()
    told = {name: frame.clear() for name, frame in frames.items() if name not in ("articles", "sentences")}
    validations = checkpoint.validate_batch(frames | told, RUN, BATCH)
    assert failed(validations) == set()
    assert ("articles", "tells_an_event") in failed(validations, "info")


def test_validate_reports_a_batch_of_another_shape(checkpoint):
    frames = clean_batch()
    del frames["quotations"]
    frames["mentions"] = frames["mentions"].drop("label")
    validations = checkpoint.validate_batch(frames | {"events": frames["events"].cast({"intensity": pl.String})}, RUN, BATCH)
    assert {
        ("quotations", ""),
        ("mentions", ""),
        ("mentions", "label"),
        ("mentions", "types_match"),
        ("events", "types_match"),
    } <= failed(validations)


def test_validate_refuses_a_checkpoint_that_judged_less(checkpoint, monkeypatch):
    checkpoint._gate.cache_clear()
    whole = checkpoint.build_suite

    def without_expectations(name: str):
        suite = whole(name)
        suite.expectations = []
        return suite

    monkeypatch.setattr(checkpoint, "build_suite", without_expectations)
    try:
        with pytest.raises(ExpectationsMissingError, match=r"suite dateline_articles: expected .* expectations judged, got 0"):
            checkpoint.validate_batch(clean_batch(), RUN, BATCH)
    finally:
        checkpoint._gate.cache_clear()


def test_validate_reports_failures_and_calls_nobody(checkpoint, monkeypatch, tmp_path: Path):
    def refuse(*arguments: object, **more: object):
        raise AssertionError(f"expected no connection, got one to {arguments[1:]}")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    frames = with_value(with_value(clean_batch(), "casualties", "low", 9), "participants", "cue", "said")
    validations = checkpoint.validate_batch(frames, RUN, BATCH, tmp_path)
    assert failed(validations) == {("casualties", "low, best"), ("casualties", "low, high")}
    assert failed(validations, "warning") == {("participants", "cue_of_source_only")}
    page = next((tmp_path / "validations" / "dateline_casualties").rglob("*.html")).read_text(encoding="utf-8")
    assert frames["casualties"]["casualty_id"][0] in page
    assert frames["casualties"]["casualty_id"][1] not in page
