"""Mentions of an article → its entities: one for each real-world thing, descriptions and pronouns resolved.

Rules: equal names; a surname or part of an earlier person's name; an acronym of an earlier name; known aliases (handed in);
a description ("the minister") of an earlier person with that title, or of the last thing of its kind; a pronoun, of the
last thing that fits in label, number and gender, subjects first.
"""

from __future__ import annotations

import functools
import re
from bisect import bisect_left, insort
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from spacy.tokens import Token

from seeds import read_rows
from seeds.name_keys import name_key
from transforms.events.mentions import person_titles
from transforms.events.records import EntityRecord, Mention
from transforms.language.article import ParsedArticle, Sentence

Found = TypeVar("Found")

WINDOW = 3  # sentences back in which a pronoun looks for its antecedent
NAMED_LABELS = ("PERSON", "ORG", "GPE", "LOC", "FAC", "NORP", "EVENT", "PRODUCT", "LAW", "WORK_OF_ART", "LANGUAGE")
SUBJECT_LABELS = ("nsubj", "nsubjpass", "agent")


@functools.cache
def _pronouns() -> dict[str, dict[str, str]]:
    return {row["pronoun"]: row for row in read_rows("coreference/pronouns.csv")}


def is_first_person(token: Token) -> bool:
    """Whether a token stands for the speaker: "I", "we", "our"."""
    return token.pos_ == "PRON" and _pronouns().get(token.lower_, {}).get("label") == "SPEAKER"


@functools.cache
def _descriptions() -> dict[str, tuple[str, frozenset[str]]]:
    """Noun → label of what it describes, and the countries and sectors that such a thing never has."""
    rows = read_rows("coreference/descriptions.csv")
    return {row["noun"]: (row["label"], frozenset(row["not_of"].split("|"))) for row in rows}


def resolve_mentions(
    article: ParsedArticle,
    mentions: list[Mention],
    canonical: Callable[[str, str], str | None],
    classify: Callable[[list[EntityRecord]], None] = lambda entities: None,
    is_person: Callable[[Token], bool] = lambda token: False,
) -> list[EntityRecord]:
    """Set `entity` on every named mention and append the resolved descriptions and pronouns to `mentions`.

    `canonical(name, label)` gives the standing name of a known alias ("U.S." → "United States"), or None. `classify` sets
    country and sectors of the named entities, which descriptions then heed ("the group" is no government). `is_person` tells
    nouns for people, which pronouns may stand for too.
    Returns the entities in the order of their first mention.
    """
    entities: list[EntityRecord] = []
    standing = functools.cache(canonical)
    for mention in _longest_first(mentions):
        _join(mention, entities, standing)
    for entity in entities:
        entity.mentions.sort(key=_position)
        entity.label = _majority([one.label for one in entity.mentions])
        entity.name = _well_written(entity)
        entity.standing_name = canonical(entity.name, entity.label) or entity.name
    entities.sort(key=lambda entity: _position(entity.mentions[0]))
    mentions += _unmarked_names(article, mentions, entities)
    classify(entities)
    mentions += _resolve_anaphors(article, entities, is_person)
    mentions.sort(key=_position)
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
        entity.mentions.sort(key=_position)
    return found


def _position(mention: Mention) -> tuple[int, int]:
    return mention.sentence_no, mention.start_char


def _longest_first(mentions: list[Mention]) -> list[Mention]:
    """Full names before their parts, so that a surname in the title finds the name in the body."""
    named = [one for one in mentions if one.label in NAMED_LABELS]
    return sorted(named, key=lambda one: (-len(name_key(one.text).split()), *_position(one)))


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


def _fitness(entity: EntityRecord, mention: Mention) -> tuple[bool, bool, tuple[int, int]]:
    """Of several that a name may denote: one of the same full name, of the same gender, named last before it."""
    key, gender = name_key(mention.text), _gender(mention)
    is_alike = " " in key and any(name_key(one.text) == key for one in entity.mentions)
    is_of_gender = bool(gender) and any(_gender(one) == gender for one in entity.mentions)
    before = [_position(one) for one in entity.mentions if one.sentence_no > 0 and _position(one) < _position(mention)]
    return is_alike, is_of_gender, max(before, default=(-1, -1))


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


