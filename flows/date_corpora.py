"""Phrases of time on a public corpus of resolved dates: `dateline evaluate --dates DATA_DIR`.

Read is GUM's news and interviews; format and licence: the README beside the corpus. The page's date counts as the publication
date. What counts as right: `transforms.scoring.dates`.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

from spacy import Language

from flows import console
from flows.coding import CoderPlan
from flows.corpora import read_text
from flows.settings import load_settings
from flows.workers import load_extractor
from transforms.events.dates import find_time_expressions
from transforms.language.article import parse_articles
from transforms.scoring.dates import FoundDate, score_dates
from transforms.scoring.figures import Figure

FILE, TITLE = "gum_dates/gum_dates.jsonl.gz", "GUM"
COLUMNS = ("figure", "P", "R", "F1", "share", "cases")


def evaluate_dates(data: Path, *, as_json: bool, **given: object) -> int:
    """`dateline evaluate --dates`: find the dates of the corpus below `data` and print the figures. `given`: settings.

    Raises CorpusMissingError and ModelNotFoundError.
    """
    records = [json.loads(line) for line in read_text(data / FILE).splitlines()]
    console.say(f"Dating {TITLE}: {len(records)} texts")
    show_figures(measure_dates(records, load_extractor(CoderPlan.of(load_settings(**given))).nlp), as_json=as_json)
    return console.OK


def measure_dates(records: Sequence[dict], nlp: Language) -> dict[str, Figure]:
    """Figures of records: id, dct, text, gold.dates (start, end, and when, from, to, notBefore, notAfter where given)."""
    return score_dates(zip((one["gold"]["dates"] for one in records), find_dates(records, nlp), strict=True))


def find_dates(records: Sequence[dict], nlp: Language) -> Iterator[list[FoundDate]]:
    """The phrases of time in each record's text, resolved against its dct."""
    rows = (
        {"article_id": one["id"], "title": "", "text": one["text"], "published_at": datetime.fromisoformat(one["dct"])}
        for one in records
    )
    for parsed in parse_articles(nlp, rows):
        found = (one for sentence in parsed.sentences for one in find_time_expressions(sentence.span, parsed.published_on))
        yield [FoundDate(one.start_char, one.end_char, one.start, one.end, one.precision) for one in found]


def show_figures(figures: dict[str, Figure], *, as_json: bool) -> None:
    """Print the figures: as JSON, or one table."""
    if as_json:
        sys.stdout.write(json.dumps({TITLE: figures}, indent=1) + "\n")
    else:
        console.print_table("", COLUMNS, [[name, *_cells(one)] for name, one in figures.items()], numbers=COLUMNS[1:])


def _cells(figure: Figure) -> list[object]:
    """P, R, F1, share and cases (of P and R: how many there are to find)."""
    if isinstance(figure, dict):
        return [figure["p"], figure["r"], figure["f1"], None, figure["tp"] + figure["fn"]]
    return [None, None, None, *figure] if isinstance(figure, list) else [None, None, None, figure, None]
