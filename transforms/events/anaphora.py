"""Descriptions and pronouns of an article → the entities, or the nouns for people, that they stand for.

Rules: a description ("the minister") is an earlier person with that title, or the last thing of its kind; a pronoun is the last
thing that fits in label, number and gender, subjects first.
"""

from __future__ import annotations

import functools
import sys
from bisect import bisect_left, insort
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from spacy.tokens import Token

from seeds import read_rows
from transforms.events.gender import is_third_person, pronouns
from transforms.events.label_groups import label_group
from transforms.events.phrases import noun_phrase
from transforms.events.pronouns import WINDOW, Chooser, Heard, choose, is_expletive, is_referring
from transforms.events.records import EntityRecord, Mention, position
from transforms.events.word_groups import word_group
from transforms.language.article import ParsedArticle, Sentence

Found = TypeVar("Found")

THING = "thing"
LEAD = 1  # the last sentence that describes whom only later ones name


@dataclass(frozen=True, slots=True)
class _Description:
    """What a noun describes: the label of such things, the countries and sectors they never have, and country or other place."""

    label: str
    not_of: frozenset[str]
    kind: str


@functools.cache
def _descriptions() -> dict[str, _Description]:
    """By noun."""
    rows = read_rows("coreference/descriptions.csv")
    return {row["noun"]: _Description(row["label"], frozenset(row["not_of"].split("|")), row["kind"]) for row in rows}


@dataclass(frozen=True, slots=True)
class _Told:
    """What an article has told so far: its entities, what pronouns may stand for, and nouns for people by lemma."""

    entities: list[EntityRecord]
    kind_of: Callable[[Token], str]
    country_of: Callable[[Token], str | None]
    canonical: Callable[[str, str], str | None]
    choose: Chooser
    heard: Heard
    names: dict[int, EntityRecord]
    nouns: dict[str, list[tuple[tuple[int, int], Token]]] = field(default_factory=dict)

    def add(self, token: Token, sentence: Sentence, found: EntityRecord | Token | None) -> None:
        """Keep what a word of the body tells: a name, what it was found to stand for, or a noun of its own."""
        if token.i in self.names:
            self.heard.add(self.names[token.i], sentence.sentence_no, token, "name")
        elif found is not None:
            form = "pronoun" if token.lower_ in pronouns() else "description"
            self.heard.add(found, sentence.sentence_no, token, form)
        elif is_referring(token):
            self.heard.add(token, sentence.sentence_no, token, "noun")
        if token.pos_ == "NOUN" and self.kind_of(token) != THING:
            self.nouns.setdefault(token.lemma_.lower(), []).append(((sentence.sentence_no, token.idx), token))


def resolve_anaphors(
    article: ParsedArticle,
    entities: list[EntityRecord],
    kind_of: Callable[[Token], str],
    country_of: Callable[[Token], str | None],
    canonical: Callable[[str, str], str | None],
    chooser: Chooser = choose,
) -> Iterator[Mention]:
    """Descriptions and pronouns in reading order; each found one joins its entity at once.

    The title comes last: what it describes, the body names.
    """
    names = {one.head.i: entity for entity in entities for one in entity.mentions if one.head.doc is article.body}
    told = _Told(entities, kind_of, country_of, canonical, chooser, Heard(kind_of), names)
    for sentence in sorted(article.sentences, key=lambda one: one.is_title):
        for token in sentence.span:
            is_name = token.ent_type_ in label_group("named") or (not sentence.is_title and token.i in names)
            found = None if is_name else _antecedent_of(token, sentence, told)
            if not sentence.is_title:
                told.add(token, sentence, found)
            if found is not None:
                yield _anaphor(token, sentence, found)


