"""Rows that hold pass, rows that do not go to quarantine, and what hangs on them goes with them."""

import json
import pickle
import subprocess
import sys

import polars as pl
import pytest
from clean_batch import RUN, SEEN, article_row, clean_batch, with_value

from expectations import BatchRejectedError, CheckedBatch, check_batch
from transforms.contracts import polars_schema


def checked(frames: dict[str, pl.DataFrame]) -> CheckedBatch:
    return check_batch(frames, run_id=RUN, first_seen=SEEN)


def reasons(result: CheckedBatch) -> dict[tuple[str, str], list[str]]:
    return {(row["table_name"], row["key"]): row["reasons"] for row in result.quarantine.iter_rows(named=True)}


def test_check_passes_a_clean_batch_whole():
    frames = clean_batch()
    result = checked(frames)
    assert all(result.frames[name].equals(frame) for name, frame in frames.items())
    assert result.quarantine.is_empty() and not result.failing and not result.rejected
    assert dict(result.quarantine.schema) == polars_schema("quarantine")


def test_check_tells_why_a_row_went():
    frames = with_value(clean_batch(), "casualties", "low", 9)
    result = checked(frames)
    row = result.quarantine.row(0, named=True)
    assert row["reasons"] == ["low_to_best", "low_to_high"]
    assert (row["stage"], row["table_name"], row["run_id"], row["status"]) == ("validate", "casualties", RUN, "open")
    assert (row["key"], row["first_seen"]) == (frames["casualties"]["casualty_id"][0], SEEN)
    assert json.loads(row["payload"]) == frames["casualties"].row(0, named=True)
    assert row["quarantine_id"].startswith("r_")
    assert result.frames["casualties"].height == frames["casualties"].height - 1


def test_check_writes_times_of_a_payload_as_iso():
    result = checked(with_value(clean_batch(), "event_mentions", "event_mode", "visit"))
    payload = json.loads(result.quarantine.filter(pl.col("table_name") == "event_mentions")["payload"][0])
    assert (payload["date_start"], payload["contexts"]) == ("2026-01-01", ["military"])


def test_check_gives_the_same_ids_again():
    frames = with_value(clean_batch(), "casualties", "low", 9)
    assert checked(frames).quarantine.equals(checked(frames).quarantine)


def test_check_takes_children_with_their_event_mention():
    frames = with_value(clean_batch(), "event_mentions", "event_mode", "visit")
    result = checked(frames)
    gone = frames["event_mentions"]["event_mention_id"][0]
    assert result.rejected == {"event_mentions": 1, "participants": 3, "casualties": 1, "events": 1, "event_links": 1}
    assert {tuple(why) for (name, _), why in reasons(result).items() if name != "event_mentions"} == {("parent_rejected",)}
    for name in ("event_mentions", "participants", "casualties", "event_links"):
        assert gone not in result.frames[name]["event_mention_id"]


def test_check_takes_every_row_of_a_rejected_article():
    frames = with_value(clean_batch(), "articles", "word_count", 0)
    result = checked(frames)
    gone = article_row(0)["article_id"]
    for name in ("articles", "sentences", "article_entities", "mentions", "event_mentions", "quotations"):
        assert gone not in result.frames[name]["article_id"]
    assert {name: result.frames[name].height for name in ("participants", "casualties", "events", "event_links")} == {
        "participants": 3, "casualties": 1, "events": 1, "event_links": 1}  # fmt: skip
    assert reasons(result)["articles", gone] == ["has_words"]


def test_check_takes_mentions_of_a_rejected_event():
    result = checked(with_value(clean_batch(), "events", "killed_low", 9))
    assert result.rejected == {"events": 1, "event_mentions": 1, "participants": 3, "casualties": 1, "event_links": 1}


def test_check_leaves_no_row_without_its_parent():
    frames = with_value(with_value(clean_batch(), "sentences", "text", "Other words", row=1), "events", "confidence", 2.0, row=1)
    again = checked(checked(frames).frames)
    assert again.quarantine.is_empty()


def test_check_keeps_the_first_row_of_a_key():
    frames = clean_batch()
    frames["sentences"] = pl.concat([frames["sentences"], frames["sentences"].head(1), frames["sentences"].head(1)])
    result = checked(frames)
    assert result.frames["sentences"].height == frames["sentences"].height - 2
    assert result.failing == {("sentences", "key_unique"): 3}
    assert result.quarantine["reasons"].to_list() == [["key_unique"]] * 2
    assert result.quarantine["quarantine_id"].n_unique() == 2


def test_check_lets_warnings_pass():
    frames = with_value(clean_batch(), "participants", "mention_id", "m_0123456789abcdef0123")
    result = checked(frames)
    assert result.failing == {("participants", "mention_exists"): 1}
    assert result.quarantine.is_empty() and result.frames["participants"].equals(frames["participants"])


@pytest.mark.parametrize(("name", "change", "expected"), [
    ("events", lambda frame: None, "table events: expected a frame, got none"),
    ("mentions", lambda frame: frame.drop("label"), "table mentions: expected column label, got none"),
    ("mentions", lambda frame: frame.with_columns(more=1), "table mentions: expected its contract's columns, got also more"),
    ("mentions", lambda frame: frame.select(*reversed(frame.columns)), "table mentions: expected the order mention_id, "),
    ("mentions", lambda frame: frame.cast({"start_char": pl.Int32}), "column start_char: expected Int64, got Int32"),
    ("articles", lambda frame: frame.clear(), "table articles: expected at least 1 row, got 0"),
    ("sentences", lambda frame: frame.clear(), "expected sentences of 2 articles to code, got 0 rows"),
])  # fmt: skip
def test_check_rejects_a_batch_of_another_shape(name, change, expected):
    frames = clean_batch()
    frames[name] = change(frames[name])
    if frames[name] is None:
        del frames[name]
    with pytest.raises(BatchRejectedError, match=expected):
        checked(frames)


def test_check_rejects_a_batch_that_breaks_too_often():
    frames = clean_batch(articles=12)
    frames["quotations"] = frames["quotations"].with_columns(text=pl.lit("other words"))
    with pytest.raises(
        BatchRejectedError, match=r"table quotations: expected at most 25% of 12 rows rejected, got 12 \(text_at_offsets 12\)"
    ):
        checked(frames)


def test_batch_rejected_error_crosses_processes():
    error = pickle.loads(pickle.dumps(BatchRejectedError(["one", "two"])))
    assert (error.problems, str(error)) == (["one", "two"], "batch rejected: one; two")


def test_checks_do_not_import_great_expectations():
    code = "import sys, expectations; sys.exit(int(any(name in sys.modules for name in ('great_expectations', 'pandas'))))"
    assert subprocess.run([sys.executable, "-c", code], check=False, timeout=60).returncode == 0


def test_check_passes_articles_that_tell_nothing():
    frames = clean_batch()
    empty = {name: frame.clear() for name, frame in frames.items() if name not in ("articles", "sentences")}
    result = checked(frames | empty)
    assert result.quarantine.is_empty()
    assert result.failing == {("articles", "tells_an_event"): 2}
