"""How two names agree: the kinds are the evidence "name: …" of `seeds/linking/weights.csv`."""

from __future__ import annotations

from transforms.linking.names import LONG_NAME, Name, initials
from transforms.linking.spelling import LONG_WORD, fold, full_given_name, is_same_sound, is_slip


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
    if one.is_single and fold(one.words[0]) != fold(other.words[0]) and min(len(one.words[0]), len(other.words[0])) < LONG_NAME:
        return None
    return None if {"initial", "nickname"} & set(found) else _worst(found)


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


def _figures(name: Name) -> tuple[str, ...]:
    return tuple(sorted(word for word in name.words if any(letter.isdigit() for letter in word)))
