import csv
import io
import json
from datetime import UTC, datetime

import polars as pl
import pytest

from reading.samples import BODY, json_lines, reasons_of, record
from transforms.reading import FieldMapping, ReadLimits, UnknownFieldError, read_document


def as_csv(rows: list[dict], delimiter: str = ",") -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]), delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


@pytest.mark.parametrize("document", [record(), [record()], {"articles": [record()]}, {"response": {"results": [record()]}}])
def test_json_of_every_shape_gives_the_article(document):
    result = read_document("feed.json", json.dumps(document).encode())
    (article,) = result.articles
    assert not result.rejects
    assert (article.external_id, article.title, article.text) == ("n-1", "Bomb kills two soldiers", BODY)
    assert article.published_at == datetime(2021, 9, 7, tzinfo=UTC)


def test_json_lines_under_the_name_json_are_read():
    result = read_document("feed.json", json_lines(record(), record(id="n-2")))
    assert [article.external_id for article in result.articles] == ["n-1", "n-2"]


def test_a_bad_line_rejects_that_line_only():
    data = json_lines(record()) + b'{"id": \n\n' + json_lines(record(id="n-3"), [1])
    result = read_document("feed.jsonl", data)
    assert [article.origin for article in result.articles] == ["feed.jsonl#line 1", "feed.jsonl#line 4"]
    assert [(reject.key, reject.reasons) for reject in result.rejects] == [
        ("feed.jsonl#line 2", ("malformed_json",)),
        ("feed.jsonl#line 5", ("not_an_object",)),
    ]
    payload = result.rejects[0].payload
    assert (payload["file"], payload["size"], payload["excerpt"]) == ("feed.jsonl", 7, '{"id": ')


def test_a_line_in_another_encoding_rejects_itself_alone():
    utf8 = json.dumps(record(title="Zürich"), ensure_ascii=False).encode() + b"\n"
    latin = json.dumps(record(title="Genève"), ensure_ascii=False).encode("latin-1") + b"\n"
    result = read_document("feed.jsonl", utf8 + latin + utf8)
    assert [article.title for article in result.articles] == ["Zürich", "Zürich"]
    assert [(reject.key, reject.reasons) for reject in result.rejects] == [("feed.jsonl#line 2", ("undecodable_text",))]


def test_a_feed_all_in_windows_1252_is_read():
    line = json.dumps(record(title="L’école de Genève"), ensure_ascii=False).encode("cp1252") + b"\n"
    result = read_document("feed.jsonl", line * 3)
    assert {article.title for article in result.articles} == {"L’école de Genève"}


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_csv_delimiter_is_found(delimiter):
    rows = [
        {"guid": "1", "headline": "First, of two", "pubDate": "2021-09-07", "body": BODY},
        {"guid": "2", "headline": "Second", "pubDate": "", "body": BODY},
    ]
    result = read_document("feed.csv", as_csv(rows, delimiter))
    assert [(article.external_id, article.title) for article in result.articles] == [("1", "First, of two"), ("2", "Second")]
    assert result.articles[0].text == BODY
    assert result.articles[1].published_at is None


def test_csv_rows_of_a_wrong_width_are_rejected():
    data = f"id,text\n1,{BODY.replace(',', '')[:60]}\n2,a,b\n3\n".encode()
    result = read_document("feed.csv", data)
    assert len(result.articles) == 1
    assert [(reject.key, reject.reasons) for reject in result.rejects] == [
        ("feed.csv#line 3", ("too_many_columns",)),
        ("feed.csv#line 4", ("too_few_columns",)),
    ]


def test_csv_goes_on_after_a_quotation_mark_that_stays_open():
    words = "eight words that make up a small text"
    data = f'id,text\n1,"{words}\n2,{words}\n3,"{words}"\n4,{words}\n'.encode()
    result = read_document("feed.csv", data)
    kept = [article.external_id for article in result.articles]
    assert "4" in kept
    assert reasons_of(result) == ["malformed_csv"]


def test_csv_without_a_text_column_is_one_reject():
    assert reasons_of(read_document("feed.csv", b"a,b\n1,2\n3,4\n")) == ["no_text_column"]


