"""Our own annotated articles: offsets and labels in `seeds/annotations`, without the texts, which lie among the corpora.

A line is an article: its id, the SHA-256 of its title and text, and its events as in gold files, but with sentences, triggers and
names as offsets [start, end] into title, line break and text. A name that the text does not hold as such stands in letters.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from flows.corpora import list_unlabelled, read_text
from flows.evaluate import GoldError

ROLES = ("actor", "recipient")


def read_annotations(folder: Path, data_dir: Path) -> list[dict]:
    """The annotated articles of `folder` (*.jsonl) as gold articles, with their texts from the corpora in `data_dir`.

    Raises GoldError where an article's text is missing there, or is another.
    """
    lines = [json.loads(line) for file in sorted(folder.glob("*.jsonl")) for line in file.read_text("utf-8").splitlines()]
    texts = {
        article["id"]: article for path in list_unlabelled(data_dir) for article in map(json.loads, read_text(path).splitlines())
    }
    return [_join(line, texts) for line in lines]


def _join(line: Mapping[str, Any], texts: Mapping[str, dict]) -> dict:
    article = texts.get(line["id"])
    if article is None:
        raise GoldError(f"annotations: article {line['id']} is not among the corpora")
    whole = whole_text(article)
    if digest(whole) != line["sha256"]:
        raise GoldError(f"annotations: article {line['id']} has another text among the corpora than when it was annotated")
    events = [
        _map_words(event, lambda value: whole[slice(*value)] if isinstance(value, list) else value) for event in line["events"]
    ]
    return article | {"events": events, "entities": [], "quotations": []}


def write_annotations(articles: Iterable[dict], path: Path) -> None:
    """Write gold articles as lines of offsets."""
    lines = [json.dumps(_to_offsets(article), ensure_ascii=False) for article in sorted(articles, key=lambda one: one["id"])]
    path.write_text("\n".join(lines) + "\n", "utf-8")


def _to_offsets(article: dict) -> dict:
    whole = whole_text(article)

    def find(value: Any) -> Any:
        start = whole.find(value) if value else -1
        return [start, start + len(value)] if start >= 0 else value

    events = []
    for event in article["events"]:
        start = whole.index(event["sentence"])
        trigger = whole.index(event["trigger"], start)
        placed = {"sentence": [start, start + len(event["sentence"])], "trigger": [trigger, trigger + len(event["trigger"])]}
        events.append({**_map_words(event, find), **placed})
    return {"id": article["id"], "sha256": digest(whole), "events": events}


def _map_words(event: dict, change: Any) -> dict:
    """The event with all that are words of the text changed."""
    changed = dict(event)
    for part in ("sentence", "trigger"):
        changed[part] = change(event[part])
    for role in ROLES:
        changed[role] = [{**one, "name": change(one["name"])} for one in event[role]]
    changed["attributed_to"] = [change(name) for name in event["attributed_to"]]
    if event["location"]:
        changed["location"] = {**event["location"], "name": change(event["location"]["name"])}
    return changed


def whole_text(article: Mapping[str, str]) -> str:
    """What offsets count in: title, line break, text."""
    return f"{article['title']}\n{article['text']}"


def digest(text: str) -> str:
    """SHA-256 of a text."""
    return hashlib.sha256(text.encode()).hexdigest()
