"""Matching of coded events and speech with the labels of public corpora: pairs, police actions, incidents, attributions.

Which events earn which label of a corpus is `seeds/scoring/event_corpora.csv`: one row for each way to earn it. Empty columns ask
nothing. `penta`: class of PLV's label (1 verbal, 2 material cooperation, 3 verbal, 4 material conflict); `casualties`: a kind of
which the event has a figure above 0; `trigger`: a kind of `seeds/tolls/words.csv` that a word of the trigger tells; `actors`:
sectors of which an actor has one, `none` for an event without actors; `modalities`: those that count. `|` parts several.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate

import polars as pl

from seeds import SeedError, read_rows
from transforms.scoring.figures import Figure, precision_recall, share
from transforms.scoring.names import overlap, same_name

SEED = "scoring/event_corpora.csv"
PLV, POLICE, MUC4 = "plv", "india_police_events", "muc4"
RELEVANT, TARGET = "relevant", "target"
NOBODY = "none"
ROLES = ("actor", "recipient")
BOTH = 3  # how an event ties a pair whose both take part in their roles
SAME_PHRASE = 0.5  # of the shorter span
SAME_CONTENT = 0.5  # of the shorter content's letters

Figures = dict[str, Figure]


class AlignmentError(ValueError):
    """A text as it was read has not the letters of the corpus's text."""


# --- what was found -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FoundEvent:
    """A coded event: its row of `event_mentions` with its rows of `participants` and `casualties`."""

    row: dict
    participants: list[dict]
    casualties: list[dict]

    def of_role(self, role: str) -> list[dict]:
        return [one for one in self.participants if one["role"] == role]


def find_events(frames: Mapping[str, pl.DataFrame]) -> dict[str, list[FoundEvent]]:
    """article_id → its events, from the frames of stage "extract"."""
    participants, casualties = (_by_mention(frames[name]) for name in ("participants", "casualties"))
    events: dict[str, list[FoundEvent]] = defaultdict(list)
    for row in frames["event_mentions"].iter_rows(named=True):
        mention = row["event_mention_id"]
        events[row["article_id"]].append(FoundEvent(row, participants.get(mention, []), casualties.get(mention, [])))
    return dict(events)


def _by_mention(frame: pl.DataFrame) -> dict[str, list[dict]]:
    grouped = defaultdict(list)
    for row in frame.iter_rows(named=True):
        grouped[row["event_mention_id"]].append(row)
    return grouped


@dataclass(frozen=True, slots=True)
class Rule:
    """One way to earn a label; what is empty asks nothing."""

    label: str
    penta: str
    event_type: str
    event_mode: str
    casualties: str
    trigger: str
    actors: frozenset[str]
    modalities: frozenset[str]

    def covers(self, event: FoundEvent) -> bool:
        """Whether the event earns the label."""
        row = event.row
        return (
            row["event_type"] == self.event_type
            and self.event_mode in ("", row["event_mode"])
            and (not self.modalities or row["modality"] in self.modalities)
            and (not self.actors or not self.actors.isdisjoint(_sectors(event)))
            and (not self.casualties or any(_is_toll(one, self.casualties) for one in event.casualties))
            and (not self.trigger or not _harm_words(self.trigger).isdisjoint(row["trigger_text"].lower().split()))
        )


def _sectors(event: FoundEvent) -> set[str]:
    actors = event.of_role("actor")
    return {sector for one in actors for sector in one["sectors"] or ()} if actors else {NOBODY}


def _is_toll(figure: dict, kind: str) -> bool:
    return figure["kind"] == kind and any(figure[name] for name in ("low", "best", "high"))


@cache
def _harm_words(kind: str) -> frozenset[str]:
    return frozenset(row["form"] for row in read_rows("tolls/words.csv") if row["kind"] == kind)


@cache
def rules_of(corpus: str) -> tuple[Rule, ...]:
    """The rules of a corpus, in the order of the seed; SeedError where it has none."""
    rules = tuple(
        Rule(
            row["label"],
            row["penta"],
            row["event_type"],
            row["event_mode"],
            row["casualties"],
            row["trigger"],
            frozenset(row["actors"].split("|")) - {""},
            frozenset(row["modalities"].split("|")) - {""},
        )
        for row in read_rows(SEED)
        if row["corpus"] == corpus
    )
    if not rules:
        raise SeedError(f"{SEED}: expected rows of the corpus {corpus}, found none")
    return rules


def labels_of(event: FoundEvent, corpus: str) -> list[str]:
    """The labels of a corpus that an event earns, in the order of the seed's rows."""
    return list(dict.fromkeys(rule.label for rule in rules_of(corpus) if rule.covers(event)))


