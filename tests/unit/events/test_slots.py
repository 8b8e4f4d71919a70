"""Slots of event words on parses written by hand: voice, relative clauses, control, coordination."""

from __future__ import annotations

import pytest
from parsed import doc_of, word

from transforms.events.slots import is_passive, slots_of, spread


def slots(table: str, of: str) -> dict[str, list[str]]:
    return {name: [token.text for token in tokens] for name, tokens in slots_of(word(doc_of(table), of)).items()}


ACTIVE = """
Rebels 1 nsubj NNS rebel
attacked 1 ROOT VBD attack
the 3 det DT
town 1 dobj NN
with 1 prep IN
rockets 4 pobj NNS rocket
"""
PASSIVE = """
The 1 det DT
town 3 nsubjpass NN
was 3 auxpass VBD be
attacked 3 ROOT VBN attack
by 3 agent IN
rebels 4 pobj NNS rebel
"""


def test_slots_of_an_active_verb():
    assert slots(ACTIVE, "attacked") == {"subject": ["Rebels"], "object": ["town"], "with": ["rockets"]}


def test_slots_of_a_passive_verb_are_turned_round():
    assert slots(PASSIVE, "attacked") == {"subject": ["rebels"], "object": ["town"], "by": ["rebels"]}


def test_slots_of_a_passive_without_agent_have_no_subject():
    table = "Two 1 nummod CD\nmen 3 nsubjpass NNS man\nwere 3 auxpass VBD be\narrested 3 ROOT VBN arrest"
    assert slots(table, "arrested") == {"object": ["men"]}


@pytest.mark.parametrize(
    ("table", "of"),
    [
        (
            "A 1 det DT\nman 6 nsubj NN\nwho 4 nsubj WP\nhad 4 aux VBD have\nattacked 1 relcl VBN attack\nvillagers 4 dobj NNS\n"
            "fled 6 ROOT VBD flee",
            "attacked",
        ),
        ("A 1 det DT\nman 4 nsubj NN\nattacking 1 acl VBG attack\nvillagers 2 dobj NNS\nfled 4 ROOT VBD flee", "attacking"),
    ],
    ids=["who had attacked", "attacking"],
)
def test_slots_of_a_clause_on_the_subject_take_the_noun_above(table, of):
    assert slots(table, of) == {"subject": ["man"], "object": ["villagers"]}


@pytest.mark.parametrize(
    ("table", "of"),
    [
        (
            "The 1 det DT\ntown 5 nsubj NN\nthat 4 dobj WDT\nrebels 4 nsubj NNS rebel\nattacked 1 relcl VBD attack\n"
            "burned 5 ROOT VBD burn",
            "attacked",
        ),
        (
            "The 1 det DT\ntown 4 nsubj NN\nrebels 3 nsubj NNS rebel\nattacked 1 relcl VBD attack\nburned 4 ROOT VBD burn",
            "attacked",
        ),
        (
            "The 1 det DT\ntown 5 nsubj NN\nattacked 1 acl VBN attack\nby 2 agent IN\nrebels 3 pobj NNS rebel\nburned 5 ROOT VBD burn",
            "attacked",
        ),
    ],
    ids=["that rebels attacked", "rebels attacked", "attacked by rebels"],
)
def test_slots_of_a_clause_on_the_object_take_the_noun_above(table, of):
    found = slots(table, of)
    assert (found["subject"], found["object"]) == (["rebels"], ["town"])


def test_slots_of_a_passive_relative_clause():
    table = (
        "The 1 det DT\nmen 5 nsubj NNS man\nwho 4 nsubjpass WP\nwere 4 auxpass VBD be\narrested 1 relcl VBN arrest\n"
        "escaped 5 ROOT VBD escape"
    )
    assert slots(table, "arrested") == {"object": ["men"]}
    assert slots(table, "escaped") == {"subject": ["men"]}


def test_slots_of_a_relative_clause_with_a_conjunct_verb():
    table = (
        "The 1 det DT\nmen 8 nsubj NNS man\nwho 3 nsubj WP\nkilled 1 relcl VBD kill\nhim 3 dobj PRP he\nand 3 cc CC\n"
        "burned 3 conj VBD burn\nhouses 6 dobj NNS house\nfled 8 ROOT VBD flee"
    )
    assert slots(table, "burned") == {"subject": ["men"], "object": ["houses"]}


@pytest.mark.parametrize(("verb", "wanted"), [("leave", ["rebels"]), ("ordered", ["Ministers"])])
def test_slots_of_an_infinitive_under_object_control(verb, wanted):
    table = (
        "Ministers 1 nsubj NNS minister\nordered 1 ROOT VBD order\nrebels 1 dobj NNS rebel\nto 4 aux TO\n"
        "leave 1 xcomp VB leave\nGao 4 dobj NNP"
    )
    assert slots(table, verb)["subject"] == wanted


