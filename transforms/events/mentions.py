"""Mentions of named things in an article: the names that the language pipeline marks, trimmed to the name itself."""

from __future__ import annotations

import functools
from collections import deque
from collections.abc import Iterator

from spacy.tokens import Span

from seeds import read_rows
from transforms.events.records import Mention
from transforms.language.article import ParsedArticle, Sentence


@functools.cache
def person_titles() -> dict[str, str]:
    """Title word → gender it tells ("" where none)."""
    return {row["title"]: row["gender"] for row in read_rows("coreference/titles.csv")}


def find_mentions(article: ParsedArticle) -> list[Mention]:
    """Named mentions of all sentences in reading order. Offsets count in the title (sentence 0) or the body."""
    found = []
    for sentence, ent in _placed_entities(article):
        name = trim_name(ent)
        if name is not None:
            found.append(Mention(sentence.sentence_no, name.start_char, name.end_char, name.text, ent.label_, "name", name.root))
    return found


def _placed_entities(article: ParsedArticle) -> Iterator[tuple[Sentence, Span]]:
    """The entities of title and body with the sentence that holds them; entities and sentences are both in text order."""
    entities = {True: deque(article.title.ents), False: deque(article.body.ents)}
    for sentence in article.sentences:
        waiting = entities[sentence.is_title]
        while waiting and waiting[0].start < sentence.span.end:
            ent = waiting.popleft()
            if ent.start >= sentence.span.start and ent.end <= sentence.span.end:
                yield sentence, ent


def trim_name(ent: Span) -> Span | None:
    """The name without article, title, possessive ending and outer punctuation; None when nothing is left."""
    doc, start, end = ent.doc, ent.start, ent.end
    while start < end and (doc[start].lower_ == "the" or doc[start].is_punct or doc[start].is_space):
        start += 1
    while end > start and (doc[end - 1].tag_ == "POS" or doc[end - 1].is_space or _closes(doc[end - 1].text)):
        end -= 1
    if ent.label_ == "PERSON":
        while start < end - 1 and doc[start].lower_ in person_titles():
            start += 1
    return doc[start:end] if start < end else None


def _closes(text: str) -> bool:
    """Outer punctuation; the full stop of an abbreviation ("U.S.") is part of its token and stays."""
    return not any(character.isalnum() for character in text)
