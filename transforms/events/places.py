"""Where: names of places to coordinates, and the place where an event was."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache

import polars as pl
from spacy.tokens import Token

from seeds import read_rows
from seeds.name_keys import name_key
from transforms.events.records import Mention, Place
from transforms.language.spans import text_of

PLACE_LABELS = frozenset({"GPE", "LOC", "FAC"})
_FINENESS = {"point": 0, "city": 1, "admin2": 2, "admin1": 3, "country": 4}
_COUNTRY_WEIGHT = 5.0
_COUNTRY_PRIOR = 9.0
_CONTAINER_BONUS = 20.0
_WANTED_BONUS = 4.0
_NAMESAKE_BONUS = 2.0
_NEAR_BONUS = 1.5
_NEAR_KM = 300.0
_MAIN_COUNTRY_SHARE = 0.6
_ADMIN1_MALUS = 1.2
_LOOKUP_CACHE = 20_000
_CLAUSE_DEPS = frozenset({"ccomp", "advcl", "relcl", "csubj", "parataxis"})
_ACTING_DEPS = frozenset({"nsubj", "nsubjpass", "agent", "dative"})
_CLAUSE_COST = 4
_ACTOR_COST = 2
_MODIFIER_COST = 1
_OBJECT_COST = 2
_LOOSE_COST = 4
_HIGHEST_COST = 12


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
class PlaceContext:
    """What else the article says of places.

    `countries`: how often each country is named, directly, by its people or by its cities (any positive
    weights); `container`: a place named with the mention ("Kandahar, Afghanistan"); `near`: (latitude,
    longitude) of places already resolved in the article.
    """

    countries: Mapping[str, float] = field(default_factory=dict)
    container: str | None = None
    near: Sequence[tuple[float, float]] = ()


@dataclass(frozen=True, slots=True)
class _Affix:
    words: str
    precision: str | None


class Gazetteer:
    """Looks places up in a gazetteer frame, which it keeps as it is (sorted by `search_key`)."""

    def __init__(self, frame: pl.DataFrame) -> None:
        self._keys = frame["search_key"].to_list()
        self._columns = frame.drop("search_key")
        self._known = lru_cache(_LOOKUP_CACHE)(self._find)
        countries = frame.filter(pl.col("place_id").str.starts_with("iso:")).unique("place_id").drop("search_key")
        self._countries = {row[2]: PlaceCandidate(*row) for row in countries.iter_rows()}
        affixes = read_rows("places/affixes.csv")
        self._before = _affixes(affixes, "before")
        self._after = _affixes(affixes, "after")

    def lookup(self, name: str) -> list[PlaceCandidate]:
        """All places that bear the name, the most populous first."""
        return list(self._known(name_key(name)))

    def _find(self, key: str) -> tuple[PlaceCandidate, ...]:
        start, stop = bisect_left(self._keys, key), bisect_right(self._keys, key)
        rows = self._columns.slice(start, stop - start).iter_rows()
        return tuple(sorted((PlaceCandidate(*row) for row in rows), key=lambda place: -place.population))

    def country(self, name: str, context: PlaceContext | None = None) -> str | None:
        """The country of a named place, or None."""
        place = self.geocode(name, context or PlaceContext())
        return place.country if place else None

    def geocode(self, name: str, context: PlaceContext) -> Place | None:
        """The likeliest place of that name, with the name as given; None for an unknown name.

        "Paris, Texas" is sought within its container. "northern Iraq" and "Kandahar province" are sought
        whole, then without the affix, and keep the coarser precision. A name that is in no list gets the
        place that it begins with, else the country that the article is about, at that place's precision.
        """
        inner, _, outer = name.partition(",")
        if outer.strip() and self.lookup(inner):
            context = PlaceContext(context.countries, outer.strip(), context.near)
            name_sought = inner.strip()
        else:
            name_sought = name
        found = self._best(name_sought, context) or self._within(name_sought, context) or self._by_context(context)
        if found is None:
            return None
        best, precision = found
        return Place(name, best.place_id, best.country, best.admin1, best.latitude, best.longitude, precision)

    def _best(self, name: str, context: PlaceContext) -> tuple[PlaceCandidate, str] | None:
        candidates = self.lookup(name)
        if candidates:
            best = self._choose(candidates, context, None)
            return best, best.precision
        for rest, wanted in self._without_affix(name_key(name)):
            found = self._best(rest, context)
            if found and wanted:
                best = self._choose(self.lookup(rest), context, wanted) if self.lookup(rest) else found[0]
                return best, _coarser(best.precision, wanted)
            if found:
                return found
        return None

    def _within(self, name: str, context: PlaceContext) -> tuple[PlaceCandidate, str] | None:
        """The place that a longer name begins with ("Baghdad police academy"), in a country of the article."""
        words = name_key(name).split(" ")
        for end in range(len(words) - 1, 0, -1):
            found = self._best(" ".join(words[:end]), context)
            if found and found[0].country in context.countries:
                return found[0], _coarser(found[1], "city")
        return None

    def _by_context(self, context: PlaceContext) -> tuple[PlaceCandidate, str] | None:
        """The country that most of the article's place names are of."""
        code, weight = max(context.countries.items(), key=lambda item: item[1], default=("", 0.0))
        if weight < _MAIN_COUNTRY_SHARE * sum(context.countries.values()) or code not in self._countries:
            return None
        return self._countries[code], "country"

    def _without_affix(self, key: str) -> Iterator[tuple[str, str | None]]:
        for affix in self._before:
            if key.startswith(affix.words + " "):
                yield key[len(affix.words) + 1 :], affix.precision
        for affix in self._after:
            if key.endswith(" " + affix.words):
                yield key[: -len(affix.words) - 1], affix.precision

    def _choose(self, candidates: Sequence[PlaceCandidate], context: PlaceContext, wanted: str | None) -> PlaceCandidate:
        inside = self._containers(context.container)
        namesakes = {(place.country, place.admin1) for place in candidates if place.precision == "city"}
        total = sum(context.countries.values()) or 1.0

        def score(place: PlaceCandidate) -> float:
            points = _COUNTRY_PRIOR if place.precision == "country" else math.log10(place.population + 1000)
            if place.precision == "admin1" and not wanted:
                points -= _ADMIN1_MALUS + (_NAMESAKE_BONUS if (place.country, place.admin1) in namesakes else 0.0)
            points += _COUNTRY_WEIGHT * context.countries.get(place.country or "", 0.0) / total
            points += _WANTED_BONUS if place.precision == wanted else 0.0
            points += _CONTAINER_BONUS if _lies_in(place, inside) else 0.0
            return points + (_NEAR_BONUS if _is_near(place, context.near) else 0.0)

        return max(candidates, key=score)

    def _containers(self, name: str | None) -> list[PlaceCandidate]:
        """What a container may be: countries and provinces before cities."""
        if not name:
            return []
        last = name.rpartition(",")[2].strip()
        found = [*self.lookup(name), *(self.lookup(last) if last != name else ())]
        coarse = [place for place in found if place.precision in ("country", "admin1")]
        return coarse or found


