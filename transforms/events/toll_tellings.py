"""Words that tell a toll otherwise than a verb of harm does, each with the heads of the victims' phrases that it leads to.

`three dead`, `no casualties`, `the murder of two guards`, `claimed 23 lives`, `the toll rose to 45`, `suffered injuries`,
`shot in the leg`. The head of a victims' phrase is its noun, or its number where that stands alone.
"""

from __future__ import annotations

from functools import cache

from spacy.tokens import Span, Token

from seeds import read_rows
from transforms.events.toll_figures import hedge_at
from transforms.events.toll_numbers import is_counting, number_at
from transforms.events.toll_victims import NEAR, counted_after, near_before, objects_or_subjects, subjects
from transforms.events.toll_words import toll_words
from transforms.events.word_groups import word_group


def dying(verb: Token, span: Span) -> list[Token]:
    """`ten people died`."""
    return subjects(verb) or near_before(verb, span)


def holders(adjective: Token, span: Span) -> list[Token]:
    """Who is dead or missing: `three dead`, `left 12 dead`, `is dead`, `was shot dead`, `15 confirmed dead`."""
    before = adjective.nbor(-1) if adjective.i > span.start else None
    if before is not None and is_counting(before):
        return [before]
    if any(is_counted_by(child) for child in adjective.children):
        return [adjective]
    if before is not None and before.tag_ in ("VBN", "VBD", "VB", "VBG") and before.lemma_ not in word_group("copula"):
        return objects_or_subjects(before, span)
    if adjective.tag_ == "VBG":
        return subjects(adjective, reach=1)  # "five are missing", read as a verb
    head = adjective.head
    if adjective.dep_ in ("acomp", "oprd", "xcomp", "advcl", "ccomp", "attr", "advmod"):
        told = [child for child in (*adjective.children, *head.children) if child.dep_ in ("nsubj", "dobj", "nsubjpass")]
        right = [child for child in told if child.dep_ in ("dobj", "nsubjpass")] or told
        return right[:1] or subjects(head)
    return [head] if adjective.dep_ == "amod" and any(is_counted_by(child) for child in head.children) else []


def is_counted_by(child: Token) -> bool:
    """Whether a child of a noun is its number, `no` included."""
    return child.dep_ in ("nummod", "amod", "quantmod") and number_at(child) is not None


def counted(noun: Token, span: Span) -> list[Token]:
    """`no casualties`, `12 deaths`, `scores of deaths`, `eleven of the deaths`, `the deaths are two guards and a clerk`."""
    if any(is_counted_by(child) or child.lower_ in word_group("zero_determiner") for child in noun.children):
        return [noun]
    if noun.i > span.start and is_counting(noun.nbor(-1)):
        return [noun]
    link = noun.head
    if link.lower_ in word_group("some_of") and is_counting(link.head):
        return [link.head]
    if noun.dep_ == "nsubj" and link.lemma_ in word_group("copula"):
        return [child for child in link.children if child.dep_ == "attr"]
    return []


def of_deed(noun: Token, span: Span) -> list[Token]:
    """`the murder of four protesters`, `Hariri's assassination`, `the death today of a soldier`; `stabbed to death`."""
    if noun.lower_ in word_group("fatal_noun"):
        verb = _verb_of_death(noun, span)
        if verb is not None:
            return objects_or_subjects(verb, span)
    of = next((token for token in span.doc[noun.i + 1 : min(span.end, noun.i + NEAR)] if _is_of(token)), None)
    if of is not None and (of.head == noun or of.i - noun.i <= NEAR // 2 + 1):
        return counted_after(of, span) or [child for child in of.children if child.dep_ == "pobj"]
    return [child for child in noun.children if child.dep_ == "poss"]


def _is_of(token: Token) -> bool:
    return token.lower_ in word_group("victim_preposition")


def _verb_of_death(noun: Token, span: Span) -> Token | None:
    """The verb of `stabbed to death`, `stoned one of them to death`."""
    link = noun.nbor(-1) if noun.i > span.start else noun
    if link.lower_ not in word_group("fatal_link"):
        return None
    near = link.nbor(-1) if link.i > span.start else link
    verb = next((verb for verb in (near, link.head) if verb.tag_.startswith("VB") and verb != noun), None)
    return None if verb is None or verb.lemma_ in word_group("sentencing_verb") else verb


def of_life(noun: Token, span: Span) -> list[Token]:
    """`claimed 23 lives`, `cost 40 people their lives`, `ten lost their lives`, `claimed the lives of ten`."""
    verb = noun.head
    if verb.lemma_ not in word_group("taking_verb"):
        return []
    if any(is_counted_by(child) for child in noun.children) or (noun.i > span.start and number_at(noun.nbor(-1))):
        return [noun]
    of = noun.nbor() if noun.i + 1 < span.end and _is_of(noun.nbor()) else None
    victims = of and (counted_after(of, span) or [child for child in of.children if child.dep_ == "pobj"])
    return victims or (subjects(verb) if verb.lemma_ in word_group("losing_verb") else counted_after(verb, span))


def of_claim(verb: Token, span: Span) -> list[Token]:
    """`the war has claimed thousands`: what it takes are lives, told or not."""
    return [] if any(child.lower_ in toll_words() for child in verb.children) else counted_after(verb, span)


def of_toll(noun: Token, span: Span) -> list[Token]:
    """`the toll rose to 45`, `a death toll of more than 200`, `the number of people killed is in the hundreds`."""
    for place in range(noun.i + 1, min(span.end - 1, noun.i + 2 * NEAR)):
        word = span.doc[place]
        is_link = word.lower_ in word_group("toll_preposition") or word.lemma_ in word_group("toll_verb")
        number = place + 1
        while is_link and number < span.end and (size := hedge_at(span.doc, number) or span.doc[number].lower_ == "the"):
            number += size
        if hedge_at(span.doc, place):
            is_link, number = True, place + hedge_at(span.doc, place)
        if is_link and number < span.end and is_counting(span.doc[number]):
            return [span.doc[number]]
    return []


def harmed_number(noun: Token, span: Span) -> Token | None:
    """The word of harm that a `number` is about: `the number of people killed`, `the amount of injured demonstrators`."""
    reach = span.doc[noun.i + 1 : min(span.end, noun.i + NEAR)]
    return next((token for token in reach if {"harm", "state"} & set(toll_words().get(token.lower_, {}))), None)


def suffering(noun: Token, span: Span) -> list[Token]:
    """`four guards received minor injuries`."""
    verb = noun.head.head if noun.dep_ == "conj" else noun.head
    return subjects(verb) if verb.lemma_ in word_group("suffering_verb") else []


def of_condition(noun: Token, span: Span) -> list[Token]:
    """`a guard is in a critical condition`."""
    if noun.dep_ != "pobj" or not any(child.lower_ in word_group("serious") for child in noun.children):
        return []
    return subjects(noun.head.head)


def wounded_in(part: Token, span: Span) -> list[Token]:
    """`shot in the leg`: whom a weapon hits where it seldom kills."""
    link = part.head
    is_hit = part.dep_ == "pobj" and link.lower_ in word_group("wound_link") and link.head.lemma_ in word_group("wounding_verb")
    return objects_or_subjects(link.head, span) if is_hit else []


@cache
def limbs() -> frozenset[str]:
    """Parts of the body whose wounds are seldom mortal."""
    parts = {row["lemma"] for row in read_rows("lexicon/classes.csv") if row["class"] in word_group("body_class")}
    return frozenset(parts | word_group("wounded_part")) - word_group("vital_part")
