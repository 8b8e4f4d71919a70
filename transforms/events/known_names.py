"""Names of actors that the seeds or the user list: countries and their peoples, organisations, persons in office."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from seeds import read_rows
from seeds.name_keys import NameWord, name_key
from transforms.events.offices import Office, is_in_office

ACRONYM_LENGTH = 5
COUNTRY_COLUMNS = {
    "name": "country",
    "aliases": "country",
    "metonyms": "metonym",
    "demonyms": "demonym",
    "capitals": "capital",
}  # column of countries.csv → kind of its names
LABELS_OF_KIND = {"country": "GPE", "organisation": "ORG", "person": "PERSON"}


@dataclass(frozen=True, slots=True)
class KnownName:
    """A name as it is written, and the one that the entity goes by (`standing`).

    Kinds: person, organisation, country, metonym, capital, demonym, province.
    """

    written: str
    standing: str
    kind: str
    country: str | None
    sectors: tuple[str, ...]
    offices: tuple[Office, ...] = ()

    @property
    def is_geographic(self) -> bool:
        return self.kind in ("country", "demonym", "capital", "province")


@dataclass(frozen=True, slots=True)
class Match:
    """A known name in the words of a phrase, from `start` up to `end`."""

    start: int
    end: int
    known: KnownName


class KnownNames:
    """The names, ready to be found in phrases. `extra`: a user's organisations, which overrule the built-in names."""

    def __init__(self, extra: Iterable[dict[str, str]] = ()) -> None:
        self._by_key: dict[str, list[KnownName]] = defaultdict(list)
        self._longest_from: dict[str, int] = {}  # first word of names → words of the longest
        self._countries: dict[str, str] = {}  # code → standing name
        self._bearers: dict[str, dict[str, KnownName]] = defaultdict(dict)  # surname → persons by standing name
        self._shortened: dict[str, dict[str, KnownName]] = defaultdict(dict)  # first and last word → the same
        for known in _organisations(extra):
            self._add(known)
        overruled = frozenset(self._by_key)
        for known in (
            *_organisations(read_rows("actors/organisations.csv")),
            *_persons(read_rows("actors/persons.csv")),
            *_countries(read_rows("actors/countries.csv")),
            *_provinces(read_rows("places/admin1.csv")),
        ):
            if name_key(known.written) not in overruled:
                self._add(known)

    def _add(self, known: KnownName) -> None:
        words = name_key(known.written).split()
        self._by_key[" ".join(words)].append(known)
        self._longest_from[words[0]] = max(len(words), self._longest_from.get(words[0], 0))
        if known.kind == "person":
            self._bearers[words[-1]].setdefault(known.standing, known)
            self._shortened[f"{words[0]} {words[-1]}"].setdefault(known.standing, known)
        elif known.kind == "country" and known.country:
            self._countries.setdefault(known.country, known.standing)

    def named(self, name: str) -> Iterator[KnownName]:
        """All that a whole name may mean, the first best."""
        return (known for known in self._by_key.get(name_key(name), ()) if _case_fits(known.written, name))

    def canonical(self, name: str, label: str | None) -> str | None:
        """The standing name of a known country, organisation or person by one of its aliases ("U.S."), else None.

        Demonyms, capitals and seats of government keep their own names: they are things of their own.
        """
        return next((known.standing for known in self.named(name) if LABELS_OF_KIND.get(known.kind) == label), None)

    def country_of_seat(self, name: str) -> tuple[str, str] | None:
        """Code and standing name of the country whose capital is called so: "Kabul rejected the offer" is Afghanistan's doing."""
        seats = {known.country for known in self.named(name) if known.kind == "capital" and known.country}
        return (seat, self._countries[seat]) if len(seats) == 1 and (seat := seats.pop()) in self._countries else None

    def meant_in(self, known: KnownName, home: str | None) -> KnownName:
        """Of the organisations of one name ("Liberal Party") that of `home`, else the first; no country without home."""
        bearers = [one for one in self._by_key[name_key(known.written)] if one.kind == "organisation"]
        if len({one.country for one in bearers}) < 2:
            return known
        return next((one for one in bearers if one.country == home), known if home else replace(known, country=None))

    def matches(self, words: Sequence[NameWord]) -> Iterator[Match]:
        """Known names in a phrase, longest first at each place, none within another."""
        start = 0
        while start < len(words):
            found = self._longest_at(words, start)
            if found is not None:
                yield found
                start = found.end
            else:
                start += 1

    def _longest_at(self, words: Sequence[NameWord], start: int) -> Match | None:
        longest = self._longest_from.get(words[start].key, 0)
        for end in range(min(len(words), start + longest), start, -1):
            key = " ".join(word.key for word in words[start:end])
            if key in self._by_key:
                written = " ".join(word.text for word in words[start:end])
                fitting = next((known for known in self._by_key[key] if _case_fits(known.written, written)), None)
                if fitting is not None:
                    return Match(start, end, fitting)
        return None

    def person_with_surname(self, surname: str, day: date | None) -> KnownName | None:
        """The known person of that surname: the only one, or the first in office that day where all those are of one country."""
        return _only(list(self._bearers.get(surname, {}).values()), day)

    def person_with_middle_names(self, words: Sequence[NameWord], day: date | None) -> KnownName | None:
        """The known person in office of that first and last name, where one of the two is written with more names."""
        persons = self._shortened.get(f"{words[0].key} {words[-1].key}", {}).values() if len(words) > 1 else ()
        return next((person for person in persons if is_in_office(person.offices, day)), None)