def _resolve_anaphors(
    article: ParsedArticle, entities: list[EntityRecord], is_person: Callable[[Token], bool]
) -> Iterator[Mention]:
    """Descriptions and pronouns of the body in reading order; each found one joins its entity at once."""
    people: list[tuple[int, Token]] = []
    for sentence in article.sentences:
        if sentence.is_title:
            continue
        for token in sentence.span:
            if token.pos_ == "NOUN" and is_person(token):
                people.append((sentence.sentence_no, token))
            found = _antecedent_of(token, sentence, entities, people)
            if found is not None:
                yield _anaphor(token, sentence, found)


def _anaphor(token: Token, sentence: Sentence, found: EntityRecord | Token) -> Mention:
    """The mention of a description or pronoun, joined to the entity or noun that it stands for."""
    kind = "pronoun" if token.lower_ in _pronouns() else "nominal"
    start = token if kind == "pronoun" else _determiner(token)
    text, end = token.doc[start.i : token.i + 1].text, token.idx + len(token.text)
    if isinstance(found, Token):
        return Mention(sentence.sentence_no, start.idx, end, text, "", kind, token, antecedent=found)
    mention = Mention(sentence.sentence_no, start.idx, end, text, found.label, kind, token, found)
    insort(found.mentions, mention, key=_position)
    return mention


def _determiner(token: Token) -> Token:
    return next((child for child in token.lefts if child.lower_ == "the"), token)


def _antecedent_of(
    token: Token, sentence: Sentence, entities: list[EntityRecord], people: list[tuple[int, Token]]
) -> EntityRecord | Token | None:
    if token.ent_type_ in NAMED_LABELS:
        return None
    pronoun = _pronouns().get(token.lower_)
    if pronoun is not None:
        if token.pos_ not in ("PRON", "DET") or _is_expletive(token):
            return None
        named = _candidates(entities, tuple(pronoun["label"].split("|")), sentence, token, pronoun)
        scored: list[tuple[float, EntityRecord | Token]] = [*named, *_nominal_candidates(people, sentence, token, pronoun)]
        return _best(scored)
    label, not_of = _descriptions().get(token.lower_, (None, frozenset()))
    if label is None or token.dep_ in ("compound", "appos") or _determiner(token) is token or _is_modified(token):
        return None
    if label == "PERSON":
        return _titled(token.lower_, entities, sentence, token)
    fitting = [entity for entity in entities if not_of.isdisjoint({entity.country, *entity.sectors})]
    return _best(_candidates(fitting, (label,), sentence, token, None))


def _is_expletive(token: Token) -> bool:
    """ "it" of "it is said that", "it rained": a subject that stands for a clause."""
    return token.lower_ == "it" and (token.dep_ == "expl" or any(child.dep_ in ("ccomp", "acl") for child in token.head.children))


def _is_modified(token: Token) -> bool:
    """A description with its own modifier ("the French president", "the group of eight") tells itself whom it means."""
    return any(child.dep_ in ("amod", "compound", "prep", "relcl", "poss", "acl", "appos") for child in token.children)


def _candidates(
    entities: list[EntityRecord], labels: tuple[str, ...], sentence: Sentence, token: Token, pronoun: dict[str, str] | None
) -> list[tuple[float, EntityRecord]]:
    """Entities with a mention before the token in the window, scored by nearness and function."""
    scored = []
    for entity in entities:
        if entity.label not in labels or not _agrees(entity, pronoun):
            continue
        first = bisect_left(entity.mentions, (max(1, sentence.sentence_no - WINDOW), 0), key=_position)
        before = entity.mentions[first : bisect_left(entity.mentions, (sentence.sentence_no, token.idx), key=_position)]
        if before and not (pronoun and _is_clause_mate(before[-1].head, token)):
            last = before[-1]
            score = 10.0 * (last.sentence_no - sentence.sentence_no) - 2.0 * labels.index(entity.label)
            score += 6.0 * (last.head.dep_ in SUBJECT_LABELS) + 0.5 * min(len(before), 4)
            scored.append((score, entity))
    return scored


