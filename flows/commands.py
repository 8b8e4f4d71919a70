"""The commands that run flows."""

from __future__ import annotations

import os
import re
import signal
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flows import console
from flows.console import ParameterError
from flows.inputs import STANDARD_INPUT, find_inputs
from flows.session import open_session
from flows.settings import Settings, load_settings
from transforms.ids import content_id
from warehouse.connection import check_target

if TYPE_CHECKING:
    from flows.runs import RunReport

UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


def run_inputs(inputs: list[str], *, debug: bool, **given: Any) -> int:
    """`dateline run`."""
    settings = load_settings(**given)
    find_inputs(inputs)
    started = time.perf_counter()
    with console.ShownProgress(is_wanted=not debug), open_session(settings, debug=debug) as api:
        from flows.pipeline import dateline_run, preload_checks  # noqa: PLC0415

        if not settings.warehouse.exists():
            preload_checks()
        api.wait()
        report = dateline_run(inputs, settings)
    return _conclude(report, time.perf_counter() - started)


def ingest_inputs(inputs: list[str], *, debug: bool, **given: Any) -> int:
    """`dateline ingest`."""
    settings = load_settings(**given)
    find_inputs(inputs)
    started = time.perf_counter()
    with open_session(settings, codes=False, debug=debug) as api:
        from flows.pipeline import dateline_ingest  # noqa: PLC0415

        api.wait()
        report = dateline_ingest(inputs, settings)
    return _conclude(report, time.perf_counter() - started)


def link_warehouse(*, debug: bool, **given: Any) -> int:
    """`dateline link`."""
    settings = load_settings(**given)
    if not settings.warehouse.exists():
        raise ParameterError(f"link: expected a warehouse that a run has made, found none at {settings.warehouse}")
    started = time.perf_counter()
    with open_session(settings, codes=False, debug=debug) as api:
        from flows.pipeline import dateline_link  # noqa: PLC0415

        api.wait()
        report = dateline_link(settings)
    merges = report.rows.get("entity_merges", 0)
    console.say(f"Merged {merges} entities in {time.perf_counter() - started:.1f} s.", "green")
    return console.OK


def _conclude(report: RunReport, seconds: float) -> int:
    """Show what was done; the last line says how it ended and what the exit code means."""
    from flows.asking import show_run  # noqa: PLC0415

    show_run(report)
    if report.inputs_rejected:
        console.say(
            f"Done in {seconds:.1f} s; {report.inputs_rejected} inputs, articles or batches went to quarantine "
            f"(exit code 3): dateline query rejected_rows -w {report.warehouse}",
            "yellow",
        )
        return console.WITH_REJECTS
    console.say(f"Done in {seconds:.1f} s.", "green")
    if report.open_in_quarantine:
        console.say(
            f"{report.open_in_quarantine} rows of quarantine are open since earlier runs: "
            f"dateline query rejected_rows -w {report.warehouse}"
        )
    return console.OK


def serve_inputs(inputs: list[str], every: str, *, debug: bool, **given: Any) -> int:
    """`dateline serve`."""
    from datetime import timedelta  # noqa: PLC0415

    settings = load_settings(**given)
    if str(STANDARD_INPUT) in inputs:
        raise ParameterError(
            "serve: expected files, folders or patterns that can be read again and again, got standard input (-)"
        )
    seconds = _seconds(every)
    find_inputs(inputs)
    check_target(settings.warehouse)
    from flows.orchestrator import check_scheduler, orchestrator  # noqa: PLC0415

    check_scheduler()

    os.environ.setdefault("PREFECT_LOGGING_LEVEL", "DEBUG" if debug else "WARNING")
    with orchestrator(settings.prefect_home, is_lasting=True) as api:
        from flows.pipeline import dateline_run, serve  # noqa: PLC0415

        api.wait()
        console.say(f"Prefect's pages: {api.url.removesuffix('/api')}   every {every}; ends with Ctrl-C")
        parameters = {"inputs": [str(Path(one).expanduser().absolute()) for one in inputs], "settings": _portable(settings)}
        signal.signal(signal.SIGINT, signal.default_int_handler)  # a script's background job starts with it ignored
        serve(dateline_run, content_id("every", settings.warehouse.absolute()), timedelta(seconds=seconds), parameters)
    return console.OK


