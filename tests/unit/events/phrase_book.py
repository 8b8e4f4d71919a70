"""The page docs/DATES.md, made of the phrases of `date_phrases.csv` that the tests check: python tests/unit/events/phrase_book.py"""

from __future__ import annotations

import csv
from itertools import groupby
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
PAGE = ROOT / "docs" / "DATES.md"
WRITER = Path(__file__).relative_to(ROOT).as_posix()
HEAD = """# Phrases of time and what they mean

What Dateline makes of phrases of time, by examples that the tests check (`tests/unit/events/date_phrases.csv`, from which
`{writer}` writes this page). The rules: a phrase is resolved against the day of publication; without one only dates
that stand for themselves count. `week` runs from Monday to Sunday. A precision of `week`, `month` or `year` means that the event
took place somewhere in these days; a range has a precision for its first and last day. `unknown`: a phrase of time whose days
cannot be told. Where a text has two phrases, the last one is shown.
"""


def read_phrases() -> list[dict[str, str]]:
    """Rows: section, text, published, phrase, start, end, precision; no phrase where the text has none."""
    with (HERE / "date_phrases.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def render_page() -> str:
    sections = [_render_section(title, list(rows)) for title, rows in groupby(read_phrases(), lambda row: row["section"])]
    return "\n".join([HEAD.format(writer=WRITER), *sections])


def _render_section(title: str, rows: list[dict[str, str]]) -> str:
    """A table; columns that hold the same in all rows stand above it."""
    days = sorted({row["published"] for row in rows})
    told = ", ".join(f"published on {day}" if day else "without a day of publication" for day in days)
    head = f"## {title}\n\n{told[0].upper()}{told[1:]}.\n"
    if not any(row["phrase"] for row in rows):
        return head + "\n" + "".join(f"- {row['text']}\n" for row in rows)
    lines = ["| text | phrase | start | end | precision |", "|---|---|---|---|---|"]
    names = ("text", "phrase", "start", "end", "precision")
    lines += ["| " + " | ".join(row[name] for name in names) + " |" for row in rows]
    return head + "\n" + "\n".join(lines) + "\n"


if __name__ == "__main__":
    PAGE.write_text(render_page(), "utf-8")
