"""The flow as it is: a real Prefect server, real worker processes, Great Expectations, DuckDB files.

One server serves all tests. Inputs are small; the model is that of the house.
"""

# ruff: noqa: PLC0415 - Prefect reads the environment when it is imported, and the server's address stands there once it runs

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import polars as pl
import pytest

from flows.orchestrator import orchestrator
from flows.settings import Settings
from flows.workers import peak_bytes
from transforms.contracts import table, tables

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared"
ARTICLES = [
    {
        "id": "1",
        "title": "Bomb kills 12 in Kabul",
        "published_at": "2021-09-07T08:00:00Z",
        "source": "Wire",
        "text": "KABUL, Sept 7 — A bomb killed 12 people at a market in Kabul on Monday, police said.\n\nThe Taliban condemned "
        "the attack.",
    },
    {
        "id": "2",
        "title": "Police arrest protesters",
        "published_at": "2021-09-08T08:00:00Z",
        "source": "Wire",
        "text": 'Police in Istanbul arrested 40 protesters on Wednesday.\n\n"We will march again," said the organiser Ayşe Kaya.',
    },
    {
        "id": "3",
        "title": "Leaders meet",
        "published_at": "2021-09-09T08:00:00Z",
        "source": "Desk",
        "text": "The presidents of France and Germany met in Berlin on Thursday and agreed to send aid to Haiti.",
    },
    {
        "id": "4",
        "title": "Rebels seize town",
        "published_at": "2021-09-10T08:00:00Z",
        "source": "Desk",
        "text": "Rebels seized the town of Goma on Friday after two days of fighting with government troops, the army said.",
    },
    {
        "id": "5",
        "title": "Sanctions on Belarus",
        "published_at": "2021-09-10T09:00:00Z",
        "source": "Desk",
        "text": "The European Union imposed sanctions on Belarus on Friday. Minsk rejected the accusations of Brussels.",
    },
]
# What a run writes of itself differs from run to run; what it says of the world does not.
OF_THE_RUN = {"run_id", "fetched_at"}


@pytest.fixture(scope="module", autouse=True)
def server(tmp_path_factory, monkeypatch_module):
    """One Prefect server, and no settings of the user."""
    for name in Settings.model_fields:
        monkeypatch_module.delenv(f"DATELINE_{name.upper()}", raising=False)
    monkeypatch_module.setenv("PREFECT_LOGGING_LEVEL", "CRITICAL")
    with orchestrator(tmp_path_factory.mktemp("prefect")) as api:
        api.wait()
        yield api


@pytest.fixture(scope="module")
def monkeypatch_module():
    with pytest.MonkeyPatch.context() as patch:
        yield patch


@pytest.fixture(scope="module")
def cache(pytestconfig):
    """The gazetteer, kept between test sessions."""
    return pytestconfig.cache.mkdir("gazetteer")


@pytest.fixture(scope="module")
def workers(cache):
    """Workers that all runs of the module share, as long as their coder is the same."""
    from flows.coding import CoderPlan
    from flows.workers import open_workers

    with open_workers(CoderPlan.of(Settings(cache=cache)), 1) as opened:
        yield opened


@pytest.fixture
def run(tmp_path, cache, workers):
    """Runs the flow on articles into the warehouse of a name; returns the report."""
    from flows.pipeline import dateline_run

    def run_articles(articles, name="news", **settings):
        source = tmp_path / f"{name}.jsonl"
        source.write_text("\n".join(one if isinstance(one, str) else json.dumps(one) for one in articles) + "\n")
        return dateline_run([str(source)], Settings(warehouse=tmp_path / f"{name}.duckdb", cache=cache, **settings))

    return run_articles


def published(report, sql):
    with duckdb.connect(str(report.warehouse), read_only=True) as con:
        return con.sql(sql).pl()


def contents(report):
    """All public tables, sorted, without what belongs to the run."""
    found = {}
    for name, one in tables().items():
        if one.schema == "main":
            columns = [column.name for column in one.columns if column.name not in OF_THE_RUN]
            found[name] = published(report, f"select {', '.join(columns)} from main.{name} order by {', '.join(table(name).key)}")
    return found


