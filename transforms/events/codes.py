"""The ontology at work: scores, quad classes and CAMEO codes of types and modes, and the codebook's rules of type."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from seeds import SeedError, read_rows
from transforms.events.records import EventRecord

RULES = "ontology/type_rules.csv"


@dataclass(frozen=True, slots=True)
class Ontology:
    """PLOVER and CAMEO tables, keyed for coding.

    Sources: the PLOVER 2.0 draft (Open Event Data Alliance) and the CAMEO and Goldstein tables in `seeds/ontology`.
    """

    quad_classes: dict[str, str]
    type_scores: dict[str, float]
    mode_scores: dict[tuple[str, str], float]
    cameo_of: dict[tuple[str, str], str]
    goldstein_of: dict[str, float]
    content_types: frozenset[str]
    future_types: dict[str, str]
    toll_kinds: frozenset[tuple[str, str]]

    def takes_content(self, event_type: str) -> bool:
        """Whether what hangs below such an event is its content and no event of its own."""
        return event_type in self.content_types

    def apply_type_rules(self, event: EventRecord) -> None:
        """CODEBOOK 2: a promised CONSULT is an AGREE, a promised RETREAT a CONCEDE, and both are acts that happened."""
        if event.modality == "future" and event.event_type in self.future_types:
            event.event_type = self.future_types[event.event_type]
            event.event_mode = None
            event.cameo_code = None
            event.modality = "actual"

    def intensity(self, event_type: str, event_mode: str | None) -> float:
        """PLOVER score of the mode, or of the type where the mode has none."""
        return self.mode_scores.get((event_type, event_mode or ""), self.type_scores[event_type])

    def cameo(self, event_type: str, event_mode: str | None) -> str | None:
        """The CAMEO code that such events usually get."""
        return self.cameo_of.get((event_type, event_mode or ""), self.cameo_of.get((event_type, "")))


@cache
def types_of(rule: str) -> frozenset[str]:
    """The event types that a rule of `ontology/type_rules.csv` names; `SeedError` where there is no such rule."""
    types = frozenset(row["event_type"] for row in read_rows(RULES) if row["rule"] == rule)
    if not types:
        raise SeedError(f"{RULES}: expected event types of the rule {rule}, found none")
    return types


def load_ontology() -> Ontology:
    """The ontology from `seeds/ontology`."""
    types = read_rows("ontology/plover_events.csv")
    rules = read_rows(RULES)
    return Ontology(
        quad_classes={row["event_type"]: row["quad_class"] for row in types},
        type_scores={row["event_type"]: float(row["score"]) for row in types},
        mode_scores={
            (row["event_type"], row["mode"]): float(row["score"])
            for row in read_rows("ontology/plover_modes.csv")
            if row["score"]
        },
        cameo_of={(row["event_type"], row["event_mode"]): row["cameo_code"] for row in read_rows("ontology/usual_cameo.csv")},
        goldstein_of={row["cameo_code"]: float(row["goldstein"]) for row in read_rows("ontology/cameo_goldstein.csv")},
        content_types=types_of("takes_content"),
        toll_kinds=frozenset((row["event_type"], row["becomes"]) for row in rules if row["rule"] == "takes_toll"),
        future_types={row["event_type"]: row["becomes"] for row in rules if row["rule"] == "future"},
    )
