"""The folder of a trained language model: pipeline, meta with scores, card."""

import hashlib
import json
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from spacy.language import Language

from flows.corpora import read_seed
from flows.measure import measure_model, write_card
from transforms.language.pipeline import list_needed_strings


def write_pipeline(
    nlp: Language,
    data_dir: Path,
    output_dir: Path,
    *,
    named: Mapping[str, str],
    made: Mapping[str, Any],
    articles_dev: bool = False,
) -> dict[str, Any]:
    """Score a trained pipeline and write it with meta and card; return the meta. The folder appears complete or not at all.

    `named` are name, version and description, `made` is what the meta says of the training. The scores are on `data_dir`.
    """
    nlp.meta.update(
        **named,
        author="Dateline",
        license="CC BY-SA 4.0",
        sources=read_seed("corpora.json"),
        performance=measure_model(nlp, data_dir, articles_dev),
    )
    output_dir.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=output_dir.parent) as folder:
        target = Path(folder) / "model"
        nlp.to_disk(target)
        (target / "vocab" / "strings.json").write_text(json.dumps(list_needed_strings(nlp), ensure_ascii=False), "utf-8")
        meta = {**json.loads((target / "meta.json").read_text("utf-8")), **made, "dateline_hash": hash_weights(target)}
        meta["performance"]["size_mb"] = round(sum(f.stat().st_size for f in target.rglob("*") if f.is_file()) / 1e6, 1)
        (target / "meta.json").write_text(json.dumps(meta, indent=2) + "\n", "utf-8")
        (target / "README.md").write_text(write_card(meta), "utf-8")
        replace_folder(target, output_dir)
    return meta


def replace_folder(new: Path, old: Path) -> None:
    """Move `new` to where `old` was, by renames only."""
    retired = new.parent / "retired"
    if old.exists():
        old.rename(retired)
    new.rename(old)


def hash_weights(folder: Path) -> str:
    """SHA-256 over the paths and bytes of a model's files, without meta.json and README.md."""
    digest = hashlib.sha256()
    for path in sorted(p for p in folder.rglob("*") if p.is_file() and p.name not in ("meta.json", "README.md")):
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()
