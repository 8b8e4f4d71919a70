"""Whatever comes in: nothing raises, nothing passes unnoticed, no record is lost, and the same articles have the same ids."""

import gzip
import json
import re
import unicodedata
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.reading import RawArticle, ReadLimits, article_frame, read_document
from transforms.reading.models import known_reasons
from transforms.reading.normalise import clean_line, clean_text

NAMES = ["a.txt", "a.md", "a.html", "a.json", "a.jsonl", "a.csv", "a.parquet", "a.jsonl.gz", "a.csv.zst", "a.xyz", "-", ""]
STARTS = [
    b"",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b"PAR1",
    b"\x1f\x8b\x08",
    b"(\xb5/\xfd",
    b"{",
    b"[",
    b"<html>",
    b"id,text\n",
    b"---\n",
]
LIMITS = ReadLimits(max_unpacked_bytes=1_000_000, max_text_chars=10_000, min_text_words=1)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=40),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["id", "text", "title", "date", "name"]), inner),
    max_leaves=8,
)
TEXTS = st.text(alphabet=st.characters(), max_size=300)
EMPTY_FEED = re.compile(rb"(\xef\xbb\xbf)?\s*(\[\s*\]|id,text)\s*")
FETCHED_AT = datetime(2021, 9, 8, tzinfo=UTC)


def check(name, data):
    result = read_document(name, data, limits=LIMITS)
    assert {reason for reject in result.rejects for reason in reject.reasons} <= known_reasons()
    for article in result.articles:
        assert article.text == clean_text(article.text)
        assert article.title == clean_line(article.title)
        assert article.text.split()
    return result


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(NAMES), st.sampled_from(STARTS), st.binary(max_size=400))
def test_arbitrary_bytes_give_an_article_or_a_reject(name, start, data):
    result = check(name, start + data)
    assert result.articles or result.rejects or EMPTY_FEED.fullmatch(start + data)


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(NAMES[:6]), TEXTS)
def test_arbitrary_text_gives_an_article_or_a_reject(name, text):
    data = text.encode(errors="surrogatepass")
    result = check(name, data)
    assert result.articles or result.rejects or EMPTY_FEED.fullmatch(data)


@pytest.mark.parametrize(("name", "data"), [("a.json", b"[]"), ("", b" [ ]\n"), ("a.csv", b"id,text\n\n")])
def test_a_feed_without_records_gives_nothing(name, data):
    assert EMPTY_FEED.fullmatch(data)
    result = check(name, data)
    assert not result.articles + result.rejects


@settings(max_examples=100, deadline=None)
@given(st.lists(JSON, max_size=6))
def test_no_record_of_a_feed_is_lost(records):
    lines = "".join(json.dumps(one) + "\n" for one in records).encode()
    result = check("feed.jsonl", lines)
    if lines:
        assert len(result.articles) + len(result.rejects) == len(records)
    listed = check("feed.json", json.dumps(records).encode())
    assert len(listed.articles) + len(listed.rejects) == len(records)
    origins = [article.origin for article in result.articles] + [reject.key for reject in result.rejects]
    assert len(set(origins)) == len(origins)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(alphabet='ab ",\n;', max_size=12), min_size=1, max_size=6), st.data())
def test_every_line_of_a_table_is_in_a_row_or_a_reject(cells, data):
    quoted = data.draw(st.booleans())
    cells = ['"' + cell.replace('"', '""') + '"' if quoted else cell for cell in cells]
    rows = "".join(f"{number},{cell}\n" for number, cell in enumerate(cells))
    result = check("feed.csv", f"id,text\n{rows}".encode())
    if quoted:
        assert len(result.articles) + len(result.rejects) == len(cells)


@pytest.mark.parametrize("size", [0, 1, 7, 100])
def test_a_cut_archive_loses_no_whole_line(size):
    feed = b"".join(json.dumps({"id": number, "text": f"report number {number}"}).encode() + b"\n" for number in range(20))
    data = gzip.compress(feed, 0)
    result = check("feed.jsonl.gz", data[: len(data) - 8 - size])
    whole = feed[: len(feed) - size].count(b"\n")
    assert len(result.articles) == whole


@settings(max_examples=200, deadline=None)
@given(TEXTS)
def test_cleaning_twice_changes_nothing(text):
    cleaned = clean_text(text)
    assert clean_text(cleaned) == cleaned
    assert unicodedata.normalize("NFC", cleaned) == cleaned
    assert clean_line(clean_line(text)) == clean_line(text)
    assert "\n\n\n" not in cleaned


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from("xyz"),
            st.sampled_from(["one two", "three four", "five six"]),
            st.sampled_from([None, "1", "2"]),
            st.sampled_from([None, FETCHED_AT]),
        ),
        max_size=8,
    ).flatmap(lambda rows: st.tuples(st.just(rows), st.permutations(rows)))
)
def test_ids_and_rows_do_not_depend_on_order(orders):
    frames = []
    for rows in orders:
        raw = [
            RawArticle(title=title, text=text, external_id=external_id, published_at=moment, origin="f.jsonl")
            for title, text, external_id, moment in rows
        ]
        frames.append(article_frame(raw, "run-1", FETCHED_AT))
    assert frames[0][0].equals(frames[1][0])
    assert frames[0][1] == frames[1][1]
