"""Where: the place that an event's sentence gives it, and the place that it takes from the events before it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from spacy.tokens import Token

from seeds import read_rows
from transforms.events.gazetteer import Gazetteer, coarseness
from transforms.events.geocoding import PlaceContext, geocode, read_context
from transforms.events.label_groups import label_group
from transforms.events.records import Mention, Place
from transforms.language.spans import text_of

_CLAUSE_COST = 4
_ACTOR_COST = 2
_MODIFIER_COST = 1
_OBJECT_COST = 2
_LOOSE_COST = 4
_HIGHEST_COST = 12


def event_place(
    trigger: Token,
    place_mentions: Iterable[Mention],
    gazetteer: Gazetteer,
    context: PlaceContext,
    highest_cost: int = _HIGHEST_COST,
) -> Place | None:
    """The place that the sentence gives for the event of `trigger`, None where it gives none.

    `place_mentions`: mentions of GPE, LOC and FAC; those of other sentences are passed over. A place counts
    that hangs by a locative preposition in the trigger's clause, stands before it as a noun ("the Kabul
    attack") or is what was attacked, entered or left; one that acts ("Washington said") never does. Of
    several the nearest in the parse wins, of equals the most exact; none beyond `highest_cost` (see
    `place_rules`). A place named inside another carries that as its container ("Kandahar, Afghanistan").
    """
    inside = sorted(
        (mention for mention in place_mentions if mention.label in label_group("place") and mention.head.sent == trigger.sent),
        key=lambda m: m.start_char,
    )
    best: tuple[int, int, int] | None = None
    chosen: Place | None = None
    for mention, *outer in _nested(inside):
        costs = [cost for part in (mention, *outer) if (cost := _distance(trigger, part.head)) is not None]
        if not costs or min(costs) > highest_cost:
            continue
        container = ", ".join(part.text for part in outer) or context.container
        name = peoples().get(mention.text, mention.text)
        place = geocode(name, replace(context, container=container), gazetteer)
        if place is None or (place.precision == "country" and mention.head.dep_ == "compound"):
            continue
        rank = (min(costs), coarseness()[place.precision or "country"], mention.start_char)
        if best is None or rank < best:
            best = rank
            chosen = replace(place, start_char=mention.start_char, end_char=mention.end_char)
    return chosen


@cache
def peoples() -> dict[str, str]:
    """Demonym ("Nigerien") → the country's name. Of demonyms that two countries share the first is taken."""
    rows = reversed(read_rows("actors/countries.csv"))
    return {demonym: row["name"] for row in rows for demonym in row["demonyms"].split("|") if demonym}


def place_named(mention: Mention, place_mentions: Iterable[Mention], gazetteer: Gazetteer, context: PlaceContext) -> Place | None:
    """The place of a mention, with what it is nested in as its container; of a nationality its country; None if unknown."""
    chain, name = [mention], peoples().get(mention.text)
    if name is None and mention.label != "NORP":
        inside = sorted((one for one in place_mentions if one.label in label_group("place")), key=lambda one: one.start_char)
        chains = (chain[place:] for chain in _nested(inside) for place, one in enumerate(chain) if one is mention)
        chain, name = next(chains, [mention]), mention.text
    container = ", ".join(part.text for part in chain[1:]) or context.container
    place = geocode(name, replace(context, container=container), gazetteer) if name else None
    return replace(place, start_char=mention.start_char, end_char=mention.end_char) if place else None


def read_places(
    mentions: Iterable[Mention], dateline: str | None, countries: Mapping[str, float], gazetteer: Gazetteer
) -> PlaceContext:
    """What an article's place names tell of one another."""
    by_sentence: dict[int, list[Mention]] = {}
    for mention in mentions:
        if mention.label in label_group("place") and mention.kind == "name":
            by_sentence.setdefault(mention.sentence_no, []).append(mention)
    chains = (chain[place:] for inside in by_sentence.values() for chain in _nested(inside) for place in range(len(chain)))
    names = [(first.text, ", ".join(one.text for one in outer) or None) for first, *outer in chains]
    return read_context([*names, *([(dateline.title(), None)] if dateline else [])], countries, gazetteer)


