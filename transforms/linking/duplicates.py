"""Copies of articles, and the stories they make.

Exact: one text under several titles, addresses or sources. Near: Jaccard similarity of the sets of 5-word shingles of
at least 0.8 (Broder 1997, "On the resemblance and containment of documents"). Candidates come from a banded MinHash and
are all checked against the true similarity, so that the sketch may miss a pair but never makes one.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import datetime, timedelta

import numpy as np
import polars as pl

from transforms.contracts import polars_schema

WORD = re.compile(r"\w+")
SHINGLE_WORDS = 5
NEAR_JACCARD = 0.8
# An update of a story keeps about half of its words; beyond a week the likeness is that of a form, not of an event.
FOLLOW_UP_JACCARD = 0.4
FOLLOW_UP_WINDOW = timedelta(days=7)
# 32 bands of 4 rows: a pair of similarity 0.8 is missed once in 10^7, one of 0.5 in 8 cases, one of 0.4 in 2.
BANDS = 32
ROWS = 4
# Forms (weather, results) put thousands of articles in one bucket; copies are sought among the earliest of them.
BUCKET_HEADS = 100
SLICE = 4096
HASH_FACTOR = np.uint64(0x9E3779B97F4A7C15)


def mark_duplicates(articles: pl.DataFrame) -> pl.DataFrame:
    """`articles` with story_id, duplicate_of and duplicate_kind (exact | near) filled; rows and order stay as they are.

    The copy kept is the one published first, then the smaller article_id. A near copy is one of the kept article itself,
    never of another copy. story_id joins copies and follow-ups (similarity of at least 0.4 within seven days). Works on
    whole inputs: decide on all articles at once, those of the warehouse included where copies of them matter. A row that
    comes as a copy of an article that is not in the frame stays one, and its own copies are copies of that article.
    """
    ordered = articles.select("article_id", "text", "text_sha256", "published_at").sort(
        "published_at", "article_id", nulls_last=True
    )
    rows = ordered.rows(named=True)
    exact = _find_exact(rows)
    firsts = [row for row in rows if row["article_id"] not in exact]
    hashes_of = _WordHashes()
    pairs = sorted(_similar_pairs([_shingles(row["text"], hashes_of) for row in firsts]))
    settled = _settled_copies(articles)
    outside = _find_outside(firsts, pairs, exact, settled)
    near = _find_near(firsts, pairs, outside)
    stories = _find_stories(firsts, pairs)
    marks: list[tuple[str, str, str | None, str | None]] = []
    for row in rows:
        first = exact.get(row["article_id"], row["article_id"])
        if row["article_id"] in settled or first in outside:
            marks.append((row["article_id"], stories[first], *settled.get(row["article_id"], outside[first])))
            continue
        kept = near.get(first, first)
        kind = "exact" if first != row["article_id"] else "near" if kept != first else None
        marks.append((row["article_id"], stories[first], kept if kind else None, kind))
    return _with_marks(articles, marks)


def story_frame(articles: pl.DataFrame) -> pl.DataFrame:
    """Rows of `main.stories`, ordered by story_id, from articles that `mark_duplicates` has marked.

    The headline is that of the article published first that has one.
    """
    ordered = articles.sort("published_at", "article_id", nulls_last=True)
    stories = ordered.group_by("story_id").agg(
        pl.col("title").filter(pl.col("title") != "").first().fill_null("").alias("headline"),
        pl.col("published_at").min().alias("first_published_at"),
        pl.col("published_at").max().alias("last_published_at"),
        pl.len().alias("article_count"),
        pl.col("source").drop_nulls().n_unique().alias("source_count"),
    )
    schema = polars_schema("stories")
    return stories.sort("story_id").select(pl.col(name).cast(dtype) for name, dtype in schema.items())


def _find_exact(rows: list[dict]) -> dict[str, str]:
    """Copy → first article of the same text."""
    first_of: dict[str, str] = {}
    for row in rows:
        first_of.setdefault(row["text_sha256"], row["article_id"])
    firsts = {row["article_id"]: first_of[row["text_sha256"]] for row in rows}
    return {copy: first for copy, first in firsts.items() if copy != first}


def _settled_copies(articles: pl.DataFrame) -> dict[str, tuple[str, str]]:
    """Copy → original and kind, of rows that come as copies of articles that are not in the frame."""
    is_settled = pl.col("duplicate_of").is_not_null() & ~pl.col("duplicate_of").is_in(articles["article_id"].implode())
    rows = articles.filter(is_settled).select("article_id", "duplicate_of", "duplicate_kind").sort("article_id").rows()
    return {copy: (original, kind) for copy, original, kind in rows}


def _find_outside(
    rows: list[dict], pairs: list[tuple[int, int, float]], exact: dict[str, str], settled: dict[str, tuple[str, str]]
) -> dict[str, tuple[str, str]]:
    """Row → original outside the frame and kind: of the text of a settled copy, or near to one that has the original's text."""
    same_text: dict[str, tuple[str, str]] = {}
    for copy, mark in settled.items():
        same_text.setdefault(exact.get(copy, copy), mark)
    near: dict[str, tuple[str, str]] = {}
    for first, second, similarity in pairs:
        for one, other in ((first, second), (second, first)):
            original, kind = same_text.get(rows[one]["article_id"], ("", ""))
            if similarity >= NEAR_JACCARD and kind == "exact":
                near.setdefault(rows[other]["article_id"], (original, "near"))
    return near | same_text


