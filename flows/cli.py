"""The command `dateline`. Commands import what they need when they run, so that `--help` is instant."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from flows import console

app = typer.Typer(
    name="dateline",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Who did what to whom, where, when, with what toll, and who says so: news articles into event data.",
    epilog="Exit codes: 0 all done, 1 failed, 2 wrong usage, 3 done but some inputs went to quarantine, 130 interrupted. "
    "--debug shows tracebacks.",
)

Inputs = Annotated[
    list[str],
    typer.Argument(
        help="Files, folders, patterns or - : text, Markdown, HTML, JSON, CSV, Parquet, plain, .gz or .zst.", metavar="INPUT..."
    ),
]
Warehouse = Annotated[Path | None, typer.Option("--warehouse", "-w", help="DuckDB file that readers open [./dateline.duckdb].")]
Model = Annotated[str | None, typer.Option(help="Language model: a name, a folder, or an installed spaCy package.")]
WorkerCount = Annotated[int | None, typer.Option("--workers", "-j", help="Processes that code articles [cores, at most 2].")]
BatchSize = Annotated[int | None, typer.Option(help="Articles per batch [200].")]
LexiconExtra = Annotated[Path | None, typer.Option(help="CSV of your own frames (columns: seeds/lexicon/README.md).")]
ActorsExtra = Annotated[Path | None, typer.Option(help="CSV of your own actors: name, aliases, country, sectors.")]
EntitiesExtra = Annotated[
    Path | None, typer.Option(help="CSV of entities that are one, or are not: name, other_name, same (yes or no).")
]
Folds = Annotated[
    Path | None, typer.Option(help="Folder of the models of cross-validation: each article is coded by one that never saw it.")
]
Confidence = Annotated[float | None, typer.Option(help="Leave out event mentions below this confidence, 0 to 1.")]


class ModelKind(StrEnum):
    """Our two language models."""

    accurate = "accurate"
    fast = "fast"


_state = {"debug": False}


def _version(wanted: bool) -> None:
    if wanted:
        from flows.coding import version  # noqa: PLC0415

        console.out.print(f"dateline {version()}")
        raise typer.Exit


@app.callback()
def _options(
    debug: Annotated[bool, typer.Option("--debug", help="Show tracebacks and Prefect's log.")] = False,
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")] = False,
) -> None:
    _state["debug"] = debug


def _end(action: Any, *arguments: Any, **options: Any) -> None:
    raise typer.Exit(console.guarded(lambda: action(*arguments, **options), debug=_state["debug"]))


@app.command()
def run(
    inputs: Inputs,
    warehouse: Warehouse = None,
    model: Model = None,
    workers: WorkerCount = None,
    batch_size: BatchSize = None,
    lexicon_extra: LexiconExtra = None,
    actors_extra: ActorsExtra = None,
    entities_extra: EntitiesExtra = None,
    minimum_confidence: Confidence = None,
) -> None:
    """Read articles, code their events, check and load them, publish the warehouse.

    What is loaded already is not coded again; a run that was stopped goes on where it stopped.
    """
    from flows.commands import run_inputs  # noqa: PLC0415

    _end(
        run_inputs,
        inputs,
        debug=_state["debug"],
        warehouse=warehouse,
        model=model,
        workers=workers,
        batch_size=batch_size,
        lexicon_extra=lexicon_extra,
        actors_extra=actors_extra,
        entities_extra=entities_extra,
        minimum_confidence=minimum_confidence,
    )


@app.command()
def link(warehouse: Warehouse = None, actors_extra: ActorsExtra = None, entities_extra: EntitiesExtra = None) -> None:
    """Compare all entities of the warehouse anew and merge those that are one thing; runs compare what is new only.

    Merges stand in main.entity_merges with their reasons; a row "no" of --entities-extra takes one back.
    """
    from flows.commands import link_warehouse  # noqa: PLC0415

    _end(link_warehouse, debug=_state["debug"], warehouse=warehouse, actors_extra=actors_extra, entities_extra=entities_extra)


@app.command()
def ingest(inputs: Inputs, warehouse: Warehouse = None) -> None:
    """Read articles into the warehouse without coding them; what cannot be read goes to quarantine."""
    from flows.commands import ingest_inputs  # noqa: PLC0415

    _end(ingest_inputs, inputs, debug=_state["debug"], warehouse=warehouse)


@app.command()
def serve(
    inputs: Inputs,
    every: Annotated[str, typer.Option(help="How often: 90s, 15m, 6h, 1d.")] = "15m",
    warehouse: Warehouse = None,
    model: Model = None,
) -> None:
    """Run again and again on a schedule, with Prefect's pages to watch it; ends with the interrupt key."""
    from flows.commands import serve_inputs  # noqa: PLC0415

    _end(serve_inputs, inputs, every, debug=_state["debug"], warehouse=warehouse, model=model)


