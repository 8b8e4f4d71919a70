"""Language models side by side: `dateline evaluate --language`.

Each model lives in a process of its own, fresh, with one thread a library, so that load time and memory are its own. The texts
for the speed go round the models in turn; the scores follow, one model after the other.

Light: the parent imports no language library until it reads the corpora.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import re
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from flows import console
from flows.settings import load_settings
from flows.workers import WORKER_ENVIRONMENT
from seeds import ROOT as SEEDS

LEAST_RELATIONS = 20
ROUND_TEXTS = 50
MISSING = "-"
TREEBANKS = {"gum_news_dev": "GUM news dev", "ewt_dev": "EWT dev", "pud": "PUD kept"}
PASSAGES = {"gum_news_dev": "GUM news dev", "ewt_dev": "EWT dev", "pud_passages": "PUD passages"}
NAMES = {"gmb_dev": "GMB dev", "crossner_dev": "CrossNER dev", "uner_dev": "UNER dev", "articles_dev": "gold/dev"}
NAME_FIGURES = {"f": "names F", "undated_f": "names F, no DATE", "entities_f": "names F, no numbers"}
# Figures with their words, and the parts that have them, in the order of the summary.
SUMMARY: tuple[tuple[Mapping[str, str], Mapping[str, str]], ...] = (
    ({"tag": "tags", "pos": "coarse tags", "lemma": "lemmas", "uas": "UAS", "las": "LAS"}, TREEBANKS),
    ({"ends": "sentence ends F", "sents": "sentences F"}, PASSAGES),
    ({"sents": "sentences F"}, {"pud": TREEBANKS["pud"]}),
    (NAME_FIGURES, {part: NAMES[part] for part in ("gmb_dev", "crossner_dev")}),
    ({"f": "names F"}, {"uner_dev": NAMES["uner_dev"]}),
    (NAME_FIGURES, {"articles_dev": NAMES["articles_dev"]}),
    ({"f": "entities F", "strict_f": "entities F, strict"}, {"articles_entities": NAMES["articles_dev"]}),
)
NOTES = (
    "PUD: the documents kept back from training, its sentences alone, its passages those that follow each other. The end of a "
    "text counts as no sentence end. No numbers: without dates, times, amounts. UNER: persons, organisations, places only. "
    "gold/dev gives each entity one form of its name; other forms found are left out, but for the strict figure. Entities: "
    "distinct names of an article, with their type.\n"
)
COSTS = {
    "words_per_second": "words a CPU-second",
    "load_seconds": "CPU-seconds to load",
    "memory_mb": "MB of memory added",
    "size_mb": "MB on disk",
}


class ModelLostError(RuntimeError):
    """The process of a model ended while it was measured (killed, out of memory)."""


def find_own_models() -> list[str]:
    """Names of the models below seeds/models."""
    return sorted(path.parent.name for path in (SEEDS / "models").glob("*/meta.json"))


def evaluate_language(data: Path, models: Sequence[str], *, as_json: bool) -> int:
    """`dateline evaluate --language`: measure the models (none given: our own) on the corpora below `data` and print the figures.

    Raises CorpusMissingError and LanguageModelError.
    """
    found = compare_models(data, models or find_own_models())
    if as_json:
        sys.stdout.write(json.dumps(found, indent=1) + "\n")
    else:
        show_tables(found)
    return console.OK


def compare_models(data: Path, models: Sequence[str]) -> list[dict[str, Any]]:
    """The figures of each model: `model` and `source`, `lacks`, COSTS, and the `scores` of flows/measure.py."""
    sources = [load_settings(model=model).model_source for model in models]
    processes = [ModelProcess(source) for source in sources]
    try:
        figures = [process.ask(open_model, source) for process, source in zip(processes, sources, strict=True)]
        console.say(f"Reading the corpora in {data}")
        from flows.measure import read_parts  # noqa: PLC0415 - spaCy is imported here

        parts = read_parts(data)
        console.say("Timing the models in turn")
        for one, speed in zip(figures, time_in_turn(processes, parts.speed), strict=True):
            one["words_per_second"] = round(speed)
        for one, process in zip(figures, processes, strict=True):
            one["memory_mb"] = process.ask(measure_memory)
        for one, process in zip(figures, processes, strict=True):
            console.say(f"Measuring {one['model']}")
            one["scores"] = process.ask(score_model, parts)
    finally:
        for process in processes:
            process.close()
    return name_apart(figures)


def time_in_turn(processes: Sequence[ModelProcess], texts: Sequence[str]) -> list[float]:
    """Words a second of processor time of each model, over rounds of some texts, one model after the other in each round."""
    totals = [[0, 0.0] for _ in processes]
    for process in processes:
        process.ask(time_model, texts[:1])
    for start in range(0, len(texts), ROUND_TEXTS):
        for process, total in zip(processes, totals, strict=True):
            words, seconds = process.ask(time_model, texts[start : start + ROUND_TEXTS])
            total[0] += words
            total[1] += seconds
    return [words / seconds for words, seconds in totals]


def name_apart(figures: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The figures with models of one name called by their source."""
    names = [one["model"] for one in figures]
    return [one | {"model": one["source"] if names.count(one["model"]) > 1 else one["model"]} for one in figures]


