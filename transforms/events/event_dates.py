"""Which of a sentence's phrases of time dates which event."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from spacy.tokens import Token

from seeds import read_rows
from transforms.events.label_groups import label_group
from transforms.events.records import TimeExpression
from transforms.language.spans import text_of

LONGEST_SOURCE = 50  # characters from a quotation's end to the date, in a citation
_CITATION = re.compile(r"[\"”'’]\s*[,.]?\s*[—–-]+\s*[^—–\"”.!?]*$")
LONGEST_STRETCH = 15  # tokens between a trigger and a phrase of the same clause


@cache
def attachment_words() -> dict[str, frozenset[str]]:
    """Words of `seeds/time/attachment.csv` by class: `speech` verbs (lemmas), `setting` prepositions, `other_time` markers."""
    classes: dict[str, set[str]] = {}
    for row in read_rows("time/attachment.csv"):
        classes.setdefault(row["class"], set()).add(row["word"])
    return {name: frozenset(words) for name, words in classes.items()}


def date_of_event(trigger: Token, expressions: list[TimeExpression]) -> TimeExpression | None:
    """The expression that dates the event with this trigger, or None.

    `expressions` are those of the trigger's sentence. The nearest in the parse wins: on the trigger itself, below it in the
    same clause, on the verb that governs a noun trigger, on the clause that a participle or a coordinated verb depends on.
    What hangs on a verb of saying dates the saying. A resolved one wins over an unresolved one; of equals the first.
    """
    if not expressions:
        return None
    if not trigger.doc.has_annotation("DEP"):
        return expressions[0] if len(expressions) == 1 else None
    named = next((one for one in expressions if one.start_char <= trigger.idx < one.end_char), None)
    if named is not None:
        return named  # "the September 11 attacks"
    likely = [expression for expression in expressions if not _is_other_time(expression) and not _is_citation(expression)]
    ranked = [
        (expression.start is None, cost, expression.start_char, expression)
        for expression in likely
        if (cost := _distance(trigger, expression)) is not None
    ]
    if ranked:
        return min(ranked, key=lambda item: item[:3])[3]
    return _by_position(trigger, [expression for expression in likely if not _is_introduction(expression)])


def _climb(expression: TimeExpression) -> Iterator[Token]:
    """From the word above an expression to the first noun, verb or adjective that is no part of it."""
    token = expression.head
    while token.head != token:
        token = token.head
        yield token
        inside = expression.start_char <= token.idx < expression.end_char
        is_link = token.dep_ in ("prep", "mark", "pcomp") or token.pos_ in ("ADP", "SCONJ", "ADV", "NUM")
        if not inside and (not is_link or _is_verb(token)):
            break


def _site(expression: TimeExpression) -> Token:
    """The word that an expression says the time of."""
    return ([expression.head, *_climb(expression)])[-1]


def _links(expression: TimeExpression) -> set[str]:
    """The prepositions and other words between an expression and its site."""
    return {token.lower_ for token in list(_climb(expression))[:-1] if token.idx < expression.start_char}


def _is_other_time(expression: TimeExpression) -> bool:
    """Whether an expression tells what an event came after or before: `approved after the September 11 attacks`."""
    return not _links(expression).isdisjoint(attachment_words()["other_time"])


def _is_introduction(expression: TimeExpression) -> bool:
    """`It comes a day after …`: the phrase dates what follows."""
    is_before_clause = text_of(expression.head.doc)[expression.end_char : expression.end_char + 2].strip().isalnum()
    return is_before_clause and expression.text.rpartition(" ")[2].lower() in ("after", "before")


def _is_citation(expression: TimeExpression) -> bool:
    """The date of another article that is cited: `"Bomb kills two" — Harbour Wire, May 3, 2011`."""
    doc = expression.head.doc
    return bool(_CITATION.search(text_of(doc)[max(0, expression.start_char - LONGEST_SOURCE) : expression.start_char]))


def _is_verb(token: Token) -> bool:
    return token.pos_ in ("VERB", "AUX")


def _distance(trigger: Token, expression: TimeExpression) -> int | None:
    """How far an expression is from an event in the parse; None where it does not date it."""
    if _is_introduction(expression):
        return _cost_of_introduction(trigger, expression)
    site = _site(expression)
    if site == trigger:
        return 0
    if _is_of_noun(expression) or "of" in _links(expression):
        return None
    path = _path_up(site, trigger)
    if path is not None:
        return _cost_below(path, expression)
    climb = _path_up(trigger, site)
    return None if climb is None else _cost_above(climb, expression)


def _cost_of_introduction(trigger: Token, expression: TimeExpression) -> int | None:
    """Dated is the verb of the clause that follows, or its noun: `a day after they signed a treaty`, `a day after the attack`."""
    after = [token for token in trigger.sent if token.idx >= expression.end_char]
    verb = next((token for token in after if _is_verb(token) and token.dep_ in label_group("clause_head")), None)
    if verb in (trigger, trigger.head):
        return 1
    is_object = trigger.dep_ == "pobj" and expression.start_char <= trigger.head.idx < expression.end_char
    return 1 if trigger in after and is_object else None


def _path_up(low: Token, high: Token) -> list[Token] | None:
    """The tokens from `low` up to, not including, `high`; None when `high` is not above `low`."""
    path = [low]
    while path[-1].head not in (path[-1], high):
        path.append(path[-1].head)
    return path if path[-1].head == high != path[-1] else None


def _cost_below(path: list[Token], expression: TimeExpression) -> int | None:
    """The site is below the trigger: within the clause it counts, through another verb's clause only for some links."""
    words = attachment_words()
    cost = 1
    for token in path:
        cost += 2
        if _is_verb(token) and token.dep_ not in ("conj", "xcomp", "advcl", "aux", "auxpass", "pcomp", "relcl", "acl"):
            return None
        if token.dep_ == "conj" and _is_clause_of_its_own(token, expression):
            return None
        if token.dep_ == "advcl" and _marker(token) not in words["same_time"]:
            return None
        if token.dep_ == "prep" and token.lower_ not in words["setting"]:
            return None
        if token.dep_ in ("ccomp", "poss", "appos") or (token.dep_ in ("relcl", "acl") and len(path) > 1):
            return None
    return cost


