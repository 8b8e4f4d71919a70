"""Loading: batches of the spool, and the tables that are linked over the whole warehouse.

Every function is one transaction. Loading a batch twice changes nothing; an article that another coder coded anew has its
rows replaced in all tables.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files

import duckdb
import polars as pl

from transforms.contracts import polars_schema, table, tables_of_stage
from warehouse.connection import Connection, lent, transaction, utc_now
from warehouse.entities import apply_merges, merged_frame
from warehouse.errors import LoadError
from warehouse.spool import Frames, complete_frames

# What linking knows of an article; a new coding does not take it away.
LINK_COLUMNS = ("story_id", "duplicate_of", "duplicate_kind")


@dataclass(frozen=True, slots=True)
class _Plan:
    """Articles of a batch whose rows are to be loaded; those among them that another coder had coded."""

    loaded: pl.Series
    replaced: pl.Series


def load_batch(con: Connection, batch_id: str, frames: Frames, run_id: str, coding_id: str) -> dict[str, int]:
    """Load one checked batch in one transaction; returns the rows added per table of the stage "extract".

    Articles that stand under the same `coding_id` are left as they are; those that stand under another are replaced.
    Raises LoadError (unknown tables, other columns than the contract's, a key twice, a null where none may be); then
    nothing is loaded.
    """
    where = f"load of batch {batch_id}"
    complete = complete_frames(frames, where, LoadError)
    plan = _plan(con, complete["articles"], coding_id)
    chosen = _rows_of(complete, plan.loaded)
    chosen["articles"] = _with_known(con, chosen["articles"])
    with lent(con, replaced=plan.replaced.to_frame(), loaded=plan.loaded.to_frame(), **_staged(chosen)), transaction(con):
        _delete_articles(con, plan)
        added = {name: _insert(con, name, where) for name in chosen}
        _record_batch(con, batch_id, run_id, coding_id, complete)
    return added


def _plan(con: Connection, articles: pl.DataFrame, coding_id: str) -> _Plan:
    ids = articles.select("article_id")
    with lent(con, batch_articles=ids):
        standing = con.sql(
            "select article_id, coding_id from audit.coded_articles semi join batch_articles using (article_id)"
        ).pl()
    same = standing.filter(pl.col("coding_id") == coding_id)["article_id"]
    other = standing.filter(pl.col("coding_id") != coding_id)["article_id"]
    return _Plan(ids["article_id"].filter(~ids["article_id"].is_in(same.implode())), other)


def _rows_of(frames: Frames, articles: pl.Series) -> Frames:
    """The rows that belong to the articles: by article, else by event mention, events by the mentions that tell them."""
    chosen = {
        name: frame.filter(pl.col("article_id").is_in(articles.implode()))
        for name, frame in frames.items()
        if "article_id" in frame.columns
    }
    mentions = chosen["event_mentions"]["event_mention_id"].implode()
    chosen |= {
        name: frame.filter(pl.col("event_mention_id").is_in(mentions))
        for name, frame in frames.items()
        if name not in chosen and "event_mention_id" in frame.columns
    }
    told = pl.concat([chosen["event_links"]["event_id"], chosen["event_mentions"]["event_id"]]).unique().implode()
    chosen["events"] = frames["events"].filter(pl.col("event_id").is_in(told))
    return {name: chosen[name] for name in frames}


def _with_known(con: Connection, articles: pl.DataFrame) -> pl.DataFrame:
    """Articles with what the warehouse knows of them already: their links, and when they were read first."""
    columns = ["article_id", "fetched_at", *LINK_COLUMNS]
    with lent(con, batch_articles=articles.select("article_id")):
        known = con.sql(f"select {', '.join(columns)} from main.articles semi join batch_articles using (article_id)").pl()
    joined = articles.join(known, on="article_id", how="left", suffix="_known", maintain_order="left")
    return joined.with_columns(
        pl.min_horizontal("fetched_at", "fetched_at_known").alias("fetched_at"),
        *[pl.coalesce(column, f"{column}_known").alias(column) for column in LINK_COLUMNS],
    ).select(articles.columns)


def _staged(frames: Frames) -> Frames:
    return {f"staged_{name}": frame for name, frame in frames.items()}


def _delete_articles(con: Connection, plan: _Plan) -> None:
    """Take away all rows of the replaced articles, and the events that nothing tells any more."""
    if plan.replaced.is_empty():
        return
    con.execute("""create or replace temp table gone_mentions as
                   select event_mention_id, event_id from main.event_mentions semi join replaced using (article_id)""")
    names = [one.name for one in tables_of_stage("extract")]
    by_mention = [name for name in names if "event_mention_id" in polars_schema(name) and "article_id" not in polars_schema(name)]
    by_article = [name for name in names if "article_id" in polars_schema(name)]
    con.execute("""create or replace temp table gone_events as
                   select event_id from gone_mentions union
                   select event_id from main.event_links semi join gone_mentions using (event_mention_id)""")
    for name in by_mention:
        con.execute(f"delete from main.{name} where event_mention_id in (select event_mention_id from gone_mentions)")
    for name in by_article:
        con.execute(f"delete from main.{name} where article_id in (select article_id from replaced)")
    con.execute("""delete from main.events where event_id in (select event_id from gone_events)
                   and event_id not in (select event_id from main.event_links)""")


def _insert(con: Connection, name: str, where: str) -> int:
    """Insert the staged rows whose key the table lacks; returns how many."""
    key = ", ".join(f'"{column}"' for column in table(name).key)
    try:
        return con.execute(
            f"insert into main.{name} by name select * from staged_{name} anti join main.{name} using ({key})"
        ).fetchall()[0][0]
    except duckdb.ConstraintException as error:
        raise LoadError(
            f"{where}, table {name}: expected unique keys ({key}) and no null in required columns; {error}"
        ) from error


def _record_batch(con: Connection, batch_id: str, run_id: str, coding_id: str, frames: Frames) -> None:
    """Note which coding stands for the articles, and the batch where it is new or came back."""
    if (
        not con.execute("select count(*) from loaded").fetchall()[0][0]
        and con.execute("select 1 from audit.batches where batch_id = ?", [batch_id]).fetchall()
    ):
        return
    con.execute("delete from audit.coded_articles where article_id in (select article_id from loaded)")
    con.execute(
        "insert into audit.coded_articles by name select article_id, ? as coding_id, ? as batch_id from loaded",
        [coding_id, batch_id],
    )
    con.execute("delete from audit.batches where batch_id = ?", [batch_id])
    con.execute(
        """insert into audit.batches (batch_id, run_id, coding_id, article_count, "rows", loaded_at) values (?, ?, ?, ?, ?, ?)""",
        [batch_id, run_id, coding_id, frames["articles"].height, sum(frame.height for frame in frames.values()), utc_now()],
    )


def rebuild_linked(con: Connection, articles: pl.DataFrame | None = None, stories: pl.DataFrame | None = None) -> dict[str, int]:
    """Bring the linked tables up to date with all articles loaded; returns the rows written per table.

    `entities` and `entity_aliases` are aggregated here, merged entities as one (`warehouse.entities`). `articles` (article_id,
    story_id, duplicate_of, duplicate_kind) and `stories` come from `transforms.linking`; None leaves those as they are. Only
    rows that differ are written, and the result does not depend on the order of loading.
    """
    apply_merges(con)
    written = {name: _replace_rows(con, name, _aggregated(con, name)) for name in ("entities", "entity_aliases")}
    if stories is not None:
        written["stories"] = _replace_rows(con, "stories", stories)
    if articles is not None:
        written["articles"] = update_articles(con, articles)
    return written


def _aggregated(con: Connection, name: str) -> pl.DataFrame:
    with lent(con, merged=merged_frame(con)):
        return con.sql(files(__package__).joinpath("linked", f"{name}.sql").read_text(encoding="utf-8")).pl()


def update_articles(con: Connection, frame: pl.DataFrame) -> int:
    """Set story and duplicate of articles; returns the rows changed.

    `frame` has article_id, story_id, duplicate_of and duplicate_kind, as `transforms.linking.duplicates.mark_duplicates`
    gives them; other columns are left alone. Raises LoadError where one of them is absent.
    """
    expected = ["article_id", *LINK_COLUMNS]
    absent = [column for column in expected if column not in frame.columns]
    if absent:
        raise LoadError(f"update of articles: expected also the columns {', '.join(absent)}, got {', '.join(frame.columns)}")
    links = frame.select(pl.col(column).cast(pl.String) for column in expected)
    changes = " or ".join(f"a.{column} is distinct from links.{column}" for column in LINK_COLUMNS)
    settings = ", ".join(f"{column} = links.{column}" for column in LINK_COLUMNS)
    update = f"update main.articles a set {settings} from links where a.article_id = links.article_id and ({changes})"
    with lent(con, links=links), transaction(con):
        return con.execute(update).fetchall()[0][0]


def _replace_rows(con: Connection, name: str, frame: pl.DataFrame) -> int:
    """Make the table equal the frame, writing only rows that differ; returns rows deleted plus rows inserted."""
    if dict(frame.schema) != polars_schema(name):
        raise LoadError(
            f"replacing {name}: expected the columns {', '.join(polars_schema(name))} and their types, got {frame.schema}"
        )
    target, key = table(name).qualified_name, ", ".join(f'"{column}"' for column in table(name).key)
    with lent(con, fresh=frame), transaction(con):
        deleted = con.execute(f"""delete from {target} where ({key}) in
                                  (select ({key}) from (select * from {target} except select * from fresh))""").fetchall()[0][0]
        inserted = con.execute(f"insert into {target} by name select * from fresh anti join {target} using ({key})").fetchall()[
            0
        ][0]
    return deleted + inserted
