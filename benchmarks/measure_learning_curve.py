"""What more annotated articles bring: the event heads trained on shares of them, each coded and scored on the fold left out.

    python benchmarks/measure_learning_curve.py DATA GOLD_TRAIN ENCODER LANGUAGE_CHECKPOINT WORK [share ...]

Needs the `train` extra. A share of the articles is read for the same share of the words, so that each is read as often.
Articles are thinned evenly in the order of their ids, the gold ones and our own alike.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from flows.annotations import read_annotations
from flows.calibrate import as_articles
from flows.coding import CoderPlan
from flows.evaluate import read_gold
from flows.folds import split
from flows.settings import load_settings
from flows.training.events import train_events
from flows.training.language import export_pipeline
from flows.training.plan import EVENT_PLAN
from flows.workers import load_extractor
from seeds import seed_path
from transforms.extract import extract_batch
from transforms.scoring import score_warehouse, tables_of

FOLD = 2
FIGURES = ("events", "actor", "recipient", "attribution")


def thin(articles: Sequence[dict], share: float) -> list[dict]:
    """Evenly so many of the articles."""
    ordered = sorted(articles, key=lambda article: article["id"])
    return [article for place, article in enumerate(ordered) if int((place + 1) * share) > int(place * share)]


def measure(share: float, data: Path, gold: Sequence[dict], encoder: Path, language: Path, work: Path) -> None:
    """Train on the share, write the model to `work`, print a line."""
    seen, unseen = split(gold, FOLD)
    seen, own = thin(seen, share), thin(read_annotations(seed_path("annotations"), data), share)
    plan = replace(EVENT_PLAN, words=int(EVENT_PLAN.words * share))
    checkpoint, model = work / f"{share:.0%}.pt", work / f"{share:.0%}"
    if not model.is_dir():
        train_events(data, encoder, seen, own, language, checkpoint, seed=1, plan=plan)
        export_pipeline(encoder, checkpoint).to_disk(model)
    extractor = load_extractor(replace(CoderPlan.of(load_settings()), model_source=str(model)))
    scores: dict[str, Any] = score_warehouse(unseen, tables_of(extract_batch(as_articles(unseen), extractor))).figures()
    events = sum(event["required"] for article in (*seen, *own) for event in article["events"])
    found = "  ".join(f"{figure} {scores[figure]['f1']:.3f}" for figure in FIGURES)
    modes = "  ".join(f"{name} {right:.3f}" for name in ("mode", "modality") for right, _ in [scores[f"{name} accuracy"]])
    print(f"{share:4.0%}  {len(seen) + len(own):5} articles  {events:5} required events  {found}  {modes}", flush=True)


def main(data: Path, gold: Path, encoder: Path, language: Path, work: Path, shares: Sequence[float]) -> None:
    for share in shares:
        measure(share, data, read_gold(gold), encoder, language, work)


if __name__ == "__main__":
    paths = [Path(one) for one in sys.argv[1:6]]
    main(paths[0], paths[1], paths[2], paths[3], paths[4], [float(one) for one in sys.argv[6:] or ("0.25", "0.5", "1")])
