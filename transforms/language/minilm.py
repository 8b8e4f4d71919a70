"""A BERT encoder's hidden states in numpy, for making static vectors: no torch, weights as they were published.

Slower than a compiled graph, and used once a training only. Weight names are those of Hugging Face's BertModel.
"""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.special import erf

Floats = NDArray[np.float32]

NORM_EPSILON = 1e-12


def encode_pieces(weights: Mapping[str, Floats], pieces: Sequence[Sequence[int]], heads: int, layers: int) -> Floats:
    """Hidden states of word pieces after `layers` layers: (texts, longest text, width); rows past a text's end mean nothing.

    `pieces` are the ids of each text with its special pieces; `heads` is the number of attention heads of every layer.
    """
    lengths = np.array([len(ids) for ids in pieces])
    width = int(lengths.max())
    ids = np.zeros((len(pieces), width), dtype=np.int64)
    for row, text in enumerate(pieces):
        ids[row, : len(text)] = text
    hidden = weights["embeddings.word_embeddings.weight"][ids]
    hidden = (
        hidden + weights["embeddings.position_embeddings.weight"][:width] + weights["embeddings.token_type_embeddings.weight"][0]
    )
    hidden = _normalise(weights, "embeddings.LayerNorm", hidden)
    hidden_from = np.where(np.arange(width) < lengths[:, None], 0, -1e9).astype(np.float32)[:, None, None, :]
    for layer in range(layers):
        name = f"encoder.layer.{layer}"
        mixed = _attend(weights, f"{name}.attention.self", hidden, hidden_from, heads)
        mixed = _project(weights, f"{name}.attention.output.dense", mixed)
        hidden = _normalise(weights, f"{name}.attention.output.LayerNorm", hidden + mixed)
        inner = _project(weights, f"{name}.intermediate.dense", hidden)
        inner *= 0.5 * (1 + erf(inner * np.float32(0.5**0.5)))
        hidden = _normalise(weights, f"{name}.output.LayerNorm", hidden + _project(weights, f"{name}.output.dense", inner))
    return hidden


def _project(weights: Mapping[str, Floats], name: str, values: Floats) -> Floats:
    return values @ weights[f"{name}.weight"].T + weights[f"{name}.bias"]


def _normalise(weights: Mapping[str, Floats], name: str, values: Floats) -> Floats:
    centred = values - values.mean(axis=-1, keepdims=True)
    spread = np.sqrt((centred**2).mean(axis=-1, keepdims=True) + NORM_EPSILON)
    return centred / spread * weights[f"{name}.weight"] + weights[f"{name}.bias"]


def _attend(weights: Mapping[str, Floats], name: str, hidden: Floats, hidden_from: Floats, heads: int) -> Floats:
    texts, length, width = hidden.shape
    size = width // heads
    query, key, value = (
        _project(weights, f"{name}.{part}", hidden).reshape(texts, length, heads, size).transpose(0, 2, 1, 3)
        for part in ("query", "key", "value")
    )
    scores = query @ key.transpose(0, 1, 3, 2) / np.float32(size**0.5) + hidden_from
    scores = np.exp(scores - scores.max(axis=-1, keepdims=True))
    shares = scores / scores.sum(axis=-1, keepdims=True)
    return (shares @ value).transpose(0, 2, 1, 3).reshape(texts, length, width)
