"""Figures of victims in a sentence: killed, injured, missing, abducted, arrested, displaced (CODEBOOK 7).

A word of harm (`seeds/tolls/words.csv`) leads by the parse to its victims, and these to their figure.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from spacy.tokens import Span, Token

from transforms.events.records import Toll
from transforms.events.toll_figures import Figure, read_figure, read_last_figure
from transforms.events.toll_numbers import is_counting, number_at, read_number
from transforms.events.toll_people import is_one_person, is_people, is_someone, is_thing
from transforms.events.toll_tellings import (
    counted,
    dying,
    harmed_number,
    holders,
    limbs,
    of_claim,
    of_condition,
    of_deed,
    of_life,
    of_toll,
    suffering,
    wounded_in,
)
from transforms.events.toll_victims import NEAR, objects_or_subjects, subjects, with_others
from transforms.events.toll_words import is_unfulfilled, toll_words
from transforms.events.word_groups import word_group

# Roles of words in the order in which they are tried, a verb's before a noun's.
TELLINGS: dict[str, Callable[[Token, Span], list[Token]]] = {
    "die": dying,
    "state": holders,
    "toll": of_toll,
    "life": of_life,
    "count": counted,
    "deed": of_deed,
    "wound": suffering,
    "condition": of_condition,
}


def find_tolls(span: Span) -> list[Toll]:
    """Figures of victims in a sentence, in order, one for each figure; offsets are those of the figure's words in the Doc.

    `low` or `high` is None where the words leave that side open. Rules and vague quantities: CODEBOOK 7, 10.
    """
    tolls: dict[tuple[str, int], tuple[int, Toll]] = {}
    for token in span:
        for kind, head, figure in _figures_told(token, span):
            for each in ("killed", "injured") if kind == "casualties" else (kind,):
                if kind != "casualties" or figure.high == 0:
                    found = abs(token.i - figure.last), _toll(each, token, head, figure)
                    key = each if kind == "casualties" else "", figure.last
                    tolls[key] = min(tolls.get(key, found), found, key=lambda item: item[0])
    told = sorted((toll for _, toll in tolls.values()), key=lambda toll: (toll.start_char, toll.kind))
    return [toll for place, toll in enumerate(told) if not _is_part(toll, told[:place])]


def _is_part(toll: Toll, before: list[Toll]) -> bool:
    """`nine were hurt, three of whom …`: a part of a figure is none of its own."""
    following = toll.head.doc[toll.head.i + 1 : toll.head.i + 3]
    is_of = len(following) == 2 and following[0].lower_ in word_group("some_of") and following[1].lower_ in word_group("whole")
    return is_of and any(other.kind == toll.kind for other in before)


def _figures_told(token: Token, span: Span) -> list[tuple[str, Token, Figure]]:
    """Kind, victims' head and figure for each victims' phrase of a word."""
    roles = toll_words().get(token.lower_, {})
    kind, heads = _victims_of(token, roles, span)
    if not heads:
        return []
    if "unharmed" in roles or any(child.dep_ == "neg" for child in token.children):
        return _none_told(kind, heads, token)
    if is_unfulfilled(token):
        return []
    victims = [head for head in with_others(heads, token, span) if not is_thing(head)]
    told = [(kind, head, figure) for head in victims if (figure := _figure_of(head, span)) and not _is_body(head, figure)]
    if told and len(victims) > len(told) and any(_is_uncounted(head, told) for head in victims):
        kind, head, figure = told[-1]
        told[-1] = kind, head, replace(figure, high=None)
    return told


def _is_uncounted(head: Token, told: list[tuple[str, Token, Figure]]) -> bool:
    """People listed without a number: `two guards and other civilians` leaves the upper bound open."""
    return head.tag_ == "NNS" and is_people(head) and all(head != one for _, one, _ in told)


def _none_told(kind: str, heads: list[Token], token: Token) -> list[tuple[str, Token, Figure]]:
    """Nobody: `escaped unhurt`, `did not hurt anyone`. Other negations tell no figure."""
    if toll_words().get(token.lower_, {}).get("unharmed"):
        return [(kind, heads[0], Figure(0, 0, 0, None, heads[0].i, heads[0].i + 1))]
    nobody = [head for head in heads if head.lower_ in word_group("anyone")]
    return [(kind, head, Figure(0, 0, 0, None, head.i, head.i + 1)) for head in nobody]


def _victims_of(token: Token, roles: dict[str, str], span: Span) -> tuple[str, list[Token]]:
    """The kind of harm that a word tells, and the heads of its victims' phrases."""
    if not roles:
        return _victims_of_other(token, span)
    is_verb = token.tag_.startswith(("VB", "JJ")) or not {"deed", "count", "wound"} & set(roles)
    if "harm" in roles and is_verb:
        return roles["harm"], objects_or_subjects(token, span)
    if "manner" in roles:
        return roles["manner"], objects_or_subjects(token.head, span) if token.head.tag_.startswith("VB") else []
    if "unharmed" in roles:
        return roles["unharmed"], subjects(token.head) if token.head.lemma_ in word_group("escaping_verb") else []
    for role, telling in TELLINGS.items():
        if role in roles and (heads := telling(token, span)):
            return roles[role], heads
    return "", []


