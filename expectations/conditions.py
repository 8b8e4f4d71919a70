"""Conditions on rows in Polars: each gives, for every row of a table, whether it holds; null where it does not apply."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import polars as pl

from seeds import read_rows

Frames = Mapping[str, pl.DataFrame]


@dataclass(frozen=True, slots=True)
class View:
    """A table's rows with the columns borrowed from its parents, and the batch they belong to."""

    frame: pl.DataFrame
    frames: Frames


Holds = pl.Expr | pl.Series
Condition = Callable[[View], Holds]


def always() -> Condition:
    """Holds for every row; stands for what is judged on the table as a whole."""
    return lambda view: pl.Series([True], dtype=pl.Boolean).new_from_index(0, view.frame.height)


def expression(made: pl.Expr) -> Condition:
    """A plain Polars expression on the row."""
    return lambda view: made


def sql(text: str) -> Condition:
    """An SQL condition on the row and its borrowed columns."""
    return expression(pl.sql_expr(text))


def not_null(column: str) -> Condition:
    return expression(pl.col(column).is_not_null())


def unique(columns: tuple[str, ...]) -> Condition:
    """No other row has the same values; a row that lacks one of them is not judged."""
    known = pl.all_horizontal(pl.col(column).is_not_null() for column in columns)
    return expression(pl.when(known).then(~pl.struct(columns).is_duplicated()))


def allowed(column: str, values: tuple[str, ...], *, is_list: bool) -> Condition:
    """The value, or each element of a list, is one of the values."""
    if not is_list:
        return expression(pl.col(column).is_in(values))
    each = pl.element().is_in(values).fill_null(False)
    return expression(pl.when(pl.col(column).is_not_null()).then(pl.col(column).list.eval(each).list.all()))


def matches(column: str, pattern: str) -> Condition:
    return expression(pl.col(column).str.contains(pattern))


def between(column: str, minimum: float | None, maximum: float | None) -> Condition:
    """Within bounds, both included; one bound may be open."""
    bounds = [pl.col(column) >= minimum] if minimum is not None else []
    bounds += [pl.col(column) <= maximum] if maximum is not None else []
    return expression(functools.reduce(lambda one, other: one & other, bounds))


def ordered(low: str, high: str, *, strict: bool) -> Condition:
    return expression(pl.col(low) < pl.col(high) if strict else pl.col(low) <= pl.col(high))


def pairs(seed: str, columns: dict[str, str]) -> Condition:
    """The values of the row's columns stand together in a row of the seed (row's column → seed's column)."""

    def holds(view: View) -> pl.Series:
        known = pl.DataFrame(_seed_values(seed, tuple(columns.values())), schema=list(columns), orient="row")
        return _found(view.frame, known, list(columns))

    return holds


@functools.cache
def _seed_values(seed: str, columns: tuple[str, ...]) -> list[tuple[str, ...]]:
    return [tuple(row[column] for column in columns) for row in read_rows(seed)]


def exists_in(table: str, columns: dict[str, str]) -> Condition:
    """Another table has a row of these values (row's column → other table's column)."""

    def holds(view: View) -> pl.Series:
        other = view.frames[table].select(pl.col(theirs).alias(mine) for mine, theirs in columns.items())
        return _found(view.frame, other, list(columns))

    return holds


def _found(frame: pl.DataFrame, known: pl.DataFrame, columns: list[str]) -> pl.Series:
    """For each row whether `known` has its values; null where the row lacks one."""
    marked = known.unique(columns).with_columns(pl.lit(True).alias("_found"))
    joined = frame.select(columns).join(marked, on=columns, how="left", maintain_order="left")
    complete = pl.all_horizontal(pl.col(column).is_not_null() for column in columns)
    return joined.select(pl.when(complete).then(pl.col("_found").fill_null(False)).alias("holds")).to_series()


def text_at(start: str, end: str, text: str) -> Condition:
    """The text is the article's at these offsets; the title's where the row's sentence is number 0.

    Texts are cut in Python: its strings are indexed by code point at once, where a columnar slice walks from the start.
    """

    def holds(view: View) -> pl.Series:
        articles = {row[0]: row[1:] for row in view.frames["articles"].select("article_id", "title", "text").iter_rows()}
        rows = view.frame.select("article_id", "sentence_no", start, end, text).iter_rows()
        return pl.Series([_is_slice(articles.get(row[0]), *row[1:]) for row in rows], dtype=pl.Boolean)

    return holds


def _is_slice(
    article: tuple[str | None, str | None] | None, sentence_no: int | None, start: int | None, end: int | None, text: str | None
) -> bool | None:
    if article is None or sentence_no is None or start is None or end is None or text is None:
        return None
    whole = article[0] if sentence_no == 0 else article[1]
    return None if whole is None else 0 <= start <= end and whole[start:end] == text


def only_when(condition: Condition, when: str) -> Condition:
    """The condition for rows of which `when` is true; null for the others."""

    def holds(view: View) -> Holds:
        made = condition(view)
        return pl.when(pl.sql_expr(when)).then(pl.lit(made) if isinstance(made, pl.Series) else made)

    return holds
