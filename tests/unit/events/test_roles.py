"""Actors and recipients of events on parses written by hand."""

from __future__ import annotations

from datetime import date

import pytest
from parsed import article_of, doc_of, word

from transforms.events.actors import ActorLexicon
from transforms.events.coreference import resolve_mentions
from transforms.events.lexicon import Lexicon, load_lexicon
from transforms.events.mentions import find_mentions
from transforms.events.phrases import noun_phrase
from transforms.events.records import Participant
from transforms.events.roles import WhoIsWho, participants_from, participants_of, sources_from
from transforms.events.triggers import find_triggers


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return load_lexicon()


@pytest.fixture(scope="module")
def actors() -> ActorLexicon:
    return ActorLexicon()


@pytest.fixture(scope="module")
def scene(lexicon, actors):
    """The Doc of a table with who is who in it; one sentence a root."""

    def made(table: str, country: str | None = None):
        article = article_of(doc_of(table))
        mentions = find_mentions(article)
        resolve_mentions(article, mentions, actors.canonical)
        who = WhoIsWho({(id(one.head.doc), one.head.i): one for one in mentions}, lexicon, actors, date(2021, 9, 7), country)
        return article, who

    return made


@pytest.fixture(scope="module")
def roles(scene, lexicon, actors):
    """Role → names of the participants of the last sentence's only trigger."""

    def found(table: str) -> dict[str, list[str]]:
        article, who = scene(table)
        (trigger,) = find_triggers(article.sentences[-1], lexicon, actors)
        named: dict[str, list[str]] = {}
        for one in participants_of(trigger, who):
            named.setdefault(one.role, []).append(one.name)
        return named

    return found


def test_participants_of_an_active_and_a_passive_verb_are_the_same(roles):
    active = "Rebels 1 nsubj NNS rebel\nattacked 1 ROOT VBD attack\nGao 1 dobj NNP gao GPE"
    passive = (
        "Gao 2 nsubjpass NNP gao GPE\nwas 2 auxpass VBD be\nattacked 2 ROOT VBN attack\nby 2 agent IN\nRebels 3 pobj NNS rebel"
    )
    assert roles(active) == roles(passive) == {"actor": ["Rebels"], "recipient": ["Gao"]}


def test_participants_of_a_passive_without_agent_have_no_actor(roles):
    table = "Two 1 nummod CD\nmen 3 nsubjpass NNS man\nwere 3 auxpass VBD be\narrested 3 ROOT VBN arrest"
    assert roles(table) == {"recipient": ["men"]}


def test_participants_that_are_coordinated_are_a_list(roles):
    table = (
        "Soldiers 3 nsubj NNS soldier\nand 0 cc CC\npolice 0 conj NNS police\nattacked 3 ROOT VBD attack\n"
        "students 3 dobj NNS student\nand 4 cc CC\nworkers 4 conj NNS worker"
    )
    assert roles(table) == {"actor": ["Soldiers", "police"], "recipient": ["students", "workers"]}


def test_participants_that_are_counted_stand_for_what_is_counted(roles):
    table = (
        "Police 1 nsubj NNS police\narrested 1 ROOT VBD arrest\nthousands 1 dobj NNS thousand\nof 2 prep IN\n"
        "students 3 pobj NNS student\nand 4 cc CC\nworkers 4 conj NNS worker"
    )
    assert roles(table) == {"actor": ["Police"], "recipient": ["students", "workers"]}


def test_participants_that_are_counted_by_a_word_marked_as_a_number(roles):
    table = (
        "Police 1 nsubj NNS police\narrested 1 ROOT VBD arrest\nhundreds 1 dobj NNS hundred CARDINAL\nof 2 prep IN\n"
        "students 3 pobj NNS student"
    )
    assert roles(table) == {"actor": ["Police"], "recipient": ["students"]}


