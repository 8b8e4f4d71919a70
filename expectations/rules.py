"""The rules of every table, made from its contract and from `seeds/contracts/rules.toml`.

A rule has a condition in Polars (which rows hold) and a judgement (the Great Expectations type and its arguments). Where
Great Expectations has no type of its own for the condition (rows of other tables, texts at offsets, list elements), the
judgement is on a helper column of the rule's name that carries what the condition gave.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from expectations import conditions
from expectations.conditions import Condition, Frames, View
from expectations.errors import RuleDeclarationError
from seeds import read_toml
from transforms.contracts import Column, Table, empty_frame, polars_schema, table, tables_of_stage

SEVERITIES = ("critical", "warning", "info")


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of one table.

    `judgement` and `arguments`: the expectation that judges it. `is_helped`: it judges the helper column `name`.
    `is_parental`: a row whose match is rejected is rejected with it. `mostly`: the share of rows that must hold.
    """

    name: str
    table: str
    severity: str
    columns: tuple[str, ...]
    condition: Condition
    judgement: str
    arguments: dict[str, Any] = field(default_factory=dict)
    meaning: str = ""
    is_helped: bool = False
    is_parental: bool = False
    mostly: float = 1.0

    @property
    def rejects(self) -> bool:
        """Whether a row that breaks it goes to quarantine."""
        return self.severity == "critical"

    @property
    def column_name(self) -> str:
        """What `audit.validations.column_name` says: the judged column or columns, or the helper column."""
        return self.name if self.is_helped else ", ".join(self.columns)


def settings() -> dict:
    """`limits` and `volume` of the rules' seed."""
    declared = _declared()
    return {"limits": declared["limits"], "volume": declared["volume"]}


@functools.cache
def _declared() -> dict:
    return read_toml("contracts/rules.toml")


@functools.cache
def all_rules() -> dict[str, tuple[Rule, ...]]:
    """Rules by table, for every table that a batch brings."""
    return {one.name: _rules(one) for one in tables_of_stage("extract")}


def rules_of(name: str) -> tuple[Rule, ...]:
    """The rules of one table; `RuleDeclarationError` for a table that no batch brings."""
    if name not in all_rules():
        raise RuleDeclarationError(f"rules: expected one of {', '.join(all_rules())}, got {name!r}")
    return all_rules()[name]


def _rules(one: Table) -> tuple[Rule, ...]:
    made = [
        _helped(
            one.name,
            "types_match",
            "critical",
            columns=(),
            condition=conditions.always(),
            meaning="columns have the types of the contract",
        )
    ]
    made += [rule for column in one.columns for rule in _column_rules(one.name, column)]
    made += [_key_rule(one), *(_reference(one.name, column, parent) for column, parent in one.references.items())]
    made += [_declared_rule(one, name, spec) for name, spec in _declared()["rules"].get(one.name, {}).items()]
    names = [rule.name for rule in made]
    if len(set(names)) < len(names):
        repeated = ", ".join(sorted({name for name in names if names.count(name) > 1}))
        raise RuleDeclarationError(f"rules of {one.name}: expected each name once, got {repeated}")
    return tuple(made)


def _helped(
    table_name: str,
    name: str,
    severity: str,
    *,
    columns: tuple[str, ...],
    condition: Condition,
    meaning: str,
    is_parental: bool = False,
    mostly: float = 1.0,
) -> Rule:
    return Rule(
        name,
        table_name,
        severity,
        columns,
        condition,
        "expect_column_values_to_be_in_set",
        {"column": name, "value_set": [True]},
        meaning,
        is_helped=True,
        is_parental=is_parental,
        mostly=mostly,
    )


def _column_rules(table_name: str, column: Column) -> list[Rule]:
    """Required, allowed, pattern and bounds of one column."""

    def native(suffix: str, condition: Condition, judgement: str, **arguments: Any) -> Rule:
        return Rule(
            f"{column.name}_{suffix}",
            table_name,
            "critical",
            (column.name,),
            condition,
            judgement,
            {"column": column.name, **arguments},
            column.meaning,
        )

    made = []
    if column.required:
        made.append(native("required", conditions.not_null(column.name), "expect_column_values_to_not_be_null"))
    if column.allowed is not None:
        condition = conditions.allowed(column.name, column.allowed, is_list=column.type == "list")
        name = f"{column.name}_allowed"
        made.append(
            _helped(table_name, name, "critical", columns=(column.name,), condition=condition, meaning=column.meaning)
            if column.type == "list"
            else native("allowed", condition, "expect_column_values_to_be_in_set", value_set=list(column.allowed))
        )
    if column.pattern is not None:
        made.append(
            native(
                "pattern",
                conditions.matches(column.name, column.pattern),
                "expect_column_values_to_match_regex",
                regex=_python_pattern(column.pattern),
            )
        )
    if column.minimum is not None or column.maximum is not None:
        made.append(
            native(
                "bounds",
                conditions.between(column.name, column.minimum, column.maximum),
                "expect_column_values_to_be_between",
                min_value=column.minimum,
                max_value=column.maximum,
            )
        )
    return made


