"""Scores are counted on Docs alone, so that they hold for one component that does all; missing values count nowhere."""

import gzip
from pathlib import Path

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc, Span

from flows.measure import (
    compare_articles,
    compare_names,
    group_consecutive,
    is_form_of,
    parse_groups,
    read_sentence_numbers,
    score_examples,
    score_names,
    score_relations,
    score_sentences,
    score_syntax,
    time_texts,
)
from transforms.language.corpora.texts import NamedText
from transforms.language.corpora.treebanks import Tree
from transforms.language.pipeline import REQUIRED_ANNOTATIONS


def make_tree(document: str = "d", paragraph: bool = False) -> Tree:
    return Tree(
        words=["Rebels", "left", "Homs", "."],
        spaces=[True, True, False, True],
        lemmas=["rebel", "leave", "Homs", "."],
        pos=["NOUN", "VERB", "PROPN", "PUNCT"],
        tags=["NNS", "VBD", "NNP", "."],
        morphs=[""] * 4,
        heads=[1, 1, 1, 1],
        deps=["nsubj", "ROOT", "dobj", "punct"],
        document=document,
        paragraph=paragraph,
    )


@Language.component("test_measure_reader", assigns=list(REQUIRED_ANNOTATIONS))
def read_all(doc: Doc) -> Doc:
    """One component for everything: knows `make_tree` by heart and hangs every four words together; blank lines stand alone."""
    tree = make_tree()
    words = [token for token in doc if not token.is_space]
    values = {name: [""] * len(doc) for name in ("tags", "pos", "lemmas")}
    heads, deps = list(range(len(doc))), ["ROOT"] * len(doc)
    for number, token in enumerate(words):
        for name, column in values.items():
            column[token.i] = getattr(tree, name)[number % 4]
        heads[token.i] = words[min(number - number % 4 + 1, len(words) - 1)].i
        deps[token.i] = tree.deps[number % 4]
    spaces = [bool(token.whitespace_) for token in doc]
    read = Doc(doc.vocab, [token.text for token in doc], spaces=spaces, heads=heads, deps=deps, **values)  # type: ignore[arg-type]
    read.ents = [Span(read, token.i, token.i + 1, "GPE") for token in read if token.text in ("Homs", "UN")]
    return read


@pytest.fixture(scope="module")
def nlp() -> Language:
    pipeline = spacy.blank("en")
    pipeline.add_pipe("test_measure_reader")
    return pipeline


@pytest.fixture(scope="module")
def blank() -> Language:
    return spacy.blank("en")


def test_score_syntax_needs_no_component_by_name_and_counts_no_blank_lines(nlp: Language) -> None:
    scores = score_syntax(nlp, [[make_tree(), make_tree(paragraph=True)], [make_tree()]])
    right = ("tag", "pos", "lemma", "uas", "las", "sents", "ends", "mean")
    assert {name: round(scores[name], 6) for name in right} == dict.fromkeys(right, 1.0)


def test_score_syntax_leaves_out_what_a_pipeline_does_not_make(blank: Language) -> None:
    groups = [[make_tree(), make_tree()]]
    assert score_syntax(blank, groups) == {
        "tag": None, "pos": None, "lemma": None, "uas": None, "las": None, "sents": None, "ends": None, "mean": 0.0
    }  # fmt: skip
    assert score_relations(parse_groups(blank, groups)) == {}


def test_blank_lines_of_one_text_hide_no_words_of_the_next(nlp: Language) -> None:
    wrong = make_tree()
    wrong.deps[2] = "attr"
    examples = parse_groups(nlp, [[make_tree(), make_tree(paragraph=True)], [make_tree(), make_tree(), wrong]])
    scores = score_relations(examples)
    assert {label: (values["n"], round(values["f"], 3)) for label, values in scores.items()} == {
        "attr": (1, 0.0), "dobj": (4, 0.889), "nsubj": (5, 1.0), "root": (5, 1.0)
    }  # fmt: skip
    assert score_examples(examples)["las"] == pytest.approx(14 / 15)
    assert score_examples(examples)["uas"] == pytest.approx(1.0)


