"""Words that tell events: lexicon frames matched on the parse of one sentence."""

from __future__ import annotations

import functools
from dataclasses import dataclass

from spacy.tokens import Token

from seeds import read_rows
from transforms.events.actors import ActorLexicon
from transforms.events.lexicon import Condition, Frame, Lexicon
from transforms.events.slots import Slots, slots_of, spread, subjects_of
from transforms.events.word_forms import lemmas_of
from transforms.language.article import Sentence
from transforms.language.encoder.event_heads import EventReading

POS = {"VERB": "verb", "AUX": "verb", "NOUN": "noun", "PROPN": "noun", "ADJ": "adj"}
PEOPLE_CLASSES = frozenset({"person", "armed"})
WEIGHTS = {"lemma": 2, "class": 1, "filled": 0, "empty": 0}
ENTITY_CLASSES = {"PERSON": "person", "NORP": "person", "GPE": "territory", "LOC": "territory", "FAC": "building"}


@dataclass(frozen=True, slots=True)
class Trigger:
    """A word in the reading of one frame. `verb` is the light verb that carries an event noun.

    `copy` is a noun in the same clause that tells the same event ("the attack killed five"); what the word itself leaves
    open, mode and participants, its copy may tell. `reading` is what the event heads say of the word, and `support` what the
    rules say of the heads' event: rule | left_out | other_rule | none.
    """

    token: Token
    frame: Frame
    slots: Slots
    verb: Token | None = None
    copy: Trigger | None = None
    reading: EventReading | None = None
    support: str = "rule"

    @property
    def mode(self) -> str | None:
        return self.frame.event_mode or (self.copy.frame.event_mode if self.copy else None) or None

    @property
    def words(self) -> list[Token]:
        """The trigger's own words in text order: a phrase's fixed words included."""
        return sorted([self.token, *_rest_tokens(self.token, self.frame.rest)], key=lambda token: token.i)


def find_triggers(sentence: Sentence, lexicon: Lexicon, actors: ActorLexicon) -> list[Trigger]:
    """One trigger for each word of the sentence that a frame reads as an event, in text order."""
    found = []
    for token in sentence.span:
        for pos in _readings(token, lexicon, is_title=sentence.is_title):
            trigger = _read(token, pos, lexicon, actors)
            if trigger is not None:
                found.append(trigger)
                break
    return found


def _readings(token: Token, lexicon: Lexicon, *, is_title: bool) -> list[str]:
    """The parts of speech a word is looked up as. Headlines drop the words that tell verbs from nouns: both are tried.

    A noun for people is none of these verbs: "Soldiers and rebels clash".
    """
    own = POS.get(token.pos_)
    if own is None or (token.pos_ == "PROPN" and (token.ent_type_ or not is_title)):
        return []
    if own == "noun" and token.dep_ in ("compound", "nmod", "amod") and token.head.pos_ in ("NOUN", "PROPN"):
        return []  # "riot police", "arrest warrant": part of a name for something else
    if own == "adj" and token.tag_ == "VBN":
        return ["verb", "adj"]
    if token.tag_ == "VBG" and any(child.dep_ in ("compound", "nmod") for child in token.children):
        return ["verb", "noun"]  # "police firing"
    if is_title and token.pos_ in ("NOUN", "PROPN") and token.dep_ in ("ROOT", "acl", "relcl", "conj", "ccomp"):
        names_people = any(not lexicon.classes_of(lemma).isdisjoint(PEOPLE_CLASSES) for lemma in lemmas_of(token, "noun"))
        return [own] if names_people else [own, "verb"]
    return [own]


def _read(token: Token, pos: str, lexicon: Lexicon, actors: ActorLexicon) -> Trigger | None:
    """The reading of the most specific frame that fits; None when it is no event or no frame fits."""
    frames = next((frames for lemma in lemmas_of(token, pos) if (frames := lexicon.lookup(lemma, pos))), ())
    if not frames:
        return None
    slots = slots_of(token)
    verb = carry_noun(token, slots, lexicon) if pos == "noun" else None
    fitting = [frame for frame in frames if _fits(token, frame, slots, lexicon, actors)]
    if not fitting:
        return None
    best = max(fitting, key=_specificity)
    return None if best.event_type == "NONE" else Trigger(token, best, slots, verb)


def _specificity(frame: Frame) -> tuple[int, int]:
    """More conditions and fixed words are more specific; of equally many, named words beat classes beat filled slots."""
    return (len(frame.conditions) + 2 * len(frame.rest), sum(WEIGHTS[condition.kind] for condition in frame.conditions))


def _fits(token: Token, frame: Frame, slots: Slots, lexicon: Lexicon, actors: ActorLexicon) -> bool:
    if frame.rest and len(_rest_tokens(token, frame.rest)) < len(frame.rest):
        return False
    return all(_holds(condition, slots, lexicon, actors) for condition in frame.conditions)


