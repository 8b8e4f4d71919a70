"""Which words tell events, and in which reading, on parses written by hand."""

from __future__ import annotations

import pytest
from parsed import article_of, doc_of, word

from transforms.events.actors import ActorLexicon
from transforms.events.lexicon import Lexicon, load_lexicon
from transforms.events.triggers import Trigger, classes_of, counted, find_triggers


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return load_lexicon()


@pytest.fixture(scope="module")
def actors() -> ActorLexicon:
    return ActorLexicon()


@pytest.fixture(scope="module")
def find(lexicon, actors):
    """Triggers of the only sentence of a table of words."""

    def found(table: str, *, is_title: bool = False) -> list[Trigger]:
        doc = doc_of(table)
        article = article_of(doc_of("x 0 ROOT NN"), doc) if is_title else article_of(doc)
        return find_triggers(article.sentences[0], lexicon, actors)

    return found


def told(triggers: list[Trigger]) -> list[tuple[str, str, str]]:
    return [(one.token.text, one.frame.event_type, one.frame.event_mode) for one in triggers]


def clause(subject: str, verb: str, obj: str, *more: str) -> str:
    """ "<subject> <verb> <object>": each as `form/tag/lemma`, further lines as they are."""
    forms = [item.split("/") for item in (subject, verb, obj)]
    rows = [f"{form} 1 {dep} {tag} {lemma}" for (form, tag, lemma), dep in zip(forms, ("nsubj", "ROOT", "dobj"), strict=True)]
    return "\n".join([*rows, *more])


@pytest.mark.parametrize(
    ("subject", "verb", "obj", "more", "wanted"),
    [
        ("Rebels/NNS/rebel", "attacked/VBD/attack", "Gao/NNP/gao", (), ("ASSAULT", "")),
        (
            "Rebels/NNS/rebel",
            "attacked/VBD/attack",
            "towns/NNS/town",
            ("with 1 prep IN", "mortars 3 pobj NNS mortar"),
            ("ASSAULT", "heavy-weapons"),
        ),
        ("Drones/NNS/drone", "attacked/VBD/attack", "towns/NNS/town", (), ("ASSAULT", "drone")),
        ("Senators/NNS/senator", "attacked/VBD/attack", "proposals/NNS/proposal", (), ("ACCUSE", "disapprove")),
        ("Police/NNS/police", "arrested/VBD/arrest", "students/NNS/student", (), ("COERCE", "arrest")),
    ],
)
def test_triggers_are_read_by_what_stands_in_their_slots(find, subject, verb, obj, more, wanted):
    (trigger,) = find(clause(subject, verb, obj, *more))
    assert (trigger.frame.event_type, trigger.frame.event_mode) == wanted


@pytest.mark.parametrize(
    ("subject", "verb", "obj"),
    [
        ("Viruses/NNS/virus", "attack/VBP/attack", "lungs/NNS/lung"),
        ("Earthquakes/NNS/earthquake", "killed/VBD/kill", "hundreds/NNS/hundred"),
        ("Lorries/NNS/lorry", "killed/VBD/kill", "cyclists/NNS/cyclist"),
        ("Mali/NNP/mali", "arrested/VBD/arrest", "decline/NN/decline"),
        ("He/PRP/he", "ate/VBD/eat", "bread/NN/bread"),
    ],
)
def test_triggers_are_none_where_the_frame_says_so_or_no_frame_fits(find, subject, verb, obj):
    assert find(clause(subject, verb, obj)) == []


def test_triggers_of_a_passive_are_read_as_those_of_the_active(find):
    table = "Gao 2 nsubjpass NNP\nwas 2 auxpass VBD be\nattacked 2 ROOT VBN attack\nby 2 agent IN\ndrones 3 pobj NNS drone"
    assert told(find(table)) == [("attacked", "ASSAULT", "drone")]


def test_triggers_of_nouns(find):
    table = "A 2 det DT\nrocket 2 compound NN\nattack 3 nsubj NN\nshook 3 ROOT VBD shake\nGao 3 dobj NNP"
    assert told(find(table)) == [("attack", "ASSAULT", "heavy-weapons")]


def test_triggers_need_the_noun_to_head_its_phrase(find):
    """ "protest leader" names a person, no protest."""
    table = "A 2 det DT\nprotest 2 compound NN\nleader 3 nsubj NN\nfled 3 ROOT VBD flee\nGao 3 dobj NNP"
    assert "protest" not in [one.token.text for one in find(table)]


def test_triggers_of_a_phrase_need_all_its_words(find):
    table = "Soldiers 1 nsubj NNS soldier\nopened 1 ROOT VBD open\nfire 1 dobj NN\non 1 prep IN\nprotesters 3 pobj NNS protester"
    (trigger,) = find(table)
    assert (trigger.frame.event_type, trigger.frame.event_mode) == ("ASSAULT", "firearms")
    assert [token.text for token in trigger.words] == ["opened", "fire"]
    assert find(clause("Soldiers/NNS/soldier", "opened/VBD/open", "doors/NNS/door")) == []


