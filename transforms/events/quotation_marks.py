"""Quotation marks: the spans of a text that stand between them, in every style, from the characters alone.

A mark opens or closes by its form (“ ” « ») or, where the form leaves it open (" ' and the marks that languages use either
way), by its neighbours: an opening mark follows a space or a bracket and precedes a word, a closing one the reverse. Pairing
never leaves a paragraph: by the custom of print a quotation of several paragraphs opens anew in each and closes only in the
last, and each of its paragraphs is a span.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

_MARK = re.compile(r"``|''|[\"“”„‟«»‹›‘’‚'`]")
_DOUBLE = frozenset({'"', "“", "”", "„", "‟", "«", "»", "``", "''"})
_ALWAYS_OPEN = frozenset({"„", "``", "‚"})
_OPENING = frozenset({"“", "‘", "`", "«", "‹", "‟"})
_CLOSING = frozenset({"”", "»", "›"})
_OPENS_BEFORE = frozenset("([{—–-/…")
_NEVER_FIRST = frozenset(",;:!?)]}")
_BLANK_LINE = re.compile(r"\n[^\S\n]*(?:\n[^\S\n]*)+")
_LINE = re.compile(r"\n")


@dataclass(frozen=True, slots=True)
class Quoted:
    """The words between two marks. `end` excludes the closing mark; `depth` 0 is the outermost."""

    start: int
    end: int
    depth: int
    paragraph: int
    is_closed: bool
    is_continued: bool  # opened by a mark that goes on with a quotation of the paragraph before


@dataclass(frozen=True, slots=True)
class _Mark:
    start: int
    end: int
    is_double: bool
    may_open: bool
    may_close: bool
    is_weak: bool  # a single mark that may as well be a plural's apostrophe


def paragraph_spans(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of each paragraph: between blank lines, or, in a text without any, between line ends.

    A break between a word or comma and a small letter only wraps a line, so it parts nothing.
    """
    rule = _BLANK_LINE if _BLANK_LINE.search(text.strip()) else _LINE
    start = 0
    for gap in rule.finditer(text):
        before, after = text[gap.start() - 1 : gap.start()], text[gap.end() : gap.end() + 1]
        if after.islower() and (before.isalnum() or before == ","):
            continue
        if text[start : gap.start()].strip():
            yield start, gap.start()
        start = gap.end()
    if text[start:].strip():
        yield start, len(text)


def find_quoted(text: str) -> list[Quoted]:
    """Spans between quotation marks, nested ones included, in order of their start. Offsets count code points.

    A mark without a partner is taken to reach to the end of its paragraph, or, for a closing mark that is the first mark
    of its paragraph, from the beginning: writers forget a mark more often than they write one that means nothing.
    """
    found: list[Quoted] = []
    is_open = False
    for number, (start, end) in enumerate(paragraph_spans(text)):
        marks = list(_read_marks(text, start, end))
        lead = bool(marks) and not text[start : marks[0].start].strip() and marks[0].may_open
        quoted = _pair(text, marks, (start, end), number, is_continued=is_open and lead)
        is_open = any(not one.is_closed for one in quoted)
        found += quoted
    return sorted((_trim(text, one) for one in found), key=lambda one: (one.start, one.depth))


def _trim(text: str, one: Quoted) -> Quoted:
    """Without the spaces that some languages set inside the marks."""
    words = text[one.start : one.end]
    start = one.start + len(words) - len(words.lstrip())
    return replace(one, start=start, end=max(start, one.start + len(words.rstrip())))


def _read_marks(text: str, start: int, end: int) -> Iterator[_Mark]:
    for match in _MARK.finditer(text, start, end):
        before = text[match.start() - 1] if match.start() > start else " "
        after = text[match.end()] if match.end() < end else " "
        mark = match.group()
        is_double = mark in _DOUBLE
        if not is_double and before.isalnum() and after.isalnum():
            continue  # an apostrophe within a word
        is_free = before.isspace() or before in _OPENS_BEFORE or _MARK.match(before) is not None
        opens = is_free and not after.isspace() and after not in _NEVER_FIRST
        closes = not before.isspace() and not after.isalnum()
        if not opens and not closes:  # stuck between two words or two spaces: either
            opens = closes = is_double
        opens, closes = _by_form(mark, opens, closes)
        if opens or closes:
            weak = not is_double and before in "sS" and after.isspace()
            yield _Mark(match.start(), match.end(), is_double, opens, closes, weak)


def _by_form(mark: str, opens: bool, closes: bool) -> tuple[bool, bool]:
    """What the form of the mark allows, given what its neighbours allow."""
    if mark in _ALWAYS_OPEN:
        return True, False
    if mark in _OPENING:
        return opens or not closes, closes and not opens  # “ and « close in German
    if mark == "’":
        return False, closes  # as an opening mark it is an apostrophe: ’90s
    if mark in _CLOSING:
        return opens and not closes, closes or not opens
    return opens, closes


def _pair(text: str, marks: list[_Mark], paragraph: tuple[int, int], number: int, *, is_continued: bool) -> list[Quoted]:
    """Pair the marks of one paragraph; what stays open at its end runs to its end, not closed."""
    start, end = paragraph
    stack: list[_Mark] = []
    found: list[Quoted] = []
    for index, mark in enumerate(marks):
        depth = next((at for at in range(len(stack) - 1, -1, -1) if stack[at].is_double == mark.is_double), None)
        if mark.may_close and depth is not None and not (mark.is_weak and _closes_later(marks[index + 1 :])):
            is_first = is_continued and stack[depth] is marks[0]
            found.append(Quoted(stack[depth].end, mark.start, depth, number, True, is_first))
            del stack[depth:]
        elif mark.may_open and (mark.is_double or _closes_later(marks[index + 1 :])):
            if mark.is_double and any(one.is_double for one in stack):
                if mark.may_close:
                    continue
                stack.clear()  # a new quotation opens while one is open: the first was never closed
            stack.append(mark)
        elif index == 0 and _ends_speech(text, mark):
            found.append(Quoted(_skip_space(text, start, end), mark.start, 0, number, True, False))
    if stack and stack[0].is_double:
        stop = max(stack[0].end, len(text[:end].rstrip()))
        found.append(Quoted(stack[0].end, stop, 0, number, False, is_continued and stack[0] is marks[0]))
    return found


def _ends_speech(text: str, mark: _Mark) -> bool:
    """A closing double mark beside a comma, as before "he said": it cannot be an inch mark or an apostrophe."""
    beside = {text[mark.start - 1 : mark.start], text[mark.end : mark.end + 1]}
    return mark.is_double and "," in beside and not text[mark.start - 1 : mark.start].isdigit()


def _skip_space(text: str, start: int, end: int) -> int:
    return start + len(text[start:end]) - len(text[start:end].lstrip())


def _closes_later(marks: list[_Mark]) -> bool:
    """A single mark that surely closes comes before the next single mark that opens."""
    for mark in marks:
        if mark.is_double:
            continue
        if mark.may_open and not mark.may_close:
            return False
        if mark.may_close and not mark.is_weak:
            return True
    return False