def _anaphor(token: Token, sentence: Sentence, found: EntityRecord | Token) -> Mention:
    """The mention of a description or pronoun, joined to the entity or noun that it stands for."""
    kind = "pronoun" if token.lower_ in pronouns() else "nominal"
    start = token if kind == "pronoun" else _determiner(token) or token
    text, end = token.doc[start.i : token.i + 1].text, token.idx + len(token.text)
    if isinstance(found, Token):
        return Mention(sentence.sentence_no, start.idx, end, text, "", kind, token, antecedent=found)
    mention = Mention(sentence.sentence_no, start.idx, end, text, found.label, kind, token, found)
    insort(found.mentions, mention, key=position)
    return mention


def _determiner(token: Token) -> Token | None:
    """The word that makes a description definite."""
    return next((child for child in token.lefts if child.lower_ in word_group("definite_determiner")), None)


def _antecedent_of(token: Token, sentence: Sentence, told: _Told) -> EntityRecord | Token | None:
    if is_third_person(token):
        if sentence.is_title or is_expletive(token):
            return None
        chosen = told.choose(token, sentence.sentence_no, told.heard.candidates(token, sentence.sentence_no))
        return chosen.what if chosen else None
    if token.pos_ not in ("NOUN", "PROPN") or token.dep_ in ("compound", "appos", "attr", "oprd", "acomp"):
        return None
    return _described(token, sentence, told)


def _described(token: Token, sentence: Sentence, told: _Told) -> EntityRecord | Token | None:
    """Whom a description means: the one person with that title, what has a fuller name of that head, the last of its kind."""
    is_definite = _determiner(token) is not None
    if not (is_definite or sentence.sentence_no <= LEAD):
        return None
    described = _descriptions().get(token.lower_)
    is_person = (described is not None and described.label == "PERSON") or told.kind_of(token) != THING
    if is_person and token.tag_ in ("NN", "NNP"):
        person = _titled(token, sentence, told)
        if person is not None:
            return person
    if (is_person or described) and (is_definite or sentence.is_title):
        fuller = _fuller(token, sentence, told)
        if fuller is not None:
            return fuller
    if described is None or described.label == "PERSON" or sentence.is_title or not is_definite or _is_modified(token):
        return None
    fitting = [entity for entity in told.entities if _is_such(entity, described, told)]
    return _best(_candidates(fitting, described.label, sentence, token))


def _is_such(entity: EntityRecord, described: _Description, told: _Told) -> bool:
    """Whether an entity may be described so: a group is no government, a city no country."""
    if described.kind and (told.canonical(entity.name, entity.label) is not None) != (described.kind == "country"):
        return False
    return described.not_of.isdisjoint({entity.country, *entity.sectors})


def _fuller(token: Token, sentence: Sentence, told: _Told) -> EntityRecord | Token | None:
    """The last thing before that is named by the same head with more words: "the council" … "Tuva Regional Council"."""
    words, here = _words_of(token), _reach(sentence, token)
    found: list[tuple[tuple[int, int], EntityRecord | Token]] = []
    for entity in told.entities:
        name = entity.name.lower().split()
        if entity.label == "ORG" and len(name) > 1 and name[-1] == token.lower_ and words <= set(name):
            before = [position(one) for one in entity.mentions if position(one) < here]
            found += [(max(before), entity)] if before else []
    for place, noun in told.nouns.get(token.lemma_.lower(), []):
        if place < here and noun.tag_ == token.tag_ and words < _words_of(noun) and _names_owner(noun):
            found.append((place, noun))
    return max(found, key=lambda pair: pair[0])[1] if found else None


def _reach(sentence: Sentence, token: Token) -> tuple[int, int]:
    """Before which place an antecedent must stand: before the description, for the title anywhere."""
    return (sys.maxsize, 0) if sentence.is_title else (sentence.sentence_no, token.idx)


def _words_of(token: Token) -> set[str]:
    start, end = noun_phrase(token)
    return {word.lower_ for word in token.doc[start:end]}


