"""Bytes → text: byte order marks, UTF-8 first, then what the page declares, then what the bytes look like."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from functools import cache

from charset_normalizer import from_bytes

from seeds import read_rows

# The marks of UTF-32 begin as that of UTF-16 does and stand before it.
BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
DECLARED = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_.:-]{2,40})""", re.IGNORECASE)
CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
NOT_ASCII = re.compile(rb"[\x80-\xff]")
SAMPLE = 65_536
LIKENESS_SAMPLE = 1 << 20
MAX_CONTROL_SHARE = 0.02
# Of Latin letters in UTF-16, every second byte is NUL; 0.3 leaves room for other scripts' quotation marks and names.
MIN_NUL_SHARE = 0.3


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text and the codec that gave it; or, without text, the reason of the reject."""

    text: str = ""
    codec: str = ""
    reason: str | None = None


def decode_bytes(data: bytes, *, declared: bool = False) -> Decoded:
    """Decode one document. `declared`: believe the character set that an HTML page names.

    Reasons: `empty_file`, `binary_content`, `undecodable_text`. Characters are not changed here, the byte order mark is
    taken off. Bytes that are not UTF-8 and fit Windows-1252 as well as any other set are read as Windows-1252.
    """
    if not data.strip():
        return Decoded(reason="empty_file")
    if find_signature(data):
        return Decoded(reason="binary_content")
    for decoded in (_by_mark(data), _by_codec(data, "utf-8"), _by_nuls(data)):
        if decoded:
            return _unless_binary(decoded)
    if b"\x00" in data[:SAMPLE]:
        return Decoded(reason="binary_content")
    return _unless_binary((_by_declaration(data) if declared else None) or _by_likeness(data))


def find_signature(data: bytes) -> str | None:
    """The format whose first bytes (`seeds/reading/signatures.csv`) these are, `binary` for one that is no text."""
    return next((form for start, form in _signatures() if data.startswith(start)), None)


def _by_codec(data: bytes, codec: str) -> Decoded | None:
    """None where the bytes do not fit, or where a page declares a codec that is none for text."""
    try:
        return Decoded(data.decode(codec), codec)
    except (UnicodeError, LookupError):
        return None


def _by_mark(data: bytes) -> Decoded | None:
    for mark, codec in BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return _by_codec(data[len(mark) :], codec) or Decoded(reason="undecodable_text")
    return None


def _by_nuls(data: bytes) -> Decoded | None:
    """UTF-16 without a mark, told by the side on which the NUL bytes stand."""
    sample = data[:SAMPLE]
    half = max(1, len(sample) // 2)
    for codec, zeros, others in (("utf-16-le", sample[1::2], sample[::2]), ("utf-16-be", sample[::2], sample[1::2])):
        if zeros.count(0) / half >= MIN_NUL_SHARE and others.count(0) / half < MAX_CONTROL_SHARE:
            return _by_codec(data, codec)
    return None


def _by_declaration(data: bytes) -> Decoded | None:
    match = DECLARED.search(data[:SAMPLE])
    if not match:
        return None
    label = match.group(1).decode("ascii").lower()
    return _by_codec(data, _labels().get(label, label))


def _by_likeness(data: bytes) -> Decoded:
    """What charset-normalizer finds; Windows-1252 wins over others that make no less noise."""
    matches = list(from_bytes(_foreign_part(data), cp_exclusion=["utf_16", "utf_32", "utf_7"]))
    if not matches:
        return Decoded(reason="undecodable_text")
    least = min(match.chaos for match in matches)
    best = [match for match in matches if match.chaos <= least]
    western = next((match for match in best if "cp1252" in match.could_be_from_charset), None)
    codecs_by_likeness = (["cp1252"] if western else []) + [match.encoding for match in matches]
    decoded = (_by_codec(data, codec) for codec in codecs_by_likeness)
    return next((one for one in decoded if one), Decoded(reason="undecodable_text"))


def _foreign_part(data: bytes) -> bytes:
    """The part to look at: whole words, from shortly before the first byte that is no ASCII."""
    first = NOT_ASCII.search(data)
    start = max(0, first.start() - SAMPLE) if first else 0
    part = data[start : start + LIKENESS_SAMPLE]
    is_cut = start + LIKENESS_SAMPLE < len(data)
    end = max(part.rfind(b"\n"), part.rfind(b" ")) + 1
    return part[:end] if is_cut and end else part


def _unless_binary(decoded: Decoded) -> Decoded:
    sample = decoded.text[:SAMPLE]
    if len(CONTROLS.findall(sample)) > MAX_CONTROL_SHARE * len(sample):
        return Decoded(reason="binary_content")
    return decoded if decoded.reason or decoded.text.strip() else Decoded(reason="empty_file")


@cache
def _signatures() -> tuple[tuple[bytes, str], ...]:
    return tuple((bytes.fromhex(row["hex"]), row["format"]) for row in read_rows("reading/signatures.csv"))


@cache
def _labels() -> dict[str, str]:
    return {row["label"]: row["codec"] for row in read_rows("reading/encoding_labels.csv")}