def test_triggers_are_found_by_form_where_the_lemma_is_wrong(find):
    """A lemmatizer that leaves "kidnapped" as it is does not hide the event."""
    found = find(clause("Rebels/NNS/rebel", "kidnapped/VBD/kidnapped", "nurses/NNS/nurse"))
    assert told(found) == [("kidnapped", "ASSAULT", "abduct")]


def test_triggers_in_headlines_are_tried_as_verbs(find):
    """In a title a verb that the tagger took for a noun is still one; in the body it is not."""
    table = "Police 1 nsubj NNS police\narrests 1 ROOT NNS arrests\nstudents 1 dobj NNS student"
    (trigger,) = find(table, is_title=True)
    assert trigger.frame.event_type == "COERCE"


def test_triggers_in_headlines_are_no_nouns_for_people(find):
    """ "Soldiers and rebels clash": the rebels rebel not."""
    table = "Soldiers 3 nsubj NNS soldier\nand 0 cc CC\nrebels 0 conj NNS rebel\nclash 3 ROOT VBP clash"
    assert told(find(table, is_title=True)) == [("clash", "ASSAULT", "")]


def test_triggers_leave_names_alone(find):
    """ "Operation Strike" and "Attack FC" are names."""
    table = "Strike 1 nsubj NNP strike ORG\nleft 1 ROOT VBD leave\nquietly 1 advmod RB"
    assert find(table) == []


def test_triggers_of_a_noun_take_over_the_slots_of_their_light_verb(find):
    table = (
        "Rebels 1 nsubj NNS rebel\nlaunched 1 ROOT VBD launch\nan 3 det DT\nattack 1 dobj NN\non 3 prep IN\nGao 4 pobj NNP\n"
        "with 1 prep IN\nmortars 6 pobj NNS mortar"
    )
    (trigger,) = find(table)
    assert trigger.token.text == "attack"
    assert trigger.verb is not None and trigger.verb.text == "launched"
    assert [token.text for token in trigger.slots["light actor"]] == ["Rebels"]
    assert [token.text for token in trigger.slots["with"]] == ["mortars"]
    assert [token.text for token in trigger.slots["on"]] == ["Gao"]


def test_triggers_of_a_noun_in_a_passive_light_verb(find):
    table = (
        "An 1 det DT\nattack 3 nsubjpass NN\nwas 3 auxpass VBD be\nlaunched 3 ROOT VBN launch\nby 3 agent IN\n"
        "rebels 4 pobj NNS rebel"
    )
    (trigger,) = find(table)
    assert [token.text for token in trigger.slots["light actor"]] == ["rebels"]


def test_triggers_with_a_light_verb_whose_subject_suffers(find):
    table = "Gao 1 nsubj NNP\nsuffered 1 ROOT VBD suffer\nan 3 det DT\nattack 1 dobj NN"
    (trigger,) = find(table)
    assert [token.text for token in trigger.slots["light recipient"]] == ["Gao"]
    assert "light actor" not in trigger.slots


def test_triggers_do_not_depend_on_the_order_of_the_conditions_tried(find):
    """Of two frames that fit, the one with more conditions wins, wherever it stands in the file."""
    table = "Rebels 1 nsubj NNS rebel\nattacked 1 ROOT VBD attack\nGao 1 dobj NNP\nwith 1 prep IN\nknives 3 pobj NNS knife"
    (trigger,) = find(table)
    assert trigger.frame.event_mode == "primitive"


@pytest.mark.parametrize(
    ("table", "of", "wanted"),
    [
        ("Soldiers 0 ROOT NNS soldier", "Soldiers", {"person", "MIL"}),
        ("Gao 0 ROOT NNP gao GPE", "Gao", {"territory", "GPE"}),
        ("Keita 0 ROOT NNP keita PERSON", "Keita", {"person", "PERSON"}),
        ("they 0 ROOT PRP they", "they", {"person"}),
    ],
)
def test_classes_of_a_filler(lexicon, actors, table, of, wanted):
    assert wanted <= classes_of(word(doc_of(table), of), lexicon, actors)


def test_classes_of_a_pronoun_for_things_are_none(lexicon, actors):
    assert "person" not in classes_of(doc_of("it 0 ROOT PRP it")[0], lexicon, actors)


def test_classes_of_what_is_counted_are_those_of_the_counted(lexicon, actors):
    doc = doc_of("Thousands 0 ROOT NNS thousand\nof 0 prep IN\nstudents 1 pobj NNS student")
    assert counted(doc[0]).text == "students"
    assert classes_of(doc[0], lexicon, actors) == classes_of(doc[2], lexicon, actors)
    assert "person" in classes_of(doc[0], lexicon, actors)


def test_counted_is_none_for_other_nouns():
    doc = doc_of("minister 0 ROOT NN\nof 0 prep IN\nstate 1 pobj NN")
    assert counted(doc[0]) is None
