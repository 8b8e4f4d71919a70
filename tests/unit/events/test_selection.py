"""Which triggers of a sentence are events of their own, on parses written by hand."""

from __future__ import annotations

import pytest
from parsed import article_of, doc_of

from transforms.events.actors import ActorLexicon
from transforms.events.codes import load_ontology
from transforms.events.lexicon import load_lexicon
from transforms.events.selection import add_causes, drop_consequences, drop_phrase_words, select_triggers
from transforms.events.triggers import find_triggers


@pytest.fixture(scope="module")
def selected():
    """The words of the triggers that are kept, of all those found."""
    lexicon, actors, ontology = load_lexicon(), ActorLexicon(), load_ontology()

    def words(table: str) -> tuple[list[str], list[str]]:
        found = find_triggers(article_of(doc_of(table)).sentences[0], lexicon, actors)
        return [one.token.text for one in found], [one.token.text for one in select_triggers(found, ontology)[0]]

    return words


def test_selection_keeps_coordinated_verbs_of_different_types(selected):
    table = (
        "Police 1 nsubj NNS police\narrested 1 ROOT VBD arrest\nand 1 cc CC\nbeat 1 conj VBD beat\n"
        "protesters 3 dobj NNS protester"
    )
    assert selected(table)[1] == ["arrested", "beat"]


def test_selection_keeps_the_word_of_harm_that_carries_a_noun(selected):
    table = "Ten 1 nummod CD\npeople 2 nsubj NNS\ndied 2 ROOT VBD die\nin 2 prep IN\nthe 5 det DT\nattack 3 pobj NN"
    assert selected(table) == (["died", "attack"], ["died"])


def test_causes_are_added_to_words_of_harm_that_no_rule_joined():
    doc = doc_of(
        "Ten 1 nummod CD\npeople 3 nsubjpass NNS\nwere 3 auxpass VBD be\nkilled 3 ROOT VBN kill\nwhen 6 advmod WRB\n"
        "troops 6 nsubj NNS troop\nfired 3 advcl VBD fire\non 6 prep IN\nthem 7 pobj PRP they"
    )
    found = find_triggers(article_of(doc).sentences[0], load_lexicon(), ActorLexicon())
    killed, fired = add_causes(found)
    assert (killed.token.text, killed.copy.token.text, fired.copy) == ("killed", "fired", None)


def test_selection_knows_a_noun_that_is_tagged_as_a_gerund(selected):
    table = (
        "Two 1 nummod CD\npeople 3 nsubjpass NNS\nwere 3 auxpass VBD be\nkilled 3 ROOT VBN kill\nin 3 prep IN\n"
        "police 6 compound NN\nfiring 4 pobj VBG fire"
    )
    assert selected(table) == (["killed", "firing"], ["killed"])


def test_selection_keeps_one_of_verb_and_noun_of_one_event(selected):
    """ "The attack killed five": one event, told by the verb."""
    table = "The 1 det DT\nattack 2 nsubj NN\nkilled 2 ROOT VBD kill\nfive 4 nummod CD\nsoldiers 2 dobj NNS soldier"
    found, kept = selected(table)
    assert found == ["attack", "killed"]
    assert kept == ["killed"]


def test_selection_keeps_one_of_verb_and_noun_below_a_preposition(selected):
    table = (
        "Five 1 nummod CD\nsoldiers 3 nsubjpass NNS soldier\nwere 3 auxpass VBD be\nkilled 3 ROOT VBN kill\nin 3 prep IN\n"
        "an 6 det DT\nattack 4 pobj NN"
    )
    assert selected(table)[1] == ["killed"]


def test_selection_keeps_one_record_for_one_toll(selected):
    """ "killed 15 and wounded 100" is one event with two figures."""
    table = (
        "Rebels 1 nsubj NNS rebel\nkilled 1 ROOT VBD kill\n15 3 nummod CD\nvillagers 1 dobj NNS villager\nand 1 cc CC\n"
        "wounded 1 conj VBD wound\n100 5 dobj CD"
    )
    assert selected(table)[1] == ["killed"]


def test_selection_keeps_a_second_verb_with_its_own_subject(selected):
    table = (
        "Rebels 1 nsubj NNS rebel\nattacked 1 ROOT VBD attack\nGao 1 dobj NNP gao GPE\nand 1 cc CC\n"
        "soldiers 5 nsubj NNS soldier\nkilled 1 conj VBD kill\nvillagers 5 dobj NNS villager"
    )
    assert selected(table)[1] == ["attacked", "killed"]


