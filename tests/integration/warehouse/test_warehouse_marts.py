"""Marts and the cookbook: each runs, on an empty and on a filled warehouse, and keeps its grain."""

from __future__ import annotations

import json
import re
from importlib.resources import files

import polars as pl
import pytest
from small_world import CODING, RUN, Told, frames_of

from warehouse.errors import QueryError
from warehouse.load import load_batch, rebuild_linked
from warehouse.marts import create_marts, list_marts
from warehouse.queries import list_queries, read_query, run_query

WORLD = [
    Told(1, incident=1),
    Told(2, incident=1, killed=5, source="Herald"),
    Told(3, incident=3, said_by=None),
    Told(30, incident=30),
]
CLOSED = {
    "daily_events",
    "dyads",
    "actor_profile",
    "event_timeline",
    "casualty_claims",
    "disputed_events",
    "coverage",
    "quality_scorecard",
    "gdelt_events",
    "acled_like",
    "polecat",
    "plover_jsonl",
}


@pytest.fixture
def filled(con):
    load_batch(con, "b_1", frames_of(WORLD), RUN, CODING)
    rebuild_linked(con)
    return con


def rows(con, mart):
    return run_query(con, f'select * from mart."{mart}"')


@pytest.mark.parametrize("mart", list_marts(), ids=lambda mart: mart.name)
def test_mart_keeps_its_grain(filled, mart):
    frame = rows(filled, mart.name)
    assert frame.height
    assert not frame.select(mart.key).is_duplicated().any()


@pytest.mark.parametrize("mart", list_marts(), ids=lambda mart: mart.name)
def test_mart_runs_on_an_empty_warehouse(con, mart):
    assert rows(con, mart.name).height == (18 if mart.name == "quality_scorecard" else 0)


@pytest.mark.parametrize("mart", list_marts(), ids=lambda mart: mart.name)
def test_mart_needs_no_cast_for_polars(filled, mart):
    types = {row[1] for row in filled.execute(f'describe select * from mart."{mart.name}"').fetchall()}
    assert not types & {"HUGEINT", "INTERVAL", "TIMESTAMP WITH TIME ZONE"}


def test_marts_are_those_of_the_warehouse_contract(con):
    assert {mart.name for mart in list_marts()} >= CLOSED
    con.execute("create view mart.former as select 1 as one")
    assert create_marts(con) == sorted(mart.name for mart in list_marts())
    views = con.execute("select view_name from duckdb_views() where schema_name = 'mart'").fetchall()
    assert {name for (name,) in views} == {mart.name for mart in list_marts()}


@pytest.mark.parametrize("folder", ["marts", "queries", "linked"])
def test_sql_keywords_are_lower_case(folder):
    for file in files("warehouse").joinpath(folder).iterdir():
        assert (
            re.findall(r"\b(SELECT|FROM|WHERE|JOIN|GROUP BY|ORDER BY|WITH|AS|AND|OR|CASE|WHEN|NULL)\b", file.read_text()) == []
        ), file.name


def test_daily_events_adds_up(filled):
    (day,) = rows(filled, "daily_events").to_dicts()
    assert (day["country"], day["event_type"], day["event_count"], day["mention_count"], day["killed_best"]) == (
        "AFG",
        "ASSAULT",
        3,
        4,
        11,
    )


def test_dyads_count_events_not_mentions(filled):
    (dyad,) = rows(filled, "dyads").to_dicts()
    assert (dyad["actor_sector"], dyad["recipient_sector"], dyad["event_count"]) == ("REB", "MIL", 3)


@pytest.mark.parametrize(
    ("country", "sector", "actors"),
    [
        (None, None, [("AFG", "REB")]),
        (None, "REB", [("AFG", "REB")]),
        ("AFG", None, [("AFG", "REB")]),
        (None, "MIL", [("AFG", "REB"), (None, "MIL")]),
        ("PAK", None, [("AFG", "REB"), ("PAK", None)]),
    ],
)
def test_dyads_leave_out_a_side_that_another_mention_names_in_full(con, country, sector, actors):
    frames = frames_of([Told(1), Told(2)])
    is_second_actor = (pl.col("role") == "actor") & (pl.int_range(pl.len()) > 0)
    frames["participants"] = frames["participants"].with_columns(
        pl.when(is_second_actor).then(pl.lit(value)).otherwise(name).alias(name)
        for name, value in (("country", country), ("sector", sector))
    )
    load_batch(con, "b_1", frames, RUN, CODING)
    dyads = rows(con, "dyads").to_dicts()
    assert sorted(((row["actor_country"], row["actor_sector"]) for row in dyads), key=str) == sorted(actors, key=str)
    assert {(row["event_count"], row["killed_best"]) for row in dyads} == {(1, 3)}


def test_casualty_claims_tell_who_said_each_figure(filled):
    claims = rows(filled, "casualty_claims").sort("published_at")
    assert claims["best"].to_list() == [3, 5, 3, 3]
    assert claims["said_by"].to_list() == ["police", "police", None, "police"]
    assert claims["outlet"].to_list() == ["Daily News", "Herald", "Daily News", "Daily News"]


def test_disputed_events_find_claims_and_tolls(filled):
    disputed = {row["source_count"]: row for row in rows(filled, "disputed_events").to_dicts()}
    assert disputed[2]["dispute"] == "claimed and denied, differing tolls"
    assert disputed[2]["differing_tolls"] == "killed 3 to 5"
    assert disputed[1]["dispute"] == "claimed and denied"


