"""Short articles of our own with the rows that are right by the codebook: readable files, one an article.

After a change that is meant, `pytest tests/golden --update-golden` rewrites the files; read the difference before you commit it.
A value that the coder gets wrong stands in `known_gap` with what would be right, and is not compared.
"""

from __future__ import annotations

import difflib
import json
from pathlib import Path

import pytest
from golden_views import PARTS, compared, view_of

FILES = sorted(Path(__file__).parent.glob("articles/*.json"))


def written(golden: dict) -> str:
    return json.dumps(golden, indent=2, ensure_ascii=False) + "\n"


def test_golden_articles_are_there():
    assert len(FILES) >= 10


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_golden_article(path, extractor, pytestconfig):
    golden = json.loads(path.read_text(encoding="utf-8"))
    found = golden | compared(view_of(golden, extractor), golden["known_gap"])
    if pytestconfig.getoption("--update-golden"):
        path.write_text(written(found), encoding="utf-8")
        return
    expected, actual = ([*written({part: one[part] for part in PARTS}).splitlines()] for one in (golden, found))
    difference = "\n".join(difflib.unified_diff(expected, actual, "expected", "extracted", lineterm="", n=3))
    assert not difference, f"{path.name}\n{difference}"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_golden_file_is_written_as_an_update_would_write_it(path):
    text = path.read_text(encoding="utf-8")
    golden = json.loads(text)
    assert text == written(golden)
    assert set(golden) - {"dateline_place"} == {"title", "text", "published_on", "known_gap", *PARTS}
    assert all(reason.strip() for reason in golden["known_gap"].values())
