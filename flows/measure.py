"""Scores of a language model on the corpora's development parts. Test parts of public corpora are not read."""

import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from spacy.language import Language
from spacy.training import Example

from flows.corpora import NameCorpora, read_treebank
from transforms.language.corpora.examples import group_trees, make_name_example, make_tree_example
from transforms.language.corpora.texts import NamedText
from transforms.language.corpora.treebanks import Tree

SYNTAX_PARTS = {
    "ewt_dev": "ud_ewt/en_ewt-ud-dev",
    "gum_news_dev": "ud_gum_open/en_gum-news-dev",
    "pud": "ud_pud/en_pud-ud-test",
}
ALWAYS_ANNOTATED = {"uner_dev": ("PERSON", "ORG", "GPE", "LOC")}


def measure_model(nlp: Language, data_dir: Path, articles_dev: bool = False) -> dict[str, Any]:
    """All scores, 0 to 1, by corpus, and words a second. PUD, whole as it is, only measures. Raises CorpusMissingError."""
    scores: dict[str, Any] = {}
    for part, name in SYNTAX_PARTS.items():
        scores[part] = score_syntax(nlp, group_trees(read_treebank(data_dir, name), 1 if part == "pud" else 10))
    corpora = NameCorpora(data_dir)
    parts = {
        "gmb_dev": corpora.read_gmb("dev"),
        "crossner_dev": corpora.read_crossner("dev"),
        "uner_dev": corpora.read_uner("dev"),
    }
    if articles_dev:
        parts["articles_dev"] = corpora.read_articles("dev")
    for part, texts in parts.items():
        scores[part] = score_names(nlp, texts, ALWAYS_ANNOTATED.get(part))
    scores["words_per_second"] = measure_speed(nlp, [text.text for text in corpora.read_articles("train")[:150]])
    return scores


def score_syntax(nlp: Language, groups: Sequence[Sequence[Tree]]) -> dict[str, float]:
    """Tags, coarse tags, lemmas, attachment and sentences on treebank texts, and `mean`, by which weights are chosen."""
    scores = nlp.evaluate([make_tree_example(nlp, group) for group in groups])
    names = {"tag": "tag_acc", "pos": "pos_acc", "lemma": "lemma_acc", "uas": "dep_uas", "las": "dep_las", "sents": "sents_f"}
    found = {name: scores[key] for name, key in names.items()}
    return {**found, "mean": 0.6 * found["las"] + 0.2 * found["tag"] + 0.1 * found["lemma"] + 0.1 * found["sents"]}


def score_names(nlp: Language, texts: Sequence[NamedText], labels: Sequence[str] | None = None) -> dict[str, Any]:
    """Precision, recall, F of names, overall and `by_label`, missing values left out; with `labels`, of these labels only."""
    examples = [make_name_example(nlp, text) for text in texts]
    with nlp.select_pipes(enable=["ner"]):
        scores = nlp.evaluate(examples)
    by_label = {k: v for k, v in sorted(scores["ents_per_type"].items()) if labels is None or k in labels}
    if labels is None:
        return {"p": scores["ents_p"], "r": scores["ents_r"], "f": scores["ents_f"], "by_label": by_label}
    return {**score_labels(nlp, examples, labels), "by_label": by_label}


def score_labels(nlp: Language, examples: Sequence[Example], labels: Sequence[str]) -> dict[str, float]:
    """Precision, recall and F over the names of some labels; predictions on words of unknown state do not count."""
    right = found = true = 0
    with nlp.select_pipes(enable=["ner"]):
        docs = list(nlp.pipe(example.reference.text for example in examples))
    for doc, example in zip(docs, examples, strict=True):
        names = [e for e in doc.ents if e.label_ in labels]
        predicted = {(e.start, e.end, e.label_) for e in names if all(t.ent_iob for t in example.reference[e.start : e.end])}
        expected = {(e.start, e.end, e.label_) for e in example.reference.ents if e.label_ in labels}
        right += len(predicted & expected)
        found += len(predicted)
        true += len(expected)
    precision, recall = right / max(found, 1), right / max(true, 1)
    return {"p": precision, "r": recall, "f": 2 * precision * recall / max(precision + recall, 1e-9)}


def measure_speed(nlp: Language, texts: Sequence[str]) -> int:
    """Words a second of processor time, whole pipeline, after one text to warm up; other load on the machine does not count."""
    nlp(texts[0])
    started = time.process_time()
    words = sum(len(doc) for doc in nlp.pipe(texts))
    return round(words / (time.process_time() - started))


def write_card(meta: Mapping[str, Any]) -> str:
    """The model card, in Markdown, from a model's meta."""
    scores = meta["performance"]
    syntax = [
        f"| {part} | " + " | ".join(f"{scores[part][key]:.3f}" for key in ("tag", "pos", "lemma", "uas", "las", "sents")) + " |"
        for part in SYNTAX_PARTS
    ]
    names = [
        f"| {part} | {label} | {values['p']:.3f} | {values['r']:.3f} | {values['f']:.3f} |"
        for part, found in scores.items()
        if isinstance(found, Mapping) and "by_label" in found
        for label, values in [("all", found), *found["by_label"].items()]
    ]
    sources = [f"| {source['name']} | {source['use']} | {source['license']} | {source['url']} |" for source in meta["sources"]]
    lines = [
        f"# en_{meta['name']} {meta['version']}",
        "",
        meta["description"],
        "",
        f"Licence of the weights: {meta['license']}. SHA-256 of the files: `{meta['dateline_hash']}`.",
        f"Size: {scores['size_mb']} MB. Speed: {scores['words_per_second']} words a second of processor time.",
        "",
        "Made by `dateline train` (flows/train.py), seed and limits in meta.json. Labels: PTB tags, UD coarse tags,",
        "dependencies of spaCy's English models (converted from UD by transforms/language/corpora/clearnlp.py), OntoNotes names.",
        "Dates and numbers are learned from silver labels (seeds/language/silver_patterns.json): their scores measure",
        "agreement with those patterns, no more.",
        "",
        "## Syntax",
        "",
        "| part | tag | pos | lemma | UAS | LAS | sentences F |",
        "| --- | --- | --- | --- | --- | --- | --- |",
        *syntax,
        "",
        "Whole corpora parsed from raw text, punctuation not counted in UAS and LAS. PUD sentences stand alone.",
        "",
        "## Names",
        "",
        "| part | label | P | R | F |",
        "| --- | --- | --- | --- | --- |",
        *names,
        "",
        "## Corpora",
        "",
        "| corpus | use | licence | source |",
        "| --- | --- | --- | --- |",
        *sources,
        "",
    ]
    return "\n".join(lines)
