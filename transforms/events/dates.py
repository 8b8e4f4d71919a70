"""Phrases of time in a sentence, resolved against the publication date, and which of them dates which event.

The rules are CODEBOOK 5 and 10. Phrases are found over the words alone (`time_words`, `time_rules`); tags and parse, where the
Doc has them, only refine the tense and give each phrase its head. Attachment (`date_of_event`) needs the parse.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from functools import cache

from spacy.tokens import Span, Token

from seeds import read_rows
from transforms.events.datelines import find_dateline, find_publication_date
from transforms.events.records import TimeExpression
from transforms.events.time_rules import UNKNOWN, Days, Found, Setting, find_phrases
from transforms.events.time_words import Piece, cut_pieces, time_words

__all__ = ["date_of_event", "find_dateline", "find_publication_date", "find_time_expressions"]

LONGEST_STRETCH = 15  # tokens between a trigger and a phrase of the same clause
CUE_WINDOW = 120  # characters before and after a phrase in which, without a parse, a cue of the future counts
OPENING_WORDS = 3  # up to so many words may stand before a phrase that opens its clause
_CLAUSE_END = re.compile(r"[;:.!?]\s|,\s(?:and|but|who|which|after|while)\s")
_CLOCK_BEFORE = re.compile(r"(?:C|dc)c*,?p?$")
_CLOCK_AFTER = re.compile(r"p(?:C|dc)c*")


def find_time_expressions(span: Span, published_on: date | None) -> list[TimeExpression]:
    """Phrases of time in a sentence, in order; offsets count in the text of the sentence's Doc.

    A phrase that cannot be resolved, a relative one without publication date among them, has precision `unknown` and no
    days. Ages, durations, frequencies and times of day alone are not returned. Rules: CODEBOOK 5, 10.
    """
    text = span.text
    pieces = cut_pieces(text)
    says_today = any(piece.code == "T" and piece.value == "0" for piece in pieces)
    refine = span.doc.has_annotation("TAG") and span.doc.has_annotation("DEP")

    def setting_at(first: int, last: int, anchor: date | None) -> Setting:
        start, end = pieces[first].start, pieces[last - 1].end
        tense = _parsed_tense(span, start, end) if refine else None
        return Setting(published_on, tense or _told_tense(text, start, end), says_today, anchor)

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
            days = _hull(last.days, phrase.days)
            joined[-1] = replace(last, last=phrase.last, days=days)
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
        or link == "-"
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


# --- which expression dates which event -----------------------------------------------------------------------------


@cache
def attachment_words() -> dict[str, frozenset[str]]:
    """Words of `seeds/time/attachment.csv` by class: `speech` verbs (lemmas), `setting` prepositions, `other_time` markers."""
    classes: dict[str, set[str]] = {}
    for row in read_rows("time/attachment.csv"):
        classes.setdefault(row["class"], set()).add(row["word"])
    return {name: frozenset(words) for name, words in classes.items()}


def date_of_event(trigger: Token, expressions: list[TimeExpression]) -> TimeExpression | None:
    """The expression that dates the event with this trigger, or None.

    `expressions` are those of the trigger's sentence. The nearest in the parse wins: on the trigger itself, below it in the
    same clause, on the verb that governs a noun trigger, on the clause that a participle or a coordinated verb depends on.
    What hangs on a verb of saying dates the saying. A resolved one wins over an unresolved one; of equals the first.
    """
    if not expressions:
        return None
    if not trigger.doc.has_annotation("DEP"):
        return expressions[0] if len(expressions) == 1 else None
    ranked = [
        (expression.start is None, cost, expression.start_char, expression)
        for expression in expressions
        if (cost := _distance(trigger, expression)) is not None
    ]
    if ranked:
        return min(ranked, key=lambda item: item[:3])[3]
    return _by_position(trigger, expressions)


def _site(expression: TimeExpression) -> Token:
    """The word that an expression says the time of: the first noun, verb or adjective above it that is no part of it."""
    token = expression.head
    while token.head != token:
        inside = expression.start_char <= token.head.idx < expression.end_char
        is_link = token.head.dep_ in ("prep", "mark", "pcomp") or token.head.pos_ in ("ADP", "SCONJ", "ADV", "NUM")
        token = token.head
        if not inside and not is_link:
            break
    return token


def _is_verb(token: Token) -> bool:
    return token.pos_ in ("VERB", "AUX")


def _distance(trigger: Token, expression: TimeExpression) -> int | None:
    """How far an expression is from an event in the parse; None where it does not date it."""
    site = _site(expression)
    if site == trigger:
        return 0
    path = _path_up(site, trigger)
    if path is not None:
        return _cost_below(path)
    climb = _path_up(trigger, site)
    return None if climb is None else _cost_above(climb, expression)


def _path_up(low: Token, high: Token) -> list[Token] | None:
    """The tokens from `low` up to, not including, `high`; None when `high` is not above `low`."""
    path = [low]
    while path[-1].head not in (path[-1], high):
        path.append(path[-1].head)
    return path if path[-1].head == high != path[-1] else None


def _cost_below(path: list[Token]) -> int | None:
    """The site is below the trigger: within the clause it counts, through another verb's clause only for some links."""
    words = attachment_words()
    cost = 1
    for token in path:
        cost += 2
        if _is_verb(token) and token.dep_ not in ("conj", "xcomp", "advcl", "aux", "auxpass", "pcomp", "relcl", "acl"):
            return None
        if token.dep_ == "advcl" and _marker(token) not in words["same_time"]:
            return None
        if token.dep_ == "prep" and token.lower_ not in words["setting"]:
            return None
        if token.dep_ in ("ccomp", "poss", "appos") or (token.dep_ in ("relcl", "acl") and len(path) > 1):
            return None
    return cost


