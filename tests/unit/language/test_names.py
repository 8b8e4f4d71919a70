"""Cleaning of name corpora."""

import pytest

from transforms.language.corpora.names import (
    NameLexicon,
    add_forms,
    apply_majorities,
    clean_sentence,
    find_demonyms,
    find_majorities,
    is_form_of,
    project_mentions,
)
from transforms.language.corpora.silver import compile_patterns, find_silver_spans
from transforms.language.corpora.texts import NamedText, TaggedSentence, join_texts, parse_columns, rebuild_text, tags_to_spans

LABELS = {"geo": "PLACE", "org": "ORG", "per": "PERSON", "gpe": "NORP", "tim": "TIME", "art": "-"}
PATTERNS = compile_patterns({"n": r"\d+"}, [["DATE", r"Monday\b"], ["CARDINAL", r"{n}\b"]])


@pytest.fixture
def lexicon() -> NameLexicon:
    return NameLexicon(
        titles=frozenset({"president", "secretary", "of", "state"}),
        late_titles=frozenset({"president"}),
        person_blocks=frozenset({"sunni"}),
        corrections={"u.n.": "ORG", "gaza strip": "LOC"},
        places={"iraq": "GPE", "london": "GPE", "north korea": "GPE", "gaza strip": "LOC"},
        place_last_words={"river": "LOC", "airport": "FAC"},
        demonyms=frozenset({"British", "Lankan"}),
        demonym_prefixes=frozenset({"Sri"}),
        date_words=frozenset({"week"}),
    )


def clean(lexicon: NameLexicon, words: str, tags: str) -> list[tuple[str, str]]:
    text = clean_sentence(TaggedSentence(tuple(words.split()), tuple(tags.split())), LABELS, lexicon, PATTERNS)
    return [(text.text[start:end], label) for start, end, label in text.spans]


@pytest.mark.parametrize(
    ("words", "tags", "expected"),
    [
        ("President Barack Obama left", "B-per I-per I-per O", [("Barack Obama", "PERSON")]),
        ("the President left", "O B-per O", []),
        ("State Condoleezza Rice", "B-per I-per I-per", [("Condoleezza Rice", "PERSON")]),
        ("Authority President Mahmoud Abbas", "B-per I-per I-per I-per", [("Mahmoud Abbas", "PERSON")]),
        ("North Korea and Iraq", "B-org B-geo O B-geo", [("North Korea", "GPE"), ("Iraq", "GPE")]),
        ("a Sunni man", "O B-per O", [("Sunni", "-")]),
        ("the Tigris River", "O B-geo I-geo", [("Tigris River", "LOC")]),
        ("Herat airport", "B-geo I-geo", [("Herat airport", "FAC")]),
        ("U.N. troops", "B-geo O", [("U.N.", "ORG")]),
        ("the Gaza Strip", "O B-org I-org", [("Gaza Strip", "LOC")]),
        ("British troops in Iraq", "B-gpe O O B-gpe", [("British", "NORP"), ("Iraq", "GPE")]),
        ("British troops", "O O", [("British", "NORP")]),
        ("Sri Lankan troops", "B-per O O", [("Sri Lankan", "NORP")]),
        ("the Nobel Prize", "O B-art I-art", [("Nobel Prize", "-")]),
        ("12 men on Monday", "O O O B-tim", [("12", "CARDINAL"), ("Monday", "DATE")]),
        ("end of last week", "B-tim I-tim I-tim I-tim", [("end of last week", "DATE")]),
        ("from then", "B-tim O", [("from", "-")]),
    ],
)
def test_clean_sentence_gives_ontonotes_labels(
    lexicon: NameLexicon, words: str, tags: str, expected: list[tuple[str, str]]
) -> None:
    assert clean(lexicon, words, tags) == expected


def test_project_mentions_takes_longest_whole_words_only() -> None:
    entities = [
        {"name": "Islamic State", "type": "ORG", "mentions": ["Islamic State", "the State"]},
        {"name": "Islamic State of Iraq", "type": "ORG", "mentions": []},
        {"name": "Ali", "type": "PERSON", "mentions": ["Ali", "he"]},
    ]
    text = "Ali joined the Islamic State of Iraq; he left Islamic State. Alison stayed with the State."
    found = project_mentions(text, entities, {"ORG": "ORG", "PERSON": "PERSON"}, PATTERNS, frozenset())
    assert [(found.text[s:e], label) for s, e, label in found.spans] == [
        ("Ali", "PERSON"),
        ("Islamic State of Iraq", "ORG"),
        ("Islamic State", "ORG"),
        ("State", "ORG"),
    ]


