"""Texts and entities of long Docs; `doc.text` and `doc.ents` are built anew, from the whole Doc, at every call."""

from __future__ import annotations

from spacy.tokens import Doc, Span, Token

_TEXT = "dateline_text"


def text_of(doc: Doc) -> str:
    """`doc.text`, kept with the Doc."""
    if _TEXT not in doc.user_data:
        doc.user_data[_TEXT] = doc.text
    return doc.user_data[_TEXT]


def entity_of(token: Token) -> Span:
    """The entity that a token belongs to; of a token outside any, the token alone."""
    doc, start, end = token.doc, token.i, token.i + 1
    while start > 0 and doc[start].ent_iob_ == "I":
        start -= 1
    while end < len(doc) and token.ent_type_ and doc[end].ent_iob_ == "I":
        end += 1
    return doc[start:end]
