"""How the encoder is trained: limits, rates, mixture. Apart from the training itself, which needs torch."""

from dataclasses import dataclass


@dataclass(frozen=True)
class EncoderPlan:
    """How the encoder trains. It ends after `words` or `minutes`; the learning rates fall to a hundredth towards the nearer end.

    `frozen_layers` says how many of the encoder's first layers stay as they are, the embeddings with them. `teacher` is a model
    whose annotations of unlabelled articles are trained on as well.
    """

    version: str = "0.5.0"
    words: int = 20_000_000
    minutes: float = 120
    batch_pieces: int = 1100
    tree_share: float = 0.5
    encoder_rate: float = 2e-4
    head_rate: float = 1e-3
    event_rate: float = 1e-3
    frozen_layers: int | None = None
    warmup_steps: int = 200
    evaluate_every: int = 400
    teacher: str | None = None


# Small batches: the articles are few, and learn by the number of steps.
EVENT_PLAN = EncoderPlan(
    words=2_300_000,
    minutes=240,
    batch_pieces=350,
    encoder_rate=1e-4,
    head_rate=3e-4,
    frozen_layers=0,
    warmup_steps=200,
    evaluate_every=2000,
)
EVENT_SHARE = 0.8  # of the words; the rest is of language alone
