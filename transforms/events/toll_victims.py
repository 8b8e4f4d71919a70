"""From a verb of harm to its victims: object, passive subject, the noun that a participle describes, and those listed with them.

Where the parse gives none, the nearest counted people before the verb.
"""

from __future__ import annotations

from spacy.tokens import Span, Token

from transforms.events.label_groups import label_group
from transforms.events.toll_figures import DASHES, hedge_at, is_age
from transforms.events.toll_numbers import COUNTING, is_counting, number_at
from transforms.events.toll_people import is_thing
from transforms.events.toll_words import toll_words
from transforms.events.word_groups import word_group

NEAR = 7  # tokens between a word of harm and a figure that the parse does not join to it


def objects_or_subjects(verb: Token, span: Span) -> list[Token]:
    """Whom a verb of harm hits: its object, its passive subject, or the noun that its participle describes."""
    if not _is_passive(verb, span):
        objects = [child for child in verb.children if child.dep_ in ("dobj", "obj") and child.i > verb.i]
        return counted_after(_last_of_verb(verb, span), span) or objects or _shared_object(verb)
    if verb.dep_ == "amod":
        return [verb.head] if verb.head.i > verb.i else []
    if verb.dep_ == "acl" and verb.head.lower_ in word_group("those"):
        return _those(verb.head)
    own = subjects(verb, reach=1)
    return own or near_before(verb, span) or subjects(verb)


def _shared_object(verb: Token) -> list[Token]:
    """`shot and killed two people`: the object may hang on the verb coordinated with it."""
    linked = [verb.head] if verb.dep_ == "conj" else []
    linked += [child for child in verb.children if child.dep_ == "conj" and child.tag_.startswith("VB")]
    return [child for other in linked for child in other.children if child.dep_ == "dobj" and child.i > max(verb.i, other.i)][:1]


def _those(pronoun: Token) -> list[Token]:
    """Who is `among those killed`: the other side of the verb `be`; `two of those killed` tells two."""
    link = pronoun.head
    if link.lower_ in word_group("some_of") and is_counting(link.head):
        return [link.head]
    if link.lower_ not in word_group("among"):
        return []
    verb = link.head
    return [child for child in verb.children if child.dep_ in (*label_group("subject_of_verb"), "attr") and child != pronoun][:1]


def _last_of_verb(verb: Token, span: Span) -> Token:
    """The word behind which the victims stand: `dead` in `shot dead three people`."""
    is_followed = verb.i + 1 < span.end and verb.nbor().lower_ in word_group("fatal_word")
    return verb.nbor() if is_followed else verb


def _is_passive(verb: Token, span: Span) -> bool:
    """Whether a verb of harm tells of its subject: with a passive auxiliary, or a bare participle without object."""
    if verb.tag_ not in ("VBN", "VBD", "JJ", ""):
        return False
    if any(child.dep_ == "auxpass" for child in verb.children):
        return True
    if any(child.dep_ == "aux" and child.lemma_ in word_group("perfect_auxiliary") for child in verb.children):
        return False
    last = _last_of_verb(verb, span)
    following = next((token for token in verb.doc[last.i + 1 : span.end] if not token.tag_.startswith("RB")), None)
    if following is None or counted_after(last, span):
        return following is None
    return not following.tag_.startswith(("DT", "CD", "NN", "PRP", "JJ", "PDT")) or following.dep_ == "npadvmod"


def counted_after(word: Token, span: Span) -> list[Token]:
    """The counted people that follow a word directly, whatever the parse makes of `at least` and `more than`."""
    doc, place = word.doc, word.i + 1
    place += hedge_at(doc, place)
    if place + 1 < span.end and doc[place].lower_ in word_group("range_opener") and is_counting(doc[place + 1]):
        place += 1  # "killed between 20 and 30 rebels"
    if place < span.end and number_at(doc[place]) == (1, "article") and place + 1 < span.end:
        after = doc[place + 1]
        place += 1 if is_counting(after) or after.lower_ in word_group("number_filler") else 0
    while place < span.end and doc[place].lower_ in word_group("number_filler"):
        place += 1
    if place >= span.end or not is_counting(doc[place]) or doc[place].ent_type_ == "DATE":
        return []
    noun = _counted_noun(doc[place])
    return [] if is_thing(noun) else [noun]


