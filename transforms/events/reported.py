"""Reported speech: the clauses that a speech verb or "according to" reports, with their speakers (CODEBOOK.md §9)."""

from __future__ import annotations

from collections.abc import Iterator, Set

from spacy.tokens import Doc, Token

from transforms.events.label_groups import label_group
from transforms.events.records import QuotationRecord
from transforms.events.speech import iter_cues, speaker_of, speaker_phrase, speech_kind
from transforms.language.spans import text_of

_INFINITIVE_KINDS = frozenset({"claim", "deny"})
_EDGE_WORDS = frozenset({"that"})
_MOSTLY = 0.6


def find_reported(doc: Doc, quoted: Set[int]) -> Iterator[QuotationRecord]:
    """Reported clauses of a Doc, in order of their cues; `sentence_no` is 0 and for the caller to set.

    `quoted` holds the indices of the tokens inside quotation marks: a cue among them, or a clause that mostly lies
    among them, is direct speech and left out.
    """
    for cue in iter_cues(doc[:]) if doc.has_annotation("DEP") else ():
        if cue.i in quoted:
            continue
        for clause in reported_clauses(cue):
            tokens = _trim(clause)
            if tokens and sum(token.i in quoted for token in tokens) < _MOSTLY * len(tokens):
                yield _to_record(cue, tokens, quoted)


def reported_clauses(cue: Token) -> Iterator[list[Token]]:
    """The clauses that a cue reports, each as its tokens in order."""
    if cue.lower_ == "according":
        yield _around(cue)
        return
    kind = speech_kind(cue)
    found = False
    for child in cue.children:
        if child.dep_ == "ccomp" or (child.dep_ in {"xcomp", "pcomp"} and kind in _INFINITIVE_KINDS):
            if kind == "ask" and not _has_subject(child):
                continue
            found = True
            yield list(child.subtree)
    if not found and cue.dep_ == "parataxis":
        yield _around(cue)


def _around(cue: Token) -> list[Token]:
    """The clause in which a parenthetical cue ("…, police said, …", "according to …") stands, without the cue's own words."""
    own = {token.i for token in cue.subtree}
    top = cue.head
    while top.dep_ not in {"ROOT", "ccomp", "conj", "relcl", "advcl", "parataxis"} and top.head is not top:
        top = top.head
    return [token for token in top.subtree if token.i not in own]


def _has_subject(verb: Token) -> bool:
    return any(child.dep_ in label_group("subject") for child in verb.children)


def _trim(tokens: list[Token]) -> list[Token]:
    """Without "that", marks and spaces at either end."""
    start, end = 0, len(tokens)
    while start < end and (tokens[start].is_punct or tokens[start].is_space or tokens[start].lower_ in _EDGE_WORDS):
        start += 1
    while end > start and (tokens[end - 1].is_punct or tokens[end - 1].is_space):
        end -= 1
    return tokens[start:end]


def _to_record(cue: Token, tokens: list[Token], quoted: Set[int]) -> QuotationRecord:
    doc = cue.doc
    start, end = tokens[0].idx, tokens[-1].idx + len(tokens[-1])
    speaker = speaker_of(cue, quoted)
    text = "according to" if cue.lower_ == "according" else cue.text
    return QuotationRecord(
        sentence_no=0,
        kind="reported",
        start_char=start,
        end_char=end,
        text=text_of(doc)[start:end],
        speaker=speaker_phrase(speaker).text if speaker is not None else None,
        speaker_head=speaker,
        cue=text,
        cue_token=cue,
    )
