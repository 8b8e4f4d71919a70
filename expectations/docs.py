"""Data Docs that open from a folder without a network, and the index over the batches they tell of.

Below the folder: `index.html` (every batch), `batches/<run>.<batch>.html` (its expectations and what went to quarantine),
`expectations/` and `validations/` (pages of Great Expectations), `report.css`. Pages of the tables of a batch are written for
the folder's first batch; later batches write those of tables in which something failed, so that a folder stays small.
"""

from __future__ import annotations

import html
import json
import re
import shutil
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from seeds import seed_path

if TYPE_CHECKING:
    from great_expectations.data_context import EphemeralDataContext
    from great_expectations.data_context.types.resource_identifiers import ValidationResultIdentifier

SITE = "dateline"
STYLE = "report.css"

_HEAD = re.compile(r"<head>.*?</head>", re.S)
_UNWANTED = re.compile(
    r"<(script|footer|style)\b.*?</\1\s*>|<link\b[^>]*>|<img\b[^>]*>|<!--.*?-->|"
    r'<i class="fas fa-comment[^>]*></i>',
    re.S,
)
_FILTER = re.compile(
    r'<div class="card mb-3">\s*<div class="card-header p-2">\s*<strong>Actions</strong>.*?'
    r'(?=<div class="card d-md-block)',
    re.S,
)
_TOGGLE = re.compile(r'<a data-toggle="collapse"[^>]*>(.*?)</a>', re.S)
_OUTWARD = re.compile(r"""<a\b[^>]*href\s*=\s*["']?(?:https?:)?//[^>]*>(.*?)</a>""", re.S | re.I)
_HOME = re.compile(r'(<a href="[^"]*index\.html">)\s*(</a>)')
_PARAMETER = re.compile(r"\{(?:'|&#39;)\$PARAMETER(?:'|&#39;): (?:'|&#39;)(\w+)(?:'|&#39;)\}")
_SPACE = re.compile(r"\s*\n\s*")


def page_name(run_id: str, batch_id: str) -> str:
    """A name for a batch's pages that every file system takes."""
    return re.sub(r"[^\w.-]+", "-", f"{run_id}.{batch_id}")


def write_batch(
    context: EphemeralDataContext,
    pages: Iterable[ValidationResultIdentifier],
    docs_dir: Path,
    validations: pl.DataFrame,
    quarantine: pl.DataFrame | None,
) -> Path:
    """Write a batch's pages and the index anew; returns the index. `validations` are the rows of one batch."""
    docs_dir.mkdir(parents=True, exist_ok=True)
    _write(docs_dir / STYLE, seed_path(f"quality/{STYLE}").read_text(encoding="utf-8"))
    written = _write_site(context, list(pages), docs_dir, set(validations.filter(~pl.col("success"))["table_name"]))
    summary = _summary(validations, quarantine)
    name = page_name(summary["run_id"], summary["batch_id"])
    (docs_dir / "batches").mkdir(exist_ok=True)
    _write(docs_dir / "batches" / f"{name}.html", _batch_page(summary, validations, written))
    _write(docs_dir / "batches" / f"{name}.json", json.dumps(summary))
    _write(docs_dir / "index.html", _index_page(docs_dir))
    return docs_dir / "index.html"


def _write(path: Path, text: str) -> None:
    """Whole or not at all, so that a reader never sees half a page."""
    partial = path.with_name(f".{path.name}.part")
    partial.write_text(text, encoding="utf-8")
    partial.replace(path)


def _write_site(
    context: EphemeralDataContext, pages: list[ValidationResultIdentifier], docs_dir: Path, failed: set[str]
) -> dict[str, str]:
    """Let Great Expectations write its pages, then make them fit to open offline. Returns table → path of its page."""
    is_first = not (docs_dir / "expectations").exists()
    by_table = {identifier.expectation_suite_identifier.name.removeprefix("dateline_"): identifier for identifier in pages}
    chosen = {name: identifier for name, identifier in by_table.items() if is_first or name in failed}
    suites = [identifier.expectation_suite_identifier for identifier in pages] if is_first else []
    if chosen:
        wanted: list[Any] = [*chosen.values(), *suites]
        context.build_data_docs(site_names=[SITE], resource_identifiers=wanted, build_index=False)
        shutil.rmtree(docs_dir / "static", ignore_errors=True)
    paths = {name: Path("validations", *identifier.to_tuple()).as_posix() + ".html" for name, identifier in chosen.items()}
    made = [*paths.values(), *(f"expectations/{suite.name}.html" for suite in suites)]
    for path in made:
        _make_offline(docs_dir / path, "../" * path.count("/"))
    return paths


