"""What an extraction says of one article, in the few words of a golden file."""

from __future__ import annotations

from datetime import date, datetime

import polars as pl

from transforms.contracts import frame_of
from transforms.extract import Extractor, extract_batch
from transforms.ids import content_id

PARTS = ("events", "entities", "quotations")


def view_of(golden: dict, extractor: Extractor) -> dict:
    """Events by `<sentence number> <trigger>`, entities by name, quotations in their order; what is empty is left out."""
    text, day = "\n\n".join(golden["text"]), date.fromisoformat(golden["published_on"])
    moment = datetime(day.year, day.month, day.day, 12)
    frames = extract_batch(
        frame_of(
            "articles",
            [
                {
                    "article_id": content_id("a", golden["title"], text),
                    "title": golden["title"],
                    "text": text,
                    "source": "golden",
                    "published_at": moment,
                    "fetched_at": moment,
                    "language": "en",
                    "text_sha256": "0" * 64,
                    "word_count": len(text.split()),
                    "dateline_place": golden.get("dateline_place"),
                    "run_id": "run",
                }
            ],
        ),
        extractor,
    )
    return {"events": _events(frames), "entities": _entities(frames), "quotations": _quotations(frames)}


def compared(view: dict, known_gap: dict[str, str]) -> dict:
    """The view without what the file names as a known gap: an event, one value of an event (`2 arrested place`), an
    entity or a quotation."""
    events = {
        key: {name: value for name, value in event.items() if f"{key} {name}" not in known_gap}
        for key, event in view["events"].items()
        if key not in known_gap
    }
    return {
        "events": events,
        "entities": {name: kind for name, kind in view["entities"].items() if name not in known_gap},
        "quotations": [said for said in view["quotations"] if said not in known_gap],
    }


def _events(frames: dict[str, pl.DataFrame]) -> dict[str, dict]:
    events: dict[str, dict] = {}
    for row in frames["event_mentions"].sort("sentence_no", "trigger_start").iter_rows(named=True):
        mine = pl.col("event_mention_id") == row["event_mention_id"]
        people = frames["participants"].filter(mine).sort("role", "ordinal")
        tolls = frames["casualties"].filter(mine).sort("start_char", "kind")
        event = {"type": row["event_type"], "mode": row["event_mode"]}
        for role in ("actor", "recipient", "source"):
            event[role] = [
                _coded(one["name"], one["country"], *one["sectors"])
                for one in people.filter(pl.col("role") == role).iter_rows(named=True)
            ]
        event |= {
            "place": _coded(row["location_name"], row["country"], row["geo_precision"]),
            "date": _date(row),
            "modality": row["modality"],
            "toll": [f"{one['kind']} {_range(one['low'], one['high'])}" for one in tolls.iter_rows(named=True)],
        }
        key = f"{row['sentence_no']} {row['trigger_text']}"
        key += f" ({sum(other.startswith(key) for other in events) + 1})" if key in events else ""
        events[key] = {name: value for name, value in event.items() if value}
    return events


def _coded(name: str | None, *codes: str | None) -> str | None:
    known = " ".join(code for code in codes if code)
    return f"{name} ({known})" if name and known else name


def _date(row: dict) -> str | None:
    first, last = row["date_start"], row["date_end"]
    if first is None:
        return None
    return f"{first}" if last in (None, first) else f"{first} to {last}"


def _range(low: int | None, high: int | None) -> str:
    return str(low) if low == high else f"{'' if low is None else low}..{'' if high is None else high}"


def _entities(frames: dict[str, pl.DataFrame]) -> dict[str, str]:
    rows = frames["article_entities"].sort("name", "label").iter_rows(named=True)
    return {row["name"]: " ".join(value for value in (row["label"], row["country"], row["sector"]) if value) for row in rows}


def _quotations(frames: dict[str, pl.DataFrame]) -> list[str]:
    rows = frames["quotations"].sort("sentence_no", "start_char").iter_rows(named=True)
    return [f"{row['speaker'] or '?'} {row['cue'] or '–'}, {row['kind']}: {row['text']}" for row in rows]
