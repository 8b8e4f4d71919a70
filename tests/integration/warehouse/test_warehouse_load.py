"""Loading: once, in any order, whole or not at all."""

from __future__ import annotations

import signal
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import polars as pl
import pytest
from small_world import CODING, OTHER_CODING, RUN, Told, contents, frames_of, hashed

from transforms.linking.duplicates import mark_duplicates, story_frame
from warehouse.connection import WarehousePaths, connect
from warehouse.errors import LoadError
from warehouse.load import load_batch, rebuild_linked, update_articles
from warehouse.writer import open_writer

FIRST = [Told(1, incident=1), Told(2, incident=1, killed=5, source="Herald")]
SECOND = [Told(3, incident=3, actor="Taliban fighters"), Told(4, incident=4, said_by=None)]


def counts(con):
    return {name: len(rows) for name, rows in contents(con).items()}


def test_load_batch_adds_all_rows(con):
    frames = frames_of(FIRST)
    assert load_batch(con, "b_1", frames, RUN, CODING) == {name: frame.height for name, frame in frames.items()}
    assert counts(con) == {name: frame.height for name, frame in frames.items()} | {
        "entities": 0,
        "entity_aliases": 0,
        "entity_keys": 0,
        "entity_merges": 0,
        "stories": 0,
    }
    assert con.execute("select batch_id, coding_id, article_count from audit.batches").fetchall() == [("b_1", CODING, 2)]


def test_load_batch_twice_changes_nothing(con):
    load_batch(con, "b_1", frames_of(FIRST), RUN, CODING)
    before = contents(con), contents(con, "audit")
    assert set(load_batch(con, "b_1", frames_of(FIRST), "run-2", CODING).values()) == {0}
    assert (contents(con), contents(con, "audit")) == before


def test_load_batch_of_overlapping_articles_adds_the_new_ones(con):
    load_batch(con, "b_1", frames_of([Told(1), Told(3, incident=3)]), RUN, CODING)
    added = load_batch(con, "b_2", frames_of([Told(2, incident=2), Told(3, incident=3)]), RUN, CODING)
    assert (added["articles"], added["event_mentions"], added["events"]) == (1, 1, 1)


def test_load_batch_without_articles_is_noted(con):
    assert set(load_batch(con, "b_0", {}, RUN, CODING).values()) == {0}
    assert con.execute("select article_count from audit.batches").fetchall() == [(0,)]


def test_load_batch_of_another_coding_replaces_all_rows_of_its_articles(con):
    load_batch(con, "b_1", frames_of(FIRST), RUN, CODING)
    load_batch(con, "b_2", frames_of(SECOND), RUN, CODING)
    anew = {
        name: frame.clear() if name in ("casualties", "participants") else frame
        for name, frame in frames_of(FIRST, OTHER_CODING).items()
    }
    load_batch(con, "b_3", anew, RUN, OTHER_CODING)
    assert counts(con)["casualties"] == len(SECOND)
    assert counts(con)["articles"] == 4
    assert dict(con.execute("select coding_id, count(*) from main.event_mentions group by 1").fetchall()) == {
        CODING: 2,
        OTHER_CODING: 2,
    }
    assert dict(con.execute("select coding_id, count(*) from audit.coded_articles group by 1").fetchall()) == {
        CODING: 2,
        OTHER_CODING: 2,
    }
    load_batch(con, "b_1", frames_of(FIRST), RUN, CODING)
    fresh = frames_of(FIRST + SECOND)
    assert {name: rows for name, rows in counts(con).items() if name in fresh} == {
        name: frame.height for name, frame in fresh.items()
    }


def test_load_batch_takes_away_events_that_nothing_tells_any_more(con):
    load_batch(con, "b_1", frames_of(FIRST), RUN, CODING)
    silent = {
        name: frame if name in ("articles", "sentences") else frame.clear()
        for name, frame in frames_of(FIRST, OTHER_CODING).items()
    }
    load_batch(con, "b_2", silent, RUN, OTHER_CODING)
    assert (counts(con)["events"], counts(con)["event_links"], counts(con)["articles"]) == (0, 0, 2)


def test_load_batch_anew_keeps_story_and_first_fetch(con):
    load_batch(con, "b_1", frames_of(FIRST), RUN, CODING)
    links = pl.DataFrame([{"article_id": FIRST[0].article_id, "story_id": "s_1", "duplicate_of": None, "duplicate_kind": None}])
    update_articles(con, links)
    later = frames_of(FIRST, OTHER_CODING)
    later["articles"] = later["articles"].with_columns(pl.lit(datetime(2030, 1, 1)).cast(pl.Datetime("us")).alias("fetched_at"))
    load_batch(con, "b_2", later, RUN, OTHER_CODING)
    assert con.execute("select story_id, fetched_at from main.articles where story_id is not null").fetchall() == [
        ("s_1", datetime(2021, 9, 1))
    ]


@pytest.mark.parametrize("broken", ["double key", "null", "column", "table"])
def test_load_batch_that_fails_loads_nothing(con, broken):
    frames = frames_of(FIRST)
    if broken == "double key":
        frames["quotations"] = pl.concat([frames["quotations"]] * 2)
    elif broken == "null":
        frames["quotations"] = frames["quotations"].with_columns(pl.lit(None, pl.String).alias("text"))
    elif broken == "column":
        frames["quotations"] = frames["quotations"].drop("text")
    else:
        frames["quotes"] = frames["quotations"]
    with pytest.raises(LoadError, match="quot"):
        load_batch(con, "b_1", frames, RUN, CODING)
    assert set(counts(con).values()) == {0}
    load_batch(con, "b_1", frames_of(FIRST), RUN, CODING)
    assert counts(con)["articles"] == 2


