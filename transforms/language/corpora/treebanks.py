"""Dependency treebanks in CoNLL-U: parsed into sentences of plain lists."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace


@dataclass
class Tree:
    """One sentence of a treebank. All lists have one entry a word; `heads` are positions in the sentence, the root's its own.

    `spaces` tells whether a space follows; `paragraph` whether the sentence opens a paragraph; `document` is the id; `miscs`
    are the last columns, as they are read.
    """

    words: list[str] = field(default_factory=list)
    spaces: list[bool] = field(default_factory=list)
    lemmas: list[str] = field(default_factory=list)
    pos: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    morphs: list[str] = field(default_factory=list)
    heads: list[int] = field(default_factory=list)
    deps: list[str] = field(default_factory=list)
    paragraph: bool = False
    document: str = ""
    miscs: list[str] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.words)


def parse_conllu(text: str) -> list[Tree]:
    """Parse CoNLL-U. Empty nodes are left out, words of a multiword token are written together.

    Raises ValueError for a head outside the sentence.
    """
    trees: list[Tree] = []
    document, paragraph = "", False
    for block in text.split("\n\n"):
        rows = [line.split("\t") for line in block.splitlines() if line and not line.startswith("#")]
        for line in block.splitlines():
            if line.startswith("# newdoc id"):
                document, paragraph = line.partition("=")[2].strip(), True
            elif line.startswith("# newpar"):
                paragraph = True
        if rows:
            trees.append(_read_tree(rows, document, paragraph))
            paragraph = False
    return trees


def _read_tree(rows: list[list[str]], document: str, paragraph: bool) -> Tree:
    tree = Tree(document=document, paragraph=paragraph)
    joined_until, joined_space = 0, True
    for number, form, lemma, pos, tag, morph, head, dep, _, misc in rows:
        if "." in number:
            continue
        space = "SpaceAfter=No" not in misc
        if "-" in number:
            joined_until, joined_space = int(number.partition("-")[2]), space
            continue
        position = int(number)
        if position < joined_until:
            space = False
        elif position == joined_until:
            space = joined_space
        tree.words.append(form.replace(" ", ""))
        tree.spaces.append(space)
        tree.lemmas.append(lemma if lemma != "_" else form)
        tree.pos.append(pos)
        tree.tags.append(tag)
        tree.morphs.append("" if morph == "_" else morph)
        tree.heads.append(int(head) - 1 if head != "0" else len(tree.heads))
        tree.deps.append(dep)
        tree.miscs.append(misc)
    if any(not 0 <= head < len(tree) for head in tree.heads):
        raise ValueError(f"treebank sentence {' '.join(tree.words[:8])!r}: head outside the sentence")
    return tree


def unify_lemmas(tree: Tree, exceptions: Mapping[str, str]) -> Tree:
    """Lemmas that agree across treebanks: a singular name is its own, `exceptions` maps words (lower case) to theirs."""
    rows = zip(tree.words, tree.tags, tree.lemmas, strict=True)
    return replace(tree, lemmas=[exceptions.get(w.lower(), w if tag == "NNP" else lemma) for w, tag, lemma in rows])
