"""Conversion of UD trees to the labels of spaCy's English models."""

import pytest

from transforms.language.corpora.clearnlp import convert_tree, is_tree
from transforms.language.corpora.treebanks import Tree, parse_conllu, unify_lemmas

SPEECH_VERBS = frozenset({"say"})


def make_tree(*rows: tuple[str, str, str, int, str]) -> Tree:
    """A tree of (word, tag, coarse tag, head counted from 1, UD label); the lemma is given after a slash where it differs."""
    tree = Tree()
    for index, (word, tag, pos, head, dep) in enumerate(rows):
        form, _, lemma = word.partition("/")
        tree.words.append(form)
        tree.lemmas.append(lemma or form)
        tree.tags.append(tag)
        tree.pos.append(pos)
        tree.morphs.append("Polarity=Neg" if form in ("not", "n't") else "")
        tree.heads.append(head - 1 if head else index)
        tree.deps.append(dep)
        tree.spaces.append(True)
    return tree


def convert(*rows: tuple[str, str, str, int, str]) -> list[str]:
    """`word/label/head` of the converted sentence."""
    tree = convert_tree(make_tree(*rows), SPEECH_VERBS)
    assert is_tree(tree.heads)
    return [f"{word}/{dep}/{tree.words[head]}" for word, dep, head in zip(tree.words, tree.deps, tree.heads, strict=True)]


def test_convert_tree_makes_passive_agent_and_preposition_heads() -> None:
    assert convert(
        ("Twelve", "CD", "NUM", 2, "nummod"),
        ("rebels", "NNS", "NOUN", 4, "nsubj:pass"),
        ("were/be", "VBD", "AUX", 4, "aux:pass"),
        ("killed", "VBN", "VERB", 0, "root"),
        ("by", "IN", "ADP", 6, "case"),
        ("police", "NNS", "NOUN", 4, "obl"),
        ("in", "IN", "ADP", 8, "case"),
        ("Homs", "NNP", "PROPN", 4, "obl"),
    ) == [
        "Twelve/nummod/rebels",
        "rebels/nsubjpass/killed",
        "were/auxpass/killed",
        "killed/ROOT/killed",
        "by/agent/killed",
        "police/pobj/by",
        "in/prep/killed",
        "Homs/pobj/in",
    ]


def test_convert_tree_makes_copula_head_and_keeps_noun_modifiers() -> None:
    assert convert(
        ("He", "PRP", "PRON", 5, "nsubj"),
        ("is/be", "VBZ", "AUX", 5, "cop"),
        ("not", "RB", "PART", 5, "advmod"),
        ("a", "DT", "DET", 5, "det"),
        ("minister", "NN", "NOUN", 0, "root"),
        (".", ".", "PUNCT", 5, "punct"),
    ) == ["He/nsubj/is", "is/ROOT/is", "not/neg/is", "a/det/minister", "minister/attr/is", "./punct/is"]


def test_convert_tree_labels_adjective_after_copula() -> None:
    found = convert(("Aid", "NN", "NOUN", 4, "nsubj"), ("is/be", "VBZ", "AUX", 4, "cop"), ("very", "RB", "ADV", 4, "advmod"),
                    ("scarce", "JJ", "ADJ", 0, "root"))  # fmt: skip
    assert found == ["Aid/nsubj/is", "is/ROOT/is", "very/advmod/scarce", "scarce/acomp/is"]


def test_convert_tree_keeps_clause_after_copula_together() -> None:
    found = convert(
        ("The", "DT", "DET", 2, "det"),
        ("aim", "NN", "NOUN", 5, "nsubj:outer"),
        ("is/be", "VBZ", "AUX", 5, "cop"),
        ("to", "TO", "PART", 5, "mark"),
        ("win", "VB", "VERB", 0, "root"),
    )
    assert found == ["The/det/aim", "aim/nsubj/is", "is/ROOT/is", "to/aux/win", "win/xcomp/is"]


def test_convert_tree_ends_flat_names_in_their_head() -> None:
    found = convert(
        ("President", "NNP", "PROPN", 4, "nsubj"),
        ("Joe", "NNP", "PROPN", 1, "flat"),
        ("Biden", "NNP", "PROPN", 1, "flat"),
        ("spoke", "VBD", "VERB", 0, "root"),
    )
    assert found == ["President/compound/Biden", "Joe/compound/Biden", "Biden/nsubj/spoke", "spoke/ROOT/spoke"]


