"""Who speaks, where the parse says and where only the row of words does."""

import pytest
from parsed import doc_of, word

from transforms.events.speech import base_forms, can_speak, speaker_of, speaker_phrase, speech_kind


def speaker(table: str, cue: str) -> str | None:
    found = speaker_of(word(doc_of(table), cue))
    return speaker_phrase(found).text if found is not None else None


def test_speaker_of_an_office_is_the_name_beside_it():
    table = """
Police 1 compound NN police
spokesman_ 6 nsubj NN spokesman
, 1 punct ,
John 4 compound NNP john PERSON
Smith_ 1 dep NNP smith PERSON
, 1 punct ,
said 6 ROOT VBD say
"""
    assert speaker(table, "said") == "John Smith"


def test_speaker_of_is_not_the_name_that_a_preposition_governs():
    table = """
Aides 3 nsubj NNS aide
to 0 prep IN
Bush 1 pobj NNP bush PERSON
said 3 ROOT VBD say
"""
    assert speaker(table, "said") == "Aides to Bush"


def test_speaker_of_a_following_participle_is_that_of_the_verb_before():
    table = """
Evans 1 nsubj NNP evans PERSON
said 1 ROOT VBD say
Lee 3 nsubj NNP lee PERSON
fled_ 1 ccomp VBD flee
, 3 punct ,
adding 3 advcl VBG add
more 5 dobj JJR
"""
    assert speaker(table, "adding") == "Evans"


def test_speaker_of_a_quoted_source_is_whom_the_paper_quotes():
    table = """
Reuters 1 nsubj NNP reuters ORG
quoted 1 ROOT VBD quote
police 1 dobj NNS police
as 1 prep IN
saying 3 pcomp VBG say
"""
    assert speaker(table, "saying") == "police"


def test_speaker_of_a_passive_is_its_agent_or_none():
    by = "It 2 nsubjpass PRP\nwas 2 auxpass VBD be\nreported 2 ROOT VBN report\nby 2 agent IN\nReuters 3 pobj NNP reuters ORG"
    assert speaker(by, "reported") == "Reuters"
    assert speaker(by.rsplit("\n", 2)[0], "reported") is None


@pytest.mark.parametrize(
    ("form", "lemma", "wanted"),
    [("planned", "plann", "plan"), ("stated", "stat", "state"), ("denies", "deni", "deny"), ("saying", "say", "say")],
)
def test_base_forms_repairs_what_the_lemmatizer_missed(form, lemma, wanted):
    assert wanted in base_forms(doc_of(f"{form} 0 ROOT VBD {lemma}")[0])


def test_speech_kind_of_a_noun_is_none():
    assert speech_kind(doc_of("claims 0 ROOT NNS claim")[0]) is None
    assert speech_kind(doc_of("claims 0 ROOT VBZ claim")[0]) == "claim"


def test_can_speak():
    assert can_speak(doc_of("Reuters 0 ROOT NNP reuters ORG")[0])
    assert not can_speak(doc_of("Monday 0 ROOT NNP monday DATE")[0])


def test_speaker_of_a_report_on_what_someone_says_is_that_one():
    table = """
Reuters 1 nsubj NNP reuters ORG
reported 1 ROOT VBD report
her 1 dobj PRP her
as 1 prep IN
saying 3 pcomp VBG say
"""
    assert speaker(table, "reported") == speaker(table, "saying") == "her"


def test_speaker_of_a_participle_with_its_own_subject_is_that():
    table = """
Evans 1 nsubj NNP evans PERSON
said 1 ROOT VBD say
more_ 1 dobj JJR
, 1 punct ,
with 1 prep IN
Lee 6 nsubj NNP lee PERSON
stating 4 pcomp VBG state
less 6 dobj JJR
"""
    assert speaker(table, "stating") == "Lee"
