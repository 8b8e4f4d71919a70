"""An article as the language pipeline sees it: its title and its body parsed, cut into numbered sentences."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from spacy.language import Language
from spacy.tokens import Doc, Span


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence. `span` lies in the title's Doc (`is_title`) or in the body's; its character offsets count there."""

    span: Span
    sentence_no: int
    is_title: bool


@dataclass(slots=True)
class ParsedArticle:
    """One article after the language pipeline: two Docs and the sentences of both in reading order (the title is 0)."""

    article_id: str
    title: Doc
    body: Doc
    published_on: date | None = None
    dateline_place: str | None = None
    sentences: list[Sentence] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.sentences = list(_number_sentences(self.title, self.body))


def _number_sentences(title: Doc, body: Doc) -> Iterator[Sentence]:
    """The title, however many sentences the parser sees in it, is sentence 0; body sentences count from 1."""
    if title.text.strip():
        yield Sentence(title[:], 0, True)
    spans = (span for span in body.sents if span.text.strip())
    for number, span in enumerate(spans, start=1):
        yield Sentence(_trim(span), number, False)


def _trim(span: Span) -> Span:
    """Without the white-space tokens (paragraph breaks) at either end."""
    start, end = span.start, span.end
    while start < end - 1 and span.doc[start].is_space:
        start += 1
    while end > start + 1 and span.doc[end - 1].is_space:
        end -= 1
    return span.doc[start:end]


def parse_articles(nlp: Language, rows: Iterable[dict]) -> Iterator[ParsedArticle]:
    """Parse rows of `articles` (article_id, title, text, published_at, dateline_place), in their order.

    Titles and bodies go through the pipeline in one stream, so that short titles share a batch with long bodies.
    """
    rows = list(rows)
    texts = [part for row in rows for part in (row["title"] or "", row["text"])]
    docs = nlp.pipe(texts, batch_size=32)
    for row, title, body in zip(rows, docs, docs, strict=True):
        published_at = row.get("published_at")
        yield ParsedArticle(
            row["article_id"], title, body, published_at.date() if published_at else None, row.get("dateline_place")
        )
