"""What an article's sentences share while they are coded: who and what it names, who is meant by whom, who speaks."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from spacy.tokens import Token

from transforms.events.actors import ActorLexicon
from transforms.events.codes import Ontology
from transforms.events.coreference import resolve_mentions
from transforms.events.gazetteer import Gazetteer
from transforms.events.gender import is_first_person
from transforms.events.geocoding import PlaceContext
from transforms.events.lexicon import Lexicon
from transforms.events.mentions import find_mentions
from transforms.events.phrases import noun_phrase
from transforms.events.places import read_places
from transforms.events.pronouns import Chooser, choose
from transforms.events.quotations import find_quotations, find_speech
from transforms.events.records import EntityRecord, Mention, QuotationRecord
from transforms.events.roles import WhoIsWho
from transforms.events.triggers import classes_of
from transforms.events.word_groups import word_group
from transforms.language.article import ParsedArticle, Sentence
from transforms.language.spans import text_of

OPENING_CHARS = 400


@dataclass(frozen=True, slots=True)
class Coder:
    """What coding needs besides the article: the lexicons and the gazetteer."""

    lexicon: Lexicon
    actors: ActorLexicon
    gazetteer: Gazetteer
    ontology: Ontology


@dataclass(frozen=True, slots=True)
class Scene:
    """An article with its mentions and entities, its quotations and all its speech (direct and reported)."""

    article: ParsedArticle
    coder: Coder
    mentions: list[Mention]
    entities: list[EntityRecord]
    quotations: list[QuotationRecord]
    speech: list[QuotationRecord]
    who: WhoIsWho
    context: PlaceContext
    names: dict[int, list[Mention]]

    def names_in(self, sentence: Sentence) -> list[Mention]:
        """The names that a sentence mentions, in text order."""
        return self.names.get(sentence.sentence_no, [])


def set_scene(article: ParsedArticle, coder: Coder, chooser: Chooser = choose) -> Scene:
    """Find and resolve all that an article mentions, before its events are coded. `chooser`: see `resolve_mentions`."""
    mentions = find_mentions(article)
    countries = coder.actors.countries_named(f"{text_of(article.title)}\n{text_of(article.body)}")
    article_country = _home_of(article, mentions, coder, countries)

    def classify(entities: list[EntityRecord]) -> None:
        _classify(entities, article, coder, article_country)

    def kind_of(token: Token) -> str:
        classes = classes_of(token, coder.lexicon, coder.actors)
        return "body" if "body" in classes else "thing" if classes.isdisjoint(word_group("acting_class")) else "person"

    def country_of(token: Token) -> str | None:
        start, end = noun_phrase(token)
        return coder.actors.classify(token, token.doc[start:end].text, None, article.published_on)[0]

    entities = resolve_mentions(article, mentions, coder.actors.canonical, classify, kind_of, country_of, chooser)
    quotations, speech = find_quotations(article), find_speech(article)
    who = WhoIsWho(
        {(id(one.head.doc), one.head.i): one for one in mentions},
        coder.lexicon,
        coder.actors,
        article.published_on,
        article_country,
        _speakers(article, speech),
    )
    return Scene(
        article,
        coder,
        mentions,
        entities,
        quotations,
        speech,
        who,
        read_places(mentions, article.dateline_place, countries, coder.gazetteer),
        _by_sentence(mentions),
    )


def _home_of(article: ParsedArticle, mentions: list[Mention], coder: Coder, countries: dict[str, float]) -> str | None:
    """The country that an article is about: of what it names most, title and opening twice, with the towns that it names."""
    counts = Counter(countries)
    for opening in (text_of(article.title), text_of(article.body)[:OPENING_CHARS]):
        counts.update(coder.actors.countries_named(opening))
    places = (coder.actors.country_of_place(one.text) for one in mentions if one.label in ("GPE", "LOC", "FAC"))
    counts.update(country for country in places if country)
    return max(counts, key=lambda country: counts[country], default=None)


def _classify(entities: list[EntityRecord], article: ParsedArticle, coder: Coder, article_country: str | None) -> None:
    """Country and sectors of each entity: from the first of its mentions that tells them; the article's country comes last."""
    for entity in entities:
        for home in (None, article_country):
            for mention in entity.mentions:
                if entity.country and entity.sectors:
                    break
                found = coder.actors.classify(mention.head, entity.name, entity.label, article.published_on, home)
                entity.country = entity.country or found[0]
                entity.sectors = entity.sectors or found[1]
            if entity.country:
                break


def _by_sentence(mentions: list[Mention]) -> dict[int, list[Mention]]:
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
