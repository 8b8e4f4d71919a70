"""Whatever the text: quotations lie in it, keep to their paragraphs, and end."""

from itertools import pairwise

import spacy
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.events.quotation_marks import find_quoted, paragraph_spans
from transforms.events.quotations import find_quotations, find_speech
from transforms.language.article import ParsedArticle

PIECES = st.sampled_from(
    [
        '"',
        "'",
        "“",
        "”",
        "„",
        "«",
        "»",
        "‘",
        "’",
        "``",
        "''",
        " ",
        " ",
        "\n",
        "\n\n",
        ".",
        ",",
        "?",
        ":",
        "—",
        "(",
        "he said",
        "word",
        "Police",
        "s",
        "the farmers",
        "don't",
        "10",
        "é",
        "\U0001f600",
        "\u200b",
    ]
)
TEXTS = st.lists(PIECES, max_size=40).map("".join) | st.text(max_size=60)
NLP = spacy.blank("en")
NLP.add_pipe("sentencizer")


@given(TEXTS)
@settings(max_examples=300, deadline=None)
def test_find_quoted_stays_inside_one_paragraph(text):
    paragraphs = list(paragraph_spans(text))
    for one in find_quoted(text):
        start, end = paragraphs[one.paragraph]
        assert start <= one.start <= one.end <= end


@given(TEXTS)
@settings(max_examples=300, deadline=None)
def test_find_quoted_outer_spans_do_not_overlap(text):
    outer = [one for one in find_quoted(text) if one.depth == 0]
    assert all(one.end <= other.start for one, other in pairwise(outer))


@given(TEXTS, TEXTS)
@settings(max_examples=100, deadline=None)
def test_find_quotations_offsets_give_back_the_text(title, body):
    article = ParsedArticle("a", NLP(title), NLP(body))
    numbers = {sentence.sentence_no for sentence in article.sentences}
    for record in find_quotations(article) + find_speech(article):
        text = title if record.sentence_no == 0 else body
        assert text[record.start_char : record.end_char] == record.text != ""
        assert record.sentence_no in numbers