def test_slots_of_an_infinitive_under_subject_control():
    table = "Rebels 1 nsubj NNS rebel\nthreatened 1 ROOT VBD threaten\nto 3 aux TO\nattack 1 xcomp VB attack\nGao 3 dobj NNP"
    assert slots(table, "attack") == {"subject": ["Rebels"], "object": ["Gao"]}
    assert slots(table, "threatened") == {"subject": ["Rebels"], "comp": ["attack"]}


def test_slots_of_a_passive_governor_control_with_its_subject():
    """ "He was accused of killing a guard": the accused is who kills."""
    table = (
        "He 2 nsubjpass PRP\nwas 2 auxpass VBD be\naccused 2 ROOT VBN accuse\nof 2 prep IN\nkilling 3 pcomp VBG kill\n"
        "a 6 det DT\nguard 4 dobj NN"
    )
    assert slots(table, "killing") == {"subject": ["He"], "object": ["guard"]}
    assert slots(table, "accused") == {"object": ["He"], "comp": ["killing"]}


def test_slots_of_an_infinitive_that_is_asked_of_its_subject():
    """ "wants troops to leave": the parser gives the troops to the infinitive."""
    table = "Mali 1 nsubj NNP\nwants 1 ROOT VBZ want\ntroops 4 nsubj NNS troop\nto 4 aux TO\nleave 1 ccomp VB leave"
    assert slots(table, "wants") == {"subject": ["Mali"], "object": ["troops"], "comp": ["leave"]}
    assert slots(table, "leave") == {"subject": ["troops"]}


def test_slots_of_an_infinitive_below_the_object_complete_the_verb():
    table = "Mali 1 nsubj NNP\nurged 1 ROOT VBD urge\nrebels 1 dobj NNS rebel\nto 4 aux TO\nstop 2 relcl VB stop"
    assert slots(table, "urged") == {"subject": ["Mali"], "object": ["rebels"], "comp": ["stop"]}


def test_slots_of_an_infinitive_under_a_noun_belong_to_its_owner():
    table = (
        "The 2 det DT\narmy 2 compound NN\nchief 3 nsubj NN\nannounced 3 ROOT VBD announce\nplans 3 dobj NNS plan\n"
        "to 6 aux TO\nattack 4 acl VB attack\nGao 6 dobj NNP"
    )
    assert slots(table, "attack") == {"subject": ["chief"], "object": ["Gao"]}
    assert slots(table, "plans")["comp"] == ["attack"]


def test_slots_of_coordinated_verbs_share_the_subject():
    table = (
        "Police 1 nsubj NNS police\nbeat 1 ROOT VBD beat\nand 1 cc CC\narrested 1 conj VBD arrest\n"
        "protesters 3 dobj NNS protester"
    )
    assert slots(table, "arrested") == {"subject": ["Police"], "object": ["protesters"]}


def test_slots_of_coordinated_passives_share_the_object():
    table = "He 2 nsubjpass PRP\nwas 2 auxpass VBD be\narrested 2 ROOT VBN arrest\nand 2 cc CC\ncharged 2 conj VBN charge"
    assert slots(table, "charged") == {"object": ["He"]}


def test_slots_of_an_active_conjunct_of_a_passive_take_its_subject():
    table = (
        "Rioters 2 nsubjpass NNS rioter\nwere 2 auxpass VBD be\nbeaten 2 ROOT VBN beat\nand 2 cc CC\n"
        "threw 2 conj VBD throw\nstones 4 dobj NNS stone"
    )
    assert slots(table, "threw") == {"subject": ["Rioters"], "object": ["stones"]}


def test_slots_spread_coordinated_fillers():
    table = (
        "Rebels 3 nsubj NNS rebel\nand 0 cc CC\nbandits 0 conj NNS bandit\nattacked 3 ROOT VBD attack\nGao 3 dobj NNP\n"
        ", 4 punct ,\nKidal 4 conj NNP\nand 6 cc CC\nMopti 6 conj NNP"
    )
    assert slots(table, "attacked") == {"subject": ["Rebels", "bandits"], "object": ["Gao", "Kidal", "Mopti"]}


def test_slots_of_a_participle_clause_take_the_subject_of_its_sentence():
    table = "Rebels 1 nsubj NNS rebel\nfled 1 ROOT VBD flee\n, 1 punct ,\nkilling 1 advcl VBG kill\nvillagers 3 dobj NNS villager"
    assert slots(table, "killing") == {"subject": ["Rebels"], "object": ["villagers"]}


def test_slots_of_a_particle_verb_keep_their_object():
    table = "Mali 1 nsubj NNP\nruled 1 ROOT VBD rule\nout 1 prep RP\ntalks 2 pobj NNS talk"
    assert slots(table, "ruled") == {"subject": ["Mali"], "object": ["talks"]}


