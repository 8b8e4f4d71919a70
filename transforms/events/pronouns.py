"""Pronouns of the third person: what was told before that one may stand for, and what it most likely does.

Those that agree in number and gender are weighed by where and how they were told last: the weights are data, fitted on chains of
coreference (`seeds/coreference/pronoun_weights.csv`, README beside it).
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import accumulate

from spacy.tokens import Doc, Token

from seeds import read_rows
from transforms.events.gender import gender_of, gendered_nouns, pronouns
from transforms.events.label_groups import label_group
from transforms.events.records import EntityRecord
from transforms.events.speech import speech_kind

WINDOW = 3  # sentences back in which a pronoun looks for its antecedent
NOBODY = "nobody"  # the feature of standing for nothing told
MANY = 4
_FUNCTIONS = {"nsubj": "subject", "nsubjpass": "passive", "agent": "agent", "dobj": "object", "pobj": "pobj", "poss": "poss"}


@dataclass(slots=True)
class Referent:
    """Something told: an entity or a noun. `kind`: its entity label, or person, body or thing. `last`: where it was told last."""

    what: EntityRecord | Token
    kind: str
    is_plural: bool
    gender: str
    first_sentence: int
    last: Token
    last_sentence: int
    form: str = "noun"  # name | noun | description | pronoun
    times: int = 0


@dataclass(slots=True)
class Heard:
    """What an article's body has told so far. `kind_of` says of a noun whether it is a person, a body of people or a thing."""

    kind_of: Callable[[Token], str]
    referents: dict[int, Referent] = field(default_factory=dict)

    def add(self, what: EntityRecord | Token, sentence_no: int, token: Token, form: str) -> None:
        """A mention of something, by which it may be new."""
        referent = self.referents.pop(id(what), None) or _new_referent(what, sentence_no, token, self.kind_of)
        referent.last, referent.last_sentence, referent.form = token, sentence_no, form
        referent.times += 1
        if form == "pronoun":
            referent.gender = referent.gender or pronouns()[token.lower_]["gender"]
        self.referents[id(what)] = referent  # now the last one told

    def candidates(self, pronoun: Token, sentence_no: int) -> list[Referent]:
        """What a pronoun may stand for, last told first."""
        found = []
        for referent in reversed(self.referents.values()):
            if referent.last_sentence < sentence_no - WINDOW:
                break
            if _agrees(referent, pronouns()[pronoun.lower_]) and not _is_clause_mate(referent.last, pronoun):
                found.append(referent)
        return found


def is_referring(token: Token) -> bool:
    """Whether a noun tells of something by itself, so that a pronoun may stand for it."""
    return token.pos_ == "NOUN" and token.dep_ not in label_group("not_referring") and not token.ent_type_


def _new_referent(what: EntityRecord | Token, sentence_no: int, token: Token, kind_of: Callable[[Token], str]) -> Referent:
    if isinstance(what, EntityRecord):
        gender = next((gender for one in what.mentions if one.kind == "name" and (gender := gender_of(one))), "")
        return Referent(what, what.label, False, gender, sentence_no, token, sentence_no)
    gender = gendered_nouns().get(what.lemma_.lower(), "")
    return Referent(what, kind_of(what), what.tag_ in ("NNS", "NNPS"), gender, sentence_no, token, sentence_no)


def _agrees(referent: Referent, pronoun: dict[str, str]) -> bool:
    """ "he" and "she" are single persons of their gender, "it" no person and no plural, "they" no person with a name."""
    if referent.kind not in pronoun["label"].split("|"):
        return False
    if isinstance(referent.what, Token) and referent.is_plural and pronoun["number"] == "singular":
        return False
    return not (pronoun["gender"] and referent.gender) or pronoun["gender"] == referent.gender


def _is_clause_mate(head: Token, token: Token) -> bool:
    """ "Karzai met him": an object pronoun is not its own clause's subject; reflexives and possessives may be."""
    return (
        token.dep_ in label_group("pronoun_object")
        and not token.lower_.endswith(("self", "selves"))
        and head.doc is token.doc
        and head.head.i in (token.head.i, token.head.head.i)
    )


def is_expletive(token: Token) -> bool:
    """ "it" of "it is said that", "it rained": a subject that stands for a clause."""
    return token.lower_ == "it" and (token.dep_ == "expl" or any(child.dep_ in ("ccomp", "acl") for child in token.head.children))


Chooser = Callable[[Token, int, list[Referent]], Referent | None]  # pronoun, its sentence's number, candidates


