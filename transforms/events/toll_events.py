"""Which event of a sentence a figure of victims belongs to.

A figure belongs to one event: the one whose trigger is the word of harm itself, else the nearest in the parse that takes its kind.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache

from spacy.tokens import Doc, Token

from transforms.events.records import EventRecord, Toll
from transforms.events.toll_words import FAMILY, toll_kinds_of

UNTOLD = ("future", "hypothetical")  # modalities whose victims are nobody's yet


def share_tolls(events: Sequence[EventRecord], tolls: Iterable[Toll], toll_kinds: Collection[tuple[str, str]]) -> None:
    """Give each figure to the event of its sentence that it belongs to; `toll_kinds` are the pairs of type and kind that may be.

    An event that has not happened takes its figure and tells none; one that did not happen tells only that nobody was hurt.
    """
    for toll in tolls:
        ranked = [
            (rank, event.trigger.i, number)
            for number, event in enumerate(events)
            if (event.event_type, toll.kind) in toll_kinds and (rank := rank_of(event.trigger, toll, events)) is not None
        ]
        if not ranked:
            continue
        event = events[min(ranked)[2]]
        if event.modality not in UNTOLD and (event.modality != "negated" or toll.high == 0):
            event.tolls.append(toll)


def keep_sure(
    events: Sequence[EventRecord], minimum: float, toll_kinds: Collection[tuple[str, str]]
) -> list[EventRecord]:
    """The events of at least this confidence; figures of the others pass to those of their sentence that remain."""
    kept = [event for event in events if event.confidence >= minimum]
    for event in events:
        if event.confidence < minimum and event.tolls:
            beside = [other for other in kept if other.sentence_no == event.sentence_no]
            share_tolls(beside, event.tolls, toll_kinds)
    return kept


def rank_of(trigger: Token, toll: Toll, events: Iterable[EventRecord]) -> tuple[int, int] | None:
    """How near an event is to a figure, the nearest lowest; None where the figure cannot be its own.

    Arrests belong only to events told by such a word; a word for an arrest takes no dead.
    """
    kinds = toll_kinds_of(trigger)
    distance = tree_distance(trigger, toll.word)
    if distance is None:
        return None
    if distance == 0 or toll.kind in kinds:
        return 0, distance
    if kinds & FAMILY and toll.kind in FAMILY:
        return 1, distance
    if kinds or toll.kind == "arrested":
        return None
    return 1, distance + 1


def tree_distance(left: Token, right: Token) -> int | None:
    """Steps between two tokens of a sentence along the parse; None where they have no common root."""
    heads = _heads(left.doc)
    above: dict[int, int] = {}
    at = left.i
    while at not in above:
        above[at] = len(above)
        at = heads[at]
    at, steps = right.i, 0
    while at not in above:
        if heads[at] == at:
            return None
        at, steps = heads[at], steps + 1
    return steps + above[at]


@lru_cache(maxsize=2)
def _heads(doc: Doc) -> list[int]:
    """Place of each token's head. Kept for the Doc at work: a long sentence asks for thousands of distances."""
    return [token.head.i for token in doc]
