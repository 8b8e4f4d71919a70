"""Annotated articles as training texts of the event heads: parsed by a language model, with their events on its words."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from spacy.language import Language
from spacy.tokens import Doc
from spacy.training import Example

from flows.calibrate import as_articles
from transforms.events.head_targets import find_targets
from transforms.events.scene import Coder, set_scene
from transforms.language.article import parse_articles
from transforms.language.encoder.targets import EventTarget, Sample, TargetIndex, make_samples
from transforms.language.encoder.windows import PieceMaker


@dataclass(frozen=True, slots=True)
class EventText:
    """A title or a body as the language model annotates it, and the events that it tells."""

    doc: Doc
    events: Sequence[EventTarget]


def read_event_texts(gold: Sequence[dict], teacher: Language, coder: Coder) -> list[EventText]:
    """Titles and bodies of annotated articles. `gold` as `flows.evaluate.read_gold` gives it."""
    rows = as_articles(list(gold)).to_dicts()
    events = {article["id"]: article["events"] for article in gold}
    names = {row["article_id"]: row["external_id"] for row in rows}
    texts: list[EventText] = []
    for parsed in parse_articles(teacher, rows):
        targets = find_targets(set_scene(parsed, coder), events[names[parsed.article_id]])
        texts += [EventText(doc, told) for doc, told in zip((parsed.title, parsed.body), targets, strict=True) if len(doc)]
    return texts


def make_event_samples(texts: Sequence[EventText], pieces: PieceMaker, index: TargetIndex) -> list[Sample]:
    """The windows of all texts, with the teacher's annotations of language beside the events."""
    return [sample for text in texts for sample in make_samples(_as_example(text.doc), pieces, index, text.events)]


def _as_example(doc: Doc) -> Example:
    bare = Doc(doc.vocab, [token.text for token in doc], [bool(token.whitespace_) for token in doc])
    return Example(bare, doc)


def mix_samples(events: Sequence[Sample], language: Iterator[Sample], share: float, rng: random.Random) -> Iterator[Sample]:
    """Endless samples: those of events again and again in random orders, `share` of all words theirs."""
    order: list[Sample] = []
    event_words = language_words = 1.0
    while True:
        if event_words * (1 - share) <= language_words * share:
            if not order:
                order = list(events)
                rng.shuffle(order)
            sample = order.pop()
            event_words += len(sample.window.tokens)
        else:
            sample = next(language)
            language_words += len(sample.window.tokens)
        yield sample
