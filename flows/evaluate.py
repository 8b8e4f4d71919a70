"""Evaluation against gold files: the pipeline codes their texts, and `transforms.scoring` compares."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from flows import console
from transforms.scoring import Score, Tables, score_warehouse
from warehouse.connection import Connection, connect

GIVEN = ("id", "title", "published_at", "url", "licence", "text")
NEEDED = ("id", "text", "events")
# Of equal fits the first is taken, so the order of rows is fixed.
SYSTEM_SQL = {
    "articles": "select article_id, external_id, title, text from main.articles",
    "sentences": "select article_id, sentence_no, text from main.sentences",
    "participants": """select event_mention_id, role, name, text, country, sector from main.participants
                       order by event_mention_id, role, ordinal""",
    "casualties": "select event_mention_id, kind, low, high from main.casualties where kind in ('killed', 'injured')",
    "event_mentions": """select event_mention_id, event_id, article_id, sentence_no, event_type, event_mode, trigger_text,
                                location_name, country, date_start, date_precision, modality
                         from main.event_mentions order by rowid""",
    "entities": """select m.article_id, e.entity_id, any_value(e.name) as name, any_value(e.label) as label,
                          list(distinct m.text) as texts
                   from main.mentions m join main.entities e using (entity_id) group by all order by all""",
    "quotations": "select article_id, text, speaker from main.quotations where kind = 'direct' order by rowid",
}


class GoldError(ValueError):
    """Gold files are missing or unreadable."""


def read_gold(folder: Path) -> list[dict]:
    """The gold articles of a folder (one JSON file each), sorted by file name. Raises GoldError."""
    files = sorted(folder.glob("*.json"))
    if not files:
        raise GoldError(f"gold: expected a folder with *.json files, found none in {folder}")
    return [_read(file) for file in files]


def _read(file: Path) -> dict:
    try:
        article = json.loads(file.read_text(encoding="utf-8"))
    except ValueError as error:
        raise GoldError(f"{file}: expected JSON, got {error}") from error
    absent = [name for name in NEEDED if not isinstance(article, dict) or name not in article]
    if absent:
        raise GoldError(f"{file}: expected a gold article, {', '.join(absent)} is missing")
    return article


def write_articles(articles: list[dict], path: Path) -> Path:
    """The texts alone, as an input of the pipeline."""
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = [json.dumps({name: article.get(name) for name in GIVEN}, ensure_ascii=False) for article in articles]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def read_tables(con: Connection) -> Tables:
    """The public tables that scoring reads."""
    return Tables(**{name: con.sql(sql).pl().to_dicts() for name, sql in SYSTEM_SQL.items()})


def score(articles: list[dict], warehouse: Path) -> Score:
    """Compare a published warehouse with gold articles."""
    with connect(warehouse, read_only=True) as con:
        return score_warehouse(articles, read_tables(con))


def show_figures(found: Score, *, as_json: bool, details: bool) -> None:
    """Print all figures; `details` lists every missed and spurious event."""
    if as_json:
        sys.stdout.write(json.dumps(found.figures(), indent=1) + "\n")
    else:
        for name, figure in found.figures().items():
            console.out.print(f"{name:46} {_figure(figure)}", soft_wrap=True)
        console.print_table(
            "\nby type",
            ["type", "P", "R", "F1", "right", "spurious", "missed"],
            found.by_type_rows(),
            numbers=["P", "R", "F1", "right", "spurious", "missed"],
        )
    if details:
        for line in found.details:
            sys.stdout.write(" | ".join(line) + "\n")


def _figure(figure: object) -> str:
    if isinstance(figure, dict):
        return (
            f"P {figure['p']:.3f}  R {figure['r']:.3f}  F1 {figure['f1']:.3f}   "
            f"{figure['tp']} right, {figure['fp']} spurious, {figure['fn']} missed"
        )
    if isinstance(figure, list):
        return f"{figure[0]:.3f} of {figure[1]}" if figure[0] is not None else "none"
    return str(figure)
