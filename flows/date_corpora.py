"""Phrases of time on a public corpus of resolved dates: `dateline evaluate --dates DATA_DIR`.

Read is GUM's news and interviews; format and licence: the README beside the corpus. The page's date counts as the publication
date. What counts as right: `transforms.scoring.dates`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

from spacy import Language

from flows import console
from flows.coding import CoderPlan
from flows.corpora import read_records, read_text
from flows.corpus_figures import show_figures
from flows.settings import load_settings
from flows.workers import load_extractor
from transforms.events.dates import find_time_expressions
from transforms.language.article import parse_articles
from transforms.scoring.dates import FoundDate, is_right, score_dates
from transforms.scoring.figures import Figure

FILE, TITLE = "gum_dates/gum_dates.jsonl.gz", "GUM"
VALUES = ("when", "from", "to", "notBefore", "notAfter")
WRONG_COLUMNS = ("page of", "expression", "wanted", "found")


def evaluate_dates(data: Path, *, as_json: bool, details: bool, **given: object) -> int:
    """`dateline evaluate --dates`: find the dates of the corpus below `data` and print the figures. `given`: settings.

    With `details` first every expression that is not found or not right. Raises CorpusMissingError and ModelNotFoundError.
    """
    records = read_records(read_text(data / FILE))
    console.say(f"Dating {TITLE}: {len(records)} texts")
    found = list(find_dates(records, load_extractor(CoderPlan.of(load_settings(**given))).nlp))
    if details:
        wrong = [row for record, some in zip(records, found, strict=True) for row in list_wrong(record, some)]
        console.print_table("", WRONG_COLUMNS, wrong)
    show_figures({TITLE: score_dates(zip(map(dates_of, records), found, strict=True))}, as_json=as_json)
    return console.OK


def dates_of(record: dict) -> list[dict]:
    """The expressions that the corpus marks: start, end, and when, from, to, notBefore, notAfter where given."""
    return record["gold"]["dates"]


def measure_dates(records: Sequence[dict], nlp: Language) -> dict[str, Figure]:
    """Figures of records: id, dct, text, gold.dates."""
    return score_dates(zip(map(dates_of, records), find_dates(records, nlp), strict=True))


def find_dates(records: Sequence[dict], nlp: Language) -> Iterator[list[FoundDate]]:
    """The phrases of time in each record's text, resolved against its dct."""
    rows = (
        {"article_id": one["id"], "title": "", "text": one["text"], "published_at": datetime.fromisoformat(one["dct"])}
        for one in records
    )
    for parsed in parse_articles(nlp, rows):
        found = (one for sentence in parsed.sentences for one in find_time_expressions(sentence.span, parsed.published_on))
        yield [FoundDate(one.start_char, one.end_char, one.start, one.end, one.precision) for one in found]


def list_wrong(record: dict, found: Sequence[FoundDate]) -> list[list[str]]:
    """Rows of WRONG_COLUMNS: the expressions of a text that are not found or not right."""
    rows = []
    for told in dates_of(record):
        over = [one for one in found if one.overlaps(told)]
        if not any(is_right(told, one) for one in over):
            wanted = " to ".join(told[name] for name in VALUES if name in told)
            got = "; ".join(f"{one.start or '-'} ({one.precision})" for one in over)
            rows.append([record["dct"], told["text"], wanted, got])
    return rows
