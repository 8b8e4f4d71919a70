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
