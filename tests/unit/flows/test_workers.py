import dataclasses
import os
import signal
from datetime import datetime

import polars as pl
import pytest

from flows import workers
from flows.coding import CoderPlan
from flows.settings import Settings
from flows.workers import CoderError, Workers, WorkersClosedError, code_articles, open_workers
from transforms.contracts import frame_of
from transforms.reading import RawArticle, article_frame


@pytest.fixture
def broken_plan(tmp_path):
    return dataclasses.replace(CoderPlan.of(Settings(cache=tmp_path)), model_source="nowhere", gazetteer_path=tmp_path)


def articles(*texts):
    frame, _ = article_frame([RawArticle(text) for text in texts], "run_1", datetime(2026, 1, 1))
    return frame


def test_an_article_that_makes_the_coder_fail_is_left_out_alone(monkeypatch):
    def extract_batch(batch, extractor):
        if batch["text"].str.contains("poison").any():
            raise RecursionError("too deep")
        return {"articles": batch, "sentences": frame_of("sentences", [])}

    monkeypatch.setattr("transforms.extract.extract_batch", extract_batch)
    batch = articles("Five words are enough here.", "There is poison in this.", "Six words are enough here too.")
    frames, failed = code_articles(batch, None)
    poisoned = batch.filter(pl.col("text").str.contains("poison"))["article_id"].item()
    assert failed == {poisoned: "RecursionError: too deep"}
    assert frames["articles"]["article_id"].to_list() == [one for one in batch["article_id"] if one != poisoned]


def test_what_keeps_a_coder_from_loading_reaches_the_parent(broken_plan):
    with (
        open_workers(broken_plan, 1) as opened,
        pytest.raises(CoderError, match=r"LanguageModelError: no language model at 'nowhere'"),
    ):
        opened.load_seconds()


def test_a_block_within_a_block_shares_its_workers(broken_plan):
    with open_workers(broken_plan, 1) as outer, open_workers(broken_plan, 1) as inner:
        assert inner is outer
    assert not workers._open


def test_closed_workers_take_nothing(broken_plan):
    closed = Workers(broken_plan, 1)
    closed.close()
    with pytest.raises(WorkersClosedError):
        closed.code(articles("Five words are enough here."))


def test_processes_end_with_the_block(broken_plan):
    with open_workers(broken_plan, 1) as opened, pytest.raises(CoderError):
        opened.code(articles("Five words are enough here."))
    children = {int(line.split()[0]) for line in os.popen(f"ps -o pid= --ppid {os.getpid()}").read().splitlines()}
    assert not [pid for pid in children if "spawn_main" in os.popen(f"ps -o args= -p {pid}").read()]


def test_the_parent_keeps_its_environment_and_its_interrupt_key(broken_plan, monkeypatch):
    monkeypatch.delenv("OMP_NUM_THREADS", raising=False)
    with open_workers(broken_plan, 1) as opened:
        opened.warm()
        assert "OMP_NUM_THREADS" not in os.environ
        assert signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, set())
