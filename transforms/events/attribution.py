"""Who says so: the source that the text names for an event (CODEBOOK.md §6 and §10)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from spacy.tokens import Token

from transforms.events.records import QuotationRecord
from transforms.events.speech import speaker_phrase, speech_kind
from transforms.events.word_groups import word_group
from transforms.language.article import Sentence


@dataclass(frozen=True, slots=True)
class Attribution:
    """The source of an event: its head token, the phrase and its offsets, and the words that make it one.

    `is_denial`: the source denies the event; `is_claim`: it claims or alleges it. The source may stand in another sentence
    than the event, when the event is told inside a quotation of several sentences; it is always of the same Doc.
    """

    source: Token
    text: str
    start_char: int
    end_char: int
    cue: str | None
    is_denial: bool
    is_claim: bool


def source_of(trigger: Token, sentence: Sentence, quotations: Iterable[QuotationRecord]) -> Attribution | None:
    """The source of the event that `trigger` tells, or None where the reporter tells it in his own voice.

    `quotations`: those of the article, best from `find_speech`. The innermost quotation or reported clause around the trigger
    counts. A speech act is not its own source: "X condemned …" gives None unless it is itself reported.
    """
    around = [record for record in quotations if _holds(record, trigger, sentence)]
    if not around:
        return None
    record = min(around, key=lambda one: one.end_char - one.start_char)
    head = record.speaker_head
    if head is None:
        return None
    phrase = speaker_phrase(head)
    kind = speech_kind(record.cue_token) if record.cue_token is not None else None
    return Attribution(
        head,
        phrase.text,
        phrase.start_char,
        phrase.end_char,
        record.cue,
        is_denial=kind == "deny",
        is_claim=kind in word_group("claiming_kind"),
    )


def _holds(record: QuotationRecord, trigger: Token, sentence: Sentence) -> bool:
    """Whether the record's words hold the trigger and the trigger is neither its cue nor a part of its speaker."""
    if (record.sentence_no == 0) != sentence.is_title or record.speaker_head is None:
        return False
    if not record.start_char <= trigger.idx < record.end_char:
        return False
    if record.cue_token is not None and record.cue_token.i == trigger.i:
        return False
    return trigger.i not in {token.i for token in speaker_phrase(record.speaker_head)}


def cue_beside(source: Token) -> str | None:
    """The verb of saying whose subject a source is, or that governs it ("said by"), as the text has it; None without one."""
    return next((word.text for word in (source.head, source.head.head) if speech_kind(word) is not None), None)
