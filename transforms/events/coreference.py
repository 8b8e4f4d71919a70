"""Mentions of an article → its entities: one for each real-world thing, descriptions and pronouns resolved.

Rules for names: equal names; a surname or part of an earlier person's name; an acronym of an earlier name; known aliases (handed
in). Descriptions and pronouns: `transforms/events/anaphora.py`.
"""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Callable

from spacy.tokens import Token

from seeds.name_keys import name_key
from transforms.events.anaphora import resolve_anaphors
from transforms.events.gender import gender_of
from transforms.events.label_groups import label_group
from transforms.events.pronouns import Chooser, choose
from transforms.events.records import EntityRecord, Mention, position
from transforms.language.article import ParsedArticle


def resolve_mentions(
    article: ParsedArticle,
    mentions: list[Mention],
    canonical: Callable[[str, str], str | None],
    classify: Callable[[list[EntityRecord]], None] = lambda entities: None,
    kind_of: Callable[[Token], str] = lambda token: "thing",
    country_of: Callable[[Token], str | None] = lambda token: None,
    chooser: Chooser = choose,
) -> list[EntityRecord]:
    """Set `entity` on every named mention and append the resolved descriptions and pronouns to `mentions`.

    `canonical(name, label)` gives the standing name of a known alias ("U.S." → "United States"), or None. `classify` sets
    country and sectors of the named entities, which descriptions then heed ("the group" is no government). `kind_of` tells
    nouns for people, which pronouns may stand for too, and `country_of` the country that such a noun's phrase names. `chooser`
    says which candidate a pronoun stands for.
    Returns the entities in the order of their first mention.
    """
    entities: list[EntityRecord] = []
    standing = functools.cache(canonical)
    for mention in _longest_first(mentions):
        _join(mention, entities, standing)
    for entity in entities:
        entity.mentions.sort(key=position)
        entity.label = _majority([one.label for one in entity.mentions])
        entity.name = _well_written(entity)
        entity.standing_name = canonical(entity.name, entity.label) or entity.name
        if entity.label == "GPE" and any(one.text == entity.standing_name for one in entity.mentions):
            entity.name = entity.standing_name  # "North Korea", whatever its longest name
    entities.sort(key=lambda entity: position(entity.mentions[0]))
    mentions += _unmarked_names(article, mentions, entities)
    classify(entities)
    mentions += resolve_anaphors(article, entities, kind_of, country_of, standing, chooser)
    mentions.sort(key=position)
    return entities


def _unmarked_names(article: ParsedArticle, mentions: list[Mention], entities: list[EntityRecord]) -> list[Mention]:
    """Words that the pipeline left unmarked but that are the surname or the one-word name of an entity of the article.

    Headlines shorten names and take away the context by which a model knows them.
    """
    marked = {
        (id(one.head.doc), token.i) for one in mentions for token in one.head.doc.char_span(one.start_char, one.end_char) or ()
    }
    names: dict[str, set[int]] = {}
    for number, entity in enumerate(entities):
        if entity.label in ("PERSON", "ORG", "GPE"):
            words = entity.name.split()
            if entity.label == "PERSON" or len(words) == 1:
                names.setdefault(words[-1], set()).add(number)
    found = []
    for sentence in article.sentences:
        for token in sentence.span:
            owners = names.get(token.text, set())
            if token.pos_ == "PROPN" and len(owners) == 1 and (id(token.doc), token.i) not in marked and not token.ent_type_:
                entity = entities[next(iter(owners))]
                mention = Mention(
                    sentence.sentence_no, token.idx, token.idx + len(token.text), token.text, entity.label, "name", token, entity
                )
                entity.mentions.append(mention)
                found.append(mention)
    for entity in entities:
        entity.mentions.sort(key=position)
    return found


def _longest_first(mentions: list[Mention]) -> list[Mention]:
    """Full names before their parts, so that a surname in the title finds the name in the body."""
    named = [one for one in mentions if one.label in label_group("named")]
    return sorted(named, key=lambda one: (-len(name_key(one.text).split()), *position(one)))


