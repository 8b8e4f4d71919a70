"""The coder: one parsed article in, its mentions, entities, quotations and events out (CODEBOOK)."""

from __future__ import annotations

from dataclasses import dataclass, replace

from spacy.tokens import Token

from transforms.events.actors import ActorLexicon
from transforms.events.attribution import source_of
from transforms.events.claims import apply_claims
from transforms.events.codes import Ontology
from transforms.events.confidence import confidence_of, features_of, fitted_weights
from transforms.events.contexts import contexts_of
from transforms.events.coreference import is_first_person, resolve_mentions
from transforms.events.dates import date_of_event, find_time_expressions
from transforms.events.lexicon import Lexicon
from transforms.events.mentions import find_mentions
from transforms.events.modality import modality_of
from transforms.events.places import Gazetteer, PlaceContext, carry_place, event_place, place_rules
from transforms.events.quotations import find_quotations, find_speech
from transforms.events.records import EntityRecord, EventRecord, Mention, Place, QuotationRecord, Toll
from transforms.events.roles import ACTING_CLASSES, WhoIsWho, participants_from, participants_of
from transforms.events.selection import select_triggers
from transforms.events.tolls import find_tolls, tolls_of_event
from transforms.events.triggers import Trigger, classes_of, find_triggers
from transforms.language.article import ParsedArticle, Sentence
from transforms.language.spans import text_of


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
    countries = coder.actors.countries_named(f"{text_of(article.title)}\n{text_of(article.body)}")
    article_country = max(countries, key=lambda country: (countries[country], country), default=None)

    def classify(entities: list[EntityRecord]) -> None:
        _classify(entities, article, coder, article_country)

    def is_person(token: Token) -> bool:
        return not classes_of(token, coder.lexicon, coder.actors).isdisjoint(ACTING_CLASSES)

    entities = resolve_mentions(article, mentions, coder.actors.canonical, classify, is_person)
    quotations, speech = find_quotations(article), find_speech(article)
    who = WhoIsWho(
        {(id(one.head.doc), one.head.i): one for one in mentions},
        coder.lexicon,
        coder.actors,
        article.published_on,
        article_country,
        _speakers(article, speech),
    )
    for quotation in quotations:
        _name_speaker(quotation, who)
    scene = _Scene(article, coder, who, speech, _names_by_sentence(mentions), PlaceContext(countries))
    events = [event for sentence in article.sentences for event in _code_sentence(sentence, scene)]
    apply_claims(article.sentences, events, who)
    _carry_places(events, _dateline(article, coder, scene.context))
    return CodedArticle(article, mentions, entities, quotations, events)


def _classify(entities: list[EntityRecord], article: ParsedArticle, coder: Coder, article_country: str | None) -> None:
    """Country and sectors of each entity: from the first of its mentions that tells them."""
    for entity in entities:
        for mention in entity.mentions:
            country, sectors = coder.actors.classify(
                mention.head, entity.name, entity.label, article.published_on, article_country
            )
            entity.country = entity.country or country
            entity.sectors = entity.sectors or sectors
            if entity.country and entity.sectors:
                break


def _names_by_sentence(mentions: list[Mention]) -> dict[int, list[Mention]]:
    by_sentence: dict[int, list[Mention]] = {}
    for mention in mentions:
        if mention.kind == "name":
            by_sentence.setdefault(mention.sentence_no, []).append(mention)
    return by_sentence


def _speakers(article: ParsedArticle, speech: list[QuotationRecord]) -> dict[tuple[int, int], Token]:
    """First-person pronouns inside direct quotations → the token of who says them."""
    found: dict[tuple[int, int], Token] = {}
    for one in speech:
        doc = article.title if one.sentence_no == 0 else article.body
        span = doc.char_span(one.start_char, one.end_char, alignment_mode="expand")
        if one.kind == "direct" and one.speaker_head is not None and span is not None:
            found |= {(id(doc), token.i): one.speaker_head for token in span if is_first_person(token)}
    return found


def _name_speaker(quotation: QuotationRecord, who: WhoIsWho) -> None:
    if quotation.speaker_head is not None:
        named = participants_from(quotation.speaker_head, "source", who)
        if named:
            quotation.speaker = named[0].name
        elif quotation.speaker_head.pos_ == "PRON":
            quotation.speaker = None  # a pronoun that nothing resolves names nobody