def test_participants_of_a_noun_come_from_its_possessor_and_preposition(roles):
    table = (
        "The 1 det DT\nrebels 3 poss NNS rebel\n' 1 case POS\nattack 6 nsubj NN\non 3 prep IN\nGao 4 pobj NNP gao GPE\n"
        "shocked 6 ROOT VBD shock\nresidents 6 dobj NNS resident"
    )
    assert roles(table) == {"actor": ["rebels"], "recipient": ["Gao"]}


def test_participants_of_a_noun_come_from_its_light_verb(roles):
    table = (
        "Rebels 1 nsubj NNS rebel\nlaunched 1 ROOT VBD launch\nan 3 det DT\nattack 1 dobj NN\non 3 prep IN\n"
        "Gao 4 pobj NNP gao GPE"
    )
    assert roles(table) == {"actor": ["Rebels"], "recipient": ["Gao"]}


def test_participants_are_never_both_actor_and_recipient(scene, lexicon, actors):
    """Fights where both sides act have no recipient; nobody stands in both lists."""
    table = "Police 3 nsubj NNS police\nand 0 cc CC\nprotesters 0 conj NNS protester\nclashed 3 ROOT VBD clash"
    article, who = scene(table)
    (trigger,) = find_triggers(article.sentences[0], lexicon, actors)
    found = participants_of(trigger, who)
    assert {(one.role, one.name) for one in found} == {("actor", "Police"), ("actor", "protesters")}


@pytest.mark.parametrize("link", ["with 1 prep IN\nrebels 2 pobj NNS rebel", "against 1 prep IN\nrebels 2 pobj NNS rebel"])
def test_participants_of_a_fight_are_both_actors(roles, link):
    assert roles(f"Soldiers 1 nsubj NNS soldier\nbattled 1 ROOT VBD battle\n{link}") == {"actor": ["Soldiers", "rebels"]}


@pytest.mark.parametrize(("prefix", "found"), [("anti", {"recipient": ["government"]}), ("pro", {})])
def test_participants_behind_a_prefix_are_those_one_is_against(roles, prefix, found):
    table = (
        f"{prefix}_ 3 amod JJ\n-_ 2 punct HYPH\ngovernment 3 amod NN government\nprotests 4 nsubj NNS protest\n"
        "spread 4 ROOT VBD spread"
    )
    assert roles(table) == found


@pytest.mark.parametrize("thing", ["rockets/NNS/rocket", "documents/NNS/document", "it/PRP/it"])
def test_participants_are_never_things(roles, thing):
    form, tag, lemma = thing.split("/")
    table = f"{form} 1 nsubj {tag} {lemma}\nattacked 1 ROOT VBD attack\nGao 1 dobj NNP gao GPE"
    assert "actor" not in roles(table)


def test_participants_named_by_a_surname_get_the_full_name(roles):
    table = (
        "Amina 1 compound NNP amina PERSON\nDiallo 2 nsubj NNP diallo +PERSON\nspoke 2 ROOT VBD speak\n. 2 punct .\n"
        "Police 5 nsubj NNS police\narrested 5 ROOT VBD arrest\nDiallo 5 dobj NNP diallo PERSON"
    )
    assert roles(table) == {"actor": ["Police"], "recipient": ["Amina Diallo"]}


def test_participants_named_by_a_pronoun_get_the_name(roles):
    table = (
        "Diallo 1 nsubj NNP diallo PERSON\nspoke 1 ROOT VBD speak\n. 1 punct .\n"
        "Police 4 nsubj NNS police\narrested 4 ROOT VBD arrest\nhim 4 dobj PRP he"
    )
    assert roles(table) == {"actor": ["Police"], "recipient": ["Diallo"]}


def test_participants_named_by_a_pronoun_that_stands_for_nobody_are_left_out(roles):
    table = "Police 1 nsubj NNS police\narrested 1 ROOT VBD arrest\nhim 1 dobj PRP he"
    assert roles(table) == {"actor": ["Police"]}