def _counted_noun(number: Token) -> Token:
    """The noun that a number counts, or the number where it stands alone."""
    is_inside = number.dep_ in ("nummod", "amod", "quantmod", "compound") and 0 < number.head.i - number.i <= NEAR
    return number.head if is_inside and not toll_words().get(number.head.lower_) else number


def subjects(verb: Token, reach: int = 4) -> list[Token]:
    """The subject before a verb: its own, that of the verb it is coordinated with, or the noun it describes."""
    current = verb
    for _ in range(reach):
        own = [child for child in current.children if child.dep_ in label_group("subject_of_verb") and child.i < current.i]
        if own:
            return [_antecedent(own[-1], current)]
        if current.dep_ in ("acl", "relcl") and current.head.pos_ in label_group("naming"):
            return [current.head]
        is_below = current.dep_ in ("conj", "xcomp", "oprd", "acomp") or (
            current.dep_ in ("ccomp", "advcl") and current.head.lemma_ in word_group("finding_verb")
        )
        if not is_below or not current.head.tag_.startswith("VB"):
            return []
        current = current.head
    return []


def _antecedent(subject: Token, verb: Token) -> Token:
    """The noun that a relative pronoun stands for."""
    is_relative = subject.tag_ in ("WP", "WDT") or subject.lower_ in word_group("victim_relative")
    return verb.head if is_relative and verb.dep_ == "relcl" else subject


def near_before(word: Token, span: Span) -> list[Token]:
    """The nearest figure before a word of harm, with no other such word between, where the parse gives no victim."""
    for place in range(word.i - 1, max(span.start, word.i - NEAR) - 1, -1):
        token = word.doc[place]
        if token.lower_ in toll_words() or token.text in (";", ":"):
            return []
        value = number_at(token)
        if value == (1, "article") and place == word.i - 1 and token.lower_ not in word_group("indefinite_article"):
            return [token]  # "a policeman was killed and another wounded"
        if place > span.start and token.nbor(-1).lower_ in word_group("part_preposition"):
            return []
        if value and value[1] in COUNTING and not is_age(word.doc, place, place + 1):
            noun = _counted_noun(token)
            return [] if is_thing(noun) else [noun]
    return []


# --- those listed with them --------------------------------------------------------------------------------------


def with_others(heads: list[Token], word: Token, span: Span) -> list[Token]:
    """Victims' heads with all that are listed beside them, in the order of the text.

    Parts of a figure are none of their own: `including …`, `among them …`.
    """
    found = _distinct([one for head in heads for one in _conjuncts(head, word)])
    before = _listed_before(found[0], word, span) if found and found[0].i < word.i else []
    company = _company(found, word, span)
    after = _others_after(found[-1], word, span) if found and not company else []
    inside = range(span.start, span.end)
    return sorted({one.i: one for one in (*before, *found, *company, *after) if one.i in inside}.values(), key=lambda one: one.i)


def _distinct(heads: list[Token]) -> list[Token]:
    """Without names that stand right behind their own description: `his wife Ann`, `the owner, aged 58, …`."""
    kept = heads[:1]
    for head in heads[1:]:
        between = head.doc[kept[-1].i + 1 : head.i]
        if any(token.text == "," or token.pos_ in ("CCONJ", "VERB", "ADP") or token.tag_ == "CC" for token in between):
            kept.append(head)
    return kept


