"""What a run tells whoever watches it: the stage it is in, and how many articles are done."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar


class Watcher:
    """Watches a run; this one does nothing."""

    def enter(self, stage: str) -> None:
        """The run begins a stage."""

    def expect(self, articles: int) -> None:
        """So many articles are to be coded."""

    def advance(self, articles: int) -> None:
        """So many more are done."""


_watcher: ContextVar[Watcher | None] = ContextVar("watcher", default=None)


def current() -> Watcher:
    """Who watches, or nobody."""
    return _watcher.get() or Watcher()


@contextmanager
def watched_by(watcher: Watcher) -> Iterator[None]:
    """Runs within the `with` block tell the watcher."""
    token = _watcher.set(watcher)
    try:
        yield
    finally:
        _watcher.reset(token)
