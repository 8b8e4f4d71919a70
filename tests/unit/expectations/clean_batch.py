"""A small batch that holds in every rule: two articles that tell one event each, and a copy that is not coded."""

from __future__ import annotations

import hashlib
from datetime import date, datetime

import polars as pl

from transforms.contracts import frame_of
from transforms.ids import content_id

SEEN = datetime(2026, 1, 2, 3, 4)
RUN = "run-1"


def clean_batch(articles: int = 2, first: int = 0) -> dict[str, pl.DataFrame]:
    """A frame for each table of the stage "extract": articles from number `first` on, and a copy of the first."""
    rows: dict[str, list[dict]] = {
        name: []
        for name in (
            "articles",
            "sentences",
            "article_entities",
            "mentions",
            "event_mentions",
            "participants",
            "casualties",
            "quotations",
            "events",
            "event_links",
        )
    }
    for number in range(first, first + articles):
        for name, made in rows_of_article(number).items():
            rows[name] += made
    copied = article_row(first)
    copy = copied | {"article_id": content_id("a", "copy", first), "duplicate_of": copied["article_id"], "duplicate_kind": "near"}
    rows["articles"].append(copy)
    return {name: frame_of(name, made) for name, made in rows.items()}


def words_of(number: int) -> tuple[str, str]:
    """Title and text; the umlaut and the flag make code points differ from bytes."""
    return (
        f"Rebels hit Zürich post {number}",
        f"🏳 Rebels killed 3 soldiers in Zürich {number}.\n\n“We mourn them”, the army said.",
    )


def article_row(number: int) -> dict:
    title, text = words_of(number)
    return {
        "article_id": content_id("a", title, text),
        "source": "Daily News",
        "url": f"https://news.example/{number}",
        "title": title,
        "published_at": datetime(2026, 1, 1),
        "fetched_at": SEEN,
        "language": "en",
        "text": text,
        "text_sha256": hashlib.sha256(text.encode()).hexdigest(),
        "word_count": len(text.split()),
        "run_id": RUN,
    }


def rows_of_article(number: int) -> dict[str, list[dict]]:
    """All rows of one article."""
    article = article_row(number)
    article_id, text = article["article_id"], article["text"]
    rebels, army = content_id("e", "rebels"), content_id("e", "army")
    event_mention_id = content_id("v", article_id)
    event_id = content_id("x", event_mention_id)
    first, second = text.split("\n\n")

    def at(words: str) -> dict:
        start = text.index(words)
        return {"text": words, "start_char": start, "end_char": start + len(words)}

    def sentence(sentence_no: int, words: str, start: int) -> dict:
        return {
            "article_id": article_id,
            "sentence_no": sentence_no,
            "start_char": start,
            "end_char": start + len(words),
            "is_title": sentence_no == 0,
            "is_quote": False,
            "text": words,
        }

    def mention(words: str, sentence_no: int, entity_id: str) -> dict:
        return {
            "mention_id": content_id("m", article_id, words),
            "article_id": article_id,
            "sentence_no": sentence_no,
            **at(words),
            "label": "ORG",
            "kind": "name",
            "entity_id": entity_id,
        }

    def participant(role: str, words: str, **more: object) -> dict:
        return {
            "event_mention_id": event_mention_id,
            "role": role,
            "ordinal": 0,
            **at(words),
            "name": words,
            "country": "CHE",
            "sector": "MIL",
            "sectors": ["MIL", "GOV"],
            **more,
        }

    told = {
        "event_id": event_id,
        "event_type": "ASSAULT",
        "event_mode": "firearms",
        "contexts": ["military"],
        "quad_class": "material conflict",
        "intensity": -9.0,
        "modality": "actual",
        "date_start": date(2026, 1, 1),
        "date_end": date(2026, 1, 1),
        "date_precision": "day",
        "location_name": "Zürich",
        "place_id": "gn:1",
        "country": "CHE",
        "admin1": "Zurich",
        "latitude": 47.4,
        "longitude": 8.5,
        "geo_precision": "city",
        "confidence": 0.8,
    }
    return {
        "articles": [article],
        "sentences": [sentence(0, article["title"], 0), sentence(1, first, 0), sentence(2, second, len(first) + 2)],
        "article_entities": [
            {
                "article_id": article_id,
                "entity_id": one,
                "name": name,
                "label": "ORG",
                "country": "CHE",
                "sector": "MIL",
                "mention_count": 1,
            }
            for one, name in ((rebels, "Rebels"), (army, "the army"))
        ],
        "mentions": [mention("Rebels", 1, rebels), mention("the army", 2, army)],
        "event_mentions": [
            told
            | {
                "event_mention_id": event_mention_id,
                "article_id": article_id,
                "sentence_no": 1,
                "trigger_start": text.index("killed"),
                "trigger_end": text.index("killed") + 6,
                "trigger_text": "killed",
                "cameo_code": "190",
                "goldstein": -10.0,
                "date_expression": "Thursday",
                "location_start": text.index("Zürich"),
                "location_end": text.index("Zürich") + 6,
                "rule_id": "kill",
                "coding_id": "c_" + "1" * 12,
            }
        ],
        "participants": [
            participant("actor", "Rebels", mention_id=content_id("m", article_id, "Rebels"), entity_id=rebels),
            participant("recipient", "soldiers"),
            participant("source", "the army", cue="said", entity_id=army),
        ],
        "casualties": [
            {
                "casualty_id": content_id("k", event_mention_id),
                "event_mention_id": event_mention_id,
                "kind": "killed",
                "victims": "soldiers",
                "victim_country": "CHE",
                "victim_sector": "MIL",
                "low": 3,
                "best": 3,
                "high": 4,
                "start_char": text.index("3 soldiers"),
                "end_char": text.index("3 soldiers") + 10,
            }
        ],
        "quotations": [
            {
                "quotation_id": content_id("q", article_id),
                "article_id": article_id,
                "sentence_no": 2,
                "kind": "direct",
                **at("We mourn them"),
                "speaker": "the army",
                "speaker_entity_id": army,
                "cue": "said",
            }
        ],
        "events": [
            told
            | {
                "actors": ["Rebels"],
                "recipients": ["soldiers"],
                "claimed_by": [],
                "denied_by": [],
                "killed_low": 3,
                "killed_best": 3,
                "killed_high": 4,
                "injured_low": 1,
                "injured_best": 2,
                "injured_high": 3,
                "mention_count": 1,
                "article_count": 1,
                "source_count": 1,
                "first_reported_at": datetime(2026, 1, 1),
                "last_reported_at": datetime(2026, 1, 1),
                "summary": "Rebels: ASSAULT → soldiers",
            }
        ],
        "event_links": [{"event_id": event_id, "event_mention_id": event_mention_id, "score": 1.0, "reason": "the only mention"}],
    }


def with_value(frames: dict[str, pl.DataFrame], table: str, column: str, value: object, row: int = 0) -> dict[str, pl.DataFrame]:
    """The batch with one value put in place of another."""
    frame = frames[table]
    values = frame[column].to_list()
    values[row] = value
    return frames | {table: frame.with_columns(pl.Series(column, values, dtype=frame.schema[column]))}