def test_a_run_fills_the_warehouse_and_the_second_adds_nothing(run):
    of_tests_before = peak_bytes() / 2**20
    first = run(ARTICLES)
    assert first.status == "completed"
    assert 100 < first.peak_memory_mib < of_tests_before + 1200
    assert first.counts == {"articles_read": 5, "articles_new": 5, "articles_duplicate": 0, "articles_rejected": 0}
    found = contents(first)
    assert {"ASSAULT", "COERCE", "CONSULT", "SANCTION"} <= set(found["events"]["event_type"])
    assert all(found[name].height for name in ("entities", "stories", "quotations", "casualties", "participants"))
    assert first.report is not None and first.report.is_file()
    _check_records(first)
    second = run(ARTICLES)
    assert (second.status, second.rows, second.counts["articles_new"]) == ("completed", {}, 0)
    assert second.seconds.get("extract") is None
    assert all(frame.equals(found[name]) for name, frame in contents(second).items())
    assert published(second, "select count(*) from audit.runs where status = 'completed'").item() == 2


def _check_records(report):
    run_row = published(report, "select * from audit.runs").row(0, named=True)
    assert json.loads(run_row["rows_loaded"]) == report.rows
    seconds = json.loads(run_row["seconds"])
    assert {"ingest", "extract", "validate", "load", "link", "total"} <= set(seconds)
    assert seconds["peak_memory_mib"] > 100
    assert set(json.loads(run_row["versions"])) >= {
        "dateline",
        "prefect",
        "spacy",
        "polars",
        "duckdb",
        "great-expectations",
        "python",
    }
    coding_id = published(report, "select coding_id from audit.codings").item()
    assert published(report, "select distinct coding_id from main.event_mentions")["coding_id"].to_list() == [coding_id]
    assert published(report, "select count(*) from audit.batches").item() == 1
    assert published(report, "select sum(articles_new)::int from audit.sources").item() == 5
    assert published(report, "select count(*) from audit.validations").item() > 100


def test_order_and_batch_size_change_nothing(run):
    one, other = contents(run(ARTICLES, "one")), contents(run(ARTICLES[::-1], "other", batch_size=3))
    assert [name for name, frame in one.items() if not frame.equals(other[name])] == []


def test_bad_inputs_go_to_quarantine_and_the_rest_is_loaded(run):
    report = run([ARTICLES[0], '{"id": "broken', {"id": "6", "text": "Short."}])
    assert (report.status, report.inputs_rejected, report.counts["articles_new"]) == ("completed_with_rejects", 2, 1)
    kept = published(report, "select stage, status, reasons, key from audit.quarantine order by key")
    assert kept["stage"].to_list() == ["ingest", "ingest"]
    assert [key.rpartition("#")[2] for key in kept["key"]] == ["line 2", "line 3"]
    assert published(report, "select count(*) from main.articles").item() == 1


def test_copies_of_loaded_articles_are_not_coded(run):
    run(ARTICLES[:1])
    copy = {**ARTICLES[0], "id": "copy", "title": "Bomb in Kabul", "source": "Mirror", "published_at": "2021-09-06T08:00:00Z"}
    report = run([copy])
    marks = published(
        report, "select external_id, duplicate_of is not null as is_copy, duplicate_kind from main.articles order by 1"
    ).rows()
    assert marks == [("1", False, None), ("copy", True, "exact")]
    assert published(report, "select count(distinct article_id) from main.event_mentions").item() == 1
    assert published(report, "select article_count, source_count from main.stories").rows() == [(2, 2)]


def test_an_article_that_another_coder_coded_is_coded_anew(run, cache):
    run(ARTICLES[:2])
    report = run(ARTICLES[:1], minimum_confidence=1.0)
    assert published(report, "select count(*) from audit.codings").item() == 2
    counts = dict(
        published(
            report,
            """select external_id, count(event_mention_id) from main.articles
                                       left join main.event_mentions using (article_id) group by all""",
        ).iter_rows()
    )
    assert counts["1"] == 0 < counts["2"]


def test_a_batch_on_the_spool_is_loaded_without_coding(run, tmp_path, monkeypatch):
    from flows import batches

    monkeypatch.setattr(batches, "load_batch", _fail)
    with pytest.raises(OSError, match="disk"):
        run(ARTICLES[:2])
    monkeypatch.undo()
    with duckdb.connect(str(tmp_path / "news.writer.duckdb")) as con:
        assert con.sql("select status, articles_new from audit.runs").fetchall() == [("failed", 2)]
    report = run(ARTICLES[:2])
    assert (report.rows["articles"], report.seconds.get("extract")) == (2, None)
    assert report.status == "completed"