def test_participants_take_the_name_in_apposition(scene):
    table = "The 1 det DT\nspokesman 3 nsubj NN\nMujahid 1 appos NNP mujahid PERSON\nleft 3 ROOT VBD leave"
    article, who = scene(table)
    (one,) = participants_from(word(article.body, "spokesman"), "actor", who)
    assert (one.name, one.mention is not None) == ("Mujahid", True)


def test_participants_named_behind_their_office_get_the_name(roles):
    """ "Police commissioner Ada Lind condemned rebels", with the name in apposition or merely behind a comma."""
    table = (
        "commissioner 4 nsubj NN\n, 0 punct ,\nAda 3 compound NNP ada PERSON\nLind 4 nsubj NNP lind +PERSON\n"
        "condemned 4 ROOT VBD condemn\nrebels 4 dobj NNS rebel"
    )
    assert roles(table) == {"actor": ["Ada Lind"], "recipient": ["rebels"]}


def test_participants_that_are_only_a_number_are_so_many_people(roles):
    table = "Rebels 1 nsubj NNS rebel\nkilled 1 ROOT VBD kill\nthree 1 dobj CD"
    assert roles(table) == {"actor": ["Rebels"], "recipient": ["three people"]}


def test_participants_keep_offsets_of_what_the_sentence_says(scene):
    table = "Armed 1 amod JJ\nrebels 2 nsubj NNS rebel\nattacked 2 ROOT VBD attack\nGao 2 dobj NNP gao GPE"
    article, who = scene(table)
    (one,) = participants_from(word(article.body, "rebels"), "actor", who)
    assert isinstance(one, Participant)
    assert article.body.text[one.start_char : one.end_char] == one.text == one.name == "Armed rebels"


@pytest.mark.parametrize(
    ("table", "names"),
    [
        ("a 2 det DT\npolice 2 compound NNS police\nstatement 3 nsubj NN\nsaid 3 ROOT VBD say", ["police"]),
        ("reports 1 nsubj NNS report\nsay 1 ROOT VBP say", ["reports"]),
        ("the 1 det DT\nletter 2 nsubj NN\nsaid 2 ROOT VBD say", []),
    ],
)
def test_sources_that_are_things_are_whose_they_are(scene, table, names):
    article, who = scene(table)
    subject = next(token for token in article.body if token.dep_ == "nsubj")
    assert [one.name for one in sources_from(subject, who)] == names


def test_participants_have_country_and_sector(scene):
    table = "French 1 amod JJ french NORP\npolice 2 nsubj NNS police\narrested 2 ROOT VBD arrest\nmen 2 dobj NNS man"
    article, who = scene(table)
    (one,) = participants_from(word(article.body, "police"), "actor", who)
    assert (one.country, one.sectors) == ("FRA", ("COP",))


@pytest.mark.parametrize(
    ("table", "of", "wanted"),
    [
        ("The 2 det DT\ntwo 2 nummod CD\nmen 3 nsubj NNS\nfled 3 ROOT VBD", "men", "men"),
        ("armed 2 amod JJ\nTaliban 2 compound NNP\nfighters 3 nsubj NNS\nfled 3 ROOT VBD", "fighters", "armed Taliban fighters"),
        (
            "al 2 compound NNP al ORG\n- 2 punct : - +ORG\nShabaab 3 compound NNP shabaab +ORG\nfighters 4 nsubj NNS\nfled 4 ROOT VBD",
            "fighters",
            "al - Shabaab fighters",
        ),
        ("men 3 nsubj NNS\nwho 2 nsubj WP\nfought 0 relcl VBD\nfled 3 ROOT VBD", "men", "men"),
        ("a 4 det DT\nlittle_ 3 advmod RB\n-_ 3 punct HYPH\nknown 4 amod VBN\ngroup 4 ROOT NN", "group", "little-known group"),
    ],
)
def test_noun_phrase_is_the_head_with_its_adjectives(table, of, wanted):
    doc = doc_of(table)
    start, end = noun_phrase(word(doc, of))
    assert doc[start:end].text == wanted