# --- PLV: the type of what one does to another --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Pair:
    """A sentence, as it was read, with one who acts on another, and the label of the act. `penta`: its class, 1 to 4."""

    text: str
    actor: str
    recipient: str
    label: str
    penta: str


def score_pairs(coded: Iterable[tuple[Pair, Sequence[FoundEvent]]]) -> Figures:
    """How many acts have the right type and the right class, and each type's figures; a sentence without event is wrong.

    The act is the event of both in their roles (share "told of the pair"), else of one of them, else the surest of the sentence.
    """
    told, found, right = Counter[str](), Counter[str](), Counter[str]()
    classes = {rule.label: rule.penta for rule in rules_of(PLV)}
    cases = same_class = of_pair = with_event = 0
    for pair, events in coded:
        event, ties = choose_act(pair, events)
        label = next((one for one in labels_of(event, PLV)), None) if event else None
        cases += 1
        told[pair.label] += 1
        right[pair.label] += label == pair.label
        same_class += label is not None and classes[label] == pair.penta
        of_pair += ties == BOTH
        with_event += event is not None
        if label is not None:
            found[label] += 1
    by_label = {one: precision_recall(right[one], found[one] - right[one], told[one] - right[one]) for one in sorted(told)}
    return {
        "root": share(right.total(), cases),
        "penta class": share(same_class, cases),
        "root, macro F1": round(sum(one["f1"] for one in by_label.values()) / max(1, len(by_label)), 3),
        "with an event": share(with_event, cases),
        "told of the pair": share(of_pair, cases),
        **by_label,
    }


def choose_act(pair: Pair, events: Iterable[FoundEvent]) -> tuple[FoundEvent | None, int]:
    """The event that ties the pair best, of such the surest, and how it does (`_ties`)."""
    ranked = [(_ties(pair, event), event.row["confidence"], -number, event) for number, event in enumerate(events)]
    if not ranked:
        return None, 0
    best = max(ranked, key=lambda one: one[:3])
    return best[3], best[0]


def _ties(pair: Pair, event: FoundEvent) -> int:
    """3: both in their roles; 2: one of them in its role; 1: one of them in the other's; 0: neither."""
    names = (pair.actor, pair.recipient)
    placed = [_takes_part(name, event.of_role(role), pair.text) for role, name in zip(ROLES, names, strict=True)]
    if any(placed):
        return BOTH if all(placed) else 2
    anybody = [one for role in ROLES for one in event.of_role(role)]
    return int(any(_takes_part(name, anybody, pair.text) for name in names))


def _takes_part(name: str, participants: Iterable[dict], text: str) -> bool:
    """Whether one of the participants stands where the name stands in the text, or is called alike."""
    places = [match.span() for match in re.finditer(re.escape(name), text)] if name else []
    return any(
        any(overlap((one["start_char"], one["end_char"]), place) >= SAME_PHRASE for place in places)
        or same_name(name, one["name"])
        or same_name(name, one["text"])
        for one in participants
    )


# --- IndiaPoliceEvents: sentences that tell what police did -------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class LabelledSentence:
    """A sentence of an article, and what it tells."""

    text: str
    labels: frozenset[str]


def score_sentences(articles: Iterable[tuple[Sequence[LabelledSentence], str, Sequence[FoundEvent]]]) -> Figures:
    """Precision and recall over sentences, by label. Of each article: its sentences, its text as it was read, its events.

    An event belongs to the sentence that its trigger begins in. Raises AlignmentError where the text has other letters.
    """
    counts = Counter[tuple[str, str]]()
    labels = sorted({rule.label for rule in rules_of(POLICE)})
    for sentences, text, events in articles:
        found = find_labels(sentences, text, events)
        for sentence, earned in zip(sentences, found, strict=True):
            for label in labels:
                counts[label, _outcome(label in sentence.labels, label in earned)] += 1
    return {
        label: precision_recall(counts[label, "right"], counts[label, "spurious"], counts[label, "missed"]) for label in labels
    }


def _outcome(is_told: bool, is_found: bool) -> str:
    if is_told:
        return "right" if is_found else "missed"
    return "spurious" if is_found else "neither"


def find_labels(sentences: Sequence[LabelledSentence], text: str, events: Iterable[FoundEvent]) -> list[set[str]]:
    """The labels that each sentence's events earn. Raises AlignmentError."""
    letters = count_letters(text)
    starts = list(accumulate((count_letters(one.text)[-1] for one in sentences), initial=0))
    check_letters(starts[-1], letters[-1])
    found: list[set[str]] = [set() for _ in sentences]
    for event in events:
        found[bisect_right(starts, letters[event.row["trigger_start"]]) - 1].update(labels_of(event, POLICE))
    return found


