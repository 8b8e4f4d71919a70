"""Countries and sectors of participants, by known names, nationalities, titles and head nouns.

Sectors are those of PLOVER 2.0 (`seeds/ontology/plover_sectors.csv`); countries ISO 3166-1 alpha-3 or
PLOVER's codes of international actors. The words stand in `seeds/actors/`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

from seeds import read_rows
from seeds.name_keys import NameWord, name_key, name_words

if TYPE_CHECKING:  # linking asks for names where no language library is loaded
    from spacy.tokens import Token

_ACRONYM_LENGTH = 5
_OFFICE_SECTORS = frozenset({"GOV", "LEG", "JUD", "MIL", "SPY"})
_GEOGRAPHIC_KINDS = frozenset({"country", "demonym", "capital", "province"})
_INTERNATIONAL = frozenset({"UNO", "EUR", "IGO"})
_LEFT_BEHIND = frozenset({"GOV", "LEG"})  # what "former" turns into ELI

NAME_PARTS = ("compound", "amod", "nmod")
LABELS_OF_KIND = {"country": "GPE", "organisation": "ORG", "person": "PERSON"}

Classification = tuple[str | None, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Office:
    """What a person was, and from when to when (None = open)."""

    country: str
    sectors: tuple[str, ...]
    start: date | None
    end: date | None


@dataclass(frozen=True, slots=True)
class KnownName:
    """A name in the lexicon as it is written, and the one that the entity goes by (`standing`).

    Kinds: person, organisation, country, metonym, capital, demonym, province.
    """

    written: str
    standing: str
    kind: str
    country: str | None
    sectors: tuple[str, ...]
    offices: tuple[Office, ...] = ()


@dataclass(frozen=True, slots=True)
class ActorNoun:
    """A common noun for actors. A weak one takes the sector of what stands before it ("union leader")."""

    sectors: tuple[str, ...]
    is_weak: bool
    is_local: bool
    country: str | None


@dataclass(frozen=True, slots=True)
class _Match:
    start: int
    end: int
    known: KnownName


@dataclass(frozen=True, slots=True)
class _Asked:
    """A phrase in question: its words, where its core ends, the names in it, what is known around it."""

    words: list[NameWord]
    core: int
    matches: list[_Match]
    head: Token | None
    label: str | None
    on_date: date | None
    article_country: str | None


class ActorLexicon:
    """The actor seeds, ready to ask.

    `extra`: a user's rows (name, aliases, country, sectors; lists joined by `|`), which overrule the known
    names. `place_country`: the country code of a place name, for names that are no country's ("Chicago
    police").
    """

    def __init__(self, extra: Iterable[dict[str, str]] = (), place_country: Callable[[str], str | None] | None = None) -> None:
        self._names: dict[str, list[KnownName]] = defaultdict(list)
        self._longest_from: dict[str, int] = {}  # first word of names → words of the longest
        self._surnames: dict[str, KnownName | None] = {}
        self._countries: dict[str, str] = {}  # code → standing name
        self._place_country = place_country
        for known in (
            *_organisations(extra),
            *_organisations(read_rows("actors/organisations.csv")),
            *_persons(read_rows("actors/persons.csv")),
            *_countries(read_rows("actors/countries.csv")),
            *_provinces(read_rows("places/admin1.csv")),
        ):
            key = name_key(known.written)
            self._names[key].append(known)
            first, length = key.partition(" ")[0], key.count(" ") + 1
            self._longest_from[first] = max(length, self._longest_from.get(first, 0))
            if known.kind == "person":
                self._add_surname(known)
            elif known.kind == "country" and known.country:
                self._countries.setdefault(known.country, known.standing)
        self._nouns, self._modifiers = _nouns(read_rows("actors/nouns.csv"))
        self._titles = {name_key(row["title"]): row["sector"] for row in read_rows("actors/titles.csv")}
        self._breaks = {row["word"] for row in read_rows("actors/breaks.csv")}

    def sector_class(self, lemma: str) -> str | None:
        """The first sector of a noun lemma (`policeman` -> COP), or None."""
        noun = self._noun([name_key(lemma)])
        return noun.sectors[0] if noun else None

    def canonical(self, name: str, label: str | None) -> str | None:
        """The standing name of a known country, organisation or person by one of its aliases ("U.S."), else None.

        Demonyms, capitals and seats of government keep their own names: they are things of their own.
        """
        for known in self._names.get(name_key(name), ()):
            if _case_fits(known.written, name) and LABELS_OF_KIND.get(known.kind) == label:
                return known.standing
        return None

    def country_of_seat(self, name: str) -> tuple[str, str] | None:
        """Code and standing name of the country whose capital is called so: "Kabul rejected the offer" is Afghanistan's doing."""
        seats = {known.country for known in self._names.get(name_key(name), ()) if known.kind == "capital" and known.country}
        return (country := seats.pop(), self._countries[country]) if len(seats) == 1 else None

    def classify(
        self,
        head: Token | None,
        phrase: str,
        label: str | None = None,
        on_date: date | None = None,
        article_country: str | None = None,
    ) -> Classification:
        """Country code and sectors of a participant that the text calls `phrase`.

        `head`: its token in the parse, where there is one (then a person's title or apposition counts too);
        `label`: its entity label (OntoNotes); `on_date`: the day of publication, for offices held from and
        to; `article_country` stands in where a description names no country. (None, ()) where nothing is
        known.
        """
        words = name_words(phrase)
        if not words:
            return None, ()
        core = self._core(words, head)
        asked = _Asked(words, core, list(self._matches(words)), head, label, on_date, article_country)
        for match in asked.matches:
            is_whole = match.start == 0 and match.end == len(words)
            if (match.end == core or is_whole) and match.known.kind != "demonym":
                return self._named(match, on_date)
        person = self._by_surname(words, core, label)
        return _office_on(person.offices, on_date) if person else self._described(asked)

    def countries_named(self, text: str) -> dict[str, float]:
        """How often a text names each country, its people, capital or provinces, by unambiguous names.

        For `PlaceContext.countries`, and its most frequent as `article_country`.
        """
        counts: Counter[str] = Counter()
        for match in self._matches(name_words(text)):
            key = name_key(match.known.written)
            meant = {known.country for known in self._names[key] if known.kind in _GEOGRAPHIC_KINDS}
            if match.known.kind in _GEOGRAPHIC_KINDS and len(meant) == 1:
                counts[match.known.country or ""] += 1
        return dict(counts)

    def _named(self, match: _Match, on_date: date | None) -> Classification:
        known = match.known
        if known.kind == "person":
            return _office_on(known.offices, on_date)
        return known.country, known.sectors

    def _described(self, asked: _Asked) -> Classification:
        noun, start = self._head_noun(asked.words, asked.core)
        country = self._country(asked.matches, asked.on_date)
        if noun is None:
            return self._by_apposition(asked) or self._unheaded(asked, country)
        country = country or self._country_of_owner(asked)
        if country is None and asked.label != "PERSON":
            others = [*asked.words[:start], *asked.words[asked.core :]]  # "Police" is also a town in Poland
            country = self._country_of_place(others, list(self._matches(others)))
        sectors = self._noun_sectors(noun, start, asked)
        if (noun.country and country in (None, noun.country)) or noun.country == "UNO":
            country = noun.country
        if country in _INTERNATIONAL and sectors == ("GOV",) and noun.is_weak:
            sectors = ()
        return country or (asked.article_country if noun.is_local else None), sectors

    def _noun_sectors(self, noun: ActorNoun, start: int, asked: _Asked) -> tuple[str, ...]:
        """Sectors of a phrase by its head noun; a weak one asks its modifiers, then whom it belongs to."""
        sectors = noun.sectors
        if noun.is_weak:
            sectors = (
                self._modifier_sectors(asked.words[:start])
                or self._owner_sectors(asked.matches, asked.on_date)
                or self._modifier_sectors(asked.words[asked.core :])
                or sectors
            )
        return ("ELI",) if sectors[0] in _LEFT_BEHIND and self._is_former(asked.words[:start]) else sectors

    def _by_apposition(self, asked: _Asked) -> Classification | None:
        """What the sentence says a person is: "Judge X", "the French minister X", "X, a Kabul shopkeeper"."""
        head = asked.head
        if head is None or asked.label != "PERSON":
            return None
        titles = [token for token in head.lefts if token.dep_ in NAME_PARTS]
        before = sorted({token for title in titles for token in (*title.lefts, title) if token.dep_ in NAME_PARTS})
        titled = name_words("".join(token.text_with_ws for token in before) + head.text)
        if before and self._title_sector(titled):
            matches = list(self._matches(titled[:-1]))
            titled_person = _Asked(titled, 0, matches, None, None, asked.on_date, asked.article_country)
            return self._unheaded(titled_person, self._country(matches, asked.on_date))
        nouns = [child for child in head.children if child.dep_ == "appos" and child.pos_ == "NOUN"]
        if head.dep_ == "appos" and head.head.pos_ == "NOUN":
            nouns.append(head.head)
        for noun in nouns:
            found = self.classify(noun, _phrase_of(noun, head), None, asked.on_date, asked.article_country)
            if found[1]:
                return found
        return None

    def _unheaded(self, asked: _Asked, country: str | None) -> Classification:
        """A name or a bare nationality: the title before it, else what its own words tell."""
        words, core, label = asked.words, asked.core, asked.label
        if any(match.end == core and match.known.kind == "demonym" for match in asked.matches):
            return country, ("CVL",)
        sector = self._title_sector(words)
        if sector:
            former = sector in _LEFT_BEHIND and self._is_former(words)
            return country or asked.article_country, ("ELI",) if former else (sector,)
        sectors = () if label == "PERSON" else self._modifier_sectors(words[:core])
        if country is None and self._place_country and label in ("GPE", "LOC"):
            country = self._place_country(" ".join(word.text for word in words))
            sectors = sectors or (("GOV",) if country else ())
        return country or (asked.article_country if label in ("PERSON", "ORG") else None), sectors

    def _core(self, words: Sequence[NameWord], head: Token | None) -> int:
        """Where the core ends: after its head, by the parse or before the first preposition or clause."""
        if head is not None:
            key = name_key(head.text)
            for position, word in enumerate(words):
                if word.key == key or key.endswith(" " + word.key):
                    return position + 1
        for position, word in enumerate(words):
            if position and word.key in self._breaks and word.text.islower():
                return position
        return len(words)

    def _matches(self, words: Sequence[NameWord]) -> Iterator[_Match]:
        """Known names in the phrase, longest first at each place, none within another."""
        start = 0
        while start < len(words):
            longest = self._longest_from.get(words[start].key, 0)
            for end in range(min(len(words), start + longest), start, -1):
                key = " ".join(word.key for word in words[start:end])
                written = " ".join(word.text for word in words[start:end])
                fitting = [known for known in self._names.get(key, ()) if _case_fits(known.written, written)]
                if fitting:
                    yield _Match(start, end, fitting[0])
                    start = end - 1
                    break
            start += 1

    def _country(self, matches: Sequence[_Match], on_date: date | None) -> str | None:
        """The first country that the phrase names, directly or by someone's name."""
        countries = (self._named(match, on_date)[0] for match in matches)
        return next((country for country in countries if country), None)

    def _country_of_owner(self, asked: _Asked) -> str | None:
        """The country whose possessive stands before the phrase: "Somalia's government"."""
        owners = [child for child in asked.head.children if child.dep_ == "poss"] if asked.head is not None else []
        texts = ["".join(token.text_with_ws for token in owner.subtree) for owner in owners if owner.pos_ == "PROPN"]
        countries = (self._country(list(self._matches(name_words(text))), asked.on_date) for text in texts)
        return next((country for country in countries if country), None)

    def _country_of_place(self, words: Sequence[NameWord], matches: Sequence[_Match]) -> str | None:
        """The country of the first place named in the phrase ("Chicago police")."""
        if self._place_country is None:
            return None
        taken = {position for match in matches for position in range(match.start, match.end)}
        for start, end in _capitalised_runs(words, taken):
            country = self._place_country(" ".join(word.text for word in words[start:end]))
            if country:
                return country
        return None

    def _noun(self, keys: Sequence[str]) -> ActorNoun | None:
        key = " ".join(keys)
        found = self._nouns.get(key)
        if found:
            return found
        for plural, singular in _plurals():
            if key.endswith(plural) and key[: -len(plural)] + singular in self._nouns:
                return self._nouns[key[: -len(plural)] + singular]
        return None

    def _head_noun(self, words: Sequence[NameWord], core: int) -> tuple[ActorNoun | None, int]:
        """The longest actor noun that ends where the core ends, and where it starts."""
        for start in range(max(0, core - 4), core):
            noun = self._noun([word.key for word in words[start:core]])
            if noun:
                return noun, start
        return None, core

    def _modifier_sectors(self, words: Sequence[NameWord]) -> tuple[str, ...]:
        """Sector of the nearest word, seen from the right, that has one."""
        for end in range(len(words), 0, -1):
            for start in range(max(0, end - 3), end):
                keys = [word.key for word in words[start:end]]
                sectors = self._modifiers.get(" ".join(keys))
                if sectors:
                    return sectors
                noun = self._noun(keys)
                if noun and not noun.is_weak:
                    return noun.sectors
        return ()

    def _owner_sectors(self, matches: Sequence[_Match], on_date: date | None) -> tuple[str, ...]:
        """Sectors of the organisation or person that a weak noun belongs to ("members of Hamas")."""
        for match in matches:
            if match.known.kind in ("organisation", "person"):
                return _office_on(match.known.offices, on_date)[1] if match.known.offices else match.known.sectors
        return ()

    def _title_sector(self, words: Sequence[NameWord]) -> str | None:
        """Sector of the longest title that stands before a further word ("Prime Minister Tony Blair")."""
        for start in range(len(words) - 1):
            for end in range(min(len(words) - 1, start + 4), start, -1):
                sector = self._titles.get(" ".join(word.key for word in words[start:end]))
                if sector:
                    return sector
        return None

    def _is_former(self, words: Sequence[NameWord]) -> bool:
        return any(self._modifiers.get(word.key) == ("ELI",) for word in words)

    def _add_surname(self, known: KnownName) -> None:
        surname = name_words(known.written)[-1].key
        other = self._surnames.get(surname, known)
        self._surnames[surname] = known if other is not None and other.offices == known.offices else None

    def _by_surname(self, words: Sequence[NameWord], core: int, label: str | None) -> KnownName | None:
        """A person by surname alone, where one known person bears it and the text has it as a person's."""
        if (label == "PERSON" and len(words) == 1) or (len(words) > 1 and self._title_sector(words[core - 2 : core])):
            return self._surnames.get(words[core - 1].key)
        return None


