"""Web pages: main text, title, byline, date, address and site by trafilatura, offline."""

from __future__ import annotations

import re
from datetime import datetime
from functools import cache

import trafilatura
from lxml import etree, html
from trafilatura.settings import Document

from seeds import read_rows
from transforms.reading.dates import parse_published_at
from transforms.reading.fields import FieldMapping, build_article
from transforms.reading.models import RawArticle, ReadLimits, Reject, make_reject
from transforms.reading.normalise import clean_characters

# `max_date` keeps the extractor from looking at the clock; the extensive search takes any date of the text for the
# page's own.
DATE_SEARCH = {"original_date": True, "extensive_search": False, "max_date": "2199-12-31"}
LINKED_DATE = re.compile(r'"datePublished"\s*:\s*"([^"]{4,40})"')
XML_DECLARATION = re.compile(r"\A\s*<\?xml[^>]*\?>")


def read_web_page(name: str, text: str, mapping: FieldMapping, limits: ReadLimits) -> RawArticle | Reject:
    """One HTML page. Its date is what the page declares, with the time of day where it has one; None where it has none."""
    tree = _parse(text)
    found = (
        None
        if tree is None
        else trafilatura.bare_extraction(
            text, with_metadata=True, include_comments=False, date_extraction_params=dict(DATE_SEARCH)
        )
    )
    if tree is None or not isinstance(found, Document) or not found.text:
        return make_reject(name, "empty_text", text)
    title = _without_site(found.title or "", found.sitename or "")
    fields = {
        "title": title,
        "text": _without_heading(found.text, title),
        "byline": found.author,
        "published_at": _declared_date(tree) or found.date,
        "url": found.url,
        "source": found.sitename or found.hostname,
        "language": tree.get("lang"),
        "licence": found.license,
    }
    given = {key: value for key, value in fields.items() if value}
    return build_article({**mapping.constants, **given}, name, text, limits)


def _parse(text: str) -> html.HtmlElement | None:
    """The page's tree. lxml refuses text that declares its own encoding, and characters that XML does not know."""
    text = clean_characters(XML_DECLARATION.sub("", text))
    try:
        return html.document_fromstring(text)
    except (etree.LxmlError, ValueError):
        return None


def _declared_date(tree: html.HtmlElement) -> datetime | None:
    """The first date that can be read among the page's JSON-LD, its meta elements and its `time` elements."""
    linked = tree.xpath('//script[@type="application/ld+json"]/text()')
    values = [match.group(1) for script in linked for match in LINKED_DATE.finditer(script)]
    for row in _page_dates():
        values += tree.xpath("//*[@*[name()=$attribute]=$value]/@*[name()=$holds]", **row)
    dates = (parse_published_at(str(value)) for value in values)
    return next((moment for moment in dates if moment), None)


def _without_site(title: str, site: str) -> str:
    """Page titles often end in the site's name: `Flood in Pakistan | Example News`."""
    if not site:
        return title
    return re.sub(rf"\s+[|–—·-]\s+{re.escape(site)}\s*$", "", title) or title


def _without_heading(text: str, title: str) -> str:
    """The text without the headline, where the page has it inside the story."""
    first, _, rest = text.partition("\n")
    return rest.lstrip() if rest and first.strip().casefold() == title.strip().casefold() else text


@cache
def _page_dates() -> tuple[dict[str, str], ...]:
    return tuple(read_rows("reading/page_dates.csv"))
