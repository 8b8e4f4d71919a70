"""What reading gives: articles, rejects, and the limits within which it works."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache

from seeds import read_rows
from transforms.reading.errors import UnknownReasonError

EXCERPT_CHARS = 200
PLACE = re.compile(r"#(?:line|item|row) \d+$")
SURROGATES = str.maketrans(dict.fromkeys(range(0xD800, 0xE000), "\N{REPLACEMENT CHARACTER}"))


@dataclass(frozen=True, slots=True)
class RawArticle:
    """One article as an input gave it, its text cleaned. `origin` says where it stood: `feed.jsonl#line 17`.

    `title` is empty where the input has none; every other field but `text` is None then. `published_at` is UTC.
    """

    text: str
    title: str = ""
    external_id: str | None = None
    url: str | None = None
    byline: str | None = None
    published_at: datetime | None = None
    source: str | None = None
    language: str | None = None
    licence: str | None = None
    dateline_place: str | None = None
    origin: str = ""

    @property
    def file(self) -> str:
        """Name of the input, without the place in it."""
        return PLACE.sub("", self.origin)


@dataclass(frozen=True, slots=True)
class Reject:
    """One input or record that is no article row: a row of `audit.quarantine` without its run.

    `key` says where it stood (`feed.jsonl#line 17` or a file name), `reasons` are codes of
    `seeds/reading/reject_reasons.csv`, `payload` holds file, source, size in bytes, sha256 and excerpt (of text, the
    first 200 characters).
    """

    key: str
    reasons: tuple[str, ...]
    payload: dict[str, str | int | None]
    stage: str = "ingest"
    table_name: str = "articles"


Outcome = RawArticle | Reject


@dataclass(frozen=True, slots=True)
class ReadResult:
    """All that one input gave: no record is in neither list or in both."""

    articles: list[RawArticle] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class ReadLimits:
    """Sizes beyond which an input or article is rejected. Words: runs of characters between white space.

    Five words: a brief of one sentence tells an event, "Access denied" does not.
    """

    max_file_bytes: int = 256 * 1024**2
    max_unpacked_bytes: int = 1024**3
    max_text_chars: int = 200_000
    min_text_words: int = 5


@cache
def known_reasons() -> frozenset[str]:
    """The closed list of reasons for a reject (`seeds/reading/reject_reasons.csv`)."""
    return frozenset(row["reason"] for row in read_rows("reading/reject_reasons.csv"))


def make_reject(
    key: str,
    reason: str,
    content: str | bytes | None = None,
    *,
    source: str | None = None,
    size: int | None = None,
) -> Reject:
    """A reject of `content`: its text, its bytes, or None where it was not read (then `size` may be known).

    Raises UnknownReasonError for a reason that the seed does not list.
    """
    if reason not in known_reasons():
        raise UnknownReasonError(reason)
    text = content.translate(SURROGATES) if isinstance(content, str) else None
    data = content if isinstance(content, bytes) else None if text is None else text.encode()
    payload: dict[str, str | int | None] = {
        "file": PLACE.sub("", key),
        "source": source,
        "size": size if data is None else len(data),
        "sha256": None if data is None else hashlib.sha256(data).hexdigest(),
        "excerpt": None if text is None else text[:EXCERPT_CHARS],
    }
    return Reject(key, (reason,), payload)