def choose(pronoun: Token, sentence_no: int, candidates: list[Referent]) -> Referent | None:
    """The candidate of the greatest weight; None where nobody weighs more."""
    weights = pronoun_weights()
    best, most = None, sum(weights.get(feature, 0.0) for feature in features_of_nobody(pronoun))
    for rank, referent in enumerate(candidates):
        weight = sum(weights.get(feature, 0.0) for feature in features_of(pronoun, sentence_no, referent, rank))
        if weight > most:
            best, most = referent, weight
    return best


@functools.cache
def pronoun_weights() -> dict[str, float]:
    """Feature → weight."""
    return {row["feature"]: float(row["weight"]) for row in read_rows("coreference/pronoun_weights.csv")}


def group_of(pronoun: Token) -> str:
    """Pronouns weighed alike: he, it, they."""
    row = pronouns()[pronoun.lower_]
    return "they" if row["number"] == "plural" else "he" if row["gender"] else "it"


def features_of_nobody(pronoun: Token) -> Iterator[str]:
    """What tells that a pronoun stands for nothing told: itself and its function."""
    group = group_of(pronoun)
    yield f"{group} {NOBODY}"
    yield f"{group} {NOBODY} {_function(pronoun)}"
    yield f"{group} {NOBODY} {pronoun.head.lemma_.lower() if pronoun.head.pos_ == 'AUX' else 'verb'}"


def features_of(pronoun: Token, sentence_no: int, referent: Referent, rank: int) -> Iterator[str]:
    """What tells for or against a candidate, `rank` places before the one told last."""
    group, last = group_of(pronoun), referent.last
    back = sentence_no - referent.last_sentence
    role = _function(last)
    number = "plural" if referent.is_plural else "singular" if isinstance(referent.what, Token) else "name"
    yield f"{group} kind={referent.kind} {number}"
    yield f"{group} back={back}"
    yield f"{group} {role}"
    yield f"{group} {role} back={min(back, 2)}"
    yield f"{group} told as {referent.form}"
    yield f"{group} told {min(referent.times, MANY)}"
    yield f"{group} rank={min(rank, MANY)}"
    yield f"{group} back={min(back, 1)} rank={min(rank, MANY)}"
    if role == _function(pronoun):
        yield f"{group} same function"
    if _is_subject(pronoun) and speech_kind(pronoun.head) is not None:
        spoke = _is_subject(last) and speech_kind(_phrase_head(last).head) is not None
        yield f"{group} says {'as before' if spoke else 'something'}"
    if _stands_in_other_quotation(last, pronoun):
        yield f"{group} beyond a quotation mark"
    if referent.first_sentence <= 1:
        yield f"{group} in the lead"
    if back == 0:
        if last.head.is_ancestor(pronoun) and role in ("subject", "passive"):
            yield f"{group} subject above"
        if last.head.i == pronoun.head.i or (pronoun.dep_ == "poss" and last.head.i == pronoun.head.head.i):
            yield f"{group} same clause {role}"
        if last.sent.start == last.left_edge.i:
            yield f"{group} opens the sentence"
    elif last.sent.start == last.left_edge.i:
        yield f"{group} opened an earlier sentence"
    if referent.form == "noun":
        yield f"{group} {_article(last)}"


def _is_subject(token: Token) -> bool:
    return _phrase_head(token).dep_ in label_group("active_subject")


def _phrase_head(token: Token) -> Token:
    """The word whose function an apposition shares: "the minister, Ada Lind, said"."""
    while token.dep_ == "appos" and token.head.i != token.i:
        token = token.head
    return token


def _stands_in_other_quotation(last: Token, pronoun: Token) -> bool:
    """Whether one of the two is inside quotation marks and the other is not: an odd number of marks stands between them."""
    marks = _marks_before(pronoun.doc)
    return (marks[pronoun.i] - marks[last.i]) % 2 == 1


@functools.lru_cache(maxsize=2)
def _marks_before(doc: Doc) -> list[int]:
    """How many quotation marks stand up to each word. Kept for the Doc at work: each pronoun asks for all its candidates."""
    return list(accumulate(token.is_quote and token.tag_ != "POS" for token in doc))


def _function(token: Token) -> str:
    return _FUNCTIONS.get(_phrase_head(token).dep_, "other")


def _article(noun: Token) -> str:
    first = next((child for child in noun.lefts if child.dep_ in ("det", "poss")), None)
    return "bare" if first is None else "poss" if first.dep_ == "poss" else "article the" if first.lower_ == "the" else "article"
