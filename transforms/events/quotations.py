"""Quotations of an article: the words between quotation marks with their speakers, and clauses of reported speech.

The spans come from the characters alone (`quotation_marks`), so that no mistake of the sentence splitter can cut them; who speaks
comes from the parse of the words around them (`speech`). Rules follow CODEBOOK.md §9.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from spacy.tokens import Doc, Span, Token

from transforms.events.quotation_marks import Quoted, find_quoted
from transforms.events.records import QuotationRecord
from transforms.events.reported import find_reported
from transforms.events.speech import can_speak, iter_cues, speaker_of, speaker_phrase, speech_kind, subject_of
from transforms.language.article import ParsedArticle
from transforms.language.spans import text_of

_STOPS = frozenset({".", "?", "!"})
_DASHES = frozenset({"—", "–", "-", "--"})
_PAUSES = frozenset({",", ";", "--", "—", "–", "?", "!"})
_SPOKEN_ENDS = frozenset(",.!?")
_MIN_WORDS = 2
_LONG_WORD = 4  # shorter words are small in a title
_MAX_INTERRUPTION = 20  # tokens between the parts of a split quotation


@dataclass(frozen=True, slots=True)
class _Part:
    """One unbroken stretch of quoted words and what stands beside it. `left` and `right` may be empty spans."""

    quoted: Quoted
    inner: Span
    left: Span
    right: Span
    cue: Token | None = None
    speaker: Token | None = None


def find_quotations(article: ParsedArticle) -> list[QuotationRecord]:
    """Direct quotations and reported clauses of an article, in order of sentence and offset (CODEBOOK.md §9).

    A quotation that its cue splits is one row, its longest unbroken part; of two cues of one clause the first has it. Offsets
    count in the title for `sentence_no` 0, else in the body. `speaker` is the phrase as it stands; `speaker_head` is its
    token, for the caller to resolve.
    """
    return _find(article, is_whole=False)


def find_speech(article: ParsedArticle) -> list[QuotationRecord]:
    """As `find_quotations`, with a record for every part of a split quotation: what `source_of` wants to know."""
    return _find(article, is_whole=True)


def _find(article: ParsedArticle, *, is_whole: bool) -> list[QuotationRecord]:
    records: list[QuotationRecord] = []
    for doc, is_title in ((article.title, True), (article.body, False)):
        starts = [
            (sentence.span.start_char, sentence.sentence_no) for sentence in article.sentences if sentence.is_title == is_title
        ]
        if not starts:
            continue
        parts = find_parts(doc)
        inside = {token.i for part in parts for token in part.inner}
        if is_title:
            parts = [part for part in parts if part.cue is not None]
        chosen = parts if is_whole else [max(group, key=lambda part: len(part.inner.text)) for group in _group(parts)]
        direct = [_to_record(part, starts) for part in chosen]
        told = {(record.start_char, record.end_char): record for record in reversed(list(find_reported(doc, inside)))}
        reported = [replace(record, sentence_no=_sentence_of(record.start_char, starts)) for record in told.values()]
        records += sorted(direct + reported, key=lambda record: (record.start_char, record.end_char))
    return records


def find_parts(doc: Doc) -> list[_Part]:
    """The quoted stretches of a Doc that are speech, with cue and speaker where they are found; none without a parse."""
    spans = [one for one in find_quoted(text_of(doc)) if one.depth == 0 and one.end > one.start]
    quoted = {token.i for one in spans for token in _tokens(doc, one)}
    is_parsed = doc.has_annotation("DEP")
    parts: list[_Part] = []
    for one in spans:
        inner = _tokens(doc, one)
        if not len(inner):
            continue
        part = _Part(one, inner, _left_of(doc, one, inner, quoted), _right_of(doc, one, inner, quoted))
        if _is_speech(part):
            parts.append(_with_speaker(part, parts, quoted) if is_parsed else part)
    return _spread_back(parts)


def _spread_back(parts: list[_Part]) -> list[_Part]:
    """A quotation of several paragraphs that names its speaker only in a later one has him in all."""
    for at in range(len(parts) - 2, -1, -1):
        part, after = parts[at], parts[at + 1]
        if after.quoted.is_continued and part.cue is None and after.cue is not None and not part.quoted.is_closed:
            parts[at] = replace(part, cue=after.cue, speaker=after.speaker)
    return parts


def _tokens(doc: Doc, one: Quoted) -> Span:
    """The tokens whose greater part lies between the marks."""
    span = doc.char_span(one.start, one.end, alignment_mode="expand")
    if span is None:
        return doc[0:0]
    start, end = span.start, span.end
    while start < end and (doc[start].is_space or (doc[start].idx < one.start and doc[start].is_punct)):
        start += 1
    while end > start and doc[end - 1].is_space:
        end -= 1
    return doc[start:end]


def _left_of(doc: Doc, one: Quoted, inner: Span, quoted: set[int]) -> Span:
    """What stands before the opening mark in the same sentence, earlier quotations included."""
    stop = inner.start
    while stop > 0 and doc[stop - 1].idx >= one.start - 2 and _is_mark(doc[stop - 1]):
        stop -= 1
    start = stop
    while start > 0:
        token = doc[start - 1]
        if _is_gap(token) or (token.text in _STOPS and token.i not in quoted):
            break
        if _is_mark(token) and start >= 2 and doc[start - 2].text in _STOPS and not _goes_on(doc[start:stop]):
            break
        start -= 1
    return doc[start:stop]


def _right_of(doc: Doc, one: Quoted, inner: Span, quoted: set[int]) -> Span:
    """What stands after the closing mark in the same sentence; nothing after a quotation that ends with a full stop."""
    start = inner.end
    while start < len(doc) and doc[start].idx <= one.end + 1 and _is_mark(doc[start]):
        start += 1
    end = start
    last = inner[-1].text if len(inner) else ""
    follows = doc[start : min(start + 5, len(doc))]
    if last in {".", "?", "!", "...", "…"} and not _goes_on(follows):
        return doc[start:start]
    while end < len(doc) and not _is_gap(doc[end]):
        if doc[end].text in _STOPS and doc[end].i not in quoted:
            break
        end += 1
    return doc[start:end]


def _goes_on(after: Span) -> bool:
    """Whether the sentence goes on after a stop inside the marks: with a small letter, a comma, or a cue that comes at once."""
    words = [token for token in after if not token.is_space]
    if not words or words[0].text in _STOPS:
        return False
    return (
        words[0].text == ","
        or words[0].text[0].islower()
        or any(speech_kind(token) and token.tag_ in {"VBD", "VBZ", "VBP"} for token in words[:4])
    )


def _is_mark(token: Token) -> bool:
    return token.is_quote or token.text in {"''", "``", "'", "’", "”", "“"}


def _is_gap(token: Token) -> bool:
    return token.is_space and token.text.count("\n") >= 1


def _is_speech(part: _Part) -> bool:
    """Not a single word, not a title of a work or a name in marks, not an entry in a list of further reading."""
    words = [word for word in part.inner.text.split() if any(letter.isalnum() for letter in word)]
    if len(words) < _MIN_WORDS:
        return False
    if not len(part.left) and len(part.right) and part.right[0].text in _DASHES and not any(iter_cues(part.right)):
        return False
    content = [word for word in words if len(word) >= _LONG_WORD or word[0].isupper()]
    is_title = len(content) > 1 and all(word[0].isupper() or word[0].isdigit() for word in content)
    return not is_title or words[-1][-1] in _SPOKEN_ENDS


def _with_speaker(part: _Part, before: list[_Part], quoted: set[int]) -> _Part:
    """Find cue and speaker: in the sentence around the quotation, else from what was said before it."""
    cue = _find_cue(part, quoted)
    speaker = speaker_of(cue, quoted) if cue is not None else None
    if speaker is None:
        speaker = _speaker_without_cue(part, before, quoted)
    return replace(part, cue=cue, speaker=speaker)


def _is_whole(part: _Part) -> bool:
    """Whether the quotation is a sentence of its own rather than some words in one of the reporter's."""
    return not len(part.left) or _is_introduced(part)


