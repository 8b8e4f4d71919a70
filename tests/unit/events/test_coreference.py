"""Mentions → entities: who is the same, and who is not, on parses written by hand."""

from __future__ import annotations

import pytest
from parsed import article_of, doc_of

from transforms.events.actors import ActorLexicon
from transforms.events.coreference import is_acronym, resolve_mentions
from transforms.events.mentions import find_mentions
from transforms.events.records import EntityRecord


@pytest.fixture(scope="module")
def actors() -> ActorLexicon:
    return ActorLexicon()


def join(*sentences: str) -> str:
    """One table of several, each with its heads counted from 0."""
    rows: list[str] = []
    for sentence in sentences:
        start = len(rows)
        for line in sentence.strip().splitlines():
            word, head, *rest = line.split()
            rows.append(" ".join([word, str(int(head) + start), *rest]))
    return "\n".join(rows)


def resolve(*sentences: str, title: str = "", canonical=lambda name, label: None) -> list[EntityRecord]:
    article = article_of(doc_of(join(*sentences)), doc_of(title) if title else None)
    return resolve_mentions(article, find_mentions(article), canonical)


def named(entities: list[EntityRecord]) -> dict[str, list[str]]:
    return {entity.name: [mention.text for mention in entity.mentions] for entity in entities}


def spoke(*name: str, label: str = "PERSON", before: str = "", after: str = "") -> str:
    """ "<name> spoke": each word of the name with its label; `before` words stand before the name, `after` behind the verb."""
    front, back = before.split(), after.split()
    head = len(front) + len(name) - 1
    rows = [f"{word} {head} compound NN" for word in front]
    rows += [f"{word} {head} compound NNP {word.lower()} {'+' if at else ''}{label}" for at, word in enumerate(name[:-1])]
    rows.append(f"{name[-1]} {head + 1} nsubj NNP {name[-1].lower()} {'+' if len(name) > 1 else ''}{label}")
    rows.append(f"spoke {head + 1} ROOT VBD speak")
    rows += [f"{word} {head + 1} dobj PRP" for word in back]
    return "\n".join(rows)


def pronoun(word: str, tag: str = "PRP") -> str:
    return f"{word} 1 nsubj {tag}\nleft 1 ROOT VBD leave"


def described(noun: str, *before: str) -> str:
    at = len(before) + 1
    modifiers = [f"{word} {at} amod JJ" for word in before]
    return "\n".join([f"the {at} det DT", *modifiers, f"{noun} {at + 1} nsubj NN", f"left {at + 1} ROOT VBD leave"])


# --- names ------------------------------------------------------------------------------------------------------------------


def test_names_a_surname_joins_the_full_name():
    assert named(resolve(spoke("Amina", "Diallo"), spoke("Diallo"))) == {"Amina Diallo": ["Amina Diallo", "Diallo"]}


def test_names_a_surname_in_the_title_joins_the_full_name_of_the_body():
    assert named(resolve(spoke("Amina", "Diallo"), title=spoke("Diallo"))) == {"Amina Diallo": ["Diallo", "Amina Diallo"]}


def test_names_of_two_persons_with_one_surname_stay_two():
    entities = resolve(spoke("Amina", "Diallo"), spoke("Moussa", "Diallo"))
    assert named(entities) == {"Amina Diallo": ["Amina Diallo"], "Moussa Diallo": ["Moussa Diallo"]}


def test_names_a_surname_of_two_persons_joins_the_one_named_last_before_it():
    amina, moussa, either = spoke("Amina", "Diallo"), spoke("Moussa", "Diallo"), spoke("Diallo")
    assert named(resolve(amina, moussa, either, amina, either)) == {
        "Amina Diallo": ["Amina Diallo", "Amina Diallo", "Diallo"],
        "Moussa Diallo": ["Moussa Diallo", "Diallo"],
    }


def test_names_a_surname_of_two_persons_joins_the_one_of_its_gender():
    entities = resolve(
        spoke("Mrs", "Amina", "Diallo"), spoke("Mr", "Moussa", "Diallo"), spoke("Mrs", "Diallo"), spoke("Mr", "Diallo")
    )
    assert named(entities) == {"Amina Diallo": ["Amina Diallo", "Diallo"], "Moussa Diallo": ["Moussa Diallo", "Diallo"]}


def test_names_of_two_full_names_that_share_a_first_name_stay_two():
    assert len(resolve(spoke("Moussa", "Traore"), spoke("Moussa", "Keita"))) == 2