@pytest.mark.parametrize(
    ("first", "second", "differs"),
    [
        ((3, 3, 3), (5, 5, 5), True),
        ((3, 3, None), (5, 5, 5), False),
        ((3, 3, 3), (2, 4, 6), False),
        ((None, 3, None), (5, 5, None), True),
    ],
)
def test_disputed_events_compare_ranges(con, first, second, differs):
    frames = frames_of([Told(1), Told(2)])
    bounds = pl.DataFrame(
        [first, second],
        schema=["low", "best", "high"],
        orient="row",
        schema_overrides=dict.fromkeys(["low", "best", "high"], pl.Int64),
    )
    frames["casualties"] = frames["casualties"].with_columns(bounds)
    frames["events"] = frames["events"].with_columns(pl.lit([], pl.List(pl.String)).alias("denied_by"))
    load_batch(con, "b_1", frames, RUN, CODING)
    assert rows(con, "disputed_events").height == differs


def test_coverage_counts_every_article_once(filled):
    assert rows(filled, "coverage")["article_count"].sum() == len(WORLD)


def test_quality_scorecard_gives_shares(filled):
    shares = dict(rows(filled, "quality_scorecard").select("measure", "share").iter_rows())
    assert shares["event mentions with an actor"] == 1.0
    assert shares["expectations that held in the latest run"] is None


def test_gdelt_events_carry_cameo(filled):
    event = rows(filled, "gdelt_events").row(0, named=True)
    assert (event["EventRootCode"], event["QuadClass"], event["Day"], event["Actor1Code"]) == ("19", 4, 20210801, "AFGREB")


def test_acled_like_tells_battles_from_attacks_on_civilians(filled):
    battle = rows(filled, "acled_like").row(0, named=True)
    assert (battle["event_type"], battle["inter1"], battle["inter2"]) == ("Battles", "Rebel group", "State forces")
    filled.execute("update main.participants set sector = 'CVL' where role = 'recipient'")
    attack = rows(filled, "acled_like").row(0, named=True)
    assert (attack["event_type"], attack["civilian_targeting"]) == ("Violence against civilians", "Civilian targeting")
    filled.execute("update main.events set event_mode = 'drone'")
    assert set(rows(filled, "acled_like")["sub_event_type"]) == {"Air/drone strike"}


def test_exchange_seeds_use_the_ontology(con):
    unknown = """select event_type, event_mode from ref.plover_to_acled where event_mode is not null
                 except select event_type, mode from ref.plover_modes"""
    assert con.execute(unknown).fetchall() == []
    assert con.execute("select sector from ref.plover_sectors except select sector from ref.sectors_to_acled").fetchall() == []


def test_plover_jsonl_is_json(filled):
    record = json.loads(rows(filled, "plover_jsonl")["record"][0])
    assert record["type"] == "ASSAULT"
    assert record["actor"] == [{"name": "Taliban", "country": "AFG", "sectors": ["REB"]}]


@pytest.mark.parametrize("query", list_queries(), ids=lambda query: query.name)
def test_query_runs_on_empty_and_filled(con, query):
    run_query(con, query.name)
    load_batch(con, "b_1", frames_of(WORLD), RUN, CODING)
    rebuild_linked(con)
    frame = run_query(con, query.name)
    assert frame.columns
    assert not any(isinstance(kind, pl.Decimal) for kind in frame.dtypes)
    assert query.question.endswith("?")


def test_queries_answer(filled):
    deadliest = run_query(filled, "deadliest_events", {"rows": 1})
    assert deadliest["killed_best"].to_list() == [5]
    assert run_query(filled, "deadliest_events", {"country": "USA"}).is_empty()
    assert run_query(filled, "who_attacks_whom").row(0)[:3] == ("Taliban", "soldiers", 3)
    assert run_query(filled, "actor_events", {"actor": "taliban"}).height == 3
    assert run_query(filled, "events_in_country").height == 3
    assert run_query(filled, "event_sources", {"event_id": deadliest["event_id"][0]}).height == 2
    assert run_query(filled, "disputed_tolls")["best"].to_list() == [3, 5]
    assert run_query(filled, "most_quoted")["quotation_count"].to_list() == [3]


def test_every_parameter_of_a_query_is_declared_and_used():
    for query in list_queries():
        body = "\n".join(line for line in query.sql.splitlines() if not line.startswith("--"))
        assert set(re.findall(r"\$(\w+)", body)) == {one.name for one in query.parameters}, query.name


def test_unknown_query_names_near_ones():
    with pytest.raises(QueryError, match="deadliest_events"):
        read_query("deadliest")


@pytest.mark.parametrize(
    ("sql", "parameters", "said"),
    [
        ("deadliest_events", {"land": "AFG"}, "land"),
        ("select $day as day", {}, r"\$day"),
        ("select nothing from nowhere", {}, "nowhere"),
    ],
)
def test_run_query_says_what_is_wrong(con, sql, parameters, said):
    with pytest.raises(QueryError, match=said):
        run_query(con, sql, parameters)


def test_run_query_brings_every_type_to_polars(con):
    frame = run_query(con, 'select sum(x) as total, interval 2 day as lag, now() as at, 1 as "a ""b" from range(3) t(x)')
    assert frame.schema["total"] == pl.Int64
    assert frame["total"].to_list() == [3]
    assert frame.schema["at"] == pl.Datetime("us")
    assert frame["lag"].to_list() == ["2 days"]
    assert run_query(con, "create temp table nothing (a integer)").is_empty()
