"""Publishing: readers see whole copies and never the writer's file."""

from __future__ import annotations

import subprocess
import sys

import pytest
from small_world import CODING, RUN, Told, frames_of

from warehouse import publish as publishing
from warehouse.connection import connect
from warehouse.errors import PublishError
from warehouse.load import load_batch
from warehouse.publish import publish

COUNT = """
import sys, duckdb
print(duckdb.connect(sys.argv[1], read_only=True).execute("select count(*) from mart.event_timeline").fetchone()[0])
"""
KEEP_READING = """
import sys, duckdb
print("reading", flush=True)
seen = 0
while seen < 5:
    with duckdb.connect(sys.argv[1], read_only=True) as con:
        query = "select (select count(*) from main.articles), (select count(*) from audit.batches)"
        articles, batches = con.execute(query).fetchone()
        assert articles == batches and articles >= seen, (articles, batches, seen)
        seen = articles
print("whole")
"""


def load(con, number):
    load_batch(con, f"b_{number}", frames_of([Told(number, incident=number)]), RUN, CODING)


def read(path):
    return int(subprocess.run([sys.executable, "-c", COUNT, str(path)], capture_output=True, check=True).stdout)


def test_published_copy_is_read_while_the_writer_is_open(con, paths):
    load(con, 1)
    assert publish(paths, con) == paths.published
    load(con, 2)
    assert read(paths.published) == 1
    publish(paths, con)
    assert read(paths.published) == 2


def test_publish_opens_the_writer_itself(con, paths):
    load(con, 1)
    con.close()
    publish(paths)
    assert read(paths.published) == 1
    assert sorted(path.name for path in paths.published.parent.iterdir()) == ["events.duckdb", "events.writer.duckdb"]


def test_a_reader_keeps_its_copy(con, paths):
    load(con, 1)
    publish(paths, con)
    with connect(paths.published, read_only=True) as reader:
        load(con, 2)
        publish(paths, con)
        assert reader.execute("select count(*) from main.articles").fetchone() == (1,)


def test_readers_see_only_whole_copies(con, paths):
    publish(paths, con)
    with subprocess.Popen([sys.executable, "-c", KEEP_READING, str(paths.published)], stdout=subprocess.PIPE) as reader:
        assert reader.stdout.readline() == b"reading\n"
        for number in range(1, 6):
            load(con, number)
            publish(paths, con)
        assert reader.stdout.read() == b"whole\n"


def test_publish_that_fails_leaves_the_former_copy(con, paths, monkeypatch):
    load(con, 1)
    publish(paths, con)
    load(con, 2)
    monkeypatch.setattr(publishing.shutil, "copyfile", lambda _, target: target.write_bytes(b"half"))
    with pytest.raises(PublishError, match="whole copy"):
        publish(paths, con)
    assert read(paths.published) == 1
    assert list(paths.published.parent.glob(".*")) == []


def test_publish_in_a_transaction_is_refused(con, paths):
    con.begin()
    con.execute("delete from audit.runs")
    with pytest.raises(PublishError, match="transaction"):
        publish(paths, con)
    con.rollback()
    assert not paths.published.exists()