def _portable(settings: Settings) -> dict[str, Any]:
    """Settings as JSON, paths absolute: each run of a schedule starts in a folder of its own."""
    paths = {name: str(value.absolute()) for name, value in settings if isinstance(value, Path)}
    return settings.model_dump(mode="json", exclude_none=True) | paths


def _seconds(every: str) -> int:
    match = re.fullmatch(r"(\d+)([smhd])", every.strip())
    if not match or not int(match[1]):
        raise ParameterError(f"option --every: expected a number with s, m, h or d (15m), got {every!r}")
    return int(match[1]) * UNITS[match[2]]


def evaluation_settings(warehouse: Path, **given: Any) -> Settings:
    """The settings, less what the user set for the reading of their inputs: gold is in our own fields, and all of it counts."""
    usual = {name: Settings.model_fields[name].default for name in ("max_file_bytes", "max_unpacked_bytes", "max_text_chars")}
    reading = {"fields": {}, "constants": {}, "min_text_words": 1, "reports": None, **usual}
    return load_settings(warehouse=warehouse, **given).model_copy(update=reading)


def evaluate_gold(gold: Path, *, as_json: bool, details: bool, debug: bool, models: list[str], **given: Any) -> int:
    """`dateline evaluate`."""
    import tempfile  # noqa: PLC0415

    from flows.evaluate import read_gold, score, show_figures, write_articles  # noqa: PLC0415

    if len(models) > 1:
        raise ParameterError(f"option --model: expected one model, got {len(models)}; several are for evaluate --language")
    articles = read_gold(gold)
    with tempfile.TemporaryDirectory(prefix="dateline-evaluate-") as folder:
        settings = evaluation_settings(Path(folder) / "gold.duckdb", model=models[0] if models else None, **given)
        inputs = write_articles(articles, Path(folder) / "gold.jsonl")
        with console.ShownProgress(is_wanted=not debug), open_session(settings, debug=debug) as api:
            from flows.pipeline import dateline_run, preload_checks  # noqa: PLC0415

            preload_checks()
            api.wait()
            report = dateline_run([str(inputs)], settings)
        show_figures(score(articles, settings.warehouse), as_json=as_json, details=details)
    if report.inputs_rejected:
        console.say(
            f"{report.inputs_rejected} gold articles, or batches of them, were rejected and count as missed (exit code 3).",
            "yellow",
        )
        return console.WITH_REJECTS
    return console.OK


def evaluate_folds(gold: Path, folds: Path, *, as_json: bool, details: bool, **given: Any) -> int:
    """`dateline evaluate --folds`."""
    from flows.coding import CoderPlan  # noqa: PLC0415
    from flows.evaluate import read_gold, show_figures  # noqa: PLC0415
    from flows.folds import cross_validate  # noqa: PLC0415

    plan = CoderPlan.of(load_settings(**given))
    show_figures(cross_validate(read_gold(gold), plan, folds), as_json=as_json, details=details)
    return console.OK


def compare_languages(data: Path, models: list[str], *, as_json: bool) -> int:
    """`dateline evaluate --language`."""
    if not data.is_dir():
        raise ParameterError(f"evaluate --language: expected a folder of corpora, found none at {data}")
    from flows.language_table import evaluate_language  # noqa: PLC0415

    return evaluate_language(data, models, as_json=as_json)


def evaluate_corpora(data: Path, models: list[str], *, as_json: bool, **given: Any) -> int:
    """`dateline evaluate --events`."""
    _check_corpora("events", data, models)
    from flows.event_corpora import evaluate_events  # noqa: PLC0415

    return evaluate_events(data, as_json=as_json, model=models[0] if models else None, **given)


def evaluate_date_corpus(data: Path, models: list[str], *, as_json: bool, details: bool) -> int:
    """`dateline evaluate --dates`."""
    _check_corpora("dates", data, models)
    from flows.date_corpora import evaluate_dates  # noqa: PLC0415

    return evaluate_dates(data, as_json=as_json, details=details, model=models[0] if models else None)


def evaluate_place_corpora(data: Path, models: list[str], *, as_json: bool, details: bool) -> int:
    """`dateline evaluate --places`."""
    _check_corpora("places", data, models)
    from flows.place_corpora import evaluate_places  # noqa: PLC0415

    return evaluate_places(data, as_json=as_json, details=details, model=models[0] if models else None)