def _victims_of_other(token: Token, span: Span) -> tuple[str, list[Token]]:
    """The same for words that tell a toll only together with others."""
    if token.lower_ in word_group("number_noun") and (harm := harmed_number(token, span)) is not None:
        return next(iter(toll_words()[harm.lower_].values())), of_toll(token, span)
    if token.lemma_ in word_group("claiming_verb") and token.tag_.startswith("VB"):
        return "killed", of_claim(token, span)
    if token.lemma_ in limbs():
        return "injured", wounded_in(token, span)
    return "", []


def _toll(kind: str, word: Token, head: Token, figure: Figure) -> Toll:
    doc = head.doc
    first, last = doc[figure.first], doc[figure.last - 1]
    prepositions = word_group("victim_preposition")
    noun = next((one for one in head.subtree if one.dep_ == "pobj" and one.head.lower_ in prepositions), head)
    end = max(noun.i if 0 <= noun.i - head.i <= NEAR else head.i, last.i) + 1
    victims = doc[min(figure.first, head.i) : end].text
    return Toll(kind, victims, figure.low, figure.best, figure.high, figure.hedge, first.idx, last.idx + len(last), head, word)


# --- from the victims to their figure -------------------------------------------------------------------------------


def _figure_of(head: Token, span: Span) -> Figure | None:
    """The figure of a victims' phrase; one for a single person without number, None for an uncounted plural."""
    doc = head.doc
    begin = max(span.start, head.left_edge.i, head.i - 2 * NEAR)
    if head.ent_type_ == "PERSON" and is_one_person(head):
        return Figure(1, 1, 1, None, _begin_of_name(head, span), head.i + 1)
    words = [token for token in doc[begin : head.i + 1] if token == head or _is_within(token, head)]
    if begin > span.start and number_at(doc[begin - 1]) and read_number([doc[begin - 1]]):
        words.insert(0, doc[begin - 1])
    alone = number_at(head) is not None
    if is_counting(head) and not any(is_counting(word) for word in words[:-1]):
        words = list(doc[head.i - 1 : head.i + 1]) if head.i > span.start and number_at(doc[head.i - 1]) else [head]
    first = next((word.i for word in words if number_at(word)), None)
    if first is not None:
        end = min(span.end, head.i + 5) if alone else head.i + 1
        figure = read_figure(list(doc[first:end])) if alone else read_last_figure(list(doc[first:end]))
        if figure and figure.first <= head.i:
            return _checked(figure, head)
    if is_one_person(head):
        return Figure(1, 1, 1, None, begin if begin in range(head.i - 3, head.i + 1) else head.i, head.i + 1)
    return None


def _begin_of_name(head: Token, span: Span) -> int:
    """The first token of the name that ends with its head."""
    place = head.i
    while place > span.start and head.doc[place].ent_iob_ == "I":
        place -= 1
    return place


def _is_within(token: Token, head: Token) -> bool:
    """Whether a word before the head belongs to its own phrase, not to one coordinated before it."""
    current = token
    for _ in range(6):
        if current == head:
            return True
        if current.dep_ in ("conj", "relcl", "acl", "appos", "poss"):
            return False
        current = current.head
    return False


def _checked(figure: Figure, head: Token) -> Figure | None:
    """An article counts only before a person: `a suspect`, not `a number of` or `an end`."""
    is_article = number_at(head.doc[figure.last - 1]) == (1, "article")
    return None if is_article and not (is_someone(head) or number_at(head)) else figure


def _is_body(head: Token, figure: Figure) -> bool:
    """An organisation or a country named without a number ("the massacre … of the Front") is not one victim."""
    is_body = figure.best == 1 and head.ent_type_ in ("ORG", "GPE", "LOC") and head.tag_ != "NNPS"
    return is_body and not any(is_counting(token) for token in head.doc[figure.first : figure.last])