@cache
def _plurals() -> tuple[tuple[str, str], ...]:
    """Endings of plurals and of their singulars, in the order of trial."""
    return tuple((row["ending"], row["singular_ending"]) for row in read_rows("lexicon/actor_plurals.csv"))


def _phrase_of(noun: Token, left_out: Token) -> str:
    """The words below a noun, without the branch of `left_out` and without relative clauses."""
    hidden = {below for token in noun.subtree if token == left_out or token.dep_ == "relcl" for below in token.subtree}
    return "".join(token.text_with_ws for token in noun.subtree if token not in hidden).strip()


def _case_fits(known: str, written: str) -> bool:
    """Acronyms want capitals; any other name that has capitals wants at least one."""
    letters = known.replace(".", "")
    if letters.isupper() and len(letters) <= _ACRONYM_LENGTH:
        return written.replace(".", "").split("'")[0].split("’")[0].isupper()
    return known.islower() or not written.islower()


def _capitalised_runs(words: Sequence[NameWord], taken: set[int]) -> Iterator[tuple[int, int]]:
    """Runs of capitalised words outside `taken`, longest first, each also without its last words."""
    for start in range(len(words)):
        end = start
        while end < len(words) and end not in taken and words[end].text[:1].isupper():
            end += 1
        for stop in range(end, start, -1):
            yield start, stop