def _make_offline(path: Path, upwards: str) -> None:
    """Leave no script, image or address of another machine in a page, and give it our stylesheet."""
    text = path.read_text(encoding="utf-8")
    title = f"Dateline quality: {path.stem if path.parent.name == 'expectations' else path.parents[2].name}"
    text = _FILTER.sub("", _UNWANTED.sub("", text))
    text = _HEAD.sub(lambda _: _head(title, upwards), text, count=1)
    text = _OUTWARD.sub(r"\1", _TOGGLE.sub(r"\1", text))
    text = _PARAMETER.sub(r"\1", _HOME.sub(r"\1Dateline quality\2", text))
    _write(path, _SPACE.sub("\n", text))


def _head(title: str, upwards: str) -> str:
    return (
        f'<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<title>{html.escape(title)}</title><link rel="stylesheet" href="{upwards}{STYLE}"></head>'
    )


def _summary(validations: pl.DataFrame, quarantine: pl.DataFrame | None) -> dict:
    """What the index says of a batch."""
    first = validations.row(0, named=True)
    failed = validations.filter(~pl.col("success"))
    rejected = (
        quarantine if quarantine is not None else pl.DataFrame(schema={"table_name": pl.String, "reasons": pl.List(pl.String)})
    )
    reasons = Counter((row["table_name"], reason) for row in rejected.iter_rows(named=True) for reason in row["reasons"])
    return {
        "run_id": first["run_id"],
        "batch_id": first["batch_id"],
        "expectations": validations.height,
        "failed": failed.height,
        "severities": {row["severity"]: row["count"] for row in failed["severity"].value_counts().iter_rows(named=True)},
        "tables": {
            row["table_name"]: [row["met"], row["all"]]
            for row in validations.group_by("table_name", maintain_order=True)
            .agg(pl.col("success").sum().alias("met"), pl.len().alias("all"))
            .iter_rows(named=True)
        },
        "rejected": rejected.height,
        "rejected_of": dict(Counter(rejected["table_name"])),
        "reasons": [[*key, count] for key, count in reasons.most_common()],
    }


def _page(title: str, upwards: str, body: Iterable[str]) -> str:
    content = "\n".join(body)
    return f'<!DOCTYPE html>\n<html lang="en">{_head(title, upwards)}<body><main>\n{content}\n</main></body></html>\n'


def _table(header: Iterable[str], rows: Iterable[Iterable[str]], numbers: frozenset[int] = frozenset()) -> str:
    """Cells are HTML already; columns of `numbers` stand to the right."""

    def cells(values: Iterable[str], tag: str) -> str:
        return "".join(f"<{tag}{' class=number' if at in numbers else ''}>{value}</{tag}>" for at, value in enumerate(values))

    lines = "\n".join(f"<tr>{cells(row, 'td')}</tr>" for row in rows)
    return f"<table><thead><tr>{cells(header, 'th')}</tr></thead><tbody>\n{lines}\n</tbody></table>"


def _verdict(summary: dict) -> str:
    found = summary["severities"]
    if found.get("critical"):
        return f'<span class="bad">✗ {found["critical"]} critical</span>'
    if found.get("warning"):
        return f'<span class="warn">! {found["warning"]} warning</span>'
    return '<span class="good">✓ passed</span>'


def _index_page(docs_dir: Path) -> str:
    paths = sorted((docs_dir / "batches").glob("*.json"), key=lambda path: (path.stat().st_mtime_ns, path.name), reverse=True)
    summaries = [(path.stem, json.loads(path.read_text(encoding="utf-8"))) for path in paths]
    return _page("Dateline quality", "", _index_body(docs_dir, summaries))


def _index_body(docs_dir: Path, summaries: list[tuple[str, dict]]) -> Iterator[str]:
    runs = len({summary["run_id"] for _, summary in summaries})
    passed = sum(not summary["severities"].get("critical") for _, summary in summaries)
    yield "<h1>Dateline quality</h1>"
    yield (
        f'<p class="soft">Batches: {len(summaries)}; runs: {runs}; the latest first. '
        f"Without a broken critical expectation: {passed}. "
        f"Rows in quarantine: {sum(summary['rejected'] for _, summary in summaries)}.</p>"
    )
    yield "<h2>Batches</h2>"
    yield _table(
        ["Run", "Batch", "Result", "Expectations", "Failed", "Quarantined"],
        (_batch_cells(name, summary) for name, summary in summaries),
        frozenset({3, 4, 5}),
    )
    yield "<h2>Tables</h2>"
    yield _tables_table(docs_dir, [summary for _, summary in summaries])
    reasons: Counter[tuple[str, str]] = Counter()
    for _, summary in summaries:
        reasons.update({(of, reason): count for of, reason, count in summary["reasons"]})
    yield from _reasons_part([[*key, count] for key, count in reasons.most_common()])


