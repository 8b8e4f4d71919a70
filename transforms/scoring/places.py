"""Matching of places found in texts with the toponyms of a corpus: spans, countries, distances.

A toponym is found by the first place that overlaps it and that no toponym before it has taken. Country and distance are judged
where a toponym is found and its corpus says them; a place without coordinates is far from everything.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from transforms.events.geocoding import distance_km
from transforms.scoring.figures import Figure, precision_recall, share

NEAR_KM = 161  # 100 miles: the usual figure of geoparsing


@dataclass(frozen=True, slots=True)
class FoundPlace:
    """A place name: its place in the text and what it was resolved to, None where it was not."""

    start_char: int
    end_char: int
    country: str | None = None
    latitude: float | None = None
    longitude: float | None = None

    def overlaps(self, told: Mapping) -> bool:
        return self.start_char < told["end"] and told["start"] < self.end_char


def is_near(told: Mapping, found: FoundPlace) -> bool:
    """Whether a place lies within NEAR_KM of a toponym (lat, lon)."""
    if found.latitude is None or found.longitude is None:
        return False
    return distance_km(found.latitude, found.longitude, float(told["lat"]), float(told["lon"])) <= NEAR_KM


def pair_places(toponyms: Sequence[Mapping], found: Iterable[FoundPlace]) -> list[tuple[Mapping, FoundPlace]]:
    """Toponyms (start, end) with the places that they are found by."""
    left = sorted(found, key=lambda one: one.start_char)
    pairs = []
    for told in sorted(toponyms, key=lambda one: one["start"]):
        hit = next((one for one in left if one.overlaps(told)), None)
        if hit is not None:
            left.remove(hit)
            pairs.append((told, hit))
    return pairs


def score_places(texts: Iterable[tuple[Sequence[Mapping], Sequence[FoundPlace]]]) -> dict[str, Figure]:
    """Figures over texts, each its toponyms (start, end; country code, lat, lon where known) and the places found in it."""
    counts: Counter[str] = Counter()
    for toponyms, found in texts:
        pairs = pair_places(toponyms, found)
        counts.update(right=len(pairs), spurious=len(found) - len(pairs), missed=len(toponyms) - len(pairs))
        for told, place in pairs:
            counts["exact"] += (told["start"], told["end"]) == (place.start_char, place.end_char)
            if told.get("country"):
                counts.update({"country": 1, "country right": told["country"] == place.country})
            if told.get("lat") is not None:
                counts.update({"point": 1, "near": is_near(told, place)})
    return {
        "spans": precision_recall(counts["right"], counts["spurious"], counts["missed"]),
        "exact spans of the found": share(counts["exact"], counts["right"]),
        "country of the found": share(counts["country right"], counts["country"]),
        f"within {NEAR_KM} km of the found": share(counts["near"], counts["point"]),
    }
