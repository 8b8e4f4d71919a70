"""Articles to extract from, and what must hold of every extraction."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import polars as pl

from transforms.contracts import frame_of, polars_schema, table, tables_of_stage
from transforms.contracts.tables import Column, Table
from transforms.ids import content_id

Frames = dict[str, pl.DataFrame]
MOMENT = datetime(2025, 9, 10, 12)
NAMES = [one.name for one in tables_of_stage("extract")]


def articles_of(*texts: tuple[str, str]) -> pl.DataFrame:
    """Rows of `articles` for (title, text) pairs; equal ones once."""
    return frame_of(
        "articles",
        [
            {
                "article_id": content_id("a", title, text),
                "title": title,
                "text": text,
                "source": "test",
                "published_at": MOMENT,
                "fetched_at": MOMENT,
                "language": "en",
                "text_sha256": "0" * 64,
                "word_count": len(text.split()),
                "run_id": "run",
            }
            for title, text in dict.fromkeys(texts)
        ],
    )


def problems(frames: Frames) -> list[str]:
    """What is wrong with the frames of an extraction, in words; nothing when all is as it must be."""
    found = [f"tables {sorted(frames)}"] if sorted(frames) != sorted(NAMES) else []
    for one in tables_of_stage("extract"):
        found += [f"{one.name}: {problem}" for problem in _breaches(one, frames)]
    found += [f"{name}: {problem}" for name, problem in (*_offsets(frames), *_bounds(frames), *_counts(frames))]
    return found


# --- the contracts -----------------------------------------------------------------------------------------------------------


def _breaches(one: Table, frames: Frames) -> Iterator[str]:
    frame = frames[one.name]
    if frame.schema != pl.Schema(polars_schema(one.name)):
        yield f"schema {frame.schema}"
        return
    if frame.select(one.key).is_duplicated().any():
        yield f"key {one.key} repeats"
    for column in one.columns:
        yield from (f"{column.name}: {problem}" for problem in _column_breaches(column, frame[column.name]))
    for column_name, other in one.references.items():
        if lost := set(frame[column_name]) - set(frames[other][table(other).key[0]]):
            yield f"{column_name}: {sorted(lost)} not in {other}"


def _column_breaches(column: Column, values: pl.Series) -> Iterator[str]:
    if column.required and values.null_count():
        yield f"{values.null_count()} nulls"
    known = values.drop_nulls()
    if column.type == "list":
        known = known.explode().drop_nulls()
    if column.allowed is not None and (other := set(known) - set(column.allowed)):
        yield f"values {sorted(other)}"
    if column.pattern is not None and not known.str.contains(column.pattern).all():
        yield f"pattern {column.pattern}: {known.to_list()[:3]}"
    if column.minimum is not None and (known < column.minimum).any():
        yield f"below {column.minimum}: {known.min()}"
    if column.maximum is not None and (known > column.maximum).any():
        yield f"above {column.maximum}: {known.max()}"


# --- offsets -----------------------------------------------------------------------------------------------------------------


def _offsets(frames: Frames) -> Iterator[tuple[str, str]]:
    """Every span gives back its text, and what was found in a sentence lies in it."""
    texts = {row["article_id"]: (row["title"], row["text"]) for row in frames["articles"].iter_rows(named=True)}
    sentences = {(row["article_id"], row["sentence_no"]): row for row in frames["sentences"].iter_rows(named=True)}
    events = {row["event_mention_id"]: row for row in frames["event_mentions"].iter_rows(named=True)}

    def wrong(home: dict, row: dict, start: str, end: str, text: str | None) -> str | None:
        sentence = sentences.get((home["article_id"], home["sentence_no"]))
        if sentence is None:
            return f"no sentence {home['sentence_no']}"
        words = texts[home["article_id"]][not sentence["is_title"]][row[start] : row[end]]
        if text is not None and words != row[text]:
            return f"{start} {row[start]}: {words!r} is not {row[text]!r}"
        return None if words.strip() else f"{start} {row[start]}: nothing there"

    def outside(home: dict, row: dict, start: str, end: str) -> str | None:
        sentence = sentences[home["article_id"], home["sentence_no"]]
        is_inside = sentence["start_char"] <= row[start] < row[end] <= sentence["end_char"]
        return None if is_inside else f"{start} {row[start]}: outside sentence {home['sentence_no']}"

    spans = [
        ("sentences", "start_char", "end_char", "text"),
        ("mentions", "start_char", "end_char", "text"),
        ("event_mentions", "trigger_start", "trigger_end", "trigger_text"),
        ("participants", "start_char", "end_char", "text"),
        ("casualties", "start_char", "end_char", None),
        ("quotations", "start_char", "end_char", "text"),
    ]
    for name, start, end, text in spans:
        for row in frames[name].iter_rows(named=True):
            home = events[row["event_mention_id"]] if name in ("participants", "casualties") else row
            problem = wrong(home, row, start, end, text)
            is_anywhere = name in ("sentences", "quotations") or row.get("role") == "source"
            if problem is None and not is_anywhere:
                problem = outside(home, row, start, end)
            if problem is not None:
                yield name, problem


# --- numbers -----------------------------------------------------------------------------------------------------------------


def _bounds(frames: Frames) -> Iterator[tuple[str, str]]:
    """Low, best and high in order; dates in order; coordinates whole or absent."""
    triples = [
        ("casualties", ("low", "best", "high")),
        ("events", ("killed_low", "killed_best", "killed_high")),
        ("events", ("injured_low", "injured_best", "injured_high")),
        ("events", ("date_start", "date_end")),
        ("event_mentions", ("date_start", "date_end")),
        ("event_mentions", ("trigger_start", "trigger_end")),
        ("event_mentions", ("location_start", "location_end")),
    ]
    for name, columns in triples:
        for row in frames[name].select(columns).iter_rows():
            known = [value for value in row if value is not None]
            if known != sorted(known):
                yield name, f"{columns}: {row}"
    for name in ("events", "event_mentions"):
        for latitude, longitude in frames[name].select("latitude", "longitude").iter_rows():
            if (latitude is None) != (longitude is None):
                yield name, f"coordinates {latitude} {longitude}"


def _counts(frames: Frames) -> Iterator[tuple[str, str]]:
    """No article is lost; sentence numbers have no gap; events and mentions belong together."""
    told = frames["articles"].filter(pl.col("text").str.contains(r"\S"))
    lost = set(told["article_id"]) - set(frames["sentences"]["article_id"])
    if lost:
        yield "sentences", f"none of {sorted(lost)}"
    for (article_id,), rows in frames["sentences"].group_by("article_id"):
        numbers = sorted(rows["sentence_no"])
        if numbers != list(range(numbers[0], numbers[0] + len(numbers))) or numbers[0] not in (0, 1):
            yield "sentences", f"{article_id}: numbers {numbers}"
    links = set(frames["event_links"].select("event_mention_id", "event_id").iter_rows())
    if links != set(frames["event_mentions"].select("event_mention_id", "event_id").iter_rows()):
        yield "event_links", "are not those of the mentions"
    if set(frames["events"]["event_id"]) != {event_id for _, event_id in links}:
        yield "events", "are not those of the links"
    for row in frames["events"].iter_rows(named=True):
        if row["mention_count"] != sum(event_id == row["event_id"] for _, event_id in links):
            yield "events", f"mention_count {row['mention_count']}"
