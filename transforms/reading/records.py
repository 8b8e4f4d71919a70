"""Files of records: JSON (one object, a list, a list within an object), JSON Lines, CSV, Parquet."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from itertools import islice

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from seeds import read_rows
from transforms.reading.encoding import decode_bytes
from transforms.reading.fields import FieldMapping, build_article
from transforms.reading.models import Outcome, ReadLimits, ReadResult, Reject, make_reject

DELIMITERS = (",", ";", "\t", "|")
# Every open quotation mark sends the reader to the end of the file and back.
MAX_REOPENED = 100
MAX_CELL = 2**31 - 1
# What damaged bytes raise: of Arrow, of the file, of names that are no UTF-8, of times beyond the calendar.
PARQUET_ERRORS = (pa.ArrowException, OSError, ValueError, OverflowError)


def gather(outcomes: Iterable[Outcome]) -> ReadResult:
    """Articles and rejects apart, each in its order."""
    result = ReadResult()
    for outcome in outcomes:
        if isinstance(outcome, Reject):
            result.rejects.append(outcome)
        else:
            result.articles.append(outcome)
    return result


def read_json(name: str, text: str, mapping: FieldMapping, limits: ReadLimits) -> Iterator[Outcome]:
    """A JSON document. A list is found at the top or under a name of `seeds/reading/list_fields.csv`; JSON Lines under
    the name `.json` are read as such.
    """
    document = parse_json(text)
    if document is None:
        if isinstance(parse_json(text.lstrip().partition("\n")[0]), dict):
            yield from read_json_lines(name, text.split("\n"), mapping, limits)
        else:
            yield make_reject(name, "malformed_json", text)
        return
    items = find_list(document)
    if items is None or (not items and isinstance(document, Mapping) and "text" in mapping.pick(document)):
        yield _from_record(name, document, text, mapping, limits)
        return
    for number, item in enumerate(items, start=1):
        content = json.dumps(item, ensure_ascii=False)
        yield _from_record(f"{name}#item {number}", item, content, mapping, limits)


def read_json_lines(
    name: str,
    lines: Iterable[str | bytes],
    mapping: FieldMapping,
    limits: ReadLimits,
) -> Iterator[Outcome]:
    """One JSON object a line (bytes: a line that no character set reads). Blank lines count for the numbering only."""
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        origin = f"{name}#line {number}"
        if isinstance(line, bytes):
            yield make_reject(origin, "undecodable_text", line)
            continue
        record = parse_json(line)
        if record is None:
            yield make_reject(origin, "malformed_json", line)
        else:
            yield _from_record(origin, record, line, mapping, limits)


def split_lines(data: bytes) -> tuple[list[str] | list[str | bytes], str | None]:
    """Lines of a JSON Lines file, and the reason where it is none.

    A line that is not UTF-8 stays bytes if others show that the file is UTF-8, or if no character set reads the whole.
    """
    decoded = decode_bytes(data)
    if decoded.codec.startswith("utf") or decoded.reason == "empty_file":
        return decoded.text.split("\n"), decoded.reason
    lines = [_decode_line(line) for line in data.split(b"\n")]
    if any(isinstance(line, str) and not line.isascii() for line in lines):
        return lines, None
    if decoded.reason is None:
        return decoded.text.split("\n"), None
    is_feed = any(isinstance(line, str) and isinstance(parse_json(line), dict) for line in lines)
    return lines, None if is_feed else decoded.reason


def parse_json(text: str) -> object | None:
    """The value, None where it is no JSON (or `null`). Control characters within strings are let pass."""
    try:
        return json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return None


def find_list(document: object) -> list[object] | None:
    """The list of records in a document, None where the document is one record."""
    if isinstance(document, list):
        return document
    for name in _list_fields():
        found: object = document
        for part in name.split("."):
            found = found.get(part) if isinstance(found, Mapping) else None
        if isinstance(found, list) and all(isinstance(item, Mapping) for item in found):
            return found
    return None


def read_csv(
    name: str,
    text: str,
    mapping: FieldMapping,
    limits: ReadLimits,
    *,
    is_cut: bool = False,
) -> Iterator[Outcome]:
    """A table with a header. The delimiter is the one of `,;` tab `|` under which the header has most known columns.

    A row whose quotation mark is never closed is rejected by its first line, and reading goes on at the next one;
    `is_cut`: the file ends early, its open last row is left out.
    """
    csv.field_size_limit(MAX_CELL)
    lines = io.StringIO(text, newline="").readlines()
    delimiter = max(DELIMITERS, key=lambda mark: _rank_header(lines, mark, mapping))
    header, start = _header(lines, delimiter)
    if not mapping.holds_text(header):
        yield make_reject(name, "no_text_column", text)
        return
    for number, cells, content in _rows(lines, start, delimiter, is_cut):
        origin = f"{name}#line {number}"
        if cells is None:
            yield make_reject(origin, "malformed_csv", content)
        elif len(cells) != len(header):
            reason = "too_many_columns" if len(cells) > len(header) else "too_few_columns"
            yield make_reject(origin, reason, content)
        else:
            yield build_article(mapping.pick(dict(zip(header, cells, strict=True))), origin, content, limits)


def read_parquet(name: str, data: bytes, mapping: FieldMapping, limits: ReadLimits) -> Iterator[Outcome]:
    """A Parquet file, one article a row. Only columns that the mapping knows are read."""
    try:
        source = pq.ParquetFile(io.BytesIO(data))
        columns = _known_columns(source, mapping)
        if _unpacked_bytes(source) > limits.max_unpacked_bytes:
            yield make_reject(name, "archive_too_large", data)
            return
        table = source.read(columns=columns)
        table.validate(full=True)  # text that is no UTF-8 would make Polars panic
        rows = pl.DataFrame(pl.from_arrow(table)).rows(named=True)
    except (*PARQUET_ERRORS, pl.exceptions.PolarsError, pl.exceptions.PanicException):
        yield make_reject(name, "malformed_parquet", data)
        return
    if not mapping.holds_text(columns):
        yield make_reject(name, "no_text_column", data)
        return
    for number, row in enumerate(rows, start=1):
        content = json.dumps(row, ensure_ascii=False, default=str)
        yield build_article(mapping.pick(row), f"{name}#row {number}", content, limits)


def _from_record(origin: str, record: object, content: str, mapping: FieldMapping, limits: ReadLimits) -> Outcome:
    if not isinstance(record, Mapping):
        return make_reject(origin, "not_an_object", content)
    return build_article(mapping.pick(record), origin, content, limits)


def _decode_line(line: bytes) -> str | bytes:
    try:
        return line.decode()
    except UnicodeDecodeError:
        return line


def _header(lines: list[str], delimiter: str) -> tuple[list[str], int]:
    """Cells of the first line that is not blank, and the number of lines up to its end."""
    start = next((number for number, line in enumerate(lines) if line.strip()), 0)
    reader = csv.reader(lines[start : start + 1], delimiter=delimiter, skipinitialspace=True)
    return [cell.strip() for cell in next(reader, [])], start + 1


def _rank_header(lines: list[str], delimiter: str, mapping: FieldMapping) -> tuple[bool, int, int]:
    header, _ = _header(lines, delimiter)
    return mapping.holds_text(header), mapping.count_known(header), len(header)


def _rows(
    lines: list[str],
    start: int,
    delimiter: str,
    is_cut: bool,
) -> Iterator[tuple[int, list[str] | None, str]]:
    """Line number, cells (None: malformed) and content of every row from line `start` (counted from 0) on."""
    for _ in range(MAX_REOPENED):
        reader = csv.reader(islice(lines, start, None), delimiter=delimiter, strict=True)
        while True:
            first = start + reader.line_num
            cells = _next_row(reader)
            end = start + reader.line_num
            if cells == [] and end == first:
                return
            if cells is None and end == len(lines) and is_cut:
                return
            if cells is None and end == len(lines) and end > first + 1:
                end = first + 1
                yield first + 1, None, lines[first]
                break
            if cells != []:
                yield first + 1, cells, "".join(lines[first:end])
        start = end
    yield start + 1, None, "".join(lines[start:])


def _next_row(reader: Iterator[list[str]]) -> list[str] | None:
    """The next row, [] at the end and for a blank line, None where it is malformed."""
    try:
        return next(reader, [])
    except csv.Error:
        return None


def _known_columns(source: pq.ParquetFile, mapping: FieldMapping) -> list[str]:
    """Columns that the mapping names, or whose inner fields it names."""
    names = [name.casefold() for names in mapping.names.values() for name in names]
    known = {*names, *(name.partition(".")[0] for name in names)}
    return [column for column in source.schema_arrow.names if column.casefold() in known]


def _unpacked_bytes(source: pq.ParquetFile) -> int:
    groups = range(source.metadata.num_row_groups)
    return sum(source.metadata.row_group(group).total_byte_size for group in groups)


@cache
def _list_fields() -> tuple[str, ...]:
    return tuple(row["name"] for row in read_rows("reading/list_fields.csv"))
