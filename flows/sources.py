"""Inputs from the outside world: the bytes of files, folders and standard input become articles and rejects."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

from flows.inputs import STANDARD_INPUT, InputNotFoundError, find_inputs
from transforms.reading import FieldMapping, ReadLimits, ReadResult, make_reject, read_document

# Seconds to wait before a file is tried again: shares of a network fail for moments.
PAUSES = (0.2, 1.0)
# Of these another try changes nothing.
LASTING = (FileNotFoundError, PermissionError, IsADirectoryError, NotADirectoryError)

__all__ = ["InputNotFoundError", "find_inputs", "read_inputs"]


def read_inputs(
    paths: Iterable[Path],
    mapping: FieldMapping | None = None,
    limits: ReadLimits | None = None,
) -> Iterator[ReadResult]:
    """Read the inputs one after the other, in the order given; one result each.

    Files that are too large (`limits.max_file_bytes`), may not be read, or fail while they are read, thrice (`PAUSES`),
    become rejects (`file_too_large`, `permission_denied`, `unreadable_file`). Standard input is read once: what it gave
    before it failed does not come again.
    """
    limits = limits or ReadLimits()
    for path in paths:
        name = path.as_posix()
        try:
            data, size = _try_to_read(path, limits.max_file_bytes)
        except PermissionError:
            yield ReadResult(rejects=[make_reject(name, "permission_denied")])
        except OSError:
            yield ReadResult(rejects=[make_reject(name, "unreadable_file")])
        else:
            if data is None:
                yield ReadResult(rejects=[make_reject(name, "file_too_large", size=size)])
            else:
                yield read_document(name, data, mapping, limits)


def _try_to_read(path: Path, limit: int) -> tuple[bytes | None, int | None]:
    """`_read_bytes`, again where its error may pass."""
    for pause in () if path == STANDARD_INPUT else PAUSES:
        try:
            return _read_bytes(path, limit)
        except LASTING:
            raise
        except OSError:
            time.sleep(pause)
    return _read_bytes(path, limit)


def _read_bytes(path: Path, limit: int) -> tuple[bytes | None, int | None]:
    """The bytes, or None where there are more than `limit`; and the size, None where it is not known."""
    if path == STANDARD_INPUT:
        data = sys.stdin.buffer.read(limit + 1)
        return (data, len(data)) if len(data) <= limit else (None, None)
    with path.open("rb") as file:
        size = os.fstat(file.fileno()).st_size
        data = file.read(limit + 1) if size <= limit else b""
    return (data, size) if size <= limit and len(data) <= limit else (None, max(size, len(data)))
