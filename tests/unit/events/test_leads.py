"""Whom title and lead describe: named by what later sentences tell, on records made by hand."""

from __future__ import annotations

import pytest
from parsed import doc_of
from spacy.tokens import Token

from transforms.events.leads import name_described
from transforms.events.records import EntityRecord, EventRecord, Mention, Participant

TITLE = "girl 1 nsubjpass NN\nmurdered 1 ROOT VBN murder"


def deed(sentence_no: int, *participants: Participant, table: str = TITLE, mode: str | None = None) -> EventRecord:
    trigger = doc_of(table)[1]
    made = EventRecord(sentence_no, trigger, 0, 1, trigger.text, "ASSAULT", mode, None, "test")
    made.participants = list(participants)
    return made


def described(noun: str = "girl", tag: str = "NN", role: str = "recipient", country: str | None = None) -> Participant:
    return Participant(role, noun, 0, 1, doc_of(f"{noun} 0 ROOT {tag}")[0], noun, country=country)


def named(name: str, title: str = "", role: str = "recipient", label: str = "PERSON", country: str = "ALB") -> Participant:
    words = [*title.split(), name]
    doc = doc_of("\n".join(f"{word} {len(words) - 1} compound NNP" for word in words))
    head: Token = doc[len(words) - 1]
    entity = EntityRecord(name, label, country=country)
    mention = Mention(3, head.idx, head.idx + len(name), name, label, "name", head, entity)
    entity.mentions.append(mention)
    return Participant(role, name, 0, 1, head, name, mention, country, ("CVL",))


def names(event: EventRecord) -> list[str]:
    return [one.name for one in event.participants]


def test_a_described_victim_is_the_only_person_to_whom_the_same_was_done():
    title = deed(0, described())
    name_described([title, deed(3, named("Lind")), deed(5, named("Lind"))])
    (girl,) = title.participants
    assert (girl.name, girl.text, girl.country, girl.sectors) == ("Lind", "girl", "ALB", ("CVL",))


@pytest.mark.parametrize(
    ("first", "later"),
    [
        (described(), [named("Lind"), named("Berg")]),  # two of them
        (described("girls", "NNS"), [named("Lind")]),  # several are meant
        (described(country="NOR"), [named("Lind")]),  # of another country
        (described(), [named("Lind", "Mr.")]),  # of another gender
        (described(), [named("Lind", label="ORG")]),
        (described(role="actor"), [named("Lind", role="actor")]),
    ],
)
def test_a_description_of_others_stays(first: Participant, later: list[Participant]):
    title = deed(0, first)
    name_described([title, deed(3, *later)])
    assert names(title) == [first.name]


def test_other_deeds_and_later_sentences_name_nobody():
    title, late = deed(0, described()), deed(3, described())
    shot = "girl 1 nsubjpass NN\nshot 1 ROOT VBN shoot"
    name_described([title, late, deed(5, named("Lind"), table=shot)])
    assert (names(title), names(late)) == (["girl"], ["girl"])
    title = deed(0, described(), mode="firearms")
    name_described([title, late, deed(5, named("Lind"), table=shot, mode="firearms")])
    assert (names(title), names(late)) == (["Lind"], ["girl"])
