"""Everything static that runs start from: ontology, lexicons, gazetteer patches, sample articles, the language model."""

from __future__ import annotations

import csv
import tomllib
from pathlib import Path

ROOT = Path(__file__).parent


class SeedError(ValueError):
    """A seed file is missing or broken."""


def seed_path(name: str) -> Path:
    """The path of a seed file or folder; `SeedError` where there is none."""
    path = ROOT / name
    if not path.exists():
        raise SeedError(f"seeds: expected {name}, found no such file")
    return path


def read_rows(name: str) -> list[dict[str, str]]:
    """Rows of a CSV seed (UTF-8, with header), as text; a `*` in the name reads all such files, sorted by name."""
    paths = sorted(ROOT.glob(name)) if "*" in name else [seed_path(name)]
    return [row for path in paths for row in _read_csv(path)]


def read_placed_rows(name: str) -> list[tuple[str, int, dict[str, str]]]:
    """As `read_rows`, each row with its file (below the seeds) and line, for errors that say where."""
    paths = sorted(ROOT.glob(name)) if "*" in name else [seed_path(name)]
    return [placed for path in paths for placed in _read_placed_csv(path)]


def _read_placed_csv(path: Path) -> list[tuple[str, int, dict[str, str]]]:
    file = path.relative_to(ROOT).as_posix()
    with path.open(encoding="utf-8", newline="") as stream:
        reader = csv.DictReader(stream)
        placed = [(file, reader.line_num, row) for row in reader]
    for _, line, row in placed:
        if None in row or None in row.values():
            raise SeedError(f"{file} line {line}: expected {len(reader.fieldnames or ())} fields, got another number")
    return placed


def _read_csv(path: Path) -> list[dict[str, str]]:
    return [row for _, _, row in _read_placed_csv(path)]


def read_toml(name: str) -> dict:
    """A TOML seed."""
    return tomllib.loads(seed_path(name).read_text(encoding="utf-8"))
