"""Figures of corpora, shown: one table, or JSON."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping

from flows import console
from transforms.scoring.figures import Figure

COLUMNS = ("corpus", "figure", "P", "R", "F1", "share", "cases")


def show_figures(figures: Mapping[str, Mapping[str, Figure]], *, as_json: bool) -> None:
    """Print the figures of each corpus, by its title."""
    if as_json:
        sys.stdout.write(json.dumps(figures, indent=1) + "\n")
    else:
        console.print_table("", COLUMNS, list_figures(figures), numbers=COLUMNS[2:])


def list_figures(figures: Mapping[str, Mapping[str, Figure]]) -> list[list[object]]:
    """Rows of COLUMNS; the corpus is named once."""
    return [
        ["" if number else title, figure, *_cells(value)]
        for title, values in figures.items()
        for number, (figure, value) in enumerate(values.items())
    ]


def _cells(figure: Figure) -> list[object]:
    """P, R, F1, share and cases (of P and R: how many there are to find)."""
    if isinstance(figure, dict):
        return [figure["p"], figure["r"], figure["f1"], None, figure["tp"] + figure["fn"]]
    if isinstance(figure, list):
        return [None, None, None, *figure]
    return [None, None, figure, None, None]
