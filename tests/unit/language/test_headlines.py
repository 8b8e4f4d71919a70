"""Names that are to do something, as headlines have them."""

import pytest
import spacy
from spacy.tokens import Doc

from transforms.language.headlines import join_subjects


def make_title(words: str, tags: str, heads: list[int], deps: str, ents: str) -> Doc:
    return Doc(spacy.blank("en").vocab, words=words.split(), tags=tags.split(), heads=heads, deps=deps.split(), ents=ents.split())


def test_a_name_becomes_the_subject_of_its_infinitive() -> None:
    title = make_title(
        "Kenya to withdraw troops by June",
        "NNP TO VB NNS IN NNP",
        [0, 2, 0, 2, 0, 4],
        "ROOT aux acl dobj prep pobj",
        "B-GPE O O O O B-DATE",
    )
    assert [(token.dep_, token.head.text) for token in join_subjects(title)] == [
        ("nsubj", "withdraw"),
        ("aux", "withdraw"),
        ("ROOT", "withdraw"),
        ("dobj", "withdraw"),
        ("prep", "withdraw"),
        ("pobj", "by"),
    ]


def test_the_subject_of_a_passive_is_passive() -> None:
    title = make_title("Mubarak to be tried", "NNP TO VB VBN", [0, 3, 3, 0], "ROOT aux auxpass acl", "B-PERSON O O O")
    assert join_subjects(title)[0].dep_ == "nsubjpass"


@pytest.mark.parametrize(
    ("words", "tags", "heads", "deps", "ents"),
    [
        ("Plan to withdraw troops", "NN TO VB NNS", [0, 2, 0, 2], "ROOT aux acl dobj", "O O O O"),
        ("Kenya withdraws troops", "NNP VBZ NNS", [1, 1, 1], "nsubj ROOT dobj", "B-GPE O O"),
    ],
)
def test_other_titles_stay(words: str, tags: str, heads: list[int], deps: str, ents: str) -> None:
    title = join_subjects(make_title(words, tags, heads, deps, ents))
    assert [token.head.i for token in title] == heads
