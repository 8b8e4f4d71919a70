"""What the coder finds in an article, before it becomes rows: plain values with character offsets.

Offsets count code points in the text of the sentence's Doc (title or body), end exclusive. `sentence_no` 0 is the title.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from spacy.tokens import Token

from transforms.language.encoder.event_heads import EventReading


@dataclass(frozen=True, slots=True)
class TimeExpression:
    """A phrase of time, resolved. `start` and `end` are None where it cannot be resolved (precision `unknown`)."""

    start_char: int
    end_char: int
    text: str
    start: date | None
    end: date | None
    precision: str  # day | week | month | year | unknown
    head: Token


@dataclass(frozen=True, slots=True)
class Toll:
    """A figure of victims. `head` is the token of the victims' noun or the number itself; `word` tells the harm."""

    kind: str  # killed | injured | missing | abducted | arrested | displaced
    victims: str
    low: int | None
    best: int | None
    high: int | None
    hedge: str | None
    start_char: int
    end_char: int
    head: Token
    word: Token
    victim_country: str | None = None
    victim_sector: str | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """A geocoded place. `precision`: point | city | admin2 | admin1 | country."""

    name: str
    place_id: str | None
    country: str | None
    admin1: str | None
    latitude: float | None
    longitude: float | None
    precision: str | None
    start_char: int | None = None
    end_char: int | None = None


@dataclass(slots=True)
class Mention:
    """A mention of an entity. `head` is the token that stands for it in the parse; `entity` is set by resolution.

    A pronoun for someone without a name ("protesters … they") has no entity but an `antecedent`, the noun's token.
    """

    sentence_no: int
    start_char: int
    end_char: int
    text: str
    label: str
    kind: str  # name | nominal | pronoun
    head: Token
    entity: EntityRecord | None = None
    antecedent: Token | None = None
    gender: str | None = None  # male | female | "" where nothing tells; None until asked


def position(mention: Mention) -> tuple[int, int]:
    """Where a mention stands in reading order."""
    return mention.sentence_no, mention.start_char


@dataclass(slots=True)
class EntityRecord:
    """One real-world thing within an article. `name` is the fullest name that the article gives.

    `standing_name` is what it goes by across articles ("United States" where this one only says "U.S.").
    """

    name: str
    label: str
    standing_name: str = ""
    mentions: list[Mention] = field(default_factory=list)
    country: str | None = None
    sectors: tuple[str, ...] = ()


@dataclass(slots=True)
class Participant:
    """Actor, recipient or source of an event. `name` is resolved, `text` is what the sentence says."""

    role: str  # actor | recipient | source
    text: str
    start_char: int
    end_char: int
    head: Token
    name: str
    mention: Mention | None = None
    country: str | None = None
    sectors: tuple[str, ...] = ()
    cue: str | None = None


@dataclass(slots=True)
class QuotationRecord:
    """A quotation: the words inside the marks (direct) or the reported clause. `speaker_head` is the speaker's token."""

    sentence_no: int
    kind: str  # direct | reported
    start_char: int
    end_char: int
    text: str
    speaker: str | None
    speaker_head: Token | None
    cue: str | None
    cue_token: Token | None = None


@dataclass(slots=True)
class EventRecord:
    """One event told in one sentence (CODEBOOK 1)."""

    sentence_no: int
    trigger: Token
    trigger_start: int
    trigger_end: int
    trigger_text: str
    event_type: str
    event_mode: str | None
    cameo_code: str | None
    rule_id: str
    reading: EventReading | None = None  # what the event heads say of the trigger
    support: str = "rule"  # what the rules say of the heads' event
    confidence: float = 0.0
    features: list[str] = field(default_factory=list)  # what `confidence` rests on
    modality: str = "actual"
    participants: list[Participant] = field(default_factory=list)
    tolls: list[Toll] = field(default_factory=list)
    time: TimeExpression | None = None
    place: Place | None = None
    contexts: tuple[str, ...] = ()
    claimed_by: list[str] = field(default_factory=list)
    denied_by: list[str] = field(default_factory=list)
