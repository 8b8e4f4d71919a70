"""The coder: one parsed article in, its mentions, entities, quotations and events out (CODEBOOK)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from transforms.events.actors import ActorLexicon
from transforms.events.attribution import source_of
from transforms.events.codes import Ontology
from transforms.events.contexts import contexts_of
from transforms.events.coreference import resolve_mentions
from transforms.events.dates import date_of_event, find_time_expressions
from transforms.events.lexicon import Lexicon
from transforms.events.mentions import find_mentions
from transforms.events.modality import modality_of
from transforms.events.places import Gazetteer, PlaceContext, carry_place, event_place, place_rules
from transforms.events.quotations import find_quotations, find_speech
from transforms.events.records import EntityRecord, EventRecord, Mention, QuotationRecord
from transforms.events.roles import WhoIsWho, participants_from, participants_of
from transforms.events.selection import select_triggers
from transforms.events.tolls import find_tolls, tolls_of_event
from transforms.events.triggers import Trigger, find_triggers
from transforms.language.article import ParsedArticle, Sentence


@dataclass(frozen=True, slots=True)
class Coder:
    """What coding needs besides the article: the lexicons and the gazetteer."""

    lexicon: Lexicon
    actors: ActorLexicon
    gazetteer: Gazetteer
    ontology: Ontology


@dataclass(slots=True)
class CodedArticle:
    """All that one article holds, before it becomes rows."""

    article: ParsedArticle
    mentions: list[Mention]
    entities: list[EntityRecord]
    quotations: list[QuotationRecord]
    events: list[EventRecord]


def code_article(article: ParsedArticle, coder: Coder) -> CodedArticle:
    """Code one article. Pure: the same article and coder give the same records in the same order."""
    mentions = find_mentions(article)
    entities = resolve_mentions(article, mentions, coder.actors.canonical)
    _classify(entities, article, coder)
    who = WhoIsWho({(id(one.head.doc), one.head.i): one for one in mentions}, coder.lexicon, coder.actors,
                   article.published_on, _article_country(entities))
    quotations, speech = find_quotations(article), find_speech(article)
    for quotation in quotations:
        _name_speaker(quotation, who)
    context = PlaceContext(_countries_named(entities))
    events = [event for sentence in article.sentences
              for event in _code_sentence(sentence, article, coder, who, speech, mentions, context)]
    _carry_places(events)
    return CodedArticle(article, mentions, entities, quotations, events)


def _classify(entities: list[EntityRecord], article: ParsedArticle, coder: Coder) -> None:
    for entity in entities:
        entity.country, entity.sectors = coder.actors.classify(
            entity.mentions[0].head, entity.name, entity.label, article.published_on, None)


def _countries_named(entities: list[EntityRecord]) -> dict[str, float]:
    """Country → how often the article names it, its people and its places."""
    counts: Counter[str] = Counter()
    for entity in entities:
        if entity.label in ("GPE", "NORP") and entity.country:
            counts[entity.country] += len(entity.mentions)
    return dict(counts)


def _article_country(entities: list[EntityRecord]) -> str | None:
    """The country that the article names most."""
    counts = _countries_named(entities)
    return max(counts, key=lambda country: (counts[country], country), default=None)


def _name_speaker(quotation: QuotationRecord, who: WhoIsWho) -> None:
    if quotation.speaker_head is not None:
        named = participants_from(quotation.speaker_head, "source", who)
        if named:
            quotation.speaker = named[0].name


def _code_sentence(sentence: Sentence, article: ParsedArticle, coder: Coder, who: WhoIsWho, quotations: list[QuotationRecord],
                   mentions: list[Mention], context: PlaceContext) -> list[EventRecord]:
    triggers = select_triggers(find_triggers(sentence, coder.lexicon, coder.actors), coder.ontology)
    if not triggers:
        return []
    times = find_time_expressions(sentence.span, article.published_on)
    tolls = find_tolls(sentence.span)
    places = [one for one in mentions if one.sentence_no == sentence.sentence_no and one.kind == "name"]
    heads = [trigger.token for trigger in triggers]
    events = []
    for trigger in triggers:
        event = _event(trigger, sentence, coder)
        event.participants = participants_of(trigger, who)
        event.time = date_of_event(trigger.token, times)
        event.tolls = tolls_of_event(trigger.token, tolls, [head for head in heads if head.i != trigger.token.i])
        event.place = event_place(trigger.token, places, coder.gazetteer, context, place_rules()[event.event_type].highest_cost)
        event.modality = modality_of(trigger.token, event.event_type, event.time, article.published_on)
        event.contexts = contexts_of(trigger.token)
        _attribute(event, trigger, sentence, quotations, who)
        coder.ontology.apply_type_rules(event)
        events.append(event)
    return events


def _carry_places(events: list[EventRecord]) -> None:
    """Give events of physical types without a place that of the nearest such event before them, else the first one after."""
    physical = [event for event in events if place_rules()[event.event_type].is_carried]
    told = next((event.place for event in physical if event.place is not None), None)
    for event in physical:
        if event.place is None:
            event.place = carry_place(told, None)
        elif event.sentence_no > 0 or told is None:
            told = event.place


def _event(trigger: Trigger, sentence: Sentence, coder: Coder) -> EventRecord:
    words = trigger.words
    first, last = words[0], words[-1]
    if last.i - first.i > 2 * len(words):  # "declared ... war": the head alone, else the words in between would belong to it
        first = last = trigger.token
    start, end = first.idx, last.idx + len(last.text)
    return EventRecord(sentence.sentence_no, trigger.token, start, end, trigger.token.doc.text[start:end], trigger.frame.event_type,
                       trigger.frame.event_mode or None, trigger.frame.cameo or None, trigger.frame.frame_id,
                       coder.lexicon.confidence(trigger.frame))


def _attribute(event: EventRecord, trigger: Trigger, sentence: Sentence, quotations: list[QuotationRecord], who: WhoIsWho) -> None:
    """Add who says so, with the cue, and whether the source claims or denies the event."""
    found = source_of(trigger.token, sentence, quotations)
    if found is None or found.source is None:
        return
    named = participants_from(found.source, "source", who)
    for one in named:
        one.cue = found.cue
    event.participants += named
    event.stance = "deny" if found.is_denial else "claim" if found.is_claim else None