@app.command()
def query(
    sql: Annotated[
        str | None, typer.Argument(help="SQL, or a name of the cookbook; none lists the cookbook.", metavar="SQL|NAME")
    ] = None,
    warehouse: Warehouse = None,
    param: Annotated[list[str] | None, typer.Option("--param", "-p", help="key=value for a parameter of the query.")] = None,
    form: Annotated[str, typer.Option("--format", "-f", help="table, csv, json or parquet.")] = "table",
    output: Annotated[Path | None, typer.Option("--output", "-o", help="File to write instead of the screen.")] = None,
) -> None:
    """Ask the published warehouse, in SQL or by a named query."""
    from flows.asking import ask  # noqa: PLC0415

    _end(ask, sql, warehouse=warehouse, parameters=param or [], form=form, output=output)


@app.command()
def report(warehouse: Warehouse = None) -> None:
    """Show how the last run went, and where the quality report is."""
    from flows.asking import show_last_run  # noqa: PLC0415

    _end(show_last_run, warehouse=warehouse)


@app.command()
def evaluate(
    gold: Annotated[
        Path,
        typer.Argument(
            help="Folder of gold files, one JSON per article; with --language, --events, --dates or --places, of the corpora.",
            metavar="GOLD_DIR",
        ),
    ],
    language: Annotated[bool, typer.Option("--language", help="Compare language models on treebanks and name corpora.")] = False,
    events: Annotated[bool, typer.Option("--events", help="Measure the coder on public corpora of events and speech.")] = False,
    dates: Annotated[bool, typer.Option("--dates", help="Measure phrases of time on a public corpus of dates.")] = False,
    places: Annotated[bool, typer.Option("--places", help="Measure places on public corpora of toponyms.")] = False,
    model: Annotated[
        list[str] | None,
        typer.Option(
            help="Language model: a name, a folder, or an installed spaCy package; with --language several, else all our own."
        ),
    ] = None,
    workers: WorkerCount = None,
    lexicon_extra: LexiconExtra = None,
    actors_extra: ActorsExtra = None,
    minimum_confidence: Confidence = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the figures as JSON.")] = False,
    details: Annotated[
        bool, typer.Option("--details", help="List every missed and spurious event; with --dates or --places, all that is wrong.")
    ] = False,
    folds: Folds = None,
) -> None:
    """Code annotated articles and compare: how many events, roles, places, dates and tolls are right.

    With --language: tags, lemmas, parse, sentences and names of language models, their speed, memory and size.
    With --events: types of acts, sentences on police, reports of attacks, attributions.
    With --dates: phrases of time found, and the days that they mean.
    With --places: place names found, the countries and points that they mean.
    """
    from flows.commands import (  # noqa: PLC0415
        compare_languages,
        evaluate_corpora,
        evaluate_date_corpus,
        evaluate_folds,
        evaluate_gold,
        evaluate_place_corpora,
    )

    if sum((language, events, dates, places, folds is not None)) > 1:
        raise typer.BadParameter("expected one of --language, --events, --dates, --places and --folds")
    if language:
        _end(compare_languages, gold, model or [], as_json=as_json)
    given = {"lexicon_extra": lexicon_extra, "actors_extra": actors_extra, "minimum_confidence": minimum_confidence}
    if events:
        _end(evaluate_corpora, gold, model or [], as_json=as_json, **given)
    if dates:
        _end(evaluate_date_corpus, gold, model or [], as_json=as_json, details=details)
    if places:
        _end(evaluate_place_corpora, gold, model or [], as_json=as_json, details=details)
    if folds is not None:
        _end(evaluate_folds, gold, folds, as_json=as_json, details=details, **given)
    _end(
        evaluate_gold,
        gold,
        as_json=as_json,
        details=details,
        debug=_state["debug"],
        models=model or [],
        workers=workers,
        **given,
    )