def test_names_with_a_title_are_the_name_without_it():
    assert named(resolve(spoke("Minister", "Diallo"), spoke("Amina", "Diallo"))) == {"Amina Diallo": ["Diallo", "Amina Diallo"]}


def test_names_of_unlike_kinds_stay_two():
    """A person named after a city, and the French beside France."""
    assert len(resolve(spoke("Paris", label="GPE"), spoke("Paris", "Jackson"))) == 2
    assert len(resolve(spoke("French", label="NORP"), spoke("France", label="GPE"))) == 2


def test_names_a_surname_marked_as_a_place_joins_the_person():
    entities = resolve(spoke("Elif", "Kaya"), spoke("Kaya", label="GPE"))
    assert named(entities) == {"Elif Kaya": ["Elif Kaya", "Kaya"]}
    assert [mention.label for mention in entities[0].mentions] == ["PERSON", "PERSON"]


def test_names_a_known_country_joins_no_person(actors):
    entities = resolve(spoke("Michael", "Jordan"), spoke("Jordan", label="GPE"), canonical=actors.canonical)
    assert [entity.name for entity in entities] == ["Michael Jordan", "Jordan"]


def test_names_in_capitals_first_are_written_as_later():
    assert [entity.name for entity in resolve(spoke("PARIS", label="GPE"), spoke("Paris", label="GPE"))] == ["Paris"]
    assert [entity.name for entity in resolve(spoke("NATO", label="ORG"))] == ["NATO"]


def test_names_an_acronym_joins_the_name_it_is_made_of():
    entities = resolve(spoke("African", "Union", label="ORG"), spoke("AU", label="ORG"))
    assert named(entities) == {"African Union": ["African Union", "AU"]}


def test_names_an_acronym_joins_nothing_else():
    assert len(resolve(spoke("African", "Union", label="ORG"), spoke("EU", label="ORG"))) == 2


def test_names_the_first_words_of_an_organisation_join_it():
    entities = resolve(spoke("Wadi", "Front", "Movement", label="ORG"), spoke("Wadi", "Front", label="ORG"))
    assert named(entities) == {"Wadi Front Movement": ["Wadi Front Movement", "Wadi Front"]}


def test_names_of_a_known_organisation_do_not_join_its_organs(actors):
    entities = resolve(
        spoke("African", "Union", "Commission", label="ORG"), spoke("African", "Union", label="ORG"), canonical=actors.canonical
    )
    assert [entity.name for entity in entities] == ["African Union Commission", "African Union"]


def test_names_of_two_organisations_with_other_ends_stay_two():
    assert len(resolve(spoke("Mali", "Army", label="ORG"), spoke("Niger", "Army", label="ORG"))) == 2


def test_names_of_an_alias_join_its_standing_name(actors):
    entities = resolve(spoke("United", "States", label="GPE"), spoke("U.S.", label="GPE"), canonical=actors.canonical)
    assert named(entities) == {"United States": ["United States", "U.S."]}
    (alone,) = resolve(spoke("U.S.", label="GPE"), canonical=actors.canonical)
    assert (alone.name, alone.standing_name) == ("U.S.", "United States")


def test_names_of_a_country_are_its_common_one_where_the_article_has_it(actors):
    long, short = ("Democratic", "People's", "Republic", "of", "Korea"), ("North", "Korea")
    for told, name in (((long, short), "North Korea"), ((long,), "Democratic People's Republic of Korea")):
        (entity,) = resolve(*(spoke(*words, label="GPE") for words in told), canonical=actors.canonical)
        assert entity.name == name


def test_names_a_surname_in_the_title_joins_whom_the_body_names_most():
    entities = resolve(spoke("Amina", "Diallo"), spoke("Moussa", "Diallo"), spoke("Moussa", "Diallo"), title=spoke("Diallo"))
    assert named(entities)["Moussa Diallo"] == ["Diallo", "Moussa Diallo", "Moussa Diallo"]


def test_names_differ_in_case_and_accents_only_are_one():
    assert len(resolve(spoke("Seydou", "Traoré"), spoke("Seydou", "Traore"))) == 1


def test_names_take_the_label_of_most_mentions():
    entities = resolve(spoke("Hezbollah", label="ORG"), spoke("Hezbollah", label="GPE"), spoke("Hezbollah", label="ORG"))
    assert [(entity.name, entity.label) for entity in entities] == [("Hezbollah", "ORG")]


