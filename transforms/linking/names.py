"""Names of things, and the keys under which their like are sought.

The words are in `seeds/linking/`: those that tell nothing (Ltd, al-), suffixes (Jr, II), institutions that every country has.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass

from seeds import read_rows
from seeds.name_keys import name_key, name_words
from transforms.linking.nations import people_of, without_nation
from transforms.linking.spelling import fold, full_given_name, skeleton

LONG_NAME = 6  # letters from which on a name of one word may be misspelled
ACRONYM_LENGTHS = range(3, 8)


@dataclass(frozen=True, slots=True)
class Name:
    """A name, ready to be compared. `words`: keys of the words that tell something; `core`: those without the nation.

    `people` is set for groups that are one the world over or of one country ("Shi'ites", "Americans").
    """

    written: str
    label: str
    words: tuple[str, ...]
    core: tuple[str, ...]
    suffix: str
    nation: str | None
    people: str | None

    @property
    def is_single(self) -> bool:
        return len(self.words) == 1

    @property
    def is_acronym(self) -> bool:
        letters = self.written.replace(".", "")
        return self.is_single and len(letters) in ACRONYM_LENGTHS and letters.isupper() and letters.isalpha()

    @property
    def is_institution(self) -> bool:
        """Whether every country has one that is called so: its parliament, its army."""
        return self.label == "ORG" and self.core in _institutions()


@functools.lru_cache(maxsize=200_000)
def read_name(written: str, label: str) -> Name:
    """A name as its words, without those that tell nothing."""
    words = [word.key for word in name_words(written)]
    silent = _silent_words(label)
    telling = [word for word in words if word not in silent] or words
    suffix = ""
    if label == "PERSON" and len(telling) > 1 and telling[-1] in _suffixes():
        suffix = _suffixes()[telling.pop()]
    core, nation = without_nation(tuple(telling)) if label in ("ORG", "EVENT") else (tuple(telling), None)
    return Name(written, label, tuple(telling), core, suffix, nation, people_of(" ".join(words)) if label == "NORP" else None)


def stored_keys(name: Name, forms: tuple[str, ...] = ()) -> set[str]:
    """Keys under which an entity of that name stands. `forms`: other names that articles give it."""
    return {*_shared_keys(name), *_sided_keys(name, forms, "stored")}


def sought_keys(name: Name, forms: tuple[str, ...] = ()) -> set[str]:
    """Keys under which those stand that may be the same as an entity of that name."""
    return {*_shared_keys(name), *_sided_keys(name, forms, "sought")}


def _shared_keys(name: Name) -> Iterator[str]:
    words = name.words
    if not words:
        return
    yield f"=:{' '.join(sorted(words))}"
    if name.people:
        yield f"people:{name.people}"
    folded = [skeleton(word) for word in words]
    if name.label == "PERSON" and len(words) > 1:
        yield f"person:{folded[-1]}:{fold(full_given_name(words[0]))[:1]}"
        yield f"person:{folded[0]}:{folded[-1][:1]}:"
        yield f"person:{folded[-2]}:{folded[-1]}"
    elif name.label != "PERSON":
        yield f"thing:{''.join(sorted(folded))}"
        if name.core != words or name.is_institution:
            yield f"thing:{''.join(sorted(skeleton(word) for word in name.core))}"
        if name.is_single and len(words[0]) >= LONG_NAME:
            yield f"start:{words[0][:5]}"
            yield f"end:{words[0][-5:]}"


def _sided_keys(name: Name, forms: tuple[str, ...], side: str) -> Iterator[str]:
    """A surname looks for full names and other bare ones, a full name for surnames only; acronyms and long names alike."""
    if name.label == "PERSON" and name.words:
        ends = {fold(name.words[0]), fold(name.words[-1])}
        if name.is_single:
            kinds = ("bare",) if side == "stored" else ("bare", "full")
        else:
            kinds = ("full",) if side == "stored" else ("bare",)
        yield from (f"{kind}:{end}" for kind in kinds for end in ends)
    if name.label == "ORG":
        if name.is_acronym:
            yield f"{'short' if side == 'stored' else 'long'}:{name.words[0]}"
        else:
            told = {name_key(form) for form in forms if read_name(form, "ORG").is_acronym}
            yield from (f"{'long' if side == 'stored' else 'short'}:{letters}" for letters in {*initials(name), *told})


def initials(name: Name) -> set[str]:
    """First letters of the words, with and without small words and nations."""
    if len(name.words) < min(ACRONYM_LENGTHS):
        return set()
    all_words = [word for word in re.findall(r"[^\W_]+", name.written) if word.lower() != "the"]
    capitals = "".join(word[0] for word in all_words if word[0].isupper())
    made = {capitals, "".join(word[0] for word in all_words), "".join(word[0] for word in name.core)}
    return {letters.casefold() for letters in made if len(letters) in ACRONYM_LENGTHS}


@functools.cache
def _silent_words(label: str) -> frozenset[str]:
    rows = read_rows("linking/silent_words.csv")
    return frozenset(row["word"] for row in rows if row["label"] in ("", label))


@functools.cache
def _suffixes() -> dict[str, str]:
    return {row["written"]: row["suffix"] for row in read_rows("linking/suffixes.csv")}


@functools.cache
def _institutions() -> frozenset[tuple[str, ...]]:
    return frozenset(read_name(row["name"], "ORG").words for row in read_rows("linking/institutions.csv"))
