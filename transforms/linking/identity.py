"""Which entities of the coder are one real-world thing: names agree, and what is known beside them speaks for it.

An entity of the coder is a name with a label and a country (a person's surname alone: of one article). Pairs that share a key
are compared by name (`compare_things`), then weighed with what the articles tell beside the names (`weigh_pairs`);
`transforms.linking.merging` joins them. The weights are in `seeds/linking/weights.csv`.
"""

from __future__ import annotations

import functools
import math
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

import polars as pl

from seeds import read_rows
from seeds.name_keys import name_key
from transforms.linking.agreement import compare
from transforms.linking.names import Name, read_name, sought_keys, stored_keys

ENOUGH = 3.0  # points from which on two are one
FORCED = 100.0  # points of a pair that the user makes one
MANY_BEARERS = 4
# Agreements that many different people or bodies have: of several candidates only the clearly best counts.
VAGUE = frozenset(
    f"name: {kind}"
    for kind in ("acronym", "initial", "middle initial", "middle name", "first name", "given name", "surname", "one name")
)
# Two of these in one article are two people: coreference would have joined them.
TWO_IN_ONE_ARTICLE = VAGUE - {"name: acronym", "name: middle initial"}
# Codes of those who are of no country (PLOVER).
INTERNATIONAL = frozenset({"IGO", "UNO", "EUR", "NGO", "ISM", "IMG", "MNC"})
NATIONAL = frozenset({"GOV", "LEG", "JUD", "MIL", "COP", "SPY", "PTY", "OPP"})
PAIR = {"entity_id": pl.String(), "other_id": pl.String()}

Standing = Callable[[str, str], str | None]


