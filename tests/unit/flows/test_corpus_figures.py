"""Figures of corpora as a table and as JSON."""

from __future__ import annotations

import json

from flows.corpus_figures import COLUMNS, list_figures, show_figures

FIGURES = {"PLV": {"root": [0.5, 4], "macro F1": 0.25, "AID": {"p": 0.1, "r": 0.2, "f1": 0.3, "tp": 1, "fp": 2, "fn": 3}}}


def test_list_figures_has_a_row_for_each_figure():
    rows = list_figures(FIGURES)
    assert rows == [
        ["PLV", "root", None, None, None, 0.5, 4],
        ["", "macro F1", None, None, 0.25, None, None],
        ["", "AID", 0.1, 0.2, 0.3, None, 4],
    ]
    assert {len(row) for row in rows} == {len(COLUMNS)}


def test_show_figures_as_json_and_as_a_table(capsys):
    show_figures(FIGURES, as_json=True)
    assert json.loads(capsys.readouterr().out) == FIGURES
    show_figures(FIGURES, as_json=False)
    assert "0.25" in capsys.readouterr().out
