"""The event heads and the rules together: each decision weighs what the one says by what the other does.

Where a model has no event heads the rules decide alone. The weights are data: `seeds/lexicon/head_weights.csv`.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from spacy.tokens import Token

from seeds import read_rows
from transforms.events.lexicon import EXTRA, Frame, Lexicon
from transforms.events.phrases import is_opposed
from transforms.events.selection import drop_phrase_words
from transforms.events.slots import slots_of
from transforms.events.triggers import POS, Trigger, carry_noun
from transforms.events.word_forms import lemmas_of
from transforms.language.article import Sentence
from transforms.language.encoder.event_heads import EventReading, has_heads, reading_of

HEAD_RULE = "head"  # what stands for a frame where the heads alone see an event


@dataclass(frozen=True, slots=True)
class Weights:
    """Of fillers and events: the least probability of the heads, for them `alone` and where a rule says the same (`with_rule`).

    Of labels: what is added to the probability of the rule's (`with_rule`), and of none where the rule names none (`alone`).
    """

    alone: float
    with_rule: float


@functools.cache
def head_weights() -> dict[str, Weights]:
    """Decision → weights."""
    rows = read_rows("lexicon/head_weights.csv")
    return {row["decision"]: Weights(float(row["alone"]), float(row["with_rule"])) for row in rows}


def join_triggers(sentence: Sentence, told: Iterable[Trigger], left_out: Iterable[Trigger], lexicon: Lexicon) -> list[Trigger]:
    """The triggers of a sentence in text order, one a word: those `told` by rules and those that the heads see.

    A trigger that the rules saw and `left_out` is told where the heads see it.
    """
    by_rule = {trigger.token.i: trigger for trigger in told}
    if not has_heads(sentence.span.doc):
        return list(by_rule.values())
    others = {trigger.token.i: trigger for trigger in left_out}
    joined = (_join(token, by_rule.get(token.i), others.get(token.i), lexicon) for token in sentence.span)
    return drop_phrase_words([trigger for trigger in joined if trigger is not None])


def _join(token: Token, rule: Trigger | None, left_out: Trigger | None, lexicon: Lexicon) -> Trigger | None:
    reading = None if _is_settled(token, lexicon) else reading_of(token)
    if reading is None:
        return rule
    if sum(reading.types.values()) < (head_weights()["event"].with_rule if rule else head_weights()["event"].alone):
        return None
    known = rule or left_out
    by_rule = known.frame.event_type if known else None
    trust = head_weights().get(f"type {by_rule}", head_weights()["type"])
    event_type = _choose(reading.types, by_rule, trust.with_rule)
    if known is not None and known.frame.event_type == event_type:
        return replace(known, reading=reading, support="rule" if rule else "left_out")
    frame = _frame_for(token, event_type, lexicon)
    slots = known.slots if known else slots_of(token)
    verb = known.verb if known else carry_noun(token, slots, lexicon) if frame.pos == "noun" else None
    support = "other_rule" if rule else "none"
    return Trigger(token, frame, slots, verb, known.copy if known else None, reading, support)


def _is_settled(token: Token, lexicon: Lexicon) -> bool:
    """Whether the user's own frames say what the word tells, and if it tells an event at all."""
    lemmas = lemmas_of(token, pos) if (pos := POS.get(token.pos_)) else ()
    return any(frame.source_file == EXTRA for lemma in lemmas for frame in lexicon.lookup(lemma, pos or ""))


def _choose(shares: Mapping[str, float], by_rule: str | None, bonus: float) -> str:
    """The label of the highest share, that of the rule raised by the bonus."""
    raised = dict(shares)
    if by_rule is not None:
        raised[by_rule] = raised.get(by_rule, 0.0) + bonus
    return max(raised, key=lambda label: (raised[label], label))


def _frame_for(token: Token, event_type: str, lexicon: Lexicon) -> Frame:
    """The word's first frame of a type, its mode where it asks nothing; else one that asks nothing and has the usual slots."""
    pos = POS.get(token.pos_, "noun")
    frames = next((found for lemma in lemmas_of(token, pos) if (found := lexicon.lookup(lemma, pos))), ())
    fitting = [frame for frame in frames if frame.event_type == event_type and not frame.rest]
    if fitting:
        first = min(fitting, key=lambda frame: len(frame.conditions))
        return first if not first.conditions else replace(first, event_mode="", cameo="")
    return Frame(HEAD_RULE, token.lemma_.lower(), pos, event_type, "", (), (), (), "", (), HEAD_RULE, 0)


def choose_mode(trigger: Trigger) -> str | None:
    """The mode by heads and frame."""
    if trigger.reading is None:
        return trigger.mode
    prefix = f"{trigger.frame.event_type}/"
    fitting = {mode.removeprefix(prefix): p for mode, p in trigger.reading.modes.items() if not mode or mode.startswith(prefix)}
    total = sum(fitting.values()) or 1.0
    weights = head_weights()["mode"]
    by_rule = trigger.mode or "" if trigger.frame.frame_id != HEAD_RULE else None
    bonus = weights.with_rule if trigger.mode else weights.alone
    return _choose({mode: share / total for mode, share in fitting.items()}, by_rule, bonus) or None


def choose_modality(reading: EventReading | None, by_rule: str) -> str:
    """The modality by heads and rules. What is long ago by its own date is so whatever the heads think of the words."""
    if reading is None or by_rule == "historical":
        return by_rule
    return _choose(reading.modalities, by_rule, head_weights()["modality"].with_rule)


def join_fillers(trigger: Token, reading: EventReading | None, role: str, by_rule: Iterable[Token]) -> list[Token]:
    """The words that fill a role: of those the rules see the ones that the heads do not rule out, and those the heads see.

    In text order, and with all of a list that one begins. Words that the heads cannot see, beyond their window, count as the
    rules say, and so do those behind "anti-". Only a source may stand in another sentence.
    """
    ruled = {token.i: token for token in by_rule}
    if reading is None:
        return list(ruled.values())
    weights = head_weights()[role]
    shares = {trigger.i + offset: share for offset, share in reading.roles[role]}
    for place in {other for other in ruled if role == "actor" and _does_to_another(ruled[other], trigger)}:
        shares[place] = max(shares.get(place, 0.0), reading.share("recipient", place - trigger.i))
    certain = {place for place, token in ruled.items() if is_opposed(token) or not reading.sees(place - trigger.i)}
    kept = certain | {place for place in ruled if shares.get(place, 0.0) >= weights.with_rule}
    inside = range(trigger.sent.start, trigger.sent.end) if role != "source" else range(len(trigger.doc))
    kept |= {place for place, share in shares.items() if share >= weights.alone and place in inside and place != trigger.i}
    kept |= {token.i for place in tuple(kept) for token in _listed_after(trigger.doc[place])}
    return [ruled.get(place) or trigger.doc[place] for place in sorted(kept)]


def _does_to_another(subject: Token, verb: Token) -> bool:
    """Whether it is the subject of an active verb with an object: whom the heads see hit there is who hits."""
    return subject.head == verb and subject.dep_ == "nsubj" and any(child.dep_ == "dobj" for child in verb.children)


def _listed_after(token: Token) -> Iterator[Token]:
    """The words that go on with a list: "the party and Lind" of "the union, the party and Lind"."""
    for child in token.rights:
        if child.dep_ == "conj":
            yield child
            yield from _listed_after(child)


def share_of(trigger: Trigger, role: str, filler: Token) -> float:
    """The heads' probability that a word fills a role; 0 where there are no heads."""
    return trigger.reading.share(role, filler.i - trigger.token.i) if trigger.reading else 0.0