@app.command()
def train(
    data: Annotated[Path, typer.Argument(help="Folder of the corpora.", metavar="DATA_DIR")],
    output: Annotated[Path, typer.Argument(help="Folder of the new model.", metavar="MODEL_DIR")],
    kind: Annotated[ModelKind, typer.Option(help="Which of our two models.")] = ModelKind.accurate,
    encoder: Annotated[
        Path | None, typer.Option(help="Folder of MiniLM (all-MiniLM-L6-v2) as published: config, tokenizer, weights.")
    ] = None,
    teacher: Annotated[
        str | None, typer.Option(help="Model whose annotations of unlabelled articles are trained on too (accurate model only).")
    ] = None,
    work: Annotated[Path | None, typer.Option(help="Folder of checkpoints, from which stopped training goes on.")] = None,
    seed: Annotated[int, typer.Option(help="Seed of the random numbers.")] = 1,
    minutes: Annotated[
        float, typer.Option(help="Most minutes of training proper; the fast model shares them between syntax and names.")
    ] = 120,
    events: Annotated[
        Path | None,
        typer.Option(help="Folder of gold files: train event heads on them (accurate model only).", metavar="GOLD_DIR"),
    ] = None,
    folds: Annotated[bool, typer.Option("--folds", help="Train the models of cross-validation, too.")] = False,
) -> None:
    """Train a language model from treebanks and name corpora. Needs the extra `train` (torch)."""
    from flows.commands import train_model  # noqa: PLC0415

    _end(train_model, data, output, kind.value, encoder, teacher, work, seed, minutes, events, folds=folds, debug=_state["debug"])


@app.command()
def calibrate(
    gold: Annotated[Path, typer.Argument(help="Folder of gold files, one JSON per article.", metavar="GOLD_DIR")],
    model: Model = None,
    lexicon_extra: LexiconExtra = None,
    actors_extra: ActorsExtra = None,
    output: Annotated[Path | None, typer.Option(help="Write the weights to this file, not to the seeds.")] = None,
    folds: Folds = None,
    pronouns: Annotated[
        bool, typer.Option("--pronouns", help="Fit the weights of pronouns instead, to GUM below this folder of corpora.")
    ] = False,
) -> None:
    """Fit the confidence of events to annotated articles, and tell how far it can be trusted."""
    from flows.commands import calibrate_confidence, calibrate_pronouns  # noqa: PLC0415

    if pronouns and folds is not None:
        raise typer.BadParameter("expected one of --pronouns and --folds")
    if pronouns:
        _end(calibrate_pronouns, gold, output, model=model, lexicon_extra=lexicon_extra, actors_extra=actors_extra)
    _end(calibrate_confidence, gold, output, folds, model=model, lexicon_extra=lexicon_extra, actors_extra=actors_extra)


@app.command()
def doctor(
    warehouse: Warehouse = None,
    model: Model = None,
    server: Annotated[bool, typer.Option("--server", help="Also start the Prefect server and time it.")] = False,
) -> None:
    """Check that everything a run needs is there; one line each."""
    from flows.diagnosis import diagnose  # noqa: PLC0415

    _end(diagnose, server=server, warehouse=warehouse, model=model)


@app.command()
def explain(
    wanted: Annotated[str, typer.Argument(help="Id of an article, an event or an event mention.", metavar="ARTICLE|EVENT")],
    warehouse: Warehouse = None,
    model: Model = None,
    lexicon_extra: LexiconExtra = None,
    actors_extra: ActorsExtra = None,
) -> None:
    """Show an event's sentence with its marked spans, and why each of its values is what it is."""
    from flows.explain import explain as explain_events  # noqa: PLC0415

    _end(explain_events, wanted, warehouse=warehouse, model=model, lexicon_extra=lexicon_extra, actors_extra=actors_extra)


@app.command()
def lexicon(
    word: Annotated[str, typer.Argument(help="A verb or noun as a dictionary lists it.")], lexicon_extra: LexiconExtra = None
) -> None:
    """Show what the event lexicon knows of a word."""
    from flows.asking import show_word  # noqa: PLC0415

    _end(show_word, word, lexicon_extra=lexicon_extra)


def main() -> None:
    """Entry of the console script. `--debug` may stand anywhere."""
    if "--debug" in sys.argv[2:]:
        sys.argv.remove("--debug")
        sys.argv.insert(1, "--debug")
    app()


if __name__ == "__main__":
    main()
