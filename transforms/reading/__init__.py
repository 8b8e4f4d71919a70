"""Bytes of one format → article rows. Pure: no disk, no clock, no network, the same bytes give the same rows.

`read_document` reads one input; `article_frame` makes the rows of `main.articles` from all that was read.
"""

from transforms.reading.articles import article_frame, make_article_id, reject_frame, source_frame
from transforms.reading.documents import read_document
from transforms.reading.errors import ReadingError, UnknownFieldError, UnknownReasonError
from transforms.reading.fields import FieldMapping
from transforms.reading.models import RawArticle, ReadLimits, ReadResult, Reject, make_reject

__all__ = [
    "FieldMapping",
    "RawArticle",
    "ReadLimits",
    "ReadResult",
    "ReadingError",
    "Reject",
    "UnknownFieldError",
    "UnknownReasonError",
    "article_frame",
    "make_article_id",
    "make_reject",
    "read_document",
    "reject_frame",
    "source_frame",
]
