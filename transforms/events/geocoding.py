"""Which of the places that bear a name an article means, by what else it names."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache

from seeds import read_rows
from seeds.name_keys import name_key
from transforms.events.gazetteer import Gazetteer, Meanings, PlaceCandidate, coarser, is_affix
from transforms.events.records import Place

KM_OF_DEGREE = 111.2
_KNOWN_TOWN = 5000  # inhabitants
_ROUNDS = 2  # places are weighed by the others, whose own weights come from the round before


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A place of the article, by the key of its name, which stands `count` times; `weight`: how sure the place is."""

    key: str
    place: PlaceCandidate
    count: int
    weight: float


@dataclass(frozen=True, slots=True)
class PlaceContext:
    """What else the article says of places.

    `countries`: how often each country is named, directly, by its people or by its cities (any positive weights); `container`: a
    place named with the mention ("Kandahar, Afghanistan"); `containers`: those of other mentions, by the key of the name;
    `neighbours`: the article's other places.
    """

    countries: Mapping[str, float] = field(default_factory=dict)
    container: str | None = None
    containers: Mapping[str, str] = field(default_factory=dict)
    neighbours: Sequence[Neighbour] = ()


def read_context(names: Iterable[tuple[str, str | None]], countries: Mapping[str, float], gazetteer: Gazetteer) -> PlaceContext:
    """The context that an article's place names, each with its container, make for one another."""
    counts: Counter[str] = Counter()
    containers: dict[str, str] = {}
    for name, container in names:
        inner, outer = split_name(name, container, gazetteer)
        counts[inner] += 1
        if outer:
            containers.setdefault(name_key(inner), outer)
    context = PlaceContext(countries, containers=containers)
    meant = {name: found for name in counts if (found := gazetteer.meanings(name)) and not found.is_part}
    for _ in range(_ROUNDS):
        neighbours = [_as_neighbour(name, found, counts[name], context, gazetteer) for name, found in meant.items()]
        context = replace(context, neighbours=neighbours)
    return context


def _as_neighbour(name: str, found: Meanings, count: int, context: PlaceContext, gazetteer: Gazetteer) -> Neighbour:
    scores = score_meanings(name, found, context, gazetteer)
    highest = max(scores)
    share = 1 / sum(math.exp(score - highest) for score in scores)
    return Neighbour(name_key(name), found.candidates[scores.index(highest)], count, share)


def split_name(name: str, container: str | None, gazetteer: Gazetteer) -> tuple[str, str | None]:
    """A name without what it says itself of where it lies ("Paris, Texas"), and its container."""
    inner, _, outer = name.partition(",")
    if outer.strip() and gazetteer.lookup(inner):
        return inner.strip(), outer.strip()
    return name, container


def country_of(name: str, gazetteer: Gazetteer) -> str | None:
    """The country of a place by its name alone, or None.

    Neither villages count, since too many other words are names of some, nor "Western" and the like, which are provinces' too.
    """
    inner, container = split_name(name, None, gazetteer)
    if is_affix(inner):
        return None
    found = gazetteer.meanings(inner)
    if found is None or found.is_part:
        return None
    known = tuple(one for one in found.candidates if one.precision != "city" or one.population >= _KNOWN_TOWN)
    if not known:
        return None
    scores = score_meanings(inner, replace(found, candidates=known), PlaceContext(container=container), gazetteer)
    return known[scores.index(max(scores))].country


def geocode(name: str, context: PlaceContext, gazetteer: Gazetteer) -> Place | None:
    """The likeliest place of that name, with the name as given; None for an unknown name.

    "Paris, Texas" is sought within its container, "Kandahar province" keeps the coarser precision. A name of which the beginning
    alone is known ("Baghdad police academy") has that place, if the article names its country. A name that is in no list gets
    its container, or the province or country that most of the article's places lie in, at that precision.
    """
    inner, container = split_name(name, context.container, gazetteer)
    context = replace(context, container=container or context.containers.get(name_key(inner)))
    found = _choose(inner, context, gazetteer) or _around(context, gazetteer)
    if found is None:
        return None
    best, precision = found
    return Place(name, best.place_id, best.country, best.admin1, best.latitude, best.longitude, precision)


def _choose(name: str, context: PlaceContext, gazetteer: Gazetteer) -> tuple[PlaceCandidate, str] | None:
    found = gazetteer.meanings(name)
    if found is None:
        return None
    scores = score_meanings(name, found, context, gazetteer)
    best = found.candidates[scores.index(max(scores))]
    if found.is_part and best.country not in context.countries:
        return None
    precision = coarser(best.precision, found.wanted) or best.precision
    return best, (coarser(precision, "city") or precision) if found.is_part else precision


