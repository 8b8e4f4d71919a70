"""Phrases of time on a public corpus: which values are right, what is counted. All texts are made up."""

from __future__ import annotations

import gzip
import json
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from flows import console
from flows.cli import app
from flows.corpora import CorpusMissingError
from flows.date_corpora import FILE, TITLE, evaluate_dates, find_dates, list_wrong, measure_dates
from transforms.extract import Extractor
from transforms.scoring.dates import FoundDate, is_right, kind_of, read_value, score_dates


def found(start: str | None, end: str | None = None, precision: str = "day", at: tuple[int, int] = (0, 5)) -> FoundDate:
    first = date.fromisoformat(start) if start else None
    return FoundDate(*at, first, date.fromisoformat(end) if end else first, precision)


MAY = found("2021-05-01", "2021-05-31", "month")
UNRESOLVED = found(None, precision="unknown")


@pytest.mark.parametrize(
    ("told", "one", "right"),
    [
        ({"when": "2021-05-03"}, found("2021-05-03"), True),
        ({"when": "2021-05-03"}, found("2021-05-04"), False),
        ({"when": "2021-05-03"}, UNRESOLVED, False),
        ({"when": "2021-05"}, MAY, True),
        ({"when": "2021-05"}, found("2021-05-01"), False),
        ({"when": "2021-05-01"}, MAY, False),
        ({"when": "2021"}, found("2021-01-01", "2021-12-31", "year"), True),
        ({"when": "2021"}, MAY, False),
        ({"when": "2021-05-09"}, found("2021-05-03", "2021-05-09"), True),
        ({"when": "--05"}, MAY, True),
        ({"when": "--06"}, MAY, False),
        ({"when": "--05-03"}, found("1998-05-03"), True),
        ({"from": "2021-05-03", "to": "2021-05-09"}, found("2021-05-03", "2021-05-09", "week"), True),
        ({"from": "2021-05-03", "to": "2021-05-10"}, found("2021-05-03", "2021-05-09", "week"), False),
        ({"from": "2021-05", "to": "2021-06"}, found("2021-05-01", "2021-06-30", "month"), True),
        ({"notAfter": "2021-05"}, MAY, True),
        ({"notAfter": "2021-04"}, MAY, False),
        ({"notBefore": "2020", "notAfter": "2021-05-31"}, MAY, True),
        ({"notBefore": "2021-05-02"}, MAY, False),
        ({"notAfter": "2021-05"}, UNRESOLVED, False),
        ({"when": "spring"}, MAY, False),
    ],
)
def test_values_are_right_when_they_say_the_same_days_as_exactly(told, one, right):
    assert is_right(told, one) is right


@pytest.mark.parametrize(
    ("told", "kind"),
    [
        ({"when": "2021-05-03"}, "day"),
        ({"when": "-2021-05-03"}, "day"),
        ({"when": "2021-05"}, "month"),
        ({"when": "2021"}, "year"),
        ({"when": "--05"}, "unstated year"),
        ({"from": "--12", "to": "--03"}, "unstated year"),
        ({"from": "2021-05-03", "to": "2021-05-09"}, "stretch"),
        ({"notAfter": "2021"}, "bounds"),
    ],
)
def test_kinds_of_values(told, kind):
    assert kind_of(told) == kind


def test_read_value_leaves_open_what_is_not_stated():
    value = read_value("--05")
    assert value is not None
    assert (value.year, value.month, value.day) == (None, 5, None)
    assert read_value("spring") is None


def test_score_dates_counts_spans_and_values():
    told = [
        {"start": 0, "end": 5, "when": "2021-05-03"},
        {"start": 10, "end": 15, "when": "2020"},
        {"start": 20, "end": 25, "when": "--05"},
    ]
    phrases = [found("2021-05-03"), found(None, precision="unknown", at=(12, 18)), found("2021-05-04", at=(30, 35))]
    figures = score_dates([(told, phrases), ([], [])])
    assert figures["span"] == {"p": 0.667, "r": 0.667, "f1": 0.667, "tp": 2, "fp": 1, "fn": 1}
    assert figures["value"] == [0.5, 2]
    assert figures["value where resolved"] == [1.0, 1]
    assert figures["value: unstated year"] == [0.0, 1]
    assert figures["value: month"] == [None, 0]


TEXT = "Troops left on Monday. They had come in May 1998, two years after a treaty."
RECORD = {
    "id": "a",
    "dct": "2021-09-08",
    "text": TEXT,
    "gold": {
        "dates": [
            {"start": TEXT.index("Monday"), "end": TEXT.index("Monday") + 6, "text": "Monday", "when": "2021-09-06"},
            {"start": TEXT.index("May"), "end": TEXT.index("May") + 8, "text": "May 1998", "when": "1998-05"},
            {"start": TEXT.index("two"), "end": TEXT.index("two") + 9, "text": "two years", "when": "1996"},
        ]
    },
}


def test_measure_dates_counts_from_the_page_s_date(extractor: Extractor):
    assert [[(one.start, one.precision) for one in text] for text in find_dates([RECORD], extractor.nlp)] == [
        [(date(2021, 9, 6), "day"), (date(1998, 5, 1), "month")]
    ]
    figures = measure_dates([RECORD], extractor.nlp)
    assert figures["value"] == [0.667, 3]
    assert figures["span"]["fn"] == 1


def test_list_wrong_names_what_was_wanted_and_found():
    assert list_wrong(RECORD, [found("2021-09-07", at=(15, 21))]) == [
        ["2021-09-08", "Monday", "2021-09-06", "2021-09-07 (day)"],
        ["2021-09-08", "May 1998", "1998-05", ""],
        ["2021-09-08", "two years", "1996", ""],
    ]


def test_evaluate_dates_reads_the_corpus_and_wants_one(tmp_path: Path, monkeypatch, extractor: Extractor, capsys):
    with pytest.raises(CorpusMissingError, match="gum_dates"):
        evaluate_dates(tmp_path, as_json=True, details=False)
    path = tmp_path / FILE
    path.parent.mkdir()
    path.write_bytes(gzip.compress(json.dumps(RECORD).encode()))
    monkeypatch.setattr("flows.date_corpora.load_extractor", lambda _plan: extractor)
    assert evaluate_dates(tmp_path, as_json=True, details=True) == console.OK
    out = capsys.readouterr().out
    assert json.loads(out[out.index("{") :])[TITLE]["value"] == [0.667, 3]


def test_options_of_evaluate_exclude_each_other():
    result = CliRunner().invoke(app, ["evaluate", ".", "--dates", "--events"])
    assert result.exit_code != 0
    assert "--dates" in result.output