def test_convert_tree_chains_conjuncts() -> None:
    found = convert(
        ("Iran", "NNP", "PROPN", 6, "nsubj"),
        (",", ",", "PUNCT", 3, "punct"),
        ("Libya", "NNP", "PROPN", 1, "conj"),
        ("and", "CC", "CCONJ", 5, "cc"),
        ("Yemen", "NNP", "PROPN", 1, "conj"),
        ("agreed", "VBD", "VERB", 0, "root"),
    )
    assert found[:5] == ["Iran/nsubj/agreed", ",/punct/Iran", "Libya/conj/Iran", "and/cc/Libya", "Yemen/conj/Libya"]


def test_convert_tree_makes_saying_the_head_of_a_quotation_before_it() -> None:
    found = convert(
        ("We", "PRP", "PRON", 2, "nsubj"),
        ("won", "VBD", "VERB", 0, "root"),
        (",", ",", "PUNCT", 2, "punct"),
        ("he", "PRP", "PRON", 5, "nsubj"),
        ("said/say", "VBD", "VERB", 2, "parataxis"),
        (".", ".", "PUNCT", 2, "punct"),
    )
    assert found == ["We/nsubj/won", "won/ccomp/said", ",/punct/won", "he/nsubj/said", "said/ROOT/said", "./punct/said"]


def test_convert_tree_unfolds_fixed_prepositions_and_gerunds() -> None:
    found = convert(
        ("According/accord", "VBG", "VERB", 3, "case"),
        ("to", "TO", "ADP", 1, "fixed"),
        ("police", "NNS", "NOUN", 5, "obl"),
        ("they", "PRP", "PRON", 5, "nsubj"),
        ("fled", "VBD", "VERB", 0, "root"),
        ("after", "IN", "SCONJ", 7, "mark"),
        ("killing", "VBG", "VERB", 5, "advcl"),
        ("two", "CD", "NUM", 7, "obj"),
    )
    assert found == [
        "According/prep/fled",
        "to/prep/According",
        "police/pobj/to",
        "they/nsubj/fled",
        "fled/ROOT/fled",
        "after/prep/fled",
        "killing/pcomp/after",
        "two/dobj/killing",
    ]


@pytest.mark.parametrize(("heads", "expected"), [([0, 0, 1], True), ([1, 0, 2], False), ([0, 1, 0], False)])
def test_is_tree_wants_one_root_that_all_reach(heads: list[int], expected: bool) -> None:
    assert is_tree(heads) is expected


def test_parse_conllu_joins_multiword_tokens_and_skips_empty_nodes() -> None:
    columns = "\t{}\t_\tAUX\tMD\t_\t{}\t{}\t_\t{}\n"
    text = (
        "# newdoc id = d\n# newpar id = p\n"
        + "1-2\tcan't\t_\t_\t_\t_\t_\t_\t_\t_\n"
        + "1\tca" + columns.format("can", "0", "root", "_").removeprefix("\tcan").replace("\t_\tAUX", "\tcan\tAUX", 1)
        + "1.1\tgo\t_\t_\t_\t_\t_\t_\t_\t_\n"
        + "2\tn't\tnot\tPART\tRB\tPolarity=Neg\t1\tadvmod\t_\tSpaceAfter=No\n"
    )  # fmt: skip
    (tree,) = parse_conllu(text)
    assert (tree.words, tree.spaces, tree.heads) == (["ca", "n't"], [False, True], [0, 0])
    assert (tree.paragraph, tree.document) == (True, "d")


def test_parse_conllu_rejects_heads_outside_the_sentence() -> None:
    with pytest.raises(ValueError, match="head outside"):
        parse_conllu("1\ta\ta\tX\tX\t_\t7\tdep\t_\t_\n")


def test_unify_lemmas_follows_exceptions_and_names() -> None:
    tree = make_tree(("United/Unite", "NNP", "PROPN", 2, "amod"), ("Troops/troops", "NNS", "NOUN", 0, "root"))
    assert unify_lemmas(tree, {"troops": "troop"}).lemmas == ["United", "troop"]