def _around(context: PlaceContext, gazetteer: Gazetteer) -> tuple[PlaceCandidate, str] | None:
    """Where an unknown place lies: in its container, else in the province or the country of most of the article's places."""
    for outer in gazetteer.containers(context.container):
        if outer.precision in ("admin1", "country"):
            return outer, outer.precision
    countries, regions = _shares(context, "", None)
    least = _weights()["main share"]
    for region, share in regions.items():
        if share >= least and region in gazetteer.regions:
            return gazetteer.regions[region], "admin1"
    for country, share in countries.items():
        if share >= least and country in gazetteer.countries:
            return gazetteer.countries[country], "country"
    return None


def _shares(
    context: PlaceContext, key: str, usual: PlaceCandidate | None
) -> tuple[dict[str, float], dict[tuple[str | None, str | None], float]]:
    """Shares of the countries, and of the provinces, among all that the article names besides the place of that key.

    `usual`: the best known place of that name, whose country is named by it ("Paris", "Lebanon").
    """
    countries = defaultdict(float, context.countries)
    regions: defaultdict[tuple[str | None, str | None], float] = defaultdict(float)
    for other in context.neighbours:
        if other.key == key and usual is not None:
            countries[usual.country or ""] = max(0.0, countries[usual.country or ""] - other.count)
        elif other.place.country:
            weight = other.weight * math.sqrt(other.count)
            countries[other.place.country] += weight
            if other.place.admin1:
                regions[other.place.country, other.place.admin1] += weight
    total, inside = sum(countries.values()) or 1.0, max(1.0, sum(regions.values()))
    return {code: n / total for code, n in countries.items()}, {code: n / inside for code, n in regions.items()}


def score_meanings(name: str, found: Meanings, context: PlaceContext, gazetteer: Gazetteer) -> list[float]:
    """How well each candidate fits: by size, by what contains it, by the article's countries, provinces and near places."""
    if len(found.candidates) == 1:
        return [0.0]
    weights, key = _weights(), name_key(name)
    inside = gazetteer.containers(context.container or context.containers.get(key))
    countries, regions = _shares(context, key, found.candidates[0])
    others = [one for one in context.neighbours if one.key != key and one.place.precision in ("point", "city", "admin2")]
    namesakes = {(place.country, place.admin1) for place in found.candidates if place.precision == "city"}
    nations = {place.country for place in found.candidates if place.precision == "country"}

    def score(place: PlaceCandidate) -> float:
        points = weights["country"] if place.precision == "country" else math.log10(place.population + 1000)
        if not found.wanted:
            points -= weights.get(f"{place.precision} unasked", 0.0)
            points -= weights["in namesake"] if place.precision != "country" and place.country in nations else 0.0
            if place.precision in ("admin1", "admin2") and (place.country, place.admin1) in namesakes:
                points -= weights["namesake"]
        elif place.precision == found.wanted:
            points += weights["wanted"]
        points -= weights["other name"] if name_key(place.name) != key else 0.0
        points += weights["same country"] * countries.get(place.country or "", 0.0)
        points += weights["same region"] * regions.get((place.country, place.admin1), 0.0)
        points += weights["container"] if _lies_in(place, inside) else 0.0
        return points + weights["near"] * _nearness(place, others, weights["near km"])

    return [score(place) for place in found.candidates]


def _lies_in(place: PlaceCandidate, containers: Sequence[PlaceCandidate]) -> bool:
    return any(
        place.country == outer.country
        and place.place_id != outer.place_id
        and (outer.precision == "country" or place.admin1 == outer.admin1)
        for outer in containers
    )


def _nearness(place: PlaceCandidate, others: Sequence[Neighbour], reach: float) -> float:
    """1 for a place beside the nearest of the others, half at `reach`, 0 far from all."""
    if place.precision == "country" or place.latitude is None or place.longitude is None:
        return 0.0
    scale = math.cos(math.radians(place.latitude))
    nearest = 0.0
    for other in others:
        if other.place.latitude is None or other.place.longitude is None or other.place is place:
            continue
        north, east = other.place.latitude - place.latitude, (other.place.longitude - place.longitude) * scale
        distance = KM_OF_DEGREE * math.hypot(north, east)
        nearest = max(nearest, min(1.0, other.weight) * reach / (reach + distance))
    return nearest


@cache
def _weights() -> dict[str, float]:
    return {row["sign"]: float(row["weight"]) for row in read_rows("places/geocoding.csv")}


def distance_km(latitude: float, longitude: float, other_latitude: float, other_longitude: float) -> float:
    """Great-circle distance of two points in degrees (haversine, earth radius 6371 km)."""
    phi, other_phi = math.radians(latitude), math.radians(other_latitude)
    half_chord = (
        math.sin((other_phi - phi) / 2) ** 2
        + math.cos(phi) * math.cos(other_phi) * math.sin(math.radians(other_longitude - longitude) / 2) ** 2
    )
    return 2 * 6371.0 * math.asin(math.sqrt(half_chord))