def _python_pattern(pattern: str) -> str:
    """The pattern for Python and pandas: the end of the text and not also the place before a last line break, no captures."""
    uncaptured = re.sub(r"(?<!\\)\((?!\?)", "(?:", pattern)
    return uncaptured[:-1] + r"\Z" if uncaptured.endswith("$") else uncaptured


def _key_rule(one: Table) -> Rule:
    condition = conditions.unique(one.key)
    if len(one.key) == 1:
        return Rule(
            "key_unique",
            one.name,
            "critical",
            one.key,
            condition,
            "expect_column_values_to_be_unique",
            {"column": one.key[0]},
            one.grain,
        )
    return Rule(
        "key_unique",
        one.name,
        "critical",
        one.key,
        condition,
        "expect_compound_columns_to_be_unique",
        {"column_list": list(one.key), "ignore_row_if": "any_value_is_missing"},
        one.grain,
    )


def _reference(table_name: str, column: str, parent: str) -> Rule:
    condition = conditions.exists_in(parent, {column: table(parent).key[0]})
    return _helped(
        table_name,
        f"{column}_in_{parent}",
        "critical",
        columns=(column,),
        condition=condition,
        meaning=f"{column} is a row of {parent}",
        is_parental=True,
    )


Build = Callable[[Table, str, dict], Rule]


def _declared_rule(one: Table, name: str, spec: dict) -> Rule:
    """A rule of the seed; `RuleDeclarationError` says what is wrong with one that is none."""
    where = _where(one, name)
    kinds = [kind for kind in _BUILDERS if kind in spec]
    if len(kinds) != 1:
        raise RuleDeclarationError(f"{where}: expected one of {', '.join(_BUILDERS)}, got {', '.join(kinds) or 'none'}")
    if spec.get("severity") not in SEVERITIES:
        raise RuleDeclarationError(f"{where}: expected a severity of {', '.join(SEVERITIES)}, got {spec.get('severity')!r}")
    if "mostly" in spec and spec["severity"] == "critical":
        raise RuleDeclarationError(f"{where}: expected every row to hold a critical rule, got mostly = {spec['mostly']}")
    return _BUILDERS[kinds[0]](one, name, spec)


def _where(one: Table, name: str) -> str:
    return f"rules.toml [rules.{one.name}] {name}"


def _build_helped(one: Table, name: str, spec: dict, *, columns: tuple[str, ...], condition: Condition, meaning: str) -> Rule:
    if spec.get("parent") and not set(columns) <= {column.name for column in one.columns}:
        raise RuleDeclarationError(f"{_where(one, name)}: expected a parent by columns of the table, got {', '.join(columns)}")
    if "when" in spec:
        condition, meaning = conditions.only_when(condition, spec["when"]), f"{meaning}, when {spec['when']}"
    return _helped(
        one.name,
        name,
        spec["severity"],
        columns=columns,
        condition=condition,
        meaning=meaning,
        is_parental=spec.get("parent", False),
        mostly=spec.get("mostly", 1.0),
    )


def _build_holds(one: Table, name: str, spec: dict) -> Rule:
    return _build_helped(
        one, name, spec, columns=tuple(spec["columns"]), condition=conditions.sql(spec["holds"]), meaning=spec["holds"]
    )


def _build_text_at(one: Table, name: str, spec: dict) -> Rule:
    start, end, text = spec["text_at"]
    meaning = f"{text} is what the article has from {start} to {end}"
    return _build_helped(
        one, name, spec, columns=(start, end, text), condition=conditions.text_at(start, end, text), meaning=meaning
    )


def _build_pairs(one: Table, name: str, spec: dict) -> Rule:
    columns = spec["pairs"]["columns"]
    meaning = f"{' and '.join(columns)} stand together in {spec['pairs']['seed']}"
    return _build_helped(
        one, name, spec, columns=tuple(columns), condition=conditions.pairs(spec["pairs"]["seed"], columns), meaning=meaning
    )