def _batch_cells(name: str, summary: dict) -> list[str]:
    link = f'<a href="batches/{html.escape(name)}.html"><code>{html.escape(summary["batch_id"])}</code></a>'
    counts = [str(summary[count]) for count in ("expectations", "failed", "rejected")]
    return [html.escape(summary["run_id"]), link, _verdict(summary), *counts]


def _tables_table(docs_dir: Path, summaries: list[dict]) -> str:
    """Per table, over all batches: expectations met, batches in which one failed, rows in quarantine, the suite's page."""
    met: Counter[str] = Counter()
    judged: Counter[str] = Counter()
    batches: Counter[str] = Counter()
    rejected: Counter[str] = Counter()
    for summary in summaries:
        for name, (good, all_of_them) in summary["tables"].items():
            met[name] += good
            judged[name] += all_of_them
            batches[name] += good < all_of_them
        rejected.update(summary["rejected_of"])
    suites = {path.stem.removeprefix("dateline_") for path in (docs_dir / "expectations").glob("*.html")}

    def cells(name: str) -> list[str]:
        link = f'<a href="expectations/dateline_{name}.html">{name}</a>' if name in suites else html.escape(name)
        return [link, f"{met[name]} of {judged[name]}", str(batches[name]), str(rejected[name])]

    return _table(
        ["Table", "Expectations met", "Batches with a failure", "Quarantined"], map(cells, judged), frozenset({1, 2, 3})
    )


def _reasons_part(reasons: list[list]) -> Iterator[str]:
    if reasons:
        yield "<h2>Quarantine</h2>"
        yield _table(
            ["Table", "Reason", "Rows"],
            ([html.escape(of), f"<code>{html.escape(reason)}</code>", str(count)] for of, reason, count in reasons),
            frozenset({2}),
        )


def _batch_page(summary: dict, validations: pl.DataFrame, pages: dict[str, str]) -> str:
    title = f"Batch {summary['batch_id']}"
    body = [
        f'<p><a href="../index.html">Dateline quality</a></p><h1>{html.escape(title)}</h1>',
        f'<p class="soft">Run {html.escape(summary["run_id"])}. {_verdict(summary)}; {summary["expectations"]} expectations, '
        f"{summary['failed']} failed; {summary['rejected']} rows in quarantine.</p>",
        "<h2>Tables</h2>",
        _table(
            ["Table", "Expectations met", "Pages"],
            ([html.escape(of), f"{met} of {judged}", _page_links(of, pages)] for of, (met, judged) in summary["tables"].items()),
            frozenset({1}),
        ),
        *_reasons_part(summary["reasons"]),
    ]
    for heading, part in (("Failed", ~pl.col("success")), ("All expectations", pl.lit(True))):
        chosen = validations.filter(part)
        if not chosen.is_empty():
            body += [f"<h2>{heading}</h2>", _expectations_table(chosen)]
    return _page(title, "../", body)


def _page_links(name: str, pages: dict[str, str]) -> str:
    links = [f'<a href="../expectations/dateline_{html.escape(name)}.html">suite</a>']
    links += [f'<a href="../{html.escape(pages[name])}">result</a>'] if name in pages else []
    return " · ".join(links)


def _expectations_table(validations: pl.DataFrame) -> str:
    def cells(row: dict) -> list[str]:
        level = {"critical": "bad", "warning": "warn"}.get(row["severity"], "soft")
        mark = '<span class="good">✓</span>' if row["success"] else f'<span class="{level}">✗</span>'
        percent = "" if row["unexpected_percent"] is None else f"{row['unexpected_percent']:.2f} %"
        return [
            mark,
            html.escape(row["table_name"]),
            html.escape(row["column_name"]),
            f"<code>{html.escape(row['expectation'].removeprefix('expect_'))}</code>",
            row["severity"],
            "" if row["unexpected_count"] is None else str(row["unexpected_count"]),
            percent,
        ]

    return _table(
        ["", "Table", "Column or rule", "Expectation", "Severity", "Rows", "Share"],
        (cells(row) for row in validations.iter_rows(named=True)),
        frozenset({5, 6}),
    )
