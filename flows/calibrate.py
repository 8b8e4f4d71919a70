"""Fitting of the confidence model: on annotated articles, how often is an event with these features right?

The weights become a seed (feature, weight), one for models with event heads and one for those without. Folds of articles tell how
far the figure can be trusted; where the model has event heads, each fold is to be coded by a model that was trained without it.
"""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import polars as pl
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from flows.evaluate import GIVEN, GoldError
from transforms.events.coder import code_article
from transforms.events.confidence import confidence_of
from transforms.extract import Extractor, event_mention_id, extract_batch
from transforms.language.article import parse_articles
from transforms.reading import FieldMapping, ReadLimits, article_frame, read_document
from transforms.scoring import right_mentions, tables_of

FOLDS = 5
RARE = 3  # features of fewer events get no weight
STRENGTH = 4.0  # of the pull of weights towards 0; the best of 1 to 16 by log loss over the folds
BINS = 10
LEAST_EXAMPLES = 200


@dataclass(frozen=True, slots=True)
class Part:
    """A fold's annotated articles and the coder for them."""

    fold: int
    gold: list[dict]
    extractor: Extractor


@dataclass(frozen=True, slots=True)
class Example:
    """An event that the coder found in an annotated article: its features, and whether it is annotated there."""

    fold: int
    features: list[str]
    is_right: bool


@dataclass(frozen=True, slots=True)
class Calibration:
    """Weights fitted on all examples, and reliability over the folds: (mean confidence, share right, events) by bin.

    `heads`: whether the models have event heads.
    """

    weights: dict[str, float]
    reliability: list[tuple[float, float, int]]
    expected_error: float
    examples: int
    heads: bool


def calibrate(parts: Iterable[Part]) -> Calibration:
    """Code annotated articles and fit the confidence model to what is right."""
    examples = [example for part in parts for example in collect_examples(part)]
    if len(examples) < LEAST_EXAMPLES:
        raise GoldError(f"gold: expected at least {LEAST_EXAMPLES} events found in it, to fit weights, got {len(examples)}")
    predicted, right = _cross_validate(examples)
    bin_of = np.minimum(predicted * BINS, BINS - 1).astype(int)
    bins = [bin_of == low for low in range(BINS)]
    reliability = [
        (float(predicted[inside].mean()), float(right[inside].mean()), int(inside.sum())) for inside in bins if inside.any()
    ]
    error = sum(abs(mean - share) * count for mean, share, count in reliability) / len(examples)
    return Calibration(_fit(examples), reliability, error, len(examples), any("support=none" in one.features for one in examples))


def collect_examples(part: Part) -> list[Example]:
    """One example per event found."""
    articles = as_articles(part.gold)
    frames = extract_batch(articles, part.extractor)
    right = right_mentions(part.gold, tables_of(frames))
    features: dict[str, list[str]] = {}
    for parsed in parse_articles(part.extractor.nlp, articles.to_dicts()):
        coded = code_article(parsed, part.extractor.coder)
        features |= {event_mention_id(event, parsed.article_id): event.features for event in coded.events}
    return [Example(part.fold, features[mention], right[mention]) for mention in frames["event_mentions"]["event_mention_id"]]


def as_articles(gold: list[dict]) -> pl.DataFrame:
    """The gold texts as rows of `articles`, read as any other input is."""
    lines = "\n".join(json.dumps({name: article.get(name) for name in GIVEN}) for article in gold)
    result = read_document("gold.jsonl", lines.encode(), FieldMapping.default(), ReadLimits())
    frame, _ = article_frame(result.articles, "calibration", datetime.now(UTC))
    return frame


def _cross_validate(examples: list[Example]) -> tuple[np.ndarray, np.ndarray]:
    """Confidence of each example by weights that did not see its article, and whether it is right."""
    predicted, right = [], []
    for fold in range(FOLDS):
        weights = _fit([one for one in examples if one.fold != fold])
        held_out = [one for one in examples if one.fold == fold]
        predicted += [confidence_of(one.features, weights) for one in held_out]
        right += [one.is_right for one in held_out]
    return np.array(predicted), np.array(right, dtype=float)


def _fit(examples: list[Example]) -> dict[str, float]:
    """Weights of a logistic regression with a quadratic penalty; the bias is free."""
    counts = Counter(feature for one in examples for feature in set(one.features))
    index = {feature: number for number, feature in enumerate(sorted(name for name, count in counts.items() if count >= RARE))}
    cells = [
        (row, index[feature]) for row, one in enumerate(examples) for feature in sorted(set(one.features)) if feature in index
    ]
    rows, columns = zip(*cells, strict=True)
    design = csr_matrix((np.ones(len(cells)), (rows, columns)), shape=(len(examples), len(index)))
    right = np.array([one.is_right for one in examples], dtype=float)
    penalty = np.full(len(index), STRENGTH)
    penalty[index["bias"]] = 0.0

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        scores = design @ weights
        value = np.sum(np.logaddexp(0, scores) - right * scores) + 0.5 * np.sum(penalty * weights**2)
        return value, design.T @ (1 / (1 + np.exp(-scores)) - right) + penalty * weights

    fitted = minimize(loss, np.zeros(len(index)), jac=True, method="L-BFGS-B").x
    return {feature: round(float(fitted[number]), 3) for feature, number in index.items()}


def write_weights(weights: dict[str, float], path: Path) -> None:
    """As a seed: feature, weight; weights too small to matter are left out."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["feature", "weight"])
        writer.writerows(
            (feature, weight) for feature, weight in sorted(weights.items()) if abs(weight) >= 0.01 or feature == "bias"
        )