def test_loading_order_does_not_matter(tmp_path):
    results = []
    for number, order in enumerate([(0, 1, 2), (2, 1, 0), (1, 0, 2)]):
        batches = [FIRST, SECOND, [Told(5, incident=5, actor="The Taliban"), Told(6, incident=6, actor="The Taliban")]]
        with open_writer(WarehousePaths.of(tmp_path / f"{number}.duckdb")) as con:
            for index in order:
                load_batch(con, f"b_{index}", frames_of(batches[index]), RUN, CODING)
                rebuild_linked(con)
            results.append(contents(con))
    assert results[0] == results[1] == results[2]


def test_rebuild_linked_aggregates_entities(con):
    load_batch(con, "b_1", frames_of([Told(1), Told(2, actor="The Taliban"), Told(3, actor="The Taliban"), Told(4)]), RUN, CODING)
    rebuild_linked(con)
    taliban = con.execute(
        "select name, label, country, sector, first_seen, last_seen, mention_count from main.entities where entity_id = ?",
        [hashed("e_", "Taliban")],
    ).fetchone()
    assert taliban == ("The Taliban", "ORG", "AFG", "REB", datetime(2021, 8, 1, 13), datetime(2021, 8, 1, 16), 4)
    assert con.execute(
        "select alias, mention_count from main.entity_aliases where entity_id = ? order by 1", [hashed("e_", "Taliban")]
    ).fetchall() == [("Taliban", 2), ("The Taliban", 2)]
    assert set(rebuild_linked(con).values()) == {0}


def test_rebuild_linked_forgets_entities_that_no_article_names(con):
    load_batch(con, "b_1", frames_of(FIRST), RUN, CODING)
    rebuild_linked(con)
    silent = {
        name: frame if name in ("articles", "sentences") else frame.clear()
        for name, frame in frames_of(FIRST, OTHER_CODING).items()
    }
    load_batch(con, "b_2", silent, RUN, OTHER_CODING)
    rebuild_linked(con)
    assert (counts(con)["entities"], counts(con)["entity_aliases"]) == (0, 0)


def test_rebuild_linked_writes_stories_and_duplicates(con):
    load_batch(con, "b_1", frames_of(FIRST), RUN, CODING)
    one, two = (told.article_id for told in FIRST)
    links = pl.DataFrame(
        [
            {"article_id": one, "story_id": "s_1", "duplicate_of": None, "duplicate_kind": None},
            {"article_id": two, "story_id": "s_1", "duplicate_of": one, "duplicate_kind": "near"},
        ]
    )
    stories = pl.DataFrame(
        [("s_1", "Attack", None, None, 2, 2)], orient="row", schema=con.sql("from main.stories limit 0").pl().schema
    )
    assert rebuild_linked(con, links, stories)["articles"] == 2
    assert rebuild_linked(con, links, stories) == {"entities": 0, "entity_aliases": 0, "stories": 0, "articles": 0}
    assert con.execute("select duplicate_of, duplicate_kind from main.articles where article_id = ?", [two]).fetchall() == [
        (one, "near")
    ]


def test_rebuild_linked_takes_what_linking_gives(con):
    load_batch(con, "b_1", frames_of(FIRST), RUN, CODING)
    articles = con.sql("select * from main.articles").pl()
    marked = mark_duplicates(articles)
    rebuild_linked(con, marked, story_frame(marked))
    assert contents(con)["articles"] == sorted(marked.rows(), key=repr)
    assert contents(con)["stories"] == sorted(story_frame(marked).rows(), key=repr)


def test_update_articles_refuses_absent_columns(con):
    with pytest.raises(LoadError, match="story_id"):
        update_articles(con, pl.DataFrame({"article_id": ["a_1"]}))


DYING_LOAD = """
import sys, time
sys.path[:0] = sys.argv[2:]
from small_world import CODING, RUN, Told, frames_of
from warehouse import load
from warehouse.connection import WarehousePaths
from warehouse.writer import open_writer

con = open_writer(WarehousePaths.of(sys.argv[1]))
load.load_batch(con, "b_1", frames_of([Told(1)]), RUN, CODING)
def hang(*_):
    print("in the middle", flush=True)
    time.sleep(600)
load._record_batch = hang
load.load_batch(con, "b_2", frames_of([Told(2)]), RUN, CODING)
"""


def test_kill_in_the_middle_of_a_load_loses_nothing_committed(paths):
    here = Path(__file__).parent
    command = [sys.executable, "-c", DYING_LOAD, str(paths.published), str(here), str(here.parents[2])]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as dying:
        assert dying.stdout.readline() == b"in the middle\n"
        dying.send_signal(signal.SIGKILL)
    with connect(paths.writer) as con:
        assert con.execute("select article_id from main.articles").fetchall() == [(Told(1).article_id,)]
        assert con.execute("select batch_id from audit.batches").fetchall() == [("b_1",)]
        load_batch(con, "b_2", frames_of([Told(2)]), RUN, CODING)
        assert counts(con)["articles"] == counts(con)["casualties"] == 2
