"""What people see: tables and messages, errors in one line, a progress bar where there is a terminal.

Results go to standard output, all else to standard error.
"""

from __future__ import annotations

import sys
import traceback
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from flows.progress import Watcher, watched_by

OK, FAILED, USAGE, WITH_REJECTS, INTERRUPTED = 0, 1, 2, 3, 130
OWN_PACKAGES = ("flows", "expectations", "warehouse", "transforms", "seeds")
# Mistakes of the user rather than of the run.
USAGE_ERRORS = (
    "SettingsError",
    "CorrectionError",
    "InputNotFoundError",
    "ModelNotFoundError",
    "LanguageModelError",
    "CorpusMissingError",
    "CorpusUnreadableError",
    "PretrainedMissingError",
    "CheckpointError",
    "UnknownFieldError",
    "QueryError",
    "LexiconError",
    "ExtraFileError",
    "ActorError",
    "GoldError",
    "ParameterError",
)


LEAST_COLUMN_WIDTH = 12  # narrower, a column breaks words and dates


class ParameterError(ValueError):
    """A value of the command line cannot be read."""


out = Console(highlight=False, soft_wrap=False)
err = Console(stderr=True, highlight=False)


def say(line: str, style: str | None = None) -> None:
    """A line for people, on standard error; quotes and brackets are shown as they are."""
    err.print(line, style=style, markup=False, soft_wrap=True)


def explain(error: BaseException, *, debug: bool) -> int:
    """Tell what went wrong in one line, with the traceback where `debug`; returns the exit code."""
    if debug:
        traceback.print_exception(error)
    if isinstance(error, KeyboardInterrupt):
        say("Interrupted. What was loaded stays; the same command goes on where it stopped.", "yellow")
        return INTERRUPTED
    name = type(error).__name__
    is_ours = type(error).__module__.partition(".")[0] in OWN_PACKAGES
    message = " ".join(str(error).split()) or name
    say(f"error: {message}" if is_ours else f"error: {name}: {message} (--debug shows where)", "red")
    return USAGE if is_ours and name in USAGE_ERRORS else FAILED


def print_table(title: str, columns: Sequence[str], rows: Iterable[Sequence[object]], *, numbers: Sequence[str] = ()) -> None:
    """A table of results."""
    table = Table(title=title or None, title_justify="left", header_style="bold", title_style="bold", box=None, pad_edge=False)
    for column in columns:
        table.add_column(column, justify="right" if column in numbers else "left", overflow="fold")
    for row in rows:
        table.add_row(*(Text(show(value)) for value in row))
    out.print(table)


def print_rows(columns: Sequence[str], rows: Iterable[Sequence[object]], *, numbers: Sequence[str] = ()) -> None:
    """Rows of a query: as a table where its columns have room, else each row as a block of names and values."""
    rows = list(rows)
    if len(columns) * LEAST_COLUMN_WIDTH <= out.width:
        print_table("", columns, rows, numbers=numbers)
        return
    for number, row in enumerate(rows, start=1):
        out.print(f"— {number} " + "—" * 20, style="dim")
        width = max(len(column) for column in columns)
        for column, value in zip(columns, row, strict=True):
            if value is not None and value != []:
                out.print(f"{column:<{width}}  {show(value)}", markup=False)


def print_pairs(title: str, values: Mapping[str, object]) -> None:
    """Names and values below each other."""
    table = Table(title=title, title_justify="left", title_style="bold", box=None, pad_edge=False, show_header=False)
    table.add_column()
    table.add_column(justify="right")
    for name, value in values.items():
        table.add_row(name, Text(show(value)))
    out.print(table)


def show(value: object) -> str:
    """A value as a table shows it."""
    if value is None:
        return ""
    if isinstance(value, list | tuple):
        return ", ".join(show(one) for one in value)
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int):
        return f"{value:,}" if abs(value) > 9999 else str(value)
    return f"{value:.3f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)


class Bar(Watcher):
    """A run's progress as a bar."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._task = progress.add_task("starting", total=None)

    def enter(self, stage: str) -> None:
        self._progress.update(self._task, description=stage)

    def expect(self, articles: int) -> None:
        self._progress.update(self._task, total=articles or None)

    def advance(self, articles: int) -> None:
        self._progress.advance(self._task, articles)


class ShownProgress(AbstractContextManager["ShownProgress"]):
    """Shows the progress of the runs within the `with` block; shows nothing where standard error is no terminal."""

    def __init__(self, *, is_wanted: bool = True) -> None:
        self._is_shown = is_wanted and err.is_terminal
        self._progress = Progress(
            TextColumn("{task.description:<12}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("articles"),
            TimeElapsedColumn(),
            console=err,
            transient=True,
        )
        self._watched: AbstractContextManager[None] = nullcontext()

    def __enter__(self) -> ShownProgress:
        if self._is_shown:
            self._progress.start()
            self._watched = watched_by(Bar(self._progress))
        self._watched.__enter__()
        return self

    def __exit__(self, *exception: object) -> None:
        self._watched.__exit__(None, None, None)
        if self._is_shown:
            self._progress.stop()


def guarded(action: Callable[[], int | None], *, debug: bool) -> int:
    """Run an action; returns its exit code, or that of the error it ended with."""
    try:
        return action() or OK
    except BrokenPipeError:
        sys.stderr.close()  # whoever read us has seen enough
        return OK
    except (Exception, KeyboardInterrupt) as error:
        return explain(error, debug=debug)
