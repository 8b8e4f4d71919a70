"""Which event of a sentence a figure of victims belongs to.

A figure belongs to one event: the one whose trigger is the word of harm itself, else the nearest in the parse.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from spacy.tokens import Doc, Token

from transforms.events.records import EventRecord, Toll
from transforms.events.toll_words import FAMILY, toll_kinds_of, toll_words
from transforms.events.word_groups import word_group

UNTOLD = ("future", "hypothetical")  # modalities whose victims are nobody's yet


def share_tolls(events: Sequence[EventRecord], tolls: Iterable[Toll], toll_kinds: Collection[tuple[str, str]]) -> None:
    """Give each figure to the event of its sentence that it belongs to; `toll_kinds` are the pairs of type and kind that may be.

    An event that has not happened takes its figure and tells none; one that did not happen tells only that nobody was hurt.
    """
    given: dict[tuple[int, str], dict[Token, list[Toll]]] = {}
    ranks: dict[tuple[int, Token], tuple[int, int]] = {}
    tolls = list(tolls)
    own = {(toll.word.i, toll.kind) for toll in tolls}
    for toll in tolls:
        ranked = [
            (rank, event.trigger.i, number)
            for number, event in enumerate(events)
            if (event.event_type, toll.kind) in toll_kinds
            and (event.trigger == toll.word or (event.trigger.i, toll.kind) not in own or _is_claim(toll))
            and (rank := rank_of(event.trigger, toll)) is not None
        ]
        if ranked:
            rank, _, number = min(ranked)
            given.setdefault((number, toll.kind), {}).setdefault(toll.word, []).append(toll)
            ranks[number, toll.word] = rank
    for (number, kind), by_word in given.items():
        event = events[number]
        if any(toll.kind == kind for toll in event.tolls):
            continue
        nearest = min(by_word, key=lambda word: (ranks[number, word], word.i))
        told = _with_claims(by_word.pop(nearest), by_word)
        if event.modality not in UNTOLD:
            event.tolls += [toll for toll in told if event.modality != "negated" or toll.high == 0]


def _with_claims(tolls: list[Toll], others: Mapping[Token, list[Toll]]) -> list[Toll]:
    """The figures of the nearest word; a `toll` told beside it counts the same dead anew: from the lower to the higher."""
    claims = [toll for told in others.values() for toll in told if _is_claim(toll)]
    if len(tolls) != 1 or len(claims) != 1:
        return tolls
    one, other = tolls[0], claims[0]
    lows = [low for low in (one.low, other.low) if low is not None]
    highs = None if one.high is None or other.high is None else max(one.high, other.high)
    return [replace(one, low=min(lows, default=None), best=other.best, high=highs)]


def _is_claim(toll: Toll) -> bool:
    """Whether the figure is a `toll`, which counts anew dead that another word of the sentence may count as well."""
    return "toll" in toll_words().get(toll.word.lower_, {})


def keep_sure(events: Sequence[EventRecord], minimum: float, toll_kinds: Collection[tuple[str, str]]) -> list[EventRecord]:
    """The events of at least this confidence; figures of the others pass to those of their sentence that remain."""
    kept = [event for event in events if event.confidence >= minimum]
    for event in events:
        if event.confidence < minimum and event.tolls:
            beside = [other for other in kept if other.sentence_no == event.sentence_no]
            share_tolls(beside, event.tolls, toll_kinds)
    return kept


def rank_of(trigger: Token, toll: Toll) -> tuple[int, int] | None:
    """How near an event is to a figure, the nearest lowest; None where the figure cannot be its own.

    Arrests belong only to events told by such a word; a word for an arrest takes no dead.
    """
    kinds = toll_kinds_of(trigger)
    distance = tree_distance(trigger, toll.word)
    if distance is None:
        return None
    if distance == 0:
        return 0, distance
    if toll.kind in kinds or (kinds & FAMILY and toll.kind in FAMILY):
        return 1, distance
    if kinds or toll.kind == "arrested" or _is_reason(toll.word, trigger):
        return None
    return 1, distance + 1


def _is_reason(word: Token, trigger: Token) -> bool:
    """Whether a noun of harm stands below another act, as its reason or aim: `burned houses in revenge for the murder of …`."""
    is_deed = word.pos_ == "NOUN" and word.dep_ == "pobj" and "deed" in toll_words().get(word.lower_, {})
    is_outcome = word.head.lower_ in word_group("fatal_link")  # "stabbed to death"
    return is_deed and not is_outcome and trigger in word.ancestors


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
