"""The coder: one parsed article in, its mentions, entities, quotations and events out (CODEBOOK)."""

from __future__ import annotations

from dataclasses import dataclass, replace

from transforms.events.attribution import cue_beside, source_of
from transforms.events.carried_places import carry_places
from transforms.events.claims import apply_claims
from transforms.events.confidence import confidence_of, features_of, fitted_weights, is_read
from transforms.events.contexts import contexts_of
from transforms.events.dates import find_time_expressions
from transforms.events.event_dates import date_of_event
from transforms.events.geocoding import PlaceContext, geocode
from transforms.events.heads import choose_modality, choose_mode, join_fillers, join_triggers, share_of
from transforms.events.leads import name_described
from transforms.events.modality import modality_of
from transforms.events.places import event_place, place_named, place_rules
from transforms.events.records import EntityRecord, EventRecord, Mention, Place, QuotationRecord, TimeExpression, Toll
from transforms.events.role_sectors import settle_sectors
from transforms.events.roles import WhoIsWho, participants_of, sources_from
from transforms.events.scene import Coder, Scene, set_scene
from transforms.events.selection import add_causes, drop_consequences, select_triggers
from transforms.events.toll_events import share_tolls
from transforms.events.tolls import find_tolls
from transforms.events.triggers import Trigger, find_triggers
from transforms.language.article import ParsedArticle, Sentence
from transforms.language.spans import text_of

RULE_BONUS = 0.2  # what the rules' choice of a time adds to the heads' probability of it


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
    scene = set_scene(article, coder)
    for quotation in scene.quotations:
        _name_speaker(quotation, scene.who)
    events = [event for sentence in article.sentences for event in _code_sentence(sentence, scene)]
    name_described(events)
    apply_claims(article.sentences, events, scene.who)
    carry_places(events, _dateline(article, coder, scene.context))
    return CodedArticle(article, scene.mentions, scene.entities, scene.quotations, events)


def _name_speaker(quotation: QuotationRecord, who: WhoIsWho) -> None:
    if quotation.speaker_head is not None:
        named = sources_from(quotation.speaker_head, who)
        if named:
            quotation.speaker = named[0].name
        elif quotation.speaker_head.pos_ == "PRON":
            quotation.speaker = None  # a pronoun that nothing resolves names nobody


def _code_sentence(sentence: Sentence, scene: Scene) -> list[EventRecord]:
    coder = scene.coder
    told, left_out = select_triggers(find_triggers(sentence, coder.lexicon, coder.actors), coder.ontology)
    triggers = add_causes(drop_consequences(join_triggers(sentence, told, left_out, coder.lexicon)))
    if not triggers:
        return []
    times = find_time_expressions(sentence.span, scene.article.published_on)
    places = scene.names_in(sentence)
    events = []
    for trigger in triggers:
        event = _event(trigger, sentence)
        event.time = _find_time(trigger, times)
        event.place = _find_place(trigger, places, scene)
        here = event.place.country if event.place is not None else None
        event.participants = participants_of(trigger, replace(scene.who, article_country=here or scene.who.article_country))
        by_rule = modality_of(trigger.token, event.event_type, event.time, scene.article.published_on)
        event.modality = choose_modality(trigger.reading, by_rule)
        event.contexts = contexts_of(trigger.token)
        _attribute(event, trigger, sentence, scene)
        coder.ontology.apply_type_rules(event)
        settle_sectors(event, coder.actors)
        events.append(event)
    tolls = [_with_victims(toll, scene.who) for toll in find_tolls(sentence.span)]
    share_tolls(events, tolls, coder.ontology.toll_kinds)
    for trigger, event in zip(triggers, events, strict=True):
        event.features = features_of(trigger, event, triggers, is_title=sentence.is_title)
        event.confidence = confidence_of(event.features, fitted_weights(is_read(trigger)))
    return events


def _find_time(trigger: Trigger, times: list[TimeExpression]) -> TimeExpression | None:
    """The time of the event: by rules the nearest, where the heads do not see another."""
    by_rule = date_of_event(trigger.token, times)
    heads = join_fillers(trigger.token, trigger.reading, "date", [by_rule.head] if by_rule else [])
    return max((one for one in times if one.head in heads), key=lambda one: _rank(trigger, one, one is by_rule), default=None)


def _rank(trigger: Trigger, time: TimeExpression, is_by_rule: bool) -> tuple[bool, float]:
    """A resolved time before others, then the heads' probability, raised for that of the rules."""
    return time.start is not None, share_of(trigger, "date", time.head) + RULE_BONUS * is_by_rule


def _find_place(trigger: Trigger, places: list[Mention], scene: Scene) -> Place | None:
    """The place that the sentence gives the event: by rules the nearest that may be one, where the heads do not see another."""
    gazetteer, context = scene.coder.gazetteer, scene.context
    reach = place_rules()[trigger.frame.event_type].highest_cost
    by_rule = event_place(trigger.token, places, gazetteer, context, reach)
    if trigger.reading is None:
        return by_rule
    ruled = [one for one in places if by_rule is not None and one.start_char == by_rule.start_char]
    heads = join_fillers(trigger.token, trigger.reading, "location", [one.head for one in ruled])
    seen = [one for one in places if one.head in heads]
    if not seen:
        return None
    best = max(seen, key=lambda one: (share_of(trigger, "location", one.head), one in ruled))
    return by_rule if best in ruled else place_named(best, places, gazetteer, context)


def _with_victims(toll: Toll, who: WhoIsWho) -> Toll:
    country, sectors = who.actors.classify(toll.head, toll.victims, None, who.published_on, None)
    return replace(toll, victim_country=country, victim_sector=sectors[0] if sectors else None)


def _dateline(article: ParsedArticle, coder: Coder, context: PlaceContext) -> Place | None:
    """Where the article says that it was written ("KABUL, Sept 6 —")."""
    return geocode(article.dateline_place.title(), context, coder.gazetteer) if article.dateline_place else None


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
        choose_mode(trigger),
        frame.cameo or None,
        frame.frame_id,
        trigger.reading,
        trigger.support,
    )


def _attribute(event: EventRecord, trigger: Trigger, sentence: Sentence, scene: Scene) -> None:
    """Add who says so, with the cue; a source that denies the event is noted as such."""
    found = source_of(trigger.token, sentence, scene.speech)
    sources = join_fillers(trigger.token, trigger.reading, "source", [found.source] if found else [])
    for source in sources:
        is_told = found is not None and source == found.source
        known = {one.name.casefold() for one in event.participants if one.role == "source"}
        named = [one for one in sources_from(source, scene.who) if one.name.casefold() not in known]
        for one in named:
            one.cue = found.cue if found is not None and is_told else cue_beside(source)
        event.participants += named
        if found is not None and is_told and found.is_denial:
            event.denied_by += [one.name for one in named]
