"""spaCy examples from texts with names and from treebanks."""

import re
from collections.abc import Mapping, Sequence

from spacy.language import Language
from spacy.tokens import Doc
from spacy.training import Example, offsets_to_biluo_tags

from transforms.language.corpora.augment import use_typographic_marks
from transforms.language.corpora.texts import MISSING, NamedText, TaggedSentence, rebuild_text
from transforms.language.corpora.treebanks import Tree


def make_name_example(nlp: Language, text: NamedText) -> Example:
    """An example whose reference has the names of `text`; words of unknown state are missing values (`-`).

    A name whose edges lie inside a token of our tokenizer is missing too: half a token cannot be a name.
    """
    doc = nlp.make_doc(text.text)
    known: list[tuple[int, int, str]] = []
    unknown: list[tuple[int, int]] = []
    starts = {token.idx for token in doc}
    ends = {token.idx + len(token) for token in doc}
    for start, end, label in text.spans:
        if label != MISSING and start in starts and end in ends:
            known.append((start, end, label))
        else:
            unknown.append((start, end))
    tags = offsets_to_biluo_tags(doc, known)
    for index, token in enumerate(doc):
        if any(token.idx < end and start < token.idx + len(token) for start, end in unknown):
            tags[index] = MISSING
    return Example.from_dict(doc, {"entities": tags})


def split_paragraphs(text: NamedText) -> list[NamedText]:
    """The paragraphs of a text (blank lines between them), spans with them; a span across a break is dropped."""
    parts: list[NamedText] = []
    for match in re.finditer(r"\S(?:.|\n(?!\s*\n))*", text.text):
        start, end = match.span()
        spans = [(s - start, e - start, label) for s, e, label in text.spans if start <= s and e <= end]
        parts.append(NamedText(match.group(), tuple(spans)))
    return parts


def make_tree_example(nlp: Language, trees: Sequence[Tree], marks: bool = False) -> Example:
    """An example of consecutive sentences, tokenised by our tokenizer, with the treebank's tokens as its reference.

    A blank line stands before each sentence that opens a paragraph. With `marks`, quotes and apostrophes are typographic.
    """
    words: list[str] = []
    spaces: list[bool] = []
    values: dict[str, list[str]] = {"tags": [], "pos": [], "morphs": [], "lemmas": [], "deps": []}
    heads: list[int] = []
    for tree in trees:
        if words and tree.paragraph:
            _append_break(words, spaces, heads, values)
        elif words and not spaces[-1]:
            spaces[-1] = True
        offset = len(words)
        words.extend(tree.words)
        spaces.extend(tree.spaces)
        heads.extend(head + offset for head in tree.heads)
        for name, column in zip(values, (tree.tags, tree.pos, tree.morphs, tree.lemmas, tree.deps), strict=True):
            values[name].extend(column)
    if marks:
        words = _mark_words(words, spaces)
    reference = Doc(nlp.vocab, words=words, spaces=spaces, heads=heads, **values)  # type: ignore[arg-type]
    return Example(nlp.make_doc(reference.text), reference)


def _append_break(words: list[str], spaces: list[bool], heads: list[int], values: dict[str, list[str]]) -> None:
    """A blank line as a token of its own, hanging on the token before it."""
    spaces[-1] = False
    heads.append(len(words) - 1)
    words.append("\n\n")
    spaces.append(False)
    for name, value in (("tags", "_SP"), ("pos", "SPACE"), ("morphs", ""), ("lemmas", "\n\n"), ("deps", "dep")):
        values[name].append(value)


def _mark_words(words: Sequence[str], spaces: Sequence[bool]) -> list[str]:
    text = "".join(word + " " * space for word, space in zip(words, spaces, strict=True))
    marked, position, out = use_typographic_marks(text), 0, []
    for word, space in zip(words, spaces, strict=True):
        out.append(marked[position : position + len(word)])
        position += len(word) + space
    return out


def group_trees(trees: Sequence[Tree], size: int = 10) -> list[list[Tree]]:
    """Consecutive sentences of one text, up to `size` together."""
    groups: list[list[Tree]] = []
    for tree in trees:
        if groups and len(groups[-1]) < size and groups[-1][-1].document == tree.document:
            groups[-1].append(tree)
        else:
            groups.append([tree])
    return groups


def make_tag_example(nlp: Language, sentences: Sequence[TaggedSentence], tag_map: Mapping[str, str]) -> Example:
    """An example of consecutive sentences with PTB tags only; `tag_map` renames tags, an empty name makes one missing.

    Words with a hyphen lose their tag: our tokenizer splits them.
    """
    words: list[str] = []
    spaces: list[bool] = []
    tags: list[str] = []
    for sentence in sentences:
        text, offsets = rebuild_text(sentence.words)
        spaces.extend(end == len(text) or text[end].isspace() for _, end in offsets)
        words.extend(sentence.words)
        pairs = zip(sentence.words, sentence.xpos, strict=True)
        tags.extend("" if "-" in word else tag_map.get(tag, tag) for word, tag in pairs)
    reference = Doc(nlp.vocab, words=words, spaces=spaces, tags=tags)
    return Example(nlp.make_doc(reference.text), reference)
