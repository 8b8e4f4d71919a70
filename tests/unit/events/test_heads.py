"""Event heads and rules together, on parses and readings written by hand."""

from __future__ import annotations

import pytest
from parsed import article_of, doc_of, word
from spacy.tokens import Doc, Token

from transforms.events.actors import ActorLexicon
from transforms.events.codes import load_ontology
from transforms.events.confidence import is_read
from transforms.events.heads import HEAD_RULE, choose_modality, choose_mode, join_fillers, join_triggers
from transforms.events.lexicon import Lexicon, load_lexicon
from transforms.events.mentions import find_mentions
from transforms.events.roles import WhoIsWho, participants_of
from transforms.events.selection import select_triggers
from transforms.events.triggers import Trigger, find_triggers
from transforms.language.encoder.event_heads import EventReading, has_heads, reading_of
from transforms.language.encoder.labels import EVENT_ROLES

ATTACK = "Rebels 1 nsubj NNS rebel\nattacked 1 ROOT VBD attack\nGao 1 dobj NNP gao GPE\nyesterday 1 npadvmod NN"
MUSIC = "Fans 1 nsubj NNS fan\nzibbed 1 ROOT VBD zib\nGao 1 dobj NNP gao GPE"


def read(token: Token, roles: dict | None = None, modes: dict | None = None, modality: str = "actual", **types: float) -> None:
    """Let the heads say this of a word."""
    filled = {role: tuple((roles or {}).get(role, ())) for role in EVENT_ROLES}
    reach = (-token.i, len(token.doc) - 1 - token.i)
    token._.set("event_reading", EventReading(types, modes or {"": 1.0}, {"actual": 0.02} | {modality: 0.98}, filled, reach))
    token.doc[0]._.set("has_event_heads", True)


@pytest.fixture(scope="module", name="lexicon")
def load() -> Lexicon:
    return load_lexicon()


@pytest.fixture(name="joined")
def make_joined(lexicon: Lexicon):
    def found(doc: Doc) -> list[Trigger]:
        sentence = article_of(doc).sentences[0]
        told, left_out = select_triggers(find_triggers(sentence, lexicon, ActorLexicon()), load_ontology())
        return join_triggers(sentence, told, left_out, lexicon)

    return found


def test_without_heads_the_rules_decide(joined):
    (trigger,) = joined(doc_of(ATTACK))
    assert (trigger.frame.event_type, trigger.reading, trigger.support) == ("ASSAULT", None, "rule")


def test_a_word_that_no_frame_has_is_an_event_where_the_heads_see_one(joined):
    doc = doc_of(MUSIC)
    assert joined(doc) == []
    read(word(doc, "zibbed"), PROTEST=0.9)
    (trigger,) = joined(doc)
    assert (trigger.frame.event_type, trigger.frame.frame_id, trigger.support) == ("PROTEST", HEAD_RULE, "none")
    assert [token.text for token in trigger.slots["subject"]] == ["Fans"]


def test_heads_that_are_unsure_make_no_event_of_their_own(joined):
    doc = doc_of(MUSIC)
    read(word(doc, "zibbed"), PROTEST=0.04)
    assert joined(doc) == []


def test_a_sure_other_type_overrules_the_frame_and_an_unsure_one_does_not(joined):
    for share, event_type, support in ((0.9, "COERCE", "other_rule"), (0.2, "ASSAULT", "rule")):
        doc = doc_of(ATTACK)
        read(word(doc, "attacked"), COERCE=share)
        (trigger,) = joined(doc)
        assert (trigger.frame.event_type, trigger.support) == (event_type, support)


@pytest.mark.parametrize(("event_type", "found"), [("AID", ["AID"]), ("NONE", [])])
def test_the_heads_have_no_say_in_words_of_the_users_own_frames(event_type, found):
    row = dict.fromkeys(("event_mode", "actor", "recipient", "when", "cameo", "example"), "")
    lexicon = load_lexicon([row | {"word": "zib", "pos": "verb", "event_type": event_type}])
    doc = doc_of(MUSIC)
    read(word(doc, "zibbed"), PROTEST=0.95)
    sentence = article_of(doc).sentences[0]
    triggers = join_triggers(sentence, find_triggers(sentence, lexicon, ActorLexicon()), [], lexicon)
    assert [trigger.frame.event_type for trigger in triggers] == found
    assert not any(is_read(trigger) for trigger in triggers)


def test_modes_are_those_of_the_type(joined):
    doc = doc_of(ATTACK)
    read(word(doc, "attacked"), modes={"": 0.1, "ASSAULT/aerial": 0.3, "COERCE/arrest": 0.6}, ASSAULT=0.9)
    (trigger,) = joined(doc)
    assert choose_mode(trigger) == "aerial"


def test_sure_heads_overrule_the_rules_in_modality():
    doc = doc_of(ATTACK)
    read(word(doc, "attacked"), modality="future", ASSAULT=0.9)
    reading = word(doc, "attacked")._.event_reading
    assert choose_modality(reading, "actual") == "future"
    assert choose_modality(None, "negated") == "negated"
    assert choose_modality(reading, "historical") == "historical"  # by the event's own date


