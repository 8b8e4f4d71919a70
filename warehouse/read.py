"""Reading what stands in the warehouse, for coding anew."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from transforms.contracts import tables_of_stage
from warehouse.connection import Connection, lent
from warehouse.spool import Frames


def stale_articles(con: Connection, coding_id: str) -> list[str]:
    """Articles whose rows another coder than `coding_id` made, oldest publication first; copies of others are left out."""
    rows = con.execute(
        """select article_id from audit.coded_articles join main.articles using (article_id)
           where coding_id <> ? and duplicate_of is null order by published_at nulls last, article_id""",
        [coding_id],
    ).fetchall()
    return [article for (article,) in rows]


def read_standing(con: Connection, article_ids: Iterable[str]) -> Frames:
    """All rows of the stage "extract" that stand for these articles, by table; events are those that they tell."""
    wanted = pl.DataFrame({"article_id": list(article_ids)}, schema={"article_id": pl.String})
    told = """select event_mention_id, event_id from main.event_mentions semi join wanted using (article_id)"""
    frames = {}
    with lent(con, wanted=wanted):
        for one in tables_of_stage("extract"):
            columns = [column.name for column in one.columns]
            if "article_id" in columns:
                source = f"main.{one.name} semi join wanted using (article_id)"
            elif "event_mention_id" in columns:
                source = f"main.{one.name} semi join ({told}) using (event_mention_id)"
            else:
                linked = f"select event_id from main.event_links semi join ({told}) using (event_mention_id)"
                source = f"main.{one.name} semi join ({linked}) using (event_id)"
            frames[one.name] = con.sql(f"select * from {source} order by {', '.join(one.key)}").pl()
    return frames
