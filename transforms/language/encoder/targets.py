"""What the heads should say about the words of a window: numbers of labels, for training."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from spacy.training import Example

from transforms.language.encoder.labels import EVENT_ROLES, MODALITIES, HeadLabels
from transforms.language.encoder.lemmas import make_rule
from transforms.language.encoder.windows import Integers, PieceMaker, Window

MISSING = -100  # torch leaves it out of the loss
NO_FEATURES = "_"  # as spaCy writes it
EVENT_HEADS = ("events", "modes", "modalities")
ALSO_HEADS = ("events", "modes")  # of which more than one label can be right
HEADS = ("tags", "morphs", "lemmas", "sents", "heads", "deps", "names", *EVENT_HEADS)


@dataclass(frozen=True, slots=True)
class TargetIndex:
    """Label → number, by head."""

    tags: Mapping[str, int]
    morphs: Mapping[str, int]
    lemmas: Mapping[str, int]
    deps: Mapping[str, int]
    names: Mapping[str, int]
    events: Mapping[str, int]
    modes: Mapping[str, int]

    @classmethod
    def of(cls, labels: HeadLabels) -> "TargetIndex":
        """The numbers of all labels."""
        sets = (labels.tags, labels.morphs, labels.lemmas, labels.deps, labels.name_tags, labels.events, labels.modes)
        return cls(*({label: number for number, label in enumerate(values)} for values in sets))


@dataclass(frozen=True, slots=True)
class Sample:
    """One window and, by head, the numbers of its words' labels; `MISSING` where the corpus does not say.

    `heads` are positions within the window, a root's its own. `also` are labels that are right beside a word's own: by head
    [labels, 2] of word and label. `roles` tell of the words at `triggers` who fills which role:
    [triggers, words, EVENT_ROLES], 1, 0 or `MISSING`.
    """

    window: Window
    targets: dict[str, Integers]
    also: dict[str, Integers]
    triggers: Integers
    roles: NDArray[np.int8]


@dataclass(frozen=True, slots=True)
class EventTarget:
    """An annotated event on the word that tells it. Where `is_required` is not set, a careful coder may code it or not.

    Any of the `event_types` is right, and any of the `modes`; where there are none, none is. `phrase` are all words of the
    trigger. `roles`: role → the words that fill it, none where nobody does; a role whose fillers could not be found among the
    words is left out. `others`: role → words that stand for the same fillers as well, a pronoun say: neither right nor wrong.
    """

    token: int
    phrase: tuple[int, ...]
    event_types: tuple[str, ...]
    is_required: bool
    modes: tuple[str, ...]
    modality: str
    roles: Mapping[str, tuple[int, ...]]
    others: Mapping[str, tuple[int, ...]] = field(default_factory=dict)


def make_samples(
    example: Example, pieces: PieceMaker, index: TargetIndex, events: Sequence[EventTarget] | None = None
) -> list[Sample]:
    """The windows of an example's predicted Doc with the annotations of its reference, as far as it has any.

    `events` are all that are told in the predicted Doc; None where nobody has looked.
    """
    doc, reference = example.predicted, example.reference
    columns: dict[str, list[int]] = {head: [MISSING] * len(doc) for head in HEADS}
    also: dict[str, list[tuple[int, int]]] = {head: [] for head in ALSO_HEADS}
    if reference.has_annotation("TAG"):
        columns["tags"] = _number(example.get_aligned("TAG", as_string=True), index.tags)
    if reference.has_annotation("DEP"):
        _add_tree(example, columns, index)
    if reference.has_annotation("ENT_IOB"):
        columns["names"] = _number(example.get_aligned_ner(), index.names)
    if events is not None:
        _add_events(events, columns, also, index)
    return [_cut_sample(columns, also, window, events or ()) for window in pieces.make_windows(doc)]


def _add_events(
    events: Sequence[EventTarget], columns: dict[str, list[int]], also: dict[str, list[tuple[int, int]]], index: TargetIndex
) -> None:
    columns["events"] = [0] * len(columns["events"])
    for event in events:
        for word in event.phrase:
            columns["events"][word] = MISSING
    for event in events:
        if event.is_required:
            types = [index.events[label] for label in event.event_types]
            _set_labels("events", event.token, types, columns, also)
        named = [f"{label}/{mode}" for label in event.event_types for mode in event.modes] if event.modes else [""]
        modes = [index.modes[mode] for mode in named if mode in index.modes]
        _set_labels("modes", event.token, modes, columns, also)
        columns["modalities"][event.token] = MODALITIES.index(event.modality)


def _set_labels(
    head: str, word: int, labels: Sequence[int], columns: dict[str, list[int]], also: dict[str, list[tuple[int, int]]]
) -> None:
    """The first label is the word's own. What another event has set on the word goes."""
    also[head] = [(other, label) for other, label in also[head] if other != word]
    columns[head][word] = labels[0] if labels else MISSING
    also[head] += [(word, label) for label in labels[1:]]


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


def _cut_sample(
    columns: Mapping[str, list[int]],
    also: Mapping[str, Sequence[tuple[int, int]]],
    window: Window,
    events: Sequence[EventTarget],
) -> Sample:
    """The window's part of each column and of the roles; a head outside the window is missing."""
    places = {token: place for place, token in enumerate(window.tokens.tolist())}
    targets = {name: [column[token] for token in places] for name, column in columns.items()}
    targets["heads"] = [places.get(head, MISSING) for head in targets["heads"]]
    targets["deps"] = [dep if head != MISSING else MISSING for dep, head in zip(targets["deps"], targets["heads"], strict=True)]
    inside = [event for event in events if event.token in places]
    roles = np.full((len(inside), len(places), len(EVENT_ROLES)), MISSING, dtype=np.int8)
    for row, event in enumerate(inside):
        for number, role in enumerate(EVENT_ROLES):
            if role in event.roles and all(word in places for word in event.roles[role]):
                roles[row, :, number] = 0
                roles[row, [places[word] for word in event.others.get(role, ()) if word in places], number] = MISSING
                roles[row, [places[word] for word in event.roles[role]], number] = 1
    triggers = np.array([places[event.token] for event in inside], dtype=np.int64)
    others = {head: [(places[word], label) for word, label in pairs if word in places] for head, pairs in also.items()}
    return Sample(
        window,
        {name: np.array(values, dtype=np.int64) for name, values in targets.items()},
        {head: np.array(pairs, dtype=np.int64).reshape(-1, 2) for head, pairs in others.items()},
        triggers,
        roles,
    )
