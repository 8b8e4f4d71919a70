"""Reading what stands, for coding anew."""

from __future__ import annotations

from small_world import CODING, OTHER_CODING, RUN, Told, frames_of

from warehouse.load import load_batch
from warehouse.read import read_standing, stale_articles

WORLD = [Told(2), Told(1, incident=1)]


def test_stale_articles_are_those_of_other_coders(con):
    load_batch(con, "b_1", frames_of(WORLD), RUN, CODING)
    assert stale_articles(con, CODING) == []
    assert stale_articles(con, OTHER_CODING) == [Told(1).article_id, Told(2).article_id]
    load_batch(con, "b_2", frames_of([Told(1)], OTHER_CODING), RUN, OTHER_CODING)
    assert stale_articles(con, OTHER_CODING) == [Told(2).article_id]


def test_stale_articles_leave_copies_out(con):
    load_batch(con, "b_1", frames_of(WORLD), RUN, CODING)
    con.execute("update main.articles set duplicate_of = ? where article_id = ?", [Told(1).article_id, Told(2).article_id])
    assert stale_articles(con, OTHER_CODING) == [Told(1).article_id]


def test_read_standing_gives_the_frames_that_were_loaded(con):
    load_batch(con, "b_1", frames_of(WORLD), RUN, CODING)
    standing, loaded = read_standing(con, [Told(1).article_id]), frames_of([Told(1)])
    assert {name: frame.rows() for name, frame in standing.items() if name != "mentions"} == {
        name: frame.rows() for name, frame in loaded.items() if name not in ("mentions",)
    } | {"participants": sorted(loaded["participants"].rows()), "article_entities": sorted(loaded["article_entities"].rows())}
    assert {name: frame.schema for name, frame in standing.items()} == {name: frame.schema for name, frame in loaded.items()}
