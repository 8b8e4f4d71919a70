"""Properties of toll figures that hold for every sentence and every parse."""

from __future__ import annotations

import spacy
from hypothesis import given
from hypothesis import strategies as st
from spacy.tokens import Doc

from transforms.events.records import EventRecord
from transforms.events.toll_events import share_tolls
from transforms.events.toll_numbers import number_words
from transforms.events.toll_people import people_words
from transforms.events.toll_words import toll_words
from transforms.events.tolls import find_tolls

NLP = spacy.blank("en")
WORDS = sorted({*toll_words(), *number_words(), *people_words().forms, "soldiers", "5", "1,200", "of", "and", "at", "least"})
TAGS = ["NN", "NNS", "NNP", "CD", "VBD", "VBN", "VBZ", "JJ", "DT", "IN"]
DEPS = ["nsubj", "nsubjpass", "dobj", "nummod", "amod", "conj", "prep", "pobj", "advcl", "acl", "acomp", "relcl"]


@st.composite
def docs(draw: st.DrawFn) -> Doc:
    """Words of harm and number under a random tree: every token hangs on the one root or on a token before it."""
    rows = draw(
        st.lists(st.tuples(st.sampled_from(WORDS), st.sampled_from(TAGS), st.sampled_from(DEPS)), min_size=1, max_size=12)
    )
    heads = [0] + [draw(st.integers(0, place - 1)) for place in range(1, len(rows))]
    deps = ["ROOT"] + [row[2] for row in rows[1:]]
    return Doc(
        NLP.vocab,
        words=[row[0] for row in rows],
        tags=[row[1] for row in rows],
        deps=deps,
        heads=heads,
        pos=["NOUN" if row[1].startswith("N") else "VERB" if row[1].startswith("V") else "X" for row in rows],
    )


@given(docs())
def test_tolls_bounds_are_in_order_and_offsets_lie_in_the_text(doc: Doc) -> None:
    for toll in find_tolls(doc[:]):
        bounds = [bound for bound in (toll.low, toll.best, toll.high) if bound is not None]
        assert bounds == sorted(bounds) and bounds
        assert 0 <= toll.start_char < toll.end_char <= len(doc.text)
        assert toll.kind in ("killed", "injured", "missing", "abducted", "arrested", "displaced")


@given(docs())
def test_tolls_each_figure_belongs_to_at_most_one_event(doc: Doc) -> None:
    tolls = find_tolls(doc[:])
    kinds = {("ASSAULT", toll.kind) for toll in tolls}
    events = [EventRecord(0, token, 0, 1, token.text, "ASSAULT", None, None, "rule") for token in doc]
    share_tolls(events, tolls, kinds)
    given_out = [toll for event in events for toll in event.tolls]
    assert len(given_out) == len({(toll.kind, toll.start_char) for toll in given_out})
