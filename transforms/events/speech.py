"""Speech in the parse: the words that report it (cues), who speaks, and the phrase that names the speaker.

Labels are those of spaCy's English models (ClearNLP style). The words come from `seeds/lexicon/`: `speech_verbs.csv`,
`classes.csv` and `word_groups.csv`.
"""

from __future__ import annotations

from collections.abc import Iterator, Set
from functools import cache

from spacy.tokens import Span, Token

from seeds import read_rows
from transforms.events.label_groups import label_group
from transforms.events.word_groups import word_group
from transforms.language.spans import entity_of

MARKS = frozenset({'"', "“", "”", "„", "«", "»", "''", "``", "'", "‘", "’"})
_MAX_CLIMB = 6
_MAX_APPOSITION = 14  # tokens between a title and the name that it stands by


@cache
def speech_kinds() -> dict[str, str]:
    """Lemma of each speech verb → its kind (say, write, claim, deny, confirm, report, allege, believe, warn, ask)."""
    return {row["lemma"]: row["kind"] for row in read_rows("lexicon/speech_verbs.csv")}


@cache
def _speaker_nouns() -> frozenset[str]:
    return frozenset(row["lemma"] for row in read_rows("lexicon/classes.csv") if row["class"] in word_group("speaker_class"))


def speech_kind(token: Token) -> str | None:
    """Kind of the cue that `token` is, `according` included (kind `say`), or None."""
    if token.lower_ in word_group("attributing_word") and _is_linked(token):
        return "say"
    if not token.tag_.startswith("VB"):
        return None
    return next((speech_kinds()[form] for form in base_forms(token) if form in speech_kinds()), None)


def _is_linked(token: Token) -> bool:
    return token.i + 1 < len(token.doc) and token.nbor().lower_ in word_group("attributing_link")


def base_forms(token: Token) -> tuple[str, ...]:
    """Forms under which a lexicon may list a word: its lemma, and for verbs what regular endings leave of the word itself.

    A statistical lemmatizer errs on rare verbs ("planned" → "plann"), and a lexicon then misses them.
    """
    word, lemma = token.lower_, token.lemma_.lower()
    if not token.tag_.startswith("VB"):
        return (lemma,)
    for ending in ("ing", "ed", "es", "s"):
        if word.endswith(ending) and len(word) > len(ending) + 2:
            stem = word[: -len(ending)]
            single = stem[:-1] if stem[-1] == stem[-2] else stem
            spelled = stem[:-1] + "y" if stem[-1] == "i" else stem
            return tuple(dict.fromkeys((lemma, stem, stem + "e", single, spelled)))
    return (lemma,)


def iter_cues(span: Span) -> Iterator[Token]:
    """The cue tokens of a span, in order."""
    return (token for token in span if speech_kind(token))


def speaker_of(cue: Token, quoted: Set[int] = frozenset()) -> Token | None:
    """Head token of the phrase that names who speaks: subject, agent, or what follows "according to"; else None.

    `quoted` holds the indices of the tokens inside quotation marks; none of them is a speaker of this cue.
    """
    if cue.lower_ in word_group("attributing_word"):
        speaker = _noun_after(cue.nbor())
    elif _is_inverted(cue, quoted):
        speaker = _noun_after(cue)
    elif _is_passive(cue) and cue.lemma_.lower() not in word_group("citing_verb"):
        speaker = _agent_of(cue)
    else:
        speaker = _cited(cue) or _speaker_before(cue, quoted) or _name_before(cue, quoted) or subject_of(cue)
        if speaker is None or speaker.i in quoted or speaker.ent_type_ in label_group("time"):
            speaker = _noun_before(cue)
    if speaker is None or speaker.i in quoted or speaker.lower_ in word_group("expletive"):
        return None
    return named_head(_issuer_of(speaker))


def can_speak(token: Token) -> bool:
    """Whether a subject may be a speaker where no cue verb says so: persons, bodies of people, and pronouns of them."""
    if token.ent_type_:
        return token.ent_type_ in label_group("participant")
    return token.lower_ in word_group("speaking_pronoun") or token.lemma_.lower() in _speaker_nouns()


def subject_of(verb: Token) -> Token | None:
    """The subject of a verb, its own or the one it shares with the verb above it; relative pronouns resolved."""
    node = verb
    for _ in range(_MAX_CLIMB):
        subject = next((child for child in node.children if child.dep_ in label_group("subject")), None)
        if subject is not None:
            return _antecedent(subject, node)
        above = node.head
        if node.dep_ in {"acl", "relcl"} and above.pos_ in label_group("noun"):
            if above.dep_ in label_group("subject") or node.tag_ != "VBG":
                return above
            while above.dep_ not in {"ROOT"} and not above.tag_.startswith("VB"):
                above = above.head
        elif node.dep_ not in label_group("speech_climb"):
            return None
        if above is node:
            return None
        node = above
    return None


