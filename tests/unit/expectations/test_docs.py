"""The reports open from a folder: no address of another machine, no script, no link to nowhere."""

import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import pytest
from clean_batch import RUN, SEEN, clean_batch, with_value

from expectations import check_batch

BATCHES = ["b_" + digit * 20 for digit in "12"]


class Addresses(HTMLParser):
    """Tags of a page, and every address in it."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.found += [value for name, value in attrs if name in ("href", "src", "srcset", "action", "data") and value]


def addresses_of(path: Path) -> Addresses:
    page = Addresses()
    page.feed(path.read_text(encoding="utf-8"))
    return page


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Reports of a batch that holds and of one that breaks rules, with markup in its words."""
    from expectations.checkpoint import validate_batch  # noqa: PLC0415 - takes seconds

    folder = tmp_path_factory.mktemp("reports")
    worse = with_value(
        with_value(clean_batch(), "casualties", "low", 9), "mentions", "label", '<img src="https://evil.example/x">'
    )
    for batch_id, frames in zip(BATCHES, (clean_batch(), worse), strict=True):
        quarantine = check_batch(frames, run_id=RUN, first_seen=SEEN).quarantine
        validate_batch(frames, RUN, batch_id, folder, quarantine)
    return folder


def test_docs_ask_no_other_machine(reports: Path):
    pages = list(reports.rglob("*.html"))
    assert len(pages) > 20
    for path in pages:
        page = addresses_of(path)
        assert not page.tags & {"script", "img", "iframe", "object"}, path
        assert [one for one in page.found if re.match(r"(?:\w+:)?//", one)] == [], path
        assert not re.search(
            r"""(?:src|href)\s*=\s*["']?(?:https?:)?//""", re.sub(r"&lt;.*?&gt;", "", path.read_text(encoding="utf-8"))
        ), path
    assert "http" not in (reports / "report.css").read_text(encoding="utf-8")


def test_docs_link_only_to_what_is_there(reports: Path):
    for path in reports.rglob("*.html"):
        for address in addresses_of(path).found:
            target = unquote(address.split("#")[0])
            assert not target or (path.parent / target).resolve().exists(), f"{path}: {address}"


def test_docs_tell_every_batch(reports: Path):
    index = (reports / "index.html").read_text(encoding="utf-8")
    assert all(batch_id in index for batch_id in BATCHES)
    assert "✓ passed" in index and "critical" in index and "label_allowed" in index


def test_docs_keep_results_of_good_tables_for_the_first_batch_only(reports: Path):
    results = {folder.name: len(list(folder.rglob("*.html"))) for folder in (reports / "validations").iterdir()}
    assert results["dateline_casualties"] == results["dateline_mentions"] == 2
    assert results["dateline_articles"] == 1
    assert not (reports / "static").exists()


def test_docs_escape_what_rows_say(reports: Path):
    for path in reports.rglob("*.html"):
        assert "<img" not in path.read_text(encoding="utf-8"), path
