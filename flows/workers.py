"""The processes that code articles. Each loads the language model and the lexicons once and takes batch after batch.

Workers import neither prefect nor great_expectations nor duckdb. They ignore the interrupt key (the parent ends them) and end by
themselves when the parent is gone.
"""

from __future__ import annotations

import multiprocessing
import multiprocessing.connection
import os
import platform
import resource
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from types import ModuleType
from typing import TYPE_CHECKING

from flows.coding import CoderPlan, finish_gazetteer, prepare_gazetteer

if TYPE_CHECKING:
    import polars as pl

    from transforms.events.scene import Coder
    from transforms.extract import Extractor

# One thread per library; and memory goes back to the system after a long article (glibc keeps it else, 300 MB a worker).
WORKER_ENVIRONMENT = {
    **dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "POLARS_MAX_THREADS"), "1"),
    "MALLOC_ARENA_MAX": "1",
    **dict.fromkeys(("MALLOC_MMAP_THRESHOLD_", "MALLOC_TRIM_THRESHOLD_"), str(1024**2)),
}


class WorkerLostError(RuntimeError):
    """A worker process ended while it coded (killed, out of memory)."""


class WorkersClosedError(RuntimeError):
    """The run ends; no more batches are coded."""


class CoderError(RuntimeError):
    """The model, a lexicon or the gazetteer could not be loaded."""


@dataclass(frozen=True, slots=True)
class CodedBatch:
    """What a worker gives back: the frames of stage "extract", articles it failed on with the error, its cost."""

    frames: dict[str, pl.DataFrame]
    failed: dict[str, str]
    seconds: float
    peak_bytes: int
    pid: int


# --- in the worker ------------------------------------------------------------------------------------------------------------

_extractor: Extractor | None = None
_load_failure = "not loaded"
_load_seconds = 0.0


def _begin(plan: CoderPlan) -> None:
    """Make this process a worker: watch the parent, load the coder."""
    global _extractor, _load_failure, _load_seconds  # noqa: PLW0603 - the state of a worker process is its module's
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    started = time.perf_counter()
    try:
        _extractor = load_extractor(plan)
    except Exception as error:  # raised in an initialiser it would be lost; `_loaded` tells it to the parent
        _load_failure = f"{type(error).__name__}: {error}"
    _load_seconds = time.perf_counter() - started


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        multiprocessing.connection.wait([parent.sentinel])
        os._exit(1)


def load_extractor(plan: CoderPlan) -> Extractor:
    """Load model, lexicons and gazetteer (made first where it is missing)."""
    making = prepare_gazetteer(plan.gazetteer_path)
    from transforms.extract import Extractor  # noqa: PLC0415 - a worker imports these, its parent does not
    from transforms.language.pipeline import load_pipeline  # noqa: PLC0415

    nlp = load_pipeline(plan.model_source)
    return Extractor(nlp, _load_coder(plan, making), plan.coding_id, plan.minimum_confidence)


def load_coder(plan: CoderPlan) -> Coder:
    """Load lexicons and gazetteer (made first where it is missing)."""
    return _load_coder(plan, prepare_gazetteer(plan.gazetteer_path))


def _load_coder(plan: CoderPlan, making: subprocess.Popen | None) -> Coder:
    import polars as pl  # noqa: PLC0415

    from flows.extras import read_actors, read_frames  # noqa: PLC0415
    from transforms.events.actors import ActorLexicon  # noqa: PLC0415
    from transforms.events.codes import load_ontology  # noqa: PLC0415
    from transforms.events.gazetteer import Gazetteer  # noqa: PLC0415
    from transforms.events.geocoding import country_of  # noqa: PLC0415
    from transforms.events.lexicon import load_lexicon  # noqa: PLC0415
    from transforms.events.scene import Coder  # noqa: PLC0415

    gazetteer = Gazetteer(pl.read_parquet(finish_gazetteer(plan.gazetteer_path, making)))
    return Coder(
        load_lexicon(read_frames(plan.lexicon_extra)),
        ActorLexicon(read_actors(plan.actors_extra), partial(country_of, gazetteer=gazetteer)),
        gazetteer,
        load_ontology(),
    )


def _loaded() -> Extractor:
    if _extractor is None:
        raise CoderError(_load_failure)
    return _extractor


def _ready() -> float:
    """Seconds that loading took."""
    _loaded()
    return _load_seconds


def _code(articles: pl.DataFrame) -> CodedBatch:
    started = time.perf_counter()
    frames, failed = code_articles(articles, _loaded())
    return CodedBatch(frames, failed, time.perf_counter() - started, peak_bytes(), os.getpid())