def _office_on(offices: Sequence[Office], day: date | None) -> Classification:
    """What a person was that day; after the last office ELI, before the first nothing; else the first row."""
    if day is None:
        return offices[0].country or None, offices[0].sectors
    ended = [office for office in offices if office.end and office.end < day]
    for office in offices:
        if (office.start is None or office.start <= day) and office not in ended:
            return office.country or None, office.sectors
    if not ended:
        return offices[0].country or None, ()
    last = max(ended, key=lambda office: office.end or day)
    return last.country or None, ("ELI",) if _OFFICE_SECTORS & set(last.sectors) else last.sectors


def _split(value: str) -> tuple[str, ...]:
    return tuple(part for part in value.split("|") if part)


def _organisations(rows: Iterable[dict[str, str]]) -> Iterator[KnownName]:
    for row in rows:
        for written in (row["name"], *_split(row["aliases"])):
            yield KnownName(written, row["name"], "organisation", row["country"] or None, _split(row["sectors"]))


def _persons(rows: Iterable[dict[str, str]]) -> Iterator[KnownName]:
    offices: dict[str, list[Office]] = defaultdict(list)
    aliases: dict[str, str] = {}
    for row in rows:
        start, end = (date.fromisoformat(row[key]) if row[key] else None for key in ("from_date", "to_date"))
        offices[row["name"]].append(Office(row["country"], _split(row["sectors"]), start, end))
        aliases[row["name"]] = row["aliases"] or aliases.get(row["name"], "")
    for name, held in offices.items():
        for written in (name, *_split(aliases[name])):
            yield KnownName(written, name, "person", held[0].country or None, held[0].sectors, tuple(held))


