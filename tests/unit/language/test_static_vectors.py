"""Static word vectors: choosing words and places, averaging, reducing, and the packed table inside a pipeline."""

import pickle
import warnings
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
import spacy
from spacy.training import Example

from transforms.language.pipeline import build_blank_pipeline, build_names_pipeline, build_syntax_pipeline, join_pipelines
from transforms.language.static_vectors import (
    Context,
    Floats,
    PackedVectors,
    average_vectors,
    choose_contexts,
    choose_words,
    cut_contexts,
    reduce_vectors,
)

WORDS = ("rebels", "left", "homs", ".")
VECTORS = np.random.default_rng(1).normal(size=(4, 6)).astype(np.float32)
WINDOWS: list[Context] = [("the", "army", "left"), ("the", "rebels", "left"), ("the", "the"), ("gao",)]


def encode(contexts: Sequence[Context]) -> list[Floats]:
    """A word's vector: its length, and its place in the context."""
    return [np.array([[len(word), place] for place, word in enumerate(context)], dtype=np.float32) for context in contexts]


def test_cut_windows_lowers_words_and_leaves_out_white_space() -> None:
    nlp = build_blank_pipeline()
    docs = [nlp("Rebels left\n\nHoms."), nlp("Gao")]
    assert cut_contexts(docs, words=3) == [("rebels", "left", "homs"), (".",), ("gao",)]


def test_choose_words_takes_the_commonest_and_breaks_ties_by_the_alphabet() -> None:
    assert choose_words(WINDOWS, 3) == {"the": 4, "left": 2, "army": 1}


def test_choose_windows_covers_every_word_and_leaves_out_what_adds_nothing() -> None:
    counts = {"the": 4, "left": 2, "army": 1}
    chosen = choose_contexts(WINDOWS, counts, least=1)
    assert chosen == [("the", "army", "left")]
    assert len(choose_contexts(WINDOWS, counts, least=3)) == 3


def test_average_vectors_is_the_mean_over_all_places() -> None:
    found = average_vectors(WINDOWS, ["the", "left", "unseen"], encode)
    assert found.tolist() == [[3, 0.25], [4, 2], [0, 0]]
    with pytest.raises(ValueError, match="expected contexts"):
        average_vectors([], ["the"], encode)


def test_reduce_vectors_keeps_angles_and_length() -> None:
    flat = np.hstack([VECTORS[:, :2], VECTORS[:, :2] * 2])
    reduced = reduce_vectors(flat, 2, length=3.0)
    centred = flat - flat.mean(axis=0)
    cosines = (centred @ centred.T) / np.outer(np.linalg.norm(centred, axis=1), np.linalg.norm(centred, axis=1))
    assert np.linalg.norm(reduced, axis=1) == pytest.approx([3.0] * 4)
    assert reduced @ reduced.T / 9 == pytest.approx(cosines, abs=1e-5)
    with pytest.raises(ValueError, match="at most 4 dimensions"):
        reduce_vectors(flat, 5)


def test_packed_vectors_find_words_and_hashes_whatever_their_order() -> None:
    table = PackedVectors(WORDS, VECTORS)
    assert table.shape == (4, 6)
    assert table.get_batch(["homs", "unknown", "rebels"]) == pytest.approx(
        np.stack([VECTORS[2], np.zeros(6), VECTORS[0]]), abs=float(np.abs(VECTORS).max()) / 127
    )
    assert "homs" in table
    assert "Homs" not in table
    assert table["left"].tolist() == table.get_batch([spacy.strings.get_string_id("left")])[0].tolist()


def test_packed_vectors_survive_disk_bytes_and_pickle(tmp_path: Path) -> None:
    table = PackedVectors(WORDS, VECTORS)
    table.to_disk(tmp_path)
    assert PackedVectors().from_disk(tmp_path) == table
    assert pickle.loads(pickle.dumps(table)) == table
    assert PackedVectors() != table
    assert PackedVectors().get_batch(["homs"]).shape == (1, 0)


def test_packed_vectors_serve_both_halves_of_a_pipeline_from_one_table(tmp_path: Path) -> None:
    table = PackedVectors(WORDS, VECTORS)
    syntax, names = build_syntax_pipeline(vectors=table), build_names_pipeline(vectors=table)
    text = "Rebels left Homs."
    reference = {"tags": ["NNS", "VBD", "NNP", "."], "pos": ["NOUN", "VERB", "PROPN", "PUNCT"], "morphs": [""] * 4}
    reference |= {"lemmas": ["rebel", "leave", "Homs", "."], "heads": [1, 1, 1, 1], "deps": ["nsubj", "ROOT", "dobj", "punct"]}
    syntax.initialize(lambda: [Example.from_dict(syntax.make_doc(text), reference)] * 10)
    names.initialize(lambda: [Example.from_dict(names.make_doc(text), {"entities": ["O", "O", "U-GPE", "O"]})] * 10)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        join_pipelines(syntax, names).to_disk(tmp_path)
    assert len(list(tmp_path.rglob(PackedVectors.file_name))) == 1
    nlp = spacy.load(tmp_path)
    assert nlp.vocab.vectors == table
    assert nlp("Homs")[0].has_vector
    expected = syntax("REBELS left Gao.")
    for found in (nlp("REBELS left Gao."), pickle.loads(pickle.dumps(nlp))("REBELS left Gao.")):
        assert [(t.tag_, t.dep_, t.ent_type_) for t in found] == [(t.tag_, t.dep_, t.ent_type_) for t in expected]