def _find_cue(part: _Part, quoted: set[int]) -> Token | None:
    """The cue that governs the quotation, else the nearest before it, else the first after it."""
    left = [cue for cue in iter_cues(part.left) if cue.i not in quoted]
    right = [cue for cue in iter_cues(part.right) if cue.i not in quoted]
    if not _is_whole(part):
        governing = {token.i for token in part.inner.root.ancestors}
        above = [cue for cue in left + right if cue.i in governing]
        if above:
            return max(above, key=lambda cue: cue.i)
    if left:
        return left[-1]
    return right[0] if right else None


def _is_introduced(part: _Part) -> bool:
    """Whether the words before the mark lead straight to it: "X said, …" or "X: …"."""
    return bool(len(part.left)) and part.left[-1].text in {",", ":"}


def _speaker_without_cue(part: _Part, before: list[_Part], quoted: set[int]) -> Token | None:
    """By its sentence's subject, the quotation before it in the paragraph, the sentence before, the paragraph before."""
    if len(part.left):
        subject = _sentence_subject(part, quoted)
        if subject is not None:
            return subject
    last = before[-1] if before else None
    if last is not None and last.quoted.paragraph == part.quoted.paragraph:
        return last.speaker
    previous = _subject_of_previous_sentence(part, quoted)
    if previous is not None:
        return previous
    if last is not None and last.quoted.paragraph == part.quoted.paragraph - 1:
        return last.speaker
    return None