def test_fillers_are_those_that_heads_see_and_rules_see_and_heads_do_not_rule_out():
    doc = doc_of(ATTACK)
    attacked, rebels, gao = word(doc, "attacked"), word(doc, "Rebels"), word(doc, "Gao")
    read(attacked, roles={"actor": [(-1, 0.3)], "recipient": [(1, 0.8)]}, ASSAULT=0.9)
    reading = attacked._.event_reading
    assert join_fillers(attacked, reading, "actor", [rebels]) == [rebels]
    assert join_fillers(attacked, reading, "actor", []) == []
    assert join_fillers(attacked, reading, "recipient", []) == [gao]
    assert join_fillers(attacked, reading, "actor", [gao]) == []


@pytest.mark.parametrize(("share", "names"), [(0.2, ["Norway"]), (0.01, [])])
def test_whose_thing_it_is_fills_a_role_where_the_heads_agree(joined, lexicon, share, names):
    """ "defended Norway's strategy": about Norway, says the rule, but only where the heads see it too."""
    doc = doc_of(
        "Lind 1 nsubj NNP lind PERSON\ndefended 1 ROOT VBD defend\nNorway_ 4 poss NNP norway GPE\n's 2 case POS\n"
        "strategy 1 dobj NN"
    )
    read(word(doc, "defended"), roles={"actor": [(-1, 0.9)], "recipient": [(1, share)]}, SUPPORT=0.9)
    (trigger,) = joined(doc)
    mentions = find_mentions(article_of(doc))
    who = WhoIsWho({(id(one.head.doc), one.head.i): one for one in mentions}, lexicon, ActorLexicon(), None, None)
    assert [one.name for one in participants_of(trigger, who) if one.role == "recipient"] == names


@pytest.mark.parametrize(("shares", "names"), [((0.9, 0.7), ["outpost of army"]), ((0.7, 0.9), ["army"])])
def test_of_a_thing_and_whose_it_is_the_likelier_fills_a_role(joined, lexicon, shares, names):
    doc = doc_of("Rebels 1 nsubj NNS rebel\nattacked 1 ROOT VBD attack\noutpost 1 dobj NN\nof 2 prep IN\narmy 3 pobj NN")
    read(word(doc, "attacked"), roles={"actor": [(-1, 0.9)], "recipient": [(1, shares[0]), (3, shares[1])]}, ASSAULT=0.9)
    (trigger,) = joined(doc)
    who = WhoIsWho({}, lexicon, ActorLexicon(), None, None)
    assert [one.name for one in participants_of(trigger, who) if one.role == "recipient"] == names


def test_fillers_come_with_the_rest_of_their_list():
    doc = doc_of(
        "Rebels 1 nsubj NNS rebel\nattacked 1 ROOT VBD attack\nGao 1 dobj NNP\n, 2 punct ,\nMopti 2 conj NNP\nand 4 cc CC\nKidal 4 conj NNP"
    )
    read(word(doc, "attacked"), roles={"recipient": [(1, 0.8)]}, ASSAULT=0.9)
    reading = word(doc, "attacked")._.event_reading
    assert [one.text for one in join_fillers(word(doc, "attacked"), reading, "recipient", [])] == ["Gao", "Mopti", "Kidal"]


def test_readings_stay_with_their_words_when_docs_are_joined():
    first, second = doc_of(MUSIC), doc_of(ATTACK)
    read(word(first, "zibbed"), PROTEST=0.9)
    read(word(second, "attacked"), roles={"actor": [(-1, 0.9)]}, ASSAULT=0.9)
    joined = Doc.from_docs([first, second])
    reading = reading_of(word(joined, "attacked"))
    assert has_heads(joined)
    assert reading is not None
    assert reading.share("actor", -1) == 0.9
    assert reading_of(word(joined, "yesterday")) is None


def test_fillers_beyond_what_the_heads_saw_count_as_the_rules_say():
    doc = doc_of(ATTACK)
    attacked, rebels = word(doc, "attacked"), word(doc, "Rebels")
    read(attacked, ASSAULT=0.9)
    near = EventReading({}, {}, {}, dict.fromkeys(EVENT_ROLES, ()), (0, 2))
    assert join_fillers(attacked, near, "actor", [rebels]) == [rebels]
    assert join_fillers(attacked, attacked._.event_reading, "actor", [rebels]) == []


def test_who_does_it_to_another_is_no_recipient_though_the_heads_see_one():
    doc = doc_of(ATTACK)
    attacked, rebels = word(doc, "attacked"), word(doc, "Rebels")
    read(attacked, {"recipient": ((rebels.i - attacked.i, 0.8),)}, ASSAULT=0.9)
    assert join_fillers(attacked, attacked._.event_reading, "actor", [rebels]) == [rebels]
