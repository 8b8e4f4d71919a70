from datetime import UTC, datetime

import pytest

from reading.samples import BODY, reasons_of
from transforms.reading import FieldMapping, read_document


def test_the_first_line_is_the_title():
    (article,) = read_document("a.txt", f"Bomb kills two\n\n{BODY}\n".encode()).articles
    assert (article.title, article.text, article.origin) == ("Bomb kills two", BODY, "a.txt")
    assert article.external_id is None


def test_one_line_alone_is_text():
    (article,) = read_document("a.txt", b"A bomb killed two soldiers near the airport.").articles
    assert (article.title, article.text) == ("", "A bomb killed two soldiers near the airport.")


def test_a_first_line_too_long_for_a_headline_is_text():
    lead = BODY.replace("\n\n", " ") + " " + "It was the third attack of this week. " * 3
    (article,) = read_document("a.txt", f"{lead}\n\nA last paragraph.".encode()).articles
    assert article.title == ""
    assert article.text.endswith("week.\n\nA last paragraph.")


def test_constants_fill_what_text_files_lack():
    mapping = FieldMapping.default(constants={"source": "Example News", "licence": "CC0"})
    (article,) = read_document("a.txt", f"T\n{BODY}".encode(), mapping).articles
    assert (article.source, article.licence) == ("Example News", "CC0")


def test_markdown_with_front_matter():
    data = f'---\ntitle: "Bomb: two killed"\ndate: 2021-09-07\nauthor: A. Reporter\ntags:\n  - war\n---\n{BODY}\n'
    (article,) = read_document("a.md", data.encode()).articles
    assert (article.title, article.byline, article.text) == ("Bomb: two killed", "A. Reporter", BODY)
    assert article.published_at == datetime(2021, 9, 7, tzinfo=UTC)


def test_markdown_heading_is_the_title_and_marks_are_gone():
    data = b"# Bomb kills *two*\n\nTwo **soldiers** were [killed](http://example.org) &amp; five injured.\n\n- one\n- two\n"
    (article,) = read_document("a.md", data).articles
    assert article.title == "Bomb kills two"
    assert article.text == "Two soldiers were killed & five injured.\n\none\n\ntwo"


def test_unreadable_date_in_front_matter_is_a_reject():
    assert reasons_of(read_document("a.md", f"---\ndate: soon\n---\n{BODY}".encode())) == ["published_at_unreadable"]


@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.jsonl"])
def test_a_text_over_the_limit_is_a_reject(name):
    data = b'{"text": "' + b"long " * 300_000 + b'"}\n'
    result = read_document(name, data)
    assert reasons_of(result) == ["text_too_long"]
    assert len(result.rejects[0].payload["excerpt"] or "") <= 200


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.txt", b"", "empty_file"),
        ("a.txt", b" \n\t ", "empty_file"),
        ("a.md", b"---\ntitle: x\n---\n", "empty_text"),
        ("a.txt", b"%PDF-1.7 \xe2\xe3\xcf\xd3", "binary_content"),
        ("a.txt", bytes(range(256)) * 4, "binary_content"),
        ("a.docx", b"PK\x03\x04", "unknown_format"),
    ],
)
def test_each_bad_file_has_its_reason(name, data, reason):
    result = read_document(name, data)
    assert not result.articles
    assert reasons_of(result) == [reason]
    assert (result.rejects[0].key, result.rejects[0].payload["size"]) == (name, len(data))
