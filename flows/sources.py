"""Inputs from the outside world: which files a user means, and their bytes."""

from __future__ import annotations

import glob
import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from transforms.reading import FieldMapping, ReadLimits, ReadResult, make_reject, read_document

STANDARD_INPUT = Path("-")


class InputNotFoundError(FileNotFoundError):
    """A pattern of the user matches nothing."""

    def __init__(self, pattern: str) -> None:
        super().__init__(f"Inputs: expected a file, a folder, a glob pattern or - (standard input); nothing is at {pattern!r}.")


def find_inputs(patterns: Iterable[str]) -> list[Path]:
    """Files that the patterns mean, sorted, each once: files, folders (all below, hidden ones left out), globs, `-`.

    A name that exists is taken as it is, whatever characters it has. Raises InputNotFoundError for a pattern that matches
    nothing; a folder without files matches nothing.
    """
    found: dict[Path, Path] = {}
    for pattern in patterns:
        paths = list(_find(pattern))
        if not paths:
            raise InputNotFoundError(pattern)
        for path in paths:
            found.setdefault(path if path == STANDARD_INPUT else path.resolve(), path)
    return sorted(found.values())


def read_inputs(
    paths: Iterable[Path], mapping: FieldMapping | None = None, limits: ReadLimits | None = None,
) -> Iterator[ReadResult]:
    """Read the inputs one after the other, in the order given; one result each.

    Files that are too large (`limits.max_file_bytes`), may not be read, or fail while they are read become rejects
    (`file_too_large`, `permission_denied`, `unreadable_file`).
    """
    limits = limits or ReadLimits()
    for path in paths:
        name = path.as_posix()
        try:
            data, size = _read_bytes(path, limits.max_file_bytes)
        except PermissionError:
            yield ReadResult(rejects=[make_reject(name, "permission_denied")])
        except OSError:
            yield ReadResult(rejects=[make_reject(name, "unreadable_file")])
        else:
            if data is None:
                yield ReadResult(rejects=[make_reject(name, "file_too_large", size=size)])
            else:
                yield read_document(name, data, mapping, limits)


def _find(pattern: str) -> Iterator[Path]:
    if pattern == str(STANDARD_INPUT):
        yield STANDARD_INPUT
        return
    path = Path(pattern).expanduser()
    # Path.glob would show hidden files, and takes no pattern that begins at the root.
    matches = [path] if os.path.lexists(path) else map(Path, glob.glob(str(path), recursive=True))  # noqa: PTH207
    for match in matches:
        yield from _walk(match) if match.is_dir() else [match]


def _walk(folder: Path) -> Iterator[Path]:
    """Files below a folder; links to folders are not followed, so that a loop of links ends."""
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (Path(place, name) for name in sorted(names) if not name.startswith("."))


def _read_bytes(path: Path, limit: int) -> tuple[bytes | None, int | None]:
    """The bytes, or None where there are more than `limit`; and the size, None where it is not known."""
    if path == STANDARD_INPUT:
        data = sys.stdin.buffer.read(limit + 1)
        return (data, len(data)) if len(data) <= limit else (None, None)
    with path.open("rb") as file:
        size = os.fstat(file.fileno()).st_size
        data = file.read(limit + 1) if size <= limit else b""
    return (data, size) if size <= limit and len(data) <= limit else (None, max(size, len(data)))
