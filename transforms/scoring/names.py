"""When two pieces of text, or two names, are the same."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable

from seeds import read_rows

WORD = re.compile(r"\w+")
ENDING = re.compile(r"(ans|an|ians|ian|is|i|es|s|ese|ish)$")
LONGEST_WHOLE = 4
HEAD_CHARS = 40

Span = tuple[int, int]


def squash(text: str | None) -> str:
    """Letters and digits alone, in lower case: offsets in it survive any change of white space and quotation marks."""
    return "".join(char.lower() for char in text or "" if char.isalnum())


def span_of(snippet: str | None, whole: str) -> Span | None:
    """Where a snippet stands in a squashed text; by its first letters where not all of it does."""
    sought = squash(snippet)
    if not sought:
        return None
    start = whole.find(sought)
    if start < 0:
        start = whole.find(sought[:HEAD_CHARS])
    return None if start < 0 else (start, start + len(sought))


def overlap(one: Span | None, other: Span | None) -> float:
    """The share of the shorter span that both have."""
    if not one or not other:
        return 0.0
    shared = min(one[1], other[1]) - max(one[0], other[0])
    return max(0, shared) / max(1, min(one[1] - one[0], other[1] - other[0]))


def same_name(one: str | None, other: str | None) -> bool:
    """Equal, or the content words of one are among the other's; titles and endings of nationality do not count."""
    words, other_words = WORD.findall((one or "").lower()), WORD.findall((other or "").lower())
    if not words or not other_words:
        return False
    if words == other_words:
        return True
    content, other_content = _content(words), _content(other_words)
    return content <= other_content or other_content <= content


def _content(words: Iterable[str]) -> set[str]:
    words = set(words)
    kept = words - _stop_words() or words
    return {ENDING.sub("", word) if len(word) > LONGEST_WHOLE else word for word in kept}


@functools.cache
def _stop_words() -> frozenset[str]:
    return frozenset(row["word"] for row in read_rows("scoring/stop_words.csv"))


def match_names(gold: Iterable[str], found: Iterable[str]) -> tuple[int, int, int]:
    """Right, spurious and missed names, each found name used once."""
    left, right, missed = list(found), 0, 0
    for name in gold:
        hit = next((one for one in left if same_name(name, one)), None)
        if hit is None:
            missed += 1
        else:
            left.remove(hit)
            right += 1
    return right, len(left), missed