def test_parquet_gives_times_and_lists():
    frame = pl.DataFrame(
        {
            "id": [1, 2],
            "text": [BODY, None],
            "authors": [["A. Reporter", "B. Editor"], []],
            "date": [datetime(2021, 9, 7, 14, 5), None],
            "vector": [[0.1], [0.2]],
        }
    )
    out = io.BytesIO()
    frame.write_parquet(out)
    result = read_document("feed.parquet", out.getvalue())
    (article,) = result.articles
    assert (article.external_id, article.byline) == ("1", "A. Reporter, B. Editor")
    assert article.published_at == datetime(2021, 9, 7, 14, 5, tzinfo=UTC)
    assert [(reject.key, reject.reasons) for reject in result.rejects] == [("feed.parquet#row 2", ("missing_text",))]


def test_parquet_that_is_none_is_one_reject():
    result = read_document("feed.parquet", b"PAR1" + bytes(range(60)) + b"PAR1")
    assert reasons_of(result) == ["malformed_parquet"]


@pytest.mark.parametrize("place", range(4, 400, 9))
def test_a_damaged_parquet_file_never_raises(place):
    out = io.BytesIO()
    pl.DataFrame({"id": ["é1", "é2"], "text": [BODY, BODY], "date": [datetime(2021, 9, 7)] * 2}).write_parquet(
        out, compression="uncompressed"
    )
    data = bytearray(out.getvalue())
    for offset in (place, -place):
        data[offset] ^= 0xD4
    result = read_document("feed.parquet", bytes(data))
    assert result.articles or result.rejects


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"text": None}, "missing_text"),
        ({"text": "\x00\x01 \n"}, "empty_text"),
        ({"text": "   "}, "missing_text"),
        ({"text": "Access denied"}, "text_too_short"),
        ({"text": "long " * 300}, "text_too_long"),
        ({"published_at": "yesterday"}, "published_at_unreadable"),
        ({"published_at": "2021-13-45"}, "published_at_unreadable"),
        ({"published_at": {"a": 1}}, "published_at_unreadable"),
    ],
)
def test_each_bad_record_has_its_reason(fields, reason):
    data = json_lines(record(), record(**fields))
    result = read_document("feed.jsonl", data, limits=ReadLimits(max_text_chars=1000))
    assert len(result.articles) == 1
    assert reasons_of(result) == [reason]


@pytest.mark.parametrize("data", [b"[1, 2", b"not json", b"[" * 100_000, b"null"])
def test_json_that_is_none_is_one_reject(data):
    assert reasons_of(read_document("feed.json", data)) == ["malformed_json"]


def test_missing_title_and_date_are_kept():
    (article,) = read_document("feed.jsonl", json_lines(record(title=None, published_at=None))).articles
    assert (article.title, article.published_at) == ("", None)


def test_markup_in_a_field_becomes_text():
    body = "<p>Two soldiers were <b>killed</b> &amp; five injured.</p><script>x()</script><p>Officials said so.</p>"
    (article,) = read_document("feed.jsonl", json_lines(record(text=None, content={"rendered": body}))).articles
    assert article.text == "Two soldiers were killed & five injured.\n\nOfficials said so."


def test_objects_give_their_name():
    data = json_lines(record(source={"id": None, "name": "Example News"}, author=[{"name": "A. Reporter"}]))
    (article,) = read_document("feed.jsonl", data).articles
    assert (article.source, article.byline) == ("Example News", "A. Reporter")


def test_a_mapping_overrides_names_and_adds_constants():
    mapping = FieldMapping.default({"text": "payload.words", "title": ["caption"]}, constants={"source": "Example News"})
    data = json_lines({"caption": "A title", "payload": {"words": BODY}, "text": "not this one, it is another field"})
    (article,) = read_document("feed.jsonl", data, mapping).articles
    assert (article.title, article.text, article.source) == ("A title", BODY, "Example News")


def test_a_mapping_of_an_unknown_field_raises():
    with pytest.raises(UnknownFieldError, match=r"expected one of external_id.*found 'texts'"):
        FieldMapping.default({"texts": "body"})


def test_surrogates_that_stand_alone_do_no_harm():
    data = b'{"text": "' + BODY[:80].encode() + b' \\ud800"}\n{"text": "\\ud800"}\n'
    result = read_document("feed.jsonl", data)
    assert "\N{REPLACEMENT CHARACTER}" in result.articles[0].text
    assert reasons_of(result) == ["text_too_short"]
