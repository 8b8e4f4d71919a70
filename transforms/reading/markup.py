"""Markup inside records (`<p>…</p>` in a JSON field) and of Markdown → plain text. Whole pages: `web`."""

from __future__ import annotations

import re
from functools import cache
from html.parser import HTMLParser

from seeds import read_rows

MARKUP = re.compile(r"<(?:p|br|div|h[1-6]|ul|ol|li|a|b|i|em|strong|span|blockquote)(?:\s[^<>]*)?/?>", re.IGNORECASE)


class _PlainText(HTMLParser):
    """Collects text; a paragraph break wherever a block begins or ends."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.silent: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if _elements().get(tag) == "silent":
            self.silent.append(tag)
        self._break(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self.silent:
            del self.silent[self.silent.index(tag) :]
        self._break(tag)

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.parts.append(re.sub(r"\s+", " ", data))

    def _break(self, tag: str) -> None:
        if _elements().get(tag) == "block":
            self.parts.append("\n\n")


def looks_like_markup(text: str) -> bool:
    """Whether the text has an element of HTML's text markup."""
    return MARKUP.search(text) is not None


def strip_markup(markup: str) -> str:
    """Plain text of an HTML fragment: blocks are paragraphs, scripts, styles and figures are left out."""
    parser = _PlainText()
    parser.feed(markup)
    parser.close()
    return "".join(parser.parts)


@cache
def _elements() -> dict[str, str]:
    """Element → `block` (ends a paragraph) or `silent` (holds no text of the article)."""
    return {row["element"]: row["kind"] for row in read_rows("reading/html_elements.csv")}
