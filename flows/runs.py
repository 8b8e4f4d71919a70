"""One run, which the tasks of `flows.pipeline` and `flows.batches` share: its name, database, workers, clock and counts."""

from __future__ import annotations

import importlib
import importlib.metadata
import platform
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import polars as pl

from flows import progress
from flows.coding import CoderPlan, version
from flows.settings import Settings
from flows.workers import Workers, open_workers, peak_bytes
from transforms.contracts import frame_of
from transforms.ids import content_id
from warehouse.connection import Connection, WarehousePaths, utc_now
from warehouse.records import finish_run, record_coding, record_quarantine, start_run
from warehouse.spool import clear_unfinished
from warehouse.writer import open_writer

PACKAGES = ("prefect", "spacy", "polars", "duckdb", "great-expectations")
COMPLETED, WITH_REJECTS, FAILED = "completed", "completed_with_rejects", "failed"


class Preload:
    """Imports a slow module on a thread of its own, so that its seconds pass beside other work."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin; does nothing the second time."""
        if self._thread is None:
            self._thread = threading.Thread(target=importlib.import_module, args=(self._name,), daemon=True)
            self._thread.start()

    def wait(self) -> None:
        """Wait until it is done. Where the import failed, whoever imports next meets the error."""
        self.start()
        if self._thread is not None:
            self._thread.join()


# The plan of runs that store articles and code nothing.
NO_CODING = CoderPlan("c_000000000000", "none", "", "none", "none", "0" * 12, "none", Path(), None, None, 0.0)
CHECKS = Preload("expectations.checkpoint")


@dataclass(slots=True)
class Run:
    """State of one run. `rows_loaded`, `seconds` and `counts` are what `audit.runs` will say; one that does not end finished
    (published) failed."""

    run_id: str
    started_at: datetime
    settings: Settings
    plan: CoderPlan
    paths: WarehousePaths
    con: Connection
    workers: Workers
    counts: Counter[str] = field(default_factory=Counter)
    rows_loaded: Counter[str] = field(default_factory=Counter)
    seconds: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))
    quarantined: int = 0
    inputs_rejected: int = 0
    failed_expectations: int = 0
    lost_workers: int = 0
    is_finished: bool = False

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Time a stage; times of one name add up."""
        progress.current().enter(name)
        started = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[name] += time.perf_counter() - started

    def quarantine(self, rows: pl.DataFrame) -> None:
        """Put rows of `audit.quarantine` there; those without id, run and status get them.

        The id follows the content (payload) too: what stands under the same key another day is another row, the same content
        read twice is one.
        """
        if "quarantine_id" not in rows.columns:
            named = rows.select("stage", "table_name", "key", "payload", "reasons")
            ids = [content_id("r", *row[:4], *row[4]) for row in named.iter_rows()]
            rows = rows.with_columns(
                pl.Series("quarantine_id", ids, dtype=pl.String),
                pl.lit(self.run_id).alias("run_id"),
                pl.lit(self.started_at, dtype=pl.Datetime("us")).alias("first_seen"),
                pl.lit("open").alias("status"),
            )
        record_quarantine(self.con, rows.select(frame_of("quarantine", []).columns))
        self.quarantined += rows.height
        self.inputs_rejected += rows.filter(pl.col("table_name").is_in(["articles", "batches"])).height

    def quarantine_batch(self, stage: str, batch_id: str, reasons: list[str]) -> None:
        """Note that a batch as a whole was not loaded; the next run tries it again."""
        self.quarantine(
            pl.DataFrame(
                {"stage": [stage], "table_name": ["batches"], "key": [batch_id], "reasons": [reasons], "payload": ["{}"]}
            )
        )

    def open_in_quarantine(self) -> int:
        """Rows of quarantine that nobody settled, of earlier runs too."""
        (count,) = self.con.execute("select count(*) from audit.quarantine where status = 'open'").fetchall()[0]
        return count

    @property
    def status(self) -> str:
        """Rejected inputs, articles and batches count; single rows of other tables in quarantine do not."""
        return WITH_REJECTS if self.inputs_rejected else COMPLETED

    def finish(self, status: str) -> None:
        """Write down how the run ended; a later word replaces it."""
        seconds = {name: round(value, 3) for name, value in self.seconds.items()}
        seconds |= {"total": round((utc_now() - self.started_at).total_seconds(), 3), "peak_memory_mib": self.peak_memory_mib()}
        finish_run(self.con, self.run_id, status, counts=dict(self.counts), rows_loaded=dict(self.rows_loaded), seconds=seconds)

    def peak_memory_mib(self) -> float:
        """The most memory that this process and its workers ever held, added up: an upper bound of what they held at one time."""
        return round((peak_bytes() + sum(self.workers.peak_bytes.values())) / 2**20, 1)


@contextmanager
def open_run(settings: Settings, plan: CoderPlan | None = None) -> Iterator[Run]:
    """A run on the settings' warehouse, noted in `audit.runs`; one that fails is noted as failed, and its workers end first.

    Raises what `open_writer` and `CoderPlan.of` raise.
    """
    plan = plan or CoderPlan.of(settings)
    paths = WarehousePaths.of(settings.warehouse)
    started_at = utc_now()
    with open_writer(paths, memory_limit=settings.memory_limit) as con, open_workers(plan, settings.workers) as workers:
        run = Run(f"run_{started_at:%Y%m%dT%H%M%S%f}", started_at, settings, plan, paths, con, workers)
        clear_unfinished(paths.spool)
        con.execute(
            "update audit.runs set status = ? where status = 'running'", [FAILED]
        )  # killed: we hold the file, so none runs
        start_run(con, run.run_id, _versions(plan), started_at)
        record_coding(con, frame_of("codings", [{**plan.row(), "first_used_at": started_at}]))
        try:
            yield run
        finally:
            if not run.is_finished:
                workers.close()  # threads that wait for a batch wake up
                run.finish(FAILED)


def _versions(plan: CoderPlan) -> dict[str, str]:
    installed = {name: importlib.metadata.version(name) for name in PACKAGES}
    return {
        "dateline": version(),
        "python": platform.python_version(),
        **installed,
        "model": plan.model_name,
        "coding_id": plan.coding_id,
    }


@dataclass(frozen=True, slots=True)
class RunReport:
    """What a run did, for people. `rows` and `seconds` as in `audit.runs`; `open_in_quarantine` counts earlier runs too."""

    run_id: str
    status: str
    warehouse: Path
    report: Path | None
    counts: dict[str, int]
    rows: dict[str, int]
    seconds: dict[str, float]
    quarantined: int
    inputs_rejected: int
    failed_expectations: int
    peak_memory_mib: float
    open_in_quarantine: int
