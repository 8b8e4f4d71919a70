"""Confidence from features and weights."""

from __future__ import annotations

import pytest

from seeds import read_rows
from transforms.events.confidence import confidence_of, fitted_weights, weights_file


def test_confidence_is_even_without_weights():
    assert confidence_of(["bias", "type=ASSAULT"], {}) == 0.5


def test_confidence_is_the_logistic_of_the_sum():
    assert confidence_of(["bias", "title"], {"bias": 1.0, "title": 1.0}) == pytest.approx(0.881, abs=0.001)


@pytest.mark.parametrize(("weight", "bound"), [(1e9, 1.0), (-1e9, 0.0)])
def test_confidence_stays_within_its_bounds(weight, bound):
    assert confidence_of(["bias"], {"bias": weight}) == pytest.approx(bound, abs=1e-6)


@pytest.mark.parametrize("heads", [True, False])
def test_weights_of_the_seed_have_a_bias_and_each_feature_once(heads):
    features = [row["feature"] for row in read_rows(f"lexicon/{weights_file(heads)}")]
    assert "bias" in fitted_weights(heads)
    assert len(features) == len(set(features))