@dataclass(frozen=True, slots=True)
class Thing:
    """An entity of the coder. `known`: its name in the actor lexicon, if any; `is_loaded`: earlier runs have linked it."""

    entity_id: str
    name: Name
    known: Name | None
    country: str | None
    sector: str | None
    forms: tuple[str, ...]
    first_seen: datetime
    is_loaded: bool

    @property
    def names(self) -> tuple[Name, ...]:
        return (self.name,) if self.known is None or self.known == self.name else (self.name, self.known)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two entities whose names agree; the evidence and what it adds up to."""

    one: Thing
    other: Thing
    evidence: tuple[str, ...]
    points: float

    @property
    def is_vague(self) -> bool:
        return self.evidence[0] in VAGUE

    @property
    def score(self) -> float:
        """Points as a share between 0 and 1; what is just enough has 0.73."""
        return round(1 / (1 + math.exp(ENOUGH - 1 - self.points)), 3)

    def adding(self, *evidence: str, points: float | None = None) -> Pair:
        """The pair with more evidence, which counts what its weights say, or `points`."""
        more = sum(weights()[one] for one in evidence) if points is None else points
        return replace(self, evidence=(*self.evidence, *evidence), points=self.points + more)


@functools.cache
def weights() -> dict[str, float]:
    """Evidence → points for (or against) two entities being one."""
    return {row["evidence"]: float(row["points"]) for row in read_rows("linking/weights.csv")}


def read_things(frame: pl.DataFrame, standing: Standing) -> dict[str, Thing]:
    """Things by id, of rows with entity_id, name, label, country, sector, forms, first_seen and is_loaded.

    `standing(name, label)` is the name in the actor lexicon, or None.
    """
    return {row["entity_id"]: _thing(row, standing(row["name"], row["label"])) for row in frame.iter_rows(named=True)}


def _thing(row: dict, known_as: str | None) -> Thing:
    label, seen, forms = row["label"], row["first_seen"] or datetime.max, tuple(sorted(row["forms"] or ()))
    name, known = read_name(row["name"], label), read_name(known_as, label) if known_as else None
    return Thing(row["entity_id"], name, known, row["country"], row["sector"], forms, seen, row["is_loaded"])


def key_frame(things: Iterable[Thing], *, sought: bool = False) -> pl.DataFrame:
    """Rows (entity_id, key): under which keys things stand or, `sought`, seek their like."""
    keys_of = sought_keys if sought else stored_keys
    rows = [
        (thing.entity_id, key)
        for thing in things
        for key in sorted({key for name in thing.names for key in keys_of(name, thing.forms)})
    ]
    return pl.DataFrame(rows, schema={"entity_id": pl.String(), "key": pl.String()}, orient="row")


def compare_things(pairs: pl.DataFrame, things: dict[str, Thing]) -> list[Pair]:
    """Of the pairs (entity_id, other_id) those whose names agree, with what their names, labels, countries and sectors say."""
    found = (_compare(things[one], things[other]) for one, other in pairs.rows() if one in things and other in things)
    return [pair for pair in found if pair is not None]


def _compare(one: Thing, other: Thing) -> Pair | None:
    kind = compare_names(one, other)
    if kind == "name: acronym" and (_tells(one, other) or _tells(other, one)):
        kind = "name: acronym told"
    if kind is None or _are_two_countries(one, other):
        return None
    evidence = [kind]
    if one.name.label != other.name.label:
        evidence.append("label: other")
    if not one.name.people:  # a people is one, whatever country an article tells of
        evidence += _of_country(one, other, kind)
        if one.sector and other.sector:
            evidence.append("sector: same" if one.sector == other.sector else "sector: other")
    if one.known and other.known:
        evidence.append("known: same" if one.known == other.known else "known: another")
    evidence += _of_office(one, other) if kind == "name: surname" else []
    return Pair(one, other, (), 0.0).adding(*evidence)


def compare_names(one: Thing, other: Thing) -> str | None:
    """The best agreement of a name of the one with a name of the other, as the articles write them or the lexicon does."""
    found = [compare(mine, theirs) for mine in one.names for theirs in other.names]
    return max((kind for kind in found if kind), key=lambda kind: weights()[kind], default=None)


def _tells(one: Thing, other: Thing) -> bool:
    return other.name.is_acronym and any(name_key(form) == other.name.words[0] for form in one.forms)


def _are_two_countries(one: Thing, other: Thing) -> bool:
    """Places, institutions and parties of two countries are two, whatever they are called."""
    is_tied = (
        "GPE" in (one.name.label, other.name.label)
        or one.name.is_institution
        or (one.name.label == "ORG" and not NATIONAL.isdisjoint((one.sector, other.sector)))
    )
    mine, theirs = _country(one), _country(other)
    return is_tied and None not in (mine, theirs) and mine != theirs


def _country(thing: Thing) -> str | None:
    """What the name says of its country goes before what the article made the coder think."""
    return thing.name.nation or thing.country


def _of_country(one: Thing, other: Thing, kind: str) -> list[str]:
    mine, theirs = _country(one), _country(other)
    if mine is None or theirs is None:
        is_place = one.name.label == other.name.label == "GPE" and mine != theirs
        return ["place: unknown"] if is_place and kind.startswith(("name: spelling", "name: misspelled")) else []
    if mine == theirs:
        return ["country: same"]
    if not INTERNATIONAL.isdisjoint((mine, theirs)):
        return []
    return ["country: other (one word)" if one.name.is_single and one.name.label != "PERSON" else "country: other"]


@functools.cache
def _offices() -> dict[str, tuple[tuple[str, str], ...]]:
    """Known person → terms of office, as dates in ISO form ("" where open)."""
    held: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for row in read_rows("actors/persons.csv"):
        if row["from_date"]:
            held[row["name"]].append((row["from_date"], row["to_date"]))
    return {name: tuple(terms) for name, terms in held.items()}


def _of_office(one: Thing, other: Thing) -> list[str]:
    bare, full = (one, other) if one.name.is_single else (other, one)
    if full.known is None or bare.first_seen == datetime.max:
        return []
    day = bare.first_seen.date().isoformat()
    is_held = any(start <= day <= (end or date.max.isoformat()) for start, end in _offices().get(full.known.written, ()))
    return ["office: held then"] if is_held else []


def count_bearers(pairs: list[Pair]) -> list[Pair]:
    """All pairs, those by surname alone with what it means how many are known to bear it."""
    bearers: dict[str, set[tuple[str, ...]]] = defaultdict(set)
    for pair in pairs:
        if pair.evidence[0] == "name: surname":
            bare, full = vague_first(pair)
            bearers[bare.entity_id].add(full.name.words)
    return [_with_bearer_count(pair, bearers) for pair in pairs]


def _with_bearer_count(pair: Pair, bearers: dict[str, set[tuple[str, ...]]]) -> Pair:
    if pair.evidence[0] != "name: surname":
        return pair
    known = len(bearers[vague_first(pair)[0].entity_id])
    if known >= MANY_BEARERS:
        return pair.adding("surname: common")
    return pair.adding("surname: one bearer") if known == 1 and "country: same" in pair.evidence else pair


def vague_first(pair: Pair) -> tuple[Thing, Thing]:
    """The one whose name says less, then the other."""
    one, other = sorted((pair.one, pair.other), key=lambda thing: (len(thing.name.words), len(thing.name.written)))
    return one, other


def force(one: Thing, other: Thing, evidence: str) -> Pair:
    """A pair that is one because the user says so."""
    return Pair(one, other, (evidence,), FORCED)


def pair_frame(pairs: Iterable[Pair]) -> pl.DataFrame:
    """The pairs' ids (entity_id, other_id), to ask what articles tell of them."""
    return pl.DataFrame([(pair.one.entity_id, pair.other.entity_id) for pair in pairs], schema=PAIR, orient="row")


def weigh_pairs(pairs: list[Pair], told: pl.DataFrame) -> list[Pair]:
    """Pairs with what articles tell of them, in the same order.

    `told`: rows (entity_id, other_id, shared_articles, shared_context, is_same_story); pairs without one have nothing in common.
    """
    known = {(row["entity_id"], row["other_id"]): row for row in told.iter_rows(named=True)}
    return [_weigh(pair, known.get((pair.one.entity_id, pair.other.entity_id))) for pair in pairs]


def _weigh(pair: Pair, told: dict | None) -> Pair:
    if told is None:
        return pair
    if told["shared_articles"]:  # what stands beside both there says nothing
        return pair.adding("article: two people" if pair.evidence[0] in TWO_IN_ONE_ARTICLE else "article: both names")
    if told["is_same_story"]:
        return pair.adding("context: same story")
    shared = min(3.0, told["shared_context"] or 0.0)
    return pair.adding("context: shared", points=shared * weights()["context: shared"]) if shared > 0 else pair
