"""The comparison of language models: each in its process, one row a figure, lacks told in words."""

import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest
import spacy

from flows import console, measure
from flows.corpora import CorpusMissingError
from flows.language_table import (
    ModelLostError,
    ModelProcess,
    evaluate_language,
    find_own_models,
    list_labels,
    list_lacks,
    list_relations,
    list_summary,
    name_apart,
    read_memory,
)
from flows.measure import DevParts
from transforms.language.corpora.texts import NamedText
from transforms.language.corpora.treebanks import Tree
from transforms.language.pipeline import LanguageModelError


def make_parts() -> DevParts:
    tree = Tree(
        words=["It", "'s", "over"],
        spaces=[False, True, False],
        lemmas=["it", "be", "over"],
        pos=["PRON", "AUX", "ADV"],
        tags=["PRP", "VBZ", "RB"],
        morphs=[""] * 3,
        heads=[1, 1, 1],
        deps=["nsubj", "ROOT", "advmod"],
    )
    texts = [NamedText("Rebels left Homs.", ((12, 16, "GPE"),))]
    return DevParts(
        syntax={part: [[tree, tree]] for part in ("gum_news_dev", "ewt_dev", "pud")},
        passages=[[tree, tree]],
        names=dict.fromkeys(("gmb_dev", "crossner_dev", "uner_dev"), texts),
        articles=texts,
        speed=["Rebels left Homs. " * 20] * 60,
    )


@pytest.fixture
def model(tmp_path: Path) -> str:
    """A model that finds one name and sentence ends, nothing else."""
    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    nlp.add_pipe("entity_ruler").add_patterns([{"label": "GPE", "pattern": "Homs"}])  # type: ignore[attr-defined]
    nlp.meta["name"] = "ruled"
    nlp.to_disk(tmp_path / "model")
    return str(tmp_path / "model")


def test_evaluate_language_measures_each_model_in_its_process(
    model: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(measure, "read_parts", lambda data: make_parts())
    assert evaluate_language(tmp_path, [model], as_json=True) == console.OK
    (found,) = json.loads(capsys.readouterr().out)
    assert found["model"] == "en_ruled"
    assert found["lacks"] == {
        "token.tag": "tags",
        "token.pos": "coarse tags",
        "token.lemma": "lemmas",
        "token.dep": "dependencies",
    }
    assert found["words_per_second"] > 0
    assert found["load_seconds"] > 0
    assert found["memory_mb"] >= 0
    assert found["size_mb"] > 0
    assert found["scores"]["articles_entities"]["f"] == pytest.approx(1)
    assert found["scores"]["pud"]["uas"] is None


def test_evaluate_language_tells_an_unknown_model_and_missing_corpora(model: str, tmp_path: Path) -> None:
    with pytest.raises(LanguageModelError, match="no language model at 'en_nowhere'"):
        evaluate_language(tmp_path, ["en_nowhere"], as_json=True)
    with pytest.raises(CorpusMissingError, match=r"en_gum-news-dev\.conllu\.gz not found"):
        evaluate_language(tmp_path, [model], as_json=True)


def test_model_process_answers_raises_and_is_missed() -> None:
    process = ModelProcess("en_model")
    assert process.ask(os.getpid) != os.getpid()
    with pytest.raises(ValueError, match="invalid literal"):
        process.ask(int, "x")
    with pytest.raises(ModelLostError, match=r"en_model: its process ended while it was measured \(exit code 3\)"):
        process.ask(os._exit, 3)
    process.close()


def make_figures(name: str, f: float | None, lacks: dict[str, str], relations: dict[str, Any]) -> dict[str, Any]:
    names = {"p": f, "r": f, "f": f, "n": 1, "undated_f": f, "entities_f": f}
    labels = {"GPE": {"p": f, "r": f, "f": f, "n": 25}} if f is not None else {}
    syntax = dict.fromkeys(("tag", "pos", "lemma", "uas", "las", "sents", "ends"), f)
    scores: dict[str, Any] = dict.fromkeys(("gum_news_dev", "ewt_dev", "pud", "pud_passages"), syntax)
    for part in ("gmb_dev", "crossner_dev", "uner_dev", "articles_dev"):
        scores[part] = {**names, "by_label": labels}
    scores.update(articles_entities={"f": f, "strict_f": f}, relations=relations)
    return {
        "model": name, "source": f"models/{name}", "lacks": lacks, "scores": scores,
        "words_per_second": 12345, "load_seconds": 0.5, "memory_mb": 99, "size_mb": 18.2,
    }  # fmt: skip


FIGURES = [
    make_figures("en_a", 0.5, {}, {"prep": {"f": 0.75, "n": 30}, "rare": {"f": 1.0, "n": 19}, "nsubj": {"f": 0.0, "n": 40}}),
    make_figures("en_b", None, {"doc.ents": "names"}, {"meta": {"f": 0.0, "n": 0}}),
]


def test_list_summary_has_a_row_a_figure_and_a_column_a_model() -> None:
    rows = list_summary(FIGURES)
    assert ["GUM news dev", "LAS", "0.500", "-"] in rows
    assert ["gold/dev", "entities F, strict", "0.500", "-"] in rows
    assert rows[-4:] == [
        ["cost", "words a CPU-second", "12,345", "12,345"],
        ["cost", "CPU-seconds to load", "0.5", "0.5"],
        ["cost", "MB of memory added", "99", "99"],
        ["cost", "MB on disk", "18.2", "18.2"],
    ]
    assert len({tuple(row[:2]) for row in rows}) == len(rows)


def test_tables_by_relation_and_label() -> None:
    assert list_relations(FIGURES) == [["nsubj", "40", "0.000", "-"], ["prep", "30", "0.750", "-"]]
    assert list_labels(FIGURES)[0] == ["GMB dev", "GPE", "25", "0.500", "-"]


def test_list_lacks_speaks_of_annotations_and_labels() -> None:
    assert list_lacks(FIGURES) == [
        "en_a gets no relations right that are labelled nsubj",
        "en_b lacks names (doc.ents): its figures of that are shown as -",
        "en_b labels relations as the corpora do not: meta",
    ]


def test_name_apart_tells_models_of_one_name_by_their_source() -> None:
    figures = [{"model": "m", "source": "a"}, {"model": "m", "source": "b"}, {"model": "n", "source": "c"}]
    assert [one["model"] for one in name_apart(figures)] == ["a", "b", "n"]


def test_own_models_are_those_with_a_meta() -> None:
    assert find_own_models() == ["en_dateline_accurate", "en_dateline_fast"]


@pytest.mark.skipif(sys.platform != "linux", reason="the peak is all that other systems tell")
def test_read_memory_tells_now_and_peak() -> None:
    assert 0 < read_memory("VmRSS") <= read_memory("VmHWM")
