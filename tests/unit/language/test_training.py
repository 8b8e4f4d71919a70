"""The training loop: same seed, same weights; checkpoints; the model folder."""

import json
import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from spacy import load
from spacy.language import Language
from spacy.training import Example

from flows.corpora import CorpusMissingError, read_text
from flows.measure import score_names, write_card
from flows.training.fast import (
    TrainLimits,
    TrainPlan,
    batch_by_words,
    build_fast_model,
    read_checkpoint,
    train_pipeline,
    write_checkpoint,
)
from flows.training.model_folder import hash_weights, replace_folder
from flows.training.streams import stream_names
from transforms.language.corpora.examples import make_tree_example
from transforms.language.corpora.texts import NamedText
from transforms.language.corpora.treebanks import Tree
from transforms.language.pipeline import build_names_pipeline, build_syntax_pipeline, list_needed_strings

TEXTS = [
    NamedText("Ali Roe met Bo Lee in Rome on Monday.", ((0, 7, "PERSON"), (12, 18, "PERSON"), (22, 26, "GPE"))),
    NamedText("Rebels left Homs.", ((12, 16, "GPE"),)),
]


def train(checkpoint: Path, steps: int = 4) -> Language:
    nlp = build_names_pipeline()
    pools = {"PERSON": ["Zabihullah Mujahid"]}

    def stream(rng: random.Random) -> Iterator[Example]:
        return stream_names(nlp, [(0.5, TEXTS[:1]), (0.5, TEXTS[1:])], pools, rng)

    return train_pipeline(
        nlp,
        stream,
        lambda n: score_names(n, TEXTS),
        key="f",
        limits=TrainLimits(steps=steps, minutes=5, evaluate_every=2),
        checkpoint=checkpoint,
        seed=7,
    )


def test_train_pipeline_repeats_itself_and_finishes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    weights = []
    for name in ("one", "two"):
        train(tmp_path / name).to_disk(tmp_path / f"{name}-model")
        weights.append((tmp_path / f"{name}-model" / "ner" / "model").read_bytes())
    assert weights[0] == weights[1]
    assert capsys.readouterr().out.count("step 4 ") == 2
    assert json.loads((tmp_path / "one" / "state.json").read_text())["is_finished"] is True


def test_train_pipeline_loads_a_finished_checkpoint(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first = train(tmp_path / "checkpoint")
    capsys.readouterr()
    again = train(tmp_path / "checkpoint")
    assert capsys.readouterr().out == ""
    assert again.get_pipe("ner").model.to_bytes() == first.get_pipe("ner").model.to_bytes()


def test_batch_by_words_fills_batches() -> None:
    nlp = build_names_pipeline()
    examples = [Example(nlp.make_doc("one two three"), nlp.make_doc("one two three")) for _ in range(5)]
    assert [len(batch) for batch in batch_by_words(examples, words=6)] == [2, 2]


def test_hash_weights_ignores_meta_and_card(tmp_path: Path) -> None:
    (tmp_path / "weights").write_bytes(b"1")
    before = hash_weights(tmp_path)
    (tmp_path / "meta.json").write_text("{}")
    assert hash_weights(tmp_path) == before
    (tmp_path / "weights").write_bytes(b"2")
    assert hash_weights(tmp_path) != before


def test_replace_folder_moves_the_old_one_away(tmp_path: Path) -> None:
    for name in ("new", "old"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "file").write_text(name)
    replace_folder(tmp_path / "new", tmp_path / "old")
    assert (tmp_path / "old" / "file").read_text() == "new"
    assert (tmp_path / "retired" / "file").read_text() == "old"


def test_build_fast_model_names_a_missing_corpus(tmp_path: Path) -> None:
    limits = TrainLimits(steps=1, minutes=1)
    with pytest.raises(CorpusMissingError, match=r"en_ewt-ud-train\.conllu\.gz not found"):
        build_fast_model(tmp_path, tmp_path / "model", tmp_path / "work", plan=TrainPlan(limits, limits))
    with pytest.raises(CorpusMissingError):
        read_text(tmp_path / "none.txt")


def test_write_card_shows_every_score() -> None:
    syntax = dict.fromkeys(("tag", "pos", "lemma", "uas", "las", "sents"), 0.5)
    names = {"p": 0.1, "r": 0.2, "f": 0.3, "by_label": {"GPE": {"p": 0.4, "r": 0.5, "f": 0.6}}}
    meta = {
        "name": "n", "version": "1", "description": "d", "license": "l", "dateline_hash": "h",
        "sources": [{"name": "c", "use": "train", "license": "CC0", "url": "u"}],
        "performance": {
            "ewt_dev": syntax, "gum_news_dev": syntax, "pud": syntax, "gmb_dev": names, "words_per_second": 9, "size_mb": 2
        },
    }  # fmt: skip
    card = write_card(meta)
    assert "| pud | 0.500 | 0.500 | 0.500 | 0.500 | 0.500 | 0.500 |" in card
    assert "| gmb_dev | GPE | 0.400 | 0.500 | 0.600 |" in card
    assert "| c | train | CC0 | u |" in card


def make_syntax_pipeline() -> Language:
    """Initialised, not trained."""
    tree = Tree(
        words=["Rebels", "fled"],
        spaces=[True, False],
        lemmas=["rebel", "flee"],
        pos=["NOUN", "VERB"],
        tags=["NNS", "VBD"],
        morphs=["", ""],
        heads=[1, 1],
        deps=["nsubj", "ROOT"],
    )
    nlp = build_syntax_pipeline(["Gen."])
    nlp.initialize(lambda: [make_tree_example(nlp, [tree] * 4)])
    return nlp


def test_read_checkpoint_restores_the_lemmatizer_index(tmp_path: Path) -> None:
    nlp = make_syntax_pipeline()
    write_checkpoint(nlp, tmp_path, {"step": 1, "best": 0.5, "scores": {}})
    restored = build_syntax_pipeline()
    assert read_checkpoint(restored, tmp_path)["step"] == 1
    assert restored.get_pipe("lemmatizer").tree2label == nlp.get_pipe("lemmatizer").tree2label != {}


def test_list_needed_strings_leaves_out_words_of_the_corpora_only(tmp_path: Path) -> None:
    nlp = make_syntax_pipeline()
    text = "Rebels fled. Gen. Roe fled."
    expected = [(token.text, token.tag_, token.pos_, token.lemma_, token.dep_) for token in nlp(text)]
    needed = list_needed_strings(nlp)
    assert {"NNS", "Gen."} <= set(needed)
    assert "Rebels" not in needed
    nlp.to_disk(tmp_path)
    (tmp_path / "vocab" / "strings.json").write_text(json.dumps(needed), "utf-8")
    restored = load(tmp_path)
    assert [(token.text, token.tag_, token.pos_, token.lemma_, token.dep_) for token in restored(text)] == expected
