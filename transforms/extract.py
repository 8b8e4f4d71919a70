"""Articles → frames of the public tables: the one crossing from language to Polars.

`extract_batch` is what worker processes run. In: rows of `articles`. Out: a frame for each table of stage "extract".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import polars as pl
from spacy.language import Language

from seeds.name_keys import name_key
from transforms.contracts import frame_of, tables_of_stage
from transforms.events.actors import ActorLexicon
from transforms.events.coder import CodedArticle, code_article
from transforms.events.confidence import confidence_of
from transforms.events.records import EntityRecord, EventRecord, Mention, QuotationRecord
from transforms.events.scene import Coder
from transforms.events.toll_events import keep_sure
from transforms.ids import content_id
from transforms.language.article import parse_articles
from transforms.linking.events import event_rows, group_events

Rows = dict[str, list[dict]]


@dataclass(frozen=True, slots=True)
class Extractor:
    """A loaded language pipeline with a coder and the id of the two together. `weights`: of confidence, instead of the seeds'."""

    nlp: Language
    coder: Coder
    coding_id: str
    minimum_confidence: float = 0.0
    weights: Mapping[str, float] | None = None


def extract_batch(articles: pl.DataFrame, extractor: Extractor) -> dict[str, pl.DataFrame]:
    """Code a batch of articles (columns of `articles`). Returns one frame per table of stage "extract", `articles` included.

    Copies (`duplicate_of` set) keep their row and are not coded.
    """
    rows: Rows = {one.name: [] for one in tables_of_stage("extract") if one.name != "articles"}
    originals = articles.filter(pl.col("duplicate_of").is_null())
    meta = {row["article_id"]: row for row in originals.iter_rows(named=True)}
    for parsed in parse_articles(extractor.nlp, meta.values()):
        coded = code_article(parsed, extractor.coder)
        if extractor.weights is not None:
            for event in coded.events:
                event.confidence = confidence_of(event.features, extractor.weights)
        coded.events = keep_sure(coded.events, extractor.minimum_confidence, extractor.coder.ontology.toll_kinds)
        _cross(coded, meta[parsed.article_id], extractor, rows)
    return {"articles": articles, **{name: frame_of(name, made) for name, made in rows.items()}}


def _cross(coded: CodedArticle, article: dict, extractor: Extractor, rows: Rows) -> None:
    """Append one coded article's rows to the tables' rows."""
    article_id = article["article_id"]
    entity_ids = _entity_ids(coded, article_id, extractor.coder.actors)
    rows["sentences"] += _sentences(coded, article_id)
    rows["article_entities"] += _entities(coded.entities, article_id, entity_ids)
    rows["mentions"] += [_mention(one, article_id, entity_ids) for one in coded.mentions if one.entity is not None]
    rows["quotations"] += [_quotation(one, article_id, coded.entities, entity_ids) for one in coded.quotations]
    mentions = []
    for event in coded.events:
        mention = _event_mention(event, article_id, extractor)
        mentions.append((mention, event))
        rows["participants"] += _participants(event, mention["event_mention_id"], article_id, entity_ids)
        rows["casualties"] += _casualties(event, mention["event_mention_id"])
    for group in group_events(mentions):
        row, links = event_rows(group, article)
        rows["events"].append(row)
        rows["event_links"] += links
        rows["event_mentions"] += [mention | {"event_id": row["event_id"]} for mention, _ in group]


def _sentences(coded: CodedArticle, article_id: str) -> Iterator[dict]:
    quoted = [(one.start_char, one.end_char) for one in coded.quotations if one.kind == "direct"]
    for sentence in coded.article.sentences:
        start, end = sentence.span.start_char, sentence.span.end_char
        is_quote = not sentence.is_title and any(first <= start + 1 and end - 1 <= last for first, last in quoted)
        yield {
            "article_id": article_id,
            "sentence_no": sentence.sentence_no,
            "start_char": start,
            "end_char": end,
            "is_title": sentence.is_title,
            "is_quote": is_quote,
            "text": sentence.span.text,
        }


def _entity_ids(coded: CodedArticle, article_id: str, actors: ActorLexicon) -> dict[int, str]:
    """Python's id of each entity record → its id: label, country and name make it.

    A person whose surname alone the article gives is one of this article, until linking finds out who it is. A capital that acts
    and where nothing happens stands for its country.
    """
    acting = {
        id(one.mention.entity)
        for event in coded.events
        for one in event.participants
        if one.role in ("actor", "source") and one.mention is not None and one.mention.kind == "name"
    }
    scenes = {name_key(event.place.name) for event in coded.events if event.place is not None}
    return {id(entity): _entity_id(entity, article_id, actors, acting, scenes) for entity in coded.entities}


def _entity_id(entity: EntityRecord, article_id: str, actors: ActorLexicon, acting: set[int], scenes: set[str]) -> str:
    key = name_key(entity.standing_name)
    if entity.label == "PERSON" and " " not in key:
        return content_id("e", entity.label, entity.country, key, article_id)
    if id(entity) in acting and key not in scenes and entity.label in ("GPE", "ORG"):
        seat = actors.country_of_seat(entity.name)
        if seat is not None:
            return content_id("e", "GPE", seat[0], name_key(seat[1]))
    return content_id("e", entity.label, entity.country, key)


