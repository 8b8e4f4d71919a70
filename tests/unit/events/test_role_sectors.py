"""What someone of whom nothing else is told is by his part in the event."""

import pytest
from parsed import doc_of

from transforms.events.actors import ActorLexicon
from transforms.events.records import EntityRecord, EventRecord, Mention, Participant
from transforms.events.role_sectors import settle_sectors


@pytest.fixture(scope="module")
def actors() -> ActorLexicon:
    return ActorLexicon()


def event_with(noun, role, event_type, mode=None, label=None, sectors=()):
    doc = doc_of(f"{noun} 1 nsubj NN {noun}\ncame 1 ROOT VBD come")
    mention = Mention(1, 0, len(noun), noun, label, "name", doc[0], EntityRecord(noun, label)) if label else None
    participant = Participant(role, noun, 0, len(noun), doc[0], noun, mention, None, sectors)
    event = EventRecord(1, doc[1], 0, 4, "came", event_type, mode, None, "rule")
    event.participants.append(participant)
    return event


@pytest.mark.parametrize(
    ("noun", "role", "event_type", "mode", "label", "before", "after"),
    [
        ("Poe", "recipient", "ASSAULT", "firearms", "PERSON", (), ("CVL",)),
        ("Poe", "recipient", "COERCE", "arrest", "PERSON", (), ("UNK",)),
        ("Poe", "recipient", "SANCTION", "convict", "PERSON", (), ("CRM",)),
        ("Poe", "recipient", "COERCE", "arrest", "PERSON", ("GOV",), ("GOV",)),
        ("Poe", "actor", "CONSULT", None, "PERSON", (), ()),
        ("Acme", "recipient", "ASSAULT", None, "ORG", (), ()),
        ("man", "recipient", "ASSAULT", None, None, ("UNK",), ("CVL",)),
        ("woman", "recipient", "COERCE", "arrest", None, ("CVL",), ("UNK",)),
        ("soldier", "recipient", "COERCE", "arrest", None, ("MIL",), ("MIL",)),
    ],
)
def test_role_sectors_tell_what_is_not_told(actors, noun, role, event_type, mode, label, before, after):
    event = event_with(noun, role, event_type, mode, label, before)
    settle_sectors(event, actors)
    assert event.participants[0].sectors == after


@pytest.mark.parametrize(("role", "after"), [("actor", ("GOV",)), ("recipient", ("CVL",))])
def test_role_sectors_of_a_nationality_that_acts_are_the_state(actors, role, after):
    """ "Israeli air strikes": those who strike are no citizens; whom they hit may be."""
    doc = doc_of("Israeli 1 amod JJ israeli NORP\nstrikes 1 ROOT NNS strike")
    mention = Mention(1, 0, 7, "Israeli", "NORP", "name", doc[0], EntityRecord("Israeli", "NORP"))
    event = EventRecord(1, doc[1], 8, 15, "strikes", "ASSAULT", None, None, "rule")
    event.participants.append(Participant(role, "Israeli", 0, 7, doc[0], "Israeli", mention, "ISR", ("CVL",)))
    settle_sectors(event, actors)
    assert event.participants[0].sectors == after
