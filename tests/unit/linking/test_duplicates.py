import random
from datetime import UTC, datetime, timedelta

import polars as pl
import pytest

from transforms.contracts import polars_schema
from transforms.linking.duplicates import mark_duplicates, story_frame
from transforms.reading import RawArticle, article_frame

DAY = datetime(2021, 9, 7)
WORDS = [f"word{number}" for number in range(400)]


def text_of(*parts: range) -> str:
    return " ".join(WORDS[number] for part in parts for number in part)


def frame_of_texts(*articles: tuple[str, str, int | None], source: str = "S") -> pl.DataFrame:
    """Articles of (title, text, day or None)."""
    raw = [
        RawArticle(
            title=title,
            text=text,
            origin=title,
            language="en",
            source=source,
            published_at=None if day is None else DAY.replace(tzinfo=UTC) + timedelta(days=day),
        )
        for title, text, day in articles
    ]
    frame, rejects = article_frame(raw, "run-1", DAY)
    assert not rejects
    return frame


def marks(frame: pl.DataFrame) -> dict[str, tuple[str | None, str | None]]:
    """Title → title of the copy kept, kind."""
    title_of = dict(frame.select("article_id", "title").rows())
    rows = mark_duplicates(frame).select("title", "duplicate_of", "duplicate_kind").rows()
    return {title: (title_of.get(kept), kind) for title, kept, kind in rows}


def stories(frame: pl.DataFrame) -> list[list[str]]:
    marked = mark_duplicates(frame)
    return sorted(sorted(group["title"]) for _, group in marked.group_by("story_id"))


def test_one_text_under_two_titles_is_exact():
    text, other = text_of(range(200)), text_of(range(200, 400))
    frame = frame_of_texts(("late", text, 1), ("early", text, 0), ("other", other, 0))
    assert marks(frame) == {"late": ("early", "exact"), "early": (None, None), "other": (None, None)}
    assert stories(frame) == [["early", "late"], ["other"]]


@pytest.mark.parametrize(("changed", "kind"), [(1, "near"), (15, "near"), (30, None)])
def test_near_copies_share_four_fifths_of_their_shingles(changed, kind):
    frame = frame_of_texts(("first", text_of(range(200)), 0), ("second", text_of(range(changed, 200 + changed)), 1))
    assert marks(frame)["second"] == ("first" if kind else None, kind)


def test_an_exact_copy_of_a_near_copy_points_to_the_kept_article():
    near = text_of(range(5, 200))
    frame = frame_of_texts(("first", text_of(range(200)), 0), ("second", near, 1), ("third", near, 2))
    assert marks(frame) == {"first": (None, None), "second": ("first", "near"), "third": ("first", "exact")}


def test_likeness_is_to_the_kept_article_not_to_a_copy_of_it():
    frame = frame_of_texts(*((f"a{step}", text_of(range(step * 15, 200 + step * 15)), step) for step in range(3)))
    assert marks(frame) == {"a0": (None, None), "a1": ("a0", "near"), "a2": (None, None)}
    assert stories(frame) == [["a0", "a1", "a2"]]


def test_undated_copies_come_last():
    frame = frame_of_texts(("undated", text_of(range(200)), None), ("dated", text_of(range(200)), 5))
    assert marks(frame)["undated"] == ("dated", "exact")


@pytest.mark.parametrize(("day", "joined"), [(1, True), (30, False), (None, False)])
def test_follow_ups_join_a_story_within_a_week(day, joined):
    frame = frame_of_texts(("first", text_of(range(200)), 0), ("update", text_of(range(40, 240)), day))
    assert marks(frame)["update"] == (None, None)
    assert stories(frame) == ([["first", "update"]] if joined else [["first"], ["update"]])


def test_order_and_rows_stay_and_have_no_effect():
    rng = random.Random(7)
    starts = [rng.randrange(40) for _ in range(40)]
    articles = [
        (f"t{number}", text_of(range(start, start + 200)), rng.choice([None, 0, 1, 2])) for number, start in enumerate(starts)
    ]
    frame = frame_of_texts(*articles)
    marked = mark_duplicates(frame)
    assert marked["article_id"].to_list() == frame["article_id"].to_list()
    assert dict(marked.schema) == polars_schema("articles")
    shuffled = mark_duplicates(frame.sample(fraction=1.0, shuffle=True, seed=3)).sort("article_id")
    assert shuffled.equals(marked.sort("article_id"))
    assert mark_duplicates(marked).equals(marked)


def test_stories_count_articles_and_sources():
    text = text_of(range(200))
    frame = mark_duplicates(
        pl.concat(
            [
                frame_of_texts(("late", text, 2)),
                frame_of_texts(("", text, 0), source="T"),
                frame_of_texts(("x", text_of(range(200, 400)), None)),
            ]
        )
    )
    told = story_frame(frame)
    assert dict(told.schema) == polars_schema("stories")
    rows = {row["article_count"]: row for row in told.rows(named=True)}
    assert (rows[2]["headline"], rows[2]["source_count"]) == ("late", 2)
    assert (rows[2]["first_published_at"], rows[2]["last_published_at"]) == (DAY, DAY + timedelta(days=2))
    assert (rows[1]["headline"], rows[1]["first_published_at"]) == ("x", None)
    assert set(told["story_id"]) == set(frame["story_id"])


def test_no_articles_have_no_stories():
    marked = mark_duplicates(pl.DataFrame(schema=polars_schema("articles")))
    assert (marked.height, story_frame(marked).height) == (0, 0)
