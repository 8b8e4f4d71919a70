"""The encoder in numpy, and the words made of its pieces."""

import json
from pathlib import Path

import numpy as np
import pytest

from flows.corpora import CorpusMissingError
from flows.distil import average_pieces, read_safetensors
from transforms.language.minilm import encode_pieces

WIDTH, INNER, PIECES, LENGTH = 4, 8, 10, 6


def make_weights(seed: int = 1) -> dict[str, np.ndarray]:
    """A random encoder of one layer."""
    rng = np.random.default_rng(seed)
    shapes = {
        "embeddings.word_embeddings.weight": (PIECES, WIDTH),
        "embeddings.position_embeddings.weight": (LENGTH, WIDTH),
        "embeddings.token_type_embeddings.weight": (2, WIDTH),
    }
    layer = "encoder.layer.0"
    for name, rows, columns in (
        *((f"{layer}.attention.self.{part}", WIDTH, WIDTH) for part in ("query", "key", "value")),
        (f"{layer}.attention.output.dense", WIDTH, WIDTH),
        (f"{layer}.intermediate.dense", INNER, WIDTH),
        (f"{layer}.output.dense", WIDTH, INNER),
    ):
        shapes |= {f"{name}.weight": (rows, columns), f"{name}.bias": (rows,)}
    for name in ("embeddings.LayerNorm", f"{layer}.attention.output.LayerNorm", f"{layer}.output.LayerNorm"):
        shapes |= {f"{name}.weight": (WIDTH,), f"{name}.bias": (WIDTH,)}
    return {name: rng.normal(size=shape).astype(np.float32) for name, shape in shapes.items()}


def test_encode_pieces_does_not_see_the_padding() -> None:
    weights = make_weights()
    alone = encode_pieces(weights, [[1, 2, 3]], heads=2, layers=1)
    padded = encode_pieces(weights, [[1, 2, 3], [4, 5, 6, 7, 8]], heads=2, layers=1)
    assert padded.shape == (2, 5, WIDTH)
    assert padded[0, :3] == pytest.approx(alone[0], abs=1e-5)


def test_encode_pieces_sees_the_neighbours_and_the_places() -> None:
    weights = make_weights()
    first = encode_pieces(weights, [[1, 2, 3]], heads=2, layers=1)
    other = encode_pieces(weights, [[1, 2, 4]], heads=2, layers=1)
    assert np.abs(first[0, 0] - other[0, 0]).max() > 1e-3
    swapped = encode_pieces(weights, [[2, 1, 3]], heads=2, layers=1)
    assert np.abs(first[0, 0] - swapped[0, 1]).max() > 1e-3


def test_average_pieces_leaves_out_special_pieces() -> None:
    states = np.array([[9, 9], [1, 2], [3, 4], [5, 6], [9, 9]], dtype=np.float32)
    assert average_pieces(states, [None, 0, 0, 2, None], 3).tolist() == [[2, 3], [0, 0], [5, 6]]


def test_read_safetensors_gives_float_arrays(tmp_path: Path) -> None:
    numbers = np.arange(6, dtype=np.float32)
    header = {
        "__metadata__": {"format": "pt"},
        "ids": {"dtype": "I64", "shape": [1], "data_offsets": [0, 8]},
        "weight": {"dtype": "F32", "shape": [2, 3], "data_offsets": [8, 32]},
    }
    text = json.dumps(header).encode()
    path = tmp_path / "model.safetensors"
    path.write_bytes(len(text).to_bytes(8, "little") + text + bytes(8) + numbers.tobytes())
    found = read_safetensors(path)
    assert list(found) == ["weight"]
    assert found["weight"].tolist() == numbers.reshape(2, 3).tolist()
    with pytest.raises(CorpusMissingError, match=r"encoder file none\.bin not found"):
        read_safetensors(tmp_path / "none.bin")
