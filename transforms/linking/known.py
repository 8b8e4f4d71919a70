"""New articles beside loaded ones: what the warehouse has settled stays settled."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import polars as pl

MARKS = ("story_id", "duplicate_of", "duplicate_kind")


def keep_settled(marked: pl.DataFrame, story_of: Mapping[str, str], coded: Collection[str]) -> pl.DataFrame:
    """`marked` (rows of `articles` from `mark_duplicates`) with what was settled earlier kept.

    `story_of`: loaded article → its story; a story that holds loaded articles bears the id of the first of them. `coded`: loaded
    articles that are no copies; one of them stays the copy kept, though a new article was published earlier. Loaded copies
    of articles outside the frame stay what they are: `mark_duplicates` keeps their marks.
    """
    rows = marked.select("article_id", *MARKS).rows(named=True)
    kinds = {row["article_id"]: row["duplicate_kind"] for row in rows}
    stories: dict[str, str] = {}
    kept: dict[str, str] = {}
    for row in rows:
        if row["article_id"] in story_of:
            stories[row["story_id"]] = min(story_of[row["article_id"]], stories.get(row["story_id"], "t"))
        if row["article_id"] in coded and row["duplicate_of"] in kinds and row["duplicate_of"] not in coded:
            kept[row["duplicate_of"]] = min(row["article_id"], kept.get(row["duplicate_of"], "b"))
    marks = [_settled(row, stories, kept, kinds, coded) for row in rows]
    found = pl.DataFrame(marks, schema={name: marked.schema[name] for name in ("article_id", *MARKS)}, orient="row")
    return marked.drop(MARKS).join(found, on="article_id", how="left", maintain_order="left").select(marked.columns)


def _settled(
    row: dict, stories: dict[str, str], kept: dict[str, str], kinds: dict[str, str | None], coded: Collection[str]
) -> tuple[str, str, str | None, str | None]:
    article_id, story_id = row["article_id"], stories.get(row["story_id"], row["story_id"])
    if article_id in coded:
        return article_id, story_id, None, None
    if article_id in kept:  # published earlier than the copy that is coded already
        return article_id, story_id, kept[article_id], kinds[kept[article_id]]
    original = row["duplicate_of"]
    return article_id, story_id, kept.get(original, original), row["duplicate_kind"]
