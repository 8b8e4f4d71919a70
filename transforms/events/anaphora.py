"""Descriptions and pronouns of an article → the entities, or the nouns for people, that they stand for.

Rules: a description ("the minister") is an earlier person with that title, or the last thing of its kind; a pronoun is the last
thing that fits in label, number and gender, subjects first.
"""

from __future__ import annotations

import functools
from bisect import bisect_left, insort
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from spacy.tokens import Token

from seeds import read_rows
from transforms.events.gender import gender_of, gendered_nouns, pronouns
from transforms.events.records import NAMED_LABELS, EntityRecord, Mention, position
from transforms.language.article import ParsedArticle, Sentence

Found = TypeVar("Found")

WINDOW = 3  # sentences back in which a pronoun looks for its antecedent
SUBJECT_LABELS = ("nsubj", "nsubjpass", "agent")


@functools.cache
def _descriptions() -> dict[str, tuple[str, frozenset[str]]]:
    """Noun → label of what it describes, and the countries and sectors that such a thing never has."""
    rows = read_rows("coreference/descriptions.csv")
    return {row["noun"]: (row["label"], frozenset(row["not_of"].split("|"))) for row in rows}


def resolve_anaphors(
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
    kind = "pronoun" if token.lower_ in pronouns() else "nominal"
    start = token if kind == "pronoun" else _determiner(token)
    text, end = token.doc[start.i : token.i + 1].text, token.idx + len(token.text)
    if isinstance(found, Token):
        return Mention(sentence.sentence_no, start.idx, end, text, "", kind, token, antecedent=found)
    mention = Mention(sentence.sentence_no, start.idx, end, text, found.label, kind, token, found)
    insort(found.mentions, mention, key=position)
    return mention


def _determiner(token: Token) -> Token:
    return next((child for child in token.lefts if child.lower_ == "the"), token)


def _antecedent_of(
    token: Token, sentence: Sentence, entities: list[EntityRecord], people: list[tuple[int, Token]]
) -> EntityRecord | Token | None:
    if token.ent_type_ in NAMED_LABELS:
        return None
    pronoun = pronouns().get(token.lower_)
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
        first = bisect_left(entity.mentions, (max(1, sentence.sentence_no - WINDOW), 0), key=position)
        before = entity.mentions[first : bisect_left(entity.mentions, (sentence.sentence_no, token.idx), key=position)]
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
        gender = gendered_nouns().get(noun.lemma_.lower(), "")
        if is_plural == (pronoun["number"] == "plural") and not (gender and pronoun["gender"] and gender != pronoun["gender"]):
            malus = 2.0 if is_plural else 8.0  # who is "he" has a name more often than not
            yield 10.0 * (sentence_no - sentence.sentence_no) - malus + 6.0 * (noun.dep_ in SUBJECT_LABELS), noun


def _agrees(entity: EntityRecord, pronoun: dict[str, str] | None) -> bool:
    if pronoun is None:
        return True
    if pronoun["number"] == "plural" and entity.label == "PERSON":
        return False
    genders = {gender for one in entity.mentions if (gender := gender_of(one))}
    return not (pronoun["gender"] and genders) or pronoun["gender"] in genders


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
        and any(position(one) < here and one.kind == "name" and noun in _titles_of(one) for one in entity.mentions)
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
