"""New articles beside loaded ones, marked as the flow marks them."""

from datetime import datetime, timedelta

import polars as pl
import pytest

from transforms.contracts import frame_of
from transforms.linking.duplicates import mark_duplicates
from transforms.linking.known import keep_settled

WORDS = [f"word{number}" for number in range(400)]
REPORT, NEAR_REPORT, OTHER = WORDS[:200], WORDS[:195] + WORDS[395:], WORDS[200:390]


def article(name: str, words: list[str], day: int) -> dict:
    moment = datetime(2021, 9, 7) + timedelta(days=day)
    return {
        "article_id": f"a_{name}",
        "title": name,
        "published_at": moment,
        "fetched_at": moment,
        "language": "en",
        "text": " ".join(words),
        "text_sha256": " ".join(words),
        "word_count": len(words),
        "run_id": "run-1",
    }


def frame(*rows: dict) -> pl.DataFrame:
    return frame_of("articles", list(rows))


def marked_again(known: pl.DataFrame, *fresh: dict) -> pl.DataFrame:
    stories = dict(known.select("article_id", "story_id").iter_rows())
    coded = set(known.filter(pl.col("duplicate_of").is_null())["article_id"])
    return keep_settled(mark_duplicates(pl.concat([known, frame(*fresh)])), stories, coded)


def copies(marked: pl.DataFrame) -> dict[str, tuple[str, str]]:
    rows = marked.filter(pl.col("duplicate_of").is_not_null()).select("article_id", "duplicate_of", "duplicate_kind").rows()
    return {copy: (original, kind) for copy, original, kind in rows}


@pytest.fixture
def loaded():
    """An original and, five days later, two copies of it."""
    rows = [article("original", REPORT, 0), article("exact", REPORT, 5), article("near", NEAR_REPORT, 5)]
    return keep_settled(mark_duplicates(frame(*rows)), {}, set())


def without_original(loaded: pl.DataFrame) -> pl.DataFrame:
    """What a run sees whose window leaves the original out."""
    return loaded.filter(pl.col("article_id") != "a_original")


LOADED_COPIES = {"a_exact": ("a_original", "exact"), "a_near": ("a_original", "near")}


def test_known_copies_outlast_a_window_without_their_original(loaded):
    known = without_original(loaded)
    marked = marked_again(known, article("unlike", OTHER, 10))
    assert copies(marked) == LOADED_COPIES
    same = marked.join(known, on="article_id", suffix="_known")
    assert same["story_id"].to_list() == same["story_id_known"].to_list() == ["s_original"] * 2


@pytest.mark.parametrize(("words", "kind"), [(REPORT, "exact"), (NEAR_REPORT, "near")])
@pytest.mark.parametrize("day", [1, 10])
def test_known_copies_give_their_original_to_new_copies(loaded, words, kind, day):
    marked = marked_again(without_original(loaded), article("late", words, day))
    assert copies(marked) == {**LOADED_COPIES, "a_late": ("a_original", kind)}


def test_known_copies_near_to_the_text_of_their_original_give_it_too(loaded):
    exact_alone = loaded.filter(pl.col("article_id") == "a_exact")
    marked = marked_again(exact_alone, article("late", NEAR_REPORT, 10))
    assert copies(marked) == {"a_exact": ("a_original", "exact"), "a_late": ("a_original", "near")}


def test_known_originals_stay_originals_beside_copies_of_an_original_outside(loaded):
    coded = keep_settled(mark_duplicates(frame(article("coded", REPORT, 12))), {}, set())
    marked = marked_again(pl.concat([without_original(loaded), coded]))
    assert copies(marked) == LOADED_COPIES


def test_known_marking_is_made_anew_where_the_original_is_in_the_frame(loaded):
    changed = loaded.with_columns(
        pl.when(pl.col("article_id") == "a_near").then(pl.lit("exact")).otherwise("duplicate_kind").alias("duplicate_kind")
    )
    assert copies(marked_again(changed)) == LOADED_COPIES


def test_known_original_stays_kept_beside_an_earlier_copy(loaded):
    marked = marked_again(loaded, article("early", REPORT, -1))
    assert copies(marked) == {**LOADED_COPIES, "a_early": ("a_original", "exact")}
