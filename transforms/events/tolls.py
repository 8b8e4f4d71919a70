"""Figures of victims in a sentence (killed, injured, missing, abducted, arrested, displaced) and the events they belong to.

The rules are CODEBOOK 7. A word of harm (`seeds/tolls/words.csv`) leads by the parse to its victims, and these to their figure.
"""

from __future__ import annotations

from functools import cache, lru_cache

from spacy.tokens import Doc, Span, Token

from seeds import read_rows
from transforms.events.records import Toll
from transforms.events.toll_figures import (
    LONGEST_HEDGE,
    Figure,
    count_words,
    is_one_person,
    is_thing,
    number_at,
    read_figure,
    read_number,
)
from transforms.events.word_groups import word_group

NEAR = 7  # tokens between a word of harm and a figure that the parse does not join to it
FAMILY = frozenset({"killed", "injured"})


@cache
def toll_words() -> dict[str, dict[str, str]]:
    """Kind of toll by form and role: harm, die, state, count, deed, life, toll, manner."""
    words: dict[str, dict[str, str]] = {}
    for row in read_rows("tolls/words.csv"):
        words.setdefault(row["form"], {})[row["role"]] = row["kind"]
    return words


def is_harm(token: Token) -> bool:
    """Whether a word tells that people were killed or injured."""
    return not FAMILY.isdisjoint(toll_words().get(token.lower_, {}).values())


def find_tolls(span: Span) -> list[Toll]:
    """Figures of victims in a sentence, in order, one for each figure; offsets are those of the figure's words in the Doc.

    `low` or `high` is None where the words leave that side open. Rules and vague quantities: CODEBOOK 7, 10.
    """
    tolls: dict[tuple[str, int], tuple[int, Toll]] = {}
    for token in span:
        for kind, head in _victims_of(token, span):
            figure = _figure_of(head, span)
            if figure is None or is_thing(head) or _is_uncounted_group(head, figure):
                continue
            for each in ("killed", "injured") if kind == "casualties" else (kind,):
                if kind != "casualties" or figure.high == 0:
                    found = abs(token.i - figure.last), _toll(each, head, figure)
                    key = each if kind == "casualties" else "", figure.last
                    tolls[key] = min(tolls.get(key, found), found, key=lambda item: item[0])
    return sorted((toll for _, toll in tolls.values()), key=lambda toll: (toll.start_char, toll.kind))


def _is_uncounted_group(head: Token, figure: Figure) -> bool:
    """An organisation or a country named without a number ("the massacre … of the Front") is not one victim."""
    is_group = figure.best == 1 and head.ent_type_ in ("ORG", "GPE", "LOC") and head.tag_ != "NNPS"
    return is_group and not any(token.like_num for token in head.doc[figure.first : figure.last])


def _toll(kind: str, head: Token, figure: Figure) -> Toll:
    doc = head.doc
    first, last = doc[figure.first], doc[figure.last - 1]
    noun = next(
        (token for token in head.subtree if token.dep_ == "pobj" and token.head.lower_ in word_group("victim_preposition")), head
    )
    end = max(noun.i if noun.i - head.i <= NEAR else head.i, last.i) + 1
    victims = doc[figure.first : end].text
    return Toll(kind, victims, figure.low, figure.best, figure.high, figure.hedge, first.idx, last.idx + len(last), head)


# --- from the word of harm to the victims ---------------------------------------------------------------------------


def _victims_of(token: Token, span: Span) -> list[tuple[str, Token]]:
    """(kind, head of a victims' phrase) for every such phrase that a word of harm has."""
    roles = toll_words().get(token.lower_)
    if not roles or any(child.dep_ == "neg" for child in token.children):
        return []
    is_verb = token.tag_.startswith(("VB", "JJ")) or not {"deed", "count"} & set(roles)
    heads: list[Token] = []
    kind = next(iter(roles.values()))
    if "harm" in roles and is_verb:
        kind, heads = roles["harm"], _arguments(token, span)
    elif "die" in roles:
        kind, heads = roles["die"], _subjects(token, ("nsubj", "nsubjpass")) or _near(token, span)
    elif "state" in roles:
        kind, heads = roles["state"], _holders(token, span)
    elif "toll" in roles or "life" in roles or "manner" in roles:
        heads = _indirect(token, roles, span)
    elif "count" in roles and any(_is_number(child) or child.lower_ in word_group("zero_determiner") for child in token.children):
        kind, heads = roles["count"], [token]
    elif "deed" in roles:
        if _is_to_death(token, span):
            heads = _arguments(token.nbor(-2), span)
        else:
            kind, heads = roles["deed"], _objects_of_deed(token, span)
    found = [head for victim in heads for head in _conjuncts(victim) if head.i in range(span.start, span.end)]
    return [(kind, head) for head in (*found, *_beside(found, token, span))]


