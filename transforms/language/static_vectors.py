"""Static word vectors distilled from a contextual encoder: what the encoder says of a word, averaged over places where it stands.

The fast language model reads them beside its hashed features, so that it knows something of words its corpora never labelled.
Pure: the encoder is a function. Everything is deterministic. Words are lower case throughout, as the encoder is uncased.
Averaging over contexts: Bommasani, Davis and Cardie 2020, "Interpreting Pretrained Contextualized Representations via Reductions
to Static Embeddings".
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import srsly
from numpy.typing import NDArray
from spacy import registry
from spacy.attrs import IDS
from spacy.strings import get_string_id
from spacy.tokens import Doc
from spacy.vectors import BaseVectors
from spacy.vocab import Vocab

CONTEXT_WORDS = 64
BATCH_CONTEXTS = 32
LARGEST = 127  # of a signed byte

Floats = NDArray[np.float32]
Context = tuple[str, ...]
Encoder = Callable[[Sequence[Context]], Sequence[Floats]]
"""Contexts of words → for each one array (words, width)."""


class PackedVectors(BaseVectors):
    """A table of word vectors as spaCy's `nlp.vocab.vectors`, looked up by the lower-case form, one signed byte a number.

    Four times smaller than spaCy's own table, on disk and in memory. A word outside the table has a vector of zeros.
    """

    name = "dateline_words"
    mode = "default"
    attr = IDS["LOWER"]
    file_name = "packed_vectors"

    def __init__(self, words: Sequence[str] = (), vectors: Floats | None = None) -> None:
        """`vectors` has one row a word, (words, width). Words are unique and in lower case."""
        rows = np.zeros((0, 0), dtype=np.float32) if vectors is None else vectors
        keys = np.array([get_string_id(word) for word in words], dtype=np.uint64)
        order = np.argsort(keys)
        rows = rows[order]
        self.strings: Any = ()
        self._keys = keys[order]
        self._scales = np.abs(rows).max(axis=1, initial=1e-9).astype(np.float32) / LARGEST
        self._values = np.rint(rows / self._scales[:, None]).astype(np.int8)

    @property
    def shape(self) -> tuple[int, int]:
        return self._values.shape[0], self._values.shape[1]

    @property
    def vectors_length(self) -> int:
        return self.shape[1]

    @property
    def size(self) -> int:
        return self._values.size

    @property
    def n_keys(self) -> int:
        return len(self._keys)

    @property
    def is_full(self) -> bool:
        return True

    def __len__(self) -> int:
        return len(self._keys)

    def __contains__(self, key: int | str) -> bool:
        return bool(self._find(np.array([get_string_id(key)], dtype=np.uint64))[0] >= 0)

    def __getitem__(self, key: int | str) -> Floats:
        return self.get_batch([key])[0]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, PackedVectors) and self.to_bytes() == other.to_bytes()

    __hash__ = None  # type: ignore[assignment]

    def __reduce__(self) -> tuple[Any, ...]:
        return unpack_vectors, (self.to_bytes(),)

    def get_batch(self, keys: Iterable[int | str] | NDArray[np.uint64]) -> Floats:
        """Vectors (keys, width) of words or their hashes."""
        if not isinstance(keys, np.ndarray):
            keys = np.array([get_string_id(key) for key in keys], dtype=np.uint64)
        rows = self._find(keys.astype(np.uint64, copy=False))
        found = np.zeros((len(keys), self.shape[1]), dtype=np.float32)
        known = rows >= 0
        found[known] = self._values[rows[known]] * self._scales[rows[known], None]
        return found

    def to_bytes(self, **_: Any) -> bytes:
        return srsly.msgpack_dumps({"keys": self._keys, "scales": self._scales, "values": self._values})

    def from_bytes(self, data: bytes, **_: Any) -> "PackedVectors":
        parts = srsly.msgpack_loads(data)
        self._keys, self._scales, self._values = (parts[name] for name in ("keys", "scales", "values"))
        return self

    def to_disk(self, path: str | Path, **_: Any) -> None:
        (Path(path) / self.file_name).write_bytes(self.to_bytes())

    def from_disk(self, path: str | Path, **_: Any) -> "PackedVectors":
        return self.from_bytes((Path(path) / self.file_name).read_bytes())

    def _find(self, keys: NDArray[np.uint64]) -> NDArray[np.int64]:
        """Row of each key, -1 where there is none."""
        if not len(self._keys):
            return np.full(len(keys), -1)
        rows = np.searchsorted(self._keys, keys)
        rows[rows == len(self._keys)] = 0
        return np.where(self._keys[rows] == keys, rows, -1)


def unpack_vectors(data: bytes) -> PackedVectors:
    """The table that `to_bytes` gave."""
    return PackedVectors().from_bytes(data)


@registry.vectors("dateline.PackedVectors.v1")
def create_packed_vectors() -> Callable[[Vocab], BaseVectors]:
    """An empty table, filled when the pipeline is read from disk."""
    return lambda vocab: PackedVectors()


def cut_contexts(docs: Iterable[Doc], words: int = CONTEXT_WORDS) -> list[Context]:
    """The tokens of texts in lower case, white space left out, in contexts of at most `words` tokens."""
    contexts: list[Context] = []
    for doc in docs:
        tokens = [token.lower_ for token in doc if not token.is_space]
        contexts.extend(tuple(tokens[i : i + words]) for i in range(0, len(tokens), words))
    return contexts


def choose_words(contexts: Iterable[Context], size: int) -> dict[str, int]:
    """The `size` commonest words with their counts, commonest first; of equal counts the first in the alphabet."""
    counts = Counter(word for context in contexts for word in context)
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:size])


def choose_contexts(contexts: Sequence[Context], counts: Mapping[str, int], least: int) -> list[Context]:
    """Few contexts, such that each word of `counts` stands in at least `least` of them, or in all where it has fewer.

    Greedy: contexts dense in rare words come first, and one that brings no word nearer to `least` is left out.
    """

    def rarity(context: Context) -> float:
        return sum(1 / counts[word] for word in set(context) if word in counts) / (len(context) + 4)

    seen: Counter[str] = Counter()
    chosen: list[Context] = []
    for context in sorted(contexts, key=rarity, reverse=True):
        words = {word for word in context if word in counts}
        if any(seen[word] < least for word in words):
            seen.update(words)
            chosen.append(context)
    return chosen


def average_vectors(contexts: Sequence[Context], words: Sequence[str], encode: Encoder) -> Floats:
    """Mean of each word's vectors over all its places in `contexts`: (words, width). A word without a place has zeros.

    Raises ValueError without contexts.
    """
    if not contexts:
        raise ValueError("average_vectors: expected contexts of words, got none")
    rows = {word: row for row, word in enumerate(words)}
    sums: Floats | None = None
    counts = np.zeros(len(words), dtype=np.float32)
    ordered = sorted(contexts, key=len)
    for start in range(0, len(ordered), BATCH_CONTEXTS):
        batch = ordered[start : start + BATCH_CONTEXTS]
        for context, vectors in zip(batch, encode(batch), strict=True):
            known = [(place, rows[word]) for place, word in enumerate(context) if word in rows]
            if sums is None:
                sums = np.zeros((len(words), vectors.shape[1]), dtype=np.float32)
            if known:
                places, targets = (list(column) for column in zip(*known, strict=True))
                np.add.at(sums, targets, vectors[places])
                np.add.at(counts, targets, 1)
    if sums is None:
        raise ValueError("average_vectors: the encoder gave no vectors")
    sums /= np.maximum(counts, 1)[:, None]
    return sums


def reduce_vectors(vectors: Floats, width: int, length: float = 1.0) -> Floats:
    """Principal components: (words, dimensions) → (words, `width`), centred, each row of Euclidean length `length`.

    Raises ValueError where `width` is more than the dimensions.
    """
    if width > vectors.shape[1]:
        raise ValueError(f"reduce_vectors: expected at most {vectors.shape[1]} dimensions, got {width}")
    centred = vectors.astype(np.float64) - vectors.mean(axis=0, dtype=np.float64)
    values, axes = np.linalg.eigh(centred.T @ centred)
    axes = axes[:, np.argsort(values)[::-1][:width]]
    axes *= np.where(axes[np.abs(axes).argmax(axis=0), np.arange(width)] < 0, -1, 1)
    reduced = centred @ axes
    reduced *= length / np.maximum(np.linalg.norm(reduced, axis=1, keepdims=True), 1e-9)
    return reduced.astype(np.float32)
