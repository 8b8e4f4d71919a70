"""Groups of labels that rules name, of dependencies, tags, parts of speech and names: `seeds/lexicon/label_groups.csv`."""

from __future__ import annotations

from functools import cache

from seeds import SeedError, read_rows

FILE = "lexicon/label_groups.csv"


@cache
def label_group(name: str) -> frozenset[str]:
    """The labels of a group; `SeedError` where the file has no such group."""
    labels = frozenset(row["label"] for row in read_rows(FILE) if row["group"] == name)
    if not labels:
        raise SeedError(f"{FILE}: expected labels of the group {name}, found none")
    return labels
