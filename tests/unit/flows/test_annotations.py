"""Annotations as offsets: there and back again, on a made-up article."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from flows.annotations import read_annotations, write_annotations
from flows.evaluate import GoldError

ARTICLE = {
    "id": "a-1",
    "title": "Rebels free two",
    "published_at": "2021-09-07",
    "text": "Rebels freed two men in Gao, police said.",
}
EVENT = {
    "id": "e1",
    "types": ["RETREAT"],
    "modes": ["release"],
    "sentence": "Rebels freed two men in Gao, police said.",
    "trigger": "freed",
    "actor": [{"name": "Rebels", "country": "MLI", "sector": "REB"}],
    "recipient": [{"name": "captives", "country": "", "sector": "CVL"}],
    "location": {"name": "Gao", "country": "MLI"},
    "attributed_to": ["police"],
    "required": True,
}


def write_corpus(folder: Path, article: dict) -> Path:
    (folder / "articles").mkdir(parents=True)
    with gzip.open(folder / "articles" / "all.jsonl.gz", "wt", encoding="utf-8") as file:
        file.write(json.dumps(article) + "\n")
    return folder


def test_annotations_come_back_as_they_were_and_hold_no_text(tmp_path):
    data = write_corpus(tmp_path / "data", ARTICLE)
    write_annotations([ARTICLE | {"events": [EVENT]}], tmp_path / "all.jsonl")
    written = (tmp_path / "all.jsonl").read_text("utf-8")
    assert "freed" not in written
    assert "captives" in written  # no such word in the text
    (back,) = read_annotations(tmp_path, data)
    assert back["events"] == [EVENT]
    assert back["text"] == ARTICLE["text"]


@pytest.mark.parametrize(
    ("other", "message"), [(ARTICLE | {"text": "Else."}, "another text"), (ARTICLE | {"id": "a-2"}, "not among the corpora")]
)
def test_a_text_that_is_missing_or_another_is_told(tmp_path, other, message):
    write_annotations([ARTICLE | {"events": [EVENT]}], tmp_path / "all.jsonl")
    with pytest.raises(GoldError, match=message):
        read_annotations(tmp_path, write_corpus(tmp_path / "data", other))
