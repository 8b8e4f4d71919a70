import dataclasses
import os
import signal
import threading
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from datetime import datetime

import polars as pl
import pytest

from flows import workers
from flows.coding import CoderPlan
from flows.settings import Settings
from flows.workers import CodedBatch, CoderError, WorkerLostError, Workers, WorkersClosedError, code_articles, open_workers
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


class FakeExecutor:
    """Stands for a worker process: what it is given waits until the test says how it ends."""

    made: list["FakeExecutor"]

    def __init__(self, *_):
        self._processes = {}
        self.given = []
        self.made.append(self)

    def submit(self, function, *_):
        future = Future()
        if function is workers._ready:
            future.set_result(0.0)
        else:
            self.given.append(future)
        return future

    def shutdown(self, **_):
        pass


@pytest.fixture
def executors(monkeypatch):
    monkeypatch.setattr(workers, "ProcessPoolExecutor", FakeExecutor)
    monkeypatch.setattr(FakeExecutor, "made", [], raising=False)
    return FakeExecutor.made


def coding_threads(opened, count):
    """So many threads that code a batch each; their outcomes are gathered in the list."""
    outcomes = []

    def code():
        try:
            outcomes.append(opened.code(articles("Five words are enough here.")).pid)
        except RuntimeError as error:
            outcomes.append(type(error))

    threads = [threading.Thread(target=code, daemon=True) for _ in range(count)]
    for thread in threads:
        thread.start()
    return threads, outcomes


def wait_until(condition):
    limit = threading.Event()
    for _ in range(500):
        if condition():
            return
        limit.wait(0.01)
    raise AssertionError("it did not happen within 5 s")


def test_a_batch_that_waits_for_a_lost_process_gets_a_new_one(executors, broken_plan):
    threads, outcomes = coding_threads(Workers(broken_plan, 1), 2)
    wait_until(lambda: executors and executors[0].given)
    executors[0].given[0].set_exception(BrokenProcessPool("killed"))
    wait_until(lambda: len(executors) == 2 and executors[1].given)
    executors[1].given[0].set_result(CodedBatch({}, {}, 0.0, 0, 7))
    for thread in threads:
        thread.join(5)
    assert outcomes == [WorkerLostError, 7]


def test_closing_wakes_batches_that_wait(executors, broken_plan):
    opened = Workers(broken_plan, 1)
    threads, outcomes = coding_threads(opened, 3)
    wait_until(lambda: executors and executors[0].given)
    opened.close()
    wait_until(lambda: len(outcomes) == 2)
    assert outcomes == [WorkersClosedError] * 2
    executors[0].given[0].set_exception(BrokenProcessPool("ended by close"))
    for thread in threads:
        thread.join(5)
    opened.reopen()
    assert opened._free == []


def test_a_process_is_used_again(executors, broken_plan):
    opened = Workers(broken_plan, 2)
    for number in range(2):
        threads, outcomes = coding_threads(opened, 1)
        wait_until(lambda: executors and executors[0].given)
        executors[0].given.pop().set_result(CodedBatch({}, {}, 0.0, number, 7))
        threads[0].join(5)
        assert outcomes == [7]
    assert (len(executors), opened.peak_bytes) == (1, {7: 1})
