"""What `dateline explain` says of a plain sentence."""

from __future__ import annotations

import pytest

from flows.explain import explain_event, mark_sentence
from transforms.events.coder import CodedArticle, code_article
from transforms.extract import Extractor
from transforms.language.article import parse_articles

TEXT = "Gunmen killed two soldiers in Gao, officials said."


@pytest.fixture(scope="module", name="coded")
def code(extractor: Extractor) -> CodedArticle:
    (parsed,) = parse_articles(extractor.nlp, [{"article_id": "a", "title": "", "text": TEXT, "published_at": None}])
    return code_article(parsed, extractor.coder)


def test_each_span_is_marked_and_nothing_else_is_changed(coded):
    marked = mark_sentence(coded.events[0], coded)
    assert "\\[[green]trigger[/] killed]" in marked
    assert "\\[[green]actor[/] Gunmen]" in marked
    bare = marked.replace("\\[", "").replace("]", "")
    for name in ("trigger", "actor", "recipient", "killed", "place", "source", "date"):
        bare = bare.replace(f"[green{name}[/ ", "")
    assert bare == TEXT


def test_each_value_has_its_reason(coded, extractor):
    told = explain_event(coded.events[0], extractor.coder.lexicon)
    reasons: dict[str, str] = {}
    for name, value in told:
        reasons[name] = value
    assert reasons["type"].startswith("ASSAULT")
    assert "frame assault/kill.verb" in reasons["type"]
    assert reasons["killed"].startswith("2 to 2 (two soldiers)")
    assert "by 'said'" in reasons["source"]
    assert reasons["place"].endswith("named in the sentence")
    assert reasons["confidence"].startswith(str(coded.events[0].confidence))
