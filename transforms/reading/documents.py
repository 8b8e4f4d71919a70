"""The one entry: an input's name and bytes → its articles and rejects."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import PurePosixPath

from seeds import read_rows
from transforms.reading.archive import unpack
from transforms.reading.encoding import decode_bytes, find_signature
from transforms.reading.fields import FieldMapping
from transforms.reading.models import Outcome, ReadLimits, ReadResult, make_reject
from transforms.reading.records import gather, read_csv, read_json, read_json_lines, read_parquet, split_lines
from transforms.reading.text import read_markdown_document, read_text_document
from transforms.reading.web import read_web_page

ARCHIVES = ("gzip", "zstd")
# Formats of which the part before a cut is worth reading: one record a line.
LINE_FORMATS = ("jsonl", "csv")


def read_document(
    name: str,
    data: bytes,
    mapping: FieldMapping | None = None,
    limits: ReadLimits | None = None,
) -> ReadResult:
    """Read one input. `name` tells the format by its suffixes (`feed.jsonl.gz`); without any, the first bytes do.

    Every record becomes an article or a reject, and so does every input but a feed that is whole and has no record (`[]`, a
    header alone); bad input never raises. Origins and keys are `name`, or `name#line 17`,
    `name#item 3`, `name#row 5`; numbers count from 1, lines as an editor counts them.
    """
    mapping, limits = mapping or FieldMapping.default(), limits or ReadLimits()
    result = gather(_read(name, data, mapping, limits))
    whole: dict[str, str | int | None] = {"size": len(data), "sha256": hashlib.sha256(data).hexdigest()}
    rejects = [
        replace(reject, payload={**reject.payload, **whole}) if reject.key == name else reject for reject in result.rejects
    ]
    return ReadResult(result.articles, rejects)


def find_format(name: str, data: bytes) -> str | None:
    """The format of an input: by the suffix of its name, by the first bytes where it has none; None if unknown."""
    suffix = PurePosixPath(name).suffix.lower()
    if suffix:
        return _formats().get(suffix)
    signature = find_signature(data)
    return signature if signature and signature != "binary" else _sniff(data)


def _read(name: str, data: bytes, mapping: FieldMapping, limits: ReadLimits) -> Iterator[Outcome]:
    form = find_format(name, data)
    is_cut = False
    if not data:
        yield make_reject(name, "empty_file", data)
        return
    if form in ARCHIVES:
        unpacked = unpack(data, form, limits.max_unpacked_bytes)
        if unpacked.reason:
            yield make_reject(name, unpacked.reason, data)
        data, is_cut = unpacked.data, unpacked.reason is not None
        form = find_format(_inner_name(name), data)
    if is_cut and form not in LINE_FORMATS:
        return
    if is_cut:
        data = data[: data.rfind(b"\n") + 1]
    if data or not is_cut:
        yield from _read_format(form, name, data, mapping, limits, is_cut=is_cut)


def _read_format(
    form: str | None,
    name: str,
    data: bytes,
    mapping: FieldMapping,
    limits: ReadLimits,
    *,
    is_cut: bool,
) -> Iterator[Outcome]:
    if form is None or form in ARCHIVES:
        yield make_reject(name, "unknown_format", data)
    elif form == "parquet":
        yield from read_parquet(name, data, mapping, limits)
    elif form == "jsonl":
        lines, reason = split_lines(data)
        yield from [make_reject(name, reason, data)] if reason else read_json_lines(name, lines, mapping, limits)
    else:
        decoded = decode_bytes(data, declared=form == "html")
        reason = decoded.reason or _size_reason(form, decoded.text, limits)
        if reason:
            yield make_reject(name, reason, data)
        else:
            yield from _read_characters(form, name, decoded.text, mapping, limits, is_cut=is_cut)


def _size_reason(form: str, text: str, limits: ReadLimits) -> str | None:
    """Documents of one article are not parsed where they are over the limit; pages hold much that is no text."""
    allowed = {"text": 1, "markdown": 1, "html": 10}
    return "text_too_long" if form in allowed and len(text) > allowed[form] * limits.max_text_chars else None


def _read_characters(
    form: str,
    name: str,
    text: str,
    mapping: FieldMapping,
    limits: ReadLimits,
    *,
    is_cut: bool,
) -> Iterator[Outcome]:
    if form == "json":
        yield from read_json(name, text, mapping, limits)
    elif form == "csv":
        yield from read_csv(name, text, mapping, limits, is_cut=is_cut)
    elif form == "html":
        yield read_web_page(name, text, mapping, limits)
    elif form == "markdown":
        yield read_markdown_document(name, text, mapping, limits)
    else:
        yield read_text_document(name, text, mapping, limits)


def _inner_name(name: str) -> str:
    """The name of what an archive holds: without the last suffix, or without any where it had none."""
    return name[: -len(PurePosixPath(name).suffix)] if PurePosixPath(name).suffix else name


def _sniff(data: bytes) -> str | None:
    """The format of text that comes without a name (standard input)."""
    text = decode_bytes(data).text.lstrip()
    if text.startswith("{"):
        return "jsonl" if "\n" in text.rstrip() and text.partition("\n")[0].rstrip().endswith("}") else "json"
    if text.startswith("["):
        return "json"
    if text[:200].lower().startswith(("<!doctype html", "<html", "<?xml")):
        return "html"
    return "text"


@cache
def _formats() -> dict[str, str]:
    return {row["suffix"]: row["format"] for row in read_rows("reading/formats.csv")}