def _check_corpora(option: str, data: Path, models: list[str]) -> None:
    if not data.is_dir():
        raise ParameterError(f"evaluate --{option}: expected a folder of corpora, found none at {data}")
    if len(models) > 1:
        raise ParameterError(f"option --model: expected one model, got {len(models)}; several are for evaluate --language")


def train_model(
    data: Path,
    output: Path,
    kind: str,
    encoder: Path | None,
    teacher: str | None,
    work: Path | None,
    seed: int,
    minutes: float,
    events: Path | None,
    *,
    folds: bool,
    debug: bool,
) -> int:
    """`dateline train`."""
    if not data.is_dir():
        raise ParameterError(f"train: expected a folder of corpora, found none at {data}")
    if encoder is None:
        raise ParameterError("train: expected --encoder, the folder of a pretrained MiniLM; README.md tells where it comes from")
    if kind == "fast" and (teacher or events or folds):
        raise ParameterError("train: --teacher, --events and --folds are for the accurate model only")
    if folds and not events:
        raise ParameterError("train: expected --events beside --folds, the annotated articles that are dealt to the folds")
    from flows.training.distil import check_pretrained  # noqa: PLC0415

    check_pretrained(encoder)
    settings = load_settings()
    source = load_settings(model=teacher).model_source if teacher else None
    from flows.orchestrator import orchestrator  # noqa: PLC0415

    os.environ.setdefault("PREFECT_LOGGING_LEVEL", "DEBUG" if debug else "WARNING")
    with orchestrator(settings.prefect_home) as api:
        from flows.training.accurate import train_accurate_model  # noqa: PLC0415
        from flows.training.fast import DEFAULT_PLAN, train_fast_model  # noqa: PLC0415
        from flows.training.plan import EncoderPlan  # noqa: PLC0415

        api.wait()
        work = work or output.with_name(f"{output.name}.work")
        if kind == "fast":
            meta = train_fast_model(data, output, work, encoder_dir=encoder, plan=DEFAULT_PLAN.within(minutes), seed=seed)
        else:
            plan = EncoderPlan(minutes=minutes, teacher=source)
            meta = train_accurate_model(data, encoder, output, work, plan=plan, gold_dir=events, folds=folds, seed=seed)
    console.say(f"Model {meta['lang']}_{meta['name']} is in {output}; use it: dateline run --model {output} INPUT...", "green")
    return console.OK


def calibrate_confidence(gold: Path, output: Path | None, folds: Path | None, **given: Any) -> int:
    """`dateline calibrate`."""
    from flows.calibrate import calibrate, write_weights  # noqa: PLC0415
    from flows.coding import CoderPlan  # noqa: PLC0415
    from flows.evaluate import read_gold  # noqa: PLC0415
    from flows.folds import iter_parts  # noqa: PLC0415
    from seeds import seed_path  # noqa: PLC0415
    from transforms.events.confidence import weights_file  # noqa: PLC0415

    plan = CoderPlan.of(load_settings(minimum_confidence=0.0, **given))
    found = calibrate(iter_parts(read_gold(gold), plan, folds))
    console.print_table(
        f"{found.examples} events; expected calibration error {found.expected_error:.3f} (articles not seen in fitting)",
        ["mean confidence", "share right", "events"],
        found.reliability,
        numbers=["mean confidence", "share right", "events"],
    )
    console.print_table(
        "typed events, articles not seen in fitting", ["kept", "P", "R", "F1"], found.kept, numbers=["P", "R", "F1"]
    )
    path = output or seed_path(f"lexicon/{weights_file(found.heads)}")
    write_weights(found.weights, path)
    console.say(f"Weights are in {path}.", "green")
    return console.OK


def calibrate_pronouns(data: Path, output: Path | None, **given: Any) -> int:
    """`dateline calibrate --pronouns`."""
    from flows.coding import CoderPlan  # noqa: PLC0415
    from flows.coreference import fit_pronouns, write_pronoun_weights  # noqa: PLC0415
    from flows.workers import load_extractor  # noqa: PLC0415
    from seeds import seed_path  # noqa: PLC0415

    weights = fit_pronouns(data, load_extractor(CoderPlan.of(load_settings(**given))))
    path = output or seed_path("coreference/pronoun_weights.csv")
    write_pronoun_weights(weights, path)
    console.say(f"Weights are in {path}.", "green")
    return console.OK
