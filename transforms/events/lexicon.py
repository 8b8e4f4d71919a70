"""The event lexicon: which words tell which events, as checked rows. The format is described in seeds/lexicon/README.md."""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from seeds import read_placed_rows, read_rows

FRAME_COLUMNS = ("word", "pos", "event_type", "event_mode", "actor", "recipient", "when", "cameo", "example")
PARTS_OF_SPEECH = ("verb", "noun", "adj")
LIGHT_ROLES = ("actor", "recipient", "none")
NO_EVENT = "NONE"
NEVER = ("-",)
ALSO = "+"  # before a slot that is filled beside the first of the others: the other side of a fight
EXTRA = "extra"  # what rows that a user adds are called in errors and frame ids
PlacedRow = tuple[str, int, Mapping[str, str]]  # file, line, row
CONDITION = re.compile(r'(?P<slot>[a-z-]+)(?P<sign>!?=)(?P<value>\*|-|"[^"]+"|[A-Za-z_|-]+)')
CONDITION_SHAPE = 'slot=class|class, slot!=class, slot="lemma|lemma", slot=* or slot=-'


class LexiconError(ValueError):
    """The lexicon has faulty rows; `faults` names each with file, line, column, what was expected and what stood there."""

    def __init__(self, faults: Iterable[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join((f"{len(self.faults)} faults in the event lexicon:", *self.faults)))


@dataclass(frozen=True, slots=True)
class Condition:
    """A constraint on the fillers of one slot. `kind` is filled, empty, lemma or class; `values` the lemmas or classes."""

    slot: str
    negated: bool
    kind: str
    values: frozenset[str] = frozenset()

    def __str__(self) -> str:
        """As a row writes it: `object=person`, `to=*`, `subject!="storm"`."""
        what = {"filled": "*", "empty": "-"}.get(self.kind, "|".join(sorted(self.values)))
        return f"{self.slot}{'!' if self.negated else ''}={f'{what!r}' if self.kind == 'lemma' else what}".replace("'", '"')


@dataclass(frozen=True, slots=True)
class Frame:
    """One sense of a word. Empty `actor` or `recipient` = the default slots, `("-",)` = never; `rest`: its further words."""

    frame_id: str
    word: str
    pos: str
    event_type: str
    event_mode: str
    actor: tuple[str, ...]
    recipient: tuple[str, ...]
    conditions: tuple[Condition, ...]
    cameo: str
    rest: tuple[str, ...]
    source_file: str
    line: int


@dataclass(frozen=True, slots=True)
class LightVerb:
    """A verb that carries an event noun, and the role that its subject and object have in that event (or none)."""

    verb: str
    particle: str
    subject_role: str
    object_role: str


@dataclass(frozen=True)
class Lexicon:
    """Frames by head lemma, classes by lemma, light verbs by verb. Made by `load_lexicon`."""

    frames: tuple[Frame, ...]
    version: str
    _by_head: Mapping[tuple[str, str], tuple[Frame, ...]] = field(repr=False)
    _classes: Mapping[str, frozenset[str]] = field(repr=False)
    _light_verbs: Mapping[str, tuple[LightVerb, ...]] = field(repr=False)

    def lookup(self, lemma: str, pos: str) -> tuple[Frame, ...]:
        """The frames whose word begins with this lemma, in the order of the files."""
        return self._by_head.get((lemma, pos), ())

    def classes_of(self, lemma: str) -> frozenset[str]:
        """The semantic classes of a noun lemma."""
        return self._classes.get(lemma, frozenset())

    def light_verb(self, lemma: str, particles: tuple[str, ...] = ()) -> LightVerb | None:
        """The light verb of this lemma whose particle or preposition stands among `particles`; the longest such one."""
        fitting = (row for row in self._light_verbs.get(lemma, ()) if set(row.particle.split()) <= set(particles))
        return max(fitting, key=lambda row: len(row.particle.split()), default=None)


def load_lexicon(extra_rows: Iterable[Mapping[str, str]] = ()) -> Lexicon:
    """The lexicon of the seeds, with a user's rows in place of the built-in ones of the same word and part of speech.

    Raises `LexiconError` that lists all faults of all files.
    """
    faults: list[str] = []
    vocabulary = _read_vocabulary()
    placed = [
        *read_placed_rows("lexicon/frames/*.csv"),
        *((EXTRA, number, dict(row)) for number, row in enumerate(extra_rows, start=2)),
    ]
    frames = _number(_without_duplicates(_parse_frames(placed, vocabulary, faults), faults))
    light_verbs = _parse_light_verbs(faults)
    if faults:
        raise LexiconError(faults)
    overruled = {(frame.word, frame.pos) for frame in frames if frame.source_file == EXTRA}
    kept = tuple(frame for frame in frames if frame.source_file == EXTRA or (frame.word, frame.pos) not in overruled)
    by_head = defaultdict(list)
    for frame in kept:
        by_head[frame.word.split()[0], frame.pos].append(frame)
    return Lexicon(
        kept, _version(placed), {key: tuple(rows) for key, rows in by_head.items()}, vocabulary.classes_by_lemma, light_verbs
    )


@dataclass(frozen=True)
class _Vocabulary:
    """What may stand in a row."""

    modes: Mapping[str, frozenset[str]]
    slots: frozenset[str]
    classes: frozenset[str]
    cameo_codes: frozenset[str]
    classes_by_lemma: Mapping[str, frozenset[str]]


def _read_vocabulary() -> _Vocabulary:
    modes: dict[str, set[str]] = {row["event_type"]: set() for row in read_rows("ontology/plover_events.csv")}
    for row in read_rows("ontology/plover_modes.csv"):
        modes[row["event_type"]].add(row["mode"])
    classes_by_lemma = defaultdict(set)
    for row in read_rows("lexicon/classes.csv"):
        classes_by_lemma[row["lemma"]].add(row["class"])
    classes = {row["class"] for row in read_rows("lexicon/classes.csv")}
    classes |= {row["label"] for row in read_rows("lexicon/entity_labels.csv")}
    classes |= {row["sector"] for row in read_rows("ontology/plover_sectors.csv")}
    return _Vocabulary(
        modes={event_type: frozenset(own) for event_type, own in modes.items()} | {NO_EVENT: frozenset()},
        slots=frozenset(row["slot"] for row in read_rows("lexicon/slots.csv")),
        classes=frozenset(classes),
        cameo_codes=frozenset(row["cameo_code"] for row in read_rows("ontology/cameo_goldstein.csv")),
        classes_by_lemma={lemma: frozenset(own) for lemma, own in classes_by_lemma.items()},
    )


def _parse_frames(placed: Iterable[PlacedRow], vocabulary: _Vocabulary, faults: list[str]) -> Iterator[Frame]:
    """The rows as frames, not yet numbered; what is wrong with a row goes to `faults`, and the row is left out."""
    for file, line, row in placed:
        found = list(_faults_of(row, vocabulary))
        faults += [f"{file} line {line}, {column}: expected {expected}, got {row.get(column)!r}" for column, expected in found]
        if not found:
            head, *rest = row["word"].split()
            yield Frame(
                frame_id=f"{_stem(file)}/{'_'.join([head, *rest])}.{row['pos']}",
                word=" ".join([head, *rest]),
                pos=row["pos"],
                event_type=row["event_type"],
                event_mode=row["event_mode"],
                actor=_split(row["actor"]),
                recipient=_split(row["recipient"]),
                conditions=tuple(_conditions(row["when"])),
                cameo=row["cameo"],
                rest=tuple(rest),
                source_file=file,
                line=line,
            )


def _faults_of(row: Mapping[str, str], vocabulary: _Vocabulary) -> Iterator[tuple[str, str]]:
    """Column and expectation of each fault of a row."""
    missing = [column for column in FRAME_COLUMNS if row.get(column) is None]
    if missing:
        yield from ((column, "a value or an empty one") for column in missing)
        return
    yield from ((column, "no such column") for column in row if column not in FRAME_COLUMNS)
    if not row["word"].strip() or row["word"] != row["word"].lower():
        yield "word", "a lemma or phrase in lower case"
    if row["pos"] not in PARTS_OF_SPEECH:
        yield "pos", f"one of {', '.join(PARTS_OF_SPEECH)}"
    modes = vocabulary.modes.get(row["event_type"])
    if modes is None:
        yield "event_type", f"one of {', '.join(sorted(vocabulary.modes))}"
    elif row["event_mode"] and row["event_mode"] not in modes:
        yield "event_mode", f"no mode or a mode of {row['event_type']} ({', '.join(sorted(modes)) or 'it has none'})"
    for column in ("actor", "recipient"):
        slots = {slot.removeprefix(ALSO) for slot in _split(row[column])}
        if slots != set(NEVER) and (unknown := slots - vocabulary.slots):
            yield column, f"slots of slots.csv, not {', '.join(sorted(unknown))}"
    if row["cameo"] and row["cameo"] not in vocabulary.cameo_codes:
        yield "cameo", "no code or a code of cameo_goldstein.csv"
    for expected in _faults_of_conditions(row["when"], vocabulary):
        yield "when", expected


def _faults_of_conditions(when: str, vocabulary: _Vocabulary) -> Iterator[str]:
    if CONDITION.sub("", when).strip():
        yield f"conditions of the form {CONDITION_SHAPE}, joined by spaces"
        return
    for condition in _conditions(when):
        if condition.slot not in vocabulary.slots:
            yield f"a slot of slots.csv, not {condition.slot}"
        if condition.kind == "class" and (unknown := condition.values - vocabulary.classes):
            yield f"classes of classes.csv, entity labels or sectors, not {', '.join(sorted(unknown))}"
        if condition.negated and condition.kind in ("filled", "empty"):
            yield f"{condition.slot}=* or {condition.slot}=- without a negation"


def _conditions(when: str) -> Iterator[Condition]:
    for match in CONDITION.finditer(when):
        value = match["value"]
        kind = {"*": "filled", "-": "empty"}.get(value, "lemma" if value.startswith('"') else "class")
        values = frozenset(value.strip('"').split("|")) if kind in ("lemma", "class") else frozenset()
        yield Condition(match["slot"], match["sign"] == "!=", kind, values)


def _without_duplicates(frames: Iterable[Frame], faults: list[str]) -> Iterator[Frame]:
    """The frames as they come; a second one of the same word and conditions, which could never win, is a fault."""
    first: dict[tuple, Frame] = {}
    for frame in frames:
        key = (frame.word, frame.pos, frozenset(frame.conditions), frame.source_file == EXTRA)
        other = first.setdefault(key, frame)
        if other is not frame:
            faults.append(
                f"{frame.source_file} line {frame.line}, when: expected conditions that no other row of {frame.word!r} "
                f"({frame.pos}) has, got those of {other.source_file} line {other.line}"
            )
        yield frame


def _number(frames: Iterable[Frame]) -> list[Frame]:
    """The frames with their ids made whole: file/word.pos.nth, counted within the file."""
    seen: Counter[str] = Counter()
    numbered = []
    for frame in frames:
        seen[frame.frame_id] += 1
        numbered.append(replace(frame, frame_id=f"{frame.frame_id}.{seen[frame.frame_id]}"))
    return numbered


def _parse_light_verbs(faults: list[str]) -> dict[str, tuple[LightVerb, ...]]:
    light_verbs = defaultdict(list)
    for file, line, row in read_placed_rows("lexicon/light_verbs.csv"):
        for column in ("subject_role", "object_role"):
            if row[column] not in LIGHT_ROLES:
                faults.append(f"{file} line {line}, {column}: expected one of {', '.join(LIGHT_ROLES)}, got {row[column]!r}")
        verb, _, particle = row["verb"].partition(" ")
        light_verbs[verb].append(LightVerb(verb, particle, row["subject_role"], row["object_role"]))
    return {verb: tuple(rows) for verb, rows in light_verbs.items()}


def _version(placed: Iterable[PlacedRow]) -> str:
    rows = [row for _, _, row in placed]
    rows += [*read_rows("lexicon/classes.csv"), *read_rows("lexicon/light_verbs.csv")]
    digest = hashlib.sha256()
    for row in rows:
        digest.update("\x1f".join(row.values()).encode() + b"\x1e")
    return digest.hexdigest()[:12]


def _split(slots: str) -> tuple[str, ...]:
    return tuple(slots.split("|")) if slots else ()


def _stem(file: str) -> str:
    return file.rsplit("/", 1)[-1].removesuffix(".csv")
