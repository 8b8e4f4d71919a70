"""An article as the language pipeline sees it: its title and its body parsed, cut into numbered sentences."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from spacy.language import Language
from spacy.tokens import Doc, Span

from transforms.language.headlines import join_subjects

PORTION_CHARS = 10_000  # about 1,600 words
BATCH_DOCS = 4  # texts that the pipeline takes at once


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

    Titles and bodies go through the pipeline together, in portions of about `PORTION_CHARS`, and long bodies in pieces: the
    matrices of long texts would take gigabytes.
    """
    for portion in _portions(rows):
        pieces = [(row["title"] or "", *_pieces(row["text"])) for row in portion]
        docs = nlp.pipe((text for texts in pieces for text in texts), batch_size=BATCH_DOCS)
        for row, (_, *body) in zip(portion, pieces, strict=True):
            title, *parts = [next(docs) for _ in range(len(body) + 1)]
            published_at = row.get("published_at")
            yield ParsedArticle(
                row["article_id"],
                join_subjects(title),
                parts[0] if len(parts) == 1 else Doc.from_docs(parts, ensure_whitespace=False),
                published_at.date() if published_at else None,
                row.get("dateline_place"),
            )


def _pieces(text: str) -> Iterator[str]:
    """The text cut after blank lines, where sentences end anyway, into pieces of about `PORTION_CHARS`."""
    start = 0
    while len(text) - start > PORTION_CHARS:
        cut = text.find("\n\n", start + PORTION_CHARS)
        if cut < 0:
            break
        yield text[start : cut + 2]
        start = cut + 2
    yield text[start:]


def _portions(rows: Iterable[dict]) -> Iterator[list[dict]]:
    """The rows in their order, cut where a portion's texts reach `PORTION_CHARS`."""
    portion: list[dict] = []
    chars = 0
    for row in rows:
        portion.append(row)
        chars += len(row["text"])
        if chars >= PORTION_CHARS:
            yield portion
            portion, chars = [], 0
    if portion:
        yield portion
