"""Training the fast language model, a CNN: corpora in, a spaCy pipeline with its scores and its card out.

`build_fast_model` is plain Python; the flow `train_fast_model` runs its steps as Prefect tasks.
"""

import json
import random
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from prefect import flow, task
from prefect.cache_policies import NO_CACHE
from spacy.language import Language
from spacy.pipeline._edit_tree_internals.edit_trees import EditTrees
from spacy.training import Example
from spacy.util import fix_random_seed
from thinc.api import Adam

from flows.corpora import NameCorpora, read_city_names, read_gmb_tags, read_seed, read_treebank, split_pud
from flows.measure import score_names, score_syntax
from flows.training.distil import distil_vectors
from flows.training.model_folder import write_pipeline
from flows.training.streams import collect_pools, stream_names, stream_trees
from transforms.language.corpora.examples import group_trees, split_paragraphs
from transforms.language.corpora.names import add_forms
from transforms.language.pipeline import build_names_pipeline, build_syntax_pipeline, join_pipelines
from transforms.language.static_vectors import PackedVectors

BATCH_WORDS = 1000
LEARN_RATE = 0.001


@dataclass(frozen=True)
class TrainLimits:
    """How long one pipeline trains: the first limit that is reached ends it. The learning rate falls to zero towards it."""

    steps: int
    minutes: float
    evaluate_every: int = 250
    dropout: float = 0.1


def batch_by_words(examples: Iterable[Example], words: int = BATCH_WORDS) -> Iterator[list[Example]]:
    """Batches of at least `words` words each; small batches would waste the matrix code."""
    batch: list[Example] = []
    size = 0
    for example in examples:
        batch.append(example)
        size += len(example.predicted)
        if size >= words:
            yield batch
            batch, size = [], 0


def train_pipeline(
    nlp: Language,
    stream: Callable[[random.Random], Iterator[Example]],
    score: Callable[[Language], dict[str, Any]],
    *,
    key: str,
    limits: TrainLimits,
    checkpoint: Path,
    seed: int,
) -> Language:
    """Train `nlp` on an endless stream of examples; keep the weights with the best `score(nlp)[key]`.

    Prints a line of losses and scores at each evaluation. The folder `checkpoint` holds the best weights and the step; where it
    exists, training goes on from there, and a finished one is only loaded. Returns the best pipeline.
    """
    fix_random_seed(seed)
    state = read_checkpoint(nlp, checkpoint)
    if state.get("is_finished"):
        return nlp
    rng = random.Random(seed + state["step"])
    if state["step"] == 0:
        first = stream(random.Random(seed))
        nlp.initialize(lambda: [next(first) for _ in range(3000)])
    optimizer = Adam(LEARN_RATE, L2=0.01, grad_clip=1.0, use_averages=True, L2_is_weight_decay=True)
    started, words = time.monotonic(), 0
    losses: dict[str, float] = {}
    for step, batch in enumerate(batch_by_words(stream(rng)), start=state["step"] + 1):
        elapsed = (time.monotonic() - started) / 60
        progress = max(step / limits.steps, elapsed / limits.minutes)
        optimizer.learn_rate = LEARN_RATE * min(1.0, step / 100) * max(0.02, 1 - progress)
        nlp.update(batch, sgd=optimizer, drop=limits.dropout, losses=losses)
        words += sum(len(example.predicted) for example in batch)
        if step % limits.evaluate_every == 0 or progress >= 1:
            with nlp.use_params(optimizer.averages):
                scores = score(nlp)
                if scores[key] > state["best"]:
                    state = {"step": step, "best": scores[key], "scores": scores}
                    write_checkpoint(nlp, checkpoint, state)
            shown = " ".join(f"{name} {value:.4f}" for name, value in scores.items() if isinstance(value, float))
            lost = " ".join(f"{name} {value:.0f}" for name, value in losses.items())
            print(f"step {step} min {elapsed:.1f} words {words} | {lost} | {shown}", flush=True)
            losses = {}
        if progress >= 1:
            break
    best = read_checkpoint(nlp, checkpoint)
    (checkpoint / "state.json").write_text(json.dumps({**best, "is_finished": True}), "utf-8")
    return nlp


