"""Cross-validation: annotated articles dealt to folds, and each fold with a coder whose model was trained without it.

The models of the folds lie in one folder, `fold-0`, `fold-1` ...; article i, by file name, is of fold i modulo `FOLDS`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from flows.calibrate import FOLDS, Part, as_articles, code_parts, fit_without, join_tables
from flows.coding import CoderPlan
from flows.evaluate import GoldError
from flows.workers import load_extractor
from transforms.extract import extract_batch
from transforms.scoring import Score, score_warehouse, tables_of


def fold_dir(folder: Path, fold: int) -> Path:
    """Where the model trained without a fold lies."""
    return folder / f"fold-{fold}"


def split(gold: Sequence[dict], fold: int) -> tuple[list[dict], list[dict]]:
    """The articles of the other folds, and those of this one."""
    inside = [article for number, article in enumerate(gold) if number % FOLDS == fold]
    return [article for number, article in enumerate(gold) if number % FOLDS != fold], inside


def iter_parts(gold: Sequence[dict], plan: CoderPlan, folder: Path | None) -> Iterator[Part]:
    """Each fold's articles with the coder for them: with the fold's model in `folder`; without one, with the plan's own model.

    Folds whose model is missing are left out. Raises GoldError where all are.
    """
    folds = [fold for fold in range(FOLDS) if folder is None or fold_dir(folder, fold).is_dir()]
    if not folds:
        raise GoldError(f"folds: expected models of folds (fold-0 ...), found none in {folder}")
    extractor = load_extractor(plan) if folder is None else None
    for fold in folds:
        own = extractor or load_extractor(replace(plan, model_source=str(fold_dir(folder or Path(), fold))))
        yield Part(fold, split(gold, fold)[1], own)


def cross_validate(gold: Sequence[dict], plan: CoderPlan, folder: Path) -> Score:
    """The score over all folds, each article coded by a model, and with a confidence, that have not seen it.

    The articles are coded twice: for the confidence of the other folds, and with it.
    """
    examples = code_parts(iter_parts(gold, replace(plan, minimum_confidence=0.0), folder)).examples
    told: list[dict] = []
    tables = []
    for part in iter_parts(gold, plan, folder):
        extractor = replace(part.extractor, weights=fit_without(examples, part.fold))
        tables.append(tables_of(extract_batch(as_articles(part.gold), extractor)))
        told += part.gold
    return score_warehouse(told, join_tables(tables))