def _is_clause_of_its_own(verb: Token, expression: TimeExpression) -> bool:
    """Whether a coordinated verb keeps a date for itself: with a subject or auxiliary of its own, or with the date before it."""
    has_own = any(child.dep_ in (*label_group("subject_of_verb"), "aux", "auxpass") for child in verb.children)
    return _is_verb(verb) and (has_own or expression.start_char < verb.idx)


def _cost_above(path: list[Token], expression: TimeExpression) -> int | None:
    """The site is above the trigger: its clause's time is the trigger's unless a verb of saying or another clause intervenes."""
    words = attachment_words()
    site = path[-1].head
    if site.lower_ in words["speech"] and path[-1].dep_ not in ("conj", "dobj", "nsubj", "prep"):
        return None
    cost = 2
    for token in path:
        cost += 2
        if token.dep_ in ("ccomp", "relcl", "parataxis", "poss", "appos", "csubj", "acl"):
            return None
        if (
            token.dep_ == "conj"
            and not _is_opening(expression)
            and any(child.dep_ in label_group("subject_of_verb") for child in token.children)
        ):
            return None
        if token.dep_ == "advcl" and _marker(token) not in words["same_time"]:
            return None
        if token.dep_ == "prep" and token.lower_ in words["other_time"]:
            return None
    return cost


def _marker(clause: Token) -> str:
    """The conjunction of an adverbial clause, empty for a bare participle."""
    return next((child.lower_ for child in clause.children if child.dep_ in ("mark", "advmod") and child.i < clause.i), "")


def _by_position(trigger: Token, expressions: list[TimeExpression]) -> TimeExpression | None:
    """Without help of the parse: a phrase that opens the sentence, or one with no other clause between it and the trigger."""
    for expression in expressions:
        if _is_of_saying(expression):
            continue
        if (_is_opening(expression) and not _is_of_noun(expression) and _is_main(trigger)) or _is_beside(trigger, expression):
            return expression
    return _only_expression(trigger, expressions)


def _is_opening(expression: TimeExpression) -> bool:
    """Whether at most one word of the sentence stands before an expression."""
    return sum(1 for token in expression.head.sent if token.idx < expression.start_char and token.is_alpha) <= 1


def _is_of_saying(expression: TimeExpression) -> bool:
    """Whether a phrase hangs on a verb of saying or follows one directly: `said on Monday`."""
    words = attachment_words()
    sent, first = expression.head.sent, expression.head.left_edge.i
    before = [token.lower_ for token in expression.head.doc[max(sent.start, first - 2) : first]]
    return _site(expression).lower_ in words["speech"] or bool(
        before and (before[-1] in words["speech"] or (before[0] in words["speech"] and before[-1] in words["setting"]))
    )


def _is_of_noun(expression: TimeExpression) -> bool:
    return expression.head.dep_ in ("poss", "compound", "amod", "nummod", "nmod")


def _is_main(trigger: Token) -> bool:
    """Whether no reported, relative or other dependent clause holds the trigger."""
    words = attachment_words()
    for token in (trigger, *trigger.ancestors):
        if token.dep_ == "ccomp" and token.head.lower_ in words["speech"] and token.head.i < token.i:
            return False
        if token.dep_ in ("relcl", "acl") or (token.dep_ == "advcl" and _marker(token) not in words["same_time"]):
            return False
        if token.dep_ == "prep" and token.lower_ in words["other_time"]:
            return False
    return True


def _is_beside(trigger: Token, expression: TimeExpression) -> bool:
    """Whether only words of the same clause stand between a trigger and a phrase that follows or precedes it."""
    words = attachment_words()
    low, high = sorted((trigger.idx, expression.start_char))
    between = [token for token in trigger.sent if low < token.idx < high and token != trigger]
    if len(between) > LONGEST_STRETCH or _is_of_noun(expression):
        return False
    return not any(
        token.tag_ in ("VBD", "VBZ", "VBP", "VBG", "VBN", "MD", "WDT", "WP", "WRB", "TO")
        or token.text in ";:"
        or token.lower_ in words["speech"]
        or token.lower_ in words["other_time"]
        for token in between
    )


def _only_expression(trigger: Token, expressions: list[TimeExpression]) -> TimeExpression | None:
    """A sentence's one expression dates the events of its main clause, if no verb of saying has it."""
    if len(expressions) != 1:
        return None
    site = _site(expressions[0])
    if _is_of_noun(expressions[0]):
        return None
    if site.lower_ in attachment_words()["speech"] or site.dep_ in ("relcl", "acl", "ccomp", "advcl"):
        return None
    clause = next((token for token in (trigger, *trigger.ancestors) if _is_verb(token)), trigger)
    while clause.dep_ == "conj":
        clause = clause.head
    return expressions[0] if clause.dep_ == "ROOT" else None
