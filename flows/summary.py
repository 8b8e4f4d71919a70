"""A run's report as Markdown."""

from __future__ import annotations

from collections.abc import Mapping

from flows.runs import RunReport


def markdown_of(report: RunReport) -> str:
    """The report: counts, rows per table, seconds per stage, quality."""
    parts = [
        f"# {report.run_id}: {report.status.replace('_', ' ')}",
        _table("articles", report.counts),
        _table("rows loaded", report.rows),
        _table("seconds", report.seconds),
        f"Quarantine: {report.quarantined} rows, {report.open_in_quarantine} open with those of earlier runs. "
        f"Expectations that failed: {report.failed_expectations}. "
        f"Peak memory: {report.peak_memory_mib:.0f} MiB.",
        f"Warehouse: `{report.warehouse}`. Quality report: {f'`{report.report}`' if report.report else 'none'}.",
    ]
    return "\n\n".join(parts) + "\n"


def _table(title: str, values: Mapping[str, float]) -> str:
    lines = [f"| {name} | {value:,} |" for name, value in values.items()]
    return "\n".join([f"| {title} | |", "| --- | ---: |", *lines])
