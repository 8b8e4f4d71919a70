"""Fitting of the confidence model on made-up examples."""

from __future__ import annotations

import csv

from flows.calibrate import Example, _cross_validate, _fit, write_weights


def examples() -> list[Example]:
    """A sure word and an unsure one: 18 of 20 right, and 5 of 20."""
    return [
        Example(number % 4, ["bias", f"word={word}"], number < right)
        for word, right in (("arrest", 18), ("talk", 5))
        for number in range(20)
    ]


def test_fit_tells_sure_words_from_unsure_ones():
    weights = _fit(examples())
    assert weights["word=arrest"] > 0 > weights["word=talk"]


def test_fit_gives_rare_features_no_weight():
    assert "word=once" not in _fit([*examples(), Example(0, ["bias", "word=once"], True)])


def test_cross_validation_predicts_every_example_once():
    predicted = _cross_validate(examples())
    assert len(predicted) == 40
    assert predicted.min() > 0
    assert predicted[:20].mean() > 0.7
    assert predicted[20:].mean() < 0.5


def test_written_weights_keep_the_bias_and_leave_out_what_does_not_matter(tmp_path):
    write_weights({"bias": 0.0, "a": 0.5, "b": 0.001}, tmp_path / "weights.csv")
    with (tmp_path / "weights.csv").open(encoding="utf-8", newline="") as file:
        assert list(csv.DictReader(file)) == [{"feature": "a", "weight": "0.5"}, {"feature": "bias", "weight": "0.0"}]
