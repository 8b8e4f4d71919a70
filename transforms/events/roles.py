"""Actors and recipients of a trigger: the fillers of its frame's slots, as the article names them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date

from spacy.tokens import Token

from transforms.events.actors import ActorLexicon
from transforms.events.codes import types_of
from transforms.events.heads import join_fillers, share_of
from transforms.events.label_groups import label_group
from transforms.events.lexicon import ALSO, NEVER, Lexicon
from transforms.events.phrases import noun_phrase, owners_of
from transforms.events.records import Mention, Participant
from transforms.events.slots import spread
from transforms.events.speech import named_head
from transforms.events.triggers import Trigger, classes_of, counted
from transforms.events.word_groups import word_group

LONGEST_OFFICE = 8  # words from an office to the name it stands before
DEFAULT_SLOTS = {
    ("verb", "actor"): ("subject",),
    ("verb", "recipient"): ("object",),
    ("noun", "actor"): ("by", "poss", "amod", "compound"),
    ("noun", "recipient"): ("against", "on", "of", "to"),
    ("adj", "actor"): (),
    ("adj", "recipient"): ("subject",),
}


@dataclass(frozen=True, slots=True)
class WhoIsWho:
    """What participants are named and classified by: mentions by head token, speakers of first-person pronouns, lexicons."""

    mention_at: dict[tuple[int, int], Mention]
    lexicon: Lexicon
    actors: ActorLexicon
    published_on: date | None
    article_country: str | None
    speaker_at: dict[tuple[int, int], Token] = field(default_factory=dict)

    def mention_of(self, token: Token) -> Mention | None:
        return self.mention_at.get((id(token.doc), token.i))


def participants_of(trigger: Trigger, who: WhoIsWho) -> list[Participant]:
    """Actors, then recipients, in text order; nobody is both unless the heads say so.

    Fillers are those of the frame's slots and those that the event heads see.
    """
    actors = _told(trigger, "actor", who)
    taken = {one.head.i for one in actors}
    recipients = _told(trigger, "recipient", who)
    return actors + [one for one in recipients if one.head.i not in taken]


def _told(trigger: Trigger, role: str, who: WhoIsWho) -> list[Participant]:
    """The participants beside the trigger itself, else those of its copy: the heads read the trigger and have no say in these."""
    own = _join(trigger, role, _fill(trigger, role, who), who)
    return own or (_distinct([made for _, made in _fill(trigger.copy, role, who)]) if trigger.copy else [])


def _join(trigger: Trigger, role: str, by_rule: list[tuple[Token, Participant]], who: WhoIsWho) -> list[Participant]:
    """The participants of those fillers that rules and heads agree upon; what the heads see may be a word that no rule knows."""
    if trigger.reading is None:
        return _distinct([made for _, made in by_rule])
    fillers = join_fillers(trigger.token, trigger.reading, role, [token for token, _ in by_rule])
    found = []
    for filler in _part_or_whole(fillers, trigger, role):
        if trigger.copy is not None and trigger.copy.token.i == filler.i:  # "killed in a Taliban attack"
            found += [one for _, one in _fill(trigger.copy, role, who)]
            continue
        made = [one for token, one in by_rule if token.i == filler.i] or participants_from(filler, role, who)
        found += made or _as_it_stands(filler, role, who)
    return _distinct(found)


def _part_or_whole(fillers: list[Token], trigger: Trigger, role: str) -> list[Token]:
    """Fillers without the likelier one's parts and wholes: of "outpost of the army" it is either the outpost or the army."""
    shares = {filler.i: share_of(trigger, role, filler) for filler in fillers}
    return [
        filler
        for filler in fillers
        if not any(
            shares[other.i] > shares[filler.i] and (other in owners_of(filler) or filler in owners_of(other)) for other in fillers
        )
    ]


def sources_from(filler: Token, who: WhoIsWho) -> list[Participant]:
    """Those who say so: the filler's participants; of a thing those whose it is ("a police statement"); else "reports"."""
    owned = [made for owner in owners_of(filler) for made in participants_from(owner, "source", who)]
    unnamed = _as_it_stands(filler, "source", who) if filler.lower_ in word_group("unnamed_source") else []
    return participants_from(filler, "source", who) or owned or unnamed


def _as_it_stands(filler: Token, role: str, who: WhoIsWho) -> list[Participant]:
    """A noun that is no known name or noun for people, or "the 16-year-old", as a participant all the same."""
    return [_participant(filler, role, who.mention_of(filler), who)] if filler.pos_ in ("NOUN", "PROPN", "ADJ") else []


def _fill(trigger: Trigger, role: str, who: WhoIsWho) -> list[tuple[Token, Participant]]:
    """The fillers of the frame's first slot that has any, and of those that tell the other side, with their participants."""
    declared = trigger.frame.actor if role == "actor" else trigger.frame.recipient
    if declared == NEVER:
        return []
    slots = (f"light {role}", *(declared or DEFAULT_SLOTS[trigger.frame.pos, role]))
    one_side = (_fillers(trigger, role, slot, who) for slot in slots if not slot.startswith(ALSO))
    other_side = (_fillers(trigger, role, slot.removeprefix(ALSO), who) for slot in slots if slot.startswith(ALSO))
    both = [filler for found in (next(filter(None, one_side), []), *other_side) for filler in found]
    return both or _fill_by_owner(trigger, role, who)


def _fillers(trigger: Trigger, role: str, slot: str, who: WhoIsWho) -> list[tuple[Token, Participant]]:
    """What one slot gives a role. "Hong Kong protests" are held in Hong Kong, not by it."""
    found = [(token, made) for token in trigger.slots.get(slot, []) for made in participants_from(token, role, who)]
    if role != "actor" or trigger.frame.event_type not in types_of("held_at_place"):
        return found
    return [(token, made) for token, made in found if made.mention is None or made.mention.label != "GPE"]