def test_majorities_replace_rare_labels() -> None:
    often = [TaggedSentence(("Hamas",), ("B-org",))] * 9
    rare = TaggedSentence(("Hamas", "fired"), ("B-geo", "O"))
    assert apply_majorities(rare, find_majorities([*often, rare])).tags == ("B-org", "O")


def test_find_demonyms_are_adjectives_and_common_nouns() -> None:
    sentences = [TaggedSentence(("British", "Iraq"), ("B-gpe", "B-gpe"), ("JJ", "NNP"))] * 4
    assert find_demonyms(sentences) == {"British"}


def test_rebuild_text_gives_offsets_of_each_token() -> None:
    words = ["He", "said", '"', "I", "do", "n't", "know", '"', "(", "yet", ")", "."]
    text, offsets = rebuild_text(words)
    assert text == 'He said "I don\'t know" (yet).'
    assert [text[start:end] for start, end in offsets] == words


def test_parse_columns_reads_sentences_and_names_bad_lines() -> None:
    assert [s.words for s in parse_columns("# sent = 1\na\tO\n\n#\tO\nb\tO\n", word=0, tag=1)] == [("a",), ("#", "b")]
    with pytest.raises(ValueError, match="corpus line 2: expected 2 columns, found 1"):
        parse_columns("a\tO\nb\n", word=0, tag=1)


def test_tags_to_spans_reads_bio_and_io() -> None:
    assert tags_to_spans(["B-x", "I-x", "B-x", "O", "I-y", "I-y"]) == [(0, 2, "x"), (2, 3, "x"), (4, 6, "y")]


def test_join_texts_shifts_spans(lexicon: NameLexicon) -> None:
    part = clean_sentence(TaggedSentence(("London", "."), ("B-geo", "O")), LABELS, lexicon, PATTERNS)
    joined = join_texts([part, part])
    assert [joined.text[s:e] for s, e, _ in joined.spans] == ["London", "London"]


def test_silver_spans_prefer_earlier_patterns() -> None:
    patterns = compile_patterns({"n": r"\d+"}, [["MONEY", r"\${n}"], ["CARDINAL", r"{n}\b"]])
    assert find_silver_spans("$5 for 7 men", patterns) == [(0, 2, "MONEY"), (7, 8, "CARDINAL")]


@pytest.mark.parametrize(
    ("name", "full", "holds"),
    [
        ("Obama", "Barack Obama", True),
        ("UN", "United Nations", True),
        ("U.S.", "United States", True),
        ("N. Korea", "North Korea", True),
        ("Roe", "Barack Obama", False),
        ("I", "Ibrahim Keita", False),
        ("There", "Theresa May", False),
        ("Act", "Action Aid", False),
        ("UK", "United Nations", False),
    ],
)
def test_is_form_of(name: str, full: str, holds: bool) -> None:
    assert is_form_of(name, full) is holds


def test_add_forms_labels_other_forms_and_leaves_what_it_does_not_know_missing() -> None:
    text = (
        "Barack Obama met South Sudan's Salva Kiir at the United Nations. President Obama thanked the UN. "
        "Kiir's men left the South. Today rebels left Jonglei, and men obey."
    )
    full = [("Barack Obama", "PERSON"), ("South Sudan", "GPE"), ("Salva Kiir", "PERSON"), ("United Nations", "ORG")]
    spans = tuple(sorted((text.index(name), text.index(name) + len(name), label) for name, label in full))
    added = set(add_forms(NamedText(text, spans)).spans) - set(spans)
    assert sorted((text[start:end], label) for start, end, label in added) == [
        ("Jonglei", "-"),
        ("Kiir", "PERSON"),
        ("Obama", "PERSON"),
        ("President", "-"),
        ("South", "-"),
        ("UN", "ORG"),
    ]