def _nominal_candidates(
    people: list[tuple[int, Token]], sentence: Sentence, token: Token, pronoun: dict[str, str]
) -> Iterator[tuple[float, Token]]:
    """Nouns for people in this sentence and the one before that agree with a personal pronoun, scored as names are."""
    if "PERSON" not in pronoun["label"]:
        return
    for sentence_no, noun in reversed(people):
        if sentence_no < sentence.sentence_no - 1:
            return
        if noun.dep_ in ("compound", "appos") or _is_clause_mate(noun, token):
            continue
        is_plural = noun.tag_ == "NNS"
        gender = _gendered_nouns().get(noun.lemma_.lower(), "")
        if is_plural == (pronoun["number"] == "plural") and not (gender and pronoun["gender"] and gender != pronoun["gender"]):
            malus = 2.0 if is_plural else 8.0  # who is "he" has a name more often than not
            yield 10.0 * (sentence_no - sentence.sentence_no) - malus + 6.0 * (noun.dep_ in SUBJECT_LABELS), noun


@functools.cache
def _gendered_nouns() -> dict[str, str]:
    return {row["noun"]: row["gender"] for row in read_rows("coreference/gendered_nouns.csv")}


def _agrees(entity: EntityRecord, pronoun: dict[str, str] | None) -> bool:
    if pronoun is None:
        return True
    if pronoun["number"] == "plural" and entity.label == "PERSON":
        return False
    genders = {gender for one in entity.mentions if (gender := _gender(one))}
    return not (pronoun["gender"] and genders) or pronoun["gender"] in genders


def _gender(mention: Mention) -> str:
    """What a title right before the name, or the pronoun itself, tells of gender; found once for each mention."""
    if mention.gender is None:
        mention.gender = _pronouns()[mention.text.lower()]["gender"] if mention.kind == "pronoun" else _gender_of_title(mention)
    return mention.gender


def _gender_of_title(mention: Mention) -> str:
    doc, at = mention.head.doc, mention.head.i
    while at > 0 and (doc[at].idx > mention.start_char or doc[at - 1].lower_ in person_titles()):
        at -= 1
    words = [token.lower_ for token in doc[at : mention.head.i + 1]]
    return next((gender for word in words if (gender := person_titles().get(word))), "")


def _is_clause_mate(head: Token, token: Token) -> bool:
    """ "Karzai met him": an object pronoun is not its own clause's subject; reflexives and possessives may be."""
    return (
        token.dep_ in ("dobj", "pobj", "dative")
        and not token.lower_.endswith(("self", "selves"))
        and head.doc is token.doc
        and head.head.i == token.head.i
    )


def _best(scored: Sequence[tuple[float, Found]]) -> Found | None:
    return max(scored, key=lambda pair: pair[0])[1] if scored else None


def _titled(noun: str, entities: list[EntityRecord], sentence: Sentence, token: Token) -> EntityRecord | None:
    """The last person before the token whom the article called by that title."""
    here = sentence.sentence_no, token.idx
    found = [
        entity
        for entity in entities
        if entity.label == "PERSON"
        and any(_position(one) < here and one.kind == "name" and noun in _titles_of(one) for one in entity.mentions)
    ]
    return found[-1] if len(found) == 1 else _best(_candidates(found, ("PERSON",), sentence, token, None))


def _titles_of(mention: Mention) -> set[str]:
    """Nouns that title a person: before the name, as its apposition, or the noun that the name is in apposition to."""
    head = mention.head
    words = {token.lower_ for token in head.doc[max(0, head.left_edge.i) : head.i]}
    words |= {child.lower_ for child in head.children if child.dep_ == "appos"}
    if head.dep_ == "appos":
        words.add(head.head.lower_)
    return words
