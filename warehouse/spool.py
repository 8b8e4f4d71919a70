"""The spool: one folder of Parquet files for every extracted batch, so that no batch is ever extracted twice.

A batch appears under its name in one step (rename of a finished folder) and carries the size and hash of each of its
files, so that a damaged one is named rather than loaded.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterable
from pathlib import Path

import polars as pl

from transforms.contracts import polars_schema, tables_of_stage
from warehouse.connection import Connection, lent
from warehouse.durable import sync
from warehouse.errors import SpoolError

MANIFEST = "manifest.json"
MANIFEST_FIELDS = {"article_ids": list, "coding_id": str, "tables": dict}
UNFINISHED = ".unfinished-"
DAMAGED = ".damaged-"

Frames = dict[str, pl.DataFrame]


def batch_id(article_ids: Iterable[str], coding_id: str) -> str:
    """Id of the batch of these articles under this coder; the order of the articles does not count."""
    content = "\n".join([*sorted(article_ids), coding_id])
    return "b_" + hashlib.sha256(content.encode()).hexdigest()[:20]


def write_batch(spool: str | Path, batch_id: str, frames: Frames, manifest: dict) -> Path:
    """Write a checked batch; returns its folder. A batch that is already there is left as it is.

    `frames`: tables of the stage "extract", absent ones count as empty. `manifest` gives `coding_id`, may give
    `versions` and `rejected_article_ids` (articles of the batch that went to quarantine); tables, rows, hashes and
    article ids are added here. Raises SpoolError for unknown tables, other columns than the contract's, or no `coding_id`.
    """
    folder = Path(spool) / batch_id
    if folder.exists():
        return folder
    if not manifest.get("coding_id"):
        raise SpoolError(f"batch {batch_id}: expected a coding_id in the manifest, got none")
    complete = complete_frames(frames, f"batch {batch_id}", SpoolError)
    unfinished = folder.with_name(f"{UNFINISHED}{batch_id}-{os.getpid()}")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(parents=True)
    files = {name: _write_table(unfinished / f"{name}.parquet", frame) for name, frame in complete.items()}
    _write_manifest(
        unfinished / MANIFEST, {**manifest, "batch_id": batch_id, "tables": files, "article_ids": _article_ids(complete)}
    )
    _rename(unfinished, folder)
    return folder


def complete_frames(frames: Frames, where: str, error: type[Exception]) -> Frames:
    """All tables of the stage "extract", absent ones empty; `error` for unknown tables or other columns than the contract's."""
    names = [one.name for one in tables_of_stage("extract")]
    unknown = sorted(frames.keys() - set(names))
    if unknown:
        raise error(f"{where}: expected tables of {', '.join(names)}, got also {', '.join(unknown)}")
    complete = {}
    for name in names:
        schema = polars_schema(name)
        frame = frames.get(name, pl.DataFrame(schema=schema))
        if dict(frame.schema) != schema:
            raise error(
                f"{where}, table {name}: expected the contract's columns and types, got {_difference(frame.schema, schema)}"
            )
        complete[name] = frame
    return complete


def _difference(got: dict[str, pl.DataType], expected: dict[str, pl.DataType]) -> str:
    columns = [name for name in expected | got if got.get(name) != expected.get(name)]
    return (
        ", ".join(f"{name} {got.get(name, '(absent)')} for {expected.get(name, '(none)')}" for name in columns) or "another order"
    )


def _article_ids(frames: Frames) -> list[str]:
    return frames["articles"]["article_id"].sort().to_list()


def _write_table(path: Path, frame: pl.DataFrame) -> dict:
    frame.write_parquet(path, compression="zstd")
    sync(path)
    return {"rows": frame.height, "bytes": path.stat().st_size, "sha256": _sha256(path)}


def _write_manifest(path: Path, manifest: dict) -> None:
    path.write_text(json.dumps(manifest, indent=1, sort_keys=True), encoding="utf-8")
    sync(path)


def _rename(unfinished: Path, folder: Path) -> None:
    """The batch appears whole or not at all; where another process was first, its batch stands."""
    sync(unfinished)
    try:
        unfinished.rename(folder)
    except OSError:
        if not folder.exists():
            raise
        shutil.rmtree(unfinished)
    sync(folder.parent)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def has_batch(spool: str | Path, batch_id: str) -> bool:
    """Whether the batch is on the spool."""
    return (Path(spool) / batch_id / MANIFEST).exists()


