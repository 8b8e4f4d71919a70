"""Event mentions → events, within an article: mentions that agree in what happened, when, where and to whom are one event.

Two mentions join when their types are equal and nothing they tell contradicts: dates, places (a city lies in its country),
actors and recipients each agree or are silent on one side, and at least one of them agrees in fact.
"""

from __future__ import annotations

from seeds.name_keys import name_key
from transforms.events.records import EventRecord
from transforms.ids import content_id

Told = tuple[dict, EventRecord]  # the row of `event_mentions` and the record it was made from


def group_events(told: list[Told]) -> list[list[Told]]:
    """Groups of mentions that tell one event, in text order; every mention is in exactly one."""
    groups: list[list[Told]] = []
    for one in told:
        scored = [(_group_score(one, group), -number) for number, group in enumerate(groups)]
        best = max(scored, default=(0.0, 0))
        if best[0] > 0:
            groups[-best[1]].append(one)
        else:
            groups.append([one])
    return groups


def _group_score(one: Told, group: list[Told]) -> float:
    """The best agreement with a member; 0 when any member contradicts."""
    scores = [agreement(one, other) for other in group]
    return 0.0 if min(scores) < 0 else max(scores)


def agreement(one: Told, other: Told) -> float:
    """Below 0: they contradict. 0: nothing joins them. Above: the share of what both tell that agrees."""
    (row, record), (other_row, other_record) = one, other
    if row["event_type"] != other_row["event_type"] or row["modality"] != other_row["modality"]:
        return -1.0
    if record.sentence_no == other_record.sentence_no:
        return -1.0  # a sentence tells two events of one type as two
    parts = [
        _modes(row, other_row),
        _dates(row, other_row),
        _places(row, other_row),
        _names(record, other_record, "actor"),
        _names(record, other_record, "recipient"),
    ]
    known = [part for part in parts if part is not None]
    if any(part < 0 for part in known):
        return -1.0
    return max(0.0, sum(known) / len(parts)) if sum(known) > 0 else 0.0


def _modes(row: dict, other: dict) -> float | None:
    if not row["event_mode"] or not other["event_mode"]:
        return None
    return 0.5 if row["event_mode"] == other["event_mode"] else -0.0


def _dates(row: dict, other: dict) -> float | None:
    if not row["date_start"] or not other["date_start"]:
        return None
    last, other_last = row["date_end"] or row["date_start"], other["date_end"] or other["date_start"]
    overlap = row["date_start"] <= other_last and other["date_start"] <= last
    return 0.5 if overlap else -1.0


def _places(row: dict, other: dict) -> float | None:
    if not row["location_name"] or not other["location_name"]:
        return None
    if name_key(row["location_name"]) == name_key(other["location_name"]):
        return 0.5
    if row["country"] and other["country"] and row["country"] != other["country"]:
        return -1.0
    if row["admin1"] and other["admin1"] and row["admin1"] != other["admin1"]:
        return -1.0
    exact = {row["geo_precision"], other["geo_precision"]}
    return 0.0 if "country" in exact or "admin1" in exact else -1.0


def _names(record: EventRecord, other: EventRecord, role: str) -> float | None:
    mine = [name_key(one.name) for one in record.participants if one.role == role]
    theirs = [name_key(one.name) for one in other.participants if one.role == role]
    if not mine or not theirs:
        return None
    shared = any(set(a.split()) <= set(b.split()) or set(b.split()) <= set(a.split()) for a in mine for b in theirs)
    return 1.0 if shared else -1.0


def event_rows(group: list[Told], article: dict) -> tuple[dict, list[dict]]:
    """The row of `events` for a group of mentions of one article, and its rows of `event_links`."""
    rows = [row for row, _ in group]
    best = max(rows, key=lambda row: (_detail(row), -row["sentence_no"], -row["trigger_start"]))
    event_id = content_id("x", min(row["event_mention_id"] for row in rows))
    names = {role: _distinct_names(group, role) for role in ("actor", "recipient")}
    event = {
        key: best[key]
        for key in (
            "event_type",
            "contexts",
            "quad_class",
            "modality",
            "date_start",
            "date_end",
            "date_precision",
            "location_name",
            "place_id",
            "country",
            "admin1",
            "latitude",
            "longitude",
            "geo_precision",
        )
    }
    with_mode = next((row for row in rows if row["event_mode"]), best)
    event |= {
        "event_id": event_id,
        "event_mode": with_mode["event_mode"],
        "intensity": with_mode["intensity"],
        "actors": names["actor"],
        "recipients": names["recipient"],
        "claimed_by": _distinct([name for _, record in group for name in record.claimed_by]),
        "denied_by": _distinct([name for _, record in group for name in record.denied_by]),
        "mention_count": len(rows),
        "article_count": 1,
        "source_count": 1,
        "first_reported_at": article["published_at"],
        "last_reported_at": article["published_at"],
        "confidence": max(row["confidence"] for row in rows),
    } | _tolls(group)
    event["summary"] = summary_of(event)
    links = [
        {
            "event_id": event_id,
            "event_mention_id": one[0]["event_mention_id"],
            "score": 1.0 if one[0] is best else _link_score(one, group),
            "reason": "the mention that tells most" if one[0] is best else _reason(one, group),
        }
        for one in group
    ]
    return event, links


