"""Share of the GUM corpus's resolved dates that `find_time_expressions` gets right.

Usage: python -m benchmarks.measure_dates path/to/gum_dates.jsonl.gz [--show]

A gold date is right when an expression overlaps it and says the same day, month or year, or the same first day for a range.
Dates of years that only stand for themselves (`--10`, notBefore/notAfter) are left out.
"""

from __future__ import annotations

import argparse
import gzip
import json
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import spacy

from transforms.events.dates import find_time_expressions
from transforms.events.records import TimeExpression


def read_documents(path: Path) -> Iterator[dict]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def told_values(expression: TimeExpression) -> list[str]:
    """First and last day of an expression in the notation of the corpus: `2015-09-01`, `2015-09` or `2015`."""
    if expression.start is None:
        return ["unknown"]
    length = {"month": 7, "year": 4}.get(expression.precision, 10)
    return [day.isoformat()[:length] for day in (expression.start, expression.end) if day]


def measure(path: Path, show: bool) -> Counter[str]:
    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    counts: Counter[str] = Counter()
    for row in read_documents(path):
        doc = nlp(row["text"])
        found = [expression for sent in doc.sents for expression in find_time_expressions(sent, date.fromisoformat(row["dct"]))]
        for gold in row["gold"]["dates"]:
            wanted = gold.get("when") or gold.get("from")
            if not wanted or wanted.startswith("-") or "T" in wanted:
                continue
            values = [
                value
                for expression in found
                for value in told_values(expression)
                if expression.start_char < gold["end"] and gold["start"] < expression.end_char
            ]
            outcome = "right" if wanted in values else "unknown" if "unknown" in values else "wrong" if values else "missed"
            counts[outcome] += 1
            if show and outcome != "right":
                context = row["text"][max(0, gold["start"] - 40) : gold["end"] + 20].replace("\n", " ")
                print(f"{outcome:8}{row['dct']}  wanted {wanted}  got {values}  … {context}")
    return counts


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("path", type=Path)
    parser.add_argument("--show", action="store_true", help="print every date that is not right")
    options = parser.parse_args()
    counts = measure(options.path, options.show)
    print(f"{counts['right'] / max(1, counts.total()):.3f} of {counts.total()} dates right", dict(counts))


if __name__ == "__main__":
    main()