def test_names_come_in_the_order_of_their_first_mention():
    entities = resolve(spoke("Keita"), spoke("African", "Union", label="ORG"))
    assert [entity.name for entity in entities] == ["Keita", "African Union"]


@pytest.mark.parametrize(
    ("key", "name", "wanted"),
    [
        ("un", "United Nations", True),
        ("us", "United States", True),
        ("iaea", "International Atomic Energy Agency", True),
        ("eu", "United Nations", False),
        ("u", "Uganda", False),
        ("", "Uganda", False),
        ("minusma", "United Nations", False),
        ("who", "World Health Organization", True),
    ],
)
def test_is_acronym(key, name, wanted):
    assert is_acronym(key, name) is wanted


# --- pronouns ---------------------------------------------------------------------------------------------------------------


def test_pronouns_join_the_last_person():
    entities = resolve(spoke("Keita"), pronoun("he"))
    assert named(entities) == {"Keita": ["Keita", "he"]}
    assert [mention.kind for mention in entities[0].mentions] == ["name", "pronoun"]


def test_pronouns_agree_in_gender_with_a_title():
    entities = resolve(spoke("Mrs", "Keita"), spoke("Mr", "Diallo"), pronoun("she"), pronoun("he"))
    assert named(entities) == {"Keita": ["Keita", "she"], "Diallo": ["Diallo", "he"]}


def test_pronouns_agree_in_gender_with_an_earlier_pronoun():
    entities = resolve(spoke("Amina"), pronoun("she"), spoke("Moussa"), pronoun("he"), pronoun("she"))
    assert named(entities)["Amina"] == ["Amina", "she", "she"]


def test_pronouns_take_no_gender_from_a_title_of_someone_else():
    """ "The queen met Diallo. He left.": the queen is another person."""
    table = "the 1 det DT\nqueen 2 nsubj NN\nmet 2 ROOT VBD meet\nDiallo 2 dobj NNP diallo PERSON"
    assert named(resolve(table, pronoun("he"))) == {"Diallo": ["Diallo", "he"]}


def test_pronouns_for_things_join_no_person():
    assert named(resolve(spoke("Keita"), pronoun("it"))) == {"Keita": ["Keita"]}
    assert named(resolve(spoke("Mali", label="GPE"), pronoun("it"))) == {"Mali": ["Mali", "it"]}


def test_pronouns_in_the_plural_join_groups_and_no_person():
    entities = resolve(spoke("Keita"), spoke("Taliban", label="ORG"), pronoun("they"))
    assert named(entities) == {"Keita": ["Keita"], "Taliban": ["Taliban", "they"]}
    assert named(resolve(spoke("Keita"), pronoun("they"))) == {"Keita": ["Keita"]}


def test_pronouns_for_persons_join_no_place():
    assert named(resolve(spoke("Mali", label="GPE"), pronoun("he"))) == {"Mali": ["Mali"]}


def test_pronouns_do_not_reach_over_more_than_the_window():
    fillers = [pronoun("rain", tag="NN")] * 4
    assert named(resolve(spoke("Keita"), *fillers, pronoun("he"))) == {"Keita": ["Keita"]}


def test_pronouns_that_speak_are_who_spoke_before():
    """ "Diallo said Keita lied. … he said": Keita was told last, Diallo speaks."""
    told = (
        "Diallo 1 nsubj NNP diallo PERSON\nsaid 1 ROOT VBD say\nthat 4 mark IN\nKeita 4 nsubj NNP keita PERSON\n"
        "lied 1 ccomp VBD lie"
    )
    speaks = "he 1 nsubj PRP\nsaid 1 ROOT VBD say"
    assert named(resolve(told, speaks)) == {"Diallo": ["Diallo", "he"], "Keita": ["Keita"]}


def test_pronouns_join_a_subject_in_apposition():
    table = (
        "The 1 det DT\nminister 5 nsubj NN\n, 1 punct ,\nDiallo 1 appos NNP diallo PERSON\n, 1 punct ,\nspoke 5 ROOT VBD speak"
    )
    assert named(resolve(table, "he 1 nsubj PRP\nsaid 1 ROOT VBD say"))["Diallo"] == ["The minister", "Diallo", "he"]


def test_pronouns_do_not_look_ahead():
    assert named(resolve(pronoun("he"), spoke("Keita"))) == {"Keita": ["Keita"]}


