"""Counts of right, spurious and missed things, and the figures made of them."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field

FOUND = (
    "actor",
    "recipient",
    "attribution",
    "actor country",
    "recipient country",
    "actor sector",
    "recipient sector",
    "entity",
    "quotation",
)
ACCURACIES = ("mode", "modality", "location", "event country", "date", "killed", "injured", "speaker")

Figure = int | float | dict[str, float] | list


def precision_recall(right: int, spurious: int, missed: int) -> dict[str, float]:
    """p, r, f1 (0 to 1) and the counts."""
    precision = right / (right + spurious) if right + spurious else 0.0
    recall = right / (right + missed) if right + missed else 0.0
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return {"p": round(precision, 3), "r": round(recall, 3), "f1": round(f1, 3), "tp": right, "fp": spurious, "fn": missed}


def share(right: int, cases: int) -> list:
    """[share, cases]; the share is None without cases."""
    return [round(right / cases, 3) if cases else None, cases]


@dataclass(slots=True)
class Score:
    """What was counted over all articles. `details`: one line for each missed and spurious event."""

    counts: Counter[str] = field(default_factory=Counter)
    by_type: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    details: list[tuple[str, ...]] = field(default_factory=list)

    def add_found(self, name: str, right: int, spurious: int, missed: int) -> None:
        self.counts.update({f"{name} tp": right, f"{name} fp": spurious, f"{name} fn": missed})

    def add_case(self, name: str, is_right: bool) -> None:
        self.counts.update({f"{name} n": 1, f"{name} ok": int(is_right)})

    def _found(self, name: str) -> dict[str, float]:
        counts = self.counts
        return precision_recall(counts[f"{name} tp"], counts[f"{name} fp"], counts[f"{name} fn"])

    def figures(self) -> dict[str, Figure]:
        """All figures by name; `[share, cases]` for accuracies."""
        counts = self.counts
        rows = counts["matched"] + counts["event fp"]
        made: dict[str, Figure] = {
            "articles": counts["articles"],
            "articles missing": counts["articles missing"],
            "events": self._found("event"),
        }
        made["rows right in type and country"] = share(counts["place right"], rows)
        made["rows right in type, roles, country, modality"] = share(counts["row right"], rows)
        made["event sentence recall (any type)"] = round(counts["any found"] / max(1, counts["any gold"]), 3)
        made |= {name: self._found(name) for name in FOUND}
        made |= {f"{name} accuracy": share(counts[f"{name} ok"], counts[f"{name} n"]) for name in ACCURACIES}
        made["entity type accuracy"] = share(counts["entity type ok"], counts["entity tp"])
        made["incident links"] = self._found("link")
        return made

    def by_type_rows(self) -> list[tuple[str, float, float, float, int, int, int]]:
        """Per event type: precision, recall, f1, right, spurious, missed."""
        rows = []
        for name, counts in sorted(self.by_type.items()):
            found = precision_recall(counts["tp"], counts["fp"], counts["fn"])
            rows.append((name, found["p"], found["r"], found["f1"], counts["tp"], counts["fp"], counts["fn"]))
        return rows
