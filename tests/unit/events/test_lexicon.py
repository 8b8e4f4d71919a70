"""The event lexicon: its rows, the faults that it names, and a user's rows."""

from __future__ import annotations

from collections import Counter

import pytest

from seeds import read_rows
from transforms.events.lexicon import Condition, Lexicon, LexiconError, load_lexicon


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return load_lexicon()


def row_of(word: str = "frobnicate", **columns: str) -> dict[str, str]:
    blank = {
        "pos": "verb",
        "event_type": "ASSAULT",
        "event_mode": "",
        "actor": "",
        "recipient": "",
        "when": "",
        "cameo": "",
        "example": "rebels frobnicated the fort",
    }
    return {"word": word} | blank | columns


def fault_of(**columns: str) -> str:
    with pytest.raises(LexiconError) as caught:
        load_lexicon([row_of(**columns)])
    assert len(caught.value.faults) == 1
    return caught.value.faults[0]


def test_lexicon_holds_frames_of_every_type(lexicon):
    types = {row["event_type"] for row in read_rows("ontology/plover_events.csv")}
    counts = Counter(frame.event_type for frame in lexicon.frames)
    assert len(lexicon.frames) >= 800
    assert types <= set(counts)
    assert all(counts[event_type] >= 30 for event_type in types)


def test_lexicon_gives_ids_that_are_unique_and_readable(lexicon):
    ids = [frame.frame_id for frame in lexicon.frames]
    assert len(set(ids)) == len(ids)
    assert "assault/attack.verb.1" in ids
    assert "assault/open_fire.verb.1" in ids


def test_lexicon_gives_every_frame_an_example():
    rows = read_rows("lexicon/frames/*.csv")
    assert [row["word"] for row in rows if not row["example"].strip()] == []


def test_lookup_finds_phrases_by_their_first_word(lexicon):
    phrases = {frame.word: frame.rest for frame in lexicon.lookup("open", "verb")}
    assert phrases["open fire"] == ("fire",)
    assert lexicon.lookup("frobnicate", "verb") == ()


def test_lookup_keeps_the_order_of_the_file(lexicon):
    attacks = [frame for frame in lexicon.lookup("attack", "noun") if frame.source_file.endswith("assault.csv")]
    assert [frame.line for frame in attacks] == sorted(frame.line for frame in attacks)


@pytest.mark.parametrize(
    ("word", "pos", "event_type", "mode"),
    [
        ("kidnap", "verb", "ASSAULT", "abduct"),
        ("arrest", "verb", "COERCE", "arrest"),
        ("protest", "noun", "PROTEST", "demo"),
        ("convict", "verb", "SANCTION", "convict"),
        ("resign", "verb", "RETREAT", "resign"),
        ("extradite", "verb", "COOPERATE", ""),
        ("donate", "verb", "AID", ""),
        ("mobilise", "verb", "MOBILIZE", "troops"),
        ("mobilize", "verb", "MOBILIZE", "troops"),
    ],
)
def test_lookup_reads_plain_words_as_their_type(lexicon, word, pos, event_type, mode):
    assert (event_type, mode) in {(frame.event_type, frame.event_mode) for frame in lexicon.lookup(word, pos)}


@pytest.mark.parametrize(
    ("word", "pos"),
    [
        ("hit", "verb"),
        ("strike", "verb"),
        ("fire", "verb"),
        ("take", "verb"),
        ("enter", "verb"),
        ("move", "verb"),
        ("block", "verb"),
        ("close", "verb"),
        ("search", "verb"),
        ("fall", "verb"),
        ("hold", "verb"),
        ("beat", "verb"),
        ("battle", "verb"),
        ("drive", "verb"),
        ("campaign", "noun"),
        ("operation", "noun"),
        ("war", "noun"),
        ("conflict", "noun"),
        ("force", "noun"),
    ],
)
def test_lookup_gives_only_constrained_frames_for_words_that_are_seldom_events(lexicon, word, pos):
    assert lexicon.lookup(word, pos)
    assert [frame.frame_id for frame in lexicon.lookup(word, pos) if not frame.conditions and not frame.rest] == []


