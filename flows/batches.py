"""Batches of articles: coded in worker processes, checked, put on the spool, validated and loaded. Each fails for itself.

Importing this module imports Prefect; start the server and the workers before (`flows.cli` does).
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl
from prefect import task
from prefect.cache_policies import NO_CACHE
from prefect.futures import PrefectFuture, as_completed
from prefect.states import State

from expectations import BatchRejectedError, CheckedBatch, check_batch
from flows import progress
from flows.runs import CHECKS, Run
from flows.workers import CodedBatch, CoderError, WorkerLostError, Workers, WorkersClosedError
from transforms.contracts import polars_schema
from warehouse.connection import lent
from warehouse.errors import LoadError
from warehouse.load import load_batch
from warehouse.records import record_validations
from warehouse.spool import (
    Frames,
    SpoolError,
    batch_id,
    coded_articles,
    damaged_manifests,
    pending_batches,
    read_batch,
    set_batch_aside,
    write_batch,
)

WORKER_LOST = "worker_lost"  # reason of an article that took its worker process along
# A poisonous article among 10,000 costs 14 halvings; more lost workers than a few of these have another cause (memory).
MOST_LOST = 64


@dataclass(frozen=True, slots=True)
class Batch:
    """Articles that are coded, checked and loaded together. `is_part`: of a batch that lost its worker, so tried once only."""

    batch_id: str
    articles: pl.DataFrame
    is_part: bool = False


@task(name="extract", retries=1, retry_condition_fn=lambda task_object, run, state: _is_lost(state), cache_policy=NO_CACHE)
def extract(workers: Workers, batch: Batch) -> CodedBatch:
    """Code a batch in a worker process. A process that is lost is replaced once."""
    return workers.code(batch.articles)


def _is_lost(state: State) -> bool:
    """Whether a task failed because its process was lost: the one failure that a second try may mend."""
    return isinstance(state.result(raise_on_failure=False), WorkerLostError)


@task(name="check", cache_policy=NO_CACHE)
def check(run: Run, frames: Frames) -> CheckedBatch:
    """Part the rows that hold from those that go to quarantine."""
    return check_batch(frames, run_id=run.run_id, first_seen=run.started_at)


@task(name="spool", cache_policy=NO_CACHE)
def spool(run: Run, batch: Batch, frames: Frames, rejected: list[str]) -> None:
    """Write a checked batch to the spool; it is never coded again."""
    write_batch(run.paths.spool, batch.batch_id, frames, {"coding_id": run.plan.coding_id, "rejected_article_ids": rejected})


@task(name="validate", cache_policy=NO_CACHE)
def validate(run: Run, name: str, frames: Frames, quarantine: pl.DataFrame | None) -> list[str]:
    """Judge a batch, as it was extracted, by Great Expectations; returns what is wrong with it as a whole.

    Rows that break an expectation are no reason to stop: `check` has taken them out.
    """
    from expectations.checkpoint import validate_batch  # noqa: PLC0415 - ten seconds, spent on `Preload`'s thread

    validations = validate_batch(frames, run.run_id, name, run.settings.reports_folder, quarantine)
    record_validations(run.con, validations)
    failed = validations.filter(~pl.col("success"))
    run.failed_expectations += failed.height
    critical = failed.filter((pl.col("severity") == "critical") & (pl.col("unexpected_count").fill_null(0) == 0))
    return [f"{row[0]}.{row[1]}: {row[2]}" for row in critical.select("table_name", "column_name", "expectation").iter_rows()]


@task(name="load", cache_policy=NO_CACHE)
def load(run: Run, name: str, frames: Frames) -> None:
    """Load a batch in one transaction."""
    run.rows_loaded.update(load_batch(run.con, name, frames, run.run_id, run.plan.coding_id))


def code(run: Run, articles: pl.DataFrame) -> None:
    """Load what waits on the spool, then code what is not coded yet, batch by batch."""
    for name, problem in damaged_manifests(run.paths.spool).items():
        set_batch_aside(run.paths.spool, name)
        run.quarantine_batch("load", name, [problem])
    for name in pending_batches(run.con, run.paths.spool, run.plan.coding_id):
        settle_spooled(run, name)
    done = coded_articles(run.con, run.plan.coding_id) | coded_articles(run.paths.spool, run.plan.coding_id)
    batches = batches_to_code(articles.filter(~pl.col("article_id").is_in(sorted(done))), run)
    progress.current().expect(sum(batch.articles.height for batch in batches))
    if not batches:
        return
    CHECKS.start()
    with run.stage("load model"):
        run.workers.load_seconds()
    waiting, running = deque(batches), dict[PrefectFuture, Batch]()
    while waiting or running:
        while waiting and len(running) <= run.workers.limit:
            batch = waiting.popleft()
            task_of_batch = extract.with_options(
                task_run_name=f"extract {batch.batch_id[:8]}", retries=0 if batch.is_part else extract.retries
            )
            running[task_of_batch.submit(run.workers, batch)] = batch
        with run.stage("extract"):
            future = next(as_completed(list(running)))
        batch = running.pop(future)
        parts = settle_coded(run, batch, future)
        waiting.extendleft(reversed(parts))
        if not parts:
            progress.current().advance(batch.articles.height)


def make_batches(articles: pl.DataFrame, run: Run) -> list[Batch]:
    """Batches in the order of ids, so that the same articles make the same batches."""
    ordered = articles.sort("article_id").with_columns(pl.lit(run.run_id).alias("run_id"))
    slices: Iterable[pl.DataFrame] = ordered.iter_slices(run.settings.batch_size)
    return [_batch_of(part, run) for part in slices]


def _batch_of(articles: pl.DataFrame, run: Run, *, is_part: bool = False) -> Batch:
    return Batch(batch_id(articles["article_id"], run.plan.coding_id), articles, is_part)


def batches_to_code(articles: pl.DataFrame, run: Run) -> list[Batch]:
    """Batches as `make_batches` makes them; articles that took their worker with them in an earlier run come last, each alone."""
    query = f"select key from audit.quarantine where table_name = 'articles' and reasons[1] = '{WORKER_LOST}'"
    lost = run.con.sql(query).pl()["key"]
    is_lost = pl.col("article_id").is_in(lost.implode())
    alone = articles.filter(is_lost).sort("article_id").with_columns(pl.lit(run.run_id).alias("run_id"))
    return make_batches(articles.filter(~is_lost), run) + [_batch_of(one, run, is_part=True) for one in alone.iter_slices(1)]


def settle_coded(run: Run, batch: Batch, future: PrefectFuture) -> list[Batch]:
    """Check a coded batch, put it on the spool, load it. A batch that fails as a whole goes to quarantine.

    Returns what is to be coded anew: the halves of a batch under which workers were lost, so that in the end only the article
    that takes them along goes to quarantine.
    """
    name = batch.batch_id[:8]
    try:
        coded = future.result()
    except WorkerLostError as error:
        return _settle_lost(run, batch, str(error))
    except (CoderError, WorkersClosedError):  # no batch would do better
        raise
    except Exception as error:  # whatever it is, it must cost one batch, not the run
        run.quarantine_batch("extract", batch.batch_id, [f"{type(error).__name__}: {error}"])
        return []
    run.seconds["extract (workers)"] += coded.seconds
    run.quarantine(_failed_articles(batch.articles, coded.failed))
    if coded.frames["articles"].is_empty():
        return []
    try:
        with run.stage("check"):
            checked = check.with_options(task_run_name=f"check {name}")(run, coded.frames)
    except BatchRejectedError as error:
        run.quarantine_batch("validate", batch.batch_id, error.problems)
        return []
    except Exception as error:  # as above
        run.quarantine_batch("validate", batch.batch_id, [f"{type(error).__name__}: {error}"])
        return []
    run.quarantine(checked.quarantine)
    rejected = sorted(set(batch.articles["article_id"]) - set(checked.frames["articles"]["article_id"]))
    with run.stage("spool"):
        spool.with_options(task_run_name=f"spool {name}")(run, batch, checked.frames, rejected)
    settle(run, batch.batch_id, checked.frames, coded.frames, checked.quarantine)
    if batch.is_part:
        _release(run, batch.articles)
    return []


def _release(run: Run, articles: pl.DataFrame) -> None:
    """Articles that once took their worker along and now were coded need nobody's look any more."""
    with lent(run.con, coded=articles.select("article_id")):
        run.con.execute(f"""update audit.quarantine set status = 'released' where table_name = 'articles'
                            and reasons[1] = '{WORKER_LOST}' and key in (select article_id from coded)""")


