"""Who an actor is: names, nationalities, titles, nouns, offices held from and to."""

from datetime import date

import pytest
import spacy
from parsed import doc_of
from spacy.tokens import Doc

from transforms.events.actors import ActorLexicon

EXTRA = [{"name": "Green Dawn", "aliases": "GD", "country": "NLD", "sectors": "OPP|PTY"}]


@pytest.fixture(scope="module")
def lexicon() -> ActorLexicon:
    return ActorLexicon()


@pytest.mark.parametrize(
    ("phrase", "country", "sectors"),
    [
        ("Taliban", "AFG", ("REB",)),
        ("Taliban fighters", "AFG", ("REB",)),
        ("French foreign minister", "FRA", ("GOV",)),
        ("the government of Iraq", "IRQ", ("GOV",)),
        ("Iraqi police", "IRQ", ("COP",)),
        ("Kremlin", "RUS", ("GOV",)),
        ("Washington", "USA", ("GOV",)),
        ("Scotland", "GBR", ("GOV",)),
        ("members of Hamas", "PSE", ("REB",)),
        ("Americans", "USA", ("CVL",)),
        ("Kosovo", "KOS", ("GOV",)),
        ("United Nations", "UNO", ()),
        ("UN officials", "UNO", ()),
        ("peacekeepers", "UNO", ("MIL",)),
        ("European Union", "EUR", ()),
        ("former Thai prime minister", "THA", ("ELI",)),
        ("armed men", None, ("UAF",)),
        ("teachers' union leader", None, ("LAB",)),
        ("Communist Party of Nepal", "NPL", ("PTY",)),
        ("something else", None, ()),
        ("", None, ()),
    ],
)
def test_actors_phrase_gives_country_and_sector(lexicon, phrase, country, sectors):
    assert lexicon.classify(None, phrase) == (country, sectors)


def test_actors_acronyms_want_capitals(lexicon):
    assert lexicon.classify(None, "US") == ("USA", ("GOV",))
    assert lexicon.classify(None, "us") == (None, ())


@pytest.mark.parametrize(
    ("day", "sectors"),
    [
        (date(2004, 5, 1), ("GOV",)),
        (date(2007, 1, 1), ("OPP",)),
        (date(2012, 3, 1), ("ELI",)),
        (None, ("GOV",)),
    ],
)
def test_actors_office_depends_on_the_day(lexicon, day, sectors):
    assert lexicon.classify(None, "Silvio Berlusconi", "PERSON", day)[1] == sectors


def test_actors_before_office_only_the_country_is_known(lexicon):
    assert lexicon.classify(None, "Angela Merkel", "PERSON", date(1995, 1, 1)) == ("DEU", ())


def test_actors_article_country_stands_in_for_local_ones_only(lexicon):
    assert lexicon.classify(None, "police", None, None, "ITA") == ("ITA", ("COP",))
    assert lexicon.classify(None, "French police", None, None, "ITA") == ("FRA", ("COP",))
    assert lexicon.classify(None, "gunmen", None, None, "ITA") == (None, ("UAF",))


def test_actors_extra_rows_overrule(tmp_path):
    lexicon = ActorLexicon([*EXTRA, {"name": "Hamas", "aliases": "", "country": "PSE", "sectors": "GOV"}])
    assert lexicon.classify(None, "GD") == ("NLD", ("OPP", "PTY"))
    assert lexicon.classify(None, "Hamas") == ("PSE", ("GOV",))


def test_actors_place_in_a_description_gives_its_country():
    lexicon = ActorLexicon(place_country={"Chicago": "USA"}.get)
    assert lexicon.classify(None, "Chicago police") == ("USA", ("COP",))
    assert lexicon.classify(None, "Elgin Chicago", "PERSON") == (None, ())


def test_actors_noun_that_is_also_a_town_is_no_place():
    lexicon = ActorLexicon(place_country={"Police": "POL", "Gao": "MLI"}.get)
    assert lexicon.classify(None, "Police", None, None, "TUR") == ("TUR", ("COP",))
    assert lexicon.classify(None, "Police in Gao") == ("MLI", ("COP",))


def test_actors_possessive_before_a_description_gives_its_country(lexicon):
    doc = doc_of("Somalia 2 poss NNP\n's 0 case POS\ngovernment 3 nsubj NN\nfell 3 ROOT VBD fall")
    assert lexicon.classify(doc[2], "government", None, None, "KEN") == ("SOM", ("GOV",))


def test_actors_known_name_counts_whole_whatever_its_head(lexicon):
    doc = doc_of("al 3 compound NNP\n- 0 punct :\nShabaab 3 compound NNP\nfighters 4 nsubj NNS\nfled 4 ROOT VBD flee")
    assert lexicon.classify(doc[0], "al-Shabaab", "ORG") == ("SOM", ("REB",))


