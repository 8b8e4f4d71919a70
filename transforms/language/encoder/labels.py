"""The label sets of the encoder's heads."""

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass

BILUO = "BILU"
NO_EVENT = "NONE"
MODALITIES = ("actual", "future", "hypothetical", "negated", "historical")
EVENT_ROLES = ("actor", "recipient", "source", "location", "date")


@dataclass(frozen=True)
class HeadLabels:
    """Labels by head, each in the order of the head's scores, and the `words` that are known lemmas, in lower case.

    `morphs` are `POS|features` of Universal Dependencies, `lemmas` are rules (lemmas.py), `names` are labels of names without
    their BILUO prefix. `events` are types, `NO_EVENT` first; `modes` are `type/mode`, "" first.
    """

    tags: tuple[str, ...]
    morphs: tuple[str, ...]
    lemmas: tuple[str, ...]
    deps: tuple[str, ...]
    names: tuple[str, ...]
    words: tuple[str, ...] = ()
    events: tuple[str, ...] = ()
    modes: tuple[str, ...] = ()

    @property
    def name_tags(self) -> tuple[str, ...]:
        """O, then B, I, L and U of each label of names."""
        return ("O", *(f"{prefix}-{label}" for label in self.names for prefix in BILUO))

    def to_json(self) -> str:
        """As JSON, one label a line."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=0) + "\n"

    @classmethod
    def from_json(cls, text: str) -> "HeadLabels":
        """From the JSON that `to_json` gives."""
        return cls(**{name: tuple(values) for name, values in json.loads(text).items()})


def collect(values: Iterable[str], least: int) -> tuple[str, ...]:
    """The values that occur at least `least` times, the commonest first; of equals the alphabet's first."""
    counts = Counter(values)
    return tuple(sorted((v for v, count in counts.items() if count >= least), key=lambda v: (-counts[v], v)))
