"""Coreference on a made-up treebank: what is measured, and the fit of weights to choices."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from flows.cli import app
from flows.coreference import RARE, Choice, fit_choices, write_pronoun_weights


def choice(right: str) -> Choice:
    """Nobody, a near and a far candidate, of which one is right."""
    return Choice([["nobody"], ["near"], ["far", "seldom"]], [right == name for name in ("nobody", "near", "far")])


def test_fitted_weights_order_candidates_as_they_were_right():
    choices = [choice("near")] * 30 + [choice("nobody")] * 12 + [choice("far")] * 3
    weights = fit_choices(choices)
    assert weights["near"] > weights["nobody"] > weights["far"]


def test_features_of_few_candidates_get_no_weight():
    choices = [choice("near")] * (RARE - 1)
    assert fit_choices([*choices, Choice([["nobody"], ["near"]], [False, True])]).keys() == {"nobody", "near"}


def test_several_right_candidates_share_what_is_right():
    both = Choice([["nobody"], ["one"], ["two"]], [False, True, True])
    weights = fit_choices([both] * 40)
    assert weights["one"] == pytest.approx(weights["two"]) and weights["one"] > weights["nobody"]


def test_written_weights_leave_out_what_hardly_matters(tmp_path):
    write_pronoun_weights({"near": 1.234, "far": 0.01}, tmp_path / "weights.csv")
    assert (tmp_path / "weights.csv").read_text("utf-8") == "feature,weight\nnear,1.23\n"


def test_pronouns_and_folds_together_are_refused(tmp_path):
    result = CliRunner().invoke(app, ["calibrate", str(tmp_path), "--pronouns", "--folds", str(tmp_path)])
    assert result.exit_code == 2
    assert "--pronouns and --folds" in result.output


def test_a_folder_without_the_corpus_is_told(tmp_path, capsys):
    result = CliRunner().invoke(app, ["calibrate", str(tmp_path), "--pronouns"])
    assert result.exit_code != 0
    assert "en_gum-news-train.conllu.gz not found" in result.output + capsys.readouterr().err
