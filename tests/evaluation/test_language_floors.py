"""The committed language models keep their quality: floors on development parts, skipped where the corpora are not at hand."""

import json
import pickle
import time
from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest
from spacy.language import Language

from flows.language_table import find_own_models
from flows.measure import ALWAYS_ANNOTATED, DevParts, compare_articles, read_parts, score_names, score_syntax
from flows.training.model_folder import hash_weights
from transforms.language.pipeline import load_pipeline

ROOT = Path(__file__).parents[2]
MODELS = ROOT / "seeds" / "models"
DATA = ROOT.parent / "shared" / "data"
# Measured by `dateline evaluate --language`, less about half a point.
FLOORS = {
    "en_dateline_fast": {
        "gum_news_dev": {"tag": 0.955, "pos": 0.958, "lemma": 0.971, "uas": 0.889, "las": 0.854, "sents": 0.988, "ends": 0.988},
        "ewt_dev": {"tag": 0.928, "pos": 0.938, "lemma": 0.946, "uas": 0.844, "las": 0.811, "sents": 0.865, "ends": 0.923},
        "pud": {"tag": 0.954, "pos": 0.952, "lemma": 0.963, "uas": 0.895, "las": 0.866, "sents": 0.976},
        "gmb_dev": {"f": 0.907, "undated_f": 0.892},
        "crossner_dev": {"f": 0.779},
        "uner_dev": {"f": 0.635},
        "articles_dev": {"f": 0.826},
        "articles_entities": {"f": 0.762},
    },
    "en_dateline_accurate": {
        "gum_news_dev": {"tag": 0.968, "pos": 0.969, "lemma": 0.978, "uas": 0.914, "las": 0.894, "sents": 0.949, "ends": 0.977},
        "ewt_dev": {"tag": 0.947, "pos": 0.954, "lemma": 0.956, "uas": 0.881, "las": 0.854, "sents": 0.869, "ends": 0.931},
        "pud": {"tag": 0.961, "pos": 0.963, "lemma": 0.969, "uas": 0.931, "las": 0.908, "sents": 0.980},
        "gmb_dev": {"f": 0.894, "undated_f": 0.877},
        "crossner_dev": {"f": 0.858},
        "uner_dev": {"f": 0.721},
        "articles_dev": {"f": 0.879},
        "articles_entities": {"f": 0.847},
    },
}

needs_model = pytest.mark.skipif(not find_own_models(), reason="LANGUAGE FLOORS NOT CHECKED: no model in seeds/models")
needs_corpora = pytest.mark.skipif(not DATA.is_dir(), reason="LANGUAGE FLOORS NOT CHECKED: no corpora in ../shared/data")
each_model = pytest.mark.parametrize("model", find_own_models())


@cache
def load_model(model: str) -> Language:
    return load_pipeline(MODELS / model)


@cache
def load_parts() -> DevParts:
    return read_parts(DATA)


def count_sentences(model: str, text: str) -> int:
    """Module level, for a spawned worker."""
    return len(list(load_model(model)(text).sents))


@needs_model
@each_model
def test_model_files_have_the_hash_of_their_meta(model: str) -> None:
    meta = json.loads((MODELS / model / "meta.json").read_text("utf-8"))
    assert meta["dateline_hash"] == hash_weights(MODELS / model)


@needs_model
@each_model
def test_model_loads_fast_and_pickles(model: str) -> None:
    load_model(model)
    started = time.process_time()
    load_pipeline(MODELS / model)
    assert time.process_time() - started < 2
    nlp = pickle.loads(pickle.dumps(load_model(model)))
    assert [token.tag_ for token in nlp("Rebels fled.")] == [token.tag_ for token in load_model(model)("Rebels fled.")]


@needs_model
@each_model
def test_model_works_in_a_spawned_process(model: str) -> None:
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        assert pool.submit(count_sentences, model, "Police arrest two\n\nPolice arrested two men on Monday.").result() == 2


@needs_model
@each_model
@pytest.mark.parametrize(
    ("word", "lemma", "text"),
    [
        ("took", "take", "The army took the town on Monday."),
        ("killed", "kill", "Gunmen killed three people."),
        ("troops", "troop", "The troops left."),
        ("said", "say", "“We will leave,” he said."),
    ],
)
def test_model_lemmas(model: str, word: str, lemma: str, text: str) -> None:
    assert [token.lemma_ for token in load_model(model)(text) if token.text == word] == [lemma]


@needs_model
@each_model
def test_model_ends_sentences_at_quotes_and_blank_lines(model: str) -> None:
    text = "Two arrested in Paris\n\n“We won’t go,” Gen. Roe said on Sept. 3. “They came.” The U.S. ambassador left."
    assert [sent.text.strip() for sent in load_model(model)(text).sents] == [
        "Two arrested in Paris",
        "“We won’t go,” Gen. Roe said on Sept. 3.",
        "“They came.”",
        "The U.S. ambassador left.",
    ]


@needs_model
def test_each_model_has_floors() -> None:
    assert sorted(FLOORS) == find_own_models()


@needs_model
@needs_corpora
@each_model
@pytest.mark.parametrize("part", ["gum_news_dev", "ewt_dev", "pud"])
def test_model_keeps_syntax_floors(model: str, part: str) -> None:
    assert list_low(score_syntax(load_model(model), load_parts().syntax[part]), FLOORS[model][part]) == {}


@needs_model
@needs_corpora
@each_model
def test_model_keeps_name_floors(model: str) -> None:
    parts = load_parts()
    scores = {
        "gmb_dev": score_names(load_model(model), parts.names["gmb_dev"][::4]),
        "crossner_dev": score_names(load_model(model), parts.names["crossner_dev"]),
        "uner_dev": score_names(load_model(model), parts.names["uner_dev"], ALWAYS_ANNOTATED["uner_dev"]),
    }
    assert {part: low for part, found in scores.items() if (low := list_low(found, FLOORS[model][part]))} == {}


@needs_model
@needs_corpora
@each_model
def test_model_keeps_floors_on_annotated_articles(model: str) -> None:
    texts = load_parts().articles or []
    mentions, entities = compare_articles(list(load_model(model).pipe(text.text for text in texts)), texts)
    assert list_low(mentions, FLOORS[model]["articles_dev"]) == {}
    assert list_low(entities, FLOORS[model]["articles_entities"]) == {}


def list_low(scores: Mapping[str, Any], floors: Mapping[str, float]) -> dict[str, float]:
    """The scores below their floor."""
    return {name: scores[name] for name, floor in floors.items() if scores[name] < floor}
