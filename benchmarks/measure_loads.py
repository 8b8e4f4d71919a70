"""Speed of the warehouse: batches of 400 articles loaded, loaded again, coded anew, published.

    python benchmarks/measure_loads.py [batches] [threads]

The articles are those of the warehouse's tests, with as many rows each as news articles have (about 170).
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import polars as pl

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "integration" / "warehouse")]

from small_world import CODING, OTHER_CODING, RUN, Told, frames_of  # noqa: E402  the path comes first

from warehouse.connection import WarehousePaths  # noqa: E402
from warehouse.load import load_batch, rebuild_linked  # noqa: E402
from warehouse.publish import publish  # noqa: E402
from warehouse.writer import open_writer  # noqa: E402

ARTICLES = 400
# Rows of the test's articles, and how often each is repeated under another key.
REPEATS = {
    "sentences": 20,
    "mentions": 20,
    "article_entities": 20,
    "event_mentions": 5,
    "participants": 5,
    "casualties": 5,
    "event_links": 5,
}
KEYS = {
    "mentions": ["mention_id"],
    "article_entities": ["entity_id"],
    "event_mentions": ["event_mention_id"],
    "participants": ["event_mention_id"],
    "casualties": ["event_mention_id", "casualty_id"],
    "event_links": ["event_mention_id"],
}


def batch_frames(number: int, coding_id: str = CODING) -> dict[str, pl.DataFrame]:
    """The frames of batch `number`."""
    first = number * ARTICLES
    frames = frames_of([Told(n, incident=n) for n in range(first, first + ARTICLES)], coding_id)
    return frames | {
        name: pl.concat([_variant(name, frames[name], again) for again in range(times)]) for name, times in REPEATS.items()
    }


def _variant(name: str, frame: pl.DataFrame, again: int) -> pl.DataFrame:
    if name == "sentences":
        return frame.with_columns(pl.col("sentence_no") + 2 * again)
    return frame.with_columns((pl.col(column) + f"{again:02}") for column in KEYS[name])


def report(what: str, rows: int, work: Callable[[], object]) -> None:
    """Run `work` and print its wall and CPU time."""
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    print(f"{what:<20} {rows:>9,} rows {wall:7.2f} s {cpu:7.2f} s CPU {rows / wall:>10,.0f} rows/s")


def main() -> None:
    batches, threads = (*map(int, sys.argv[1:]), *(10, 2)[len(sys.argv) - 1 :])
    with tempfile.TemporaryDirectory() as folder:
        paths = WarehousePaths.of(Path(folder) / "events.duckdb")
        frames = [batch_frames(number) for number in range(batches)]
        rows = sum(frame.height for batch in frames for frame in batch.values())
        anew = batch_frames(0, OTHER_CODING)
        with open_writer(paths, threads=threads) as con:
            report("load", rows, lambda: [load_batch(con, f"b_{n}", batch, RUN, CODING) for n, batch in enumerate(frames)])
            report("load again", rows, lambda: [load_batch(con, f"b_{n}", batch, RUN, CODING) for n, batch in enumerate(frames)])
            report("code one batch anew", rows // batches, lambda: load_batch(con, "b_anew", anew, RUN, OTHER_CODING))
            report("rebuild linked", rows, lambda: rebuild_linked(con))
            report("publish", rows, lambda: publish(paths, con))
            print(f"{paths.published.stat().st_size / 1e6:.0f} MB published")


if __name__ == "__main__":
    main()
