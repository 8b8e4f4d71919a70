"""The encoder and its heads in torch, for training and export only: nothing that runs in production imports this.

The encoder is all-MiniLM-L6-v2 (6 layers, width 384, uncased), to whose input a learned embedding of word shapes is added.
"""

import json
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional

from transforms.language.encoder.labels import EVENT_ROLES, MODALITIES, HeadLabels
from transforms.language.encoder.windows import SHAPES

ARC_WIDTH = 256
LABEL_WIDTH = 128
ROLE_WIDTH = 256
EVENT_HEADS = ("events", "modes", "modalities", "roles")
_BERT_PARTS = {
    "outputs": "attention.output.dense",
    "attention_norm": "attention.output.LayerNorm",
    "widen": "intermediate.dense",
    "narrow": "output.dense",
    "norm": "output.LayerNorm",
}


class Layer(nn.Module):
    """One layer of BERT. Written out, since the attention of torch.nn fixes the length of a text when it is exported.

    Only what is added to a layer's input is dropped: random numbers for the rest cost a sixth of the training.
    """

    def __init__(self, config: dict[str, Any], dropout: float) -> None:
        super().__init__()
        width, inner, small = config["hidden_size"], config["intermediate_size"], config["layer_norm_eps"]
        self.attention_heads = config["num_attention_heads"]
        self.inputs, self.outputs = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.attention_norm, self.norm = nn.LayerNorm(width, eps=small), nn.LayerNorm(width, eps=small)
        self.widen, self.narrow = nn.Linear(width, inner), nn.Linear(inner, width)
        self.dropout = nn.Dropout(dropout)

    def forward(self, vectors: Tensor, there: Tensor) -> Tensor:
        split = self.inputs(vectors).unflatten(-1, (3, self.attention_heads, -1)).permute(2, 0, 3, 1, 4)
        attended = functional.scaled_dot_product_attention(split[0], split[1], split[2], attn_mask=there)
        vectors = self.attention_norm(vectors + self.dropout(self.outputs(attended.transpose(1, 2).flatten(2))))
        return self.norm(vectors + self.dropout(self.narrow(functional.gelu(self.widen(vectors)))))


class Encoder(nn.Module):
    """Word pieces [batch, pieces] and their shapes into vectors [batch, pieces, width]; piece 0 is padding."""

    def __init__(self, config: dict[str, Any], dropout: float) -> None:
        super().__init__()
        width = config["hidden_size"]
        self.words = nn.Embedding(config["vocab_size"], width, padding_idx=0)
        self.places = nn.Embedding(config["max_position_embeddings"], width)
        self.shapes = nn.Embedding(SHAPES, width)
        nn.init.zeros_(self.shapes.weight)
        self.norm = nn.LayerNorm(width, eps=config["layer_norm_eps"])
        self.dropout = nn.Dropout(dropout)
        self.layers = nn.ModuleList(Layer(config, dropout) for _ in range(config["num_hidden_layers"]))

    def freeze(self, layers: int) -> None:
        """Leave the embeddings and so many of the first layers as they are."""
        for part in (self.words, self.places, self.shapes, self.norm, *self.layers[:layers]):
            part.requires_grad_(False)

    def forward(self, pieces: Tensor, shapes: Tensor, layers: int | None = None) -> Tensor:
        """The vectors after the last of the layers, or after so many of them."""
        places = torch.arange(pieces.shape[1], device=pieces.device)
        vectors = self.dropout(self.norm(self.words(pieces) + self.places(places)[None] + self.shapes(shapes)))
        there = (pieces != 0)[:, None, None, :]
        for layer in self.layers[:layers]:
            vectors = layer(vectors, there)
        return vectors


def load_encoder(folder: Path, dropout: float = 0.1) -> Encoder:
    """The encoder with pretrained weights from `config.json` and `model.safetensors` of a BERT model."""
    encoder = Encoder(json.loads((folder / "config.json").read_text("utf-8")), dropout)
    found = load_file(folder / "model.safetensors")
    weights = {
        "words.weight": found["embeddings.word_embeddings.weight"],
        "places.weight": found["embeddings.position_embeddings.weight"] + found["embeddings.token_type_embeddings.weight"][0],
        "shapes.weight": encoder.shapes.weight.detach(),
        "norm.weight": found["embeddings.LayerNorm.weight"],
        "norm.bias": found["embeddings.LayerNorm.bias"],
    }
    for number in range(len(encoder.layers)):
        for kind in ("weight", "bias"):
            theirs = f"encoder.layer.{number}"
            rows = [found[f"{theirs}.attention.self.{part}.{kind}"] for part in ("query", "key", "value")]
            weights[f"layers.{number}.inputs.{kind}"] = torch.cat(rows)
            for ours, other in _BERT_PARTS.items():
                weights[f"layers.{number}.{ours}.{kind}"] = found[f"{theirs}.{other}.{kind}"]
    encoder.load_state_dict(weights)
    return encoder


