"""Matching of coded events, entities and quotations with those of gold articles.

An event is found when a coded event of an accepted type stands in the same sentence (half of the shorter one shared). Gold events
with "required": false may be found or not: neither is an error.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import polars as pl

from transforms.scoring.figures import Score
from transforms.scoring.names import match_names, overlap, same_name, span_of, squash

SAME_SENTENCE = 0.5
SAME_QUOTATION = 0.6
DETAIL_CHARS = 90
TOLLS = ("killed", "injured")
ROLES = ("actor", "recipient")
# Labels of entities that gold lists in full; others are not counted as spurious.
LISTED_LABELS = ("PERSON", "ORG", "GPE", "LOC", "FAC", "NORP")


@dataclass(frozen=True, slots=True)
class Tables:
    """Rows of the public tables: `casualties` of killed and injured, direct `quotations`, `entities` by article."""

    articles: list[dict]
    sentences: list[dict]
    event_mentions: list[dict]
    participants: list[dict]
    casualties: list[dict]
    entities: list[dict]
    quotations: list[dict]


def tables_of(frames: Mapping[str, pl.DataFrame]) -> Tables:
    """What scoring reads, from the frames of stage "extract"."""
    names = ("articles", "sentences", "event_mentions", "participants", "casualties")
    direct = frames["quotations"].filter(pl.col("kind") == "direct")
    return Tables(
        **{name: frames[name].to_dicts() for name in names},
        entities=frames["article_entities"].to_dicts(),
        quotations=direct.to_dicts(),
    )


@dataclass(frozen=True, slots=True)
class _Event:
    """A coded event with all that hangs on it."""

    row: dict
    sentence: str
    participants: list[dict]
    tolls: dict[str, list | None]

    def names(self, role: str) -> list[str]:
        return [one["name"] or one["text"] for one in self.participants if one["role"] == role]

    def values(self, role: str, column: str) -> set[str]:
        return {one[column] for one in self.participants if one["role"] == role and one[column]}


def score_warehouse(gold: Iterable[dict], tables: Tables) -> Score:
    """Score coded articles, joined to gold by `external_id`."""
    score = Score()
    ids = {row["external_id"]: row["article_id"] for row in tables.articles}
    events, entities, quotations = _events(tables), _by_article(tables.entities), _by_article(tables.quotations)
    for article in gold:
        score.counts["articles"] += 1
        article_id = ids.get(article["id"])
        if article_id is None:
            _miss_article(article, score)
            continue
        _score_events(article, events[article_id], score)
        _score_entities(article.get("entities", []), entities[article_id], score)
        _score_quotations(article.get("quotations", []), quotations[article_id], score)
    return score


def _by_article(rows: Iterable[dict]) -> dict[str, list[dict]]:
    grouped = defaultdict(list)
    for row in rows:
        grouped[row["article_id"]].append(row)
    return grouped


def _events(tables: Tables) -> dict[str, list[_Event]]:
    sentences = {(row["article_id"], row["sentence_no"]): row["text"] for row in tables.sentences}
    participants, figures = defaultdict(list), defaultdict(list)
    for row in tables.participants:
        participants[row["event_mention_id"]].append(row)
    for row in tables.casualties:
        figures[row["event_mention_id"], row["kind"]].append((row["low"], row["high"]))
    events = defaultdict(list)
    for row in tables.event_mentions:
        mention = row["event_mention_id"]
        tolls = {kind: _sum(figures[mention, kind]) for kind in TOLLS}
        events[row["article_id"]].append(
            _Event(row, sentences.get((row["article_id"], row["sentence_no"]), ""), participants[mention], tolls)
        )
    return events


def _sum(figures: list[tuple[int | None, int | None]]) -> list | None:
    """[low, high] over all figures of a kind; high is open where one is."""
    if not figures:
        return None
    highs = [high for _, high in figures]
    return [sum(low or 0 for low, _ in figures), None if None in highs else sum(high or 0 for high in highs)]


def _is_required(event: dict) -> bool:
    return event.get("required", True)


def _miss_article(article: dict, score: Score) -> None:
    missed = [event for event in article["events"] if _is_required(event)]
    score.counts.update({"articles missing": 1, "event fn": len(missed)})
    score.details += [
        ("MISSED", article["id"], "/".join(event["types"]), event["trigger"], "article not in warehouse") for event in missed
    ]


def right_mentions(gold: Iterable[dict], tables: Tables) -> dict[str, bool]:
    """event_mention_id → whether the mention tells an annotated event (required or not), for the articles in `gold`."""
    ids = {row["external_id"]: row["article_id"] for row in tables.articles}
    events = _events(tables)
    right: dict[str, bool] = {}
    for article in gold:
        coded = events[ids[article["id"]]]
        pairs = _match(article["events"], coded, _shared(article, coded))
        right |= {event.row["event_mention_id"]: number in set(pairs.values()) for number, event in enumerate(coded)}
    return right


def _shared(article: dict, coded: list[_Event]) -> list[list[bool]]:
    """For each gold event and each coded one, whether they stand in the same sentence."""
    whole = squash((article.get("title") or "") + " " + article["text"])
    coded_spans = [span_of(event.sentence, whole) for event in coded]
    gold_spans = [span_of(event["sentence"], whole) for event in article["events"]]
    return [[overlap(span, other) >= SAME_SENTENCE for other in coded_spans] for span in gold_spans]


def _score_events(article: dict, coded: list[_Event], score: Score) -> None:
    gold = article["events"]
    shared = _shared(article, coded)
    pairs = _match(gold, coded, shared)
    for number, event in enumerate(gold):
        if _is_required(event):
            score.counts.update({"any gold": 1, "any found": int(any(shared[number]))})
            _count(score, "tp" if number in pairs else "fn", event["types"][0])
            if number not in pairs:
                score.details.append(
                    ("MISSED", article["id"], "/".join(event["types"]), event["trigger"], event["sentence"][:DETAIL_CHARS])
                )
    used = set(pairs.values())
    for number, found in enumerate(coded):
        if number not in used:
            _count(score, "fp", found.row["event_type"])
            score.details.append(
                ("SPURIOUS", article["id"], found.row["event_type"], found.row["trigger_text"], found.sentence[:DETAIL_CHARS])
            )
    for number, other in pairs.items():
        _score_pair(gold[number], coded[other], score)
    _score_links(gold, coded, pairs, score)


def _count(score: Score, what: str, event_type: str) -> None:
    score.counts[f"event {what}"] += 1
    score.by_type[event_type][what] += 1


def _match(gold: list[dict], coded: list[_Event], shared: list[list[bool]]) -> dict[int, int]:
    """Gold event → coded event, the best-fitting pairs first, each used once."""
    candidates = [
        (_fit(event, found), number, other)
        for number, event in enumerate(gold)
        for other, found in enumerate(coded)
        if shared[number][other] and found.row["event_type"] in event["types"]
    ]
    pairs: dict[int, int] = {}
    used: set[int] = set()
    for _, number, other in sorted(candidates, reverse=True):
        if number not in pairs and other not in used:
            pairs[number] = other
            used.add(other)
    return pairs


def _fit(event: dict, found: _Event) -> float:
    """A trigger in common counts most, then an actor, then that the event is required."""
    trigger, words = squash(event["trigger"]), squash(found.row["trigger_text"])
    is_same_trigger = bool(words) and (words in trigger or trigger in words)
    is_same_actor = any(same_name(actor["name"], name) for actor in event.get("actor", []) for name in found.names("actor"))
    return 2.0 * is_same_trigger + is_same_actor + 0.5 * _is_required(event)


def _score_pair(event: dict, found: _Event, score: Score) -> None:
    score.counts["matched"] += 1
    if event.get("modes"):
        score.add_case("mode", found.row["event_mode"] in event["modes"])
    if event.get("modality"):
        score.add_case("modality", event["modality"] == found.row["modality"])
    score.add_found("attribution", *match_names(event.get("attributed_to") or [], found.names("source")))
    roles_right = [_score_role(event, found, role, score) for role in ROLES]
    is_place_right = _score_place(event.get("location") or {}, found, score)
    is_row_right = all(roles_right) and is_place_right and event.get("modality", "actual") == found.row["modality"]
    score.counts.update({"place right": int(is_place_right), "row right": int(is_row_right)})
    if event.get("date"):
        is_day_right = str(found.row["date_start"])[:10] == event["date"]
        score.add_case("date", is_day_right and found.row["date_precision"] == event.get("date_precision", "day"))
    for kind in TOLLS:
        told, coded = event.get(kind), found.tolls[kind]
        if told is not None or coded is not None:
            score.add_case(kind, told is not None and coded == list(told))


def _score_role(event: dict, found: _Event, role: str, score: Score) -> bool:
    """Names, countries and sectors of a role; whether all names are right."""
    told = event.get(role, [])
    names = match_names([one["name"] for one in told], found.names(role))
    score.add_found(role, *names)
    for column in ("country", "sector"):
        expected = {one[column] for one in told if one.get(column)}
        coded = found.values(role, column)
        score.add_found(f"{role} {column}", len(expected & coded), len(coded - expected), len(expected - coded))
    return names[1:] == (0, 0)


def _score_place(location: dict, found: _Event, score: Score) -> bool:
    """Name and country of the place; whether the country is right or not told."""
    country = location.get("country")
    if location:
        score.add_case("location", same_name(location.get("name"), found.row["location_name"]))
        if country:
            score.add_case("event country", country == found.row["country"])
    return not country or country == found.row["country"]


def _score_links(gold: list[dict], coded: list[_Event], pairs: dict[int, int], score: Score) -> None:
    """Pairs of mentions that tell one incident."""
    couples = [(one, other) for one in pairs for other in pairs if one < other]
    told = {couple for couple in couples if _agree(gold[couple[0]].get("incident"), gold[couple[1]].get("incident"))}
    found = {
        couple for couple in couples if _agree(coded[pairs[couple[0]]].row["event_id"], coded[pairs[couple[1]]].row["event_id"])
    }
    score.add_found("link", len(told & found), len(found - told), len(told - found))


def _agree(one: str | None, other: str | None) -> bool:
    return one is not None and one == other


def _score_entities(told: list[dict], coded: list[dict], score: Score) -> None:
    left = list(coded)
    for entity in told:
        hit = next((one for one in left if same_name(entity["name"], one["name"])), None)
        if hit is None:
            score.counts["entity fn"] += 1
        else:
            left.remove(hit)
            score.counts.update({"entity tp": 1, "entity type ok": int(entity["type"] == hit["label"])})
    score.counts["entity fp"] += sum(one["label"] in LISTED_LABELS for one in left)


def _score_quotations(told: list[dict], coded: list[dict], score: Score) -> None:
    left = list(coded)
    for quotation in told:
        hit = next((one for one in left if _is_same_quotation(quotation["quote"], one["text"])), None)
        if hit is None:
            score.counts["quotation fn"] += 1
            continue
        left.remove(hit)
        score.counts["quotation tp"] += 1
        speaker = quotation.get("speaker")
        score.add_case("speaker", (not speaker and not hit["speaker"]) or same_name(speaker, hit["speaker"]))
    score.counts["quotation fp"] += len(left)


def _is_same_quotation(told: str, found: str) -> bool:
    one, other = squash(told), squash(found)
    if not other or (one not in other and other not in one):
        return False
    return min(len(one), len(other)) >= SAME_QUOTATION * max(len(one), len(other))
