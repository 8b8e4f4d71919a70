"""Variation that news has and corpora lack: typographic marks, headlines, capitals, lower case, other names."""

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from transforms.language.corpora.texts import NamedText
from transforms.language.corpora.treebanks import Tree


def use_typographic_marks(text: str) -> str:
    """The same text with typographic quotes and apostrophes; its length stays."""
    out: list[str] = []
    for index, char in enumerate(text):
        if char in "\"'":
            before = text[index - 1] if index else " "
            opens = before.isspace() or before in "([{“‘—–-"
            pair = "“”" if char == '"' else "‘’"
            out.append(pair[0] if opens else pair[1])
        else:
            out.append(char)
    return "".join(out)


def write_headline(text: str) -> str:
    """The text as a headline: every word of four letters or more, and each sentence's first, begins with a capital."""
    out = list(text)
    start = 0
    for index in range(len(text) + 1):
        if index == len(text) or text[index].isspace():
            if index - start >= 4 and text[start].isalpha():
                out[start] = out[start].upper() if len(out[start].upper()) == 1 else out[start]
            start = index + 1
    return "".join(out)


def change_case(text: str, upper: bool) -> str:
    """Upper or lower case with the same length; characters that would grow stay as they are."""
    changed = (char.upper() if upper else char.lower() for char in text)
    return "".join(new if len(new) == 1 else old for new, old in zip(changed, text, strict=True))


def swap_names(text: NamedText, pools: Mapping[str, Sequence[str]], rng: random.Random, share: float) -> NamedText:
    """Replace a share of the names by others of the same label from `pools` (label → names)."""
    pieces: list[str] = []
    spans: list[tuple[int, int, str]] = []
    position, length = 0, 0
    for start, end, label in text.spans:
        pieces.append(text.text[position:start])
        length += start - position
        name = text.text[start:end]
        if pools.get(label) and rng.random() < share:
            name = rng.choice(pools[label])
        pieces.append(name)
        spans.append((length, length + len(name), label))
        length += len(name)
        position = end
    pieces.append(text.text[position:])
    return NamedText("".join(pieces), tuple(spans))


def vary_names(text: NamedText, pools: Mapping[str, Sequence[str]], rng: random.Random) -> NamedText:
    """One random variant of a text with names: swaps, typographic marks, and now and then another case."""
    varied = swap_names(text, pools, rng, 0.5) if rng.random() < 0.2 else text
    chars = use_typographic_marks(varied.text) if rng.random() < 0.5 else varied.text
    dice = rng.random()
    if dice < 0.05:
        chars = write_headline(chars)
    elif dice < 0.08:
        chars = change_case(chars, upper=True)
    elif dice < 0.10:
        chars = change_case(chars, upper=False)
    return NamedText(chars, varied.spans)


def quote_tree(tree: Tree) -> Tree:
    """The sentence in quotation marks, which hang on its root."""
    root = next(i for i, head in enumerate(tree.heads) if i == head)
    heads = [root + 1, *[head + 1 for head in tree.heads], root + 1]
    return Tree(
        words=['"', *tree.words, '"'],
        spaces=[False, *tree.spaces[:-1], False, True],
        lemmas=['"', *tree.lemmas, '"'],
        pos=["PUNCT", *tree.pos, "PUNCT"],
        tags=["``", *tree.tags, "''"],
        morphs=["", *tree.morphs, ""],
        heads=heads,
        deps=["punct", *tree.deps, "punct"],
        paragraph=tree.paragraph,
        document=tree.document,
    )


def change_tree_case(tree: Tree, change: Callable[[str], str]) -> Tree:
    """The sentence with each word rewritten by `change`; lemmas and structure stay."""
    return replace(tree, words=[change(word) for word in tree.words])


def vary_tree(tree: Tree, rng: random.Random) -> Tree:
    """One random variant of a sentence: in quotation marks, as a headline, in capitals, in lower case, or as it is."""
    dice = rng.random()
    if dice < 0.05 and not set(tree.words) & {'"', "“", "”"}:
        return quote_tree(tree)
    if dice < 0.08:
        return change_tree_case(tree, write_headline)
    if dice < 0.10:
        return change_tree_case(tree, lambda word: change_case(word, upper=True))
    if dice < 0.12:
        return change_tree_case(tree, lambda word: change_case(word, upper=False))
    return tree
