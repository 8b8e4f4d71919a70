"""Examples, augmentation and the pipeline's shape."""

import pickle
import random

import pytest
import spacy

from flows.corpora import read_seed
from transforms.language.corpora.augment import (
    attribute_tree,
    change_case,
    quote_tree,
    swap_names,
    use_typographic_marks,
    write_headline,
)
from transforms.language.corpora.clearnlp import is_tree
from transforms.language.corpora.examples import (
    group_trees,
    make_name_example,
    make_tag_example,
    make_tree_example,
    split_paragraphs,
)
from transforms.language.corpora.texts import NamedText, TaggedSentence
from transforms.language.corpora.treebanks import Tree
from transforms.language.pipeline import (
    LanguageModelError,
    build_names_pipeline,
    build_syntax_pipeline,
    load_pipeline,
    mark_sentence_edges,
)


@pytest.fixture(scope="module")
def nlp() -> spacy.Language:
    return build_names_pipeline(read_seed("abbreviations.json"))


def make_tree(document: str = "d", paragraph: bool = False) -> Tree:
    return Tree(
        words=["It", "'s", "over"],
        spaces=[False, True, False],
        lemmas=["it", "be", "over"],
        pos=["PRON", "AUX", "ADV"],
        tags=["PRP", "VBZ", "RB"],
        morphs=["", "", ""],
        heads=[1, 1, 1],
        deps=["nsubj", "ROOT", "advmod"],
        document=document,
        paragraph=paragraph,
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“We won’t go,” he said.", "“ We wo n’t go , ” he said ."),
        ("Kabul’s mayor—who didn’t come—left.", "Kabul ’s mayor — who did n’t come — left ."),
        ("Lt. Col. Ali and Gov. Roe met in Sept. in the U.S. Sen. Poe left.",
         "Lt. Col. Ali and Gov. Roe met in Sept. in the U.S. Sen. Poe left ."),
        ("He said—“We ended it.”", "He said — “ We ended it . ”"),
        ("from 2010–2012", "from 2010 – 2012"),
    ],
)  # fmt: skip
def test_tokenizer_splits_news(nlp: spacy.Language, text: str, expected: str) -> None:
    assert " ".join(token.text for token in nlp.make_doc(text)) == expected


def test_make_name_example_leaves_unknown_words_missing(nlp: spacy.Language) -> None:
    example = make_name_example(nlp, NamedText("Obama met Texans", ((0, 5, "PERSON"), (10, 16, "-"))))
    assert [token.ent_iob for token in example.reference] == [3, 2, 0]
    assert [(ent.text, ent.label_) for ent in example.reference.ents] == [("Obama", "PERSON")]


def test_make_name_example_treats_half_tokens_as_missing(nlp: spacy.Language) -> None:
    example = make_name_example(nlp, NamedText("Texans left", ((0, 3, "GPE"),)))
    assert [token.ent_iob for token in example.reference] == [0, 2]


def test_split_paragraphs_moves_spans() -> None:
    parts = split_paragraphs(NamedText("One Ali.\n\nTwo Bo.", ((4, 7, "PERSON"), (14, 16, "PERSON"))))
    assert [[part.text[s:e] for s, e, _ in part.spans] for part in parts] == [["Ali"], ["Bo"]]


def test_make_tree_example_puts_blank_line_before_paragraphs(nlp: spacy.Language) -> None:
    example = make_tree_example(nlp, [make_tree(), make_tree(paragraph=True), make_tree()], marks=True)
    assert example.reference.text == "It’s over\n\nIt’s over It’s over"
    assert [t.dep_ for t in example.reference if t.is_space] == ["dep"]
    assert [len(sent) for sent in example.reference.sents] == [4, 3, 3]


def test_make_tag_example_has_tags_only(nlp: spacy.Language) -> None:
    sentence = TaggedSentence(("He", "went", "to", "pro-Kurdish", "rallies"), ("O",) * 5, ("PRP", "VBD", "TO", "JJ", "NNS"))
    reference = make_tag_example(nlp, [sentence], {"TO": ""}).reference
    assert [token.tag_ for token in reference] == ["PRP", "VBD", "", "", "NNS"]
    assert not reference.has_annotation("DEP")


def test_group_trees_keeps_texts_apart() -> None:
    groups = group_trees([make_tree("a"), make_tree("a"), make_tree("b"), make_tree("b"), make_tree("b")], 2)
    assert [len(group) for group in groups] == [2, 2, 1]


