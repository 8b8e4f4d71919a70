"""Names of things: how they are folded, under which keys they are sought, and how two of them agree.

The words are in `seeds/linking/`: spellings that stand for one sound, words that tell nothing (Ltd, al-), suffixes (Jr, II),
peoples whose name is that of no country. Nations come from `seeds/actors/countries.csv`.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass

from seeds import read_rows
from seeds.name_keys import name_key, name_words

LONG_WORD = 5  # letters from which on one wrong letter is a slip of the pen and no other name
LONG_NAME = 7  # the same for a name of one word
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
    core, nation = _without_nation(tuple(telling)) if label in ("ORG", "EVENT") else (tuple(telling), None)
    return Name(written, label, tuple(telling), core, suffix, nation, _people(" ".join(words)) if label == "NORP" else None)


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
    """A surname looks for full names and other bare ones, a full name for surnames only; so do acronyms and what they stand for."""
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


def compare(one: Name, other: Name) -> str | None:
    """How two names agree (an evidence of `seeds/linking/weights.csv`), or None where they do not."""
    if not one.words or not other.words or _figures(one) != _figures(other):
        return None
    if one.label == other.label == "PERSON":
        return _compare_persons(one, other)
    if "PERSON" in (one.label, other.label):
        return None
    if one.people or other.people:
        return "name: equal" if one.people == other.people else None
    if one.words == other.words:
        return "name: equal"
    if one.label != other.label:
        return None
    if sorted(one.words) == sorted(other.words):
        return "name: other order"
    if one.label in ("ORG", "EVENT"):
        return _compare_bodies(one, other) or _compare_spelling(one, other)
    return _compare_spelling(one, other)


def _compare_bodies(one: Name, other: Name) -> str | None:
    """The same body with and without its nation, or by its initials."""
    if sorted(one.core) == sorted(other.core) and (one.nation is None or other.nation is None or one.nation == other.nation):
        if one.nation and one.nation == other.nation:
            return "name: other order"
        if one.is_institution:
            return "name: nation left out"
        return "name: place added" if len(one.core) > 1 else None
    short, long = (one, other) if one.is_acronym else (other, one)
    return "name: acronym" if short.is_acronym and not long.is_acronym and short.words[0] in initials(long) else None


def _compare_spelling(one: Name, other: Name) -> str | None:
    if "".join(one.words) == "".join(other.words):
        return "name: spelling"
    if len(one.words) != len(other.words) or (one.is_acronym and other.is_acronym):
        return None
    found = [_compare_words(mine, theirs) for mine, theirs in zip(one.words, other.words, strict=True)]
    is_short = one.is_single and min(len(one.words[0]), len(other.words[0])) < LONG_NAME
    return None if {"initial", "nickname"} & set(found) or (is_short and "misspelled" in found) else _worst(found)


def _compare_persons(one: Name, other: Name) -> str | None:
    if one.suffix and other.suffix and one.suffix != other.suffix:
        return None
    if one.words == other.words:
        return "name: one name" if one.is_single else "name: equal"
    short, long = sorted((one.words, other.words), key=len)
    if len(short) == 1:
        if len(long) == 1:
            return None
        return "name: surname" if fold(short[0]) == fold(long[-1]) else "name: given name" if short[0] == long[0] else None
    if sorted(short) == sorted(long):
        return "name: other order"
    if "".join(short) == "".join(long):
        return "name: spelling"
    if len(short) == len(long):
        found = [_compare_words(mine, theirs) for mine, theirs in zip(short, long, strict=True)]
        is_inside = "initial" in found[1:-1] and "initial" not in (found[0], found[-1])
        return "name: middle initial" if is_inside and None not in found else _worst(found)
    return _compare_longer(short, long)


def _compare_longer(short: tuple[str, ...], long: tuple[str, ...]) -> str | None:
    """Names of which one has more words: in the middle, or before."""
    first, last = _compare_words(short[0], long[0]), _compare_words(short[-1], long[-1])
    if first in ("equal", "spelling", "nickname") and last in ("equal", "spelling"):
        left = list(long[1:-1])
        for word in short[1:-1]:
            fitting = next((theirs for theirs in left if _compare_words(word, theirs) is not None), None)
            if fitting is None:
                return None
            left.remove(fitting)
        if any(len(word) > 1 for word in left):
            return "name: middle name"
        return "name: middle initial" if len(short) == 2 else None  # George W. is not George H. W.
    return "name: first name" if long[-len(short) :] == short else None


def _worst(found: list[str | None]) -> str | None:
    """What the words' agreements make of the whole; one slip is forgiven, two are another name."""
    if None in found or found.count("misspelled") > 1 or "nickname" in found[1:]:
        return None
    for kind in ("misspelled", "initial", "nickname", "spelling"):
        if kind in found:
            return f"name: {kind}" if len(found) > 1 else f"name: {kind} (one word)"
    return "name: equal"


def _compare_words(one: str, other: str) -> str | None:
    if one == other:
        return "equal"
    if 1 in (len(one), len(other)):
        return "initial" if one[0] == other[0] else None
    if is_same_sound(one, other):
        return "spelling"
    if full_given_name(one) == full_given_name(other):
        return "nickname"
    has_same_ends = one[0] == other[0] and one[-1] == other[-1]  # Maria is not Mario
    return "misspelled" if has_same_ends and min(len(one), len(other)) >= LONG_WORD and is_slip(one, other) else None