def named_head(token: Token) -> Token:
    """The name in apposition where `token` is a common noun or an office ("Police spokesman, John Smith"), else itself.

    Read from the row of words, which holds where the parse of long titles does not.
    """
    if token.pos_ == "PRON" or token.ent_type_ == "PERSON":
        return token
    return _name_right_of(token) or _name_left_of(token) or token


def speaker_phrase(head: Token) -> Span:
    """The noun phrase of a speaker without clauses, appositions, commas and its article: at least the head itself."""
    doc = head.doc
    if head.ent_type_ == "PERSON":
        ent = entity_of(head)
        return doc[_title_start(ent) : ent.end]
    members = {head.i}
    for child in head.children:
        if child.dep_ in label_group("not_in_speaker") or (
            child.dep_ == "prep" and (child.lower_ not in word_group("speaker_preposition") or _has_verb(child))
        ):
            continue
        members.update(token.i for token in child.subtree)
    start = end = head.i
    while start - 1 in members and not _is_break(doc[start - 1]):
        start -= 1
    while end + 1 in members and not _is_break(doc[end + 1]):
        end += 1
    while end > head.i and doc[end].pos_ in {"CCONJ", "ADP"}:
        end -= 1
    while start < head.i and doc[start].lower_ in word_group("article"):
        start += 1
    return doc[start : end + 1]


def _antecedent(subject: Token, verb: Token) -> Token:
    """What a relative pronoun stands for: by the parse, else the noun before it ("X, who asked …, said")."""
    if subject.lower_ not in word_group("relative_pronoun"):
        return subject
    if verb.dep_ == "relcl":
        return verb.head
    before = subject.doc[max(0, subject.i - 2) : subject.i]
    return next((token for token in reversed(list(before)) if token.pos_ in label_group("noun")), subject)


def _cited(cue: Token) -> Token | None:
    """Whom a third party quotes: "the paper quotes X", "the paper quoted X as saying"."""
    verb = cue
    if cue.dep_ == "pcomp" and cue.head.lower_ in word_group("quoted_as"):
        verb = cue.head.head
    elif cue.lemma_.lower() not in word_group("citing_verb") and not _quotes_as(cue):
        return None
    return next((child for child in verb.children if child.dep_ == "dobj" and can_speak(child)), None)


def _quotes_as(verb: Token) -> bool:
    """Whether a verb has its object say something: "reported him as saying"."""
    links = [child for child in verb.children if child.lower_ in word_group("quoted_as")]
    return any(below.dep_ == "pcomp" for link in links for below in link.children)


def _speaker_before(cue: Token, quoted: Set[int]) -> Token | None:
    """For "…, saying": who speaks in the finite clause before it ("X said A was B, adding …"), whatever the parse hangs it on.

    One that has a subject of its own has that ("with its editor stating").
    """
    if cue.tag_ != "VBG" or any(child.dep_ in label_group("subject") and can_speak(child) for child in cue.children):
        return None
    for token in reversed(list(cue.doc[cue.sent.start : cue.i])):
        if token.i not in quoted and token.tag_ in label_group("finite") and speech_kind(token) and not _is_passive(token):
            return speaker_of(token, quoted)
    return None


def _name_before(cue: Token, quoted: Set[int]) -> Token | None:
    """The person named between the beginning of the cue's clause and the cue, from the row of words: "One resident, X, said".

    Not a name that another noun follows ("Bush aides said"), that owns one, or that a preposition governs ("aides to X said").
    """
    doc, at = cue.doc, cue.i - 1
    while at >= 0 and (doc[at].pos_ in {"AUX", "ADV", "PART"} and doc[at].tag_ != "POS"):
        at -= 1
    first = True
    for word in reversed(list(doc[max(0, at - _MAX_APPOSITION) : at + 1])):
        if word.i in quoted or _ends_clause(word):
            return None
        if word.ent_type_ == "PERSON" and word.i == _last_of(word).i:
            after = doc[word.i + 1]
            if (first or after.text in {",", "("} or after.pos_ == "ADP") and not _follows_preposition(word):
                return word
        first = False
    return None


def _ends_clause(word: Token) -> bool:
    return (
        word.tag_.startswith(("VB", "MD"))
        or word.is_space
        or word.text in {".", ";", ":", "?", "!"}
        or (word.text in MARKS and word.tag_ != "POS")
    )


