"""What can go wrong in reading that is a mistake of the caller. Bad input never raises: it becomes a `Reject`."""

from __future__ import annotations

from collections.abc import Collection


class ReadingError(ValueError):
    """Base of the package's errors."""


class UnknownFieldError(ReadingError):
    """A field mapping names an article field that does not exist."""

    def __init__(self, name: str, known: Collection[str]) -> None:
        super().__init__(f"Field mapping: expected one of {', '.join(known)}; found {name!r}.")


class UnknownReasonError(ReadingError):
    """A reject bears a reason that `seeds/reading/reject_reasons.csv` does not list."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"Reject: expected a reason of seeds/reading/reject_reasons.csv; found {reason!r}.")