def test_augmentation_keeps_lengths() -> None:
    text = "He said: \"It's the 'end'.\""
    assert use_typographic_marks(text) == "He said: “It’s the ‘end’.”"
    assert write_headline("police arrest two in riot") == "Police Arrest two in Riot"
    assert change_case("Straße", upper=True) == "STRAßE"


def test_swap_names_moves_spans() -> None:
    text = NamedText("Ali met Bo in Rome", ((0, 3, "PERSON"), (8, 10, "PERSON"), (14, 18, "GPE")))
    swapped = swap_names(text, {"PERSON": ["Zabihullah"]}, random.Random(1), share=1.0)
    assert [swapped.text[s:e] for s, e, _ in swapped.spans] == ["Zabihullah", "Zabihullah", "Rome"]


def test_quote_tree_stays_a_tree() -> None:
    quoted = quote_tree(make_tree())
    assert is_tree(quoted.heads)
    assert [quoted.words[h] for h in quoted.heads] == ["'s", "'s", "'s", "'s", "'s"]


@pytest.mark.parametrize("seed", range(12))
def test_attribute_tree_makes_saying_the_root(nlp: spacy.Language, seed: int) -> None:
    statement = Tree(
        words=["Rebels", "took", "the", "town", "."],
        spaces=[True, True, True, False, True],
        lemmas=["rebel", "take", "the", "town", "."],
        pos=["NOUN", "VERB", "DET", "NOUN", "PUNCT"],
        tags=["NNS", "VBD", "DT", "NN", "."],
        morphs=["Number=Plur", "", "", "", ""],
        heads=[1, 1, 3, 1, 1],
        deps=["nsubj", "ROOT", "det", "dobj", "punct"],
    )
    told = attribute_tree(statement, read_seed("attributions.json"), random.Random(seed))
    assert is_tree(told.heads)
    quoted = told.words.index("took")
    verb = told.heads[quoted]
    assert (told.deps[quoted], told.deps[verb], told.tags[verb][:2]) == ("ccomp", "ROOT", "VB")
    assert [told.words[i] for i, dep in enumerate(told.deps) if dep == "nsubj" and told.heads[i] == verb]
    text = make_tree_example(nlp, [told]).reference.text.strip()
    assert text.startswith(("Rebels took the town, ", '"Rebels took the town," ')) and text.endswith(".")


def test_attribute_tree_leaves_fragments_alone() -> None:
    tree = make_tree()
    assert attribute_tree(tree, read_seed("attributions.json"), random.Random(1)) is tree


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A\n\nB\nC", "A[True] \n\n B[True] \n C"),
        ('He said "no." Then', 'He[True] said " no .[False] "[False] Then'),
        ("(“We left.”) It", "([True] “ We left .[False] ”[False] )[False] It"),
        ('He said: "We left', 'He[True] said :[False] " We left'),
        ("so—“We left", "so[True] —[False] “ We left"),
        ("GAO, Mali — Men left", "GAO[True] ,[False] Mali — Men[True] left"),
        ("PARIS (AP) - Men left", "PARIS[True] ( AP )[False] - Men[True] left"),
    ],
)
def test_mark_sentence_edges_sees_blank_lines_and_closing_marks(nlp: spacy.Language, text: str, expected: str) -> None:
    doc = mark_sentence_edges(nlp.make_doc(text))
    marks = ["" if token.is_sent_start is None else f"[{token.is_sent_start}]" for token in doc]
    assert " ".join(f"{token.text}{mark}" for token, mark in zip(doc, marks, strict=True)) == expected


def test_build_syntax_pipeline_pickles_and_orders_components() -> None:
    nlp = pickle.loads(pickle.dumps(build_syntax_pipeline()))
    assert nlp.pipe_names == ["tok2vec", "tagger", "morphologizer", "dateline_paragraphs", "parser", "lemmatizer"]


def test_load_pipeline_names_what_a_model_lacks(tmp_path) -> None:
    build_names_pipeline().to_disk(tmp_path / "model")
    with pytest.raises(LanguageModelError, match=r"lacks token\.tag, token\.pos, token\.lemma, token\.dep, doc\.sents"):
        load_pipeline(tmp_path / "model")
    with pytest.raises(LanguageModelError, match="neither a folder nor an installed spaCy package"):
        load_pipeline(tmp_path / "nothing")
