"""The page docs/TOLLS.md, made of the sentences of `toll_sentences.csv` that the tests check: python tests/integration/toll_book.py"""

from __future__ import annotations

import csv
from itertools import groupby
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
PAGE = ROOT / "docs" / "TOLLS.md"
HEAD = """# Figures of victims and what they mean

What Dateline makes of figures of victims, by sentences that the tests check (`tests/integration/toll_sentences.csv`, from which
`tests/integration/toll_book.py` writes this page). A bound that the words leave open is empty: "at least 5" has no highest figure, "up to
20" no lowest. Several figures of a kind in one sentence add up. Nobody is 0; people without a number have no figure.
"""
COLUMNS = ("sentence", "kind", "victims", "low", "best", "high")


def read_sentences() -> list[dict[str, str]]:
    """Rows: section, sentence, kind, victims, low, best, high; one for each figure, with empty values where there is none."""
    with (HERE / "toll_sentences.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def render_page() -> str:
    return "\n".join(
        [HEAD, *(_render(title, list(rows)) for title, rows in groupby(read_sentences(), lambda row: row["section"]))]
    )


def _render(title: str, rows: list[dict[str, str]]) -> str:
    lines = [f"| {' | '.join(COLUMNS)} |", "|" + "---|" * len(COLUMNS)]
    lines += [f"| {' | '.join(row[name] for name in COLUMNS)} |" for row in rows]
    return f"## {title}\n\n" + "\n".join(lines) + "\n"


if __name__ == "__main__":
    PAGE.write_text(render_page(), "utf-8")
