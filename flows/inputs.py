"""Which files a user means. Light: a mistyped path is told before anything else begins."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterable, Iterator, Set
from pathlib import Path

STANDARD_INPUT = Path("-")


class InputNotFoundError(FileNotFoundError):
    """A pattern of the user matches nothing."""

    def __init__(self, pattern: str) -> None:
        super().__init__(
            f"Inputs: expected a file, a folder, a glob pattern or - (standard input); no file is at or below {pattern!r}."
        )


def find_inputs(patterns: Iterable[str], own: Iterable[Path] = ()) -> list[Path]:
    """Files that the patterns mean, sorted, each once: files, folders (all below, hidden ones left out), globs, `-`.

    A name that exists is taken as it is, whatever characters it has. `own` files and folders, which runs write, are left out of
    folders. Raises InputNotFoundError for a pattern that matches nothing; a folder without files matches nothing.
    """
    written = frozenset(path.resolve() for path in own)
    found: dict[Path, Path] = {}
    for pattern in patterns:
        paths = list(_find(pattern, written))
        if not paths:
            raise InputNotFoundError(pattern)
        for path in paths:
            found.setdefault(path if path == STANDARD_INPUT else path.resolve(), path)
    return sorted(found.values())


def _find(pattern: str, written: Set[Path]) -> Iterator[Path]:
    if pattern == str(STANDARD_INPUT):
        yield STANDARD_INPUT
        return
    path = Path(pattern).expanduser()
    # Path.glob would show hidden files, and takes no pattern that begins at the root.
    matches = [path] if os.path.lexists(path) else map(Path, glob.glob(str(path), recursive=True))  # noqa: PTH207
    for match in matches:
        yield from _walk(match, written) if match.is_dir() else [match]


def _walk(folder: Path, written: Set[Path]) -> Iterator[Path]:
    """Files below a folder; links to folders are not followed, so that a loop of links ends."""
    for place, folders, names in os.walk(folder):
        here = Path(place).resolve()
        folders[:] = sorted(name for name in folders if not name.startswith(".") and here / name not in written)
        yield from (Path(place, name) for name in sorted(names) if not name.startswith(".") and here / name not in written)
