"""All that was read → rows of `main.articles`, `audit.quarantine` and `audit.sources`."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import UTC, datetime

import polars as pl

from transforms.contracts import frame_of, polars_schema
from transforms.events.datelines import find_dateline, find_publication_date
from transforms.reading.language import choose_language
from transforms.reading.models import RawArticle, Reject, make_reject

NO_SOURCE = "unknown"
LATEST = datetime.max.replace(tzinfo=UTC)


def article_frame(
    raw: Iterable[RawArticle],
    run_id: str,
    fetched_at: datetime,
) -> tuple[pl.DataFrame, list[Reject]]:
    """Rows of `main.articles` (its contract's columns, ordered by article_id) and the rejects.

    Give it all articles of a run at once: copies of one title and text become one row, the earliest; of two texts under
    one external id of a source, the later goes to quarantine (`duplicate_external_id`); articles clearly not in English
    go there too (`language_not_supported`). The order of `raw` has no effect. `fetched_at`: UTC, or with a zone.
    It is the run that is judged, not the warehouse: where the second of two texts under one external id comes in a later
    run, it is an article of its own, and both are loaded.
    story_id, duplicate_of and duplicate_kind are null until `mark_duplicates`.
    """
    distinct: dict[str, RawArticle] = {}
    for article in sorted(map(_with_dateline, raw), key=_precedence):
        distinct.setdefault(make_article_id(article.title, article.text), article)
    spoken, rejects = _take_english(distinct)
    kept, repeated = _take_first_of_id(spoken)
    rows = [_row(article_id, kept[article_id], run_id, fetched_at) for article_id in sorted(kept)]
    return frame_of("articles", rows), sorted(rejects + repeated, key=lambda reject: (reject.key, reject.reasons))


def _with_dateline(article: RawArticle) -> RawArticle:
    """With the place and, where the input has no date, the day that the text's own first lines give."""
    place, _ = find_dateline(article.text)
    day = None if article.published_at else find_publication_date(article.text)
    published_at = article.published_at or (datetime(day.year, day.month, day.day, tzinfo=UTC) if day else None)
    return replace(article, dateline_place=article.dateline_place or place, published_at=published_at)


def make_article_id(title: str, text: str) -> str:
    """`a_` and 20 hexadecimal digits of the SHA-256 over title, line feed and text; white space does not count."""
    content = f"{_squash(title)}\n{_squash(text)}"
    return "a_" + hashlib.sha256(content.encode()).hexdigest()[:20]


def reject_frame(rejects: Iterable[Reject]) -> pl.DataFrame:
    """Rows for `audit.quarantine`: stage, table_name, key, reasons (list), payload (JSON), ordered by key.

    The run adds quarantine_id, run_id, first_seen and status.
    """
    columns = ("stage", "table_name", "key", "reasons", "payload")
    contract = polars_schema("quarantine")
    rows = [
        (
            reject.stage,
            reject.table_name,
            reject.key,
            list(reject.reasons),
            json.dumps(reject.payload, ensure_ascii=False, sort_keys=True),
        )
        for reject in rejects
    ]
    return pl.DataFrame(sorted(rows, key=lambda row: row[2:]), schema={name: contract[name] for name in columns}, orient="row")


def source_frame(
    raw: Collection[RawArticle],
    rejects: Iterable[Reject],
    articles: pl.DataFrame,
    *,
    run_id: str,
    fetched_at: datetime,
    known_ids: Collection[str] = frozenset(),
) -> pl.DataFrame:
    """Rows of `audit.sources`, one per source (`unknown` where the input names none), ordered by source.

    `raw`: all that was read; `rejects`: those of reading and of `article_frame`; `articles`: marked by `mark_duplicates`;
    `known_ids`: article ids of the warehouse. Seen = new + duplicate + failed; lag in hours from the newest publication to
    `fetched_at`.
    """
    origins = {article.origin for article in raw}
    rejects = list(rejects)
    failed = Counter(_source_of(reject) for reject in rejects)
    seen = Counter(article.source or NO_SOURCE for article in raw)
    seen.update(_source_of(reject) for reject in rejects if reject.key not in origins)
    originals = articles.filter(pl.col("duplicate_of").is_null() & ~pl.col("article_id").is_in(sorted(known_ids)))
    new = Counter(source or NO_SOURCE for source in originals["source"])
    newest = _newest_by_source(raw)
    rows = []
    for source in sorted(seen):
        published_at = newest.get(source)
        lag = None if published_at is None else (_utc(fetched_at) - published_at).total_seconds() / 3600
        rows.append(
            {
                "run_id": run_id,
                "source": source,
                "articles_seen": seen[source],
                "articles_new": new[source],
                "articles_duplicate": seen[source] - new[source] - failed[source],
                "articles_failed": failed[source],
                "newest_published_at": published_at,
                "lag_hours": lag,
            }
        )
    return frame_of("sources", rows)


def _squash(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


def _precedence(article: RawArticle) -> tuple:
    """Earliest first, undated last; then anything that tells two copies apart, never their order of arrival."""
    values = (article.source, article.url, article.external_id, article.byline, article.language, article.licence)
    return (article.published_at or LATEST, *(value or "" for value in values), article.origin)


def _take_english(articles: dict[str, RawArticle]) -> tuple[dict[str, RawArticle], list[Reject]]:
    kept, rejects = {}, []
    for article_id, article in articles.items():
        language, is_supported = choose_language(article.text, article.language)
        if is_supported:
            kept[article_id] = replace(article, language=language)
        else:
            reject = _reject(article, "language_not_supported")
            rejects.append(replace(reject, payload={**reject.payload, "language": language}))
    return kept, rejects


def _take_first_of_id(articles: dict[str, RawArticle]) -> tuple[dict[str, RawArticle], list[Reject]]:
    """Of different articles under one id of one source (of one file, where no source is named), the first.

    What earlier runs have loaded is not asked: see `article_frame`.
    """
    kept, rejects = {}, []
    taken: set[tuple[str, str]] = set()
    for article_id, article in sorted(articles.items(), key=lambda item: (item[1].published_at or LATEST, item[0])):
        scope = (article.source or f"file {article.file}", article.external_id or article_id)
        if scope in taken:
            rejects.append(_reject(article, "duplicate_external_id"))
        else:
            kept[article_id] = article
        taken.add(scope)
    return kept, rejects


def _reject(article: RawArticle, reason: str) -> Reject:
    return make_reject(article.origin or article.external_id or "", reason, article.text, source=article.source)


def _row(article_id: str, article: RawArticle, run_id: str, fetched_at: datetime) -> dict[str, object]:
    return {
        "article_id": article_id,
        "external_id": article.external_id,
        "source": article.source,
        "url": article.url,
        "title": article.title,
        "byline": article.byline,
        "dateline_place": article.dateline_place,
        "published_at": _utc(article.published_at) if article.published_at else None,
        "fetched_at": _utc(fetched_at),
        "language": article.language,
        "text": article.text,
        "text_sha256": hashlib.sha256(article.text.encode()).hexdigest(),
        "word_count": len(article.text.split()),
        "licence": article.licence,
        "run_id": run_id,
    }


def _utc(moment: datetime) -> datetime:
    """As the warehouse holds times: UTC, without a zone."""
    return moment if moment.tzinfo is None else moment.astimezone(UTC).replace(tzinfo=None)


def _source_of(reject: Reject) -> str:
    return str(reject.payload.get("source") or NO_SOURCE)


def _newest_by_source(raw: Iterable[RawArticle]) -> dict[str, datetime]:
    newest: dict[str, datetime] = defaultdict(lambda: datetime.min)
    for article in raw:
        if article.published_at:
            source = article.source or NO_SOURCE
            newest[source] = max(newest[source], _utc(article.published_at))
    return newest
