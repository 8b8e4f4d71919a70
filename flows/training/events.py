"""Training of the event heads: on annotated articles, together with the language heads, from a trained encoder on.

`train_events` makes one checkpoint. `train_folds` trains on all folds of the annotated articles but one, for each of them, so
that every article is coded by a model that has not seen it: what `dateline evaluate` and `dateline calibrate` read.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from flows.coding import CoderPlan
from flows.corpora import read_seed
from flows.folds import FOLDS, fold_dir, split
from flows.settings import load_settings
from flows.training.event_texts import make_event_samples, mix_samples, read_event_texts
from flows.training.language import export_pipeline, read_dev_examples, read_training_texts, stream_samples
from flows.training.plan import EVENT_PLAN, EVENT_SHARE, EncoderPlan
from flows.workers import load_coder
from seeds import read_rows
from transforms.language.encoder.labels import NO_EVENT, HeadLabels
from transforms.language.encoder.targets import Sample, TargetIndex, make_samples
from transforms.language.encoder.windows import PieceMaker
from transforms.language.pipeline import build_blank_pipeline

GOLD_TIMES = 2  # how often the articles of `gold` are read for once of our own: fewer, and annotated as those that are scored


def with_events(labels: HeadLabels) -> HeadLabels:
    """The labels with types and modes of the ontology."""
    types = [row["event_type"] for row in read_rows("ontology/plover_events.csv")]
    modes = [f"{row['event_type']}/{row['mode']}" for row in read_rows("ontology/plover_modes.csv") if row["mode"]]
    return replace(labels, events=(NO_EVENT, *types), modes=("", *modes))


def train_events(
    data_dir: Path,
    encoder_dir: Path,
    gold: Sequence[dict],
    own: Sequence[dict],
    language: Path,
    checkpoint: Path,
    seed: int,
    plan: EncoderPlan = EVENT_PLAN,
    unseen: Sequence[dict] = (),
) -> int:
    """Train event heads on `gold` and our own annotated articles from the checkpoint `language` on; how many steps it took.

    Progress is shown on `unseen` articles, where there are some, and on texts of language.
    """
    from flows.training.learning import read_network, train_network  # noqa: PLC0415

    teacher, coder = export_pipeline(encoder_dir, language), load_coder(CoderPlan.of(load_settings()))
    network = read_network(encoder_dir, language)
    network = read_network(encoder_dir, language, with_events(network.labels))
    pieces, index = PieceMaker.from_file(encoder_dir / "tokenizer.json"), TargetIndex.of(network.labels)
    told = make_event_samples(read_event_texts(gold, teacher, coder), pieces, index) * GOLD_TIMES
    told += make_event_samples(read_event_texts(own, teacher, coder), pieces, index)
    nlp, texts = build_blank_pipeline(read_seed("abbreviations.json")), read_training_texts(data_dir)
    dev = [sample for example in read_dev_examples(nlp, data_dir) for sample in make_samples(example, pieces, index)]
    dev += make_event_samples(read_event_texts(unseen, teacher, coder), pieces, index) if unseen else []

    def samples(seed: int) -> Iterator[Sample]:
        language = stream_samples(texts, nlp, pieces, index, plan.tree_share, seed)
        return mix_samples(told, language, EVENT_SHARE, random.Random(seed))

    return train_network(network, samples, dev, plan, checkpoint, seed).step


def train_folds(
    data_dir: Path, encoder_dir: Path, gold: Sequence[dict], own: Sequence[dict], language: Path, folder: Path, seed: int
) -> None:
    """Train on `own` and all folds of `gold` but one, for each, and write the models to `folder`. A model that is there stays."""
    for fold in range(FOLDS):
        if fold_dir(folder, fold).is_dir():
            continue
        seen, unseen = split(gold, fold)
        checkpoint = folder / f"fold-{fold}.pt"
        train_events(data_dir, encoder_dir, seen, own, language, checkpoint, seed, unseen=unseen)
        export_pipeline(encoder_dir, checkpoint).to_disk(fold_dir(folder, fold))
