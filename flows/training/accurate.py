"""Training the accurate model: a pretrained encoder with all heads, exported to one ONNX graph.

`build_accurate_model` is plain Python; the flow `train_accurate_model` runs its steps as Prefect tasks. Needs the `train` extra
(torch, onnx, safetensors) and a folder with the pretrained encoder.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from prefect import flow, task
from prefect.cache_policies import NO_CACHE

from flows.annotations import read_annotations
from flows.evaluate import read_gold
from flows.training.events import train_events, train_folds
from flows.training.language import export_pipeline, train_encoder
from flows.training.model_folder import write_pipeline
from flows.training.plan import EncoderPlan
from seeds import seed_path


def build_accurate_model(
    data_dir: Path,
    encoder_dir: Path,
    output_dir: Path,
    work_dir: Path,
    *,
    plan: EncoderPlan,
    gold_dir: Path | None = None,
    folds: bool = False,
    seed: int = 1,
    articles_dev: bool = False,
    step: Callable[[Callable], Callable] = lambda function: function,
) -> dict[str, Any]:
    """Train, export, score and write the model with meta and card to `output_dir`; return the meta.

    `data_dir` and `articles_dev` as for `flows.training.fast.build_fast_model`. With a `gold_dir` of annotated articles event
    heads are trained after the others (`flows.training.events`), with `folds` also the models of cross-validation.
    `work_dir` keeps the checkpoints from which a stopped training goes on. Each step is called through `step`, so that an
    orchestrator can watch it.
    """
    checkpoint = work_dir / "encoder.pt"
    steps = {"encoder": step(train_encoder)(data_dir, encoder_dir, checkpoint, plan, seed)}
    if gold_dir is not None:
        gold, own = read_gold(gold_dir), read_annotations(seed_path("annotations"), data_dir)
        language, checkpoint = checkpoint, work_dir / "events.pt"
        if folds:
            step(train_folds)(data_dir, encoder_dir, gold, own, language, work_dir / "folds", seed)
        steps["events"] = step(train_events)(data_dir, encoder_dir, gold, own, language, checkpoint, seed)
    nlp = step(export_pipeline)(encoder_dir, checkpoint)
    shown = asdict(plan) | {"teacher": plan.teacher and Path(plan.teacher).name}
    made = {"dateline_steps": steps, "dateline_seed": seed, "dateline_plan": shown}
    named = {
        "name": "dateline_accurate",
        "version": plan.version,
        "description": "English news: tags, lemmas, ClearNLP dependencies, sentences, OntoNotes names"
        f"{'; PLOVER events' if gold_dir else ''}. MiniLM encoder with all heads in one ONNX graph of 8-bit weights, no torch.",
    }
    return step(write_pipeline)(nlp, data_dir, output_dir, named=named, made=made, articles_dev=articles_dev)


@flow(name="train-accurate-model", validate_parameters=False)
def train_accurate_model(data_dir: Path, encoder_dir: Path, output_dir: Path, work_dir: Path, **given: Any) -> dict[str, Any]:
    """`build_accurate_model` with each step as a task; same arguments, same result."""
    return build_accurate_model(data_dir, encoder_dir, output_dir, work_dir, **given, step=task(cache_policy=NO_CACHE))
