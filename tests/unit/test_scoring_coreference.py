"""The scorer of coreference on a treebank of two sentences, made up."""

from __future__ import annotations

from transforms.scoring.coreference import Link, iter_mentions, kind_of_pronoun, read_chains, score_chains

ROWS = (
    [("Ada", "PROPN", 2, "Entity=(1-person)"), ("met", "VERB", 0, "_"), ("the", "DET", 4, "Entity=(2-org"), ("union", "NOUN", 2, "Entity=2)")],
    [("She", "PRON", 2, "Entity=(1-person)"), ("left", "VERB", 0, "_"), ("it", "PRON", 2, "Entity=(2-org)")],
)  # fmt: skip
CONLLU = "\n\n".join(
    ("# newdoc id = one\n" if not number else "")
    + "\n".join(
        f"{at}\t{word}\t{word}\t{pos}\t_\t_\t{head}\tdep\t_\t{misc}" for at, (word, pos, head, misc) in enumerate(rows, 1)
    )
    for number, rows in enumerate(ROWS)
)


def test_read_chains_places_mentions_by_letters():
    (told,) = read_chains(CONLLU)
    assert told.text.split() == ["Ada", "met", "the", "union", "She", "left", "it"]
    assert [(one.start, one.end, one.head, one.chain, one.kind) for one in told.mentions] == [
        (0, 3, 0, 1, ""),
        (6, 14, 9, 2, "descriptions"),
        (14, 17, 14, 1, "he, she"),
        (21, 23, 21, 2, "it"),
    ]


def test_iter_mentions_reads_nested_brackets():
    assert sorted(iter_mentions(["Entity=(1-org(2-place)", "_", "Entity=(3-time)1)"])) == [(0, 0, 2), (0, 2, 1), (2, 2, 3)]


def test_kind_of_pronoun_leaves_out_speakers():
    assert [kind_of_pronoun(word) for word in ("His", "its", "them", "we", "union")] == ["he, she", "it", "they", "", ""]


def test_score_chains_counts_right_spurious_and_missed():
    (told,) = read_chains(CONLLU)
    figures = score_chains([(told, [Link("he, she", 14, (0, 3)), Link("it", 21, (0, 3))])])
    assert figures["he, she"] == {"p": 1.0, "r": 1.0, "f1": 1.0, "tp": 1, "fp": 0, "fn": 0}
    assert (figures["it"]["tp"], figures["it"]["fp"], figures["it"]["fn"]) == (0, 1, 1)
    assert figures["pronouns"]["f1"] == 0.5
