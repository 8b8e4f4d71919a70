"""Keys under which names are looked up: no case, accents, dots or possessives; hyphens part words."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

_WORD = re.compile(r"[^\s,;:()\[\]\"“”«»/–—‐‑-]+")
_POSSESSIVE = re.compile(r"(?:['’`´ʼ‘]s|(?<=s)['’])$", re.IGNORECASE)
_SILENT = re.compile(r"['’`´ʼʻ‘.!?*]")
_PLAIN_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th"})


@dataclass(frozen=True, slots=True)
class NameWord:
    """A word of a phrase: as written, and as its key."""

    text: str
    key: str


@lru_cache(maxsize=50_000)
def word_key(word: str) -> str:
    """Key of one word: `Iraq's` -> iraq, `U.S.` -> us, `Muḥammad` -> muhammad."""
    folded = _SILENT.sub("", _POSSESSIVE.sub("", word)).casefold()
    if folded.isascii():
        return folded
    decomposed = unicodedata.normalize("NFD", folded.translate(_PLAIN_LETTERS))
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def name_words(phrase: str) -> list[NameWord]:
    """The words of a phrase, hyphenated ones parted; words without a letter or figure are left out."""
    words = (NameWord(found, word_key(found)) for found in _WORD.findall(phrase))
    return [word for word in words if word.key]


@lru_cache(maxsize=50_000)
def name_key(phrase: str) -> str:
    """Key of a whole name: the keys of its words, parted by single spaces."""
    return " ".join(word.key for word in name_words(phrase))
