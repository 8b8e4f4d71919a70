"""A user's own frames, actors and entities: CSV files, checked before anything is coded. Light: no language library."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

from transforms.events.actor_rows import check_actors, columns
from transforms.events.lexicon import FRAME_COLUMNS, load_lexicon
from transforms.linking.corrections import COLUMNS, read_corrections


class ExtraFileError(ValueError):
    """A user's CSV file cannot be read, or its header is not that of such files."""


def read_frames(path: Path | None) -> list[dict[str, str]]:
    """Rows of FRAME_COLUMNS; none without a path. Raises ExtraFileError."""
    return _read(path, FRAME_COLUMNS)


def read_actors(path: Path | None) -> list[dict[str, str]]:
    """Rows of name, aliases, country, sectors; none without a path. Raises ExtraFileError."""
    return _read(path, columns())


def read_entities(path: Path | None) -> list[dict[str, str]]:
    """Rows of name, other_name, same; none without a path. Raises ExtraFileError."""
    return _read(path, COLUMNS)


def check_extras(frames: Path | None, actors: Path | None, entities: Path | None = None) -> None:
    """Raise LexiconError, ActorError, CorrectionError or ExtraFileError where a file has faults."""
    if frames is not None:
        load_lexicon(read_frames(frames))
    if actors is not None:
        check_actors(read_actors(actors))
    if entities is not None:
        read_corrections(read_entities(entities))


def _read(path: Path | None, expected: Sequence[str]) -> list[dict[str, str]]:
    if path is None:
        return []
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            header, rows = list(reader.fieldnames or ()), list(reader)
    except (UnicodeDecodeError, csv.Error) as error:
        raise ExtraFileError(f"{path}: expected CSV in UTF-8, got {error}") from error
    if not set(expected) <= set(header):
        raise ExtraFileError(f"{path} line 1: expected the columns {','.join(expected)}, got {','.join(header) or 'nothing'}")
    return rows