def _conjuncts(head: Token, word: Token) -> list[Token]:
    """A victims' phrase and those coordinated with it, on the same side of the word of harm."""
    found = [head]
    counted = [link for link in head.children if link.lower_ in word_group("victim_preposition") and is_counting(head)]
    for child in (*head.children, *(one for link in counted for noun in link.children for one in noun.children)):
        is_listed = child.dep_ == "conj" and child.pos_ in label_group("naming") and child.i > head.i
        if is_listed and (head.i > word.i or child.i < word.i) and not _is_measure(child):
            found.extend(_conjuncts(child, word))
    return found


def _is_measure(token: Token) -> bool:
    """A number in a list of names is an age: `Ann Lee, 42, and Bo Berg, 37`."""
    return token.text.isdigit() and is_age(token.doc, token.i, token.i + 1)


def _listed_before(head: Token, word: Token, span: Span) -> list[Token]:
    """Counted victims before the first ones with a comma or `and`, whatever the parse: `Four guards and two men were hurt`."""
    begin = _begin_of(head, span)
    link = begin - 1
    if link <= span.start:
        return []
    joint, before = word.doc[link], word.doc[link - 1]
    if joint.text == "," and before.lower_ in word_group("victim_joint"):
        return []
    if joint.lower_ in word_group("victim_joint") and before.text == ",":
        before = word.doc[link - 2]
    if not (joint.text == "," or joint.lower_ in word_group("victim_joint")) or before.pos_ not in label_group("naming"):
        return []
    start = _begin_of(before, span)
    if start == before.i and not is_counting(before):
        return []
    is_counted = any(is_counting(token) or number_at(token) == (1, "article") for token in word.doc[start : before.i + 1])
    is_single = number_at(word.doc[start]) == (1, "article") and joint.text == ","
    is_opened = start > span.start and word.doc[start - 1].lower_ in word_group("range_opener")
    is_inside = start > span.start and word.doc[start - 1].dep_ == "prep" and before.head == word.doc[start - 1]
    if (
        not is_counted
        or is_single
        or is_inside
        or (is_opened and is_counting(before))
        or is_thing(before)
        or before.ent_type_ in ("DATE", "TIME")
        or _is_measure(before)
    ):
        return []
    return [*_listed_before(before, word, span), before] if before.lower_ not in toll_words() else []


def _begin_of(head: Token, span: Span) -> int:
    """Where the phrase of a noun begins, with its number and hedge: back over what may stand before a noun."""
    place = head.i
    while place > span.start:
        before = head.doc[place - 1]
        if (
            before.tag_ in ("CD", "DT", "JJ", "JJS", "NN", "NNP", "PRP$", "HYPH", "POS")
            or before.text in DASHES
            or number_at(before)
        ):
            place -= 1
        elif before.lower_ in word_group("hedge_link") and place - 1 > span.start and number_at(head.doc[place]):
            place -= 2
        else:
            break
    return max(place, span.start)


def _company(heads: list[Token], word: Token, span: Span) -> list[Token]:
    """`a guard, along with two drivers, …`: further victims brought by a preposition."""
    if not heads:
        return []
    found = []
    for place in range(heads[-1].i + 1, min(span.end - 1, heads[-1].i + 2 * NEAR)):
        opener, link = span.doc[place], span.doc[place + 1]
        if opener.lower_ in toll_words() and opener != word:
            break
        is_company = opener.lower_ in word_group("victim_company_opener") and link.lower_ in word_group("victim_company")
        if is_company:
            found += counted_after(link, span) or [
                child for child in link.children if child.dep_ == "pobj" and child.pos_ != "PRON"
            ]
    return [one for first in found[:1] for one in _conjuncts(first, word)]


def _others_after(head: Token, word: Token, span: Span) -> list[Token]:
    """`killed a guard, at least five others`: a list without `and`."""
    if head.i < word.i or head.i + 2 >= span.end or span.doc[head.i + 1].text != ",":
        return []
    return [noun for noun in counted_after(span.doc[head.i + 1], span) if noun.lower_ in word_group("other_victims")]
