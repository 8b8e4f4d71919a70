"""A small world of articles for the warehouse's tests: coherent frames of every table of the stage "extract"."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import polars as pl

from transforms.contracts import frame_of
from warehouse.connection import Connection

CODING, OTHER_CODING = "c_" + "1" * 12, "c_" + "2" * 12
RUN = "run-1"


def hashed(prefix: str, *parts: object) -> str:
    return prefix + hashlib.sha256("\n".join(map(str, parts)).encode()).hexdigest()[:20]


@dataclass(frozen=True)
class Told:
    """One article that tells one attack. Articles of one `incident` in one batch tell the same event."""

    number: int
    incident: int = 0
    killed: int = 3
    source: str = "Daily News"
    actor: str = "Taliban"
    said_by: str | None = "police"

    @property
    def article_id(self) -> str:
        return hashed("a_", self.number)

    @property
    def published_at(self) -> datetime:
        return datetime(2021, 8, 1, 12) + timedelta(hours=self.number)

    @property
    def title(self) -> str:
        return f"Attack {self.number} in Kabul"

    @property
    def text(self) -> str:
        return f"{self.actor} killed {self.killed} soldiers in Kabul, {self.said_by or 'it is known'} said."


def mention_id(told: Told) -> str:
    return hashed("v_", told.article_id, 1, "killed", "ASSAULT")


def frames_of(world: list[Told], coding_id: str = CODING) -> dict[str, pl.DataFrame]:
    """The frames that a coder would make of these articles in one batch."""
    incidents: dict[int, list[Told]] = {}
    for told in world:
        incidents.setdefault(told.incident, []).append(told)
    event_ids = {number: hashed("x_", mention_id(min(group, key=lambda one: one.number))) for number, group in incidents.items()}
    rows = {
        "articles": [article_row(told) for told in world],
        "sentences": [row for told in world for row in sentence_rows(told)],
        "article_entities": [row for told in world for row in entity_rows(told)],
        "mentions": [row for told in world for row in mention_rows(told)],
        "event_mentions": [event_mention_row(told, event_ids[told.incident], coding_id) for told in world],
        "participants": [row for told in world for row in participant_rows(told)],
        "casualties": [casualty_row(told) for told in world],
        "quotations": [quotation_row(told) for told in world],
        "events": [event_row(event_ids[number], group) for number, group in incidents.items()],
        "event_links": [
            {
                "event_id": event_ids[told.incident],
                "event_mention_id": mention_id(told),
                "score": 1.0,
                "reason": "same day and place",
            }
            for told in world
        ],
    }
    return {name: frame_of(name, made) for name, made in rows.items()}


def article_row(told: Told) -> dict:
    return {
        "article_id": told.article_id,
        "source": told.source,
        "url": f"https://news.example/{told.number}",
        "title": told.title,
        "published_at": told.published_at,
        "fetched_at": datetime(2021, 9, 1),
        "language": "en",
        "text": told.text,
        "text_sha256": hashlib.sha256(told.text.encode()).hexdigest(),
        "word_count": len(told.text.split()),
        "run_id": RUN,
    }


def sentence_rows(told: Told) -> list[dict]:
    return [
        {
            "article_id": told.article_id,
            "sentence_no": number,
            "start_char": 0,
            "end_char": len(text),
            "is_title": number == 0,
            "is_quote": False,
            "text": text,
        }
        for number, text in enumerate((told.title, told.text))
    ]


def entity_rows(told: Told) -> list[dict]:
    return [
        {
            "article_id": told.article_id,
            "entity_id": hashed("e_", "Taliban"),
            "name": told.actor,
            "label": "ORG",
            "country": "AFG",
            "sector": "REB",
            "mention_count": 1,
        },
        {
            "article_id": told.article_id,
            "entity_id": hashed("e_", "Kabul"),
            "name": "Kabul",
            "label": "GPE",
            "country": "AFG",
            "mention_count": 2,
        },
    ]


def mention_rows(told: Told) -> list[dict]:
    found = [
        (0, told.title.index("Kabul"), "Kabul", "GPE", "Kabul"),
        (1, 0, told.actor, "ORG", "Taliban"),
        (1, told.text.index("Kabul"), "Kabul", "GPE", "Kabul"),
    ]
    return [
        {
            "mention_id": hashed("m_", told.article_id, number, start),
            "article_id": told.article_id,
            "sentence_no": number,
            "start_char": start,
            "end_char": start + len(text),
            "text": text,
            "label": label,
            "kind": "name",
            "entity_id": hashed("e_", entity),
        }
        for number, start, text, label, entity in found
    ]


def event_mention_row(told: Told, event_id: str, coding_id: str) -> dict:
    start = told.text.index("killed")
    return {
        "event_mention_id": mention_id(told),
        "event_id": event_id,
        "article_id": told.article_id,
        "sentence_no": 1,
        "trigger_start": start,
        "trigger_end": start + 6,
        "trigger_text": "killed",
        "event_type": "ASSAULT",
        "event_mode": "firearms",
        "contexts": ["military"],
        "quad_class": "material conflict",
        "intensity": -9.0,
        "cameo_code": "190",
        "goldstein": -10.0,
        "modality": "actual",
        "date_start": date(2021, 8, 1),
        "date_end": date(2021, 8, 1),
        "date_precision": "day",
        "location_name": "Kabul",
        "country": "AFG",
        "latitude": 34.5,
        "longitude": 69.2,
        "geo_precision": "city",
        "confidence": 0.9,
        "rule_id": "lexicon:kill",
        "coding_id": coding_id,
    }


def participant_rows(told: Told) -> list[dict]:
    found = [("actor", told.actor, hashed("e_", "Taliban"), "AFG", "REB"), ("recipient", "soldiers", None, "AFG", "MIL")]
    if told.said_by:
        found.append(("source", told.said_by, None, None, "COP"))
    return [
        {
            "event_mention_id": mention_id(told),
            "role": role,
            "ordinal": 0,
            "text": name,
            "start_char": told.text.index(name),
            "end_char": told.text.index(name) + len(name),
            "entity_id": entity,
            "name": name,
            "country": country,
            "sector": sector,
            "sectors": [sector],
            "cue": "said" if role == "source" else None,
        }
        for role, name, entity, country, sector in found
    ]


def casualty_row(told: Told) -> dict:
    start = told.text.index(str(told.killed))
    return {
        "casualty_id": hashed("k_", mention_id(told), start),
        "event_mention_id": mention_id(told),
        "kind": "killed",
        "victims": "soldiers",
        "victim_country": "AFG",
        "victim_sector": "MIL",
        "low": told.killed,
        "best": told.killed,
        "high": told.killed,
        "start_char": start,
        "end_char": start + len(str(told.killed)),
    }


def quotation_row(told: Told) -> dict:
    return {
        "quotation_id": hashed("q_", told.article_id, 0),
        "article_id": told.article_id,
        "sentence_no": 1,
        "kind": "reported",
        "start_char": 0,
        "end_char": 10,
        "text": told.text[:10],
        "speaker": told.said_by,
        "cue": "said",
    }


def event_row(event_id: str, group: list[Told]) -> dict:
    times, tolls = [told.published_at for told in group], [told.killed for told in group]
    return {
        "event_id": event_id,
        "event_type": "ASSAULT",
        "event_mode": "firearms",
        "contexts": ["military"],
        "quad_class": "material conflict",
        "intensity": -9.0,
        "modality": "actual",
        "date_start": date(2021, 8, 1),
        "date_end": date(2021, 8, 1),
        "date_precision": "day",
        "location_name": "Kabul",
        "country": "AFG",
        "latitude": 34.5,
        "longitude": 69.2,
        "geo_precision": "city",
        "actors": sorted({told.actor for told in group}),
        "recipients": ["soldiers"],
        "claimed_by": ["Taliban"],
        "denied_by": ["Kabul"],
        "killed_low": min(tolls),
        "killed_best": max(tolls),
        "killed_high": max(tolls),
        "mention_count": len(group),
        "article_count": len(group),
        "source_count": len({told.source for told in group}),
        "first_reported_at": min(times),
        "last_reported_at": max(times),
        "summary": "Taliban killed soldiers in Kabul.",
        "confidence": 0.9,
    }


def contents(con: Connection, schema: str = "main") -> dict[str, list[tuple]]:
    """All rows of all tables of a schema, sorted: what two databases are compared by."""
    names = [
        name
        for (name,) in con.execute(
            "select table_name from duckdb_tables() where schema_name = ? and not temporary order by 1", [schema]
        ).fetchall()
    ]
    return {name: sorted(con.execute(f'select * from {schema}."{name}"').fetchall(), key=repr) for name in names}
