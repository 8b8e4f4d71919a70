"""What the heads should say about the words of a window: numbers of labels, for training."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from spacy.tokens import Doc
from spacy.training import Example

from transforms.language.encoder.labels import HeadLabels
from transforms.language.encoder.lemmas import make_rule
from transforms.language.encoder.windows import Integers, PieceMaker, Window

MISSING = -100  # torch leaves it out of the loss
NO_FEATURES = "_"  # as spaCy writes it
HEADS = ("tags", "morphs", "lemmas", "sents", "heads", "deps", "names")


@dataclass(frozen=True, slots=True)
class TargetIndex:
    """Label → number, by head."""

    tags: Mapping[str, int]
    morphs: Mapping[str, int]
    lemmas: Mapping[str, int]
    deps: Mapping[str, int]
    names: Mapping[str, int]

    @classmethod
    def of(cls, labels: HeadLabels) -> "TargetIndex":
        """The numbers of all labels."""
        sets = (labels.tags, labels.morphs, labels.lemmas, labels.deps, labels.name_tags)
        return cls(*({label: number for number, label in enumerate(values)} for values in sets))


@dataclass(frozen=True, slots=True)
class Sample:
    """One window and, by head, the numbers of its words' labels; `MISSING` where the corpus does not say.

    `heads` are positions within the window, a root's its own.
    """

    window: Window
    targets: dict[str, Integers]


def make_samples(example: Example, pieces: PieceMaker, index: TargetIndex) -> list[Sample]:
    """The windows of an example's predicted Doc with the annotations of its reference, as far as it has any."""
    doc, reference = example.predicted, example.reference
    columns: dict[str, list[int]] = {head: [MISSING] * len(doc) for head in HEADS}
    if reference.has_annotation("TAG"):
        columns["tags"] = _number(example.get_aligned("TAG", as_string=True), index.tags)
    if reference.has_annotation("DEP"):
        _add_tree(example, columns, index)
    if reference.has_annotation("ENT_IOB"):
        columns["names"] = _number(example.get_aligned_ner(), index.names)
    return [_cut_sample(doc, columns, window) for window in pieces.make_windows(doc)]


def _add_tree(example: Example, columns: dict[str, list[int]], index: TargetIndex) -> None:
    doc = example.predicted
    morphs, pos = example.get_aligned("MORPH", as_string=True), example.get_aligned("POS", as_string=True)
    pairs = [f"{p}|{'' if m == NO_FEATURES else m}" if p else None for p, m in zip(pos, morphs, strict=True)]
    columns["morphs"] = _number(pairs, index.morphs)
    lemmas = example.get_aligned("LEMMA", as_string=True)
    rules = [make_rule(token.text, lemma) if lemma else None for token, lemma in zip(doc, lemmas, strict=True)]
    columns["lemmas"] = _number(rules, index.lemmas)
    heads, deps = _align_parse(example)
    columns["heads"] = [MISSING if head is None else head for head in heads]
    columns["deps"] = _number(deps, index.deps)
    starts = example.get_aligned_sent_starts()
    columns["sents"] = [MISSING if start is None else int(start == 1) for start in starts]


def _align_parse(example: Example) -> tuple[list[int | None], list[str | None]]:
    """Heads and labels of the predicted tokens. Of a word that our tokenizer splits ("Jae-ho") the last part stands in the tree,
    the others hang on it: hyphens and the like as `punct`, words as `compound`.
    """
    doc, reference, parts = example.predicted, example.reference, example.alignment.y2x
    heads: list[int | None] = [None] * len(doc)
    deps: list[str | None] = [None] * len(doc)
    for token in reference:
        own, head = parts[token.i], parts[token.head.i]
        if any(example.alignment.x2y.lengths[part] != 1 for part in own) or not len(head):
            continue
        for part in own[:-1]:
            heads[part], deps[part] = int(own[-1]), "punct" if doc[int(part)].is_punct else "compound"
        if len(own):
            heads[own[-1]], deps[own[-1]] = int(head[-1]), token.dep_
    return heads, deps


def _number(labels: Sequence[str | None], numbers: Mapping[str, int]) -> list[int]:
    return [numbers.get(label, MISSING) if label else MISSING for label in labels]


def _cut_sample(doc: Doc, columns: Mapping[str, list[int]], window: Window) -> Sample:
    """The window's part of each column; a head outside the window is missing."""
    places = {token: place for place, token in enumerate(window.tokens.tolist())}
    targets = {name: [column[token] for token in places] for name, column in columns.items()}
    targets["heads"] = [places.get(head, MISSING) for head in targets["heads"]]
    targets["deps"] = [dep if head != MISSING else MISSING for dep, head in zip(targets["deps"], targets["heads"], strict=True)]
    return Sample(window, {name: np.array(values, dtype=np.int64) for name, values in targets.items()})