def _countries(rows: Iterable[dict[str, str]]) -> Iterator[KnownName]:
    rows = list(rows)
    for kind, column in (
        ("country", "name"),
        ("country", "aliases"),
        ("metonym", "metonyms"),
        ("demonym", "demonyms"),
        ("capital", "capitals"),
    ):
        for row in rows:
            for written in _split(row[column]):
                yield KnownName(
                    written,
                    row["name"] if kind == "country" else written,
                    kind,
                    row["country"],
                    () if kind == "demonym" else ("GOV",),
                )


def _provinces(rows: Iterable[dict[str, str]]) -> Iterator[KnownName]:
    for row in rows:
        for written in (row["name"], *_split(row["aliases"])):
            yield KnownName(written, written, "province", row["country"], ("GOV",))


def _nouns(rows: Iterable[dict[str, str]]) -> tuple[dict[str, ActorNoun], dict[str, tuple[str, ...]]]:
    nouns: dict[str, ActorNoun] = {}
    modifiers: dict[str, tuple[str, ...]] = {}
    for row in rows:
        key, sectors = name_key(row["lemma"]), _split(row["sector"])
        if row["kind"] == "modifier":
            modifiers[key] = sectors
        else:
            nouns[key] = ActorNoun(sectors, row["strength"] == "weak", row["scope"] == "local", row["country"] or None)
    return nouns, modifiers
