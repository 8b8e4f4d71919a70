"""Endless streams of varied examples, and the names that are swapped in them."""

import random
from collections.abc import Iterable, Iterator, Mapping, Sequence

from spacy.language import Language
from spacy.training import Example

from transforms.language.corpora.augment import vary_names, vary_tree
from transforms.language.corpora.examples import make_name_example, make_tag_example, make_tree_example
from transforms.language.corpora.texts import NamedText, TaggedSentence
from transforms.language.corpora.treebanks import Tree

TAGS_ONLY_SHARE = 0.12


def collect_pools(texts: Iterable[NamedText], labels: Sequence[str] = ("PERSON", "ORG", "GPE")) -> dict[str, list[str]]:
    """Names by label, for swapping; each as often as it occurs once or more in the texts, sorted."""
    pools: dict[str, set[str]] = {label: set() for label in labels}
    for text in texts:
        for start, end, label in text.spans:
            if label in pools:
                pools[label].add(text.text[start:end])
    return {label: sorted(names) for label, names in pools.items()}


def stream_names(
    nlp: Language,
    sources: Sequence[tuple[float, Sequence[NamedText]]],
    pools: Mapping[str, Sequence[str]],
    rng: random.Random,
) -> Iterator[Example]:
    """Endless varied examples: each from a source drawn by its weight, each source gone through in random order."""
    weights = [weight for weight, _ in sources]
    orders: list[list[NamedText]] = [[] for _ in sources]
    while True:
        index = rng.choices(range(len(sources)), weights)[0]
        if not orders[index]:
            orders[index] = list(sources[index][1])
            rng.shuffle(orders[index])
        yield make_name_example(nlp, vary_names(orders[index].pop(), pools, rng))


def stream_trees(
    nlp: Language,
    sources: Sequence[tuple[float, Sequence[Tree]]],
    tagged: Sequence[TaggedSentence],
    tag_map: Mapping[str, str],
    cues: Mapping[str, Sequence],
    rng: random.Random,
) -> Iterator[Example]:
    """Endless varied examples of up to six consecutive sentences, sources drawn by weight; a share has tags only."""
    weights = [weight for weight, _ in sources]
    while True:
        if rng.random() < TAGS_ONLY_SHARE:
            start = rng.randrange(len(tagged))
            yield make_tag_example(nlp, tagged[start : start + 6], tag_map)
            continue
        trees = rng.choices(sources, weights)[0][1]
        start = rng.randrange(len(trees))
        group = [tree for tree in trees[start : start + rng.randint(1, 6)] if tree.document == trees[start].document]
        yield make_tree_example(nlp, [vary_tree(tree, cues, rng) for tree in group], marks=rng.random() < 0.5)