def _agent_of(verb: Token) -> Token | None:
    return next(
        (place for agent in verb.children if agent.dep_ == "agent" for place in agent.children if place.dep_ == "pobj"), None
    )


def _is_passive(verb: Token) -> bool:
    return any(child.dep_ in {"auxpass", "agent"} for child in verb.children)


def _is_inverted(cue: Token, quoted: Set[int]) -> bool:
    """Whether the cue comes straight after a quotation and before its subject: "…," said X."""
    doc, before = cue.doc, cue.i - 1
    while before >= 0 and (doc[before].is_space or doc[before].text == ","):
        before -= 1
    if before < 0 or not (doc[before].text in MARKS or before in quoted):
        return False
    return cue.i + 1 < len(doc) and cue.nbor().pos_ in label_group("nominal") and cue.nbor().text not in MARKS


def _noun_after(token: Token) -> Token | None:
    """The head of the noun phrase that begins after the token, from the row of words."""
    head = None
    for word in token.doc[token.i + 1 : token.i + 1 + _MAX_APPOSITION]:
        if word.pos_ == "PRON" and head is None:
            return word
        if word.ent_type_ in label_group("time") or not (
            word.pos_ in label_group("nominal") or word.tag_ in {"POS", "HYPH", "VBN", "VBG"}
        ):
            break
        if word.text in MARKS and word.tag_ != "POS":
            break
        if word.pos_ in label_group("noun"):
            head = word
    return head


def _noun_before(cue: Token) -> Token | None:
    """The noun just before the cue, for parses that lost the subject."""
    before = cue.nbor(-1) if cue.i > 0 else None
    if before is not None and (before.pos_ in label_group("noun") or before.lower_ in word_group("speaking_pronoun")):
        return before if before.ent_type_ not in label_group("time") else None
    return None


def _issuer_of(noun: Token) -> Token:
    """Who issued what speaks: "a statement from the ministry", "a statement posted by Islamists"; else the noun itself."""
    if noun.pos_ != "NOUN" or can_speak(noun):
        return noun
    for child in noun.children:
        if child.dep_ == "poss" and child.pos_ in label_group("noun"):
            return child
        if child.dep_ == "prep" and child.lower_ in word_group("issuer_preposition"):
            return next((place for place in child.children if place.dep_ == "pobj"), noun)
        if child.dep_ == "acl":
            return _agent_of(child) or noun
    return noun


def _name_right_of(token: Token) -> Token | None:
    doc = token.doc
    for word in doc[token.i + 1 : token.i + 1 + _MAX_APPOSITION]:
        if _parts(word):
            return None
        if word.ent_type_ == "PERSON":
            return None if _is_owned(word) or doc[word.i - 1].pos_ == "ADP" else _last_of(word)
    return None


def _name_left_of(token: Token) -> Token | None:
    doc = token.doc
    for at in range(token.i - 1, max(-1, token.i - 1 - _MAX_APPOSITION), -1):
        if _parts(doc[at]):
            return None
        if doc[at].ent_type_ == "PERSON":
            after = doc[at + 1]
            is_apposed = (after.text == "," or after.lower_ in word_group("apposed_preposition")) and not _follows_preposition(
                doc[at]
            )
            return doc[at] if is_apposed else None
    return None


def _parts(word: Token) -> bool:
    """Whether a word ends the reach of an apposition: a verb, a conjunction, a quotation mark, a stop, a bracket."""
    return _ends_clause(word) or word.pos_ in {"CCONJ", "SCONJ"} or word.text == "("


def _is_owned(word: Token) -> bool:
    last = _last_of(word)
    return last.i + 1 < len(word.doc) and last.nbor().tag_ == "POS"


def _last_of(word: Token) -> Token:
    return entity_of(word)[-1]


def _follows_preposition(last: Token) -> bool:
    start = _title_start(entity_of(last))
    return start > 0 and last.doc[start - 1].pos_ == "ADP"


def _title_start(ent: Span) -> int:
    """Where the titles before a name begin: "Detective Inspector Steven Jones"."""
    start = ent.start
    while start > ent.sent.start and ent.doc[start - 1].pos_ == "PROPN" and ent.doc[start - 1].ent_type_ in {"", "PERSON"}:
        start -= 1
    return start


def _has_verb(token: Token) -> bool:
    return any(part.tag_.startswith("VB") for part in token.subtree)


def _is_break(token: Token) -> bool:
    return token.is_space or token.text in {",", ";", ":", "(", ")"} or (token.text in MARKS and token.tag_ != "POS")
