"""Plain text and Markdown: one article a file."""

from __future__ import annotations

import re

from markdown_it import MarkdownIt

from transforms.reading.fields import FieldMapping, build_article
from transforms.reading.markup import strip_markup
from transforms.reading.models import RawArticle, ReadLimits, Reject
from transforms.reading.normalise import clean_characters, clean_line

# A first line longer than any headline is the lead paragraph.
MAX_TITLE_CHARS = 250
FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
FRONT_FIELD = re.compile(r"([A-Za-z_][\w .-]*?)\s*:\s*(.*)")
HEADING = re.compile(r"\A\s*<h1>(.*?)</h1>", re.DOTALL)


def read_text_document(name: str, text: str, mapping: FieldMapping, limits: ReadLimits) -> RawArticle | Reject:
    """One .txt file: the first line is the title, the rest the text. A file of one line, or whose first line is too long
    for a headline, has no title.
    """
    first, _, rest = clean_characters(text).strip().partition("\n")
    has_title = bool(rest.strip()) and len(first) <= MAX_TITLE_CHARS
    fields = {"title": first, "text": rest} if has_title else {"text": f"{first}\n{rest}"}
    return build_article({**mapping.constants, **fields}, name, text, limits)


def read_markdown_document(name: str, text: str, mapping: FieldMapping, limits: ReadLimits) -> RawArticle | Reject:
    """One .md file: optional front matter (`key: value` lines between `---`), a heading as title, text."""
    content = clean_characters(text).lstrip()
    front = FRONT_MATTER.match(content)
    given = mapping.pick(_front_fields(front.group(1))) if front else dict(mapping.constants)
    page = MarkdownIt("commonmark").enable("table").render(content[front.end() :] if front else content)
    heading = HEADING.match(page)
    if heading and "title" not in given:
        given["title"] = strip_markup(heading.group(1))
    if heading and clean_line(strip_markup(heading.group(1))) == clean_line(str(given["title"])):
        page = page[heading.end() :]
    return build_article({**given, "text": strip_markup(page)}, name, text, limits)


def _front_fields(block: str) -> dict[str, str]:
    """Fields of flat front matter; quotation marks around a value and nested or listed values are left out."""
    fields = {}
    for line in block.split("\n"):
        match = FRONT_FIELD.fullmatch(line)
        if match:
            fields[match.group(1)] = match.group(2).strip().strip("\"'")
    return fields