def _beside(heads: list[Token], word: Token, span: Span) -> list[Token]:
    """Victims written before the first ones with a comma or `and`, whatever the parse: `Four guards and two men were hurt`."""
    if not heads or heads[0].i > word.i:
        return []
    figure = _figure_of(heads[0], span)
    link = figure.first - 1 if figure else span.start
    if link <= span.start or not (word.doc[link].text == "," or word.doc[link].lower_ in word_group("victim_joint")):
        return []
    before = word.doc[link - 1]
    is_victim = before not in heads and before.pos_ in ("NOUN", "PROPN", "NUM") and not is_thing(before)
    is_counted = is_victim and (number_at(before) or _figure_of(before, span)) and before.lower_ not in toll_words()
    return [before, *_beside([before], word, span)] if is_counted else []


def _is_number(token: Token) -> bool:
    return token.dep_ in ("nummod", "amod", "quantmod") and number_at(token) is not None


def _is_to_death(token: Token, span: Span) -> bool:
    """`stabbed to death`: the verb stands two words before."""
    return (
        token.lower_ in word_group("fatal_noun")
        and token.i - 2 >= span.start
        and token.nbor(-1).lower_ in word_group("fatal_link")
        and token.nbor(-2).tag_.startswith("VB")
    )


def _arguments(verb: Token, span: Span) -> list[Token]:
    """Whom a verb of harm hits: its object, its passive subject, or the noun that its participle describes."""
    if not _is_passive(verb, span):
        objects = [child for child in verb.children if child.dep_ in ("dobj", "obj") and child.i > verb.i]
        return _counted_after(verb, span) or objects
    if verb.dep_ == "amod":
        return [verb.head] if any(_is_number(child) for child in verb.head.children) else []
    own = _subjects(verb, ("nsubjpass", "nsubj"), reach=1)
    return own or _near(verb, span) or _subjects(verb, ("nsubjpass", "nsubj"), reach=4)


def _is_passive(verb: Token, span: Span) -> bool:
    """Whether a verb of harm tells of its subject: with a passive auxiliary, or a bare participle without object."""
    if verb.tag_ not in ("VBN", "VBD", "JJ", ""):
        return False
    if any(child.dep_ == "auxpass" for child in verb.children):
        return True
    following = next((token for token in verb.doc[verb.i + 1 : span.end] if not token.tag_.startswith("RB")), None)
    if following is None or _counted_after(verb, span):
        return following is None
    return not following.tag_.startswith(("DT", "CD", "NN", "PRP", "JJ", "PDT")) or following.dep_ == "npadvmod"


def _counted_after(verb: Token, span: Span) -> list[Token]:
    """The counted people that follow a verb directly, whatever the parse makes of `at least` and `more than`."""
    doc, place = verb.doc, verb.i + 1
    for length in range(LONGEST_HEDGE, 0, -1):
        if doc[place : place + length].text.lower() in count_words().hedges:
            place += length
            break
    if place >= span.end or not (value := number_at(doc[place])) or value[1] not in ("number", "vague", "multiplier"):
        return []
    noun = _counted_noun(doc[place])
    return [] if is_thing(noun) else [noun]


def _counted_noun(number: Token) -> Token:
    """The noun that a number counts, or the number where it stands alone."""
    is_inside = number.dep_ in ("nummod", "amod", "quantmod", "compound") and 0 < number.head.i - number.i <= NEAR
    return number.head if is_inside and not toll_words().get(number.head.lower_) else number


