"""The flow: sources → articles → batches coded in worker processes → checks → spool → warehouse → links → marts → publish.

Importing this module imports Prefect; start the server and the workers before (`flows.cli` does).
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, timedelta
from pathlib import Path

import polars as pl
from prefect import Flow, flow, runtime, task
from prefect.artifacts import create_markdown_artifact
from prefect.cache_policies import NO_CACHE
from prefect.deployments.runner import EntrypointType
from prefect.futures import PrefectFuture, as_completed
from prefect.states import State

from expectations import BatchRejectedError, CheckedBatch, check_batch
from flows import progress
from flows.extras import read_actors, read_entities
from flows.runs import CHECKS, NO_CODING, Run, RunReport, open_run
from flows.settings import Settings, load_settings
from flows.sources import find_inputs, read_inputs
from flows.summary import markdown_of
from flows.workers import CodedBatch, CoderError, WorkerLostError, Workers, WorkersClosedError
from transforms.contracts import polars_schema
from transforms.events.actor_rows import check_actors
from transforms.events.known_names import KnownNames
from transforms.linking.corrections import read_corrections
from transforms.linking.duplicates import mark_duplicates, story_frame
from transforms.linking.known import keep_settled
from transforms.reading import FieldMapping, RawArticle, ReadLimits, Reject, article_frame, reject_frame, source_frame
from warehouse.connection import lent, utc_now
from warehouse.entities import link_entities
from warehouse.errors import LoadError
from warehouse.load import load_batch, rebuild_linked, update_articles
from warehouse.marts import create_marts
from warehouse.publish import publish
from warehouse.records import record_sources, record_validations
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
class Ingested:
    """`read`: rows of `articles` that the inputs gave. `marked`: these and loaded ones beside them, with copies and stories."""

    read: pl.DataFrame
    marked: pl.DataFrame


@dataclass(frozen=True, slots=True)
class Batch:
    """Articles that are coded, checked and loaded together. `is_part`: of a batch that lost its worker, so tried once only."""

    batch_id: str
    articles: pl.DataFrame
    is_part: bool = False


@task(name="read inputs", task_run_name="read inputs", cache_policy=NO_CACHE)
def read_all(
    patterns: list[str], own: list[Path], mapping: FieldMapping, limits: ReadLimits
) -> tuple[list[RawArticle], list[Reject]]:
    """Read all inputs but those that runs write (`own`), in the order of their names.

    Never retried as a whole, since standard input is gone once it was read; `read_inputs` tries each file again that fails for a
    moment.
    """
    results = list(read_inputs(find_inputs(patterns, own), mapping, limits))
    return [article for result in results for article in result.articles], [
        reject for result in results for reject in result.rejects
    ]


@task(name="tell articles apart", task_run_name="tell articles apart", cache_policy=NO_CACHE)
def tell_apart(run: Run, raw: list[RawArticle], rejects: list[Reject]) -> Ingested:
    """Rows of `articles`, new and loaded, with copies and stories marked; sources and rejects are noted."""
    fresh, more = article_frame(raw, run.run_id, run.started_at)
    rejects = [*rejects, *more]
    known = _loaded_articles(run, fresh)
    known_ids = known["article_id"]
    marked = mark_duplicates(pl.concat([known, fresh.filter(~pl.col("article_id").is_in(known_ids.implode()))]))
    stories = dict(known.filter(pl.col("story_id").is_not_null()).select("article_id", "story_id").iter_rows())
    coded = set(known.filter(pl.col("duplicate_of").is_null())["article_id"])
    marked = keep_settled(marked, stories, coded)
    read = marked.filter(pl.col("article_id").is_in(fresh["article_id"].implode()))
    sources = source_frame(
        raw, rejects, read, run_id=run.run_id, fetched_at=run.started_at.replace(tzinfo=UTC), known_ids=set(known_ids)
    )
    record_sources(run.con, sources)
    run.quarantine(reject_frame(rejects))
    names = {
        "articles_read": "articles_seen",
        "articles_new": "articles_new",
        "articles_duplicate": "articles_duplicate",
        "articles_rejected": "articles_failed",
    }
    run.counts.update({count: int(sources[column].sum()) for count, column in names.items()})
    return Ingested(read, marked)


def _loaded_articles(run: Run, fresh: pl.DataFrame) -> pl.DataFrame:
    """Loaded articles that were read again, or that may be copies of new ones: published at about the same time, or undated."""
    window = timedelta(days=run.settings.known_days)
    first, last = fresh["published_at"].min(), fresh["published_at"].max()
    near = "published_at is null or published_at between ? and ?"
    bounds = [first - window, last + window] if first is not None else [None, None]  # type: ignore[operator]
    with lent(run.con, fresh=fresh.select("article_id")):
        query = f"select * from main.articles where article_id in (select article_id from fresh) or {near}"
        return run.con.sql(query, params=bounds).pl().select(list(polars_schema("articles")))


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


@task(name="link", task_run_name="link", cache_policy=NO_CACHE)
def link(run: Run, marked: pl.DataFrame) -> None:
    """Bring entities and stories up to date with all that is loaded."""
    update_articles(run.con, marked)
    merge_entities(run)
    columns = "article_id, story_id, title, published_at, source"
    stories = story_frame(run.con.sql(f"select {columns} from main.articles where story_id is not null").pl())
    rebuild_linked(run.con, stories=stories)


@task(name="link all entities", task_run_name="link all entities", cache_policy=NO_CACHE)
def link_all(run: Run) -> int:
    """Compare all entities anew, those too that stood apart when they came; returns the merges made."""
    made = merge_entities(run, everything=True)
    rebuild_linked(run.con)
    return made


def merge_entities(run: Run, *, everything: bool = False) -> int:
    """Merge entities that are one, by what the run's settings say of actors and entities."""
    own = run.settings
    names = KnownNames(check_actors(read_actors(own.actors_extra)))
    corrections = read_corrections(read_entities(own.entities_extra))
    return link_entities(run.con, names.canonical, corrections, run.run_id, everything=everything)