def _cost_above(path: list[Token], expression: TimeExpression) -> int | None:
    """The site is above the trigger: its clause's time is the trigger's unless a verb of saying or another clause intervenes."""
    words = attachment_words()
    site = path[-1].head
    if site.lower_ in words["speech"] and path[-1].dep_ not in ("conj", "dobj", "nsubj", "prep"):
        return None
    cost = 2
    for token in path:
        cost += 2
        if token.dep_ in ("ccomp", "relcl", "parataxis", "poss", "appos", "csubj", "acl"):
            return None
        if token.dep_ == "advcl" and _marker(token) not in words["same_time"]:
            return None
        if token.dep_ == "prep" and token.lower_ in words["other_time"]:
            return None
    return cost


def _marker(clause: Token) -> str:
    """The conjunction of an adverbial clause, empty for a bare participle."""
    return next((child.lower_ for child in clause.children if child.dep_ in ("mark", "advmod") and child.i < clause.i), "")


def _by_position(trigger: Token, expressions: list[TimeExpression]) -> TimeExpression | None:
    """Without help of the parse: a phrase that opens the sentence, or one with no other clause between it and the trigger."""
    sent = trigger.sent
    for expression in expressions:
        if _is_of_saying(expression):
            continue
        before = sum(1 for token in sent if token.idx < expression.start_char and token.is_alpha)
        is_opening = before <= 1 and not _is_of_noun(expression)
        if (is_opening and _is_main(trigger)) or _is_beside(trigger, expression):
            return expression
    return _only_expression(trigger, expressions)


def _is_of_saying(expression: TimeExpression) -> bool:
    """Whether a phrase hangs on a verb of saying or follows one directly: `said on Monday`."""
    words = attachment_words()
    sent, first = expression.head.sent, expression.head.left_edge.i
    before = [token.lower_ for token in expression.head.doc[max(sent.start, first - 2) : first]]
    return _site(expression).lower_ in words["speech"] or bool(
        before and (before[-1] in words["speech"] or (before[0] in words["speech"] and before[-1] in words["setting"]))
    )


def _is_of_noun(expression: TimeExpression) -> bool:
    return expression.head.dep_ in ("poss", "compound", "amod", "nummod", "nmod")


def _is_main(trigger: Token) -> bool:
    """Whether no reported, relative or other dependent clause holds the trigger."""
    words = attachment_words()
    for token in (trigger, *trigger.ancestors):
        if token.dep_ == "ccomp" and token.head.lower_ in words["speech"] and token.head.i < token.i:
            return False
        if token.dep_ in ("relcl", "acl") or (token.dep_ == "advcl" and _marker(token) not in words["same_time"]):
            return False
        if token.dep_ == "prep" and token.lower_ in words["other_time"]:
            return False
    return True


def _is_beside(trigger: Token, expression: TimeExpression) -> bool:
    """Whether only words of the same clause stand between a trigger and a phrase that follows or precedes it."""
    words = attachment_words()
    low, high = sorted((trigger.idx, expression.start_char))
    between = [token for token in trigger.sent if low < token.idx < high and token != trigger]
    if len(between) > LONGEST_STRETCH or _is_of_noun(expression):
        return False
    return not any(
        token.tag_ in ("VBD", "VBZ", "VBP", "VBG", "VBN", "MD", "WDT", "WP", "WRB", "TO")
        or token.text in ";:"
        or token.lower_ in words["speech"]
        or token.lower_ in words["other_time"]
        for token in between
    )


def _only_expression(trigger: Token, expressions: list[TimeExpression]) -> TimeExpression | None:
    """A sentence's one expression dates the events of its main clause, if no verb of saying has it."""
    if len(expressions) != 1:
        return None
    site = _site(expressions[0])
    if expressions[0].head.dep_ in ("poss", "compound", "amod", "nummod", "nmod"):
        return None
    if site.lower_ in attachment_words()["speech"] or site.dep_ in ("relcl", "acl", "ccomp", "advcl"):
        return None
    clause = next((token for token in (trigger, *trigger.ancestors) if _is_verb(token)), trigger)
    while clause.dep_ == "conj":
        clause = clause.head
    return expressions[0] if clause.dep_ == "ROOT" else None
