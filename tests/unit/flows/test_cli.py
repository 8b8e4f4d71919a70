"""The command line: what it costs to ask for help, and what people see when something is wrong."""

import subprocess
import sys
from pathlib import Path

import duckdb
import pytest
import typer
from typer.testing import CliRunner

from flows import console
from flows.cli import app
from flows.settings import Settings
from warehouse.connection import WarehousePaths
from warehouse.publish import publish
from warehouse.queries import list_queries
from warehouse.writer import open_writer

HEAVY = ("prefect", "spacy", "polars", "duckdb", "great_expectations", "pandas", "pyarrow", "numpy")
ROOT = Path(__file__).parents[3]
COMMANDS = typer.main.get_command(app).commands


@pytest.fixture(autouse=True)
def elsewhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(f"DATELINE_{name.upper()}", raising=False)
    monkeypatch.setenv("DATELINE_PREFECT_HOME", str(tmp_path / "prefect"))
    monkeypatch.setattr(console, "err", console.Console(stderr=True, highlight=False, width=400))
    monkeypatch.setattr(console, "out", console.Console(highlight=False, width=200))


def call(*arguments):
    return CliRunner().invoke(app, arguments)


def written_warehouse(path):
    paths = WarehousePaths.of(path)
    with open_writer(paths) as con:
        publish(paths, con)
    return paths


def test_help_imports_nothing_heavy():
    code = (
        "import sys; sys.argv = ['dateline', '--help']\nfrom flows.cli import main\ntry: main()\nexcept SystemExit: pass\n"
        f"print([name for name in {HEAVY} if name in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "[]"
    assert "dateline" in done.stdout.lower()


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_each_command_is_explained_and_stands_in_the_readme(name):
    command = COMMANDS[name]
    assert command.help
    assert all(getattr(parameter, "help", None) for parameter in command.params if parameter.name != "help")
    assert f"dateline {name}" in (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (["run", "nothing.json"], 2, "Inputs: expected a file, a folder"),
        (["run", ".", "--workers", "0"], 2, "setting workers"),
        (["run", "article.txt", "--model", "en_nowhere"], 2, "setting model: expected one of"),
        (["run", "article.txt", "--lexicon-extra", "none.csv"], 2, "setting lexicon_extra"),
        (["ingest", "nothing.json"], 2, "Inputs: expected a file, a folder"),
        (["serve", "article.txt", "--every", "soon"], 2, "option --every: expected a number with s, m, h or d"),
        (["serve", "-", "--every", "1h"], 2, "serve: expected files, folders or patterns that can be read again"),
        (["query", "deadliest_events"], 1, "expected a published warehouse, found no such file"),
        (["query", "select 1", "--format", "excel"], 2, "option --format: expected one of table, csv, json, parquet"),
        (["query", "select 1", "--format", "parquet"], 2, "expected a file in --output"),
        (["query", "deadliest_events", "--param", "rows"], 2, "option --param: expected key=value"),
        (["report"], 1, "expected a published warehouse, found no such file"),
        (["evaluate", "."], 2, "gold: expected a folder with *.json files"),
        (["evaluate", ".", "--model", "a", "--model", "b"], 2, "option --model: expected one model, got 2"),
        (["evaluate", "--language", "nowhere"], 2, "evaluate --language: expected a folder of corpora"),
        (["evaluate", "--language", ".", "--model", "en_nowhere"], 2, "no language model at 'en_nowhere'"),
        (["train", "nowhere", "model"], 2, "train: expected a folder of corpora"),
        (["train", ".", "model"], 2, "train: expected --encoder, the folder of a pretrained MiniLM"),
    ],
)
def test_mistakes_are_told_in_one_line(arguments, code, told):
    Path("article.txt").write_text("Title\nA bomb killed two soldiers near the airport.")
    done = call(*arguments)
    assert (done.exit_code, done.stderr.count("\n")) == (code, 1), done.stderr
    assert told in done.stderr
    assert "Traceback" not in done.output


def test_debug_shows_where():
    assert "Traceback" in call("--debug", "report").stderr


def test_wrong_sql_and_unknown_names_are_told(tmp_path):
    written_warehouse(tmp_path / "dateline.duckdb")
    done = call("query", "select no_column from main.events")
    assert (done.exit_code, "no_column" in done.stderr, done.stderr.count("\n")) == (2, True, 1)
    done = call("query", "deadliest_event")
    assert done.exit_code == 2
    assert "deadliest_events" in done.stderr


def test_a_locked_and_a_newer_warehouse_are_told(tmp_path):
    paths = written_warehouse(tmp_path / "dateline.duckdb")
    holder = f"import duckdb, sys; con = duckdb.connect({str(paths.published)!r}); print('open', flush=True); sys.stdin.read()"
    process = subprocess.Popen([sys.executable, "-c", holder], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    process.stdout.readline()
    done = call("query", "select 1")
    process.communicate()
    assert (done.exit_code, f"process {process.pid} holds it" in done.stderr) == (1, True)
    with duckdb.connect(str(paths.published)) as con:
        con.execute("insert into audit.schema_migrations values (9999, '9999_later.sql', repeat('0', 64), now()::timestamp)")
    done = call("query", "select 1")
    assert (done.exit_code, "got version 9999" in done.stderr) == (1, True)


@pytest.mark.parametrize(
    ("form", "expected"),
    [("csv", "n,names\n1,a | b\n"), ("json", '[\n {\n  "n": 1,\n  "names": [\n   "a",\n   "b"\n  ]\n }\n]\n')],
)
def test_answers_are_written_as_asked(tmp_path, form, expected):
    written_warehouse(tmp_path / "dateline.duckdb")
    sql = "select 1 as n, ['a', 'b'] as names"
    assert call("query", sql, "--format", form).stdout == expected
    assert call("query", sql, "--format", form, "--output", "answer").exit_code == 0
    assert Path("answer").read_text() == expected


def test_parquet_and_parameters(tmp_path):
    written_warehouse(tmp_path / "dateline.duckdb")
    done = call(
        "query", "select $day as day, $rows as n", "-p", "day=2026-01-01", "-p", "rows=3", "-f", "parquet", "-o", "a.parquet"
    )
    assert done.exit_code == 0, done.stderr
    assert duckdb.sql("select * from 'a.parquet'").fetchall() == [("2026-01-01", 3)]


def test_the_cookbook_is_listed():
    shown = call("query").stdout
    assert all(query.name in shown for query in list_queries())


def test_words_of_the_lexicon_are_shown():
    assert "ASSAULT" in call("lexicon", "kill").stdout
    assert call("lexicon", "zzz").exit_code == 1


def test_version_is_shown():
    assert call("--version").stdout.startswith("dateline ")
