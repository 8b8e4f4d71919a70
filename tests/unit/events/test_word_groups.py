"""Groups of words that rules name."""

import re
from pathlib import Path

import pytest

import transforms
from seeds import SeedError, read_rows
from transforms.events.word_groups import FILE, word_group


def test_word_groups_are_those_that_the_code_asks_for():
    sources = [file.read_text(encoding="utf-8") for file in Path(transforms.__path__[0]).rglob("*.py")]
    asked = {name for source in sources for name in re.findall(r'word_group\("(\w+)"\)', source)}
    assert asked == {row["group"] for row in read_rows(FILE)}


def test_word_group_holds_each_word_once_in_lower_case():
    rows = [(row["group"], row["word"]) for row in read_rows(FILE)]
    assert len(set(rows)) == len(rows)
    assert all(word == word.lower() for _, word in rows)
    assert word_group("citing_verb") == {"quote", "cite"}


def test_word_group_refuses_an_unknown_name():
    with pytest.raises(SeedError, match="citing_verbs"):
        word_group("citing_verbs")
