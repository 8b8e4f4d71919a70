"""Names as the article gives them, trimmed to the name itself."""

from __future__ import annotations

import pytest
from parsed import article_of, doc_of
from spacy.tokens import Doc, Span

from transforms.events.mentions import find_mentions, trim_name


def entity(words: str, label: str, *, tags: str = "", inside: tuple[int, int] | None = None) -> Span:
    """The words as one Doc with one entity over all of them, or over `inside`."""
    split = words.split()
    doc = Doc(doc_of("x 0 ROOT NN").vocab, words=split, tags=tags.split() or ["NNP"] * len(split))
    start, end = inside or (0, len(split))
    return Span(doc, start, end, label)


@pytest.mark.parametrize(
    ("words", "label", "wanted"),
    [
        ("the African Union", "ORG", "African Union"),
        ("The Hague", "GPE", "Hague"),
        ("Mali", "GPE", "Mali"),
        ("President Keita", "PERSON", "Keita"),
        ("former Prime Minister Amina Diallo", "PERSON", "Amina Diallo"),
        ('" Wadi Front "', "ORG", "Wadi Front"),
        ("Wadi Front ,", "ORG", "Wadi Front"),
        ("U.S.", "GPE", "U.S."),
        ("President", "PERSON", "President"),  # a title alone stays: there is no name to trim it from
        ("General Motors", "ORG", "General Motors"),  # titles are of persons
    ],
)
def test_trim_name(words, label, wanted):
    assert trim_name(entity(words, label)).text == wanted


def test_trim_name_leaves_the_possessive_ending_out():
    assert trim_name(entity("Mali 's", "GPE", tags="NNP POS")).text == "Mali"


@pytest.mark.parametrize("words", ["the", '"', "— ,", 'the "'])
def test_trim_name_of_nothing_but_trimmings_is_none(words):
    assert trim_name(entity(words, "ORG")) is None


def test_trim_name_stays_within_the_name():
    found = trim_name(entity("in the Sahel today", "LOC", inside=(1, 3)))
    assert (found.text, found.start, found.end) == ("Sahel", 2, 3)


def test_find_mentions_goes_by_sentence_with_offsets_into_title_and_body():
    title = doc_of("Mali 1 nsubj NNP mali GPE\nvotes 1 ROOT VBZ vote")
    body = doc_of(
        "Amina 1 compound NNP amina PERSON\nDiallo 2 nsubj NNP diallo +PERSON\nwon 2 ROOT VBD win\n. 2 punct .\n"
        "Mali 5 nsubj NNP mali GPE\ncheered 5 ROOT VBD cheer"
    )
    article = article_of(body, title)
    found = find_mentions(article)
    assert [(one.sentence_no, one.text, one.label, one.kind) for one in found] == [
        (0, "Mali", "GPE", "name"),
        (1, "Amina Diallo", "PERSON", "name"),
        (2, "Mali", "GPE", "name"),
    ]
    docs = [title, body, body]
    assert [doc.text[one.start_char : one.end_char] for doc, one in zip(docs, found, strict=True)] == [one.text for one in found]
    assert found[1].head.text == "Diallo"


def test_find_mentions_of_an_article_without_names_is_empty():
    assert find_mentions(article_of(doc_of("rain 1 nsubj NN\nfell 1 ROOT VBD fall"))) == []
