"""Figures of victims in sentences as the language model of the house parses them, and the page that shows them."""

from __future__ import annotations

from itertools import groupby

import pytest
from toll_book import PAGE, read_sentences, render_page

from transforms.events.tolls import find_tolls

SENTENCES = {sentence: list(rows) for sentence, rows in groupby(read_sentences(), lambda row: row["sentence"])}


@pytest.mark.parametrize("sentence", SENTENCES)
def test_toll_sentences_have_the_figures_of_the_table(extractor, sentence):
    wanted = [
        tuple(row[name] for name in ("kind", "victims", "low", "best", "high")) for row in SENTENCES[sentence] if row["kind"]
    ]
    found = find_tolls(extractor.nlp(sentence)[:])
    assert [(one.kind, one.victims, *map(_text, (one.low, one.best, one.high))) for one in found] == wanted


def _text(bound: int | None) -> str:
    return "" if bound is None else str(bound)


def test_toll_book_is_current():
    assert PAGE.read_text("utf-8") == render_page(), "python tests/integration/toll_book.py"
