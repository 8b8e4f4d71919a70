"""What the event heads say of a word: which event it tells, in which mode and modality, and who fills its roles.

Scores are probabilities. They are kept on the word itself, so that they follow it wherever its Doc goes.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from spacy.tokens import Doc, Token

from transforms.language.encoder.decode import Numbers, Scores
from transforms.language.encoder.labels import EVENT_ROLES, MODALITIES, HeadLabels

LEAST = 0.02  # of the probability that a word tells an event at all
LEAST_ROLE = 0.05
_READING, _HAS_HEADS = "event_reading", "has_event_heads"
Token.set_extension(_READING, default=None, force=True)
Token.set_extension(_HAS_HEADS, default=False, force=True)  # on the first token: what is on a Doc itself is lost in joining Docs


@dataclass(frozen=True, slots=True)
class EventReading:
    """What the heads say of one word. `types`, `modes` ("type/mode", "" for none) and `modalities`: label → probability.

    `roles`: role → (words from this one to the filler, probability), for each word that may fill it. `reach`: words from this one
    to the first and the last that the heads saw with it.
    """

    types: Mapping[str, float]
    modes: Mapping[str, float]
    modalities: Mapping[str, float]
    roles: Mapping[str, tuple[tuple[int, float], ...]]
    reach: tuple[int, int]

    def sees(self, offset: int) -> bool:
        """Whether the word at this distance was seen with this one."""
        return self.reach[0] <= offset <= self.reach[1]

    def share(self, role: str, offset: int) -> float:
        """The probability that the word at this distance fills a role; 0 where the heads do not see it."""
        return next((share for place, share in self.roles[role] if place == offset), 0.0)


def reading_of(token: Token) -> EventReading | None:
    """What the heads say of a word; None where they see no event or where there are no heads."""
    return token._.get(_READING)


def has_heads(doc: Doc) -> bool:
    """Whether event heads have read the Doc."""
    return bool(len(doc)) and doc[0]._.get(_HAS_HEADS)


def set_readings(doc: Doc, found: Mapping[str, np.ndarray], words: Numbers, labels: HeadLabels) -> None:
    """Keep the heads' answers for the words of one window: the graph's outputs, and the words' places in the Doc."""
    doc[0]._.set(_HAS_HEADS, True)
    for place, reading in _read(found, words, labels):
        doc[int(words[place])]._.set(_READING, reading)


def _read(found: Mapping[str, np.ndarray], words: Numbers, labels: HeadLabels) -> Iterator[tuple[int, EventReading]]:
    events = _softmax(found["events"])
    for place in np.flatnonzero(1.0 - events[:, 0] > LEAST).tolist():
        modes, modalities = _softmax(found["modes"][place]), _softmax(found["modalities"][place])
        shares = 1.0 / (1.0 + np.exp(-np.clip(found["roles"][place], -30.0, 30.0)))
        yield (
            place,
            EventReading(
                types={
                    label: float(events[place, n]) for n, label in enumerate(labels.events) if n and events[place, n] > LEAST / 2
                },
                modes={label: float(share) for label, share in zip(labels.modes, modes, strict=True)},
                modalities={label: float(share) for label, share in zip(MODALITIES, modalities, strict=True)},
                roles={
                    role: tuple(
                        (int(words[other] - words[place]), float(shares[other, n]))
                        for other in np.flatnonzero(shares[:, n] > LEAST_ROLE).tolist()
                    )
                    for n, role in enumerate(EVENT_ROLES)
                },
                reach=(int(words[0] - words[place]), int(words[-1] - words[place])),
            ),
        )


def _softmax(scores: Scores) -> Scores:
    raised = np.exp(scores - scores.max(-1, keepdims=True))
    return raised / raised.sum(-1, keepdims=True)