def _settle_lost(run: Run, batch: Batch, problem: str) -> list[Batch]:
    """The halves of a batch that lost its worker. One article goes to quarantine; so does the whole batch once the run has lost
    `MOST_LOST` workers: then it is not an article's fault."""
    run.lost_workers += 1
    articles = batch.articles
    if articles.height == 1:
        run.quarantine(_article_rejects(articles, {articles["article_id"].item(): [WORKER_LOST, problem]}))
        return []
    if run.lost_workers > MOST_LOST:
        run.quarantine_batch("extract", batch.batch_id, [problem])
        return []
    half = articles.height // 2
    return [_batch_of(part, run, is_part=True) for part in (articles.head(half), articles.slice(half))]


def _failed_articles(articles: pl.DataFrame, failed: dict[str, str]) -> pl.DataFrame:
    """Rows of quarantine for articles that made the coder fail."""
    return _article_rejects(articles, {key: [f"coder_failed: {failed[key]}"] for key in sorted(failed)})


def _article_rejects(articles: pl.DataFrame, reasons: dict[str, list[str]]) -> pl.DataFrame:
    schema = {name: polars_schema("quarantine")[name] for name in ("stage", "table_name", "key", "reasons", "payload")}
    titles = dict(articles.select("article_id", "title").iter_rows())
    rows = [("extract", "articles", key, told, json.dumps({"title": titles[key]})) for key, told in reasons.items()]
    return pl.DataFrame(rows, schema=schema, orient="row")


def settle_spooled(run: Run, name: str) -> None:
    """Load a batch that an earlier run left on the spool; a damaged one is set aside and coded again with its articles."""
    try:
        frames = read_batch(run.paths.spool, name)
    except SpoolError as error:
        set_batch_aside(run.paths.spool, name)
        run.quarantine_batch("load", name, [str(error)])
        return
    settle(run, name, frames, frames, None)


def settle(run: Run, name: str, frames: Frames, extracted: Frames, quarantine: pl.DataFrame | None) -> None:
    """Validate a batch as it was extracted and load what passed its check; one that is wrong as a whole stays on the spool."""
    with run.stage("load checks"):
        CHECKS.wait()
    with run.stage("validate"):
        broken = validate.with_options(task_run_name=f"validate {name[:8]}")(run, name, extracted, quarantine)
    if broken:
        run.quarantine_batch("validate", name, broken)
        return
    try:
        with run.stage("load"):
            load.with_options(task_run_name=f"load {name[:8]}")(run, name, frames)
    except LoadError as error:  # the batch is wrong, not the disk
        run.quarantine_batch("load", name, [str(error)])