def _build_exists(one: Table, name: str, spec: dict) -> Rule:
    other, columns = spec["exists_in"]["table"], spec["exists_in"]["columns"]
    return _build_helped(
        one,
        name,
        spec,
        columns=tuple(columns),
        condition=conditions.exists_in(other, columns),
        meaning=f"{' and '.join(columns)} in {other}",
    )


def _build_ordered(one: Table, name: str, spec: dict) -> Rule:
    low, high = spec["ordered"]
    strict = spec.get("strict", False)
    arguments = {"column_A": high, "column_B": low, "or_equal": not strict, "ignore_row_if": "either_value_is_missing"}
    return Rule(
        name,
        one.name,
        spec["severity"],
        (low, high),
        conditions.ordered(low, high, strict=strict),
        "expect_column_pair_values_a_to_be_greater_than_b",
        arguments,
        f"{low} {'<' if strict else '<='} {high}",
    )


def _build_known(one: Table, name: str, spec: dict) -> Rule:
    column = one.column(spec["known"])
    mostly = spec.get("mostly", 1.0)
    return Rule(
        name,
        one.name,
        spec["severity"],
        (column.name,),
        conditions.not_null(column.name),
        "expect_column_values_to_not_be_null",
        {"column": column.name, "mostly": mostly},
        column.meaning,
        mostly=mostly,
    )


_BUILDERS: dict[str, Build] = {
    "holds": _build_holds,
    "text_at": _build_text_at,
    "pairs": _build_pairs,
    "exists_in": _build_exists,
    "ordered": _build_ordered,
    "known": _build_known,
}


def structure_problems(frames: Frames) -> dict[str, list[str]]:
    """Table → what is wrong with its columns (missing table, names, order, types); tables that are right are left out."""
    found = {name: _structure_of(name, frames.get(name)) for name in all_rules()}
    return {name: problems for name, problems in found.items() if problems}


def _structure_of(name: str, frame: pl.DataFrame | None) -> list[str]:
    expected = polars_schema(name)
    if frame is None:
        return [f"table {name}: expected a frame, got none"]
    missing = [column for column in expected if column not in frame.columns]
    more = [column for column in frame.columns if column not in expected]
    problems = [f"table {name}: expected column {column}, got none" for column in missing]
    problems += [f"table {name}: expected its contract's columns, got also {column}" for column in more]
    if not problems and frame.columns != list(expected):
        problems.append(f"table {name}: expected the order {', '.join(expected)}, got {', '.join(frame.columns)}")
    problems += [
        f"table {name}, column {column}: expected {expected[column]}, got {dtype}"
        for column, dtype in frame.schema.items()
        if column in expected and dtype != expected[column]
    ]
    return problems


def evaluate(frames: Frames) -> dict[str, pl.DataFrame]:
    """Each table's rules on each of its rows: a column per rule, true where it holds, null where it does not apply.

    A table whose structure is broken holds in nothing, and lends no rows to others.
    """
    broken = structure_problems(frames)
    sound = {name: empty_frame(name) if name in broken else frames[name] for name in all_rules()}
    return {name: _all_false(name, frames.get(name)) if name in broken else _evaluate_table(name, sound) for name in all_rules()}


def _all_false(name: str, frame: pl.DataFrame | None) -> pl.DataFrame:
    height = 0 if frame is None else frame.height
    return pl.DataFrame({rule.name: pl.repeat(False, height, dtype=pl.Boolean, eager=True) for rule in rules_of(name)})


def _evaluate_table(name: str, frames: Frames) -> pl.DataFrame:
    view = View(_with_lookups(name, frames), frames)
    return view.frame.select(_named(rule, view) for rule in rules_of(name))


def _named(rule: Rule, view: View) -> pl.Expr:
    made = rule.condition(view)
    return (pl.lit(made) if isinstance(made, pl.Series) else made).alias(rule.name)


def _with_lookups(name: str, frames: Frames) -> pl.DataFrame:
    """The table's rows, in order, with the columns that `[lookups]` borrows from parents."""
    frame = frames[name]
    for lookup in _declared()["lookups"].get(name, []):
        key = list(table(lookup["table"]).key)
        borrowed = (
            frames[lookup["table"]]
            .unique(key, keep="first", maintain_order=True)
            .select(*key, *(pl.col(theirs).alias(mine) for theirs, mine in lookup["columns"].items() if theirs not in key))
        )
        frame = frame.join(borrowed, on=key, how="left", maintain_order="left")
    return frame
