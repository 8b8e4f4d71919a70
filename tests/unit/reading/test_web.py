from datetime import UTC, datetime

from reading.samples import BODY, reasons_of
from transforms.reading import read_document

PARAGRAPHS = "".join(f"<p>{paragraph}</p>" for paragraph in BODY.split("\n\n"))
PAGE = f"""<!doctype html><html lang="en-GB"><head><title>Bomb kills two soldiers | Example News</title>
<meta property="og:site_name" content="Example News"><meta property="og:title" content="Bomb kills two soldiers">
<meta name="author" content="Ann Reporter"><link rel="canonical" href="https://news.example.org/a/1">
<meta property="article:published_time" content="2021-09-07T14:05:00+02:00"></head>
<body><nav><a href="/">Home</a></nav><article><h1>Bomb kills two soldiers</h1>{PARAGRAPHS}</article>
<footer>All rights reserved</footer></body></html>"""


def test_a_page_gives_text_and_what_it_says_about_itself():
    (article,) = read_document("a.html", PAGE.encode()).articles
    assert article.title == "Bomb kills two soldiers"
    assert BODY in article.text
    assert "Home" not in article.text
    assert (article.byline, article.source, article.language) == ("Ann Reporter", "Example News", "en-GB")
    assert article.url == "https://news.example.org/a/1"
    assert article.published_at == datetime(2021, 9, 7, 12, 5, tzinfo=UTC)


def test_a_page_without_a_date_has_none():
    page = PAGE.replace('<meta property="article:published_time" content="2021-09-07T14:05:00+02:00">', "")
    (article,) = read_document("a.html", page.encode()).articles
    assert article.published_at is None


def test_linked_data_gives_the_date():
    page = PAGE.replace("article:published_time", "x").replace(
        "</head>", '<script type="application/ld+json">{"datePublished": "2020-01-02T03:04:05Z"}</script></head>'
    )
    (article,) = read_document("a.htm", page.encode()).articles
    assert article.published_at == datetime(2020, 1, 2, 3, 4, 5, tzinfo=UTC)


def test_a_page_in_another_encoding():
    page = PAGE.replace("<head>", '<head><meta charset="windows-1252">').replace("airport", "café “Zürich”")
    (article,) = read_document("a.html", page.encode("cp1252")).articles
    assert "café “Zürich”" in article.text


def test_a_page_without_text_is_a_reject():
    assert reasons_of(read_document("a.html", b"<html><body></body></html>")) == ["empty_text"]
