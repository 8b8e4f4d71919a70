"""Ids: hashes of what they name. The same content gives the same id on every machine and in every order."""

from __future__ import annotations

import hashlib


def content_id(prefix: str, *parts: object, digits: int = 20) -> str:
    """`prefix_` and the first hex digits of the SHA-256 of the parts, which are told apart by a unit separator."""
    text = "\x1f".join("" if part is None else str(part) for part in parts)
    return f"{prefix}_{hashlib.sha256(text.encode()).hexdigest()[:digits]}"
