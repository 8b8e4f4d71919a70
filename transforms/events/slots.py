"""The slots of an event word: who stands in which function to it, with voice, control and coordination undone.

Works on ClearNLP-style dependency labels, those of spaCy's English models.
"""

from __future__ import annotations

from collections import defaultdict

from spacy.tokens import Token

from transforms.events.label_groups import label_group
from transforms.events.phrases import has_prefix, is_opposed
from transforms.events.word_groups import word_group

Slots = dict[str, list[Token]]

MAX_CHAIN = 6  # clauses climbed at most in search of a subject


def slots_of(token: Token) -> Slots:
    """Slot name → head tokens of its fillers, coordination spread out.

    Verbs: subject, object, dative, comp and their prepositions; gerunds also those of nouns. Nouns: poss, compound, amod, comp
    and their prepositions. Adjectives: subject (over the copula), comp and their prepositions.
    """
    slots: Slots = defaultdict(list)
    _add_prepositions(token, slots)
    slots["comp"] += complements_of(token)
    if token.pos_ in ("VERB", "AUX"):
        _add_verb_slots(token, slots)
    elif token.pos_ == "ADJ":
        slots["subject"] += [token.head] if token.dep_ == "amod" else _clause_subject(token.head) if token.dep_ == "acomp" else []
    for child in token.children:
        if child.dep_ in label_group("owner"):
            slots[_owner_slot(child)].append(child)
    return {name: spread(fillers) for name, fillers in slots.items() if fillers}


def _owner_slot(child: Token) -> str:
    """The slot of what stands before a noun; "anti-X protests" are against X, "pro-X protests" for X."""
    if has_prefix(child, word_group("favouring_prefix")):
        return "for"
    return "against" if is_opposed(child) else "compound" if child.dep_ == "nmod" else child.dep_


def complements_of(token: Token) -> list[Token]:
    """Heads of the clauses that complete a word, the infinitives that parsers hang elsewhere included.

    "urged rebels to stop": the infinitive below the object; "threatened to cut": as an adverbial clause.
    """
    below = list(token.children)
    if token.pos_ in ("VERB", "AUX"):
        found = [child for child in below if child.dep_ in ("xcomp", "ccomp") or (child.dep_ == "advcl" and is_infinitive(child))]
        return found + [
            clause
            for child in below
            if child.dep_ in label_group("object")
            for clause in child.children
            if clause.dep_ in ("acl", "relcl") and is_infinitive(clause)
        ]
    return [
        child for child in below if child.dep_ in ("xcomp", "ccomp") or (child.dep_ in ("acl", "relcl") and is_infinitive(child))
    ]


def is_infinitive(verb: Token) -> bool:
    """A verb with "to" before it."""
    return verb.tag_ == "VB" and any(child.tag_ == "TO" for child in verb.children)


def spread(tokens: list[Token]) -> list[Token]:
    """The tokens with their conjuncts, each once, in text order of discovery."""
    found: dict[int, Token] = {}
    for token in tokens:
        found.setdefault(token.i, token)
        for conjunct in _conjuncts_below(token):
            found.setdefault(conjunct.i, conjunct)
    return list(found.values())


def _conjuncts_below(token: Token) -> list[Token]:
    below = []
    for child in token.children:
        if child.dep_ == "conj":
            below += [child, *_conjuncts_below(child)]
    return below


def _add_prepositions(token: Token, slots: Slots) -> None:
    for child in token.children:
        if child.dep_ in ("prep", "agent") or (child.dep_ == "dative" and child.pos_ == "ADP"):
            name = "object" if child.tag_ == "RP" else child.lower_  # "ruled out talks" with the particle parsed as a preposition
            for below in child.children:
                if below.dep_ == "pobj":
                    slots[name].append(below)
                elif below.dep_ == "pcomp":
                    slots["comp"].append(below)
                elif below.dep_ == "prep":  # "from behind the lines", "because of"
                    slots[below.lower_] += [one for one in below.children if one.dep_ == "pobj"]
        elif child.dep_ == "dative":
            slots["dative"].append(child)


def _add_verb_slots(verb: Token, slots: Slots) -> None:
    slots["subject"] += subjects_of(verb)
    slots["object"] += objects_of(verb)
    for clause in complements_of(verb):
        if not slots["object"] and is_infinitive(clause):  # "wants troops to leave": the infinitive's subject is asked
            slots["object"] += _own(clause, "active_subject")
    own = dict(slots)
    for thing in _own(verb, "object", "passive_subject"):  # "cut ties with", "attacked shoppers with a knife"
        hanging: Slots = defaultdict(list)
        _add_prepositions(thing, hanging)
        for name, fillers in hanging.items():
            if name != "of" and not own.get(name):
                slots[name] += fillers


