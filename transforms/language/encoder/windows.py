"""Windows: a Doc cut into stretches of up to 110 words, written as word pieces for the encoder."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from spacy.tokens import Doc, Token
from tokenizers import Tokenizer

WINDOW_WORDS = 110
WINDOW_PIECES = 400  # the encoder knows 512 positions
WORD_PIECES = 12  # what a word has beyond these, an address say, tells nothing
KINDS = ("lower", "title", "upper", "mixed", "digit", "mark")
SHAPES = 1 + 2 * len(KINDS)  # 0 is for the pieces between words; a word that touches the one before it has shapes of its own
_STOPS = frozenset(".!?")

Integers = NDArray[np.int64]
Cut = Callable[[str], tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of a Doc as the encoder's input.

    `tokens` are the positions of its words in the Doc (white space is left out); `pieces` and `shapes` have one entry a word
    piece; `firsts` tells where each word's first piece is.
    """

    tokens: Integers
    pieces: Integers
    shapes: Integers
    firsts: Integers


class PieceMaker:
    """Word pieces of words, and windows of Docs, by the `definition` in the encoder's `tokenizer.json`.

    `words` are the pieces that begin words: nearly all are common words, in lower case.
    """

    def __init__(self, definition: str) -> None:
        self.definition = definition
        tokenizer: Any = Tokenizer.from_str(definition)
        self.start, self.stop = tokenizer.token_to_id("[CLS]"), tokenizer.token_to_id("[SEP]")
        unknown = tokenizer.token_to_id("[UNK]")
        self.words = frozenset(piece for piece in tokenizer.get_vocab() if piece.isalpha())

        @lru_cache(maxsize=50_000)
        def cut(word: str) -> tuple[int, ...]:
            return tuple(tokenizer.encode(word, add_special_tokens=False).ids[:WORD_PIECES]) or (unknown,)

        self.cut = cut

    @classmethod
    def from_file(cls, path: Path) -> "PieceMaker":
        """From a `tokenizer.json`; its padding and truncation are dropped."""
        definition = json.loads(path.read_text("utf-8"))
        return cls(json.dumps({**definition, "padding": None, "truncation": None}, ensure_ascii=False))

    def make_windows(self, doc: Doc) -> Iterator[Window]:
        """The windows of a Doc in its order. Paragraphs are kept together where they fit."""
        for part in cut_words(doc, self.cut):
            yield self._make_window(doc, part)

    def _make_window(self, doc: Doc, tokens: list[int]) -> Window:
        pieces, shapes, firsts = [self.start], [0], []
        last = tokens[0]
        for index in tokens:
            if any(doc[between].text.count("\n") > 1 for between in range(last + 1, index)):
                pieces.append(self.stop)
                shapes.append(0)
            last = index
            word = self.cut(doc[index].text)
            firsts.append(len(pieces))
            pieces.extend(word)
            shapes.extend([shape_of(doc[index])] * len(word))
        pieces.append(self.stop)
        shapes.append(0)
        return Window(*(np.array(values, dtype=np.int64) for values in (tokens, pieces, shapes, firsts)))


def shape_of(token: Token) -> int:
    """The number of a word's shape: how it is capitalised, and whether it touches the word before it."""
    text = token.text
    if text.isalpha():
        kind = 0 if text.islower() else 1 if text[0].isupper() and (text[1:].islower() or len(text) == 1) else 2
        kind = 3 if kind == 2 and not text.isupper() else kind
    elif any(char.isdigit() for char in text):
        kind = 4
    elif any(char.isalpha() for char in text):
        kind = 0 if text.islower() else 2 if text.isupper() else 3
    else:
        kind = 5
    touches = token.i > 0 and not token.nbor(-1).whitespace_ and not token.nbor(-1).is_space
    return 1 + kind + len(KINDS) * touches


def cut_words(doc: Doc, cut: Cut) -> Iterator[list[int]]:
    """Positions of words, by window: as many whole paragraphs as fit; a longer one is cut after a full stop."""
    window: list[int] = []
    size = 0
    for part, pieces in _parts(doc, cut):
        if window and not _fits(len(window) + len(part), size + pieces):
            yield window
            window, size = [], 0
        window, size = window + part, size + pieces
    if window:
        yield window


def _parts(doc: Doc, cut: Cut) -> Iterator[tuple[list[int], int]]:
    """Paragraphs, or parts of paragraphs, that each fit a window, with the number of their word pieces."""
    for words in _paragraphs(doc):
        lengths = [len(cut(doc[index].text)) for index in words]
        start = 0
        while not _fits(len(words) - start, sum(lengths[start:])):
            end = start + _find_cut(doc, words[start:], lengths[start:])
            yield words[start:end], sum(lengths[start:end])
            start = end
        yield words[start:], sum(lengths[start:])


def _fits(words: int, pieces: int) -> bool:
    return words <= WINDOW_WORDS and pieces <= WINDOW_PIECES


def _paragraphs(doc: Doc) -> Iterator[list[int]]:
    paragraph: list[int] = []
    for token in doc:
        if token.is_space and token.text.count("\n") > 1 and paragraph:
            yield paragraph
            paragraph = []
        elif not token.is_space:
            paragraph.append(token.i)
    if paragraph:
        yield paragraph


def _find_cut(doc: Doc, words: list[int], lengths: list[int]) -> int:
    """How many words make the next window: to the last full stop that fits, with the marks that close it, else all that fit."""
    fitting, pieces = 0, 0
    while fitting < len(words) and _fits(fitting + 1, pieces + lengths[fitting]):
        pieces += lengths[fitting]
        fitting += 1
    for end in range(fitting, fitting // 3, -1):
        before, after = doc[words[end - 1]], doc[words[end]]
        closes = before.text in _STOPS or (before.is_punct and end > 1 and doc[words[end - 2]].text in _STOPS)
        if closes and not (after.is_lower or (after.is_punct and not after.is_left_punct and not after.is_quote)):
            return end
    return fitting