class Biaffine(nn.Module):
    """A score for each pair of a dependent and a head: [batch, dependents, heads, labels]."""

    def __init__(self, width: int, inner: int, labels: int, dropout: float) -> None:
        super().__init__()
        self.dependents = nn.Sequential(nn.Linear(width, inner), nn.GELU(), nn.Dropout(dropout))
        self.heads = nn.Sequential(nn.Linear(width, inner), nn.GELU(), nn.Dropout(dropout))
        self.weight = nn.Linear(inner + 1, labels * (inner + 1), bias=False)
        nn.init.normal_(self.weight.weight, std=0.02)
        self.labels = labels

    def forward(self, vectors: Tensor) -> Tensor:
        dependents, heads = self.dependents(vectors), self.heads(vectors)
        ones = torch.ones_like(dependents[..., :1])
        dependents, heads = torch.cat([dependents, ones], -1), torch.cat([heads, ones], -1)
        batch, words, inner = dependents.shape
        turned = self.weight(dependents).view(batch, words * self.labels, inner)
        scores = turned @ heads.transpose(1, 2)
        return scores.view(batch, words, self.labels, words).transpose(2, 3)


def _word_head(width: int, labels: int, dropout: float) -> nn.Sequential:
    """Scores of labels for each word, by a layer of its own."""
    return nn.Sequential(nn.Linear(width, width), nn.GELU(), nn.Dropout(dropout), nn.Linear(width, labels))


class Network(nn.Module):
    """Encoder and heads. All scores are by word: [batch, words, labels].

    `arcs` are scores of each word's head among the window's words, its own place meaning the root; `deps` are scores of the
    arc's label for every pair of dependent and head. Where the labels have events, `roles` are scores of each role for every
    pair of a trigger and a word.
    """

    def __init__(self, encoder: Encoder, labels: HeadLabels, dropout: float = 0.2) -> None:
        super().__init__()
        width = encoder.words.embedding_dim
        self.encoder, self.labels = encoder, labels
        self.dropout = nn.Dropout(dropout)
        self.tags = nn.Linear(width, len(labels.tags))
        self.morphs = nn.Linear(width, len(labels.morphs))
        self.lemmas = nn.Linear(width, len(labels.lemmas))
        self.sents = nn.Linear(width, 2)
        self.names = _word_head(width, len(labels.name_tags), dropout)
        self.arcs = Biaffine(width, ARC_WIDTH, 1, dropout)
        self.deps = Biaffine(width, LABEL_WIDTH, len(labels.deps), dropout)
        if labels.events:
            self.events = _word_head(width, len(labels.events), dropout)
            self.modes = _word_head(width, len(labels.modes), dropout)
            self.modalities = _word_head(width, len(MODALITIES), dropout)
            self.roles = Biaffine(width, ROLE_WIDTH, len(EVENT_ROLES), dropout)

    @property
    def device(self) -> torch.device:
        """Where the weights are."""
        return self.encoder.words.weight.device

    def parts(self) -> tuple[list[nn.Parameter], list[nn.Parameter], list[nn.Parameter]]:
        """The parameters of the encoder that are trained, of the language heads and of the event heads."""
        encoder, events = [p for p in self.encoder.parameters() if p.requires_grad], []
        if self.labels.events:
            events = [p for head in EVENT_HEADS for p in getattr(self, head).parameters()]
        known = {id(parameter) for parameter in [*self.encoder.parameters(), *events]}
        return encoder, [p for p in self.parameters() if id(p) not in known], events

    def forward(self, pieces: Tensor, shapes: Tensor, firsts: Tensor) -> dict[str, Tensor]:
        vectors = self.encoder(pieces, shapes)
        vectors = torch.gather(vectors, 1, firsts[..., None].expand(-1, -1, vectors.shape[-1]))
        vectors = self.dropout(vectors)
        scores = {
            "vectors": vectors,
            "tags": self.tags(vectors),
            "morphs": self.morphs(vectors),
            "lemmas": self.lemmas(vectors),
            "sents": self.sents(vectors),
            "names": self.names(vectors),
            "arcs": self.arcs(vectors)[..., 0],
            "deps": self.deps(vectors),
        }
        if self.labels.events:
            scores |= {head: getattr(self, head)(vectors) for head in EVENT_HEADS}
        return scores
