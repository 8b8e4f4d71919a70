"""The bundled samples: every file reads, and they show what the product is for."""

import re
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from functools import cache

import polars as pl
import pytest

from seeds import seed_path
from transforms.linking.duplicates import mark_duplicates, story_frame
from transforms.reading import article_frame, read_document

FETCHED_AT = datetime(2025, 10, 11, tzinfo=UTC)
FIRST, LAST = date(2025, 9, 1), date(2025, 10, 10)
ARTICLES = {
    "harbour-wire/*.jsonl": 12,
    "meridian-post/*.html": 7,
    "cordillera-press/*.htm*": 3,
    "northgate-daily/*.json": 7,
    "sahel-courier/*.md": 7,
    "radio-littoral/*.csv": 7,
    "ostland-tribune/*.parquet": 6,
    "pacific-ledger/*.jsonl.zst": 5,
    "delta-examiner/*.jsonl.gz": 4,
    "lone-pine-gazette/*.json": 1,
    "weekly-almanac/*.json": 4,
    "loose/*.txt": 5,
    "loose/*.md": 1,
}
# File → reasons of reading, reasons of `article_frame`, articles that remain.
BAD = {
    "empty.txt": (["empty_file"], [], 0),
    "binary.txt": (["binary_content"], [], 0),
    "spreadsheet.xlsx": (["unknown_format"], [], 0),
    "cut_off.jsonl.gz": (["truncated_archive"], [], 20),
    "malformed_line.jsonl": (["malformed_json"], [], 2),
    "missing_text.json": (["missing_text"], [], 0),
    "headline_only.json": (["text_too_short"], [], 0),
    "impossible_date.jsonl": (["published_at_unreadable", "published_at_unreadable"], [], 1),
    "duplicate_id.jsonl": ([], ["duplicate_external_id"], 1),
    "not_english.txt": ([], ["language_not_supported"], 0),
    "open_quote.csv": (["malformed_csv"], [], 1),
    "wrong_columns.csv": (["too_many_columns", "too_few_columns"], [], 0),
    "no_text_column.csv": (["no_text_column"], [], 0),
    "broken.parquet": (["malformed_parquet"], [], 0),
}


def read(path):
    return read_document(path.name, path.read_bytes())


@cache
def samples():
    """All articles that were read, and the marked frame of them."""
    results = [read(path) for path in sorted(seed_path("articles").glob("*/*"))]
    raw = [article for result in results for article in result.articles]
    assert [reject for result in results for reject in result.rejects] == []
    frame, rejects = article_frame(raw, "run", FETCHED_AT)
    assert rejects == []
    return raw, mark_duplicates(frame)


def reasons(rejects):
    return [reason for reject in rejects for reason in reject.reasons]


@pytest.mark.parametrize("pattern", ARTICLES)
def test_samples_read_whole(pattern):
    results = [read(path) for path in sorted(seed_path("articles").glob(pattern))]
    assert sum(len(result.articles) for result in results) == ARTICLES[pattern]
    assert reasons([reject for result in results for reject in result.rejects]) == []


def test_samples_hold_no_file_that_is_not_counted():
    counted = {path for pattern in ARTICLES for path in seed_path("articles").glob(pattern)}
    assert {path for path in seed_path("articles").rglob("*") if path.is_file()} == counted
    assert {path.name for path in seed_path("articles_bad").iterdir()} == BAD.keys()


def test_samples_are_small_distinct_and_in_english():
    raw, frame = samples()
    assert len(raw) == len(frame) == sum(ARTICLES.values()) == 69
    assert set(frame["language"]) == {"en"}
    assert frame["external_id"].drop_nulls().is_unique().all()
    assert "" not in frame["title"].to_list()
    assert sum(path.stat().st_size for path in seed_path("articles").rglob("*") if path.is_file()) < 1_000_000


def test_samples_are_of_one_autumn():
    _, frame = samples()
    dated = frame["published_at"].drop_nulls()
    assert len(dated) == 68  # 63 by their records, 5 by the first lines of their text
    assert datetime.combine(FIRST, datetime.min.time()) <= dated.min()
    assert dated.max() < datetime.combine(LAST + timedelta(days=1), datetime.min.time())


def test_samples_are_of_agency_length():
    _, frame = samples()
    lengths = frame.filter(~pl.col("title").str.starts_with("Gunfire"))["word_count"]
    assert 120 <= lengths.min() <= lengths.max() <= 450


def test_samples_hold_copies_and_follow_ups():
    _, frame = samples()
    names = dict(zip(frame["article_id"], frame["external_id"], strict=True))
    copies = frame.filter(pl.col("duplicate_kind").is_not_null())
    assert {(row["external_id"], row["duplicate_kind"], names[row["duplicate_of"]]) for row in copies.iter_rows(named=True)} == {
        ("nd-0903", "exact", "hw-0903-01"),
        ("rl-0903", "near", "hw-0903-01"),
        ("nd-0915", "near", "hw-0914-01"),
        ("rl-0920", "exact", "hw-0920-01"),
    }
    stories = Counter(story_frame(frame)["article_count"])
    assert (stories[4], stories[2]) == (1, 2)  # the four: wire report, exact copy, near copy, update


def test_samples_come_in_several_encodings():
    starts = {path.name: path.read_bytes() for path in (seed_path("articles") / "loose").glob("*.txt")}
    assert starts["sanaa-editors.txt"][:2] == b"\xff\xfe"
    assert starts["gao-march.txt"][:3] == b"\xef\xbb\xbf"
    with pytest.raises(UnicodeDecodeError):
        starts["sao-tome-siege.txt"].decode()
    texts = " ".join(f"{article.byline} {article.text}" for article in samples()[0])
    for name in ("Fu’ad al-Ḥamdī", "Inês d’Alva Conceição", "Şükrü Özgüneş", "Marek Słowik", "Þórður", "Chișinău", "1 200"):
        assert name in texts


def test_samples_of_pages_hold_no_navigation():
    pages = [article for article in samples()[0] if article.source in ("The Meridian Post", "Cordillera Press")]
    assert len(pages) == 10
    for article in pages:
        assert not re.search(r"cookie|Subscribe|Most read|Read more|Newsletter|invented|Share", article.text)


def test_samples_are_labelled_fictional():
    label = seed_path("ARTICLES.md").read_text(encoding="utf-8")
    assert "Everything in these articles is fictional" in label
    assert all(f"`{name}`" in label for name in BAD)
    assert {article.licence for article in samples()[0]} == {"CC0-1.0", None}  # None: pages and loose files


@pytest.mark.parametrize("name", BAD)
def test_bad_inputs_give_their_reason(name):
    at_reading, at_framing, remaining = BAD[name]
    result = read(seed_path("articles_bad") / name)
    frame, rejects = article_frame(result.articles, "run", FETCHED_AT)
    assert (reasons(result.rejects), reasons(rejects), len(frame)) == (at_reading, at_framing, remaining)
