"""Texts of public corpora as articles, read as any other input is."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, datetime

import polars as pl

from transforms.reading import FieldMapping, ReadLimits, article_frame, make_article_id, read_document


def read_articles(records: Iterable[dict]) -> tuple[pl.DataFrame, dict[str, str]]:
    """Rows of `articles`, read as any other input is, and the article_id of each record's id (copies share one).

    Records: id, text, published_at. Texts that reading rejects have no row.
    """
    lines = "\n".join(json.dumps(record) for record in records)
    read = read_document("corpus.jsonl", lines.encode(), FieldMapping.default(), ReadLimits(min_text_words=1)).articles
    frame, _ = article_frame(read, "evaluation", datetime.now(UTC))
    return frame, {one.external_id or "": make_article_id(one.title, one.text) for one in read}
