"""The committed language model keeps its quality: floors on development parts, skipped where the corpora are not at hand."""

import json
import pickle
import time
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from multiprocessing import get_context
from pathlib import Path

import pytest
from spacy.language import Language

from flows.corpora import NameCorpora, read_treebank
from flows.measure import score_names, score_syntax
from flows.train import hash_weights
from transforms.language.corpora.examples import group_trees
from transforms.language.pipeline import load_pipeline

ROOT = Path(__file__).parents[2]
MODEL = ROOT / "seeds" / "models" / "en_dateline_fast"
DATA = ROOT.parent / "shared" / "data"

needs_model = pytest.mark.skipif(not MODEL.is_dir(), reason=f"LANGUAGE FLOORS NOT CHECKED: no model in {MODEL.name}")
needs_corpora = pytest.mark.skipif(not DATA.is_dir(), reason="LANGUAGE FLOORS NOT CHECKED: no corpora in ../shared/data")


@cache
def load_model() -> Language:
    return load_pipeline(MODEL)


def count_sentences(text: str) -> int:
    """Module level, for a spawned worker."""
    return len(list(load_pipeline(MODEL)(text).sents))


@needs_model
def test_model_files_have_the_hash_of_their_meta() -> None:
    meta = json.loads((MODEL / "meta.json").read_text("utf-8"))
    assert meta["dateline_hash"] == hash_weights(MODEL)


@needs_model
def test_model_loads_fast_and_pickles() -> None:
    load_model()
    started = time.process_time()
    load_pipeline(MODEL)
    assert time.process_time() - started < 3
    nlp = pickle.loads(pickle.dumps(load_model()))
    assert [token.tag_ for token in nlp("Rebels fled.")] == [token.tag_ for token in load_model()("Rebels fled.")]


@needs_model
def test_model_works_in_a_spawned_process() -> None:
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        assert pool.submit(count_sentences, "Police arrest two\n\nPolice arrested two men on Monday.").result() == 2


@needs_model
@pytest.mark.parametrize(
    ("word", "lemma", "text"),
    [
        ("took", "take", "The army took the town on Monday."),
        ("killed", "kill", "Gunmen killed three people."),
        ("troops", "troop", "The troops left."),
        ("said", "say", "“We will leave,” he said."),
    ],
)
def test_model_lemmas(word: str, lemma: str, text: str) -> None:
    assert [token.lemma_ for token in load_model()(text) if token.text == word] == [lemma]


@needs_model
def test_model_ends_sentences_at_quotes_and_blank_lines() -> None:
    text = "Two arrested in Paris\n\n“We won’t go,” Gen. Roe said on Sept. 3. “They came.” The U.S. ambassador left."
    assert [sent.text.strip() for sent in load_model()(text).sents] == [
        "Two arrested in Paris",
        "“We won’t go,” Gen. Roe said on Sept. 3.",
        "“They came.”",
        "The U.S. ambassador left.",
    ]


@needs_model
@needs_corpora
@pytest.mark.parametrize(
    ("part", "floors"),
    [
        ("ud_gum_open/en_gum-news-dev", {"tag": 0.93, "lemma": 0.96, "uas": 0.88, "las": 0.84, "sents": 0.95}),
        ("ud_ewt/en_ewt-ud-dev", {"tag": 0.91, "lemma": 0.93, "uas": 0.81, "las": 0.78, "sents": 0.86}),
        ("ud_pud/en_pud-ud-test", {"tag": 0.94, "lemma": 0.95, "uas": 0.87, "las": 0.84, "sents": 0.97}),
    ],
)
def test_model_keeps_syntax_floors(part: str, floors: dict[str, float]) -> None:
    groups = group_trees(read_treebank(DATA, part), 1 if "pud" in part else 10)
    scores = score_syntax(load_model(), groups)
    assert {name: scores[name] for name, floor in floors.items() if scores[name] < floor} == {}


@needs_model
@needs_corpora
def test_model_keeps_name_floors() -> None:
    corpora = NameCorpora(DATA)
    floors = {"gmb": 0.91, "crossner": 0.75, "uner": 0.72}
    parts = {"gmb": corpora.read_gmb("dev")[::4], "crossner": corpora.read_crossner("dev"), "uner": corpora.read_uner("dev")}
    scores = {part: score_names(load_model(), texts)["f"] for part, texts in parts.items()}
    assert {part: score for part, score in scores.items() if score < floors[part]} == {}