def _rest_tokens(token: Token, rest: tuple[str, ...]) -> list[Token]:
    """The tokens of a phrase's further words: each stands below the one before it or below the head."""
    found: list[Token] = []
    for word in rest:
        hosts = [token, *found]
        match = next(
            (
                child
                for host in hosts
                for child in host.children
                if word in (child.lemma_.lower(), child.lower_) and child not in found
            ),
            None,
        )
        if match is None:
            return []
        found.append(match)
    return found


def _holds(condition: Condition, slots: Slots, lexicon: Lexicon, actors: ActorLexicon) -> bool:
    fillers = slots.get(condition.slot, [])
    if condition.slot in ("compound", "amod") and condition.kind == "lemma":  # parsers waver between the two
        fillers = [*slots.get("compound", []), *slots.get("amod", [])]
    if condition.kind == "filled":
        holds = bool(fillers)
    elif condition.kind == "empty":
        holds = not fillers
    elif condition.kind == "lemma":
        holds = any(not condition.values.isdisjoint(lemmas_of(filler, "noun")) for filler in fillers)
    else:
        holds = any(classes_of(filler, lexicon, actors) & condition.values for filler in fillers)
    return holds != condition.negated


def classes_of(token: Token, lexicon: Lexicon, actors: ActorLexicon) -> frozenset[str]:
    """Semantic classes of a filler: of its lemma, of its entity label, of its sector."""
    inner = counted(token)
    if inner is not None:
        return classes_of(inner, lexicon, actors)
    classes = {one for lemma in lemmas_of(token, "noun") for one in lexicon.classes_of(lemma)}
    if token.ent_type_:
        classes.add(token.ent_type_)
        classes |= {ENTITY_CLASSES[token.ent_type_]} if token.ent_type_ in ENTITY_CLASSES else set()
    sector = next((found for lemma in lemmas_of(token, "noun") if (found := actors.sector_class(lemma))), None)
    if sector:
        classes |= {sector} if classes & {"territory", "building"} else {sector, "person"}
    if token.pos_ == "PRON" and token.lower_ not in ("it", "this", "that", "which", "what"):
        classes.add("person")
    return frozenset(classes)


@functools.cache
def quantity_nouns() -> frozenset[str]:
    """Nouns that count others: "thousands of students" are students."""
    return frozenset(row["noun"] for row in read_rows("lexicon/quantity_nouns.csv"))


def counted(token: Token) -> Token | None:
    """What a quantity noun counts ("thousands" of "thousands of students"), or None."""
    if token.ent_type_ in ENTITY_CLASSES or quantity_nouns().isdisjoint(lemmas_of(token, "noun")):
        return None
    return next(
        (
            below
            for child in token.children
            if child.dep_ == "prep" and child.lower_ == "of"
            for below in child.children
            if below.dep_ == "pobj"
        ),
        None,
    )


def carry_noun(noun: Token, slots: Slots, lexicon: Lexicon) -> Token | None:
    """Add to a noun's slots what its light verb supplies ("launched an attack", "an attack was carried out by")."""
    verb, noun_is_subject = _governing_verb(noun)
    if verb is None:
        return None
    row = lexicon.light_verb(verb.lemma_.lower(), tuple(child.lower_ for child in verb.children if child.dep_ in ("prt", "prep")))
    if row is None:
        return None
    for role, fillers in (
        (row.subject_role, [] if noun_is_subject == "active" else subjects_of(verb)),
        (row.object_role, [child for child in verb.children if child.dep_ == "dative"]),
    ):
        if role != "none" and fillers:
            slots.setdefault(f"light {role}", []).extend(spread(fillers))
    for name, fillers in slots_of(verb).items():
        if name not in ("subject", "object", "comp", "dative", "by"):
            slots.setdefault(name, fillers)
    return verb


def _governing_verb(noun: Token) -> tuple[Token | None, str]:
    """The verb that a noun is the object, passive subject or (after "in", "under") prepositional object of."""
    head = noun.head
    if noun.dep_ == "conj" and head.pos_ in ("NOUN", "PROPN"):
        return _governing_verb(head)
    if noun.dep_ in ("dobj", "nsubjpass") and head.pos_ == "VERB":
        return head, "passive" if noun.dep_ == "nsubjpass" else "object"
    if noun.dep_ in ("pobj", "pcomp") and head.lower_ in ("in", "under", "to") and head.head.pos_ == "VERB":
        return head.head, "object"
    acl = next((child for child in noun.children if child.dep_ == "acl" and child.tag_ == "VBN"), None)
    return (acl, "passive") if acl is not None else (None, "")
