"""How often an event like this one is right: a logistic model over what the coder knows of it, its weights as data.

The weights are fitted on annotated articles by `flows.calibrate`: `seeds/lexicon/confidence.csv` for models with event heads,
`confidence_rules.csv` for those without. Features are names such as "type=ASSAULT" or "frame=assault/kill.verb.1", each there or
not. A feature without a weight counts for nothing.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Iterable, Iterator, Mapping

from seeds import read_rows
from transforms.events.lexicon import EXTRA
from transforms.events.records import EventRecord
from transforms.events.triggers import Trigger
from transforms.language.encoder.event_heads import has_heads

SMALLEST = 0.01  # probability of the heads that is told from none


@functools.cache
def fitted_weights(heads: bool) -> dict[str, float]:
    """Feature → weight, as the seeds have them: for models with event heads, or for those without."""
    return {row["feature"]: float(row["weight"]) for row in read_rows(f"lexicon/{weights_file(heads)}")}


def weights_file(heads: bool) -> str:
    """The seed that holds the weights."""
    return "confidence.csv" if heads else "confidence_rules.csv"


def confidence_of(features: Iterable[str], weights: Mapping[str, float]) -> float:
    """The share of right rows among rows with these features, between 0 and 1."""
    score = sum(weights.get(feature, 0.0) for feature in features)
    return round(1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, score)))), 3)


def features_of(trigger: Trigger, event: EventRecord, triggers: Iterable[Trigger], *, is_title: bool) -> list[str]:
    """What is known of an event that bears on whether it is one. `triggers` are all those of its sentence."""
    token, frame = trigger.token, trigger.frame
    features = [
        "bias",
        f"type={frame.event_type}",
        f"frame={frame.frame_id}",
        f"word={frame.word}",
        f"pos={frame.pos}",
        f"tag={token.tag_}",
        f"dep={token.dep_}",
        f"{frame.pos}.dep={token.dep_}",
        f"modality={event.modality}",
        f"conditions={min(len(frame.conditions), 3)}",
    ]
    features += [
        f"has_{role}" for role in ("actor", "recipient", "source") if any(one.role == role for one in event.participants)
    ]
    features += [
        name
        for name, is_there in (
            ("title", is_title),
            ("has_time", event.time is not None),
            ("has_toll", bool(event.tolls)),
            ("has_place", event.place is not None and event.place.start_char is not None),
            ("light_verb", trigger.verb is not None),
        )
        if is_there
    ]
    if is_read(trigger):
        features += list(_head_features(trigger, triggers))
    if frame.pos == "noun":
        features += list(_noun_features(trigger))
    if any(child.dep_ == "neg" for child in token.children):
        features.append("negated")
    return [*features, *(f"{feature}&{frame.pos}" for feature in features if feature.startswith("has_"))]


def is_read(trigger: Trigger) -> bool:
    """Whether the heads have a say in the trigger: where they read its text, and the frame is not the user's own."""
    return has_heads(trigger.token.doc) and trigger.frame.source_file != EXTRA


def _head_features(trigger: Trigger, triggers: Iterable[Trigger]) -> Iterator[str]:
    """How sure the heads are, in steps of log-odds, what the rules say of it, and whether another word of the sentence tells an
    event of the same type: often the same one, and then the surer word is right.
    """
    odds = _log_odds(trigger)
    event_type = trigger.frame.event_type
    others = [_log_odds(one) for one in triggers if one is not trigger and one.frame.event_type == event_type]
    rival = "none" if not others else "stronger" if max(others) > odds else "weaker"
    yield f"head={round(2 * odds) / 2}"
    yield f"support={trigger.support}"
    yield f"rival={rival}"
    for name, value in (("support", trigger.support), ("rival", rival), ("type", event_type), ("pos", trigger.frame.pos)):
        yield f"{name}={value}&head={round(odds)}"
    yield f"rival={rival}&support={trigger.support}"


def _log_odds(trigger: Trigger) -> float:
    """Of the heads' probability of the trigger's type."""
    share = trigger.reading.types.get(trigger.frame.event_type, 0.0) if trigger.reading else 0.0
    share = min(max(share, SMALLEST), 1 - SMALLEST)
    return math.log(share / (1 - share))


def _noun_features(trigger: Trigger) -> Iterator[str]:
    """Determiner and number tell the occurrence from the generic; the governing word tells what is said of it."""
    token = trigger.token
    determiner = next((child.lower_ for child in token.children if child.dep_ in ("det", "poss", "nummod")), "none")
    yield f"det={determiner}"
    yield f"plural={token.tag_ in ('NNS', 'NNPS')}"
    yield f"governor={token.head.lower_ if token.dep_ == 'pobj' else token.dep_}"