def _affixes(rows: Iterable[dict[str, str]], position: str) -> list[_Affix]:
    chosen = (_Affix(row["word"], row["precision"] or None) for row in rows if row["position"] == position)
    return sorted(chosen, key=lambda affix: -len(affix.words))


def _coarser(precision: str, other: str) -> str:
    return max(precision, other, key=_FINENESS.__getitem__)


def _lies_in(place: PlaceCandidate, containers: Sequence[PlaceCandidate]) -> bool:
    return any(
        place.country == outer.country
        and place.place_id != outer.place_id
        and (outer.precision == "country" or place.admin1 == outer.admin1)
        for outer in containers
    )


def _is_near(place: PlaceCandidate, points: Sequence[tuple[float, float]]) -> bool:
    if place.latitude is None or place.longitude is None:
        return False
    return any(distance_km(place.latitude, place.longitude, *point) <= _NEAR_KM for point in points)


def distance_km(latitude: float, longitude: float, other_latitude: float, other_longitude: float) -> float:
    """Great-circle distance of two points in degrees (haversine, earth radius 6371 km)."""
    phi, other_phi = math.radians(latitude), math.radians(other_latitude)
    half_chord = (
        math.sin((other_phi - phi) / 2) ** 2
        + math.cos(phi) * math.cos(other_phi) * math.sin(math.radians(other_longitude - longitude) / 2) ** 2
    )
    return 2 * 6371.0 * math.asin(math.sqrt(half_chord))


def event_place(
    trigger: Token,
    place_mentions: Iterable[Mention],
    gazetteer: Gazetteer,
    context: PlaceContext,
    highest_cost: int = _HIGHEST_COST,
) -> Place | None:
    """The place that the sentence gives for the event of `trigger`, None where it gives none.

    `place_mentions`: mentions of GPE, LOC and FAC; those of other sentences are passed over. A place counts
    that hangs by a locative preposition in the trigger's clause, stands before it as a noun ("the Kabul
    attack") or is what was attacked, entered or left; one that acts ("Washington said") never does. Of
    several the nearest in the parse wins, of equals the most exact; none beyond `highest_cost` (see
    `place_rules`). A place named inside another carries that as its container ("Kandahar, Afghanistan").
    """
    inside = sorted(
        (mention for mention in place_mentions if mention.label in PLACE_LABELS and mention.head.sent == trigger.sent),
        key=lambda m: m.start_char,
    )
    best: tuple[int, int, int] | None = None
    chosen: Place | None = None
    for mention, *outer in _nested(inside):
        costs = [cost for part in (mention, *outer) if (cost := _distance(trigger, part.head)) is not None]
        if not costs or min(costs) > highest_cost:
            continue
        container = ", ".join(part.text for part in outer) or context.container
        place = gazetteer.geocode(mention.text, replace(context, container=container))
        if place is None or (place.precision == "country" and mention.head.dep_ == "compound"):
            continue
        rank = (min(costs), _FINENESS[place.precision or "country"], mention.start_char)
        if best is None or rank < best:
            best = rank
            chosen = replace(place, start_char=mention.start_char, end_char=mention.end_char)
    return chosen


