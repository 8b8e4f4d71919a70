"""`dateline explain`: an event's sentence with its marked spans, and why each of its values is what it is.

The stored article is coded again by the coder of the settings; where the warehouse was coded by another, that is said.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from flows import console
from flows.coding import CoderPlan
from flows.settings import load_settings
from flows.workers import load_extractor
from transforms.events.coder import CodedArticle, code_article
from transforms.events.confidence import fitted_weights
from transforms.events.lexicon import Lexicon
from transforms.events.records import EventRecord, Participant
from transforms.extract import event_mention_id
from transforms.language.article import parse_articles
from transforms.language.encoder.event_heads import has_heads
from transforms.language.spans import text_of
from warehouse.connection import connect
from warehouse.errors import QueryError
from warehouse.queries import run_query

SHOWN_FEATURES = 6
ARTICLES_SQL = """
    select distinct a.article_id, a.external_id, a.title, a.text, a.published_at, a.dateline_place
    from main.articles a left join main.event_mentions m using (article_id)
    where $wanted in (a.article_id, a.external_id, m.event_mention_id, m.event_id) order by a.article_id
"""
MENTIONS_SQL = "select event_mention_id, event_id, coding_id from main.event_mentions where article_id = $article"


def explain(wanted: str, **given: Any) -> int:
    """`dateline explain`: of an article all events, of an event its mentions, of a mention itself."""
    settings = load_settings(**given)
    articles = _find_articles(wanted, settings.warehouse)
    plan = CoderPlan.of(settings)
    others = sorted({row["coding_id"] for one in articles for row in one["mentions"]} - {plan.coding_id})
    if others:
        console.say(f"The warehouse was coded by {', '.join(others)}; this is what coding {plan.coding_id} says.", "yellow")
    extractor = load_extractor(plan)
    for article, parsed in zip(articles, parse_articles(extractor.nlp, articles), strict=True):
        coded = code_article(parsed, extractor.coder)
        is_whole = wanted in (article["article_id"], article["external_id"])
        asked = {row["event_mention_id"] for row in article["mentions"] if wanted in (row["event_mention_id"], row["event_id"])}
        for event in coded.events:
            mention = event_mention_id(event, parsed.article_id)
            if mention in asked or (is_whole and event.confidence >= plan.minimum_confidence):
                console.out.print(f"\n[bold]{mention}[/]  {mark_sentence(event, coded)}", soft_wrap=True)
                for name, value in explain_event(event, extractor.coder.lexicon):
                    console.out.print(f"  {name:<12} {value}", soft_wrap=True, markup=False, highlight=False)
    return console.OK


def _find_articles(wanted: str, warehouse: Path) -> list[dict]:
    """The articles that an id is about, each with the ids of its stored mentions."""
    with connect(warehouse, read_only=True) as con:
        articles = run_query(con, ARTICLES_SQL, {"wanted": wanted}).to_dicts()
        if not articles:
            raise QueryError(f"{warehouse}: expected the id of an article, an event or an event mention, got {wanted!r}")
        return [one | {"mentions": run_query(con, MENTIONS_SQL, {"article": one["article_id"]}).to_dicts()} for one in articles]


def mark_sentence(event: EventRecord, coded: CodedArticle) -> str:
    """The event's sentence with its spans in brackets: `[trigger killed]`, `[actor gunmen]`."""
    sentence = next(one for one in coded.article.sentences if one.sentence_no == event.sentence_no)
    start, text = sentence.span.start_char, sentence.span.text
    inserted: list[tuple[int, int, str]] = []  # closing brackets before opening ones, the inner span's first
    for name, first, last in _spans(event):
        if start <= first < last <= start + len(text):
            inserted += [(first - start, 1, f"\\[[green]{name}[/] "), (last - start, 0, "]")]
    for place, _, mark in sorted(inserted, reverse=True):
        text = text[:place] + mark + text[place:]
    return text.replace("\n", " ")


def _spans(event: EventRecord) -> Iterator[tuple[str, int, int]]:
    yield "trigger", event.trigger_start, event.trigger_end
    yield from ((one.role, one.start_char, one.end_char) for one in event.participants)
    yield from ((toll.kind, toll.start_char, toll.end_char) for toll in event.tolls)
    if event.time is not None:
        yield "date", event.time.start_char, event.time.end_char
    if event.place is not None and event.place.start_char is not None and event.place.end_char is not None:
        yield "place", event.place.start_char, event.place.end_char


def explain_event(event: EventRecord, lexicon: Lexicon) -> Iterator[tuple[str, str]]:
    """Value by value, what it is and what it comes from."""
    reading = event.reading
    yield "type", f"{event.event_type}{f' / {event.event_mode}' if event.event_mode else ''}; {_explain_frame(event, lexicon)}"
    if reading is not None:
        yield "event heads", f"{_shares(reading.types)}; the rules say: {event.support.replace('_', ' ')}"
        yield "modality", f"{event.modality}; event heads: {_shares(reading.modalities)}"
    else:
        seen = "the event heads see no event here" if has_heads(event.trigger.doc) else "the model has no event heads"
        yield "modality", f"{event.modality}; by rules ({seen})"
    for one in event.participants:
        yield one.role, _explain_participant(one, event)
    if event.time is not None:
        yield "date", f"{event.time.start or 'unresolved'} ({event.time.precision}) from {event.time.text!r}"
    if event.place is not None:
        where = "named in the sentence" if event.place.start_char is not None else "carried from the dateline or another sentence"
        yield "place", f"{event.place.name}, {event.place.country or 'no country'} ({event.place.precision}); {where}"
    for toll in event.tolls:
        text = text_of(toll.head.doc)[toll.start_char : toll.end_char]
        yield toll.kind, f"{toll.low} to {'more' if toll.high is None else toll.high} ({toll.victims}) from {text!r}"
    weights = fitted_weights(any(name.startswith("head=") for name in event.features))
    told = sorted(((weights.get(name, 0.0), name) for name in event.features), key=lambda pair: -abs(pair[0]))
    yield "confidence", f"{event.confidence}: {', '.join(f'{name} {weight:+.2f}' for weight, name in told[:SHOWN_FEATURES])}"


def _explain_frame(event: EventRecord, lexicon: Lexicon) -> str:
    frame = next((one for one in lexicon.frames if one.frame_id == event.rule_id), None)
    if frame is None:
        return "no frame, by the event heads alone"
    when = " ".join(map(str, frame.conditions))
    return f"frame {frame.frame_id} ({frame.source_file} line {frame.line}){f' when {when}' if when else ''}"


def _explain_participant(one: Participant, event: EventRecord) -> str:
    who = one.name if one.name == one.text else f"{one.name}, here {one.text!r}"
    coded = " ".join((one.country or "no country", *one.sectors))
    share = 0.0 if event.reading is None else event.reading.share(one.role, one.head.i - event.trigger.i)
    return f"{who} ({coded}){f', by {one.cue!r}' if one.cue else ''}{f'; event heads {share:.2f}' if share else ''}"


def _shares(shares: Mapping[str, float]) -> str:
    likeliest = sorted(shares.items(), key=lambda pair: -pair[1])[:3]
    return ", ".join(f"{label} {share:.2f}" for label, share in likeliest if share >= 0.01)