def _subjects(verb: Token, labels: tuple[str, ...], reach: int = 4) -> list[Token]:
    """The subject with one of the labels: its own, that of the verb it is coordinated with, or the noun it describes."""
    current = verb
    for _ in range(reach):
        own = [child for child in current.children if child.dep_ in labels and child.i < current.i]
        if own:
            return [_antecedent(own[0], current)]
        if current.dep_ in ("acl", "relcl") and current.head.pos_ in ("NOUN", "PROPN", "PRON", "NUM"):
            return [current.head]
        if current.dep_ not in ("conj", "xcomp", "oprd", "acomp") or not current.head.tag_.startswith("VB"):
            return []
        current = current.head
    return []


def _antecedent(subject: Token, verb: Token) -> Token:
    """The noun that a relative pronoun stands for."""
    is_relative = subject.tag_ in ("WP", "WDT") or subject.lower_ in word_group("victim_relative")
    return verb.head if is_relative and verb.dep_ == "relcl" else subject


def _near(word: Token, span: Span) -> list[Token]:
    """The nearest figure before a word of harm, with no other such word between, where the parse gives no victim."""
    for place in range(word.i - 1, max(span.start, word.i - NEAR) - 1, -1):
        token = word.doc[place]
        if token.lower_ in toll_words() or token.text in (";", ":"):
            return []
        value = number_at(token)
        if value == (1, "article") and place == word.i - 1 and token.lower_ not in word_group("indefinite_article"):
            return [token]  # "a policeman was killed and another wounded"
        if value and value[1] in ("number", "vague", "multiplier"):
            noun = _counted_noun(token)
            return [] if is_thing(noun) else [noun]
    return []


def _holders(adjective: Token, span: Span) -> list[Token]:
    """Who is dead or missing: `three dead`, `left 12 dead`, `is dead`, `was shot dead`."""
    before = adjective.nbor(-1) if adjective.i > span.start else None
    if before is not None and number_at(before) and number_at(before)[1] != "article":  # type: ignore[index]
        return [before]
    if any(_is_number(child) for child in adjective.children):
        return [adjective]
    if before is not None and before.tag_ in ("VBN", "VBD", "VB", "VBG") and before.lemma_ not in word_group("copula"):
        return _arguments(before, span)
    head = adjective.head
    if adjective.dep_ in ("acomp", "oprd", "xcomp", "advcl", "ccomp", "attr", "advmod"):
        objects = [child for child in (*adjective.children, *head.children) if child.dep_ in ("nsubj", "dobj", "nsubjpass")]
        right = [child for child in objects if child.dep_ in ("dobj", "nsubjpass")] or objects
        return right[:1] or _subjects(head, ("nsubjpass", "nsubj"))
    return [head] if adjective.dep_ == "amod" and any(_is_number(child) for child in head.children) else []


def _indirect(token: Token, roles: dict[str, str], span: Span) -> list[Token]:
    """`the toll rose to 45`, `claimed 23 lives`, `fatally stabbed`."""
    people = count_words().people
    if "manner" in roles:
        return _arguments(token.head, span) if token.head.tag_.startswith("VB") else []
    if "life" in roles:
        verb = token.head
        if people.get(verb.lower_) != "taker":
            return []
        if any(_is_number(child) for child in token.children) or (token.i > span.start and number_at(token.nbor(-1))):
            return [token]
        of = token.nbor() if token.i + 1 < span.end and token.nbor().lower_ in word_group("victim_preposition") else None
        victims = of and (_counted_after(of, span) or [child for child in of.children if child.dep_ == "pobj"])
        return victims or (_subjects(verb, ("nsubj",)) if verb.lower_ in word_group("losing_verb") else [])
    for place in range(token.i + 1, min(span.end, token.i + NEAR)):
        word = token.doc[place]
        value = number_at(word)
        if value and value[1] in ("number", "multiplier", "vague") and people.get(word.doc[place - 1].lower_) == "link":
            return [word]
    return []


