"""Trees and names out of scores: against all that could be chosen, for short sentences."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.language.encoder.decode import decode_names, decode_tree, make_transitions
from transforms.language.encoder.labels import HeadLabels
from transforms.language.encoder.lemmas import apply_rule, choose_lemma, make_rule

LABELS = HeadLabels(tags=(), morphs=(), lemmas=(), deps=(), names=("GPE", "PERSON"))


def is_tree(heads: tuple[int, ...]) -> bool:
    if sum(head == word for word, head in enumerate(heads)) != 1:
        return False
    for start in range(len(heads)):
        word, steps = start, 0
        while heads[word] != word:
            word, steps = heads[word], steps + 1
            if steps > len(heads):
                return False
    return True


def best_tree(scores: np.ndarray) -> float:
    trees = (heads for heads in product(range(len(scores)), repeat=len(scores)) if is_tree(heads))
    return max(sum(scores[word, head] for word, head in enumerate(heads)) for heads in trees)


@pytest.mark.parametrize("seed", range(60))
def test_tree_is_the_best_where_the_root_is_sure(seed: int) -> None:
    rng = np.random.default_rng(seed)
    scores = rng.normal(size=(5, 5)) * 3
    scores[rng.integers(5), :] -= 50
    root = int(scores.mean(1).argmin())
    scores[root, root] += 100
    heads = decode_tree(scores.astype(np.float32))
    assert is_tree(tuple(heads))
    assert sum(scores[np.arange(5), heads]) == pytest.approx(best_tree(scores))


@given(st.integers(1, 12), st.integers(0, 10_000))
def test_any_scores_give_a_tree_with_one_root(size: int, seed: int) -> None:
    scores = np.random.default_rng(seed).normal(size=(size, size)).astype(np.float32)
    assert is_tree(tuple(decode_tree(scores)))


def test_a_circle_is_broken_where_it_costs_least() -> None:
    scores = np.array([[9, 0, 0], [1, 0, 8], [3, 8, 0]], dtype=np.float32)
    assert decode_tree(scores).tolist() == [0, 2, 0]


@given(st.integers(1, 4), st.integers(0, 10_000))
def test_names_are_the_best_allowed_tags(size: int, seed: int) -> None:
    tags = LABELS.name_tags
    allowed = make_transitions(tags)
    scores = np.random.default_rng(seed).normal(size=(size, len(tags))).astype(np.float32)

    def is_allowed(path: tuple[int, ...]) -> bool:
        return all(allowed[a, b] for a, b in zip((-1, *path), (*path, -1), strict=True))

    found = decode_names(scores, allowed)
    best = max(scores[np.arange(size), list(path)].sum() for path in product(range(len(tags)), repeat=size) if is_allowed(path))
    assert is_allowed(tuple(found))
    assert scores[np.arange(size), found].sum() == pytest.approx(best, rel=1e-5)


def test_transitions() -> None:
    tags = LABELS.name_tags
    allowed = make_transitions(tags)
    may = {(tags[a] if a < len(tags) else "^", tags[b] if b < len(tags) else "$") for a, b in np.argwhere(allowed)}
    assert {("B-GPE", "I-GPE"), ("B-GPE", "L-GPE"), ("U-GPE", "B-PERSON"), ("^", "O"), ("L-PERSON", "$")} <= may
    assert not may & {("B-GPE", "O"), ("O", "I-GPE"), ("B-GPE", "L-PERSON"), ("^", "L-GPE"), ("I-GPE", "$"), ("U-GPE", "I-GPE")}


@pytest.mark.parametrize(
    ("form", "lemma", "rule"),
    [
        ("killed", "kill", "2||"),
        ("ran", "run", "2|un|"),
        ("Killed", "kill", "2||l"),
        ("Paris", "Paris", "0||"),
        ("IS", "be", "2|be|l"),
        ("n't", "not", "2|ot|"),
        ("We", "we", "0||l"),
    ],
)
def test_lemma_rules(form: str, lemma: str, rule: str) -> None:
    assert make_rule(form, lemma) == rule
    assert apply_rule(form, rule) == lemma


@given(st.text(min_size=1, max_size=9), st.text(min_size=1, max_size=9))
def test_a_rule_gives_the_lemma_it_was_made_from(form: str, lemma: str) -> None:
    assert apply_rule(form, make_rule(form, lemma)) == lemma


def test_a_rule_that_takes_more_than_there_is_does_not_fit() -> None:
    assert apply_rule("is", "5|x|") is None
    assert apply_rule("is", "2||") is None


@pytest.mark.parametrize(
    ("form", "tag", "rules", "lemma"),
    [
        ("countries", "NNS", ["1||", "3|y|", "0||"], "country"),
        ("Countries", "NNS", ["1||l", "3|y|l"], "country"),
        ("waived", "VBD", ["2||", "1||"], "waive"),
        ("eschewing", "VBG", ["3||", "3|e|"], "eschew"),
        ("Fled", "VBD", ["2||l"], "flee"),
        ("found", "VBD", ["0||"], "find"),
        ("found", "VB", ["0||"], "found"),
        ("carried", "VBN", ["1||", "3|y|"], "carry"),
        ("tried", "VBD", ["2||", "3|y|"], "try"),
        ("movies", "NNS", ["1||", "3|y|"], "movie"),
        ("Iraqis", "NNS", ["1||", "1||l"], "Iraqi"),
        ("biggest", "JJS", ["3||", "4||"], "big"),
        ("better", "JJR", ["2||"], "good"),
        ("lives", "NNS", ["1||"], "life"),
        ("UN's", "NNS", ["2||"], "UN"),
        ("thanks", "NNS", ["0||", "1||"], "thanks"),
        ("data", "NNS", ["0||"], "data"),
        ("Paris", "NNP", ["0||"], "Paris"),
        ("We", "PRP", ["0||l"], "we"),
        ("is", "UH", ["3||"], "is"),
    ],
)
def test_choose_lemma_by_inflection(form: str, tag: str, rules: list[str], lemma: str) -> None:
    assert choose_lemma(form, tag, rules, {"country", "waive", "carry", "carrie", "movie", "iraqi", "big", "try", "tri"}) == lemma
