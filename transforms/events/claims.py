"""Claims of responsibility and denials of it: who says that a deed was, or was not, theirs.

"The group claimed responsibility for the attack" makes the group the attack's actor and its source. "The army denied any
role", with no deed named, speaks of the last deed told before.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass

from spacy.tokens import Token

from seeds import read_rows
from transforms.events.records import EventRecord
from transforms.events.roles import WhoIsWho, participants_from
from transforms.events.slots import objects_of, spread, subjects_of
from transforms.events.word_forms import lemmas_of
from transforms.language.article import Sentence

DEED = "ASSAULT"


@dataclass(frozen=True, slots=True)
class Claim:
    """A verb of claiming or denying, whom it has for subject, and the word below which the deed is told."""

    stance: str  # claim | deny
    verb: Token
    claimants: list[Token]
    content: Token


@functools.cache
def _stances() -> dict[tuple[str, str], str]:
    """(verb, noun) → stance; an empty noun stands for the deed itself as object."""
    return {(row["verb"], row["noun"]): row["stance"] for row in read_rows("lexicon/claims.csv")}


def find_claims(sentence: Sentence) -> list[Claim]:
    """Claims and denials of a sentence, in text order."""
    found = []
    for verb in sentence.span:
        if verb.pos_ != "VERB" or any(child.dep_ == "neg" for child in verb.children):
            continue
        for content in spread(objects_of(verb)):
            stance = _stance(verb, content)
            claimants = spread(subjects_of(verb))
            if stance and claimants:
                found.append(Claim(stance, verb, claimants, content))
    return found


def _stance(verb: Token, content: Token) -> str | None:
    nouns = [*lemmas_of(content, "noun"), ""]
    return next(
        (stance for lemma in lemmas_of(verb, "verb") for noun in nouns if (stance := _stances().get((lemma, noun)))), None
    )


def apply_claims(sentences: list[Sentence], events: list[EventRecord], who: WhoIsWho) -> None:
    """Note on each deed who claims and who denies it; a claimed deed without an actor gets the claimant."""
    for sentence in sentences:
        for claim in find_claims(sentence):
            event = _deed_of(claim, sentence, events)
            if event is None:
                continue
            told_here = event.sentence_no == sentence.sentence_no
            names = [one for token in claim.claimants for one in participants_from(token, "source", who)]
            (event.claimed_by if claim.stance == "claim" else event.denied_by).extend(one.name for one in names)
            if told_here and not any(one.role == "source" for one in event.participants):
                event.participants += names
                for one in names:
                    one.cue = claim.verb.text
            if told_here and claim.stance == "claim" and not any(one.role == "actor" for one in event.participants):
                event.participants += [one for token in claim.claimants for one in participants_from(token, "actor", who)]


def _deed_of(claim: Claim, sentence: Sentence, events: list[EventRecord]) -> EventRecord | None:
    """The deed told below the claim's content; where the content names none, the last one of the sentences before."""
    below = {token.i for token in claim.content.subtree} | {child.i for child in claim.verb.subtree if child.i > claim.content.i}
    here = [event for event in events if event.sentence_no == sentence.sentence_no and event.trigger.doc is claim.verb.doc]
    named = next((event for event in here if event.event_type == DEED and event.trigger.i in below), None)
    if named is not None or not _stance_noun(claim):
        return named
    return next(
        (event for event in reversed(events) if event.sentence_no < sentence.sentence_no and event.event_type == DEED), None
    )


def _stance_noun(claim: Claim) -> bool:
    """Whether the content is a word of responsibility, not the deed itself ("denied the charge" names no deed)."""
    return any((verb, noun) in _stances() for verb in lemmas_of(claim.verb, "verb") for noun in lemmas_of(claim.content, "noun"))
