"""Where the parse tells of an actor: what he belongs to, what stands before his name, what he is said to be."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from spacy.tokens import Token

from seeds.name_keys import NameWord, name_words
from transforms.events.label_groups import label_group
from transforms.events.word_groups import word_group


def belongings(head: Token | None) -> Iterator[Token]:
    """What a noun's possessor, nationality and prepositions name: "Somalia's government", "a court in The Hague"."""
    if head is None:
        return
    for child in head.children:
        is_own_name = child.ent_type_ == head.ent_type_ == "PERSON" and child.dep_ in label_group("name_part")
        if child.dep_ in label_group("owner") and child.pos_ != "PRON" and not is_own_name:
            yield child
        elif child.dep_ == "prep" and child.lower_ in word_group("home_preposition"):
            yield from (below for below in child.children if below.dep_ == "pobj")


def title_before(head: Token | None) -> tuple[list[NameWord], NameWord | None]:
    """The words before a name and its own last one; of joined names the first has the title of all ("leaders X and Y")."""
    if head is None:
        return [], None
    words = name_words("".join(token.text_with_ws for token in _before(head)) + head.text)
    shared = _before(head.head) if head.dep_ == "conj" and head.head.ent_type_ == "PERSON" else []
    title = [token for token in shared if token.ent_type_ != "PERSON"]
    if (
        words
        and any(token.tag_ in ("NNS", "NNPS") for token in title)
        and all(one.ent_type_ == "PERSON" for one in _before(head))
    ):
        return name_words("".join(token.text_with_ws for token in title)), words[-1]
    return (words[:-1], words[-1]) if words[1:] else ([], None)


def _before(name: Token) -> list[Token]:
    """The parts of a name's phrase that stand before its head, with what belongs to them."""
    parts = [token for token in name.lefts if token.dep_ in label_group("name_part")]
    return sorted({token for part in parts for token in part.subtree if token.i < name.i})


def described_by(head: Token | None) -> Iterator[Token]:
    """The nouns that say what a name is: in apposition with it, or its predicate."""
    if head is None:
        return
    nouns = ("NOUN", "PROPN")
    for child in head.children:
        if child.dep_ == "appos":
            yield from (below for below in (child, *_counted(child)) if below.pos_ in nouns)
    if head.dep_ == "appos" and head.head.pos_ in nouns:
        yield head.head
    if head.dep_ == "nsubj" and head.head.lemma_ in word_group("copula"):
        yield from (child for child in head.head.children if child.dep_ == "attr" and child.pos_ in nouns)


def _counted(token: Token) -> Iterator[Token]:
    """The nouns of which a number takes some: "one of the opposition leaders"."""
    if token.pos_ == "NUM":
        yield from (below for child in token.children if child.lower_ == "of" for below in child.children if below.dep_ == "pobj")


def phrase_of(noun: Token, left_out: Token | None) -> str:
    """The words below a noun, without the branch of `left_out` and without relative clauses."""
    hidden = {below for token in noun.subtree if token == left_out or token.dep_ == "relcl" for below in token.subtree}
    return "".join(token.text_with_ws for token in noun.subtree if token not in hidden).strip()


def capitalised_runs(words: Sequence[NameWord], taken: set[int]) -> Iterator[tuple[int, int]]:
    """Runs of capitalised words outside `taken`, longest first, each also without its last words."""
    for start in range(len(words)):
        end = start
        while end < len(words) and end not in taken and words[end].text[:1].isupper():
            end += 1
        for stop in range(end, start, -1):
            yield start, stop