def read_manifest(spool: str | Path, batch_id: str) -> dict:
    """What a batch says of itself: coding_id, versions, article_ids, tables (rows, bytes, sha256).

    SpoolError where it says nothing.
    """
    path = Path(spool) / batch_id / MANIFEST
    if not path.exists():
        raise SpoolError(f"{path}: expected the manifest of the batch, found no such file")
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise SpoolError(f"{path}: expected JSON, got {error}") from error
    if not isinstance(manifest, dict):
        raise SpoolError(f"{path}: expected an object, got {type(manifest).__name__}")
    wrong = [name for name, kind in MANIFEST_FIELDS.items() if not isinstance(manifest.get(name), kind)]
    if wrong:
        raise SpoolError(f"{path}: expected also {', '.join(wrong)}")
    return manifest


def read_batch(spool: str | Path, batch_id: str) -> Frames:
    """The frames of a batch by table. Raises SpoolError naming the file that is missing, cut short or altered."""
    folder = Path(spool) / batch_id
    files = read_manifest(spool, batch_id)["tables"]
    return {name: _read_table(folder / f"{name}.parquet", files[name]) for name in files}


def _read_table(path: Path, declared: dict) -> pl.DataFrame:
    if not path.exists():
        raise SpoolError(f"{path}: expected {declared['rows']} rows, found no such file")
    if path.stat().st_size != declared["bytes"]:
        raise SpoolError(f"{path}: expected {declared['bytes']} bytes, got {path.stat().st_size}")
    if _sha256(path) != declared["sha256"]:
        raise SpoolError(f"{path}: expected sha256 {declared['sha256'][:12]}…, got another: the file was altered")
    return pl.read_parquet(path)


def set_batch_aside(spool: str | Path, batch_id: str) -> Path:
    """Take a damaged batch off the spool, so that it is extracted again; its folder stays beside for inspection."""
    folder = Path(spool) / batch_id
    aside = folder.with_name(f"{DAMAGED}{batch_id}")
    shutil.rmtree(aside, ignore_errors=True)
    folder.rename(aside)
    return aside


def damaged_manifests(spool: str | Path) -> dict[str, str]:
    """Batches whose manifest cannot be read, with what is wrong; set them aside before asking what is pending or coded."""
    damaged = {}
    for name in spooled_batches(spool):
        try:
            read_manifest(spool, name)
        except SpoolError as error:
            damaged[name] = str(error)
    return damaged


def clear_unfinished(spool: str | Path) -> int:
    """Remove what killed processes left half written; returns how many. Call it while no batch is being written."""
    unfinished = list(Path(spool).glob(f"{UNFINISHED}*"))
    for folder in unfinished:
        shutil.rmtree(folder)
    return len(unfinished)


def spooled_batches(spool: str | Path) -> list[str]:
    """Ids of all batches on the spool, sorted."""
    return sorted(folder.name for folder in Path(spool).glob("b_*") if folder.is_dir())


def pending_batches(con: Connection, spool: str | Path, coding_id: str) -> list[str]:
    """Batches of this coder on the spool that the database does not hold (or holds no longer), sorted.

    Batches of other coders are never pending: loading one would put older rows in the place of newer ones.
    Raises SpoolError for a manifest that cannot be read (`damaged_manifests`).
    """
    manifests = {name: read_manifest(spool, name) for name in spooled_batches(spool)}
    ours = {name: manifest["article_ids"] for name, manifest in manifests.items() if manifest["coding_id"] == coding_id}
    loaded = {name for (name,) in con.execute("select batch_id from audit.batches").fetchall()}
    pairs = pl.DataFrame(
        [(name, article) for name, articles in ours.items() for article in articles],
        schema={"batch_id": pl.String, "article_id": pl.String},
        orient="row",
    )
    query = """select distinct batch_id from spooled
               anti join (select article_id from audit.coded_articles where coding_id = ?) using (article_id)"""
    with lent(con, spooled=pairs):
        lacking = {name for (name,) in con.execute(query, [coding_id]).fetchall()}
    return sorted(lacking | (ours.keys() - loaded))


def coded_articles(source: Connection | str | Path, coding_id: str) -> set[str]:
    """Articles that need no coding by this coder: loaded (`source` a connection) or on the spool (`source` its folder).

    On the spool, articles that the coder rejected count too.
    """
    if isinstance(source, str | Path):
        manifests = (read_manifest(source, name) for name in spooled_batches(source))
        ours = [one for one in manifests if one["coding_id"] == coding_id]
        return {article for one in ours for article in [*one["article_ids"], *one.get("rejected_article_ids", [])]}
    rows = source.execute("select article_id from audit.coded_articles where coding_id = ?", [coding_id]).fetchall()
    return {article for (article,) in rows}
