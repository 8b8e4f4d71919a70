"""Headlines made of statements; names without their accents."""

import pytest

from transforms.language.corpora.augment import drop_accents, shorten_tree
from transforms.language.corpora.treebanks import Tree


def make_tree(*rows: tuple[str, str, str, int, str]) -> Tree:
    """Of (word, tag, lemma, head, label); heads are positions."""
    words, tags, lemmas, heads, deps = (list(column) for column in zip(*rows, strict=True))
    count = len(rows)
    return Tree(words, [True] * count, lemmas, ["X"] * count, tags, [""] * count, heads, deps)


JAILED = make_tree(
    ("The", "DT", "the", 1, "det"),
    ("court", "NN", "court", 2, "nsubj"),
    ("jailed", "VBD", "jail", 2, "ROOT"),
    ("the", "DT", "the", 4, "det"),
    ("mayor", "NN", "mayor", 2, "dobj"),
    (".", ".", ".", 2, "punct"),
)
LEAVE = make_tree(
    ("Kenya", "NNP", "Kenya", 2, "nsubj"),
    ("will", "MD", "will", 2, "aux"),
    ("pull", "VB", "pull", 2, "ROOT"),
    ("out", "RP", "out", 2, "prt"),
    ("troops", "NNS", "troop", 2, "dobj"),
    (".", ".", ".", 2, "punct"),
)
KILLED = make_tree(
    ("Two", "CD", "two", 1, "nummod"),
    ("men", "NNS", "man", 3, "nsubjpass"),
    ("were", "VBD", "be", 3, "auxpass"),
    ("killed", "VBN", "kill", 3, "ROOT"),
    ("in", "IN", "in", 3, "prep"),
    ("Gao", "NNP", "Gao", 4, "pobj"),
)


@pytest.mark.parametrize(
    ("tree", "headline", "tags", "heads"),
    [
        (JAILED, "Court jails mayor", ["NN", "VBZ", "NN"], [1, 1, 1]),
        (LEAVE, "Kenya to pull out troops", ["NNP", "TO", "VB", "RP", "NNS"], [2, 2, 2, 2, 2]),
        (KILLED, "Two men killed in Gao", ["CD", "NNS", "VBN", "IN", "NNP"], [1, 2, 2, 2, 3]),
    ],
)
def test_shorten_tree_writes_headlines(tree: Tree, headline: str, tags: list[str], heads: list[int]) -> None:
    short = shorten_tree(tree)
    assert (" ".join(short.words), short.tags, short.heads) == (headline, tags, heads)


def test_shorten_tree_leaves_other_sentences_alone() -> None:
    question = make_tree(("Who", "WP", "who", 1, "nsubj"), ("knows", "VBZ", "know", 1, "ROOT"), ("?", ".", "?", 1, "punct"))
    speech = make_tree(*[("x", "PRP", "x", 2, "nsubj"), ("x", "RB", "x", 2, "advmod"), ("said", "VBD", "say", 2, "ROOT")] * 2)
    assert shorten_tree(question) is question
    assert shorten_tree(speech) is speech


def test_drop_accents_keeps_the_length() -> None:
    assert drop_accents("Bogotá, Øst, São Tomé “é”") == "Bogota, Øst, Sao Tome “e”"
