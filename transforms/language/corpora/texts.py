"""Texts with labelled character spans, and texts rebuilt from the tokens of corpora that lost their spaces."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

MISSING = "-"

_NO_SPACE_BEFORE = frozenset(".,;:!?%)]}'’”…") | {"n't", "n’t", "...", "''"}
_NO_SPACE_AFTER = frozenset("([{$£€¥“‘#") | {"``"}


@dataclass(frozen=True)
class NamedText:
    """One text and its names.

    `spans` are (start, end, label) in characters, sorted, without overlap; the label `-` marks words of which the
    corpus does not say what they are (a missing value, not "no name").
    """

    text: str
    spans: tuple[tuple[int, int, str], ...]


@dataclass(frozen=True)
class TaggedSentence:
    """One sentence of a column corpus: words, BIO tags, and PTB tags where the corpus has them."""

    words: tuple[str, ...]
    tags: tuple[str, ...]
    xpos: tuple[str, ...] = field(default=())


def parse_columns(text: str, word: int, tag: int, xpos: int | None = None, separator: str = "\t") -> list[TaggedSentence]:
    """Parse a column corpus: one token a line, blank lines between sentences, lines of `# ` as comments.

    `word`, `tag` and `xpos` are the positions of the columns. Raises ValueError for a line with too few columns.
    """
    sentences: list[TaggedSentence] = []
    rows: list[list[str]] = []
    columns = max(word, tag, xpos or 0) + 1
    for number, line in enumerate([*text.splitlines(), ""], start=1):
        if line.startswith("#") and separator == "\t" and "\t" not in line:
            continue
        if line.strip():
            row = line.split(separator)
            if len(row) < columns:
                raise ValueError(f"corpus line {number}: expected {columns} columns, found {len(row)}")
            rows.append(row)
        elif rows:
            tags = tuple(row[xpos] for row in rows) if xpos is not None else ()
            sentences.append(TaggedSentence(tuple(r[word] for r in rows), tuple(r[tag] for r in rows), tags))
            rows = []
    return sentences


def rebuild_text(words: Sequence[str]) -> tuple[str, list[tuple[int, int]]]:
    """Write tokens as running text; return it with the (start, end) of each token.

    Straight double quotes open and close in turn. Empty tokens get an empty span.
    """
    pieces: list[str] = []
    offsets: list[tuple[int, int]] = []
    position, glue, quote_open = 0, True, False
    for word in words:
        is_quote = word == '"'
        attach = word in _NO_SPACE_BEFORE or word.startswith(("'", "’")) or (is_quote and quote_open)
        if pieces and not glue and not attach:
            pieces.append(" ")
            position += 1
        pieces.append(word)
        offsets.append((position, position + len(word)))
        position += len(word)
        glue = word in _NO_SPACE_AFTER or (is_quote and not quote_open)
        quote_open = quote_open != is_quote
    return "".join(pieces), offsets


def tags_to_spans(tags: Sequence[str]) -> list[tuple[int, int, str]]:
    """Token spans (start, end, label) of BIO, IOB1 or IO tags; a bare `-` or `*` tag opens nothing."""
    spans: list[tuple[int, int, str]] = []
    for index, tag in enumerate(tags):
        prefix, _, label = tag.partition("-")
        if not label:
            continue
        if prefix == "I" and spans and spans[-1][1] == index and spans[-1][2] == label:
            spans[-1] = (spans[-1][0], index + 1, label)
        else:
            spans.append((index, index + 1, label))
    return spans


def join_texts(texts: Iterable[NamedText], separator: str = " ") -> NamedText:
    """One text of several, spans shifted."""
    pieces: list[str] = []
    spans: list[tuple[int, int, str]] = []
    position = 0
    for part in texts:
        if pieces:
            pieces.append(separator)
            position += len(separator)
        spans.extend((start + position, end + position, label) for start, end, label in part.spans)
        pieces.append(part.text)
        position += len(part.text)
    return NamedText("".join(pieces), tuple(spans))
