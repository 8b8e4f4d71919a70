"""Phrases of time in a sentence, resolved against the publication date.

The rules are CODEBOOK 5 and 10. Phrases are found over the words alone (`time_words`, `time_phrases`); tags and parse, where the
Doc has them, only refine the tense and give each phrase its head.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from functools import cache
from itertools import islice

from spacy.tokens import Span, Token

from transforms.events.records import TimeExpression
from transforms.events.time_phrases import Found, find_phrases
from transforms.events.time_setting import Setting
from transforms.events.time_values import UNKNOWN, Days
from transforms.events.time_words import Piece, cut_pieces, time_words

CUE_WINDOW = 120  # characters before and after a phrase in which, without a parse, a cue of the future counts
LOOK_BACK = 3  # sentences before in which the date is looked for that "the next day" counts from
OPENING_WORDS = 3  # up to so many words may stand before a phrase that opens its clause
_CLAUSE_END = re.compile(r"[;:.!?]\s|,\s(?:and|but|who|which|after|while)\s")
_CLOCK_BEFORE = re.compile(r"(?:C|dc)[cx]*,?p?$")
_CLOCK_AFTER = re.compile(r"p(?:C|dc)[cx]*")


def find_time_expressions(span: Span, published_on: date | None) -> list[TimeExpression]:
    """Phrases of time in a sentence, in order; offsets count in the text of the sentence's Doc.

    A phrase that cannot be resolved, a relative one without publication date among them, has precision `unknown` and no
    days. `The next day` counts from the date last told, in this sentence or one shortly before. Ages, durations, frequencies
    and times of day alone are not returned. Rules: CODEBOOK 5, 10.
    """

    @cache
    def told_before() -> Days | None:
        return next(filter(None, (_last_told(sent, published_on) for sent in islice(_sentences_before(span), LOOK_BACK))), None)

    return _find_in(span, published_on, told_before)


def _sentences_before(span: Span) -> Iterator[Span]:
    """The sentences of the Doc before a span, the nearest first."""
    if not span.doc.has_annotation("SENT_START"):
        return
    end = span.start
    while end > 0:
        start = span.doc[end - 1].sent.start
        yield span.doc[start:end]
        end = start


def _last_told(sent: Span, published_on: date | None) -> Days | None:
    """The last date that a sentence tells by itself."""
    resolved = [one for one in _find_in(sent, published_on, lambda: None) if one.start is not None]
    return Days(resolved[-1].start, resolved[-1].end, resolved[-1].precision) if resolved else None


def _find_in(span: Span, published_on: date | None, told_before: Callable[[], Days | None]) -> list[TimeExpression]:
    text = span.text
    pieces = cut_pieces(text)
    says_today = any(piece.code == "T" and piece.value == "0" for piece in pieces)
    refine = span.doc.has_annotation("TAG") and span.doc.has_annotation("DEP")

    def setting_at(first: int, last: int, told: Days | None) -> Setting:
        start, end = pieces[first].start, pieces[last - 1].end
        tense = _parsed_tense(span, start, end) if refine else None
        return Setting(published_on, tense or _told_tense(text, start, end), says_today, told, told_before)

    phrases = _join_ranges(pieces, find_phrases(pieces, setting_at), published_on)
    return [_expression(span, pieces, phrase) for phrase in phrases]


def _told_tense(text: str, start: int, end: int) -> str:
    """Future or past where a cue of it stands near in the same clause, else present (which decides nothing)."""
    before = _CLAUSE_END.split(text[max(0, start - CUE_WINDOW) : start])[-1]
    after = _CLAUSE_END.split(text[end : end + CUE_WINDOW])[0] if len(before.split()) <= OPENING_WORDS else ""
    if _has_future_cue(before) or _has_future_cue(after):
        return "future"
    words = re.findall(r"\w+", f"{before} {after}".lower())
    return "past" if any(word in time_words().past or word.endswith("ed") for word in words) else "present"


def _has_future_cue(text: str) -> bool:
    lexicon = time_words()
    words = re.findall(r"\w+|['’]ll", text.lower())
    joined = f" {' '.join(words)} "
    return any(word in lexicon.future for word in words) or any(f" {cue} " in joined for cue in lexicon.future_phrases)


def _parsed_tense(span: Span, start: int, end: int) -> str | None:
    """Tense of the verb that governs a phrase; None where no verb does."""
    head = _head_of(span, start, end)
    verb = next((token for token in head.ancestors if token.tag_.startswith("VB") and span.start <= token.i < span.end), None)
    if verb is None:
        return None
    group = [*(child for child in verb.children if child.dep_ in ("aux", "auxpass")), verb]
    words, tags = {token.lower_ for token in group}, {token.tag_ for token in group}
    near = _CLAUSE_END.split(span.doc[verb.i : head.i].text)[-1] if verb.i < head.i else ""
    if words & time_words().future or _is_purpose(verb, words, span) or _has_future_cue(near):
        return "future"
    is_present = verb.tag_ in ("VBZ", "VBP", "VB") and "VBD" not in tags and not words & {"has", "have"}
    return "present" if is_present else "past"


def _is_purpose(verb: Token, words: set[str], span: Span) -> bool:
    """An infinitive that looks ahead: `expects to leave`, `a meeting to discuss`, but not `decided to leave`."""
    if verb.tag_ != "VB" or "to" not in words:
        return False
    is_looking_ahead = verb.head.i >= span.start and _has_future_cue(verb.head.text)
    return is_looking_ahead or (verb.dep_ in ("xcomp", "acl", "relcl", "advcl") and verb.head.tag_ != "VBD")


def _join_ranges(pieces: list[Piece], phrases: list[Found], published_on: date | None) -> list[Found]:
    """`from A to B`, `between A and B`, `A - B` become one phrase; `since A` reaches to the publication day."""
    joined: list[Found] = []
    for phrase in phrases:
        last = joined[-1] if joined else None
        if last and _is_range(pieces, last, phrase):
            joined[-1] = replace(last, last=phrase.last, days=_hull(last.days, phrase.days))
        else:
            joined.append(phrase)
    return [_with_since(pieces, phrase, published_on) for phrase in joined]


def _is_range(pieces: list[Piece], left: Found, right: Found) -> bool:
    if right.first - left.last != 1:
        return False
    link = pieces[left.last].code
    opening = pieces[left.first - 1].code if left.first else ""
    return (
        (link == "u" and opening == "f")
        or (link == "&" and opening == "b")
        or (link == "-" and left.days.precision == right.days.precision and _hull(left.days, right.days) != left.days)
        or (link == "u" and pieces[left.last].text.lower().startswith("thr"))
    )


def _hull(left: Days, right: Days) -> Days:
    if left.start is None or right.end is None or right.end < left.start:
        return left
    return Days(left.start, right.end, left.precision)


def _with_since(pieces: list[Piece], phrase: Found, published_on: date | None) -> Found:
    first = phrase.first
    if not first or pieces[first - 1].code != "s" or phrase.days.start is None:
        return phrase
    end = max(published_on, phrase.days.start) if published_on else None
    return replace(phrase, first=first - 1, days=Days(phrase.days.start, end, phrase.days.precision))


def _expression(span: Span, pieces: list[Piece], phrase: Found) -> TimeExpression:
    codes = "".join(piece.code for piece in pieces)
    first, last = phrase.first, phrase.last
    if phrase.days.precision == "day":
        before, after = _CLOCK_BEFORE.search(codes[:first]), _CLOCK_AFTER.match(codes, last)
        first = before.start() if before else first
        last = after.end() if after else last
    start, end = pieces[first].start, pieces[last - 1].end
    days = phrase.days if phrase.days.start else UNKNOWN
    return TimeExpression(
        span.start_char + start,
        span.start_char + end,
        span.text[start:end],
        days.start,
        days.end,
        days.precision,
        _head_of(span, pieces[phrase.first].start, pieces[phrase.last - 1].end),
    )


def _head_of(span: Span, start: int, end: int) -> Token:
    """The token that stands for a stretch of the sentence in the parse; without a parse its last word."""
    part = span.char_span(start, end, alignment_mode="expand")
    if part is None:
        return span[-1]
    return part.root if span.doc.has_annotation("DEP") else part[-1]