def test_actors_former_before_a_title_is_heeded(lexicon):
    doc = doc_of("former 1 amod JJ\nmayor 3 compound NN\nJean 3 compound NNP\nMorel 4 nsubj NNP\nleft 4 ROOT VBD leave")
    assert lexicon.classify(doc[3], "Jean Morel", "PERSON") == (None, ("ELI",))


def test_actors_sector_class_knows_plurals(lexicon):
    assert lexicon.sector_class("policeman") == "COP"
    assert lexicon.sector_class("policemen") == "COP"
    assert lexicon.sector_class("Soldiers") == "MIL"
    assert lexicon.sector_class("table") is None


def test_actors_title_and_apposition_tell_of_a_person(lexicon):
    words = ["Judge", "Ann", "Poe", "met", "the", "Danish", "farmer", ",", "Bo", "Lund", "."]
    heads = [2, 2, 3, 3, 6, 6, 3, 6, 9, 6, 3]
    deps = [
        "compound",
        "compound",
        "nsubj",
        "ROOT",
        "det",
        "amod",
        "dobj",
        "punct",
        "compound",
        "appos",
        "punct",
    ]
    pos = ["PROPN", "PROPN", "PROPN", "VERB", "DET", "ADJ", "NOUN", "PUNCT", "PROPN", "PROPN", "PUNCT"]
    doc = Doc(spacy.blank("en").vocab, words, heads=heads, deps=deps, pos=pos)
    assert lexicon.classify(doc[2], "Ann Poe", "PERSON") == (None, ("JUD",))
    assert lexicon.classify(doc[9], "Bo Lund", "PERSON") == ("DNK", ("AGR",))


def test_actors_countries_are_counted_by_unambiguous_names(lexicon):
    assert lexicon.countries_named("Iraqi troops left Baghdad for Iran.") == {"IRQ": 2, "IRN": 1}
    assert lexicon.countries_named("Georgia") == {}


@pytest.mark.parametrize(
    ("phrase", "country", "sectors"),
    [
        ("Belarusian KGB", "BLR", ("SPY",)),
        ("Gaddafi forces", "LBY", ("MIL",)),
        ("members of parliament", None, ("LEG",)),
        ("governments", None, ("GOV",)),
        ("art thieves", None, ("CRM",)),
        ("state forces", None, ("MIL",)),
    ],
)
def test_actors_descriptions_with_names_in_them(lexicon, phrase, country, sectors):
    assert lexicon.classify(None, phrase, None, date(2009, 1, 1)) == (country, sectors)


def test_actors_of_other_countries_have_not_the_articles(lexicon):
    assert lexicon.classify(None, "world leaders", None, None, "EGY") == (None, ("GOV",))
    assert lexicon.classify(None, "Central Asian leaders", None, None, "USA") == (None, ("GOV",))
    assert lexicon.classify(None, "leaders", None, None, "EGY") == ("EGY", ("GOV",))


def test_actors_organisation_of_several_countries_is_of_the_articles(lexicon):
    assert lexicon.classify(None, "Liberal Party", "ORG", None, "BRA") == ("BRA", ("PTY",))
    assert lexicon.classify(None, "Liberal Party", "ORG")[0] is None


def test_actors_surname_is_that_of_who_was_in_office(lexicon):
    assert lexicon.classify(None, "Bush", "PERSON", date(1992, 5, 1)) == ("USA", ("GOV",))
    assert lexicon.classify(None, "Elgin Bush", "PERSON", date(2004, 5, 1)) == (None, ())


def test_actors_middle_names_are_no_other_person(lexicon):
    assert lexicon.classify(None, "Angela Dorothea Merkel", "PERSON", date(2010, 1, 1)) == ("DEU", ("GOV",))


def test_actors_part_of_a_persons_name_is_no_country(lexicon):
    assert lexicon.classify(None, "Ada Wales", "PERSON") == (None, ())


def test_actors_title_of_joined_names_is_of_all(lexicon):
    words = ["Judges", "Ann", "Poe", "and", "Bo", "Lund", "resigned", "."]
    heads, deps = [2, 2, 6, 2, 5, 2, 6, 6], ["compound", "compound", "nsubj", "cc", "compound", "conj", "ROOT", "punct"]
    ents = ["O", "B-PERSON", "I-PERSON", "O", "B-PERSON", "I-PERSON", "O", "O"]
    tags = ["NNS", "NNP", "NNP", "CC", "NNP", "NNP", "VBD", "."]
    doc = Doc(spacy.blank("en").vocab, words, heads=heads, deps=deps, ents=ents, tags=tags)
    assert lexicon.classify(doc[5], "Bo Lund", "PERSON") == (None, ("JUD",))


def test_actors_resignation_is_still_the_offices(lexicon):
    assert lexicon.classify(None, "Angela Merkel", "PERSON", date(2022, 1, 1)) == ("DEU", ("GOV",))
    assert lexicon.classify(None, "Angela Merkel", "PERSON", date(2022, 6, 1)) == ("DEU", ("ELI",))
