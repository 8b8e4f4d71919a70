"""Training of the encoder and its heads together, in torch. Needs the `train` extra."""

import random
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from flows.training.network import Network, load_encoder
from flows.training.plan import EncoderPlan
from transforms.language.encoder.labels import EVENT_ROLES, HeadLabels
from transforms.language.encoder.targets import ALSO_HEADS, HEADS, MISSING, Sample

POOL = 64  # windows that are sorted by length together, so that a batch holds little padding
WEIGHTS = {
    "tags": 1.0, "morphs": 0.5, "lemmas": 0.5, "sents": 0.5, "heads": 1.0, "deps": 1.0, "names": 1.5,
    "events": 20.0, "modes": 1.0, "modalities": 0.6, "roles": 0.5,
}  # fmt: skip


class CheckpointError(ValueError):
    """A checkpoint is of another training."""


def make_network(encoder_dir: Path, labels: HeadLabels, seed: int) -> Network:
    """Heads as the seed draws them, on the pretrained encoder; on the first GPU where there is one."""
    torch.manual_seed(seed)
    return Network(load_encoder(encoder_dir), labels).to("cuda" if torch.cuda.is_available() else "cpu")


def read_network(encoder_dir: Path, checkpoint: Path, labels: HeadLabels | None = None) -> Network:
    """The network of a checkpoint, of which `encoder_dir` tells the shape.

    With `labels` it has these instead of its own; heads that only these need are drawn anew.
    """
    state = torch.load(checkpoint, weights_only=True)
    network = make_network(encoder_dir, labels or HeadLabels.from_json(state["origin"]["labels"]), state["origin"]["seed"])
    network.load_state_dict(state["network"], strict=labels is None)
    return network


def batch_samples(samples: Iterator[Sample], pieces: int, rng: random.Random) -> Iterator[list[Sample]]:
    """Batches of up to `pieces` word pieces with padding, each of windows of like length."""
    while pool := list(islice(samples, POOL)):
        pool.sort(key=lambda sample: len(sample.window.pieces))
        batches: list[list[Sample]] = [[]]
        for sample in pool:
            if batches[-1] and (len(batches[-1]) + 1) * len(sample.window.pieces) > pieces:
                batches.append([])
            batches[-1].append(sample)
        rng.shuffle(batches)
        yield from batches


def collate(batch: Sequence[Sample], device: torch.device) -> tuple[dict[str, Tensor], dict[str, Tensor], Tensor]:
    """Inputs [batch, pieces] and [batch, words], padded with 0; targets [batch, words]; which words are there.

    Among the targets `also_` lists what is right besides, in rows of place in the batch, word and label.
    """

    def pad(rows: Sequence[Any], value: int) -> Tensor:
        out = np.full((len(rows), max(map(len, rows))), value, dtype=np.int64)
        for place, row in enumerate(rows):
            out[place, : len(row)] = row
        return torch.from_numpy(out).to(device)

    inputs = {name: pad([getattr(s.window, name) for s in batch], 0) for name in ("pieces", "shapes", "firsts")}
    targets = {head: pad([s.targets[head] for s in batch], MISSING) for head in HEADS}
    for head in ALSO_HEADS:
        rows = [(number, *pair) for number, s in enumerate(batch) for pair in s.also[head].tolist()]
        targets[f"also_{head}"] = torch.tensor(rows, dtype=torch.int64, device=device).view(-1, 3)
    words = inputs["firsts"].shape[1]
    roles = np.full((sum(len(s.triggers) for s in batch), words, len(EVENT_ROLES)), MISSING, dtype=np.float32)
    rows = [(number, trigger) for number, s in enumerate(batch) for trigger in s.triggers.tolist()]
    for row, filled in enumerate(filled for s in batch for filled in s.roles):
        roles[row, : len(filled)] = filled
    targets["triggers"] = torch.tensor(rows, dtype=torch.int64, device=device).view(-1, 2)
    targets["roles"] = torch.from_numpy(roles).to(device)
    return inputs, targets, inputs["firsts"] > 0  # the first piece of all is no word's