def test_words_cut_otherwise_are_found_but_never_right(nlp: Language) -> None:
    tree = Tree(
        words=["Reb", "els", "left", "Homs", "."],
        spaces=[False, True, True, False, True],
        lemmas=["x"] * 5,
        pos=["X"] * 5,
        tags=["XX"] * 5,
        morphs=[""] * 5,
        heads=[1, 2, 2, 2, 2],
        deps=["compound", "nsubj", "ROOT", "dobj", "punct"],
    )
    scores = score_examples(parse_groups(nlp, [[tree]]))
    assert scores["uas"] == pytest.approx(4 / 7), "two of three found, two of four there"


def test_score_sentences_leaves_out_the_end_of_a_text(nlp: Language) -> None:
    assert score_sentences(parse_groups(nlp, [[make_tree()], [make_tree()]])) == {"sents": pytest.approx(1.0), "ends": None}
    examples = parse_groups(spacy.blank("en"), [[make_tree(), make_tree()]])
    for example in examples:
        for token in example.predicted:
            token.is_sent_start = token.i == 0
    assert score_sentences(examples) == {"sents": 0.0, "ends": 0.0}


def test_score_names_ignores_words_of_unknown_state_and_half_words(nlp: Language) -> None:
    texts = [
        NamedText("Rebels left Homs.", ((12, 16, "GPE"),)),
        NamedText("Rebels left Homs.", ((12, 16, "-"),)),
        NamedText("Rebels left Homs.", ((12, 14, "ORG"),)),
        NamedText("Rebels left Homs.", ((0, 6, "DATE"),)),
    ]
    scores = score_names(nlp, texts)
    assert scores["by_label"].keys() == {"GPE", "DATE"}
    assert (scores["p"], scores["r"], scores["n"]) == (0.5, 0.5, 2)
    assert (scores["undated_f"], scores["entities_f"]) == (pytest.approx(2 / 3), pytest.approx(2 / 3))
    assert score_names(nlp, texts, ["DATE"])["by_label"].keys() == {"DATE"}


def test_score_names_of_a_pipeline_without_names(blank: Language) -> None:
    texts = [NamedText("Rebels left Homs.", ((12, 16, "GPE"),))]
    assert score_names(blank, texts) == {
        "p": None, "r": None, "f": None, "n": None, "entities_f": None, "undated_f": None, "by_label": {}
    }  # fmt: skip
    docs = list(blank.pipe(text.text for text in texts))
    assert compare_articles(docs, texts)[1] == {"p": None, "r": None, "f": None, "n": None, "strict_f": None}


def test_compare_articles_leaves_out_other_forms_of_an_annotated_name(nlp: Language) -> None:
    text = NamedText("United Nations: the UN left Homs, then Homs.", ((0, 14, "GPE"), (28, 32, "GPE"), (39, 43, "GPE")))
    docs = [nlp(text.text)]
    mentions, entities = compare_articles(docs, [text])
    assert (mentions["p"], mentions["n"]) == (1.0, 3)
    assert (entities["p"], entities["r"], entities["n"]) == (1.0, 0.5, 2)
    assert entities["strict_f"] == pytest.approx(0.5)
    assert compare_names(docs, [text])["p"] == pytest.approx(2 / 3)


@pytest.mark.parametrize(
    ("name", "full", "expected"),
    [
        ("Mujahid", "Zabihullah Mujahid", True),
        ("UN", "United Nations", True),
        ("U.S.", "United States", True),
        ("LTTE", "Liberation Tigers of Tamil Eelam", True),
        ("N. Korea", "North Korea", True),
        ("S. Korea", "North Korea", False),
        ("Zabihullah Mujahid", "Mujahid", False),
        ("UNHCR", "United Nations", False),
    ],
)
def test_is_form_of(name: str, full: str, expected: bool) -> None:
    assert is_form_of(name, full) is expected


def test_sentences_of_a_document_that_follow_each_other_stand_together(tmp_path: Path) -> None:
    (tmp_path / "p.conllu.gz").write_bytes(
        gzip.compress(b"# sent_id = n01001011\n\n# sent_id = n01001012\n# sent_id = w02003012\n")
    )
    numbers = read_sentence_numbers(tmp_path, "p")
    assert numbers == [11, 12, 12]
    trees = [make_tree("a"), make_tree("a"), make_tree("b"), make_tree("b")]
    assert [len(group) for group in group_consecutive(trees, [*numbers, 14])] == [2, 1, 1]


def test_time_texts_counts_words(nlp: Language) -> None:
    words, _ = time_texts(nlp, ["Rebels left Homs.", "Rebels left Homs."])
    assert words == 8