def _only(persons: Sequence[KnownName], day: date | None) -> KnownName | None:
    if len(persons) > 1 and day is not None:
        persons = [person for person in persons if is_in_office(person.offices, day)]
    return persons[0] if len({person.country for person in persons}) == 1 else None


def _case_fits(known: str, written: str) -> bool:
    """Acronyms want capitals; any other name that has capitals wants at least one."""
    letters = known.replace(".", "")
    if letters.isupper() and len(letters) <= ACRONYM_LENGTH:
        return written.replace(".", "").split("'")[0].split("’")[0].isupper()
    return known.islower() or not written.islower()


def split_codes(value: str) -> tuple[str, ...]:
    """The parts of a `|`-joined cell."""
    return tuple(part for part in value.split("|") if part)


def _organisations(rows: Iterable[dict[str, str]]) -> Iterator[KnownName]:
    for row in rows:
        for written in (row["name"], *split_codes(row["aliases"])):
            yield KnownName(written, row["name"], "organisation", row["country"] or None, split_codes(row["sectors"]))


def _persons(rows: Iterable[dict[str, str]]) -> Iterator[KnownName]:
    offices: dict[str, list[Office]] = defaultdict(list)
    aliases: dict[str, str] = {}
    for row in rows:
        start, end = (date.fromisoformat(row[key]) if row[key] else None for key in ("from_date", "to_date"))
        offices[row["name"]].append(Office(row["country"], split_codes(row["sectors"]), start, end))
        aliases[row["name"]] = row["aliases"] or aliases.get(row["name"], "")
    for name, held in offices.items():
        for written in (name, *split_codes(aliases[name])):
            yield KnownName(written, name, "person", held[0].country or None, held[0].sectors, tuple(held))


def _countries(rows: Iterable[dict[str, str]]) -> Iterator[KnownName]:
    rows = list(rows)
    for column, kind in COUNTRY_COLUMNS.items():
        for row in rows:
            for written in split_codes(row[column]):
                standing = row["name"] if kind == "country" else written
                yield KnownName(written, standing, kind, row["country"], () if kind == "demonym" else ("GOV",))


def _provinces(rows: Iterable[dict[str, str]]) -> Iterator[KnownName]:
    for row in rows:
        for written in (row["name"], *split_codes(row["aliases"])):
            yield KnownName(written, written, "province", row["country"], ("GOV",))