def _find_near(rows: list[dict], pairs: list[tuple[int, int, float]], outside: Collection[str]) -> dict[str, str]:
    """Copy → the first kept article that it is near to. Pairs point from an earlier to a later row; `outside` is settled."""
    earlier: dict[int, list[int]] = defaultdict(list)
    for first, second, similarity in pairs:
        if similarity >= NEAR_JACCARD and rows[first]["article_id"] not in outside and rows[second]["article_id"] not in outside:
            earlier[second].append(first)
    kept_of: dict[int, int] = {}
    for second in sorted(earlier):
        kept = min((first for first in earlier[second] if first not in kept_of), default=None)
        if kept is not None:
            kept_of[second] = kept
    return {rows[copy]["article_id"]: rows[kept]["article_id"] for copy, kept in kept_of.items()}


def _find_stories(rows: list[dict], pairs: list[tuple[int, int, float]]) -> dict[str, str]:
    """Article → story: connected articles bear the id of the first of them."""
    root = list(range(len(rows)))

    def find(node: int) -> int:
        while root[node] != node:
            root[node] = root[root[node]]
            node = root[node]
        return node

    for first, second, similarity in pairs:
        if similarity >= NEAR_JACCARD or _is_follow_up(rows[first]["published_at"], rows[second]["published_at"]):
            low, high = sorted((find(first), find(second)))
            root[high] = low
    return {row["article_id"]: "s_" + rows[find(number)]["article_id"][2:] for number, row in enumerate(rows)}


def _is_follow_up(first: datetime | None, second: datetime | None) -> bool:
    return first is not None and second is not None and second - first <= FOLLOW_UP_WINDOW


class _WordHashes(dict[str, int]):
    """Word → 64 bits of it, each word hashed once; the same on every machine."""

    def __missing__(self, word: str) -> int:
        self[word] = int.from_bytes(hashlib.blake2b(word.encode(), digest_size=8).digest(), "little")
        return self[word]


def _shingles(text: str, hashes_of: _WordHashes) -> np.ndarray:
    """Sorted distinct hashes of the text's word sequences; a shorter text is one sequence."""
    hashes = np.array([hashes_of[word] for word in WORD.findall(text.lower())], dtype=np.uint64)
    width = min(SHINGLE_WORDS, len(hashes))
    rolled = np.zeros(len(hashes) - width + 1 if width else 0, dtype=np.uint64)
    for offset in range(width):
        rolled = (rolled * HASH_FACTOR) ^ hashes[offset : offset + len(rolled)]
    return np.unique(_mix(rolled))


def _sketch(shingles: np.ndarray) -> np.ndarray:
    """MinHash: for each of BANDS * ROWS permutations of the hashes, the least one."""
    numbers = np.arange(1, BANDS * ROWS + 1, dtype=np.uint64)
    keys, factors = _mix(numbers * HASH_FACTOR), _mix(numbers) | np.uint64(1)
    least = np.full(len(numbers), np.iinfo(np.uint64).max, dtype=np.uint64)
    for start in range(0, len(shingles), SLICE):
        permuted = (shingles[start : start + SLICE, None] ^ keys) * factors
        np.minimum(least, permuted.min(axis=0), out=least)
    return least


def _mix(values: np.ndarray) -> np.ndarray:
    """The finaliser of splitmix64: every bit of the input moves every bit of the output."""
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))


def _similar_pairs(documents: list[np.ndarray]) -> Iterator[tuple[int, int, float]]:
    """Pairs (earlier, later, similarity) of at least the follow-ups' similarity."""
    for first, second in _candidates(documents):
        similarity = _jaccard(documents[first], documents[second])
        if similarity >= FOLLOW_UP_JACCARD:
            yield first, second, similarity


def _candidates(documents: list[np.ndarray]) -> set[tuple[int, int]]:
    """Pairs (earlier, later) of documents whose sketches agree in a band; of a large bucket, pairs with its first members."""
    buckets: dict[tuple[int, bytes], list[int]] = defaultdict(list)
    for number, shingles in enumerate(documents):
        if not len(shingles):
            continue
        for band, values in enumerate(_sketch(shingles).reshape(BANDS, ROWS)):
            buckets[band, values.tobytes()].append(number)
    return {
        (first, second)
        for members in buckets.values()
        if len(members) > 1
        for place, first in enumerate(members[:BUCKET_HEADS])
        for second in members[place + 1 :]
    }


def _jaccard(first: np.ndarray, second: np.ndarray) -> float:
    shared = len(np.intersect1d(first, second, assume_unique=True))
    return shared / (len(first) + len(second) - shared)


def _with_marks(articles: pl.DataFrame, marks: list[tuple]) -> pl.DataFrame:
    names = ["article_id", "story_id", "duplicate_of", "duplicate_kind"]
    found = pl.DataFrame(marks, schema={name: articles.schema[name] for name in names}, orient="row")
    return articles.drop(names[1:]).join(found, on="article_id", how="left", maintain_order="left").select(articles.columns)
