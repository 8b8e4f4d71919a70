import gzip

import pytest
import zstandard

from reading.samples import BODY, json_lines, packed, reasons_of, record
from transforms.reading import ReadLimits, read_document

FEED = json_lines(*(record(id=f"n-{number}", title=f"Report {number}") for number in range(200)))
ZSTD = zstandard.ZstdCompressor().compress(FEED)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("feed.jsonl.gz", packed(FEED)),
        ("feed.jsonl.zst", ZSTD),
        ("feed.jsonl.gz", packed(FEED[: FEED.index(b"\n") + 1]) + packed(FEED[FEED.index(b"\n") + 1 :])),
        ("feed.jsonl.zst", zstandard.ZstdCompressor().compress(FEED[:900]) + zstandard.ZstdCompressor().compress(FEED[900:])),
        ("-", packed(FEED)),
    ],
)
def test_archives_are_read_whole(name, data):
    result = read_document(name, data)
    assert (len(result.articles), result.rejects) == (200, [])
    assert result.articles[3].origin == f"{name}#line 4"


def test_any_format_may_be_packed():
    (article,) = read_document("a.txt.gz", packed(f"Title\n{BODY}".encode())).articles
    assert (article.title, article.text) == ("Title", BODY)


@pytest.mark.parametrize(("name", "data"), [("feed.jsonl.gz", gzip.compress(FEED, 0)), ("feed.jsonl.zst", None)])
def test_of_a_cut_archive_the_whole_lines_are_kept(name, data):
    if data is None:
        packer = zstandard.ZstdCompressor().compressobj()
        data = (
            b"".join(
                packer.compress(line) + packer.flush(zstandard.COMPRESSOBJ_FLUSH_BLOCK) for line in FEED.splitlines(keepends=True)
            )
            + packer.flush()
        )
    result = read_document(name, data[: len(data) // 2])
    assert 50 < len(result.articles) < 150
    assert [(reject.key, reject.reasons) for reject in result.rejects] == [(name, ("truncated_archive",))]
    assert [article.external_id for article in result.articles] == [f"n-{number}" for number in range(len(result.articles))]


def test_of_a_cut_table_the_whole_rows_are_kept():
    rows = "".join(f'{number},"{BODY}"\n' for number in range(50))
    data = gzip.compress(f"id,text\n{rows}".encode(), 0)
    result = read_document("feed.csv.gz", data[: len(data) // 2])
    assert 10 < len(result.articles) < 40
    assert reasons_of(result) == ["truncated_archive"]


def test_a_cut_document_is_one_reject():
    data = gzip.compress(f"Title\n{BODY}".encode(), 0)
    assert reasons_of(read_document("a.txt.gz", data[:-20])) == ["truncated_archive"]


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("feed.jsonl.gz", packed(b"x" * 5_000_000), "archive_too_large"),
        ("feed.jsonl.zst", zstandard.ZstdCompressor().compress(b"x" * 5_000_000), "archive_too_large"),
        ("feed.jsonl.gz", b"no archive at all", "malformed_archive"),
        ("feed.jsonl.zst", b"no archive at all", "malformed_archive"),
        ("feed.jsonl.gz.gz", packed(packed(FEED)), "unknown_format"),
        ("feed.bin.gz", packed(FEED), "unknown_format"),
        ("feed.jsonl.gz", packed(b""), "empty_file"),
    ],
)
def test_each_bad_archive_has_its_reason(name, data, reason):
    result = read_document(name, data, limits=ReadLimits(max_unpacked_bytes=1_000_000))
    assert not result.articles
    assert reasons_of(result) == [reason]