def _well_written(entity: EntityRecord) -> str:
    """The entity's name, as an equal one writes it if it stands in capitals first ("PARIS —" of a dateline, then "Paris")."""
    alike = [one.text for one in entity.mentions if name_key(one.text) == name_key(entity.name)]
    return next((text for text in alike if not text.isupper()), entity.name)


def _majority(values: list[str]) -> str:
    """The most frequent value; of equally frequent ones the first."""
    return Counter(values).most_common(1)[0][0]


def _join(mention: Mention, entities: list[EntityRecord], canonical: Callable[[str, str], str | None]) -> None:
    standing = canonical(mention.text, mention.label)
    key = name_key(standing or mention.text)
    fitting = [
        entity
        for entity in entities
        if same_entity(
            key,
            mention.label,
            name_key(canonical(entity.name, entity.label) or entity.name),
            entity,
            is_known=standing is not None,
        )
    ]
    if fitting:
        entity = max(fitting, key=lambda one: _fitness(one, mention))
    else:
        entity = EntityRecord(mention.text, mention.label)
        entities.append(entity)
    if entity.label == "PERSON" and key != name_key(entity.name):
        mention.label = entity.label  # a part of a person's name names a person
    entity.mentions.append(mention)
    mention.entity = entity


def _fitness(entity: EntityRecord, mention: Mention) -> tuple[bool, bool, tuple[int, int], int]:
    """Of several that a name may denote: one of the same full name, of the same gender, named last before it, or most often."""
    key, gender = name_key(mention.text), gender_of(mention)
    is_alike = " " in key and any(name_key(one.text) == key for one in entity.mentions)
    is_of_gender = bool(gender) and any(gender_of(one) == gender for one in entity.mentions)
    before = [position(one) for one in entity.mentions if one.sentence_no > 0 and position(one) < position(mention)]
    return is_alike, is_of_gender, max(before, default=(-1, -1)), len(entity.mentions)


def same_entity(key: str, label: str, other_key: str, other: EntityRecord, *, is_known: bool = False) -> bool:
    """Whether a name (by its key) denotes an entity that the article has named already, more fully or alike.

    A known name of several words is no part of a longer one: the "African Union" is not its "African Union Commission".
    """
    if not key or not other_key:
        return False
    if key == other_key:
        return label == other.label or "NORP" not in (label, other.label)
    if label == other.label == "PERSON":
        return _is_part_of_person(key.split(), other_key.split())
    if label == "NORP" or other.label == "NORP":
        return False
    if other.label == "PERSON" and not is_known and " " not in key and other_key.endswith(f" {key}"):
        return True  # a surname alone that the pipeline took for an organisation or a place
    if is_acronym(key, other.name):
        return True
    if label == other.label == "ORG" and not is_known and " " not in key and other_key.endswith(f" {key}"):
        return True  # "the Commission" of the "Harbour Commission"
    return label == other.label == "ORG" and not (is_known and " " in key) and _is_head_of_name(key.split(), other_key.split())


def _is_part_of_person(part: list[str], whole: list[str]) -> bool:
    """A surname, first names with surname, or (for names of two words or more) any sub-sequence."""
    if len(part) >= len(whole):
        return False
    return whole[-len(part) :] == part or (len(part) == 1 and part[0] in whole and len(part[0]) > 2)


def _is_head_of_name(part: list[str], whole: list[str]) -> bool:
    """ "Taliban" of "Taliban movement": the first words of a longer name, when they are no common start."""
    return len(part) < len(whole) and whole[: len(part)] == part and len(" ".join(part)) > 3


def is_acronym(key: str, name: str) -> bool:
    """Whether the key is made of the first letters of the name's capitalised words."""
    letters = "".join(word[0] for word in re.findall(r"\w+", name) if word[0].isupper()).casefold()
    squeezed = key.replace(" ", "")
    return len(squeezed) > 1 and squeezed == letters and len(letters) > 1