def is_same_sound(one: str, other: str) -> bool:
    """Two spellings of one name. Short words must sound the same, of long ones one vowel inside may differ."""
    mine, theirs = fold(one), fold(other)
    if mine == theirs:
        return True
    if min(len(mine), len(theirs)) < LONG_WORD or skeleton(one) != skeleton(other):
        return False
    return mine[0] == theirs[0] and mine[-1] == theirs[-1] and is_slip(mine, theirs)


def is_slip(one: str, other: str) -> bool:
    """Whether one letter more, less, other, or two swapped make the difference."""
    if len(one) > len(other):
        one, other = other, one
    start = next((at for at, (mine, theirs) in enumerate(zip(one, other, strict=False)) if mine != theirs), len(one))
    mine, theirs = one[start:], other[start:]
    if len(one) < len(other):
        return len(other) - len(one) == 1 and mine == theirs[1:]
    return mine[1:] == theirs[1:] or (mine[:2] == theirs[1::-1] and mine[2:] == theirs[2:])


def initials(name: Name) -> set[str]:
    """First letters of the words, with and without small words and nations."""
    if len(name.words) < min(ACRONYM_LENGTHS):
        return set()
    all_words = [word for word in re.findall(r"[^\W_]+", name.written) if word.lower() != "the"]
    capitals = "".join(word[0] for word in all_words if word[0].isupper())
    made = {capitals, "".join(word[0] for word in all_words), "".join(word[0] for word in name.core)}
    return {letters.casefold() for letters in made if len(letters) in ACRONYM_LENGTHS}


@functools.lru_cache(maxsize=200_000)
def fold(word: str) -> str:
    """A word as it sounds: Gaddafi and Qadhafi are both kadafi."""
    for pattern, folded in _spellings():
        word = pattern.sub(folded, word)
    return re.sub(r"(.)\1+", r"\1", word)


@functools.lru_cache(maxsize=200_000)
def skeleton(word: str) -> str:
    """The consonants of the folded word, its first sound included."""
    folded = fold(word)
    return folded[:1] + re.sub(r"[aeiou]", "", folded[1:])


def full_given_name(word: str) -> str:
    """Bill is William."""
    return _given_names().get(word, word)


@functools.cache
def _given_names() -> dict[str, str]:
    return {row["short"]: row["full"] for row in read_rows("linking/given_names.csv")}


def _figures(name: Name) -> tuple[str, ...]:
    return tuple(sorted(word for word in name.words if any(letter.isdigit() for letter in word)))


@functools.cache
def _spellings() -> tuple[tuple[re.Pattern[str], str], ...]:
    rows = read_rows("linking/spellings.csv")
    return tuple((re.compile(row["written"] + ("$" if row["where"] == "end" else "")), row["folded"]) for row in rows)


@functools.cache
def _silent_words(label: str) -> frozenset[str]:
    rows = read_rows("linking/silent_words.csv")
    return frozenset(row["word"] for row in rows if row["label"] in ("", label))


@functools.cache
def _quarters() -> frozenset[str]:
    return frozenset(row["word"] for row in read_rows("linking/quarters.csv"))


@functools.cache
def _suffixes() -> dict[str, str]:
    return {row["written"]: row["suffix"] for row in read_rows("linking/suffixes.csv")}


@functools.cache
def _institutions() -> frozenset[tuple[str, ...]]:
    return frozenset(read_name(row["name"], "ORG").words for row in read_rows("linking/institutions.csv"))


@functools.cache
def _nations() -> dict[tuple[str, ...], str]:
    """Names and demonyms of countries, by their words → country code."""
    names = {
        tuple(name_key(written).split()): row["country"]
        for row in read_rows("actors/countries.csv")
        for written in (row["name"], *row["aliases"].split("|"))
        if written
    }
    return names | {tuple(key.split()): people.partition(":")[0] for key, people in _of_nations().items()}


@functools.cache
def _of_nations() -> dict[str, str]:
    """Demonyms of whole countries → country and stem, the same for "Spanish" and "Spaniards".

    The seeds list demonyms of parts of countries too ("Texan"); the first of a country is that of the whole.
    """
    found = {}
    for row in read_rows("actors/countries.csv"):
        demonyms = [name_key(written) for written in row["demonyms"].split("|") if written]
        stems = {_stem(demonyms[0]), _stem(name_key(row["name"]))} if demonyms else set()
        found.update({key: f"{row['country']}:{_stem(demonyms[0])}" for key in demonyms if _stem(key) in stems})
    return found


def _stem(key: str) -> str:
    return fold(key.replace(" ", ""))[:3]


@functools.cache
def _peoples() -> dict[str, str]:
    of_world = {
        name_key(written): name_key(row["name"])
        for row in read_rows("linking/peoples.csv")
        for written in (row["name"], *row["aliases"].split("|"))
        if written
    }
    return _of_nations() | of_world


def _people(key: str) -> str | None:
    return _peoples().get(key) or _peoples().get(key.removesuffix("s"))


def _without_nation(words: tuple[str, ...]) -> tuple[tuple[str, ...], str | None]:
    """The words without the first nation among them; a name that is all nation keeps it."""
    nations = _nations()
    for start in range(len(words)):
        if start and words[start - 1] in _quarters():  # New South Wales is not in Wales
            continue
        for end in range(min(len(words), start + 4), start, -1):
            nation = nations.get(words[start:end])
            if nation and end - start < len(words):
                return words[:start] + words[end:], nation
    return words, None