def count_letters(text: str) -> list[int]:
    """For each offset of a text, its end included, how many letters and digits stand before it: no change of white space or
    marks moves that."""
    return list(accumulate((char.isalnum() for char in text), initial=0))


def check_letters(told: int, read: int) -> None:
    """Raises AlignmentError where a corpus's text and the text as it was read have not the same number of letters."""
    if told != read:
        raise AlignmentError(f"corpus: expected {told} letters and digits in the text as it is read, got {read}")


# --- MUC-4: reports of attacks, and whom they hit -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Report:
    """A report: whether it tells an attack, and the persons attacked, each by the names that stand for one."""

    is_relevant: bool
    targets: Collection[tuple[str, ...]]


def score_reports(coded: Iterable[tuple[Report, Sequence[FoundEvent]]]) -> Figures:
    """Precision and recall of relevance over reports, and the share of the persons that an attack has as a recipient."""
    counts = Counter[str]()
    hits = targets = 0
    for report, events in coded:
        counts[_outcome(report.is_relevant, any(RELEVANT in labels_of(event, MUC4) for event in events))] += 1
        if report.is_relevant:
            names = [one for event in events if TARGET in labels_of(event, MUC4) for one in event.of_role("recipient")]
            targets += len(report.targets)
            hits += sum(_is_among(target, names) for target in report.targets)
    return {
        "relevant reports": precision_recall(counts["right"], counts["spurious"], counts["missed"]),
        "names of targets": share(hits, targets),
    }


def _is_among(target: Iterable[str], recipients: Iterable[dict]) -> bool:
    names = [name for one in recipients for name in (one["name"], one["text"])]
    return any(same_name(form, name) for form in target for name in names)


# --- PolNeAR: who says what ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody says, and who, as the numbers of the letters of the text that tell it. Both may be empty."""

    source: frozenset[int]
    content: frozenset[int]


def letters_in(spans: Iterable[tuple[int, int]], letters: Sequence[int]) -> frozenset[int]:
    """The numbers of the letters within character spans; `letters`: `count_letters` of their text."""
    return frozenset(number for start, end in spans for number in range(letters[start], letters[end]))


def score_attributions(articles: Iterable[tuple[Sequence[Said], Sequence[Said]]]) -> Figures:
    """Precision and recall of attributions; of each article: those told, those found. Each counts once, best contents first.

    The same: their sources share a letter (or both have none), their contents half of the shorter one. "source": of those found
    whose content is one that is told, how many have its source. "content": precision and recall whatever the source.
    """
    whole, content = Counter[str](), Counter[str]()
    sources = [0, 0]
    for told, found in articles:
        alike = [(_likeness(one, other), n, m) for n, one in enumerate(told) for m, other in enumerate(found)]
        candidates = sorted((one for one in alike if one[0]), key=lambda one: (-one[0], one[1], one[2]))
        both = [(n, m) for _, n, m in candidates if _is_same_source(told[n], found[m])]
        _count_pairs(whole, _pair_off(both), told, found)
        _count_pairs(content, _pair_off((n, m) for _, n, m in candidates), told, found)
        sources[0] += len({m for _, m in both})
        sources[1] += len({m for _, _, m in candidates})
    return {
        "attributions": precision_recall(whole["right"], whole["spurious"], whole["missed"]),
        "content": precision_recall(content["right"], content["spurious"], content["missed"]),
        "source": share(*sources),
    }


def _likeness(one: Said, other: Said) -> float:
    """Share of all letters of two contents that both have; 0 where it is less than half of the shorter one."""
    shared = len(one.content & other.content)
    if not shared or shared < SAME_CONTENT * min(len(one.content), len(other.content)):
        return 0.0
    return shared / len(one.content | other.content)


def _is_same_source(one: Said, other: Said) -> bool:
    return bool(one.source & other.source) or not (one.source or other.source)


def _pair_off(candidates: Iterable[tuple[int, int]]) -> int:
    """How many pairs there are when each of both sides is used once, first come first served."""
    pairs: dict[int, int] = {}
    used: set[int] = set()
    for one, other in candidates:
        if one not in pairs and other not in used:
            pairs[one] = other
            used.add(other)
    return len(pairs)


def _count_pairs(counts: Counter[str], right: int, told: Sequence[Said], found: Sequence[Said]) -> None:
    counts.update(right=right, spurious=len(found) - right, missed=len(told) - right)