def _objects_of_deed(noun: Token, span: Span) -> list[Token]:
    """`the murder of four protesters`, `Hariri's assassination`, `the death today of a soldier`."""
    of = next(
        (
            token
            for token in noun.doc[noun.i + 1 : min(span.end, noun.i + NEAR)]
            if token.lower_ in word_group("victim_preposition")
        ),
        None,
    )
    if of is not None and (of.head == noun or of.i - noun.i <= NEAR // 2 + 1):
        return _counted_after(of, span) or [child for child in of.children if child.dep_ == "pobj"]
    return [child for child in noun.children if child.dep_ == "poss"]


def _conjuncts(head: Token) -> list[Token]:
    """A victims' phrase and those coordinated with it; `including …` and `among them …` are no figures of their own."""
    found = [head]
    for child in head.children:
        if child.dep_ == "conj" and child.pos_ in ("NOUN", "PROPN", "PRON", "NUM") and child.i > head.i:
            found.extend(_conjuncts(child))
    return found


# --- from the victims to their figure -------------------------------------------------------------------------------


def _figure_of(head: Token, span: Span) -> Figure | None:
    """The figure of a victims' phrase; one for a single person without number, None for an uncounted plural."""
    doc = head.doc
    begin = max(span.start, head.left_edge.i, head.i - 2 * NEAR)
    words = [token for token in doc[begin : head.i + 1] if token == head or _is_within(token, head)]
    if begin > span.start and number_at(doc[begin - 1]) and read_number([doc[begin - 1]]):
        words.insert(0, doc[begin - 1])
    alone = number_at(head)
    if alone and alone[1] == "number" and not any(number_at(word) not in (None, (1, "article")) for word in words[:-1]):
        words = [head]
    if alone or any(number_at(word) for word in words):
        figure = read_figure([*words, *doc[head.i + 1 : min(span.end, head.i + 5)]] if alone else words)
        if figure and (figure.first <= head.i):
            return _checked(figure, head)
    if is_one_person(head):
        return Figure(1, 1, 1, None, begin if begin in range(head.i - 3, head.i + 1) else head.i, head.i + 1)
    return None


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
    doc = head.doc
    is_article = number_at(doc[figure.last - 1]) in ((1, "article"),)
    if is_article and not (is_one_person(head) or number_at(head)):
        return None
    return figure


# --- from the figures to the events ---------------------------------------------------------------------------------


def tolls_of_event(trigger: Token, tolls: list[Toll], others: list[Token]) -> list[Toll]:
    """The figures that belong to the event with this trigger, `others` being the triggers of the sentence's other events.

    Each figure belongs to one event: one whose trigger is the word of harm itself, else the nearest in the parse.
    Arrests and abductions belong only to events told by such a word; a word for an arrest takes no dead.
    """
    return [
        toll
        for toll in tolls
        if (mine := _rank(trigger, toll)) is not None
        and all(
            (rank := _rank(other, toll)) is None or (mine, trigger.i) <= (rank, other.i)
            for other in sorted(others, key=lambda other: abs(other.i - toll.head.i))
        )
    ]  # the likely winner first


def _rank(trigger: Token, toll: Toll) -> tuple[int, int] | None:
    kinds = set(toll_words().get(trigger.lower_, {}).values())
    distance = tree_distance(trigger, toll.head)
    if distance is None:
        return None
    if toll.kind in kinds:
        return 0, distance
    if kinds & FAMILY and toll.kind in FAMILY:
        return 1, distance
    if kinds or toll.kind == "arrested":
        return None
    return 1, distance + 1


def tree_distance(left: Token, right: Token) -> int | None:
    """Steps between two tokens of a sentence along the parse; None where they have no common root."""
    heads = _heads(left.doc)
    above: dict[int, int] = {}
    at = left.i
    while at not in above:
        above[at] = len(above)
        at = heads[at]
    at, steps = right.i, 0
    while at not in above:
        if heads[at] == at:
            return None
        at, steps = heads[at], steps + 1
    return steps + above[at]


@lru_cache(maxsize=2)
def _heads(doc: Doc) -> list[int]:
    """Place of each token's head. Kept for the Doc at work: a long sentence asks for thousands of distances."""
    return [token.head.i for token in doc]