def _nested(mentions: Sequence[Mention]) -> list[list[Mention]]:
    """Mentions in reading order, those that lie in one another joined, the innermost first.

    "Reading, Berkshire, UK", "Mosul in Iraq", "the Yala region of Thailand"; "the Thai province of Yala" the other way round.
    """
    chains: list[list[Mention]] = []
    for mention in mentions:
        last = chains[-1][-1] if chains else None
        between = text_of(mention.head.doc)[last.end_char : mention.start_char] if last else ""
        if last and _joins()[0].fullmatch(between):
            chains[-1].append(mention)
        elif last and len(chains[-1]) == 1 and _joins()[1].fullmatch(between):
            chains[-1].insert(0, mention)
        else:
            chains.append([mention])
    return chains


@cache
def _joins() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What stands between a place and what it lies in, and between a place and what lies in it."""
    kinds = "|".join(row["word"] for row in read_rows("places/affixes.csv") if row["position"] == "after")
    inner_first = rf"\s*(?:,|,?\s+in|\(|(?:{kinds})\s+(?:of|in))\s*(?:the\s+)?"
    outer_first = rf"(?:['’]s)?\s+(?:\w+\s+)?(?:{kinds}|capital)(?:\s+of|,)\s+"
    return re.compile(inner_first), re.compile(outer_first)


@dataclass(frozen=True, slots=True)
class PlaceRule:
    """How far a place may stand from an event of a type, and whether it may come from elsewhere."""

    highest_cost: int
    is_carried: bool


@cache
def place_rules() -> dict[str, PlaceRule]:
    """Rules by event type, from `seeds/places/event_types.csv`, set by what the annotated articles show."""
    return {
        row["event_type"]: PlaceRule(int(row["highest_cost"]), row["is_carried"] == "true")
        for row in read_rows("places/event_types.csv")
    }


def _distance(trigger: Token, head: Token) -> int | None:
    """How far a place stands from an event in the parse, 0 the nearest; None where it is not its place."""
    place, cost = _outer_noun(head), 0
    if place.dep_ == "pobj" and place.head.dep_ != "agent":
        word_cost = _preposition_costs().get(place.head.lower_)
        if word_cost is None:
            return None
        cost, link = word_cost, place.head
        if word_cost and link.head != trigger:
            cost += _LOOSE_COST
    elif place.head == trigger and place.dep_ in ("compound", "nmod"):
        return _MODIFIER_COST
    elif place.dep_ in ("dobj", "npadvmod", "appos", "compound"):
        cost, link = _OBJECT_COST if place.head == trigger else _LOOSE_COST, place
    else:
        return None
    return cost + _steps(trigger, link.head, link)


def _outer_noun(head: Token) -> Token:
    """Up from "Kabul" in "Kabul's airport", "the city of Kabul", "Kandahar and Kabul" to what governs."""
    token = head
    while token.head != token:
        if (token.dep_ in ("conj", "appos") and token.head.pos_ in ("PROPN", "NOUN")) or token.dep_ == "poss":
            token = token.head
        elif token.dep_ == "pobj" and token.head.lower_ == "of" and token.head.head.dep_ == "pobj":
            token = token.head.head
        else:
            break
    return token


def _steps(trigger: Token, attached: Token, link: Token) -> int:
    """Cost of the way from the trigger to what a place hangs on, by their nearest common ancestor."""
    above = [trigger, *trigger.ancestors]
    cost, token = 0, attached
    while token not in above and token.head != token:
        cost += _edge_cost(token)
        token = token.head
    for passed in above[: above.index(token)] if token in above else above:
        cost += _edge_cost(passed)
    return cost


def _edge_cost(token: Token) -> int:
    if token.dep_ in label_group("clause_below") or (token.dep_ == "conj" and token.pos_ in ("VERB", "AUX")):
        return _CLAUSE_COST
    return _ACTOR_COST if token.dep_ in label_group("acting") else 1


@cache
def _preposition_costs() -> dict[str, int]:
    return {row["word"]: int(row["cost"]) for row in read_rows("places/prepositions.csv")}
