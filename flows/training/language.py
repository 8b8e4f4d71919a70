"""Training of encoder and language heads: the texts, the training itself, and the pipeline that comes of a checkpoint.

Needs the `train` extra (torch, onnx, safetensors) and a folder with the pretrained encoder.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc
from spacy.training import Example

from flows.corpora import (
    NameCorpora,
    list_unlabelled,
    read_city_names,
    read_gmb_tags,
    read_seed,
    read_text,
    read_treebank,
    split_pud,
)
from flows.training.distil import check_pretrained
from flows.training.plan import EncoderPlan
from flows.training.streams import collect_pools, stream_names, stream_trees
from transforms.language.corpora.examples import group_trees, make_name_example, make_tree_example, split_paragraphs
from transforms.language.corpora.names import add_forms
from transforms.language.corpora.texts import NamedText, TaggedSentence
from transforms.language.corpora.treebanks import Tree
from transforms.language.encoder.labels import HeadLabels, collect
from transforms.language.encoder.lemmas import make_rule
from transforms.language.encoder.targets import Sample, TargetIndex, make_samples
from transforms.language.encoder.windows import PieceMaker
from transforms.language.pipeline import NAME_LABELS, build_blank_pipeline, load_pipeline

LEAST_COUNT = 3
SILVER_SHARE = 0.25
SILVER_WORDS = 500_000
SILVER_CHARS = 2500  # of an article; its beginning tells most


@dataclass(frozen=True)
class TrainingTexts:
    """All that training reads: treebanks and texts with names by weight, sentences with tags only, names for swapping, and
    `silver`, texts as an earlier model annotated them."""

    trees: Sequence[tuple[float, Sequence[Tree]]]
    names: Sequence[tuple[float, Sequence[NamedText]]]
    tagged: Sequence[TaggedSentence]
    pools: Mapping[str, Sequence[str]]
    silver: Sequence[Doc] = ()

    def stream(self, nlp: Language, rng: random.Random, tree_share: float) -> Iterator[Example]:
        """Endless varied examples; trees and names take turns so that `tree_share` of their words are of treebanks. With silver
        texts one of four examples is one of these."""
        tag_map, cues = read_seed("gmb_tags.json"), read_seed("attributions.json")
        trees = stream_trees(nlp, self.trees, self.tagged, tag_map, cues, rng)
        names = stream_names(nlp, self.names, self.pools, rng)
        tree_words = name_words = 1.0
        while True:
            if self.silver and rng.random() < SILVER_SHARE:
                doc = rng.choice(self.silver)
                yield Example(nlp.make_doc(doc.text), doc)
            if tree_words * (1 - tree_share) <= name_words * tree_share:
                example = next(trees)
                tree_words += len(example.predicted)
            else:
                example = next(names)
                name_words += len(example.predicted)
            yield example


def read_training_texts(data_dir: Path) -> TrainingTexts:
    """Treebanks (EWT, GUM, PUD's training part), names (GMB, UNER, WikiGold, CrossNER, annotated articles) and GMB's tags."""
    trees = [
        (0.50, read_treebank(data_dir, "ud_ewt/en_ewt-ud-train")),
        (0.10, read_treebank(data_dir, "ud_gum_open/en_gum-news-train")),
        (0.32, read_treebank(data_dir, "ud_gum_open/en_gum-other-train")),
        (0.08, split_pud(read_treebank(data_dir, "ud_pud/en_pud-ud-test"))[0]),
    ]
    corpora = NameCorpora(data_dir)
    names = [
        (0.45, corpora.read_gmb("train")),
        (0.10, corpora.read_uner("train")),
        (0.06, corpora.read_wikigold()),
        (0.09, corpora.read_crossner("train")),
        (0.05, corpora.read_crossner_other()),
        (0.25, [part for text in corpora.read_articles("train") for part in split_title(add_forms(text))]),
    ]
    pools = collect_pools(text for _, texts in names for text in texts)
    pools["GPE"] = pools["GPE"] + read_city_names()
    return TrainingTexts(trees, names, read_gmb_tags(data_dir, "train"), pools)


def read_silver(data_dir: Path, teacher: Language, seed: int) -> list[Doc]:
    """Titles and beginnings of unlabelled articles, in an order drawn by the seed, annotated by an earlier model.

    About `SILVER_WORDS` words. Raises CorpusMissingError.
    """
    articles = [article for path in list_unlabelled(data_dir) for article in map(json.loads, read_text(path).splitlines())]
    random.Random(seed).shuffle(articles)
    docs: list[Doc] = []
    words = 0
    for doc in teacher.pipe(text for article in articles for text in (article["title"], article["text"][:SILVER_CHARS])):
        docs.append(doc)
        words += len(doc)
        if words >= SILVER_WORDS:
            break
    return docs


def read_dev_examples(nlp: Language, data_dir: Path) -> list[Example]:
    """What progress is shown on: GUM news dev and parts of EWT dev, GMB dev and CrossNER politics dev."""
    trees = [*read_treebank(data_dir, "ud_gum_open/en_gum-news-dev"), *read_treebank(data_dir, "ud_ewt/en_ewt-ud-dev")[:300]]
    corpora = NameCorpora(data_dir)
    names = [*corpora.read_gmb("dev")[:60], *corpora.read_crossner("dev")[:40]]
    parsed = [make_tree_example(nlp, group) for group in group_trees(trees)]
    return parsed + [make_name_example(nlp, text) for text in names]


def split_title(text: NamedText) -> list[NamedText]:
    """Title and body of an annotated article as texts of their own, as the pipeline reads them."""
    title, *rest = split_paragraphs(text)
    if not rest:
        return [title]
    start = text.text.find(rest[0].text, len(title.text))
    spans = tuple((s - start, e - start, label) for s, e, label in text.spans if s >= start)
    return [title, NamedText(text.text[start:], spans)]


def find_labels(trees: Iterable[Tree]) -> HeadLabels:
    """The label sets of treebanks; what is seen less than three times is left out, but of tags."""
    words = [row for t in trees for row in zip(t.words, t.tags, t.pos, t.morphs, t.lemmas, t.deps, strict=True)]
    return HeadLabels(
        tags=collect((tag for _, tag, *_ in words), 1),
        morphs=collect((f"{pos}|{morph}" for _, _, pos, morph, *_ in words), LEAST_COUNT),
        lemmas=collect((make_rule(word, lemma) for word, *_, lemma, _ in words), LEAST_COUNT),
        deps=collect((dep for *_, dep in words), LEAST_COUNT),
        names=NAME_LABELS,
        words=tuple(sorted({lemma.lower() for *_, lemma, _ in words if lemma.isalpha()})),
    )


def train_encoder(data_dir: Path, encoder_dir: Path, checkpoint: Path, plan: EncoderPlan, seed: int) -> int:
    """Train encoder and language heads on all corpora, into `checkpoint`; how many steps it took.

    `encoder_dir` holds the pretrained BERT model. Raises PretrainedMissingError.
    """
    check_pretrained(encoder_dir)
    from flows.training.learning import make_network, train_network  # noqa: PLC0415

    nlp = build_blank_pipeline(read_seed("abbreviations.json"))
    texts = read_training_texts(data_dir)
    if plan.teacher is not None:
        texts = replace(texts, silver=read_silver(data_dir, load_pipeline(plan.teacher), seed))
    labels = find_labels(tree for _, trees in texts.trees for tree in trees)
    pieces, index = PieceMaker.from_file(encoder_dir / "tokenizer.json"), TargetIndex.of(labels)
    dev = [sample for example in read_dev_examples(nlp, data_dir) for sample in make_samples(example, pieces, index)]

    def samples(seed: int) -> Iterator[Sample]:
        return stream_samples(texts, nlp, pieces, index, plan.tree_share, seed)

    return train_network(make_network(encoder_dir, labels, seed), samples, dev, plan, checkpoint, seed).step


def stream_samples(
    texts: TrainingTexts, nlp: Language, pieces: PieceMaker, index: TargetIndex, tree_share: float, seed: int
) -> Iterator[Sample]:
    """Endless windows of varied examples of language."""
    examples = texts.stream(nlp, random.Random(seed), tree_share)
    return chain.from_iterable(make_samples(example, pieces, index) for example in examples)


def export_pipeline(encoder_dir: Path, checkpoint: Path) -> Language:
    """The pipeline with the graph of a checkpoint's network."""
    from flows.training.export import export_network  # noqa: PLC0415
    from flows.training.learning import read_network  # noqa: PLC0415

    nlp = build_blank_pipeline(read_seed("abbreviations.json"))
    nlp.add_pipe("dateline_paragraphs")
    component: Any = nlp.add_pipe("dateline_encoder", name="encoder")
    network = read_network(encoder_dir, checkpoint)
    pieces = PieceMaker.from_file(encoder_dir / "tokenizer.json")
    component.load(export_network(network), pieces.definition, network.labels)
    return nlp