def _fail(*arguments):
    raise OSError("disk full")


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        ("BatchRejectedError", "too many rows of events break rules"),
        ("KeyError", "KeyError: ['too many rows of events break rules']"),
    ],
)
def test_a_batch_that_fails_as_a_whole_is_left_out_alone(run, monkeypatch, error, reason):
    from expectations import BatchRejectedError
    from flows import batches

    kind = BatchRejectedError if error == "BatchRejectedError" else KeyError

    real = batches.check_batch

    def reject_first(frames, **named):
        if "1" in frames["articles"]["external_id"]:
            raise kind(["too many rows of events break rules"])
        return real(frames, **named)

    monkeypatch.setattr(batches, "check_batch", reject_first)
    report = run(ARTICLES[:2], batch_size=1)
    assert (report.status, report.rows["articles"]) == ("completed_with_rejects", 1)
    kept = published(report, "select stage, table_name, reasons from audit.quarantine").rows()
    assert kept == [("validate", "batches", [reason])]
    monkeypatch.undo()
    assert run(ARTICLES[:2], batch_size=1).rows["articles"] == 1


def test_an_article_that_takes_its_worker_along_is_left_out_alone(run, monkeypatch):
    from flows.workers import WorkerLostError, Workers

    real, tried = Workers.code, []

    def lose(workers, articles):
        tried.append(sorted(articles["external_id"]))
        if "2" in articles["external_id"]:
            raise WorkerLostError("worker process: it ended")
        return real(workers, articles)

    monkeypatch.setattr(Workers, "code", lose)
    report = run(ARTICLES)
    assert (report.status, report.rows["articles"]) == ("completed_with_rejects", 4)
    assert len(tried) < 9
    poison = "select stage, table_name, reasons[1], status from audit.quarantine"
    assert published(report, poison).rows() == [("extract", "articles", "worker_lost", "open")]
    tried.clear()
    report = run([*ARTICLES, {**ARTICLES[3], "id": "6", "title": "Rebels", "text": f"{ARTICLES[3]['text']} {_filler(1)}"}])
    assert sorted(tried) == [["2"], ["6"]]
    assert (report.status, report.open_in_quarantine) == ("completed_with_rejects", 1)
    monkeypatch.undo()
    report = run(ARTICLES)
    assert (report.status, report.rows["articles"], report.open_in_quarantine) == ("completed", 1, 0)


def test_a_batch_is_not_halved_without_end(run, monkeypatch):
    from flows import batches
    from flows.workers import WorkerLostError, Workers

    def lose(workers, articles):
        raise WorkerLostError("worker process: it ended")

    monkeypatch.setattr(Workers, "code", lose)
    monkeypatch.setattr(batches, "MOST_LOST", 1)
    report = run(ARTICLES)
    kept = published(report, "select table_name from audit.quarantine").rows()
    assert (report.status, kept) == ("completed_with_rejects", [("batches",), ("batches",)])


def test_a_batch_with_a_damaged_manifest_is_set_aside_and_the_rest_goes_on(run, tmp_path):
    run(ARTICLES[:1])
    (manifest,) = (tmp_path / "news.spool").glob("b_*/manifest.json")
    manifest.write_text("{")
    report = run(ARTICLES[:2])
    assert (report.status, report.rows["articles"]) == ("completed_with_rejects", 1)
    kept = published(report, "select stage, table_name, key from audit.quarantine").rows()
    assert kept == [("load", "batches", manifest.parent.name)]
    report = run(ARTICLES[:2])
    assert (report.status, report.open_in_quarantine) == ("completed", 1)


def test_a_run_that_cannot_publish_has_failed(run, tmp_path, monkeypatch):
    from flows import pipeline

    monkeypatch.setattr(pipeline, "publish", _fail)
    with pytest.raises(OSError, match="disk"):
        run(ARTICLES[:1])
    with duckdb.connect(str(tmp_path / "news.writer.duckdb")) as con:
        assert con.sql("select status from audit.runs").fetchall() == [("failed",)]