@dataclass(frozen=True, slots=True)
class _Scene:
    """What the sentences of one article share while they are coded."""

    article: ParsedArticle
    coder: Coder
    who: WhoIsWho
    speech: list[QuotationRecord]
    places: dict[int, list[Mention]]
    context: PlaceContext


def _code_sentence(sentence: Sentence, scene: _Scene) -> list[EventRecord]:
    coder = scene.coder
    triggers = select_triggers(find_triggers(sentence, coder.lexicon, coder.actors), coder.ontology)
    if not triggers:
        return []
    times = find_time_expressions(sentence.span, scene.article.published_on)
    places = scene.places.get(sentence.sentence_no, [])
    events = []
    for trigger in triggers:
        event = _event(trigger, sentence)
        event.participants = participants_of(trigger, scene.who)
        event.time = date_of_event(trigger.token, times)
        reach = place_rules()[event.event_type].highest_cost
        event.place = event_place(trigger.token, places, coder.gazetteer, scene.context, reach)
        event.modality = modality_of(trigger.token, event.event_type, event.time, scene.article.published_on)
        event.contexts = contexts_of(trigger.token)
        _attribute(event, trigger, sentence, scene)
        coder.ontology.apply_type_rules(event)
        events.append(event)
    _share_tolls(events, find_tolls(sentence.span), scene)
    for trigger, event in zip(triggers, events, strict=True):
        event.features = features_of(trigger, event, is_title=sentence.is_title)
        event.confidence = confidence_of(event.features, fitted_weights())
    return events


def _share_tolls(events: list[EventRecord], tolls: list[Toll], scene: _Scene) -> None:
    """Give each figure to the nearest event of a type that such figures belong to, its victims classified."""
    tolls = [_with_victims(toll, scene.who) for toll in tolls]
    for event in events:
        mine = [toll for toll in tolls if (event.event_type, toll.kind) in scene.coder.ontology.toll_kinds]
        kinds = {toll.kind for toll in mine}
        rivals = [
            other.trigger
            for other in events
            if other is not event and any((other.event_type, kind) in scene.coder.ontology.toll_kinds for kind in kinds)
        ]
        event.tolls = tolls_of_event(event.trigger, mine, rivals)


def _with_victims(toll: Toll, who: WhoIsWho) -> Toll:
    country, sectors = who.actors.classify(toll.head, toll.victims, None, who.published_on, None)
    return replace(toll, victim_country=country, victim_sector=sectors[0] if sectors else None)


def _dateline(article: ParsedArticle, coder: Coder, context: PlaceContext) -> Place | None:
    """Where the article says that it was written ("KABUL, Sept 6 —")."""
    return coder.gazetteer.geocode(article.dateline_place.title(), context) if article.dateline_place else None


def _carry_places(events: list[EventRecord], dateline: Place | None) -> None:
    """Give events of physical types without a place that of the nearest such event before them, else the first one after."""
    physical = [event for event in events if place_rules()[event.event_type].is_carried]
    told = next((event.place for event in physical if event.place is not None), None)
    for event in physical:
        if event.place is None:
            event.place = carry_place(told, dateline)
        elif event.sentence_no > 0 or told is None:
            told = event.place


def _event(trigger: Trigger, sentence: Sentence) -> EventRecord:
    words = trigger.words
    first, last = words[0], words[-1]
    if last.i - first.i > 2 * len(words):  # "declared ... war": the head alone, else the words in between would belong to it
        first = last = trigger.token
    start, end = first.idx, last.idx + len(last.text)
    frame = trigger.frame
    return EventRecord(
        sentence.sentence_no,
        trigger.token,
        start,
        end,
        text_of(trigger.token.doc)[start:end],
        frame.event_type,
        trigger.mode,
        frame.cameo or None,
        frame.frame_id,
    )


def _attribute(event: EventRecord, trigger: Trigger, sentence: Sentence, scene: _Scene) -> None:
    """Add who says so, with the cue; a source that denies the event is noted as such."""
    found = source_of(trigger.token, sentence, scene.speech)
    if found is None:
        return
    named = participants_from(found.source, "source", scene.who)
    for one in named:
        one.cue = found.cue
    event.participants += named
    if found.is_denial:
        event.denied_by += [one.name for one in named]
