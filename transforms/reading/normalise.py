"""Texts and titles in one form: NFC, no control characters, paragraphs separated by one blank line.

Every function here is idempotent. Character offsets of all later stages count in what `clean_text` gives.
"""

from __future__ import annotations

import re
import unicodedata
from statistics import median

LINE_BREAKS = re.compile(r"\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
# Control characters but tab and line feed; soft hyphens, zero-width spaces, byte order marks and marks of direction
# (they hide words from every later stage); surrogates that stand alone. Joiners (U+200C, U+200D) belong to scripts.
INVISIBLE = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\xad\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
SURROGATE = re.compile(r"[\ud800-\udfff]")
SPACES = re.compile(r"[^\S\n]+")
BLANK_LINES = re.compile(r"\n(?: ?\n)+")
# Lines of a hard-wrapped paragraph are all near one width; 60-90 is what mail and wire formats use.
WRAP_WIDTHS = range(50, 100)


def clean_characters(text: str) -> str:
    """NFC with line feeds only, without characters that are no text. Misread characters (mojibake) stay as they are."""
    text = LINE_BREAKS.sub("\n", text)
    text = SURROGATE.sub("\N{REPLACEMENT CHARACTER}", INVISIBLE.sub("", text))
    return unicodedata.normalize("NFC", text)


def clean_line(text: str) -> str:
    """One line: every run of white space is one space."""
    return " ".join(clean_characters(text).split())


def clean_text(text: str) -> str:
    """Paragraphs separated by one blank line, single spaces within them.

    Single line breaks: joined to a space where a paragraph is hard-wrapped; paragraph breaks where the text has no
    blank line; else kept (lists, verse).
    """
    text = SPACES.sub(" ", clean_characters(text))
    text = re.sub(r" ?\n ?", "\n", text).strip()
    paragraphs = BLANK_LINES.split(text)
    if len(paragraphs) == 1 and "\n" in text and not _is_wrapped(text):
        paragraphs = text.split("\n")
    return "\n\n".join(_unwrap(paragraph) for paragraph in paragraphs)


def _unwrap(paragraph: str) -> str:
    return paragraph.replace("\n", " ") if _is_wrapped(paragraph) else paragraph


def _is_wrapped(paragraph: str) -> bool:
    """All lines but the last are of about one width, and most do not end a sentence."""
    lines = paragraph.split("\n")[:-1]
    if not lines:
        return False
    widths = [len(line) for line in lines]
    ends = sum(line.endswith((".", "!", "?", '"', "”", ":")) for line in lines)
    middle = median(widths)
    return max(widths) in WRAP_WIDTHS and middle in WRAP_WIDTHS and min(widths) > middle - 25 and ends * 2 < len(lines)
