"""Nations and peoples in names: the country that a body's name tells, the people that a demonym means.

Countries come from `seeds/actors/countries.csv`, peoples of no country from `seeds/linking/peoples.csv`.
"""

from __future__ import annotations

import functools

from seeds import read_rows
from seeds.name_keys import name_key
from transforms.linking.spelling import fold


def people_of(key: str) -> str | None:
    return _peoples().get(key) or _peoples().get(key.removesuffix("s"))


def without_nation(words: tuple[str, ...]) -> tuple[tuple[str, ...], str | None]:
    """The words without the first nation among them; a name that is all nation keeps it."""
    nations = _nations()
    for start in range(len(words)):
        if start and words[start - 1] in _quarters():  # New South Wales is not in Wales
            continue
        for end in range(min(len(words), start + 4), start, -1):
            nation = nations.get(words[start:end])
            if nation and end - start < len(words):
                return words[:start] + words[end:], nation
    return words, None


@functools.cache
def _nations() -> dict[tuple[str, ...], str]:
    """Names and demonyms of countries, by their words → country code."""
    names = {
        tuple(name_key(written).split()): row["country"]
        for row in read_rows("actors/countries.csv")
        for written in (row["name"], *row["aliases"].split("|"))
        if written
    }
    return names | {tuple(key.split()): people.partition(":")[0] for key, people in _of_nations().items()}


@functools.cache
def _of_nations() -> dict[str, str]:
    """Demonyms of whole countries → country and stem, the same for "Spanish" and "Spaniards".

    The seeds list demonyms of parts of countries too ("Texan"); the first of a country is that of the whole.
    """
    found = {}
    for row in read_rows("actors/countries.csv"):
        demonyms = [name_key(written) for written in row["demonyms"].split("|") if written]
        stems = {_stem(demonyms[0]), _stem(name_key(row["name"]))} if demonyms else set()
        found.update({key: f"{row['country']}:{_stem(demonyms[0])}" for key in demonyms if _stem(key) in stems})
    return found


def _stem(key: str) -> str:
    return fold(key.replace(" ", ""))[:3]


@functools.cache
def _peoples() -> dict[str, str]:
    of_world = {
        name_key(written): name_key(row["name"])
        for row in read_rows("linking/peoples.csv")
        for written in (row["name"], *row["aliases"].split("|"))
        if written
    }
    return _of_nations() | of_world


@functools.cache
def _quarters() -> frozenset[str]:
    return frozenset(row["word"] for row in read_rows("linking/quarters.csv"))