def test_slots_of_prepositions_below_the_object_reach_the_verb_but_not_of():
    table = (
        "A 1 det DT\nman 2 nsubj NN\nattacked 2 ROOT VBD attack\nshoppers 2 dobj NNS shopper\nof 3 prep IN\nGao 4 pobj NNP\n"
        "with 3 prep IN\na 8 det DT\nknife 6 pobj NN"
    )
    assert slots(table, "attacked") == {"subject": ["man"], "object": ["shoppers"], "with": ["knife"]}


def test_slots_of_a_dative_and_its_preposition():
    table = "Oslo 1 nsubj NNP\ngave 1 ROOT VBD give\nMali 1 dative NNP\naid 1 dobj NN"
    assert slots(table, "gave") == {"subject": ["Oslo"], "dative": ["Mali"], "object": ["aid"]}
    table = "Oslo 1 nsubj NNP\ngave 1 ROOT VBD give\naid 1 dobj NN\nto 1 dative IN\nMali 3 pobj NNP"
    assert slots(table, "gave") == {"subject": ["Oslo"], "object": ["aid"], "to": ["Mali"]}


def test_slots_of_a_noun():
    table = (
        "The 1 det DT\nrebels 3 poss NNS rebel\n' 1 case POS\nattack 6 nsubj NN\non 3 prep IN\nGao 4 pobj NNP\n"
        "failed 6 ROOT VBD fail"
    )
    assert slots(table, "attack") == {"poss": ["rebels"], "on": ["Gao"]}


def test_slots_of_a_noun_take_agent_adjective_and_compound():
    table = (
        "A 3 det DT\nrecent 3 amod JJ\nbomb 3 nmod NN\nattack 6 nsubj NN\nby 3 prep IN\nrebels 4 pobj NNS rebel\n"
        "failed 6 ROOT VBD fail"
    )
    assert slots(table, "attack") == {"amod": ["recent"], "compound": ["bomb"], "by": ["rebels"]}


def test_slots_of_a_noun_take_what_it_is_against():
    table = "Anti_ 3 amod JJ\n-_ 2 punct HYPH\ngovernment 3 amod NN\nprotests 3 ROOT NNS protest"
    assert slots(table, "protests") == {"amod": ["Anti"], "against": ["government"]}


def test_slots_of_prepositions_in_a_row():
    table = "Rebels 1 nsubj NNS rebel\nfired 1 ROOT VBD fire\nfrom 1 prep IN\nbehind 2 prep IN\nlines 3 pobj NNS line"
    assert slots(table, "fired") == {"subject": ["Rebels"], "behind": ["lines"]}


def test_slots_of_an_adjective_over_the_copula_and_before_its_noun():
    table = "Mali 1 nsubj NNP\nis 1 ROOT VBZ be\ngrateful 1 acomp JJ\nto 2 prep IN\nOslo 3 pobj NNP"
    assert slots(table, "grateful") == {"subject": ["Mali"], "to": ["Oslo"]}
    table = "critical 1 amod JJ\nministers 2 nsubj NNS minister\nleft 2 ROOT VBD leave"
    assert slots(table, "critical") == {"subject": ["ministers"]}


@pytest.mark.parametrize(
    ("table", "of", "wanted"),
    [
        (ACTIVE, "attacked", False),
        (PASSIVE, "attacked", True),
        ("They 2 nsubj PRP\nhad 2 aux VBD have\nattacked 2 ROOT VBN attack", "attacked", False),
        ("Two 1 nummod CD\nkilled 1 ROOT VBN kill", "killed", True),
        ("He 2 nsubjpass PRP\nwas 2 auxpass VBD be\nheld 2 ROOT VBN hold\nand 2 cc CC\nbeaten 2 conj VBN beat", "beaten", True),
        ("He 2 nsubj PRP\nhad 2 aux VBD have\nfled 2 ROOT VBN flee\nand 2 cc CC\nhidden 2 conj VBN hide", "hidden", False),
    ],
)
def test_is_passive(table, of, wanted):
    assert is_passive(word(doc_of(table), of)) is wanted


def test_spread_gives_each_token_once():
    doc = doc_of("Mali 0 ROOT NNP\nand 0 cc CC\nNiger 0 conj NNP")
    assert [token.text for token in spread([doc[0], doc[2], doc[0]])] == ["Mali", "Niger"]


def test_slots_end_in_a_chain_of_clauses_without_subject():
    """A run of infinitives with no subject anywhere gives no subject, however long it is."""
    table = "\n".join(["Try 0 ROOT VB try", *(f"try {at} xcomp VB try" for at in range(20))])
    assert "subject" not in slots_of(doc_of(table)[20])
