"""Pairs of entities that may be one → merges, the surest first, none that makes two contradicting names one.

The older id stands, so that ids which readers know do not change when articles come.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from transforms.linking.identity import ENOUGH, FORCED, Pair, Thing, compare_names, vague_first

MARGIN = 1.0  # points that the best of several candidates must be ahead


@dataclass(slots=True)
class Clusters:
    """Things that are one, growing. `parents`: merges that hold already (entity_id → the one it was merged into); `elders`: ids
    that stood for more than themselves before a cluster was dissolved, and shall again."""

    things: dict[str, Thing]
    parents: dict[str, str]
    is_forbidden: Callable[[Thing, Thing], bool] = lambda one, other: False
    elders: frozenset[str] = frozenset()
    members: dict[str, list[Thing]] = field(init=False)

    def __post_init__(self) -> None:
        self.members = defaultdict(list)
        for thing in self.things.values():
            self.members[self.root(thing.entity_id)].append(thing)

    def root(self, entity_id: str) -> str:
        while entity_id in self.parents:
            entity_id = self.parents[entity_id]
        return entity_id

    def contradict(self, one: str, other: str) -> bool:
        """Whether two clusters hold full names that cannot be one thing's, or what the user keeps apart."""
        return any(
            self.is_forbidden(mine, theirs)
            or (not mine.name.is_single and not theirs.name.is_single and compare_names(mine, theirs) is None)
            for mine in self.members[one]
            for theirs in self.members[other]
        )

    def join(self, one: str, other: str) -> tuple[str, str]:
        """Make two clusters one; returns (the id that goes, the id that stands): the older one stands."""
        stays, goes = sorted((one, other), key=self._age)
        self.parents[goes] = stays
        self.members[stays] += self.members.pop(goes)
        return goes, stays

    def _age(self, root: str) -> tuple[bool, bool, datetime, str]:
        members = self.members[root]
        is_new = not any(one.is_loaded for one in members)
        return is_new, root not in self.elders, min(one.first_seen for one in members), root


def merge_things(pairs: list[Pair], clusters: Clusters) -> list[dict]:
    """New merges, as rows (entity_id, merged_into, score, reason); the result does not depend on the pairs' order."""
    enough = sorted((pair for pair in pairs if pair.points >= ENOUGH), key=_surest_first)
    made = [_merge(pair, clusters) for pair in enough if not pair.is_vague]
    by_vague: dict[str, list[Pair]] = defaultdict(list)
    for pair in enough:
        if pair.is_vague:
            by_vague[vague_first(pair)[0].entity_id].append(pair)
    for candidates in sorted(by_vague.values(), key=lambda found: _surest_first(found[0])):
        best = _clear_best(candidates, clusters)
        made.append(_merge(best, clusters) if best else None)
    return [row for row in made if row is not None]


def _surest_first(pair: Pair) -> tuple[float, str, str]:
    return -pair.points, *sorted((pair.one.entity_id, pair.other.entity_id))  # type: ignore[return-value]


def _clear_best(candidates: list[Pair], clusters: Clusters) -> Pair | None:
    """The best candidate, unless another that cannot be the same comes near."""
    best = candidates[0]
    chosen = clusters.root(vague_first(best)[1].entity_id)
    for pair in candidates[1:]:
        rival = clusters.root(vague_first(pair)[1].entity_id)
        if rival != chosen and best.points - pair.points < MARGIN and clusters.contradict(chosen, rival):
            return None
    return best


def _merge(pair: Pair, clusters: Clusters) -> dict | None:
    one, other = clusters.root(pair.one.entity_id), clusters.root(pair.other.entity_id)
    if one == other or (pair.points < FORCED and clusters.contradict(one, other)):
        return None
    goes, stays = clusters.join(one, other)
    names = " = ".join(f'"{thing.name.written}"' for thing in (pair.one, pair.other))
    return {"entity_id": goes, "merged_into": stays, "score": pair.score, "reason": f"{names}; {'; '.join(pair.evidence)}"}
