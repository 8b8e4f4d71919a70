"""What a name may mean: places by name, from the gazetteer frame that `seeds.gazetteer` makes."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

import polars as pl

from seeds import read_rows
from seeds.name_keys import name_key
from transforms.contracts import table

_LOOKUP_CACHE = 20_000
_LARGEST_MEANINGS = 60  # places of one name that are weighed; San Antonio has hundreds


@dataclass(frozen=True, slots=True)
class PlaceCandidate:
    """A place that a name may mean; columns as in `seeds.gazetteer.gazetteer_frame`."""

    place_id: str
    name: str
    country: str | None
    admin1: str | None
    latitude: float | None
    longitude: float | None
    precision: str
    population: int


@dataclass(frozen=True, slots=True)
class Meanings:
    """What a name may mean: its candidates, the most populous first.

    `wanted`: the precision that its affixes tell ("Kandahar province"), the finest that the place can have then. `is_part`: only
    the name's beginning or end is known ("Baghdad police academy").
    """

    candidates: tuple[PlaceCandidate, ...]
    wanted: str | None = None
    is_part: bool = False


@dataclass(frozen=True, slots=True)
class _Affix:
    words: str
    precision: str | None


class Gazetteer:
    """Looks places up in a gazetteer frame, which it keeps as it is (sorted by `search_key`)."""

    def __init__(self, frame: pl.DataFrame) -> None:
        self._keys = frame["search_key"]
        self._columns = frame.drop("search_key")
        self._known = lru_cache(_LOOKUP_CACHE)(self._find)
        self.meanings = lru_cache(_LOOKUP_CACHE)(self._mean)
        wide = (
            frame.filter(pl.col("precision").cast(pl.String).is_in(["country", "admin1"])).unique("place_id").drop("search_key")
        )
        places = [PlaceCandidate(*row) for row in wide.iter_rows()]
        self.countries = {place.country: place for place in places if place.place_id.startswith("iso:")}
        self.regions = {(place.country, place.admin1): place for place in places if place.precision == "admin1"}
        self._by_code = {place.place_id: place for place in places}

    def lookup(self, name: str) -> list[PlaceCandidate]:
        """All places that bear the name, the most populous first; of an abbreviation, as it is written, what it stands for."""
        places = [self._by_code[code] for code in _abbreviations().get(name, ()) if code in self._by_code]
        return places or list(self._known(name_key(name)))

    def _find(self, key: str) -> tuple[PlaceCandidate, ...]:
        start, stop = bisect_left(self._keys, key), bisect_right(self._keys, key)
        rows = self._columns.slice(start, stop - start).iter_rows()
        return tuple(sorted((PlaceCandidate(*row) for row in rows), key=lambda place: -place.population))

    def _mean(self, name: str) -> Meanings | None:
        """What a name may mean, whole, else without its affixes, else by its beginning or end; None for an unknown one."""
        return self._mean_whole(name) or next(
            (Meanings(found.candidates, found.wanted, True) for part in _parts(name) if (found := self._mean_whole(part))), None
        )

    def _mean_whole(self, name: str) -> Meanings | None:
        places = self.lookup(name)
        if places:
            return Meanings(tuple(places[:_LARGEST_MEANINGS]))
        for rest, wanted in _without_affix(name_key(name)):
            found = self._mean_whole(rest)
            if found:
                return Meanings(found.candidates, coarser(found.wanted, wanted))
        return None

    def containers(self, name: str | None) -> list[PlaceCandidate]:
        """What a container ("Texas" of "Paris, Texas") may be: countries and provinces before cities."""
        if not name:
            return []
        last = name.rpartition(",")[2].strip()
        found = [place for part in dict.fromkeys((name, last)) if (meant := self._mean_whole(part)) for place in meant.candidates]
        coarse = [place for place in found if place.precision in ("country", "admin1")]
        return coarse or found


def coarser(precision: str | None, other: str | None) -> str | None:
    """The coarser of two precisions; None is the finest."""
    return max(precision, other, key=lambda one: coarseness()[one] if one else -1)


@cache
def coarseness() -> dict[str, int]:
    """Precision → 0 for the finest and so on, in the order in which the contract lists the values."""
    return {precision: place for place, precision in enumerate(table("event_mentions").column("geo_precision").allowed or ())}


def is_affix(name: str) -> bool:
    """Whether a name is only what stands before names ("Western", "Central"), though places bear it."""
    return any(affix.words == name_key(name) for affix in _affixes("before"))


def _parts(name: str) -> Iterator[str]:
    """Beginnings of a name, the longest first, then what stands after "of", "in" or "at"."""
    words = name.split()
    for end in range(len(words) - 1, 0, -1):
        yield " ".join(words[:end])
    for place, word in enumerate(words[:-1]):
        if word.lower() in ("of", "in", "at"):
            yield " ".join(words[place + 1 :])


def _without_affix(key: str) -> Iterator[tuple[str, str | None]]:
    for affix in _affixes("before"):
        if key.startswith(affix.words + " "):
            yield key[len(affix.words) + 1 :], affix.precision
    for affix in _affixes("after"):
        if key.endswith(" " + affix.words):
            yield key[: -len(affix.words) - 1], affix.precision


@cache
def _affixes(position: str) -> list[_Affix]:
    rows = read_rows("places/affixes.csv")
    chosen = (_Affix(row["word"], row["precision"] or None) for row in rows if row["position"] == position)
    return sorted(chosen, key=lambda affix: -len(affix.words))


@cache
def _abbreviations() -> dict[str, tuple[str, ...]]:
    """Abbreviation as written → ids of the provinces that it stands for."""
    found: dict[str, tuple[str, ...]] = {}
    for row in read_rows("places/abbreviations.csv"):
        found[row["abbreviation"]] = (*found.get(row["abbreviation"], ()), row["place_id"])
    return found