def _detail(row: dict) -> int:
    """How much a mention tells: an exact place and day count more than vague ones."""
    place = {"point": 4, "city": 4, "admin2": 3, "admin1": 2, "country": 1}.get(row["geo_precision"] or "", 0)
    day = {"day": 3, "week": 2, "month": 1}.get(row["date_precision"] or "", 0) if row["date_start"] else 0
    return place + day


def _distinct_names(group: list[Told], role: str) -> list[str]:
    return _distinct([one.name for _, record in group for one in record.participants if one.role == role])


def _distinct(names: list[str]) -> list[str]:
    found: dict[str, str] = {}
    for name in names:
        found.setdefault(name_key(name), name)
    return list(found.values())


def _tolls(group: list[Told]) -> dict[str, int | None]:
    """Lowest low, highest high over the mentions; best is the figure told most often, the latest of equals.

    A mention without a lower bound ("up to 5") lowers the low to its best figure; one without an upper bound opens the high.
    """
    out: dict[str, int | None] = {}
    for kind in ("killed", "injured"):
        sums = [_sum_of(record, kind) for _, record in group if any(toll.kind == kind for toll in record.tolls)]
        lows = [low for low, _, _ in sums if low is not None]
        bests = [best for _, best, _ in sums if best is not None]
        highs = [high for _, _, high in sums]
        best = max(reversed(bests), key=bests.count) if bests else None
        known = [figure for figure in (*lows, *bests) if figure is not None]
        out[f"{kind}_low"] = min(known) if lows else None
        out[f"{kind}_best"] = best
        closed = [high for high in highs if high is not None]
        out[f"{kind}_high"] = max((*known, *closed)) if closed and len(closed) == len(highs) else None
    return out


def _sum_of(record: EventRecord, kind: str) -> tuple[int | None, int | None, int | None]:
    tolls = [toll for toll in record.tolls if toll.kind == kind]

    def total(values: list[int | None]) -> int | None:
        return None if None in values else sum(value or 0 for value in values)

    return (
        sum(toll.low or 0 for toll in tolls) if any(toll.low is not None for toll in tolls) else None,
        total([toll.best for toll in tolls]),
        total([toll.high for toll in tolls]),
    )


def _link_score(one: Told, group: list[Told]) -> float:
    return round(max((agreement(one, other) for other in group if other is not one), default=1.0), 3)


def _reason(one: Told, group: list[Told]) -> str:
    """In words: what the mention shares with those before it."""
    row, record = one
    others = [other for other in group if other is not one]
    shared = ["type"]
    shared += ["date"] if any((_dates(row, other) or 0) > 0 for other, _ in others) else []
    shared += ["place"] if any((_places(row, other) or 0) > 0 for other, _ in others) else []
    shared += [role for role in ("actor", "recipient") if any((_names(record, other, role) or 0) > 0 for _, other in others)]
    return "same " + ", ".join(shared)


def summary_of(event: dict) -> str:
    """One readable line: who — what — whom, where, when, toll."""
    who = ", ".join(event["actors"]) or "unknown actor"
    whom = f" → {', '.join(event['recipients'])}" if event["recipients"] else ""
    mode = f" ({event['event_mode']})" if event["event_mode"] else ""
    where = f", {event['location_name']}" if event["location_name"] else ""
    when = f", {event['date_start'].isoformat()}" if event["date_start"] else ""
    toll = "".join(
        f", {event[f'{kind}_low']}{'' if event[f'{kind}_high'] == event[f'{kind}_low'] else '+'} {kind}"
        for kind in ("killed", "injured")
        if event[f"{kind}_low"]
    )
    prefix = "" if event["modality"] == "actual" else f"[{event['modality']}] "
    return f"{prefix}{who}: {event['event_type']}{mode}{whom}{where}{when}{toll}"
