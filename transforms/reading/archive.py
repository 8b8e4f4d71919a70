"""Compressed bytes → bytes: gzip and Zstandard, several members in a row, no more than a limit."""

from __future__ import annotations

import zlib
from dataclasses import dataclass

import zstandard

GZIP_WINDOW = 31
CHUNK = 1 << 20
# A Zstandard frame may unpack 4 bytes to 128 KiB: small steps in keep every step out below 32 MiB.
ZSTD_STEP = 1 << 10
ZSTD_WINDOW = 1 << 27


@dataclass(frozen=True, slots=True)
class Unpacked:
    """What was unpacked; `reason` says why that is not all (`truncated_archive`) or nothing."""

    data: bytes = b""
    reason: str | None = None


def unpack(data: bytes, codec: str, limit: int) -> Unpacked:
    """Unpack a `gzip` or `zstd` archive to at most `limit` bytes.

    Reasons: `truncated_archive` (the bytes up to the cut are given), `malformed_archive`, `archive_too_large`.
    """
    return _unpack_gzip(data, limit) if codec == "gzip" else _unpack_zstd(data, limit)


def _unpack_gzip(data: bytes, limit: int) -> Unpacked:
    out = bytearray()
    while data:
        member = zlib.decompressobj(GZIP_WINDOW)
        while data and not member.eof:
            try:
                out += member.decompress(data, CHUNK)
            except zlib.error:
                return Unpacked(reason="malformed_archive")
            if len(out) > limit:
                return Unpacked(reason="archive_too_large")
            data = member.unconsumed_tail
        if not member.eof:
            return Unpacked(bytes(out), "truncated_archive")
        data = member.unused_data.lstrip(b"\x00")  # tape blocks are padded with zeros
    return Unpacked(bytes(out))


def _unpack_zstd(data: bytes, limit: int) -> Unpacked:
    out = bytearray()
    position = 0
    while position < len(data):
        frame = zstandard.ZstdDecompressor(max_window_size=ZSTD_WINDOW).decompressobj()
        while position < len(data) and not frame.eof:
            step = data[position : position + ZSTD_STEP]
            try:
                out += frame.decompress(step)
            except zstandard.ZstdError:
                return Unpacked(reason="malformed_archive")
            if len(out) > limit:
                return Unpacked(reason="archive_too_large")
            position += len(step) - len(frame.unused_data)
        if not frame.eof:
            return Unpacked(bytes(out), "truncated_archive")
    return Unpacked(bytes(out))