def write_checkpoint(nlp: Language, checkpoint: Path, state: dict) -> None:
    """Write weights, then the state: a checkpoint without state is none."""
    (checkpoint / "state.json").unlink(missing_ok=True)
    nlp.to_disk(checkpoint / "model")
    (checkpoint / "state.json").write_text(json.dumps(state), "utf-8")


def read_checkpoint(nlp: Language, checkpoint: Path) -> dict:
    """Load the weights of a checkpoint into `nlp` and return its state; a fresh state where there is none."""
    if not (checkpoint / "state.json").is_file():
        checkpoint.mkdir(parents=True, exist_ok=True)
        return {"step": 0, "best": -1.0, "scores": {}}
    state = json.loads((checkpoint / "state.json").read_text("utf-8"))
    lemmatizer: Any = nlp.get_pipe("lemmatizer") if "lemmatizer" in nlp.pipe_names else None
    if lemmatizer is not None:
        lemmatizer.trees = EditTrees(nlp.vocab.strings)  # spaCy adds those it reads to those that are there
    nlp.from_disk(checkpoint / "model")
    nlp.meta["dateline_steps"] = state["step"]
    if lemmatizer is not None:
        # spaCy restores the labels but not the index over them that training looks labels up in.
        lemmatizer.tree2label = {tree: label for label, tree in enumerate(lemmatizer.labels)}
    return state


def train_names(
    data_dir: Path, checkpoint: Path, limits: TrainLimits, seed: int, vectors: PackedVectors | None = None
) -> Language:
    """Train the name recogniser on GMB, UNER EWT, WikiGold, CrossNER and the annotated articles.

    The best weights are chosen by F on a part of GMB dev and CrossNER politics dev.
    """
    corpora = NameCorpora(data_dir)
    articles = [part for text in corpora.read_articles("train") for part in split_paragraphs(add_forms(text))]
    sources = [
        (0.54, corpora.read_gmb("train")),
        (0.10, corpora.read_uner("train")),
        (0.06, corpora.read_wikigold()),
        (0.06, corpora.read_crossner("train")),
        (0.04, corpora.read_crossner_other()),
        (0.20, articles),
    ]
    pools = collect_pools(text for _, texts in sources for text in texts)
    pools["GPE"] = pools["GPE"] + read_city_names()
    dev = [*corpora.read_gmb("dev")[:150], *corpora.read_crossner("dev")[:60]]
    nlp = build_names_pipeline(read_seed("abbreviations.json"), vectors)
    return train_pipeline(
        nlp,
        lambda rng: stream_names(nlp, sources, pools, rng),
        lambda n: score_names(n, dev),
        key="f",
        limits=limits,
        checkpoint=checkpoint,
        seed=seed,
    )


def train_syntax(
    data_dir: Path, checkpoint: Path, limits: TrainLimits, seed: int, vectors: PackedVectors | None = None
) -> Language:
    """Train tagger, morphologizer, parser and lemmatizer on UD EWT, open GUM and a part of PUD, the tagger on GMB's news too.

    The best weights are chosen on GUM news dev and a part of EWT dev and GUM's other dev texts.
    """
    sources = [
        (0.52, read_treebank(data_dir, "ud_ewt/en_ewt-ud-train")),
        (0.10, read_treebank(data_dir, "ud_gum_open/en_gum-news-train")),
        (0.32, read_treebank(data_dir, "ud_gum_open/en_gum-other-train")),
        (0.06, split_pud(read_treebank(data_dir, "ud_pud/en_pud-ud-test"))[0]),
    ]
    dev = group_trees(read_treebank(data_dir, "ud_gum_open/en_gum-news-dev"))
    for name in ("ud_ewt/en_ewt-ud-dev", "ud_gum_open/en_gum-other-dev"):
        dev.extend(group_trees(read_treebank(data_dir, name)[:250]))
    tagged, tag_map = read_gmb_tags(data_dir, "train"), read_seed("gmb_tags.json")
    cues = read_seed("attributions.json")
    nlp = build_syntax_pipeline(read_seed("abbreviations.json"), vectors)
    return train_pipeline(
        nlp,
        lambda rng: stream_trees(nlp, sources, tagged, tag_map, cues, rng),
        lambda n: score_syntax(n, dev),
        key="mean",
        limits=limits,
        checkpoint=checkpoint,
        seed=seed,
    )