def pick_scores(scores: dict[str, Tensor], targets: dict[str, Tensor], words: Tensor) -> dict[str, Tensor]:
    """Scores [batch, words, labels] by head: of heads among the words that are there, of arc labels at the true head."""
    at = targets["heads"].clamp(min=0)[:, :, None, None].expand(-1, -1, 1, scores["deps"].shape[-1])
    picked = {head: scores[head] for head in HEADS if head not in ("heads", "deps") and head in scores}
    picked["heads"] = scores["arcs"].masked_fill(~words[:, None, :], -1e4)
    picked["deps"] = scores["deps"].gather(2, at)[:, :, 0]
    if "roles" in scores:
        texts, places = targets["triggers"].T
        picked["roles"] = scores["roles"][texts, places]
    return picked


def find_losses(scores: dict[str, Tensor], targets: dict[str, Tensor]) -> dict[str, Tensor]:
    """The mean loss of each head that has any target in the batch; of roles the sum over a trigger's words, by trigger."""
    losses = {
        head: _label_loss(scores[head], targets[head], targets.get(f"also_{head}"))
        for head in HEADS
        if head in scores and bool((targets[head] != MISSING).any())
    }
    if "roles" in scores and len(targets["roles"]):
        known = targets["roles"] != MISSING
        each = functional.binary_cross_entropy_with_logits(scores["roles"], targets["roles"].clamp(min=0), reduction="none")
        losses["roles"] = (each * known).sum() / len(known)
    return losses


def _label_loss(scores: Tensor, labels: Tensor, also: Tensor | None) -> Tensor:
    """The mean over the words that have a label of what is missing to the probability of all their right labels."""
    known = labels != MISSING
    if also is None or not len(also):
        return functional.cross_entropy(scores[known], labels[known])
    right = functional.one_hot(labels.clamp(min=0), scores.shape[-1]).bool()
    right[also[:, 0], also[:, 1], also[:, 2]] = True
    return (scores[known].logsumexp(-1) - scores.masked_fill(~right, -1e4)[known].logsumexp(-1)).mean()


@torch.no_grad()
def score_words(network: Network, batches: Iterable[Sequence[Sample]]) -> dict[str, float]:
    """The share of words with the right label by head, each word for itself; `las` of words with the right head and label.

    Of names, sentence starts, events and roles it is the share of right ones among those that are there or found.
    """
    network.eval()
    right: dict[str, int] = defaultdict(int)
    counted: dict[str, int] = defaultdict(int)
    for batch in batches:
        inputs, targets, words = collate(batch, network.device)
        scores = pick_scores(network(**inputs), targets, words)
        for head, told in scores.items():
            found = told > 0 if head == "roles" else told.argmax(-1)
            known = targets[head] != MISSING
            if head in ("names", "sents", "events", "roles"):
                known &= (targets[head] > 0) | (found > 0)
            right[head] += int(((found == targets[head]) & known).sum())
            counted[head] += int(known.sum())
        known = targets["deps"] != MISSING
        hits = (scores["heads"].argmax(-1) == targets["heads"]) & (scores["deps"].argmax(-1) == targets["deps"])
        right["las"] += int((hits & known).sum())
        counted["las"] += int(known.sum())
    network.train()
    return {head: right[head] / max(counted[head], 1) for head in right}


@dataclass
class Progress:
    """How far a training is: of `words` those of padding are none."""

    step: int = 0
    words: int = 0
    minutes: float = 0.0

    def share(self, plan: EncoderPlan) -> float:
        """0 at the start, 1 when the nearer limit is reached."""
        return min(1.0, max(self.words / plan.words, self.minutes / plan.minutes))