def peak_bytes() -> int:
    """The most memory that this process ever held. `ru_maxrss` is in KiB, on macOS in bytes (getrusage(2))."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if platform.system() == "Darwin" else 1024)


def code_articles(articles: pl.DataFrame, extractor: Extractor) -> tuple[dict[str, pl.DataFrame], dict[str, str]]:
    """Code a batch; where an article makes the coder fail, that article alone is left out. Returns frames and the failures."""
    import polars as pl  # noqa: PLC0415

    from transforms.extract import extract_batch  # noqa: PLC0415

    try:
        return extract_batch(articles, extractor), {}
    except Exception:  # whatever it is, it must cost one article, not a hundred
        good, failed = [], {}
        for number in range(articles.height):
            try:
                good.append(extract_batch(articles.slice(number, 1), extractor))
            except Exception as error:
                failed[articles["article_id"][number]] = f"{type(error).__name__}: {error}"
    good = good or [extract_batch(articles.clear(), extractor)]
    return {name: pl.concat([frames[name] for frames in good]) for name in good[0]}, failed


# --- in the parent ------------------------------------------------------------------------------------------------------------


class Workers:
    """Up to `limit` worker processes, each started when there is a batch for it."""

    def __init__(self, plan: CoderPlan, limit: int) -> None:
        self.plan = plan
        self.limit = limit
        self.peak_bytes: dict[int, int] = {}
        self._started: list[ProcessPoolExecutor] = []
        self._free: list[ProcessPoolExecutor] = []
        self._changed = threading.Condition()  # held for any look at or change of what stands here but `peak_bytes`
        self._is_closed = False
        self._first: Future[float] | None = None

    def warm(self) -> None:
        """Start the first process, so that it loads while others do their work."""
        with self._changed:
            if not self._started:
                self._free.append(self._start())
                self._changed.notify()

    def load_seconds(self) -> float:
        """Seconds that the first process took to load; waits for it. Raises CoderError."""
        self.warm()
        with _explained(""):
            return self._first.result() if self._first else 0.0

    def code(self, articles: pl.DataFrame) -> CodedBatch:
        """Code a batch in one of the processes; blocks until one is free. For threads.

        Raises CoderError, WorkerLostError when the process ends under the batch, WorkersClosedError after `close`.
        """
        worker = self._take()
        try:
            with _explained(f" of {articles.height} articles"):
                coded = worker.submit(_code, articles).result()
        except WorkerLostError:
            self._forget(worker)
            raise
        except BaseException:
            self._give_back(worker)
            raise
        self._give_back(worker)
        self.peak_bytes[coded.pid] = max(coded.peak_bytes, self.peak_bytes.get(coded.pid, 0))
        return coded

    def _take(self) -> ProcessPoolExecutor:
        """A process that nobody uses, a new one where there may be more; else wait for one, or for the loss of one."""
        with self._changed:
            self._changed.wait_for(lambda: self._is_closed or self._free or len(self._started) < self.limit)
            if self._is_closed:
                raise WorkersClosedError("workers: expected none to be asked for after the end of the run")
            return self._free.pop() if self._free else self._start()

    def _give_back(self, worker: ProcessPoolExecutor) -> None:
        with self._changed:
            if worker in self._started:  # else closed meanwhile
                self._free.append(worker)
                self._changed.notify()

    def _start(self) -> ProcessPoolExecutor:
        worker = ProcessPoolExecutor(1, multiprocessing.get_context("spawn"), _begin, (self.plan,))
        self._started.append(worker)
        with _plain_child():
            ready = worker.submit(_ready)
        self._first = self._first or ready
        return worker

    def _forget(self, worker: ProcessPoolExecutor) -> None:
        with self._changed:
            if worker in self._started:
                self._started.remove(worker)
                self._changed.notify()  # there may be a new one in its place
        worker.shutdown(wait=False)

    def reopen(self) -> None:
        """Take batches again after `close`, in fresh processes."""
        with self._changed:
            if self._is_closed:
                self._is_closed, self._first = False, None

    def close(self) -> None:
        """End the processes, whatever they do."""
        with self._changed:
            self._is_closed = True
            started, self._started, self._free = self._started, [], []
            self._changed.notify_all()
        processes = [process for worker in started for process in (worker._processes or {}).values()]
        for process in processes:
            process.terminate()
        for process in processes:
            process.join(5)
        for worker in started:
            worker.shutdown(wait=False, cancel_futures=True)


@contextmanager
def _explained(what: str) -> Iterator[None]:
    try:
        yield
    except BrokenProcessPool as error:
        raise WorkerLostError(
            f"worker process: expected it to code a batch{what}, it ended (killed or out of memory); a smaller batch_size "
            "or fewer workers need less memory"
        ) from error


@contextmanager
def _plain_child() -> Iterator[None]:
    """A spawned process gets one thread per library, does not see the interrupt key, and does not import our main module anew
    (which may be Prefect's engine)."""
    before = {name: os.environ.get(name) for name in WORKER_ENVIRONMENT}
    main = sys.modules["__main__"]
    masked = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    os.environ.update(WORKER_ENVIRONMENT)
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
        signal.pthread_sigmask(signal.SIG_SETMASK, masked)


_open: list[Workers] = []


@contextmanager
def open_workers(plan: CoderPlan, limit: int) -> Iterator[Workers]:
    """Workers for the `with` block: those of an enclosing block with the same coder, else new ones. `warm` starts the first."""
    if _open and _open[-1].plan == plan:
        _open[-1].reopen()
        yield _open[-1]
        return
    workers = Workers(plan, limit)
    _open.append(workers)
    try:
        yield workers
    finally:
        _open.remove(workers)
        workers.close()