def test_pronouns_as_object_are_not_the_subject_of_their_clause():
    """ "Keita spoke. Diallo met him": him is Keita."""
    entities = resolve(spoke("Keita"), "Diallo 1 nsubj NNP diallo PERSON\nmet 1 ROOT VBD meet\nhim 1 dobj PRP")
    assert named(entities) == {"Keita": ["Keita", "him"], "Diallo": ["Diallo"]}


def test_pronouns_that_stand_for_a_clause_join_nothing():
    table = "it 2 nsubjpass PRP\nis 2 auxpass VBZ be\nsaid 2 ROOT VBN say\nMali 4 nsubj NNP mali GPE\nfell 2 ccomp VBD fall"
    assert named(resolve(spoke("Niger", label="GPE"), table)) == {"Niger": ["Niger"], "Mali": ["Mali"]}


def test_descriptions_in_the_title_join_whom_the_body_names():
    table = "judge 1 compound NN\nDiallo 2 nsubj NNP diallo PERSON\nspoke 2 ROOT VBD speak"
    assert named(resolve(table, title="judge 1 nsubj NN\nspeaks 1 ROOT VBZ speak")) == {"Diallo": ["judge", "Diallo"]}


def test_descriptions_join_an_organisation_that_ends_in_the_same_word():
    entities = resolve(spoke("Tuva", "Council", label="ORG"), spoke("Harbour", "Union", label="ORG"), described("council"))
    assert named(entities)["Tuva Council"] == ["Tuva Council", "the council"]


# --- descriptions -----------------------------------------------------------------------------------------------------------


def test_descriptions_join_the_person_with_that_title():
    entities = resolve(spoke("Diallo", before="interior minister"), spoke("Keita"), described("minister"))
    assert named(entities) == {"Diallo": ["Diallo", "the minister"], "Keita": ["Keita"]}
    assert entities[0].mentions[-1].kind == "nominal"


def test_descriptions_join_nobody_without_that_title():
    assert named(resolve(spoke("Keita"), described("minister"))) == {"Keita": ["Keita"]}


def test_descriptions_with_a_modifier_of_their_own_join_nobody():
    """ "the French minister" tells itself whom it means."""
    assert named(resolve(spoke("Diallo", before="interior minister"), described("minister", "French"))) == {"Diallo": ["Diallo"]}


def test_descriptions_of_a_deputy_are_not_of_the_minister():
    entities = resolve(spoke("Diallo", before="minister"), spoke("Keita", before="deputy minister"), described("minister"))
    assert named(entities) == {"Diallo": ["Diallo", "the minister"], "Keita": ["Keita"]}
    entities = resolve(spoke("Diallo", before="minister"), spoke("Keita"), described("minister", "deputy"))
    assert named(entities)["Diallo"] == ["Diallo"]


def test_descriptions_are_by_the_word_that_is_the_title():
    """Of a government spokesman "the government" says nothing."""
    entities = resolve(spoke("Diallo", before="government spokesman"), described("government"))
    assert named(entities) == {"Diallo": ["Diallo"]}


def test_descriptions_need_the_article():
    table = "a 1 det DT\nminister 2 nsubj NN\nleft 2 ROOT VBD leave"
    assert named(resolve(spoke("Diallo", before="interior minister"), table)) == {"Diallo": ["Diallo"]}


def test_descriptions_of_a_group_join_the_last_organisation():
    entities = resolve(spoke("African", "Union", label="ORG"), spoke("Wadi", "Front", label="ORG"), described("group"))
    assert named(entities)["Wadi Front"] == ["Wadi Front", "the group"]


def test_descriptions_join_a_title_in_apposition():
    table = (
        "Diallo 5 nsubj NNP diallo PERSON\n, 0 punct ,\nthe 3 det DT\nspokesman 0 appos NN\n, 0 punct ,\nspoke 5 ROOT VBD speak"
    )
    assert named(resolve(table, described("spokesman"))) == {"Diallo": ["Diallo", "the spokesman"]}


def test_mentions_of_an_entity_are_in_text_order_with_offsets_into_the_text():
    sentences = (spoke("Amina", "Diallo"), pronoun("she"), spoke("Diallo"))
    article = article_of(doc_of(join(*sentences)))
    mentions = find_mentions(article)
    (entity,) = resolve_mentions(article, mentions, lambda name, label: None)
    assert [mention.text for mention in entity.mentions] == ["Amina Diallo", "she", "Diallo"]
    assert mentions == entity.mentions
    assert all(article.body.text[one.start_char : one.end_char] == one.text for one in mentions)
    assert all(one.entity is entity for one in mentions)
