"""Extraction with the language model of the house: what holds for every text, however odd."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from itertools import pairwise

import polars as pl
import pytest
from extracted import NAMES, Frames, articles_of, problems
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from expectations.checks import check_batch
from seeds import seed_path
from transforms.contracts import empty_frame, table
from transforms.extract import Extractor, extract_batch
from transforms.linking.duplicates import mark_duplicates
from transforms.reading import article_frame, read_document

WHO = [
    "Police",
    "The army",
    "Gunmen",
    "Taliban fighters",
    "President Amina Diallo",
    "Mrs. Diallo",
    "The minister",
    "They",
    "He",
    "Thousands of students and workers",
    "The African Union",
    "Washington",
    "A court in Paris",
    "U.S. troops",
    "Dr O'Neill’s group",
]
DID = [
    "attacked",
    "arrested",
    "killed at least 12",
    "met",
    "have accused",
    "did not attack",
    "called for talks with",
    "will visit",
    "were attacked by",
    "threatened to shoot",
    "freed",
    "protested against",
    "launched an attack on",
    "imposed sanctions on",
]
WHOM = [
    "protesters",
    "the government",
    "169 Afghans and 13 soldiers",
    "Kabul",
    "him",
    "the town of Gao in Mali",
    "its rival",
    "Moussa Diallo, the opposition leader,",
    "between 5 and 10 men",
    "dozens of villagers",
    "the U.N. mission",
    "no one",
]
WHEN = [
    "on Monday",
    "in Gao on 3 September 2025",
    "last week",
    "overnight",
    "in the north",
    "near Paris, Texas,",
    "a year ago",
    "",
]
FRAMES = [
    "{0}.",
    "“{0},” said a spokesman for the ministry.",
    "The minister said that {0}.",
    "“{0}",
    "{0}” he said",
    "‘{0}’",
    '"{0}," she said. "We will go on."',
    "If {0}, it would be an act of war!",
    "{0} — witnesses said — and fled",
    "GAO, Mali (Wire) — {0}.",
    "Did {0}? No.",
    "{0}; {0}: {0}...",
]
ODD = [
    "🙂🇲🇱👨‍👩‍👧",
    '…—–"“”’‘',
    "\u200b\u00a0\u2028",
    "a\u0301e\u0308",
    "\t\n",
    "«»()[]{}<>",
    "!?!?!",
    "x" * 300,
    "1,200,000",
    "\x07",
    "ﷺ العربية",
    "北京。",
    "’s",
    "@user #tag http://a.b/c?d=e",
    "%",
    "A.",
    "-",
    "𝔘𝔫𝔦𝔠𝔬𝔡𝔢",
    "I.",
]
ODD_TEXTS = {
    "only punctuation": ("...", "... — “” !? ... \n\n ---"),
    "only emoji": ("🙂", "🙂 🙂🇲🇱 👨‍👩‍👧"),
    "one word": ("", "Attack"),
    "one character": ("", "x"),
    "only white space": ("", " \n\n\t "),
    "title only white space": (" ", "Police arrested two men in Gao on Monday."),
    "no title": ("", "Rebels attacked Gao on Monday, killing five soldiers."),
    "title of several sentences": ("Rebels attack Gao. Five die! Why?", "Rebels attacked Gao on Monday."),
    "title and body alike": ("Rebels attacked Gao on Monday.", "Rebels attacked Gao on Monday."),
    "very long sentence": ("Long", "Rebels attacked Gao and " + "killed five soldiers and burned houses and " * 150 + "fled."),
    "no end to the quotation": ("Open", "He said: “We attacked Gao.\n\nWe will attack again.\n\nPolice arrested five men."),
    "nested quotations": ("Nested", "“He said ‘they told me “go” and I went’ to us,” the officer said."),
    "very many names": ("Names", "Police met " + ", ".join(f"Amina Diallo{number}" for number in range(120)) + " and him."),
    "very large number": ("Large", "Gunmen killed 123456789012345678901234567890 people and 1e400 soldiers in Gao."),
    "capitals": ("REBELS ATTACK GAO", "REBELS ATTACKED GAO ON MONDAY, KILLING FIVE SOLDIERS, THE ARMY SAID."),
    "lower case": ("rebels attack gao", "rebels attacked gao on monday, killing five soldiers, the army said."),
    "control characters": ("\x00", "Police\x00 arrested\x0b two\x1f men\u2029 in Gao."),
    "lines without full stops": ("List", "Attack in Gao\nFive dead\nPolice arrest two\n\n- protest\n- strike\n"),
    "right to left": ("العربية", "الجيش هاجم المدينة. Police arrested two men in \u202bالقاهرة\u202c on Monday."),
}

sentences = st.builds(
    lambda frame, *parts: frame.format(" ".join(part for part in parts if part)),
    *map(st.sampled_from, (FRAMES, WHO, DID, WHOM, WHEN)),
)
oddities = st.sampled_from(ODD) | st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
pieces = st.one_of(sentences, sentences, sentences, oddities)
texts = st.builds(
    lambda title, parts, gap: (" ".join(title.split()), gap.join(parts)),
    pieces | st.just(""),
    st.lists(pieces, min_size=1, max_size=6),
    st.sampled_from([" ", "\n\n", "  ", "\n"]),
)
few = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


@cache
def samples() -> pl.DataFrame:
    """The bundled articles as a run has them before extraction."""
    raw = [
        article
        for path in sorted(seed_path("articles").glob("*/*"))
        for article in read_document(path.name, path.read_bytes()).articles
    ]
    return mark_duplicates(article_frame(raw, "run", datetime(2025, 10, 11, tzinfo=UTC))[0])


@pytest.fixture(scope="session")
def extract(extractor: Extractor) -> Callable[[pl.DataFrame], Frames]:
    """Extraction of a batch. (The extractor itself would be printed with every failing example.)"""
    return lambda articles: extract_batch(articles, extractor)


@pytest.fixture(scope="session")
def coded(extract: Callable[[pl.DataFrame], Frames]) -> Frames:
    """The bundled articles, extracted in one batch."""
    return extract(samples())


def in_order(frames: Frames) -> Frames:
    """The frames with their rows sorted by key."""
    return {name: frames[name].sort(table(name).key) for name in NAMES}


def joined(batches: list[Frames]) -> Frames:
    return {name: pl.concat([frames[name] for frames in batches]) for name in NAMES}


def differences(one: Frames, other: Frames) -> list[str]:
    one, other = in_order(one), in_order(other)
    return [name for name in NAMES if not one[name].equals(other[name])]


@given(st.lists(texts, min_size=1, max_size=4))
@few
def test_extraction_of_any_text_holds_what_the_contracts_promise(extract, drawn):
    articles = articles_of(*drawn)
    frames = extract(articles)
    assert problems(frames) == []
    assert frames["articles"].equals(articles)


@given(st.lists(texts, min_size=2, max_size=5), st.randoms(use_true_random=False))
@few
def test_extraction_does_not_depend_on_order_or_batches(extract, drawn, chance):
    articles = articles_of(*drawn)
    whole = extract(articles)
    numbers = list(range(articles.height))
    chance.shuffle(numbers)
    cut = chance.randint(0, len(numbers))
    parts = [extract(articles[part]) for part in (numbers[:cut], numbers[cut:])]
    assert differences(whole, joined(parts)) == []


@pytest.mark.parametrize("name", ODD_TEXTS)
def test_extraction_of_odd_texts(extract, name):
    frames = extract(articles_of(ODD_TEXTS[name]))
    assert problems(frames) == []


def test_extraction_of_no_article_gives_empty_frames(extract):
    frames = extract(empty_frame("articles"))
    assert problems(frames) == []
    assert {frame.height for frame in frames.values()} == {0}


def test_extraction_of_an_article_without_a_date_keeps_absolute_dates_only(extract):
    articles = articles_of(("Attack", "Rebels attacked Gao on Monday.\n\nRebels attacked Mopti on 3 September 2025."))
    frames = extract(articles.with_columns(published_at=pl.lit(None, pl.Datetime("us"))))
    assert problems(frames) == []
    dates = {str(date) for date in frames["event_mentions"]["date_start"].drop_nulls()}
    assert dates == {"2025-09-03"}


def test_extraction_leaves_copies_uncoded_but_keeps_them(extract):
    first, second = ("Attack", "Rebels attacked Gao on Monday."), ("Attack again", "Rebels attacked Gao on Monday.")
    articles = articles_of(first, second)
    original, copy = articles["article_id"]
    marked = articles.with_columns(duplicate_of=pl.when(pl.col("article_id") == copy).then(pl.lit(original)))
    frames = extract(marked)
    assert frames["articles"].equals(marked)
    assert set(frames["sentences"]["article_id"]) == {original}
    assert set(frames["event_mentions"]["article_id"]) == {original}


def test_extraction_of_the_samples_holds_what_the_contracts_promise(coded):
    originals = samples().filter(pl.col("duplicate_of").is_null())
    assert problems(coded | {"articles": originals}) == []
    assert coded["events"].height > originals.height


def test_extraction_of_the_samples_passes_the_quality_gate(coded):
    checked = check_batch(coded, run_id="run", first_seen=datetime(2025, 10, 11))
    assert checked.quarantine.select("table_name", "key", "reasons").rows() == []


def test_extraction_of_the_samples_does_not_depend_on_order_or_batches(extract, coded):
    numbers = list(range(samples().height))
    random.Random(7).shuffle(numbers)
    cuts = [0, 1, 8, 30, len(numbers)]
    parts = [extract(samples()[numbers[start:end]]) for start, end in pairwise(cuts)]
    assert differences(coded, joined(parts)) == []


def test_extraction_leaves_out_what_is_below_the_minimum_confidence(extractor):
    articles = samples().head(5)
    strict = Extractor(extractor.nlp, extractor.coder, extractor.coding_id, minimum_confidence=0.6)
    kept, every = extract_batch(articles, strict), extract_batch(articles, extractor)
    assert problems(kept) == []
    assert (kept["event_mentions"]["confidence"] >= 0.6).all()
    assert set(kept["event_mentions"]["event_mention_id"]) == set(
        every["event_mentions"].filter(pl.col("confidence") >= 0.6)["event_mention_id"]
    )
