"""The flow: sources → articles → batches coded in worker processes → checks → spool → warehouse → links → marts → publish.

Importing this module imports Prefect; start the server and the workers before (`flows.cli` does).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, timedelta
from pathlib import Path

import polars as pl
from prefect import Flow, flow, runtime, task
from prefect.artifacts import create_markdown_artifact
from prefect.cache_policies import NO_CACHE
from prefect.deployments.runner import EntrypointType

from flows.batches import code, load, make_batches
from flows.extras import read_actors, read_entities
from flows.runs import CHECKS, NO_CODING, Run, RunReport, open_run
from flows.settings import Settings, load_settings
from flows.sources import find_inputs, read_inputs
from flows.summary import markdown_of
from transforms.contracts import polars_schema
from transforms.events.actor_rows import check_actors
from transforms.events.known_names import KnownNames
from transforms.linking.corrections import read_corrections
from transforms.linking.duplicates import mark_duplicates, story_frame
from transforms.linking.known import keep_settled
from transforms.reading import FieldMapping, RawArticle, ReadLimits, Reject, article_frame, reject_frame, source_frame
from warehouse.connection import lent, utc_now
from warehouse.entities import link_entities
from warehouse.load import rebuild_linked, update_articles
from warehouse.marts import create_marts
from warehouse.publish import publish
from warehouse.records import record_sources


@dataclass(frozen=True, slots=True)
class Ingested:
    """`read`: rows of `articles` that the inputs gave. `marked`: these and loaded ones beside them, with copies and stories."""

    read: pl.DataFrame
    marked: pl.DataFrame


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
