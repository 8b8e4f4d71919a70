"""Lemmas that a word form may have."""

from __future__ import annotations

import pytest
from parsed import doc_of

from seeds import read_rows
from transforms.events.word_forms import lemmas_of
from transforms.language.inflection import forms_to_lemmas


@pytest.mark.parametrize(
    ("form", "pos", "lemma"),
    [
        ("attacked", "verb", "attack"),
        ("attacks", "verb", "attack"),
        ("attacking", "verb", "attack"),
        ("charged", "verb", "charge"),
        ("charging", "verb", "charge"),
        ("carried", "verb", "carry"),
        ("carries", "verb", "carry"),
        ("clashes", "verb", "clash"),
        ("robbed", "verb", "rob"),
        ("robbing", "verb", "rob"),
        ("dying", "verb", "die"),
        ("fled", "verb", "flee"),
        ("struck", "verb", "strike"),
        ("banned", "verb", "ban"),
        ("shot", "verb", "shoot"),
        ("attacks", "noun", "attack"),
        ("inquiries", "noun", "inquiry"),
        ("clashes", "noun", "clash"),
        ("gunmen", "noun", "gunman"),
        ("knives", "noun", "knife"),
        ("analyses", "noun", "analysis"),
        ("attack", "noun", "attack"),
    ],
)
def test_forms_to_lemmas_of_inflected_words(form, pos, lemma):
    assert lemma in forms_to_lemmas(form, pos)


def test_forms_to_lemmas_of_an_irregular_form_are_the_irregular_one_alone():
    assert forms_to_lemmas("struck", "verb") == ("strike",)


@pytest.mark.parametrize(
    ("form", "pos"),
    [
        ("is", "noun"),
        ("red", "verb"),
        ("king", "verb"),
        ("", "verb"),
        ("s", "noun"),
        ("–", "noun"),
    ],
)
def test_forms_to_lemmas_cut_no_short_word(form, pos):
    """ "king" is no form of "k"."""
    assert forms_to_lemmas(form, pos) == (form,)


def test_forms_to_lemmas_leave_other_parts_of_speech_alone():
    assert forms_to_lemmas("hated", "adj") == ("hated",)


def test_lemmas_of_begin_with_the_lemma_of_the_model_each_once():
    token = doc_of("Attacked 0 ROOT VBD attack")[0]
    found = lemmas_of(token, "verb")
    assert found[0] == "attack"
    assert len(set(found)) == len(found)


def test_lemmas_of_a_wrong_lemma_still_hold_the_right_one():
    assert "kidnap" in lemmas_of(doc_of("kidnapped 0 ROOT VBD kidnapped")[0], "verb")


def test_irregular_forms_are_lower_case_and_of_known_parts_of_speech():
    rows = read_rows("lexicon/irregular_forms.csv")
    assert {row["pos"] for row in rows} <= {"verb", "noun", "adj"}
    assert [row["form"] for row in rows if row["form"] != row["form"].lower()] == []
    assert len({(row["form"], row["pos"]) for row in rows}) == len(rows)
