"""Fitting of the confidence model: on annotated articles, how often is an event with these features right?

The weights become a seed (feature, weight), one for models with event heads and one for those without. Folds of articles tell how
far the figure can be trusted; where the model has event heads, each fold is to be coded by a model that was trained without it.
"""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

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
from transforms.scoring import Tables, right_mentions, score_warehouse, tables_of

FOLDS = 5
RARE = 3  # features of fewer events get no weight
STRENGTH = 4.0  # of the pull of weights towards 0; the best of 1 to 16 by log loss over the folds
BINS = 10
THRESHOLDS = (0.0, 0.3, 0.4, 0.5, 0.55, 0.6, 0.7, 0.8)
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
    mention: str = ""


@dataclass(frozen=True, slots=True)
class Coded:
    """Annotated articles and all that was coded in them; an example for each event found.

    `predicted`: the confidence of each example, by weights fitted on the other folds.
    """

    gold: list[dict]
    examples: list[Example]
    tables: Tables
    predicted: np.ndarray

    def keep(self, chosen: np.ndarray) -> Tables:
        """The tables with the chosen events alone."""
        mentions = {one.mention for one, is_kept in zip(self.examples, chosen, strict=True) if is_kept}
        return replace(
            self.tables, event_mentions=[row for row in self.tables.event_mentions if row["event_mention_id"] in mentions]
        )


@dataclass(frozen=True, slots=True)
class Calibration:
    """Weights fitted on all examples, and reliability over the folds: (mean confidence, share right, events) by bin.

    `heads`: whether the models have event heads. `kept`: (what is kept, precision, recall, F1 of typed events), with the
    confidence of each article's events fitted on the others.
    """

    weights: dict[str, float]
    reliability: list[tuple[float, float, int]]
    expected_error: float
    examples: int
    heads: bool
    kept: list[tuple[str, float, float, float]]


def code_parts(parts: Iterable[Part]) -> Coded:
    """Code annotated articles, whatever the confidence. Raises GoldError where too few events are found in them."""
    gold: list[dict] = []
    examples: list[Example] = []
    tables: list[Tables] = []
    for part in parts:
        found, coded = collect_examples(part)
        examples += found
        gold += part.gold
        tables.append(coded)
    if len(examples) < LEAST_EXAMPLES:
        raise GoldError(f"gold: expected at least {LEAST_EXAMPLES} events found in it, to fit weights, got {len(examples)}")
    return Coded(gold, examples, join_tables(tables), _cross_validate(examples))


def join_tables(tables: Sequence[Tables]) -> Tables:
    """The rows of all, one after the other."""
    return Tables(**{name: [row for one in tables for row in getattr(one, name)] for name in Tables.__dataclass_fields__})


def calibrate(parts: Iterable[Part]) -> Calibration:
    """Code annotated articles and fit the confidence model to what is right."""
    coded = code_parts(parts)
    examples, predicted = coded.examples, coded.predicted
    right = np.array([one.is_right for one in examples], dtype=float)
    bin_of = np.minimum(predicted * BINS, BINS - 1).astype(int)
    bins = [bin_of == low for low in range(BINS)]
    reliability = [
        (float(predicted[inside].mean()), float(right[inside].mean()), int(inside.sum())) for inside in bins if inside.any()
    ]
    error = sum(abs(mean - share) * count for mean, share, count in reliability) / len(examples)
    heads = any("support=none" in one.features for one in examples)
    return Calibration(_fit(examples), reliability, error, len(examples), heads, list(_score_kept(coded, heads=heads)))


def collect_examples(part: Part) -> tuple[list[Example], Tables]:
    """One example per event found, and all that was coded."""
    articles = as_articles(part.gold)
    tables = tables_of(extract_batch(articles, part.extractor))
    right = right_mentions(part.gold, tables)
    features: dict[str, list[str]] = {}
    for parsed in parse_articles(part.extractor.nlp, articles.to_dicts()):
        coded = code_article(parsed, part.extractor.coder)
        features |= {event_mention_id(event, parsed.article_id): event.features for event in coded.events}
    mentions = [row["event_mention_id"] for row in tables.event_mentions]
    return [Example(part.fold, features[mention], right[mention], mention) for mention in mentions], tables


def _score_kept(coded: Coded, *, heads: bool) -> Iterator[tuple[str, float, float, float]]:
    """What the rules alone keep, the heads alone, and both by threshold of confidence."""
    choices = {f"confidence from {least}": coded.predicted >= least for least in THRESHOLDS}
    if heads:
        by_rule = [not {"support=none", "support=left_out"} & set(one.features) for one in coded.examples]
        by_head = [any(name.startswith("head=") and float(name[5:]) >= 0 for name in one.features) for one in coded.examples]
        choices = {"rules alone": np.array(by_rule), "heads alone, from 0.5": np.array(by_head)} | choices
    for name, chosen in choices.items():
        figure: Any = score_warehouse(coded.gold, coded.keep(chosen)).figures()["events"]
        yield name, figure["p"], figure["r"], figure["f1"]


def as_articles(gold: list[dict]) -> pl.DataFrame:
    """The gold texts as rows of `articles`, read as any other input is."""
    lines = "\n".join(json.dumps({name: article.get(name) for name in GIVEN}) for article in gold)
    result = read_document("gold.jsonl", lines.encode(), FieldMapping.default(), ReadLimits())
    frame, _ = article_frame(result.articles, "calibration", datetime.now(UTC))
    return frame


def _cross_validate(examples: list[Example]) -> np.ndarray:
    """Confidence of each example by weights that did not see its fold."""
    predicted = np.zeros(len(examples))
    for fold in {one.fold for one in examples}:
        weights = fit_without(examples, fold)
        for number, one in enumerate(examples):
            if one.fold == fold:
                predicted[number] = confidence_of(one.features, weights)
    return predicted


def fit_without(examples: list[Example], fold: int) -> dict[str, float]:
    """The weights of confidence that the examples of the other folds give."""
    return _fit([one for one in examples if one.fold != fold])


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
