"""Claims of responsibility and denials, on parses written by hand."""

from __future__ import annotations

import pytest
from parsed import article_of, doc_of, word

from transforms.events.actors import ActorLexicon
from transforms.events.claims import apply_claims, find_claims
from transforms.events.lexicon import load_lexicon
from transforms.events.mentions import find_mentions
from transforms.events.records import EventRecord
from transforms.events.roles import WhoIsWho

CLAIMED = (
    "Hamas 1 nsubj NNP hamas ORG\nclaimed 1 ROOT VBD claim\nresponsibility 1 dobj NN\nfor 2 prep IN\nthe 5 det DT\n"
    "attack 3 pobj NN"
)
DENIED = "Hamas 1 nsubj NNP hamas ORG\ndenied 1 ROOT VBD deny\nany 3 det DT\ninvolvement 1 dobj NN"


@pytest.fixture(scope="module")
def lexicons():
    return load_lexicon(), ActorLexicon()


def told(table: str, trigger: str | None, lexicons, earlier: EventRecord | None = None):
    """The events of an article with one sentence after its claims were applied."""
    article = article_of(doc_of(table))
    mentions = find_mentions(article)
    who = WhoIsWho({(id(one.head.doc), one.head.i): one for one in mentions}, *lexicons, None, None)
    here = [_deed(word(article.body, trigger), 1)] if trigger else []
    events = [*([earlier] if earlier else []), *here]
    apply_claims(article.sentences, events, who)
    return events


def _deed(token, sentence_no: int) -> EventRecord:
    return EventRecord(sentence_no, token, token.idx, token.idx + len(token), token.text, "ASSAULT", None, None, "test")


def test_a_claimed_deed_is_the_claimants(lexicons):
    (attack,) = told(CLAIMED, "attack", lexicons)
    assert attack.claimed_by == ["Hamas"]
    assert [(one.role, one.name, one.cue) for one in attack.participants] == [
        ("source", "Hamas", "claimed"),
        ("actor", "Hamas", None),
    ]


def test_a_denial_without_a_deed_is_of_the_deed_told_before(lexicons):
    before = doc_of("bombing 0 ROOT NN")
    (bombing,) = told(DENIED, None, lexicons, _deed(before[0], 0))
    assert bombing.denied_by == ["Hamas"]
    assert bombing.participants == []


def test_a_denied_charge_is_no_denial_of_a_deed(lexicons):
    before = doc_of("bombing 0 ROOT NN")
    (bombing,) = told(
        "Hamas 1 nsubj NNP hamas ORG\ndenied 1 ROOT VBD deny\nthe 3 det DT\ncharge 1 dobj NN", None, lexicons, _deed(before[0], 0)
    )
    assert bombing.denied_by == []


def test_who_did_not_claim_claims_nothing():
    table = "Nobody 3 nsubj NN\ndid 3 aux VBD do\nnot 3 neg RB\nclaim 3 ROOT VB claim\nresponsibility 3 dobj NN"
    assert find_claims(article_of(doc_of(table)).sentences[0]) == []