def _entities(entities: list[EntityRecord], article_id: str, entity_ids: dict[int, str]) -> Iterator[dict]:
    """One row per entity; two records of one id (a name told apart within the article by nothing else) become one."""
    by_id: dict[str, list[EntityRecord]] = {}
    for entity in entities:
        by_id.setdefault(entity_ids[id(entity)], []).append(entity)
    for entity_id, alike in by_id.items():
        first = alike[0]
        yield {
            "article_id": article_id,
            "entity_id": entity_id,
            "name": first.name,
            "label": first.label,
            "country": first.country,
            "sector": first.sectors[0] if first.sectors else None,
            "description": _description(first),
            "mention_count": sum(len(entity.mentions) for entity in alike),
        }


def _description(entity: EntityRecord) -> str | None:
    """What the article calls the entity besides its name: the longest description that was resolved to it."""
    nominals = [mention.text for mention in entity.mentions if mention.kind == "nominal"]
    return max(nominals, key=lambda text: (len(text), text), default=None)


def _mention_id(mention: Mention, article_id: str) -> str:
    return content_id("m", article_id, mention.sentence_no, mention.start_char, mention.end_char)


def _mention(mention: Mention, article_id: str, entity_ids: dict[int, str]) -> dict:
    return {
        "mention_id": _mention_id(mention, article_id),
        "article_id": article_id,
        "sentence_no": mention.sentence_no,
        "start_char": mention.start_char,
        "end_char": mention.end_char,
        "text": mention.text,
        "label": mention.label,
        "kind": mention.kind,
        "entity_id": entity_ids[id(mention.entity)],
    }


def _quotation(quotation: QuotationRecord, article_id: str, entities: list[EntityRecord], entity_ids: dict[int, str]) -> dict:
    speaker = next((entity for entity in entities if entity.name == quotation.speaker), None)
    return {
        "quotation_id": content_id(
            "q", article_id, quotation.sentence_no == 0, quotation.start_char, quotation.end_char, quotation.kind
        ),
        "article_id": article_id,
        "sentence_no": quotation.sentence_no,
        "kind": quotation.kind,
        "start_char": quotation.start_char,
        "end_char": quotation.end_char,
        "text": quotation.text,
        "speaker": quotation.speaker,
        "speaker_entity_id": entity_ids[id(speaker)] if speaker else None,
        "cue": quotation.cue,
    }


def event_mention_id(event: EventRecord, article_id: str) -> str:
    """The id of an event mention: article, sentence, trigger and type make it."""
    return content_id("v", article_id, event.sentence_no, event.trigger_start, event.trigger_end, event.event_type)


def _event_mention(event: EventRecord, article_id: str, extractor: Extractor) -> dict:
    ontology = extractor.coder.ontology
    cameo = event.cameo_code or ontology.cameo(event.event_type, event.event_mode)
    time, place = event.time, event.place
    return {
        "event_mention_id": event_mention_id(event, article_id),
        "article_id": article_id,
        "sentence_no": event.sentence_no,
        "trigger_start": event.trigger_start,
        "trigger_end": event.trigger_end,
        "trigger_text": event.trigger_text,
        "event_type": event.event_type,
        "event_mode": event.event_mode,
        "contexts": list(event.contexts),
        "quad_class": ontology.quad_classes[event.event_type],
        "intensity": ontology.intensity(event.event_type, event.event_mode),
        "cameo_code": cameo,
        "goldstein": ontology.goldstein_of.get(cameo) if cameo else None,
        "modality": event.modality,
        "date_start": time and time.start,
        "date_end": time and time.end,
        "date_precision": time and time.precision,
        "date_expression": time and time.text,
        "location_name": place and place.name,
        "place_id": place and place.place_id,
        "country": place and place.country,
        "admin1": place and place.admin1,
        "latitude": place and place.latitude,
        "longitude": place and place.longitude,
        "geo_precision": place and place.precision,
        "location_start": place and place.start_char,
        "location_end": place and place.end_char,
        "confidence": event.confidence,
        "rule_id": event.rule_id,
        "coding_id": extractor.coding_id,
    }


def _participants(event: EventRecord, event_mention_id: str, article_id: str, entity_ids: dict[int, str]) -> Iterator[dict]:
    ordinals: dict[str, int] = {}
    for one in event.participants:
        ordinal = ordinals.get(one.role, 0)
        ordinals[one.role] = ordinal + 1
        known = one.mention if one.mention is not None and one.mention.entity is not None else None
        yield {
            "event_mention_id": event_mention_id,
            "role": one.role,
            "ordinal": ordinal,
            "text": one.text,
            "start_char": one.start_char,
            "end_char": one.end_char,
            "mention_id": _mention_id(known, article_id) if known else None,
            "entity_id": entity_ids[id(known.entity)] if known else None,
            "name": one.name,
            "country": one.country,
            "sector": one.sectors[0] if one.sectors else None,
            "sectors": list(one.sectors),
            "cue": one.cue,
        }


def _casualties(event: EventRecord, event_mention_id: str) -> Iterator[dict]:
    for toll in event.tolls:
        yield {
            "casualty_id": content_id("k", event_mention_id, toll.kind, toll.start_char, toll.end_char),
            "event_mention_id": event_mention_id,
            "kind": toll.kind,
            "victims": toll.victims,
            "victim_country": toll.victim_country,
            "victim_sector": toll.victim_sector,
            "low": toll.low,
            "best": toll.best,
            "high": toll.high,
            "hedge": toll.hedge,
            "start_char": toll.start_char,
            "end_char": toll.end_char,
        }
