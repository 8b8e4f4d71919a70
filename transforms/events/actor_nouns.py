"""Common nouns, modifiers and titles that tell what an actor is: `nouns.csv` and `titles.csv` of `seeds/actors`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from seeds import read_rows
from seeds.name_keys import NameWord, name_key
from transforms.events.known_names import split_codes
from transforms.events.offices import after_office

LONGEST_NOUN = 4
LONGEST_MODIFIER = 3
LONGEST_TITLE = 4


@dataclass(frozen=True, slots=True)
class ActorNoun:
    """A common noun for actors. A weak one takes the sector of what stands before it ("union leader").

    `is_local`: the article's country is its own where it names none. `is_anyone`: it says no more than that it is a person.
    """

    sectors: tuple[str, ...]
    is_weak: bool
    is_local: bool
    is_anyone: bool
    country: str | None


class ActorNouns:
    """The words of the seeds, ready to ask."""

    def __init__(self) -> None:
        self._nouns: dict[str, ActorNoun] = {}
        self._modifiers: dict[str, tuple[str, ...]] = {}
        for row in read_rows("actors/nouns.csv"):
            key, sectors = name_key(row["lemma"]), split_codes(row["sector"])
            if row["kind"] == "modifier":
                self._modifiers[key] = sectors
            else:
                is_anyone = row["kind"] == "anyone"
                is_local = row["scope"] == "local"
                self._nouns[key] = ActorNoun(sectors, row["strength"] == "weak", is_local, is_anyone, row["country"] or None)
        self._elsewhere = {row["word"] for row in read_rows("actors/elsewhere.csv")}
        self._titles = {name_key(row["title"]): row["sector"] for row in read_rows("actors/titles.csv")}
        self._breaks = {row["word"] for row in read_rows("actors/breaks.csv")}

    def noun(self, *keys: str) -> ActorNoun | None:
        """The noun of these word keys, singular or plural."""
        key = " ".join(keys)
        found = self._nouns.get(key)
        if found:
            return found
        for plural, singular in _plurals():
            if key.endswith(plural) and key[: -len(plural)] + singular in self._nouns:
                return self._nouns[key[: -len(plural)] + singular]
        return None

    def head_noun(self, words: Sequence[NameWord], core: int) -> tuple[ActorNoun | None, int]:
        """The longest actor noun that ends where the core ends or goes on with "of" ("head of state"), and where it starts."""
        ends = [core + 3, core + 2, core] if len(words) > core + 1 and words[core].key == "of" else [core]
        for end in ends:
            for start in range(max(0, core - LONGEST_NOUN), core):
                noun = self.noun(*(word.key for word in words[start:end]))
                if noun:
                    return noun, start
        return None, core

    def modifier_sectors(self, words: Sequence[NameWord]) -> tuple[str, ...]:
        """Sector of the nearest word, seen from the right, that has one."""
        for end in range(len(words), 0, -1):
            for start in range(max(0, end - LONGEST_MODIFIER), end):
                keys = [word.key for word in words[start:end]]
                sectors = self._modifiers.get(" ".join(keys))
                if sectors:
                    return sectors
                noun = self.noun(*keys)
                if noun and not noun.is_weak:
                    return noun.sectors
        return ()

    def title_sector(self, words: Sequence[NameWord]) -> str | None:
        """Sector of the longest title that stands before a further word ("Prime Minister Tony Blair")."""
        for start in range(len(words) - 1):
            for end in range(min(len(words) - 1, start + LONGEST_TITLE), start, -1):
                sector = self._titles.get(" ".join(word.key for word in words[start:end]))
                if sector:
                    return sector
        return None

    def once_former(self, sectors: tuple[str, ...], words: Sequence[NameWord]) -> tuple[str, ...]:
        """The sectors, or what an office that has been left turns them into ("former minister")."""
        left = after_office("after_former").get(sectors[0]) if sectors else None
        is_former = left is not None and any(self._modifiers.get(word.key) == (left,) for word in words)
        return (left,) if left is not None and is_former else sectors

    def is_elsewhere(self, words: Sequence[NameWord]) -> bool:
        """Whether a phrase says that it is of other countries than the article's ("world leaders", "foreign firms")."""
        return any(word.key in self._elsewhere for word in words)

    def core_of(self, words: Sequence[NameWord], head: str | None) -> int:
        """Where the core of a phrase ends: after its head, or before the first preposition or clause."""
        if head is not None:
            key = name_key(head)
            for position, word in enumerate(words):
                if word.key == key or key.endswith(" " + word.key):
                    return position + 1
        for position, word in enumerate(words):
            if position and word.key in self._breaks and word.text.islower():
                return position
        return len(words)


@cache
def _plurals() -> tuple[tuple[str, str], ...]:
    """Endings of plurals and of their singulars, in the order of trial."""
    return tuple((row["ending"], row["singular_ending"]) for row in read_rows("lexicon/actor_plurals.csv"))