def test_conditions_of_all_kinds_are_read():
    added = load_lexicon([row_of(when='object=territory|armed subject!=COP to=* from=- with="knife|axe"')])
    (frame,) = added.lookup("frobnicate", "verb")
    assert frame.conditions == (
        Condition("object", False, "class", frozenset({"territory", "armed"})),
        Condition("subject", True, "class", frozenset({"COP"})),
        Condition("to", False, "filled"),
        Condition("from", False, "empty"),
        Condition("with", False, "lemma", frozenset({"knife", "axe"})),
    )


def test_roles_tell_default_from_never():
    added = load_lexicon([row_of(actor="-", recipient="against|on")])
    (frame,) = added.lookup("frobnicate", "verb")
    assert (frame.actor, frame.recipient) == (("-",), ("against", "on"))


def test_roles_tell_slots_of_the_other_side():
    (frame,) = load_lexicon([row_of(actor="subject|+with")]).lookup("frobnicate", "verb")
    assert frame.actor == ("subject", "+with")


def test_extra_rows_overrule_those_of_the_same_word_and_part_of_speech(lexicon):
    overruled = load_lexicon([row_of("attack", event_type="NONE")])
    (frame,) = (frame for frame in overruled.lookup("attack", "verb") if frame.word == "attack")
    assert (frame.frame_id, frame.event_type, frame.source_file) == ("extra/attack.verb.1", "NONE", "extra")
    assert overruled.lookup("attack", "noun") == lexicon.lookup("attack", "noun")
    assert overruled.version != lexicon.version


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({"event_type": "AMBUSH"}, "event_type: expected one of"),
        ({"event_mode": "arrest"}, "event_mode: expected no mode or a mode of ASSAULT"),
        ({"pos": "adverb"}, "pos: expected one of verb, noun, adj, got 'adverb'"),
        ({"word": "Frobnicate"}, "word: expected a lemma"),
        ({"actor": "agent"}, "actor: expected slots of slots.csv, not agent"),
        ({"recipient": "object|nowhere"}, "recipient: expected slots of slots.csv, not nowhere"),
        ({"actor": "subject|+nowhere"}, "actor: expected slots of slots.csv, not nowhere"),
        ({"cameo": "999"}, "cameo: expected no code or a code"),
        ({"when": "nowhere=person"}, "when: expected a slot of slots.csv, not nowhere"),
        ({"when": "object=frobs|person"}, "when: expected classes of classes.csv, entity labels or sectors, not frobs"),
        ({"when": "object person"}, "when: expected conditions of the form"),
        ({"when": "object!=*"}, "when: expected object=* or object=- without a negation"),
        ({"note": "x"}, "note: expected no such column"),
    ],
)
def test_faults_say_where_what_was_expected_and_what_stood_there(columns, said):
    fault = fault_of(**columns)
    assert fault.startswith("extra line 2, ")
    assert said in fault
    assert repr(next(iter(columns.values()))) in fault


def test_faults_are_all_listed():
    with pytest.raises(LexiconError) as caught:
        load_lexicon([row_of(event_type="AMBUSH", cameo="999"), row_of("nullify it", pos="x")])
    assert [fault.split(":")[0] for fault in caught.value.faults] == [
        "extra line 2, event_type",
        "extra line 2, cameo",
        "extra line 3, pos",
    ]


def test_missing_column_is_a_fault():
    row = row_of()
    del row["when"]
    with pytest.raises(LexiconError, match="extra line 2, when: expected a value or an empty one, got None"):
        load_lexicon([row])


def test_rows_of_the_same_word_and_conditions_are_a_fault():
    with pytest.raises(LexiconError, match="extra line 3, when: expected conditions that no other row of 'frobnicate'"):
        load_lexicon([row_of(when="object=armed to=*"), row_of(when="to=* object=armed", event_type="NONE")])


def test_light_verb_with_a_particle_needs_the_particle(lexicon):
    assert lexicon.light_verb("carry") is None
    carried = lexicon.light_verb("carry", ("out",))
    assert (carried.verb, carried.particle, carried.subject_role) == ("carry", "out", "actor")
    assert lexicon.light_verb("launch").subject_role == "actor"


def test_classes_of_a_noun(lexicon):
    assert {"armed", "captive"} <= lexicon.classes_of("soldier")
    assert lexicon.classes_of("frobs") == frozenset()


def test_version_is_stable(lexicon):
    assert load_lexicon().version == lexicon.version
    assert len(lexicon.version) == 12
