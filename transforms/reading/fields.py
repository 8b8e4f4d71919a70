"""Records of any feed → article fields: which name holds what, and what each value becomes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache

from seeds import read_rows
from transforms.reading.dates import parse_published_at
from transforms.reading.errors import UnknownFieldError
from transforms.reading.markup import looks_like_markup, strip_markup
from transforms.reading.models import RawArticle, ReadLimits, Reject, make_reject
from transforms.reading.normalise import clean_line, clean_text

ARTICLE_FIELDS = ("external_id", "title", "text", "published_at", "url", "source", "byline", "language", "licence")
LINE_FIELDS = ("external_id", "url", "source", "byline", "language", "licence")
# Where a value is an object, the key below which its name or content stands (JSON-LD, WordPress, NewsAPI, RSS as JSON).
VALUE_KEYS = ("name", "rendered", "value", "#text", "$t", "id")
MAX_DEPTH = 4


@dataclass(frozen=True, slots=True)
class FieldMapping:
    """Names under which inputs hold each article field, the first that has a value wins; letter case does not matter.

    `names`: article field → names; a dot goes into an object (`fields.bodyText`). `constants`: article field → value for
    records that give none (the source and licence of a folder of text files). Build it with `FieldMapping.default()`.
    """

    names: Mapping[str, tuple[str, ...]]
    constants: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name in (*self.names, *self.constants):
            if name not in ARTICLE_FIELDS:
                raise UnknownFieldError(name, ARTICLE_FIELDS)

    @classmethod
    def default(
        cls,
        overrides: Mapping[str, str | Iterable[str]] | None = None,
        constants: Mapping[str, str] | None = None,
    ) -> FieldMapping:
        """The names of `seeds/reading/field_names.csv`; `overrides` replace those of a field (one name or several).

        Raises UnknownFieldError for an article field that does not exist.
        """
        own = {name: (value,) if isinstance(value, str) else tuple(value) for name, value in (overrides or {}).items()}
        return cls({**_default_names(), **own}, dict(constants or {}))

    def pick(self, record: Mapping[str, object]) -> dict[str, object]:
        """Article fields of one record; fields without a value are left out."""
        folded = {str(key).strip().casefold(): value for key, value in record.items()}
        picked: dict[str, object] = {name: value for name, value in self.constants.items() if value}
        for name, candidates in self.names.items():
            values = (_find(folded, candidate.casefold()) for candidate in candidates)
            value = next((value for value in values if not _is_blank(value)), None)
            if value is not None:
                picked[name] = value
        return picked

    def holds_text(self, columns: Iterable[str]) -> bool:
        """Whether one of these columns is known to hold the article's text."""
        texts = {name.casefold() for name in self.names.get("text", ())}
        return any(column.strip().casefold() in texts for column in columns)

    def count_known(self, columns: Iterable[str]) -> int:
        """How many of these columns are known."""
        known = {name.casefold() for names in self.names.values() for name in names}
        return sum(column.strip().casefold() in known for column in columns)


def build_article(
    picked: Mapping[str, object],
    origin: str,
    content: str | bytes,
    limits: ReadLimits,
) -> RawArticle | Reject:
    """The article of a record's fields; a Reject of `content` where it has no text, a wrong size or no readable date.

    Text: white-space and markup are cleaned (`clean_text`, `strip_markup`). A missing title is the empty string, a
    missing date is None.
    """
    text, reason = _clean_body(picked, limits)
    published = picked.get("published_at")
    published_at = None if published is None else parse_published_at(published)
    if reason is None and published is not None and published_at is None:
        reason = "published_at_unreadable"
    lines = {name: clean_line(as_text(picked.get(name), ", ")) or None for name in LINE_FIELDS}
    if reason:
        return make_reject(origin, reason, content, source=lines["source"])
    title = as_text(picked.get("title"), " ")
    title = clean_line(strip_markup(title) if looks_like_markup(title) else title)
    return RawArticle(text=text, title=title, published_at=published_at, origin=origin, **lines)


def _clean_body(picked: Mapping[str, object], limits: ReadLimits) -> tuple[str, str | None]:
    """The cleaned text, and the reason where it is none."""
    if "text" not in picked:
        return "", "missing_text"
    raw = as_text(picked["text"], "\n\n")
    if len(raw) > limits.max_text_chars:
        return "", "text_too_long"
    text = clean_text(strip_markup(raw) if looks_like_markup(raw) else raw)
    words = len(text.split())
    if words < limits.min_text_words:
        return text, "text_too_short" if words else "empty_text"
    return text, None


def as_text(value: object, separator: str, depth: int = 0) -> str:
    """A value as text: strings and numbers as they are, lists joined, of objects their name or content."""
    if value is None or isinstance(value, bool) or depth > MAX_DEPTH:
        return ""
    if isinstance(value, list | tuple):
        parts = (as_text(item, separator, depth + 1) for item in value)
        return separator.join(part for part in parts if part)
    if isinstance(value, Mapping):
        held = next((value[key] for key in VALUE_KEYS if not _is_blank(value.get(key))), None)
        return as_text(held, separator, depth + 1)
    if isinstance(value, bytes):
        return value.decode(errors="replace")
    return value if isinstance(value, str) else str(value)


def _find(record: Mapping[str, object], name: str) -> object:
    """The value under the name itself, else along its dots."""
    if name in record:
        return record[name]
    head, dot, rest = name.partition(".")
    inner = record.get(head)
    if not dot or not isinstance(inner, Mapping):
        return None
    return _find({str(key).casefold(): value for key, value in inner.items()}, rest)


def _is_blank(value: object) -> bool:
    return value is None or value in ([], {}, ()) or (isinstance(value, str) and not value.strip())


@cache
def _default_names() -> dict[str, tuple[str, ...]]:
    names: dict[str, tuple[str, ...]] = {}
    for row in read_rows("reading/field_names.csv"):
        names[row["field"]] = (*names.get(row["field"], ()), row["name"])
    return names
