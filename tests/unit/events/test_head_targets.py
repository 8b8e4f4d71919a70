"""Annotated events on the words of a parse written by hand."""

from __future__ import annotations

from datetime import date

import pytest
from gazetteer_sample import small_gazetteer
from parsed import article_of, doc_of

from transforms.events.actors import ActorLexicon
from transforms.events.codes import load_ontology
from transforms.events.head_targets import find_targets
from transforms.events.lexicon import load_lexicon
from transforms.events.scene import Coder, Scene, set_scene

TABLE = """Rebels 1 nsubj NNS rebel
attacked 1 ROOT VBD attack
Gao 1 dobj NNP gao GPE
on 1 prep IN
Monday_ 3 pobj NNP monday DATE
, 1 punct ,
police 7 nsubj NNS police
said_ 1 parataxis VBD say
. 1 punct ."""
HIT = "attacked 1 ccomp VBD attack\nGao 3 dobj NNP gao GPE"
EVENT = {
    "types": ["ASSAULT", "COERCE"],
    "modes": ["aerial"],
    "sentence": "Rebels attacked Gao on Monday, police said.",
    "trigger": "attacked",
    "actor": [{"name": "rebels"}],
    "recipient": [],
    "location": {"name": "Gao"},
    "date": "2021-09-06",
    "attributed_to": ["police"],
    "modality": "actual",
    "required": True,
}


@pytest.fixture(name="coder", scope="module")
def make_coder() -> Coder:
    return Coder(load_lexicon(), ActorLexicon(), small_gazetteer(), load_ontology())


@pytest.fixture(name="scene")
def make_scene(coder) -> Scene:
    return set_scene(article_of(doc_of(TABLE)), coder)


def test_an_event_stands_on_its_trigger_with_its_roles_on_words(scene):
    title, (target,) = find_targets(scene, [EVENT])
    assert title == []
    assert (target.token, target.phrase, target.is_required) == (1, (1,), True)
    assert (target.event_types, target.modes) == (("ASSAULT", "COERCE"), ("aerial",))
    assert target.roles["actor"] == (0,)
    assert target.roles["recipient"] == ()
    assert target.roles["source"] == (6,)
    assert target.roles["location"] == (2,)
    assert [scene.article.body[place].text for place in target.roles["date"]] == ["Monday"]


def test_other_words_for_a_filler_are_neither_right_nor_wrong(coder):
    twice = set_scene(article_of(doc_of("Gao 1 nsubj NNP gao GPE\nsaid 1 ROOT VBD say\nrebels 3 nsubj NNS\n" + HIT)), coder)
    told = {"sentence": "Gao said rebels attacked Gao", "recipient": [{"name": "Gao"}], "location": None, "date": None}
    _, (target,) = find_targets(twice, [EVENT | told])
    assert (target.roles["recipient"], target.others) == ((4,), {"recipient": (0,)})


def test_a_role_whose_filler_is_not_found_is_left_out(scene):
    _, (target,) = find_targets(scene, [EVENT | {"actor": [{"name": "Ada Lind"}], "date": date(2020, 1, 1).isoformat()}])
    assert "actor" not in target.roles
    assert "date" not in target.roles


def test_an_event_of_another_text_is_left_out(scene):
    assert find_targets(scene, [EVENT | {"sentence": "Nobody came."}]) == ([], [])
