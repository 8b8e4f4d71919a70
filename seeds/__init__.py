"""Everything static that runs start from: ontology, lexicons, gazetteer patches, sample articles, the language model."""

from __future__ import annotations

import csv
from importlib.resources import files


def read_rows(name: str) -> list[dict[str, str]]:
    """Rows of a seed CSV file, in file order; `name` is its path below `seeds/`, such as `actors/nouns.csv`.

    Every value is a string, empty where the file has none. FileNotFoundError when there is no such seed.
    """
    with files(__name__).joinpath(name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))