@pytest.mark.parametrize(
    "table",
    [
        # called for a withdrawal
        "Mali 1 nsubj NNP mali GPE\ncalled 1 ROOT VBD call\nfor 1 prep IN\na 4 det DT\nwithdrawal 2 pobj NN",
        # threatened to attack
        "Rebels 1 nsubj NNS rebel\nthreatened 1 ROOT VBD threaten\nto 3 aux TO\nattack 1 xcomp VB attack\nGao 3 dobj NNP gao GPE",
        # refused to release the hostages
        "Rebels 1 nsubj NNS rebel\nrefused 1 ROOT VBD refuse\nto 3 aux TO\nrelease 1 xcomp VB release\nhostages 3 dobj NNS hostage",
        # was accused of killing guards
        (
            "He 2 nsubjpass PRP\nwas 2 auxpass VBD be\naccused 2 ROOT VBN accuse\nof 2 prep IN\nkilling 3 pcomp VBG kill\n"
            "guards 4 dobj NNS guard"
        ),
        # urged rebels to attack Gao
        (
            "Mali 1 nsubj NNP mali GPE\nurged 1 ROOT VBD urge\nrebels 1 dobj NNS rebel\nto 4 aux TO\nattack 1 xcomp VB attack\n"
            "Gao 4 dobj NNP gao GPE"
        ),
        # urged rebels to stop attacks: the infinitive below what is asked, or as a clause of its own
        (
            "Mali 1 nsubj NNP mali GPE\nurged 1 ROOT VBD urge\nrebels 1 dobj NNS rebel\nto 4 aux TO\nstop 2 relcl VB stop\n"
            "attacks 4 dobj NNS attack"
        ),
        (
            "Mali 1 nsubj NNP mali GPE\nurged 1 ROOT VBD urge\nrebels 1 dobj NNS rebel\nto 4 aux TO\nstop 1 advcl VB stop\n"
            "attacks 4 dobj NNS attack"
        ),
    ],
    ids=["request", "threat", "refusal", "charge", "request of an act", "infinitive below the object", "infinitive as a clause"],
)
def test_selection_drops_what_a_speech_act_is_about(selected, table):
    found, kept = selected(table)
    assert len(found) == 2
    assert kept == [found[0]]


def test_selection_keeps_a_fact_beside_a_speech_act(selected):
    """ "called for talks after rebels attacked Gao": the attack is told as a fact."""
    table = (
        "Mali 1 nsubj NNP mali GPE\ncalled 1 ROOT VBD call\nfor 1 prep IN\ntalks 2 pobj NNS talk\nafter 6 mark IN\n"
        "rebels 6 nsubj NNS rebel\nattacked 1 advcl VBD attack\nGao 6 dobj NNP gao GPE"
    )
    assert selected(table)[1] == ["called", "attacked"]


def test_selection_keeps_what_the_subject_of_a_speech_act_did(selected):
    """ "Rebels who attacked Gao demanded a ransom"."""
    table = (
        "Rebels 4 nsubj NNS rebel\nwho 2 nsubj WP\nattacked 0 relcl VBD attack\nGao 2 dobj NNP gao GPE\n"
        "demanded 4 ROOT VBD demand\na 6 det DT\nransom 4 dobj NN"
    )
    assert selected(table)[1] == ["attacked", "demanded"]


def test_selection_drops_a_word_of_another_triggers_phrase(selected):
    table = "Soldiers 1 nsubj NNS soldier\nopened 1 ROOT VBD open\nfire 1 dobj NN\non 1 prep IN\nprotesters 3 pobj NNS protester"
    assert selected(table)[1] == ["opened"]


def test_selection_does_not_depend_on_the_order_of_triggers():
    lexicon, actors, ontology = load_lexicon(), ActorLexicon(), load_ontology()
    table = (
        "The 1 det DT\nattack 2 nsubj NN\nkilled 2 ROOT VBD kill\nguards 2 dobj NNS guard\nand 2 cc CC\n"
        "police 6 nsubj NNS police\narrested 2 conj VBD arrest\nmen 6 dobj NNS man"
    )
    found = find_triggers(article_of(doc_of(table)).sentences[0], lexicon, actors)
    forward = {one.token.text for one in select_triggers(found, ontology)[0]}
    assert forward == {one.token.text for one in select_triggers(found[::-1], ontology)[0]} == {"killed", "arrested"}


def find(table: str):
    lexicon, actors = load_lexicon(), ActorLexicon()
    return find_triggers(article_of(doc_of(table)).sentences[0], lexicon, actors)


FIRED = (
    "Police 1 nsubj NNS police\nfired 1 ROOT VBD fire\non 1 prep IN\nprotesters 2 pobj NNS protester\n, 1 punct ,\n"
    "killing 1 advcl VBG kill\nthree 5 dobj CD"
)


def test_a_participle_that_tells_the_toll_is_no_event_of_its_own():
    assert [one.token.text for one in drop_consequences(find(FIRED))] == ["fired"]


def test_a_participle_before_the_act_or_of_another_type_stays():
    before = "Killing 3 advcl VBG kill\nguards 0 dobj NNS guard\nrebels 3 nsubj NNS rebel\nattacked 3 ROOT VBD attack\nGao 3 dobj NNP gao GPE"
    assert [one.token.text for one in drop_consequences(find(before))] == ["Killing", "attacked"]
    other = "Police 1 nsubj NNS police\narrested 1 ROOT VBD arrest\nmen 1 dobj NNS man\n, 1 punct ,\nkilling 1 advcl VBG kill\none 4 dobj CD"
    assert [one.token.text for one in drop_consequences(find(other))] == ["arrested", "killing"]


def test_a_light_verb_that_tells_another_type_is_kept():
    table = "Mali 1 nsubj NNP mali GPE\ncondemned 1 ROOT VBD condemn\nthe 3 det DT\nattack 1 dobj NN"
    assert [one.frame.event_type for one in drop_phrase_words(find(table))] == ["ACCUSE", "ASSAULT"]


def test_a_clause_below_a_word_of_harm_says_who_did_it():
    """ "Ten were killed when troops fired on them": one event, whose copy has the actor."""
    table = (
        "Ten 2 nsubjpass CD\nwere 2 auxpass VBD be\nkilled 2 ROOT VBN kill\nwhen 5 advmod WRB\ntroops 5 nsubj NNS troop\n"
        "fired 2 advcl VBD fire\non 5 prep IN\nthem 6 pobj PRP"
    )
    told = {one.token.text: one for one in select_triggers(find(table), load_ontology())[0]}
    assert told["killed"].copy is not None and told["killed"].copy.token.text == "fired"