# --- a model's process -------------------------------------------------------------------------------------------------------


class ModelProcess:
    """A fresh process for one model, which answers one question after the other."""

    def __init__(self, source: str) -> None:
        self.source = source
        spawning = multiprocessing.get_context("spawn")
        self._pipe, other = spawning.Pipe()
        self._process = spawning.Process(target=answer, args=(other,), daemon=True)
        self._process.start()
        other.close()

    def ask(self, question: Callable[..., Any], *arguments: Any) -> Any:
        """What the function returns there; raises what it raises, and ModelLostError when the process ends over it."""
        try:
            self._pipe.send((question, arguments))
            reply, error = self._pipe.recv()
        except (EOFError, ConnectionError):
            self._process.join()
            raise ModelLostError(
                f"language model {self.source}: its process ended while it was measured (exit code {self._process.exitcode})"
            ) from None
        if error is not None:
            raise error
        return reply

    def close(self) -> None:
        """End the process, whatever it does."""
        self._pipe.close()
        self._process.terminate()
        self._process.join()


def answer(pipe: Connection) -> None:
    """The process's work: answer until nobody asks any more."""
    import signal  # noqa: PLC0415

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent sees it and ends us
    os.environ.update(WORKER_ENVIRONMENT)  # before a library that starts threads is imported
    while True:
        try:
            question, arguments = pipe.recv()
        except EOFError:
            return
        try:
            pipe.send((question(*arguments), None))
        except Exception as error:  # told to the parent, which raises it
            pipe.send((None, error))


_state: dict[str, Any] = {}


def open_model(source: str) -> dict[str, Any]:
    """Load a model in this process; its name, what it lacks, load time and size. Raises LanguageModelError."""
    from flows import measure  # noqa: PLC0415,F401 - its imports are no part of the model
    from transforms.language.pipeline import REQUIRED_ANNOTATIONS, find_lacking, open_pipeline  # noqa: PLC0415

    _state["memory_mb"] = read_memory("VmRSS")
    started = time.process_time()
    nlp = open_pipeline(source)
    seconds = time.process_time() - started
    _state["nlp"] = nlp
    return {
        "model": f"{nlp.meta['lang']}_{nlp.meta['name']}",
        "version": nlp.meta["version"],
        "source": source,
        "lacks": {name: REQUIRED_ANNOTATIONS[name] for name in find_lacking(nlp)},
        "load_seconds": round(seconds, 2),
        "size_mb": round(sum(file.stat().st_size for file in Path(str(nlp.path)).rglob("*") if file.is_file()) / 1e6, 1),
    }


def time_model(texts: Sequence[str]) -> tuple[int, float]:
    """Words and seconds of processor time of this process's model."""
    from flows.measure import time_texts  # noqa: PLC0415

    return time_texts(_state["nlp"], texts)


def measure_memory() -> int:
    """MB that this process held at its peak, above what it held before it loaded the model."""
    return round(read_memory("VmHWM") - _state["memory_mb"])


def score_model(parts: Any) -> dict[str, Any]:
    """The scores of this process's model."""
    from flows.measure import measure_parts  # noqa: PLC0415

    return measure_parts(_state["nlp"], parts)


def read_memory(name: str) -> float:
    """MB of memory of this process: VmRSS now, VmHWM at its peak; the peak for both where there is no /proc."""
    status = Path("/proc/self/status")
    if status.is_file():
        found = re.search(rf"^{name}:\s+(\d+) kB", status.read_text("utf-8"), re.MULTILINE)
        if found:
            return int(found[1]) / 1e3
    import resource  # noqa: PLC0415 - not on Windows

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1e6 if sys.platform == "darwin" else 1e3)