@cache
def peoples() -> dict[str, str]:
    """Demonym ("Nigerien") → the country's name. Of demonyms that two countries share the first is taken."""
    rows = reversed(read_rows("actors/countries.csv"))
    return {demonym: row["name"] for row in rows for demonym in row["demonyms"].split("|") if demonym}


def place_named(mention: Mention, place_mentions: Iterable[Mention], gazetteer: Gazetteer, context: PlaceContext) -> Place | None:
    """The place of a mention, with what it is nested in as its container; of a nationality its country; None if unknown."""
    chain, name = [mention], peoples().get(mention.text)
    if name is None and mention.label != "NORP":
        inside = sorted((one for one in place_mentions if one.label in PLACE_LABELS), key=lambda one: one.start_char)
        chains = (chain[place:] for chain in _nested(inside) for place, one in enumerate(chain) if one is mention)
        chain, name = next(chains, [mention]), mention.text
    container = ", ".join(part.text for part in chain[1:]) or context.container
    place = gazetteer.geocode(name, replace(context, container=container)) if name else None
    return replace(place, start_char=mention.start_char, end_char=mention.end_char) if place else None


def _nested(mentions: Sequence[Mention]) -> list[list[Mention]]:
    """Mentions in reading order, joined where a comma is all between ("Reading, Berkshire, UK")."""
    chains: list[list[Mention]] = []
    for mention in mentions:
        if chains and text_of(mention.head.doc)[chains[-1][-1].end_char : mention.start_char].strip() in (
            ",",
            ", in",
        ):
            chains[-1].append(mention)
        else:
            chains.append([mention])
    return chains


@dataclass(frozen=True, slots=True)
class PlaceRule:
    """How far a place may stand from an event of a type, and whether it may come from elsewhere."""

    highest_cost: int
    is_carried: bool


@cache
def place_rules() -> dict[str, PlaceRule]:
    """Rules by event type, from `seeds/places/event_types.csv`, set by what the annotated articles show."""
    return {
        row["event_type"]: PlaceRule(int(row["highest_cost"]), row["is_carried"] == "true")
        for row in read_rows("places/event_types.csv")
    }


def carry_place(previous: Place | None, dateline: Place | None) -> Place | None:
    """The place of an event whose sentence names none: that of the event before, else the dateline's."""
    carried = previous or dateline
    return replace(carried, start_char=None, end_char=None) if carried else None


def _distance(trigger: Token, head: Token) -> int | None:
    """How far a place stands from an event in the parse, 0 the nearest; None where it is not its place."""
    place, cost = _outer_noun(head), 0
    if place.dep_ == "pobj" and place.head.dep_ != "agent":
        word_cost = _preposition_costs().get(place.head.lower_)
        if word_cost is None:
            return None
        cost, link = word_cost, place.head
        if word_cost and link.head != trigger:
            cost += _LOOSE_COST
    elif place.head == trigger and place.dep_ in ("compound", "nmod"):
        return _MODIFIER_COST
    elif place.dep_ in ("dobj", "npadvmod", "appos", "compound"):
        cost, link = _OBJECT_COST if place.head == trigger else _LOOSE_COST, place
    else:
        return None
    return cost + _steps(trigger, link.head, link)


def _outer_noun(head: Token) -> Token:
    """Up from "Kabul" in "Kabul's airport", "the city of Kabul", "Kandahar and Kabul" to what governs."""
    token = head
    while token.head != token:
        if (token.dep_ in ("conj", "appos") and token.head.pos_ in ("PROPN", "NOUN")) or token.dep_ == "poss":
            token = token.head
        elif token.dep_ == "pobj" and token.head.lower_ == "of" and token.head.head.dep_ == "pobj":
            token = token.head.head
        else:
            break
    return token


def _steps(trigger: Token, attached: Token, link: Token) -> int:
    """Cost of the way from the trigger to what a place hangs on, by their nearest common ancestor."""
    above = [trigger, *trigger.ancestors]
    cost, token = 0, attached
    while token not in above and token.head != token:
        cost += _edge_cost(token)
        token = token.head
    for passed in above[: above.index(token)] if token in above else above:
        cost += _edge_cost(passed)
    return cost


def _edge_cost(token: Token) -> int:
    if token.dep_ in _CLAUSE_DEPS or (token.dep_ == "conj" and token.pos_ in ("VERB", "AUX")):
        return _CLAUSE_COST
    return _ACTOR_COST if token.dep_ in _ACTING_DEPS else 1


@cache
def _preposition_costs() -> dict[str, int]:
    return {row["word"]: int(row["cost"]) for row in read_rows("places/prepositions.csv")}
