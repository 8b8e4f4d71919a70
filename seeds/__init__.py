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


def _read_csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for number, row in enumerate(rows, start=2):
        if None in row or None in row.values():
            raise SeedError(f"{path.relative_to(ROOT)} row {number}: expected {len(rows[0]) - (None in rows[0])} fields, got another number")
    return rows


def read_toml(name: str) -> dict:
    """A TOML seed."""
    return tomllib.loads(seed_path(name).read_text(encoding="utf-8"))