def test_articles_read_without_coding_are_coded_by_a_later_run(run, tmp_path, cache):
    from flows.pipeline import dateline_ingest

    source = tmp_path / "news.jsonl"
    source.write_text("\n".join(map(json.dumps, ARTICLES[:2])))
    report = dateline_ingest([str(source)], Settings(warehouse=tmp_path / "news.duckdb", cache=cache))
    assert (report.rows["articles"], report.rows["event_mentions"]) == (2, 0)
    assert run(ARTICLES[:2]).rows["event_mentions"] > 0


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_a_run_that_is_stopped_goes_on(tmp_path, cache, run, number):
    """The command in a process of its own, stopped once a batch is on the spool."""
    source = tmp_path / "many.jsonl"
    texts = [
        {**one, "id": f"{one['id']}-{copy}", "title": f"{one['title']} {copy}", "text": f"{one['text']}\n\n{_filler(copy)}"}
        for copy in range(3)
        for one in ARTICLES
    ]
    source.write_text("\n".join(map(json.dumps, texts)))
    command = [
        sys.executable,
        "-m",
        "flows.cli",
        "run",
        str(source),
        "--warehouse",
        str(tmp_path / "many.duckdb"),
        "--batch-size",
        "5",
    ]
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env=os.environ | {"DATELINE_CACHE": str(cache)},
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    spool = tmp_path / "many.spool"
    _wait(lambda: process.poll() is not None or list(spool.glob("b_*")))
    os.killpg(process.pid, signal.SIGINT) if number == signal.SIGINT else process.kill()
    _, complaint = process.communicate(timeout=60)
    assert process.returncode == (130 if number == signal.SIGINT else -signal.SIGKILL)
    if number == signal.SIGINT:
        assert complaint.splitlines() == ["Interrupted. What was loaded stays; the same command goes on where it stopped."]
    _wait(lambda: not _group(process.pid))
    done = {path.name for path in spool.glob("b_*")}
    assert done
    report = run(texts, "many", batch_size=5)
    assert published(report, "select count(*) from main.articles").item() == len(texts)
    assert done <= set(published(report, "select batch_id from audit.batches")["batch_id"])
    assert published(report, "select count(*) from audit.runs where status = 'running'").item() == 0


def _filler(copy):
    """Texts that are no copies of each other."""
    return " ".join(
        f"In report {copy * 31 + number} the ministry named village {copy * 17 + number * 3}." for number in range(12)
    )


def _group(leader):
    """Processes of a group that live."""
    listed = subprocess.run(["ps", "-eo", "pgid=,stat="], capture_output=True, text=True, check=True).stdout
    return [line for line in listed.splitlines() if line.split()[0] == str(leader) and "Z" not in line.split()[1]]


def _wait(condition, seconds=120):
    limit = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < limit
        time.sleep(0.1)


@pytest.mark.skipif(not (SHARED / "score").is_dir(), reason="the reference scorer lies outside the repository")
def test_figures_are_those_of_the_reference_scorer(tmp_path, run, cache):
    from flows.evaluate import GIVEN, read_gold, score

    gold = tmp_path / "gold"
    gold.mkdir()
    for file in sorted((SHARED / "gold" / "train").glob("*.json"))[:3]:
        (gold / file.name).write_bytes(file.read_bytes())
    articles = read_gold(gold)
    report = run([{name: one.get(name) for name in GIVEN} for one in articles])
    written = tmp_path / "figures.json"
    scorer = [sys.executable, str(SHARED / "score" / "score_events.py"), str(report.warehouse), str(gold), "--json", str(written)]
    subprocess.run(scorer, check=True, capture_output=True)
    ours, theirs = score(articles, report.warehouse).figures(), json.loads(written.read_text())
    for figure in ("entity", "entity type accuracy"):  # it reads entities in no order, and of equal fits it takes the first
        del ours[figure], theirs[figure]
    assert ours == theirs


def test_readers_keep_their_copy_while_a_run_publishes(run):
    report = run(ARTICLES[:1])
    with duckdb.connect(str(report.warehouse), read_only=True) as reader:
        run(ARTICLES[:2])
        assert reader.sql("select count(*) from main.articles").fetchall() == [(1,)]
    assert isinstance(published(report, "select * from mart.daily_events"), pl.DataFrame)
    assert published(report, "select count(*) from main.articles").item() == 2


def test_linking_all_entities_anew_publishes_the_warehouse(run, tmp_path, cache):
    from flows.pipeline import dateline_link

    first = run(ARTICLES)
    found = contents(first)
    again = dateline_link(Settings(warehouse=tmp_path / "news.duckdb", cache=cache))
    assert (again.status, again.rows) == ("completed", {"entity_merges": 0})
    assert all(frame.equals(found[name]) for name, frame in contents(again).items())
    own = tmp_path / "entities.csv"
    own.write_text("name,other_name,same\nHaiti,Goma,yes\n")
    forced = dateline_link(Settings(warehouse=tmp_path / "news.duckdb", cache=cache, entities_extra=own))
    assert forced.rows == {"entity_merges": 1}
    assert published(forced, "select reason from main.entity_merges").item().endswith("forced: Haiti = Goma")
