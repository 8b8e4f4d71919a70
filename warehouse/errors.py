"""What can go wrong in the warehouse. Each message says where, what was expected and what stood there."""

from __future__ import annotations


class WarehouseError(RuntimeError):
    """A problem of the warehouse; parent of the others."""


class WarehouseNotFoundError(WarehouseError):
    """There is no database under the path."""


class WarehouseLockedError(WarehouseError):
    """Another process holds the database. `pid` is that process, None where DuckDB does not name it."""

    def __init__(self, message: str, pid: int | None = None) -> None:
        super().__init__(message)
        self.pid = pid


class WarehouseVersionError(WarehouseError):
    """The database was written by a newer version than this code."""


class MigrationError(WarehouseError):
    """A migration was edited after it was applied, is misnumbered, or failed."""


class SpoolError(WarehouseError):
    """A batch on the spool is incomplete or corrupted."""


class LoadError(WarehouseError):
    """Frames do not fit the tables they are loaded into."""


class PublishError(WarehouseError):
    """The published copy could not be made; the former one stands."""


class QueryError(WarehouseError):
    """A named query or its parameters are unknown."""