@dataclass(frozen=True)
class TrainPlan:
    """Limits of both trainings and the name and version of the model."""

    syntax: TrainLimits
    names: TrainLimits
    name: str = "dateline_fast"
    version: str = "0.2.0"

    def within(self, minutes: float) -> "TrainPlan":
        """The plan with half of so many minutes for each training."""
        syntax, names = (replace(limits, minutes=minutes / 2) for limits in (self.syntax, self.names))
        return replace(self, syntax=syntax, names=names)


DEFAULT_PLAN = TrainPlan(
    TrainLimits(steps=12000, minutes=60, evaluate_every=400, dropout=0.15),
    TrainLimits(steps=12000, minutes=60, evaluate_every=400),
)


def build_fast_model(
    data_dir: Path,
    output_dir: Path,
    work_dir: Path,
    *,
    encoder_dir: Path | None = None,
    plan: TrainPlan = DEFAULT_PLAN,
    seed: int = 1,
    articles_dev: bool = False,
    step: Callable[[Callable], Callable] = lambda function: function,
) -> dict[str, Any]:
    """Train both halves, join them, score them, write model, meta and card to `output_dir`; return the meta.

    `data_dir` holds the corpora, one folder each, and has the annotated articles beside it (flows/corpora.py); `work_dir` keeps
    checkpoints, from which an interrupted training goes on. With `encoder_dir`, MiniLM as published, both halves read static word
    vectors distilled from it (flows/training/distil.py). `articles_dev` also scores names on the held-out articles. Each of
    the steps is called through `step`, so that an orchestrator can watch them. Raises CorpusMissingError.
    """
    vectors = None
    if encoder_dir is not None:
        vectors = step(distil_vectors)(data_dir, encoder_dir, work_dir / "vectors", read_seed("abbreviations.json"))
    syntax = step(train_syntax)(data_dir, work_dir / "syntax", plan.syntax, seed, vectors)
    names = step(train_names)(data_dir, work_dir / "names", plan.names, seed, vectors)
    return step(write_model)(syntax, names, data_dir, output_dir, plan=plan, seed=seed, articles_dev=articles_dev)


def write_model(
    syntax: Language,
    names: Language,
    data_dir: Path,
    output_dir: Path,
    *,
    plan: TrainPlan,
    seed: int,
    articles_dev: bool = False,
) -> dict[str, Any]:
    """Join two trained pipelines, score the whole, write it with meta and card; the folder appears complete or not at all."""
    steps = {"syntax": syntax.meta["dateline_steps"], "names": names.meta["dateline_steps"]}
    nlp = join_pipelines(syntax, names)
    named = {
        "name": plan.name,
        "version": plan.version,
        "description": "English news: tags, lemmas, ClearNLP dependencies, sentences, OntoNotes names. "
        "CNN with word vectors distilled from MiniLM, no torch.",
    }
    made = {"dateline_steps": steps, "dateline_seed": seed, "dateline_plan": asdict(plan)}
    return write_pipeline(nlp, data_dir, output_dir, named=named, made=made, articles_dev=articles_dev)


@flow(name="train-fast-model", validate_parameters=False)
def train_fast_model(data_dir: Path, output_dir: Path, work_dir: Path, **given: Any) -> dict[str, Any]:
    """`build_fast_model` with each step as a task; same arguments, same result."""
    return build_fast_model(data_dir, output_dir, work_dir, **given, step=task(cache_policy=NO_CACHE))
