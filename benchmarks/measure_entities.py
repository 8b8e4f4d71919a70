"""Linking of entities: time and memory of the pass over all, and of a run that brings 200 articles to a warehouse that is linked.

    python benchmarks/measure_entities.py [entities]

The entities are made up: persons and organisations of two words, some words frequent as surnames are; a fifth has the name of a
neighbour, some in another spelling. Four stand in an article.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from datetime import datetime
from pathlib import Path

import numpy as np
import polars as pl

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from transforms.ids import content_id  # noqa: E402  the path comes first
from warehouse.connection import WarehousePaths, lent  # noqa: E402
from warehouse.entities import link_entities  # noqa: E402
from warehouse.load import rebuild_linked  # noqa: E402
from warehouse.writer import open_writer  # noqa: E402

SYLLABLES = [
    first + vowel
    for first in ["b", "d", "f", "g", "h", "k", "l", "m", "n", "p", "r", "s", "t", "v", "z", "kh", "sh", "gh"]
    for vowel in ["a", "e", "i", "o", "u", "ou"]
]
COUNTRIES = ["AFG", "USA", "FRA", "GBR", "IRQ", "NGA", "IND", "BRA"]


def words(rng: np.random.Generator, count: int, kinds: int) -> list[str]:
    """Words of which some are frequent, as surnames are."""
    vocabulary = ["".join(rng.choice(SYLLABLES, rng.integers(2, 4))).capitalize() for _ in range(kinds)]
    ranks = np.minimum(rng.zipf(1.3, count) - 1 + rng.integers(0, kinds // 2, count), kinds - 1)
    return [vocabulary[rank] for rank in ranks]


def made_up(count: int, start: int, rng: np.random.Generator) -> pl.DataFrame:
    """Rows of `article_entities`, four to an article."""
    first, last = words(rng, count, 5_000), words(rng, count, 60_000)
    again = rng.random(count) < 0.2
    names = [f"{one} {other}" for one, other in zip(first, last, strict=True)]
    names = [names[max(0, at - 7)].replace("ou", "u") if again[at] else name for at, name in enumerate(names)]
    labels = ["PERSON" if at % 2 else "ORG" for at in range(count)]
    countries = [COUNTRIES[len(name) % len(COUNTRIES)] for name in names]
    ids = [content_id("e", *key) for key in zip(labels, countries, names, strict=True)]
    articles = [content_id("a", start + at // 4) for at in range(count)]
    frame = pl.DataFrame({"article_id": articles, "entity_id": ids, "name": names, "label": labels, "country": countries})
    return frame.with_columns(mention_count=pl.lit(2, pl.Int64)).unique(["article_id", "entity_id"], maintain_order=True)


def store(con, frame: pl.DataFrame) -> None:
    moment = datetime(2021, 1, 1)
    with lent(con, made=frame):
        con.execute("insert into main.article_entities by name select * from made")
        con.execute(
            """insert into main.articles by name select distinct article_id, '' as title, '' as text, $moment as fetched_at,
               $moment as published_at, 'en' as language, '' as text_sha256, 1 as word_count, 'r' as run_id from made""",
            {"moment": moment},
        )
        con.execute(
            """insert into main.mentions by name select 'm_' || article_id || entity_id as mention_id, article_id, entity_id,
               label, 1 as sentence_no, 0 as start_char, 1 as end_char, name as text, 'name' as kind from made"""
        )


def measured(what: str, action) -> None:
    started, used = time.perf_counter(), time.process_time()
    found = action()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    seconds = time.perf_counter() - started
    print(f"{what:34} {seconds:8.1f} s {time.process_time() - used:8.1f} s CPU  peak {peak:6.0f} MiB  {found}", flush=True)


def main(count: int) -> None:
    rng = np.random.default_rng(1)
    with (
        tempfile.TemporaryDirectory() as folder,
        open_writer(WarehousePaths.of(Path(folder) / "w.duckdb"), memory_limit="1GB") as con,
    ):
        measured("make up and store", lambda: store(con, made_up(count, 0, rng)))
        print(con.execute("select count(*), count(distinct entity_id) from main.article_entities").fetchall())

        def link(**options) -> int:
            return link_entities(con, lambda name, label: None, [], "r", **options)

        measured("link all", lambda: link(everything=True))
        measured("aggregate", lambda: rebuild_linked(con))
        store(con, made_up(800, count, rng))
        measured("link 200 more articles", link)
        measured("aggregate", lambda: rebuild_linked(con))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