def _names_owner(noun: Token) -> bool:
    """Whether a noun's phrase names someone or somewhere ("Congolese government")."""
    start, end = noun_phrase(noun)
    return any(word.ent_type_ in label_group("named") for word in noun.doc[start:end])


def _is_modified(token: Token) -> bool:
    """A description with its own modifier ("the French president", "the group of eight") tells itself whom it means."""
    return any(child.dep_ in ("amod", "compound", "prep", "relcl", "poss", "acl", "appos") for child in token.children)


def _candidates(entities: list[EntityRecord], label: str, sentence: Sentence, token: Token) -> list[tuple[float, EntityRecord]]:
    """Entities with a mention before the token in the window, scored by nearness and function."""
    scored = []
    for entity in entities:
        if entity.label != label:
            continue
        first = bisect_left(entity.mentions, (max(1, sentence.sentence_no - WINDOW), 0), key=position)
        before = entity.mentions[first : bisect_left(entity.mentions, (sentence.sentence_no, token.idx), key=position)]
        if before:
            last = before[-1]
            score = 10.0 * (last.sentence_no - sentence.sentence_no)
            score += 6.0 * (last.head.dep_ in label_group("doer")) + 0.5 * min(len(before), 4)
            scored.append((score, entity))
    return scored


def _best(scored: Sequence[tuple[float, Found]]) -> Found | None:
    return max(scored, key=lambda pair: pair[0])[1] if scored else None


def _titled(token: Token, sentence: Sentence, told: _Told) -> EntityRecord | None:
    """The last person before the token whom the article calls by that title; in title and lead, the only one of the article."""
    is_lead = sentence.sentence_no <= LEAD
    if not is_lead and _tells_itself(token, told):
        return None
    here, words = _reach(sentence, token) if not is_lead else (sys.maxsize, 0), _title_words(token)
    found = [
        entity
        for entity in told.entities
        if entity.label == "PERSON"
        and any(position(one) < here and one.kind == "name" and _has_title(one, token.lower_, words) for one in entity.mentions)
    ]
    country = told.country_of(token)
    found = [one for one in found if not (country and one.country and country != one.country)]
    if len(found) == 1 or is_lead:
        return found[0] if len(found) == 1 else None
    return _best(_candidates(found, "PERSON", sentence, token))


def _tells_itself(token: Token, told: _Told) -> bool:
    """Whether a title has a modifier that no country explains: "the group's leader", "the officer who fired"."""
    names = [child for child in token.children if child.dep_ in ("prep", "relcl", "poss", "acl", "appos")]
    return bool(names) and (any(child.dep_ != "prep" for child in names) or told.country_of(token) is None)


def _title_words(token: Token) -> frozenset[str]:
    """A title with the words that make it another one: "prime minister", "deputy leader"; no names and no ages."""
    before = (child for child in token.lefts if child.dep_ in ("compound", "amod", "nmod") and not child.ent_type_)
    return frozenset({token.lower_, *(child.lower_ for child in before if child.lower_.isalpha())})


def _has_title(mention: Mention, noun: str, words: frozenset[str]) -> bool:
    """Whether the article calls someone so at this name: a deputy is no leader, but a "prime minister" is "the minister"."""
    return any(
        noun == head and words <= title | word_group("any_holder") and not (title - words) & word_group("lesser_title")
        for head, title in _titles_of(mention)
    )


def _titles_of(mention: Mention) -> Iterator[tuple[str, frozenset[str]]]:
    """Nouns that title a person, with their words: before the name, as its apposition, or the noun it is in apposition to."""
    head = mention.head
    before = [token for token in head.doc[head.left_edge.i : head.i] if token.idx < mention.start_char and token.is_alpha]
    if before:
        yield before[-1].lower_, frozenset(token.lower_ for token in before)
    others = [child for child in head.children if child.dep_ == "appos"]
    for noun in [*others, head.head] if head.dep_ == "appos" else others:
        yield noun.lower_, _title_words(noun)
