"""Contexts of an event: what the words of its sentence say that it is about."""

from __future__ import annotations

from collections import Counter

from parsed import doc_of, word

from seeds import read_rows
from transforms.events.contexts import MOST, contexts_of


def sentence(*lemmas: str) -> str:
    """The lemmas as words in a row below the verb "struck"."""
    at = len(lemmas)
    return "\n".join([*(f"{lemma} {at} dep NN {lemma}" for lemma in lemmas), f"struck {at} ROOT VBD strike"])


def contexts(*lemmas: str) -> tuple[str, ...]:
    return contexts_of(word(doc_of(sentence(*lemmas)), "struck"))


def cue_of(context: str) -> str:
    """A lemma that tells this context and no other."""
    rows = read_rows("lexicon/contexts.csv")
    told = Counter(row["lemma"] for row in rows)
    return next(row["lemma"] for row in rows if row["context"] == context and told[row["lemma"]] == 1)


def test_contexts_are_those_of_the_cues_in_the_sentence():
    assert contexts("soldier") == ("military",)


def test_contexts_are_none_without_a_cue():
    assert contexts("umbrella") == ()


def test_contexts_of_more_cues_come_first():
    election, military = cue_of("election"), cue_of("military")
    assert contexts("army", military, election)[0] == "military"
    assert contexts(military, election)[0] == "election"  # one cue each: the nearer


def test_contexts_are_at_most_three():
    kinds = dict.fromkeys(row["context"] for row in read_rows("lexicon/contexts.csv"))
    assert len(contexts(*(cue_of(context) for context in list(kinds)[:6]))) == MOST


def test_contexts_of_another_sentence_do_not_count():
    doc = doc_of(f"{sentence('soldier')}\nrain 3 nsubj NN\nfell 3 ROOT VBD fall")
    assert contexts_of(word(doc, "fell")) == ()


def test_contexts_in_the_seed_are_those_of_the_ontology():
    known = {row["context"] for row in read_rows("ontology/plover_contexts.csv")}
    assert {row["context"] for row in read_rows("lexicon/contexts.csv")} <= known


def test_context_cues_are_lemmas_without_repeats():
    pairs = [(row["context"], row["lemma"]) for row in read_rows("lexicon/contexts.csv")]
    assert [pair for pair, count in Counter(pairs).items() if count > 1] == []
    assert [lemma for _, lemma in pairs if lemma != lemma.lower()] == []
