"""Entities across articles: new entities of the coder are compared with those that are there, and merged where they are one.

`transforms.linking` decides; here its questions become queries. Merges stand until the user corrects them: ids that
readers know do not change when articles come.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from importlib.resources import files

import polars as pl

from transforms.contracts import frame_of
from transforms.linking.corrections import Correction, is_called, is_kept_apart, keys_of_side
from transforms.linking.identity import (
    Pair,
    Standing,
    Thing,
    compare_things,
    count_bearers,
    force,
    key_frame,
    pair_frame,
    read_things,
    weigh_pairs,
)
from transforms.linking.merging import Clusters, merge_things
from warehouse.connection import Connection, lent, transaction

MOST_OF_A_KEY = 60  # entities that share a key; more make it worthless, and pairs grow with the square
SLICE = 100_000  # entities or pairs held in memory at a time


def link_entities(
    con: Connection, standing: Standing, corrections: Sequence[Correction], run_id: str, *, everything: bool = False
) -> int:
    """Merge entities of the coder that are one thing, in one transaction; returns the merges made.

    Compared are those that no earlier run has seen, `everything`: all. `standing(name, label)` is the name in the actor lexicon.
    Merges made earlier stand, but for those that `corrections` forbid; forced ones go with their correction.
    """
    merges = con.sql("select * from main.entity_merges").pl()
    sides = {correction: _sides(con, correction, standing) for correction in corrections}
    gone = _undone(merges, sides)
    parents = {one: into for one, into in merges.select("entity_id", "merged_into").iter_rows() if one not in gone}
    unseen = "" if everything else "anti join main.entity_keys using (entity_id)"
    asked = con.sql(f"select distinct entity_id from main.article_entities {unseen}").pl()["entity_id"]
    asked = pl.concat([asked, pl.Series("entity_id", sorted(gone), pl.String)]).unique().sort()
    keys, pairs = _agreeing(con, asked, standing, everything=everything)
    pairs += [force(one, other, told.evidence) for told, found in sides.items() if told.is_same for one, other in _across(found)]
    elders = frozenset(merges.filter(pl.col("entity_id").is_in(sorted(gone)))["merged_into"])
    clusters = Clusters(
        _things(con, _with_clusters(pairs, parents), standing),
        parents,
        lambda one, other: is_kept_apart(corrections, one, other),
        elders,
    )
    rows = merge_things(pairs, clusters)
    made = frame_of("entity_merges", [row | {"run_id": run_id} for row in rows])
    with lent(con, made=made, undone=pl.Series("entity_id", sorted(gone), pl.String).to_frame(), keys=keys), transaction(con):
        con.execute("delete from main.entity_merges where entity_id in (select entity_id from undone)")
        con.execute("insert into main.entity_merges by name select * from made")
        if everything:
            con.execute("delete from main.entity_keys")
        con.execute("insert into main.entity_keys by name select * from keys anti join main.entity_keys using (entity_id, key)")
    return made.height


def _agreeing(con: Connection, asked: pl.Series, standing: Standing, *, everything: bool) -> tuple[pl.DataFrame, list[Pair]]:
    """The keys of the things asked for, and their pairs with others (and each other) that may be one, weighed."""
    stored, sought = [key_frame([])], [key_frame([])]
    for part in _slices(asked):
        things = _things(con, part, standing).values()
        stored.append(key_frame(things))
        sought.append(key_frame(things, sought=True))
    keys = pl.concat(stored)
    found = _candidates(con, keys, pl.concat(sought), everything=everything)
    pairs: list[Pair] = []
    for few in found.iter_slices(SLICE):
        pairs += compare_things(few, _things(con, pl.concat([few["entity_id"], few["other_id"]]), standing))
    with lent(con, pairs=pair_frame(pairs)):
        return keys, weigh_pairs(count_bearers(pairs), con.sql(_query("told")).pl())


def _candidates(con: Connection, stored: pl.DataFrame, sought: pl.DataFrame, *, everything: bool) -> pl.DataFrame:
    others = "" if everything else "union select * from main.entity_keys"
    with lent(con, stored=stored, sought=sought):
        con.execute(f"create or replace temp view known_keys as select * from stored {others}")
        return con.sql(_query("candidates"), params={"most": MOST_OF_A_KEY}).pl()


def _things(con: Connection, ids: Iterable[str] | pl.Series, standing: Standing) -> dict[str, Thing]:
    """Things by id, in the order of ids; ids that no article holds any more are left out."""
    asked = pl.Series("entity_id", list(ids), pl.String).unique().to_frame()
    with lent(con, asked=asked):
        return read_things(con.sql(_query("things")).pl().sort("entity_id"), standing)


def _sides(con: Connection, correction: Correction, standing: Standing) -> tuple[list[Thing], list[Thing]]:
    """The things that either side of a correction speaks of."""
    found = []
    for side in correction.sides:
        keys = sorted(keys_of_side(side))
        ids = con.sql(
            "select entity_id from main.article_entities where entity_id = $side union "
            "select entity_id from main.entity_keys where key in (select unnest($keys)) union "
            "select entity_id from main.article_entities anti join main.entity_keys using (entity_id) where name = $side",
            params={"side": side, "keys": keys},
        ).pl()["entity_id"]
        found.append([thing for thing in _things(con, ids, standing).values() if is_called(thing, side)])
    return found[0], found[1]


def _across(sides: tuple[list[Thing], list[Thing]]) -> Iterator[tuple[Thing, Thing]]:
    """Pairs that make all of both sides one."""
    if all(sides):
        first, *others = {thing.entity_id: thing for side in sides for thing in side}.values()
        yield from ((first, other) for other in others)


def _undone(merges: pl.DataFrame, sides: dict[Correction, tuple[list[Thing], list[Thing]]]) -> set[str]:
    """Merges to be taken back, by what was merged: all of clusters that hold what a correction keeps apart, so that the rest of
    them finds together anew; and those that were forced by a correction that is no more."""
    clusters = Clusters({}, dict(merges.select("entity_id", "merged_into").iter_rows()))
    forced = tuple(correction.evidence for correction in sides if correction.is_same)
    broken = {
        clusters.root(one.entity_id)
        for correction, (first, second) in sides.items()
        if not correction.is_same
        for one in first
        for other in second
        if clusters.root(one.entity_id) == clusters.root(other.entity_id)
    }
    broken |= {
        clusters.root(one)
        for one, reason in merges.select("entity_id", "reason").iter_rows()
        if "; forced: " in reason and not reason.endswith(forced)
    }
    return {one for one in merges["entity_id"] if clusters.root(one) in broken}


def _with_clusters(pairs: list[Pair], parents: dict[str, str]) -> set[str]:
    """Ids of all in pairs, and of all that are merged with them already."""
    clusters = Clusters({}, parents)
    ids = {thing.entity_id for pair in pairs for thing in (pair.one, pair.other)}
    roots = {clusters.root(entity_id) for entity_id in ids}
    return ids | roots | {one for one in parents if clusters.root(one) in roots}


def apply_merges(con: Connection) -> int:
    """Bring the entity of every mention, participant and speaker up to date with the merges, in one transaction; returns the
    rows changed."""
    merged = merged_frame(con)
    changed = 0
    with lent(con, merged=merged), transaction(con):
        for name, entity, coded in (
            ("mentions", "entity_id", "coded_entity_id"),
            ("participants", "entity_id", "coded_entity_id"),
            ("quotations", "speaker_entity_id", "coded_speaker_id"),
        ):
            for statement in (
                f"""update main.{name} set {entity} = {coded}, {coded} = null
                    where {coded} is not null and {coded} not in (select entity_id from merged)""",
                f"""update main.{name} t set {entity} = merged.stands_for, {coded} = merged.entity_id from merged
                    where merged.entity_id = coalesce(t.{coded}, t.{entity}) and t.{entity} <> merged.stands_for""",
            ):
                changed += con.execute(statement).fetchall()[0][0]
    return changed


def merged_frame(con: Connection) -> pl.DataFrame:
    """Rows (entity_id, stands_for): merged entities of the coder and the entity that they are part of in the end."""
    parents = dict(con.sql("select entity_id, merged_into from main.entity_merges").fetchall())
    clusters = Clusters({}, parents)
    rows = [(one, clusters.root(one)) for one in parents]
    return pl.DataFrame(rows, schema={"entity_id": pl.String(), "stands_for": pl.String()}, orient="row")


def _slices(ids: pl.Series) -> Iterator[pl.Series]:
    return (ids.slice(start, SLICE) for start in range(0, len(ids), SLICE))


def _query(name: str) -> str:
    return files(__package__).joinpath("linked", f"{name}.sql").read_text(encoding="utf-8")
