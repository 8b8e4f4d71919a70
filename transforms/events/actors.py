"""Countries and sectors of participants, by known names, nationalities, titles and head nouns.

Sectors are those of PLOVER 2.0 (`seeds/ontology/plover_sectors.csv`); countries ISO 3166-1 alpha-3 or
PLOVER's codes of international actors (`seeds/actors/international.csv`). The words stand in `seeds/actors/`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from spacy.tokens import Token

from seeds import read_rows
from seeds.name_keys import NameWord, name_words
from transforms.events.actor_nouns import ActorNoun, ActorNouns
from transforms.events.actor_phrases import belongings, capitalised_runs, described_by, phrase_of, title_before
from transforms.events.actor_rows import check_actors
from transforms.events.known_names import KnownName, KnownNames, Match
from transforms.events.label_groups import label_group
from transforms.events.offices import Classification, office_on


@dataclass(frozen=True, slots=True)
class _Asked:
    """A phrase in question: its words, where its core ends, the names in it, what is known around it."""

    words: list[NameWord]
    core: int
    matches: list[Match]
    head: Token | None
    label: str | None
    on_date: date | None
    article_country: str | None


class ActorLexicon:
    """The actor seeds, ready to ask.

    `extra`: a user's rows (name, aliases, country, sectors; lists joined by `|`), which overrule the known
    names; faulty ones raise `ActorError`. `place_country`: the country code of a place name, for names that are
    no country's ("Chicago police").
    """

    def __init__(self, extra: Iterable[dict[str, str]] = (), place_country: Callable[[str], str | None] | None = None) -> None:
        self._names = KnownNames(check_actors(extra))
        self._nouns = ActorNouns()
        self._place_country = place_country

    def sector_class(self, lemma: str) -> str | None:
        """The first sector of a noun lemma (`policeman` -> COP), or None."""
        noun = self._nouns.noun(*(word.key for word in name_words(lemma)))
        return noun.sectors[0] if noun else None

    def is_anyone(self, lemma: str) -> bool:
        """Whether a noun says no more of someone than that it is a person ("man", "individual")."""
        noun = self._nouns.noun(*(word.key for word in name_words(lemma)))
        return noun is not None and noun.is_anyone

    def canonical(self, name: str, label: str | None) -> str | None:
        """As `KnownNames.canonical`."""
        return self._names.canonical(name, label)

    def country_of_seat(self, name: str) -> tuple[str, str] | None:
        """As `KnownNames.country_of_seat`."""
        return self._names.country_of_seat(name)

    def country_of_place(self, name: str) -> str | None:
        """The country code of a place that is neither a country nor another known name, else None."""
        if self._place_country is None or any(self._names.named(name)):
            return None
        return self._place_country(name)

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
        core = self._nouns.core_of(words, head.text if head is not None else None)
        asked = _Asked(words, core, self._matches(words, head), head, label, on_date, article_country)
        if label == "PERSON":
            return self._person(asked)
        for match in asked.matches:
            is_whole = match.start == 0 and match.end == len(words)
            if (match.end == core or is_whole) and match.known.kind != "demonym":
                return self._named(match, asked)
        person = self._by_surname(asked)
        return office_on(person.offices, on_date) if person else self._described(asked)

    def countries_named(self, text: str) -> dict[str, float]:
        """How often a text names each country, its people, capital or provinces, by unambiguous names.

        For `PlaceContext.countries`, and its most frequent as `article_country`.
        """
        counts: Counter[str] = Counter()
        for match in self._names.matches(name_words(text)):
            meant = {known.country for known in self._names.named(match.known.written) if known.is_geographic}
            if match.known.is_geographic and len(meant) == 1:
                counts[match.known.country or ""] += 1
        return dict(counts)

    def _matches(self, words: Sequence[NameWord], head: Token | None) -> list[Match]:
        """The known names in a phrase; what is part of a person's name is no country ("the wife of Kent Poe")."""
        found = list(self._names.matches(words))
        if head is None or not any(match.known.is_geographic for match in found):
            return found
        own = {word.key for token in head.subtree if token.ent_type_ == "PERSON" for word in name_words(token.text)}
        return [
            one for one in found if not (one.known.is_geographic and own.issuperset(w.key for w in words[one.start : one.end]))
        ]

    def _named(self, match: Match, asked: _Asked) -> Classification:
        """A known name; a nationality before an organisation that has another is the one that counts ("Belarusian KGB")."""
        known = match.known
        if known.kind == "person":
            return office_on(known.offices, asked.on_date)
        if known.kind == "organisation" and known.country not in _intergovernmental():
            known = self._names.meant_in(known, asked.article_country)
            before = (one.known for one in asked.matches if one.end == match.start and one.known.kind == "demonym")
            return next((one.country for one in before), known.country), known.sectors
        return known.country, known.sectors

    def _person(self, asked: _Asked) -> Classification:
        """Someone with a name: by the office that is known of him, by what the text says that he is."""
        words, core = asked.words, asked.core
        persons = (match.known for match in asked.matches if match.end == core and match.known.kind == "person")
        known = next(persons, None) or self._names.person_with_middle_names(words, asked.on_date) or self._by_surname(asked)
        whole = next((match for match in asked.matches if match.start == 0 and match.end == len(words)), None)
        if known is None and whole is not None:
            return self._named(whole, asked)  # "Hamas", taken for a person
        country, sectors = office_on(known.offices, asked.on_date) if known else (None, ())
        if known is not None and (sectors or country in _intergovernmental()) and sectors != ("ELI",):
            return country, sectors
        told = self._told_of(asked)
        return country or told[0], told[1] or sectors

    def _told_of(self, asked: _Asked) -> Classification:
        """What the text says of someone: before his name, beside it or in his own phrase; else his article's country."""
        country = None
        for found in (self._by_title(asked), self._by_apposition(asked), self._by_own_title(asked)):
            country = country or found[0]
            if found[1]:
                return country or asked.article_country, found[1]
        return country or self._country_around(asked) or asked.article_country, ()

    def _by_own_title(self, asked: _Asked) -> Classification:
        """ "Prime Minister Tony Blair" as one phrase."""
        title = self._nouns.title_sector(asked.words)
        if title is None:
            return None, ()
        geographic = [match for match in asked.matches if match.end < asked.core]
        return self._country(geographic, asked), self._nouns.once_former((title,), asked.words)

    def _by_title(self, asked: _Asked) -> Classification:
        """What stands before a name: "Judge X", "the French minister X", "union leaders X and Y"."""
        title, last = title_before(asked.head)
        if last is None:
            return None, ()
        names = {word.key for word in asked.words}
        own = list(title)
        while own and own[-1].key in names:
            own.pop()
        matches = list(self._names.matches(own))
        told = _Asked(own, len(own), matches, None, None, asked.on_date, asked.article_country)
        sector = self._nouns.title_sector([*title, last])
        if sector:
            return self._country(matches, told), self._nouns.once_former((sector,), title)
        if own and self._nouns.head_noun(own, len(own))[0]:
            return self._described(told)
        return self._country(matches, told), ()

    def _by_apposition(self, asked: _Asked) -> Classification:
        """What stands beside a name: "X, a Kabul shopkeeper", "the foreign minister of Chad, X", "X is a farmer"."""
        for noun in described_by(asked.head):
            words = name_words(noun.text)
            if noun.pos_ == "NOUN" or self._nouns.head_noun(words, len(words))[0]:
                found = self.classify(noun, phrase_of(noun, asked.head), None, asked.on_date, asked.article_country)
                if found[1]:
                    return found
        return None, ()

    def _described(self, asked: _Asked) -> Classification:
        """A description without a known name at its head: by its noun, else by what its words tell."""
        noun, start = self._nouns.head_noun(asked.words, asked.core)
        if noun is None:
            return self._unheaded(asked)
        sectors = self._nouns.once_former(self._noun_sectors(noun, start, asked), asked.words[:start])
        country = self._country(asked.matches, asked) or self._country_of_person(asked.words[:start], asked)
        country = country or self._country_around(asked)
        if country is None:
            others = [*asked.words[:start], *asked.words[asked.core :]]  # "Police" is also a town in Poland
            country = self._country_of_place(others)
        if (noun.country and country in (None, noun.country)) or noun.country == "UNO":
            country = noun.country
        if country in _intergovernmental() and sectors == ("GOV",) and noun.is_weak:
            sectors = ()
        is_here = noun.is_local and not self._nouns.is_elsewhere(asked.words)
        return country or (asked.article_country if is_here else None), sectors

    def _noun_sectors(self, noun: ActorNoun, start: int, asked: _Asked) -> tuple[str, ...]:
        """Sectors of a phrase by its head noun; a weak one asks its modifiers, then whom it belongs to."""
        if not noun.is_weak:
            return noun.sectors
        modified = self._nouns.modifier_sectors(asked.words[:start])
        if modified or noun.is_anyone:
            return modified or noun.sectors
        return (
            self._owner_sectors(asked.matches, asked)
            or self._nouns.modifier_sectors(asked.words[asked.core :])
            or self._belonging_sectors(asked)
            or noun.sectors
        )

    def _unheaded(self, asked: _Asked) -> Classification:
        """A name or a bare nationality: the title before it, else what its own words tell."""
        words, core, label = asked.words, asked.core, asked.label
        country = self._country(asked.matches, asked)
        if any(match.end == core and match.known.kind == "demonym" for match in asked.matches):
            return country, ("CVL",)
        sector = self._nouns.title_sector(words)
        if sector:
            return country or asked.article_country, self._nouns.once_former((sector,), words)
        sectors = self._nouns.modifier_sectors(words[:core])
        if country is None and self._place_country and label in label_group("place_of_name"):
            country = self._place_country(" ".join(word.text for word in words))
            sectors = sectors or (("GOV",) if country else ())
        if label == "ORG":
            country = country or self._country_around(asked) or asked.article_country
        return country, sectors

    def _country(self, matches: Iterable[Match], asked: _Asked) -> str | None:
        """The first country that the phrase names, directly or by someone's name."""
        countries = (self._named(match, asked)[0] for match in matches)
        return next((country for country in countries if country), None)

    def _country_of_person(self, words: Sequence[NameWord], asked: _Asked) -> str | None:
        """The country of the known person whose surname stands before a noun ("Gaddafi forces", "the Howard government")."""
        for word in reversed(words):
            person = self._names.person_with_surname(word.key, asked.on_date) if word.text[:1].isupper() else None
            if person is not None:
                return office_on(person.offices, asked.on_date)[0]
        return None

    def _country_around(self, asked: _Asked) -> str | None:
        """The country that stands before or after a phrase's head: "Somalia's government", "residents of Gao"."""
        for token in belongings(asked.head):
            words = name_words("".join(below.text_with_ws for below in token.subtree))
            country = self._country(self._names.matches(words), asked)
            if country is None and token.dep_ in label_group("owner") and token.ent_type_ not in label_group("place_of_name"):
                country = self._country_of_person(words, asked)
            if country is None and any(below.ent_type_ in label_group("place_of_name") for below in token.subtree):
                country = self._country_of_place(words)
            if country:
                return country
        return None

    def _country_of_place(self, words: Sequence[NameWord]) -> str | None:
        """The country of the first place named in the phrase ("Chicago police")."""
        if self._place_country is None:
            return None
        taken = {position for match in self._names.matches(words) for position in range(match.start, match.end)}
        for start, end in capitalised_runs(words, taken):
            country = self._place_country(" ".join(word.text for word in words[start:end]))
            if country:
                return country
        return None

    def _owner_sectors(self, matches: Iterable[Match], asked: _Asked) -> tuple[str, ...]:
        """Sectors of the organisation or person that a weak noun belongs to ("members of Hamas")."""
        owners = (match for match in matches if match.known.kind in ("organisation", "person"))
        return next((self._named(match, asked)[1] for match in owners), ())

    def _belonging_sectors(self, asked: _Asked) -> tuple[str, ...]:
        """Sectors of what a weak noun belongs to, where that stands outside its phrase."""
        for token in belongings(asked.head):
            words = name_words("".join(below.text_with_ws for below in token.subtree))
            sectors = self._owner_sectors(self._names.matches(words), asked) or self._nouns.modifier_sectors(words)
            if sectors:
                return sectors
        return ()

    def _by_surname(self, asked: _Asked) -> KnownName | None:
        """A person by surname alone, where one known person bears it and the text has it as a person's."""
        words, core = asked.words, asked.core
        is_alone = asked.label == "PERSON" and len(words) == 1
        if is_alone or (len(words) > 1 and self._nouns.title_sector(words[core - 2 : core])):
            return self._names.person_with_surname(words[core - 1].key, asked.on_date)
        return None


@cache
def _intergovernmental() -> frozenset[str]:
    """Codes of the organisations of governments, whose officials are nobody's government."""
    return frozenset(row["code"] for row in read_rows("actors/international.csv") if row["is_intergovernmental"] == "true")