@task(name="marts", task_run_name="marts", cache_policy=NO_CACHE)
def build_marts(run: Run) -> None:
    """Make the analysts' views anew."""
    create_marts(run.con)


@task(name="publish", task_run_name="publish", retries=2, retry_delay_seconds=1, cache_policy=NO_CACHE)
def publish_copy(run: Run) -> None:
    """Give readers a finished copy under the warehouse's name."""
    publish(run.paths, run.con)


@task(name="report", task_run_name="report", cache_policy=NO_CACHE)
def write_report(report: RunReport) -> None:
    """The run's summary as an artifact, where Prefect's pages show it."""
    create_markdown_artifact(markdown_of(report), key="dateline-run", description=f"Run {report.run_id}: {report.status}")


def _run_name() -> str:
    """`news 2026-01-31 12:00`: the warehouse and the time in UTC."""
    settings = _as_settings(runtime.flow_run.parameters.get("settings"))
    return f"{settings.warehouse.stem} {utc_now():%Y-%m-%d %H:%M}"


def _as_settings(given: Settings | dict | None) -> Settings:
    """The settings themselves, or as a deployment holds them."""
    return given if isinstance(given, Settings) else load_settings(**(given or {}))


@flow(name="dateline", flow_run_name=_run_name, validate_parameters=False)
def dateline_run(inputs: list[str], settings: Settings | dict | None = None) -> RunReport:
    """Read the inputs, code what is new, load it, publish the warehouse. Returns what was done.

    Where a batch fails as a whole, it alone is left out. A run that dies goes on where it stopped when it is started again.
    """
    with open_run(_as_settings(settings)) as run:
        with run.stage("ingest"):
            ingested = ingest(run, inputs)
        code(run, ingested.read)
        with run.stage("link"):
            link(run, ingested.marked)
        with run.stage("marts"):
            build_marts(run)
        return conclude(run)


@flow(name="dateline-ingest", flow_run_name=_run_name, validate_parameters=False)
def dateline_ingest(inputs: list[str], settings: Settings | dict | None = None) -> RunReport:
    """Read the inputs into the warehouse without coding them. A later run codes what it reads again."""
    with open_run(_as_settings(settings), NO_CODING) as run:
        with run.stage("ingest"):
            ingested = ingest(run, inputs)
        with run.stage("load"):
            store(run, ingested.read)
        with run.stage("link"):
            link(run, ingested.marked)
        return conclude(run)


@flow(name="dateline-link", flow_run_name=_run_name, validate_parameters=False)
def dateline_link(settings: Settings | dict | None = None) -> RunReport:
    """Compare all entities of the warehouse anew and publish it: what the runs could not know when they saw them one by one."""
    with open_run(_as_settings(settings), NO_CODING) as run:
        with run.stage("link"):
            run.rows_loaded["entity_merges"] = link_all(run)
        with run.stage("marts"):
            build_marts(run)
        return conclude(run)


def store(run: Run, articles: pl.DataFrame) -> None:
    """Load articles that are not in the warehouse, as batches without codes."""
    known = run.con.sql("select article_id from main.articles").pl()["article_id"]
    for batch in make_batches(articles.filter(~pl.col("article_id").is_in(known.implode())), run):
        load.with_options(task_run_name=f"load {batch.batch_id[:8]}")(run, batch.batch_id, {"articles": batch.articles})


def preload_checks() -> None:
    """Begin to import what validation needs, where it is known that it will be needed."""
    CHECKS.start()


def serve(served: Flow, name: str, interval: timedelta, parameters: dict) -> None:
    """Run a flow on a schedule until interrupted. Runs of a schedule start one after the other.

    `name` tells schedules of several warehouses apart: of one name there is one deployment.
    """
    served.serve(
        name=name,
        interval=interval,
        parameters=parameters,
        limit=1,
        print_starting_message=False,
        entrypoint_type=EntrypointType.MODULE_PATH,
    )


def ingest(run: Run, inputs: list[str]) -> Ingested:
    """Read the inputs and tell their articles apart from each other and from the loaded ones."""
    own = run.settings
    mapping = FieldMapping.default(own.fields, own.constants)
    limits = ReadLimits(own.max_file_bytes, own.max_unpacked_bytes, own.max_text_chars, own.min_text_words)
    raw, rejects = read_all(inputs, [*run.paths.all(), own.reports_folder], mapping, limits)
    return tell_apart(run, raw, rejects)


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


def conclude(run: Run) -> RunReport:
    """Note the end of the run, publish, and report. The note comes first, since readers of the copy want it too; where
    publishing fails, `open_run` notes the failure over it."""
    run.finish(run.status)
    with run.stage("publish"):
        publish_copy(run)
    run.is_finished = True
    index = run.settings.reports_folder / "index.html"
    seconds = {name: round(value, 2) for name, value in run.seconds.items()}
    report = RunReport(
        run.run_id,
        run.status,
        run.paths.published,
        index if index.exists() else None,
        dict(run.counts),
        dict(run.rows_loaded),
        seconds,
        run.quarantined,
        run.inputs_rejected,
        run.failed_expectations,
        run.peak_memory_mib(),
        run.open_in_quarantine(),
    )
    write_report(report)
    return report