# --- the tables --------------------------------------------------------------------------------------------------------------


def show_tables(figures: Sequence[Mapping[str, Any]]) -> None:
    """Print the summary, the relations, the names by label, and in words what models lack."""
    models = [one["model"] for one in figures]
    console.print_table("summary", ["part", "figure", *models], list_summary(figures), numbers=models)
    console.out.print(NOTES, markup=False, style="dim")
    relations = list_relations(figures)
    title = f"\nrelations, F on all treebank parts, {LEAST_RELATIONS} and more"
    console.print_table(title, ["relation", "number", *models], relations, numbers=["number", *models])
    console.print_table(
        "\nnames, F by label", ["part", "label", "number", *models], list_labels(figures), numbers=["number", *models]
    )
    for line in list_lacks(figures):
        console.out.print(line, markup=False, soft_wrap=True)


def list_summary(figures: Sequence[Mapping[str, Any]]) -> list[list[str]]:
    """Rows: part, figure, and its value for each model."""
    rows = [
        [name, word, *(show_score(one["scores"][part][key]) for one in figures)]
        for words, parts in SUMMARY
        for part, name in parts.items()
        for key, word in words.items()
    ]
    return rows + [["cost", word, *(console.show(one[key]) for one in figures)] for key, word in COSTS.items()]


def list_relations(figures: Sequence[Mapping[str, Any]]) -> list[list[str]]:
    """Rows: relation, how many there are, F of each model; the frequent first."""
    relations = [one["scores"]["relations"] for one in figures]
    numbers = count_true(relations)
    frequent = sorted((name for name, number in numbers.items() if number >= LEAST_RELATIONS), key=lambda name: -numbers[name])
    return [[name, console.show(numbers[name]), *(show_f(one, name) for one in relations)] for name in frequent]


def list_labels(figures: Sequence[Mapping[str, Any]]) -> list[list[str]]:
    """Rows: part, label, how many there are, F of each model."""
    rows = []
    for part, name in NAMES.items():
        labels = [one["scores"][part]["by_label"] for one in figures]
        numbers = count_true(labels)
        rows += [
            [name, label, console.show(number), *(show_f(one, label) for one in labels)]
            for label, number in sorted(numbers.items())
            if number
        ]
    return rows


def count_true(tables: Iterable[Mapping[str, Mapping[str, Any]]]) -> dict[str, int]:
    """How many of each label the reference has, as any model's table of scores by label tells."""
    return {label: values["n"] for table in tables for label, values in table.items()}


def list_lacks(figures: Sequence[Mapping[str, Any]]) -> list[str]:
    """Sentences on annotations and labels that models lack, and on labels that the parts do not have."""
    lines = []
    for one in figures:
        if one["lacks"]:
            lacks = ", ".join(f"{word} ({name})" for name, word in one["lacks"].items())
            lines.append(f"{one['model']} lacks {lacks}: its figures of that are shown as {MISSING}")
        scores = one["scores"]
        tables = {"relations": [scores["relations"]], "names": [scores[part]["by_label"] for part in NAMES]}
        for word, found in tables.items():
            numbers, right = count_labels(found)
            never = sorted(label for label, number in numbers.items() if number >= LEAST_RELATIONS and not right[label])
            foreign = sorted(label for label, number in numbers.items() if not number)
            if never:
                lines.append(f"{one['model']} gets no {word} right that are labelled {', '.join(never)}")
            if foreign:
                lines.append(f"{one['model']} labels {word} as the corpora do not: {', '.join(foreign)}")
    return lines


def count_labels(tables: Iterable[Mapping[str, Mapping[str, Any]]]) -> tuple[dict[str, int], dict[str, bool]]:
    """By label: how many there are in all tables, and whether one of them was found right."""
    numbers: dict[str, int] = {}
    right: dict[str, bool] = {}
    for label, values in (item for table in tables for item in table.items()):
        numbers[label] = numbers.get(label, 0) + values["n"]
        right[label] = right.get(label, False) or values["f"] > 0
    return numbers, right


def show_f(table: Mapping[str, Mapping[str, Any]], label: str) -> str:
    """The F of a label; a model without any of this kind has no table."""
    return show_score(table[label]["f"] if label in table else None)


def show_score(score: float | None) -> str:
    """A score with three digits, a missing one as a dash."""
    return MISSING if score is None else f"{score:.3f}"
