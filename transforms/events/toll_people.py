"""Who is counted: whether a noun, name or pronoun is a person, several, or no person at all (`seeds/tolls/people.csv`)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from spacy.tokens import Token

from seeds import read_rows
from transforms.events.label_groups import label_group
from transforms.events.toll_numbers import is_counting
from transforms.events.word_groups import word_group


@dataclass(frozen=True, slots=True)
class PeopleWords:
    """Class of a form (one | many | not), and the lemmas of persons, of things, and of all else that has a class."""

    forms: dict[str, str]
    persons: frozenset[str]
    things: frozenset[str]
    others: frozenset[str]


@cache
def people_words() -> PeopleWords:
    """The seeds, read once."""
    classes = read_rows("lexicon/classes.csv")
    persons = {row["lemma"] for row in classes if row["class"] in word_group("victim_class")}
    persons |= {row["lemma"].split()[-1] for row in read_rows("actors/nouns.csv") if row["kind"] == "person"}
    things = {row["lemma"] for row in classes if row["class"] in word_group("thing_class")}
    forms = {row["form"]: row["class"] for row in read_rows("tolls/people.csv")}
    others = {row["lemma"] for row in classes} - persons
    return PeopleWords(forms, frozenset(persons), frozenset(things - persons), frozenset(others))


def is_thing(noun: Token) -> bool:
    """Whether a counted noun is known to be no person."""
    words, forms = people_words(), {noun.lower_, noun.lemma_.lower()}
    if noun.ent_type_ == "PERSON" or noun.like_num or is_counting(noun):
        return False
    if any(words.forms.get(form) == "not" for form in forms):
        return True
    return not any(form in words.forms or form in words.persons for form in forms) and bool(forms & words.things)


def is_one_person(noun: Token) -> bool:
    """Whether a noun, name or pronoun without a number stands for a single person."""
    words = people_words()
    kind = words.forms.get(noun.lower_)
    if kind == "one" or (noun.ent_type_ == "PERSON" and noun.tag_.startswith("NNP")):
        return True
    if kind == "many":
        return False
    if noun.lower_ in words.persons:
        return True
    if noun.tag_ == "NNP" or (not noun.tag_ and noun.pos_ == "PROPN"):
        return noun.ent_type_ not in label_group("no_people")
    return noun.tag_ not in ("NNS", "NNPS") and noun.lemma_.lower() in words.persons


def is_people(noun: Token) -> bool:
    """Whether a noun names persons, one or many."""
    return noun.lemma_.lower() in people_words().persons


def is_someone(noun: Token) -> bool:
    """Whether a noun with `a` before it is a person: all but things, places and bodies (`a botanist`, `a Turk`)."""
    if is_one_person(noun):
        return True
    is_singular = noun.tag_ in ("NN", "NNP", "JJ", "")
    is_other = is_thing(noun) or noun.lemma_.lower() in people_words().others
    return is_singular and not is_other and noun.ent_type_ not in label_group("body") and noun.pos_ in ("NOUN", "PROPN", "ADJ")
