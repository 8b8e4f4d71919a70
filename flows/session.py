"""Around a command that runs flows: the Prefect server and the first worker start at once, and all of it ends with the command.

Import nothing heavy here: the seconds before the two are started are seconds that nobody works.
"""

from __future__ import annotations

import os
import signal
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from flows.coding import CoderPlan
from flows.orchestrator import LocalApi, orchestrator
from flows.settings import Settings
from flows.workers import open_workers
from warehouse.connection import check_target


@contextmanager
def open_session(settings: Settings, *, codes: bool = True, debug: bool = False) -> Iterator[LocalApi]:
    """A starting Prefect API, and workers, for the `with` block. Wait for the API before the first flow.

    The first worker is started at once where the warehouse is new; else the run starts it when there is something to code.
    """
    check_target(settings.warehouse)
    plan = CoderPlan.of(settings)
    os.environ.setdefault("PREFECT_LOGGING_LEVEL", "DEBUG" if debug else "CRITICAL")
    if not debug:
        warnings.simplefilter("ignore")  # what libraries tell their programmers is nothing to those who run us
    former = signal.signal(signal.SIGTERM, _interrupt)
    try:
        with orchestrator(settings.prefect_home) as api, open_workers(plan, settings.workers) as workers:
            if codes and not settings.warehouse.exists():
                workers.warm()
            yield api
    finally:
        signal.signal(signal.SIGTERM, former)


def _interrupt(number: int, frame: FrameType | None) -> None:
    """Being told to end is as if the interrupt key were pressed."""
    raise KeyboardInterrupt