def _sentence_subject(part: _Part, quoted: set[int]) -> Token | None:
    """The speaker-like subject of the nearest verb above the quotation that has one outside the marks."""
    for node in part.inner.root.ancestors:
        if node.i in quoted or not node.tag_.startswith("VB"):
            continue
        subject = subject_of(node)
        if subject is not None and subject.i not in quoted and can_speak(subject):
            return subject
    return next(
        (
            token
            for token in reversed(list(part.left))
            if token.dep_ in {"nsubj", "nsubjpass"} and token.i not in quoted and can_speak(token)
        ),
        None,
    )


def _subject_of_previous_sentence(part: _Part, quoted: set[int]) -> Token | None:
    """The subject of the main verb of the sentence before, in the same paragraph or at the end of the one before."""
    at = part.left.start - 1 if len(part.left) else part.inner.start - 2
    while at > 0 and (part.inner.doc[at].is_space or _is_mark(part.inner.doc[at])):
        at -= 1
    if at <= 0:
        return None
    sent = part.inner.doc[at].sent
    subject = subject_of(sent.root)
    if subject is not None and subject.i not in quoted and can_speak(subject):
        return subject
    return None


def _group(parts: list[_Part]) -> list[list[_Part]]:
    """Join the parts of quotations that their cue splits."""
    groups: list[list[_Part]] = []
    for part in parts:
        if groups and _continues(groups[-1][-1], part):
            groups[-1].append(part)
        else:
            groups.append([part])
    return groups


def _continues(first: _Part, second: _Part) -> bool:
    """Whether `second` goes on with `first`: between them stands one clause of speech, and the first part ended on a pause."""
    if first.quoted.paragraph != second.quoted.paragraph:
        return False
    doc = first.inner.doc
    words = [token for token in doc[first.inner.end : second.inner.start] if not _is_mark(token) and not token.is_space]
    if not words or len(words) > _MAX_INTERRUPTION or any(token.text in _STOPS for token in words):
        return False
    cues = [token for token in words if speech_kind(token) and token.tag_ != "VBN"]
    if len(cues) != 1 or not (first.inner[-1].text in _PAUSES or words[0].text in _PAUSES):
        return False
    return _opens_clause(first, cues[0], [token for token in words if token.text not in _PAUSES])


def _opens_clause(first: _Part, cue: Token, words: list[Token]) -> bool:
    """Whether the words between two parts begin with the cue or with its subject: "said X", "X said"."""
    if words[0].i == cue.i:
        return cue.tag_ in {"VBD", "VBZ", "VBP"}
    speaker = speaker_of(cue, set(range(first.inner.start, first.inner.end)))
    return speaker is not None and speaker.left_edge.i <= words[0].i <= cue.i and words[0].dep_ not in {"cc", "mark"}


def _to_record(part: _Part, starts: list[tuple[int, int]]) -> QuotationRecord:
    start, end = part.quoted.start, part.quoted.end
    return QuotationRecord(
        sentence_no=_sentence_of(start, starts),
        kind="direct",
        start_char=start,
        end_char=end,
        text=text_of(part.inner.doc)[start:end],
        speaker=speaker_phrase(part.speaker).text if part.speaker is not None else None,
        speaker_head=part.speaker,
        cue=part.cue.text if part.cue is not None else None,
        cue_token=part.cue,
    )


def _sentence_of(char: int, starts: list[tuple[int, int]]) -> int:
    """Number of the last sentence that starts at or before the character (a mark may stand in the sentence before)."""
    return max((number for start, number in starts if start <= char), default=starts[0][1])