def train_network(
    network: Network,
    samples: Callable[[int], Iterator[Sample]],
    dev: Sequence[Sample],
    plan: EncoderPlan,
    checkpoint: Path,
    seed: int,
) -> Progress:
    """Train until the plan's end, a line of losses and scores at each evaluation.

    The file `checkpoint` is written at each evaluation; where it exists, training goes on from it. `samples` gives an endless
    stream for a seed. A training that `plan.words` ends repeats itself to the bit on the same machine if it is not stopped on the
    way. Raises CheckpointError where the checkpoint is of other labels or another seed.
    """
    torch.manual_seed(seed)
    if plan.frozen_layers is not None:
        network.encoder.freeze(plan.frozen_layers)
    groups = [
        {"params": parameters, "peak": rate}
        for parameters, rate in zip(network.parts(), (plan.encoder_rate, plan.head_rate, plan.event_rate), strict=True)
        if parameters
    ]
    optimizer = torch.optim.AdamW(groups, lr=plan.encoder_rate, weight_decay=0.01, fused=True)
    origin = {"seed": seed, "labels": network.labels.to_json()}
    peaks = [group["peak"] for group in groups]
    progress = load_checkpoint(checkpoint, network, optimizer, origin)
    for group, peak in zip(optimizer.param_groups, peaks, strict=True):
        group["peak"] = peak
    torch.manual_seed(seed + progress.step)
    rng = random.Random(seed + progress.step)
    dev_batches = list(batch_samples(iter(dev), plan.batch_pieces, random.Random(0)))
    before, started = progress.minutes, time.monotonic()
    sums: dict[str, float] = {}
    network.train()
    for batch in batch_samples(samples(seed + progress.step), plan.batch_pieces, rng):
        if progress.share(plan) >= 1:
            break
        rate = min(1.0, (progress.step + 1) / plan.warmup_steps) * max(0.01, 1 - progress.share(plan))
        for group in optimizer.param_groups:
            group["lr"] = group["peak"] * rate
        inputs, targets, words = collate(batch, network.device)
        losses = find_losses(pick_scores(network(**inputs), targets, words), targets)
        if not losses:
            continue
        optimizer.zero_grad(set_to_none=True)
        torch.stack([WEIGHTS[head] * loss for head, loss in losses.items()]).sum().backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimizer.step()
        progress.step += 1
        progress.words += int(words.sum())
        progress.minutes = before + (time.monotonic() - started) / 60
        for head, loss in losses.items():
            sums[head] = 0.98 * sums.get(head, loss.item()) + 0.02 * loss.item()
        if progress.step % plan.evaluate_every == 0 or progress.share(plan) >= 1:
            shown = " ".join(f"{head} {value:.4f}" for head, value in score_words(network, dev_batches).items())
            lost = " ".join(f"{head} {loss:.3f}" for head, loss in sums.items())
            print(f"step {progress.step} min {progress.minutes:.1f} words {progress.words} | {lost} | {shown}", flush=True)
            save_checkpoint(checkpoint, network, optimizer, progress, origin)
    return progress


def save_checkpoint(
    path: Path, network: Network, optimizer: torch.optim.Optimizer, progress: Progress, origin: dict[str, Any]
) -> None:
    """Write beside, then rename: a checkpoint is whole or not there."""
    new = path.with_suffix(".new")
    state = {"network": network.state_dict(), "optimizer": optimizer.state_dict(), "progress": asdict(progress), "origin": origin}
    torch.save(state, new)
    new.replace(path)


def load_checkpoint(path: Path, network: Network, optimizer: torch.optim.Optimizer, origin: dict[str, Any]) -> Progress:
    """Weights and progress of a checkpoint; a fresh start where there is none. Raises CheckpointError."""
    if not path.is_file():
        path.parent.mkdir(parents=True, exist_ok=True)
        return Progress()
    state = torch.load(path, weights_only=True, map_location=network.device)
    for name, expected in origin.items():
        if state["origin"][name] != expected:
            raise CheckpointError(f"checkpoint {path}: made with other {name}; expected those of this training, or no checkpoint")
    network.load_state_dict(state["network"])
    optimizer.load_state_dict(state["optimizer"])
    return Progress(**state["progress"])