def is_passive(verb: Token) -> bool:
    """True for "was attacked", "the town attacked by", and for the second verb of "was arrested and charged"."""
    if _own(verb, "passive_subject", "passive_mark"):
        return True
    if verb.tag_ != "VBN" or any(child.dep_ == "aux" for child in verb.children):
        return False
    if verb.dep_ == "conj" and not _own(verb, "active_subject"):
        return is_passive(verb.head)
    return verb.dep_ in ("acl", "relcl", "advcl", "amod", "acomp", "oprd", "ROOT") and not _own(verb, "active_subject", "object")


def subjects_of(verb: Token) -> list[Token]:
    """Who does it: active subject, agent of a passive, or whoever control and coordination supply."""
    if is_passive(verb):
        return _agents(verb)
    own = _own(verb, "active_subject")
    if own:
        return [_antecedent(token, verb) for token in own]
    return _supplied_subject(verb)


def objects_of(verb: Token) -> list[Token]:
    """To whom it is done: direct object, or the subject of a passive."""
    if not is_passive(verb):
        own = _own(verb, "object")
        if own:
            return [_antecedent(token, verb) for token in own]
        if verb.dep_ == "relcl" and _own(verb, "active_subject") and not _relative_pronoun_in(verb):
            return [verb.head]  # "the town they attacked"
        return []
    own = _own(verb, "passive_subject") or _own(verb, "active_subject")  # parsers mix the two up; the auxiliary tells
    if own:
        return [_antecedent(token, verb) for token in own]
    if verb.dep_ in ("acl", "relcl", "amod"):
        return [verb.head]
    if verb.dep_ == "conj":
        return objects_of(verb.head) if is_passive(verb.head) else []
    if verb.dep_ == "advcl":
        return _clause_subject(verb.head)
    if verb.dep_ in ("acomp", "oprd"):  # "are reported wounded"
        return _controller(verb.head)
    if verb.dep_ in ("xcomp", "pcomp"):
        return _supplied_subject(verb)
    return []


def _own(verb: Token, *groups: str) -> list[Token]:
    """The children whose function is of one of the groups of labels."""
    labels = frozenset[str]().union(*map(label_group, groups))
    return [child for child in verb.children if child.dep_ in labels]


def _agents(verb: Token) -> list[Token]:
    for child in verb.children:
        if child.dep_ == "agent" or (child.dep_ == "prep" and child.lower_ == "by"):
            return [below for below in child.children if below.dep_ == "pobj"]
    return []


def _relative_pronoun_in(verb: Token) -> bool:
    return any(child.tag_ in ("WDT", "WP") for child in verb.children)


def _antecedent(token: Token, verb: Token) -> Token:
    """The noun that a relative pronoun stands for."""
    clause = verb
    while clause.dep_ == "conj" and clause.head.i != clause.i:
        clause = clause.head
    if token.tag_ in ("WDT", "WP") and clause.dep_ == "relcl":
        return clause.head
    return token


def _clause_subject(verb: Token) -> list[Token]:
    """The grammatical subject of a clause, whatever its voice."""
    own = _own(verb, "active_subject", "passive_subject")
    return [_antecedent(token, verb) for token in own] or _supplied_subject(verb)


def _supplied_subject(verb: Token, climbed: int = 0) -> list[Token]:
    """The subject that a verb without one takes from above."""
    head = verb.head
    if head.i == verb.i or climbed > MAX_CHAIN:
        return []
    if verb.dep_ == "acl" and verb.tag_ == "VBG":
        return [head]
    if verb.dep_ == "acl" and head.pos_ in ("NOUN", "PROPN"):  # "plans to attack": whose plans
        owners = [child for child in head.children if child.dep_ == "poss"]
        return owners or (_clause_subject(head.head) if head.dep_ in label_group("object") else [])
    if verb.dep_ == "relcl" and not _own(verb, "active_subject", "passive_subject"):
        return [head]
    if verb.dep_ == "conj":
        return _clause_subject(head) if head.pos_ in ("VERB", "AUX") else []
    if verb.dep_ == "xcomp" or (verb.dep_ == "ccomp" and (is_infinitive(verb) or verb.tag_ == "VBG")):
        return _controller(head)  # a finite clause has its own subject, though the parse may have lost it
    if verb.dep_ == "pcomp":
        governor = head.head
        return _controller(governor) if governor.pos_ in ("VERB", "AUX") else []
    if verb.dep_ == "advcl" and verb.tag_ in ("VBG", "VB", "VBN"):
        told = next((child for child in head.children if child.dep_ == "ccomp" and child.i < verb.i < head.i), head)
        return _clause_subject(told) if head.pos_ in ("VERB", "AUX") else []  # "A bomb exploded, killing ten, police said"
    return []


def _controller(verb: Token) -> list[Token]:
    """Who is understood below a verb: its object ("ordered them to leave", "was accused of"), else its subject."""
    if verb.pos_ not in ("VERB", "AUX"):
        return []
    return objects_of(verb) or _clause_subject(verb)