def _fill_by_owner(trigger: Trigger, role: str, who: WhoIsWho) -> list[tuple[Token, Participant]]:
    """Whose thing it is that acts or is acted upon: "defended Norway's strategy" is about Norway, where the heads agree."""
    if trigger.reading is None:
        return []
    declared = (trigger.frame.actor if role == "actor" else trigger.frame.recipient) or DEFAULT_SLOTS[trigger.frame.pos, role]
    things = [token for slot in declared for token in trigger.slots.get(slot.removeprefix(ALSO), []) if token.pos_ == "NOUN"]
    return [(owner, made) for thing in things for owner in owners_of(thing) for made in participants_from(owner, role, who)]


def _distinct(participants: list[Participant]) -> list[Participant]:
    """Each name once, and no title beside the person it titles ("the president of the council, Ada Lind")."""
    once = list({one.name.casefold(): one for one in reversed(participants)}.values())[::-1]
    named = [one.head for one in once if one.mention is not None and one.mention.label == "PERSON"]
    return [one for one in once if one.mention is not None or not any(_is_title_of(one.head, head) for head in named)]


def _is_title_of(noun: Token, name: Token) -> bool:
    """Whether nothing or only a comma parts a noun's phrase from the name that follows."""
    between = [
        token for token in noun.doc[noun.i + 1 : name.i] if not token.ent_type_ and token.dep_ not in ("prep", "pobj", "det")
    ]
    return 0 < name.i - noun.i < 12 and [token.text for token in between] in ([","], [])


def participants_from(token: Token, role: str, who: WhoIsWho) -> list[Participant]:
    """The participants that a filler stands for: none for things, several for "thousands of students and workers"."""
    inner = counted(token)
    mention = who.mention_of(token)
    if inner is not None and (mention is None or mention.label not in label_group("participant")):
        return [made for one in spread([inner]) for made in participants_from(one, role, who)]
    named_parts = [
        below
        for child in token.children
        if child.dep_ == "prep" and child.lower_ in word_group("part_preposition")
        for below in child.children
        if below.dep_ == "pobj"
    ]
    return [made for one in (token, *spread(named_parts)) for made in _one_from(one, role, who)]


def _one_from(token: Token, role: str, who: WhoIsWho) -> list[Participant]:
    """The participant that a filler is by itself: a named one, a noun for people, or a pronoun that stands for either."""
    speaker = who.speaker_at.get((id(token.doc), token.i))
    if speaker is not None and speaker.i != token.i:
        end = token.idx + len(token.text)
        named = _one_from(speaker, role, replace(who, speaker_at={}))  # a speaker is named by others, not by himself
        return [replace(made, text=token.text, start_char=token.idx, end_char=end) for made in named]
    mention = _named(token, who)
    if mention is not None and mention.antecedent is not None:
        return [
            replace(made, text=mention.text, start_char=mention.start_char, end_char=mention.end_char)
            for made in _one_from(mention.antecedent, role, who)
        ]
    if mention is not None and mention.label not in label_group("participant"):
        return []
    if mention is None and role == "recipient" and token.pos_ == "NUM" and token.dep_ in label_group("victim_function"):
        return [_counted_people(token, role, who)]
    if mention is None and not classes_of(token, who.lexicon, who.actors) & word_group("acting_class"):
        return []
    if mention is None and token.pos_ in ("PRON", "DET"):
        return []
    return [_participant(token, role, mention, who)]


def _named(token: Token, who: WhoIsWho) -> Mention | None:
    """The mention of a filler itself, of the name behind an office, or of its apposition ("the spokesman, Mujahid")."""
    own = who.mention_of(token)
    if own is not None:
        return own
    office_of = _name_after_office(token, who)
    if office_of is not None:
        return office_of
    for child in token.children:
        if child.dep_ == "appos" and (found := who.mention_of(child)) is not None and found.label in ("PERSON", "ORG"):
            return found
    return None


def _name_after_office(token: Token, who: WhoIsWho) -> Mention | None:
    """The person named behind the office, from the row of words: "the Inspector of Police, Ada Lind"."""
    if token.tag_ not in ("NN", "NNP") or token.dep_ in ("compound", "amod") or not _is_office(token, who):
        return None
    name = named_head(token)
    found = who.mention_of(name) if token.i < name.i < token.i + LONGEST_OFFICE else None
    return found if found is not None and found.label == "PERSON" else None


def _is_office(token: Token, who: WhoIsWho) -> bool:
    return not classes_of(token, who.lexicon, who.actors).isdisjoint(("person", "armed"))


def _counted_people(number: Token, role: str, who: WhoIsWho) -> Participant:
    """Victims that are only a number: "killed three"."""
    made = _participant(number, role, None, who)
    return replace(made, name=f"{made.text} people")


def _participant(token: Token, role: str, mention: Mention | None, who: WhoIsWho) -> Participant:
    start, end = noun_phrase(token)
    text = token.doc[start:end].text
    entity = mention.entity if mention is not None else None
    if entity is not None:
        name, country, sectors = entity.name, entity.country, entity.sectors
    else:
        name = mention.text if mention is not None else text
        label = mention.label if mention is not None else None
        country, sectors = who.actors.classify(token, name, label, who.published_on, who.article_country)
    first, last = token.doc[start], token.doc[end - 1]
    return Participant(role, text, first.idx, last.idx + len(last.text), token, name, mention, country, sectors)
