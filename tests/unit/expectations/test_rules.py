"""Every rule holds in a clean batch and fails in one that breaks it."""

import pytest
from breaking import broken
from clean_batch import clean_batch, with_value

from expectations import Rule, RuleDeclarationError, all_rules, rules, rules_of
from transforms.contracts import tables_of_stage

EVERY_RULE = [rule for of in all_rules().values() for rule in of if rule.name != "types_match"]


def test_rules_cover_every_table_of_a_batch():
    assert list(all_rules()) == [one.name for one in tables_of_stage("extract")]


def test_rules_hold_in_a_clean_batch():
    held = rules.evaluate(clean_batch())
    assert {
        (name, rule) for name, frame in held.items() for rule in frame.columns if not frame[rule].fill_null(True).all()
    } == set()


def test_rules_answer_for_every_row():
    frames = clean_batch()
    assert {name: held.height for name, held in rules.evaluate(frames).items()} == {
        name: one.height for name, one in frames.items()
    }


@pytest.mark.parametrize("rule", EVERY_RULE, ids=lambda rule: f"{rule.table}.{rule.name}")
def test_rules_catch_a_broken_value(rule: Rule):
    held = rules.evaluate(broken(clean_batch(), rule))[rule.table][rule.name]
    assert (~held).sum() == (2 if rule.name == "key_unique" else 1)


def test_rules_are_one_to_one_with_rows_of_validations():
    for name, declared in all_rules().items():
        named = [(rule.judgement, rule.column_name) for rule in declared]
        assert len(set(named)) == len(named), f"table {name}: two rules would be one row of audit.validations"


def test_rules_say_what_they_mean():
    assert [rule.name for of in all_rules().values() for rule in of if not rule.meaning] == []


@pytest.mark.parametrize(("table", "column", "value"), [
    ("event_mentions", "date_start", None), ("casualties", "high", None), ("event_mentions", "event_mode", None),
    ("participants", "mention_id", None), ("quotations", "speaker_entity_id", None), ("articles", "published_at", None),
        ("participants", "sector", None),
])  # fmt: skip
def test_rules_leave_the_unknown_alone(table: str, column: str, value: object):
    frames = with_value(clean_batch(), table, column, value)
    if column == "date_start":
        frames = with_value(frames, table, "date_end", value)
    held = rules.evaluate(frames)[table]
    broke = [rule.name for rule in rules_of(table) if rule.severity == "critical" and not held[rule.name].fill_null(True).all()]
    assert broke == []


def test_rules_of_a_broken_table_hold_in_nothing():
    frames = clean_batch()
    held = rules.evaluate(frames | {"sentences": frames["sentences"].drop("text")})
    assert not held["sentences"].select(rule.name for rule in rules_of("sentences")).unpivot()["value"].any()
    assert not held["mentions"]["sentence_exists"].any()


def test_structure_problems_say_what_stands_there():
    frames = clean_batch()
    frames["articles"] = frames["articles"].drop("title").with_columns(word_count="url")
    del frames["events"]
    found = rules.structure_problems(frames)
    assert found["articles"] == [
        "table articles: expected column title, got none",
        "table articles, column word_count: expected Int64, got String",
    ]
    assert found["events"] == ["table events: expected a frame, got none"]
    assert rules.structure_problems(clean_batch()) == {}


def test_rules_of_an_unknown_table_are_refused():
    with pytest.raises(RuleDeclarationError, match=r"expected one of articles, .*got 'nonsense'"):
        rules_of("nonsense")


@pytest.mark.parametrize(("spec", "expected"), [
    ({"severity": "critical"}, "expected one of holds, .* got none"),
    ({"severity": "dire", "holds": "true"}, "expected a severity of critical, warning, info, got 'dire'"),
    ({"severity": "critical", "holds": "true", "mostly": 0.5}, "expected every row to hold a critical rule, got mostly = 0.5"),
    ({"severity": "critical", "parent": True, "exists_in": {"table": "sentences", "columns": {"mine": "sentence_no"}}},
     "expected a parent by columns of the table, got mine"),
])  # fmt: skip
def test_declarations_that_are_no_rules_are_refused(spec: dict, expected: str):
    mentions = next(one for one in tables_of_stage("extract") if one.name == "mentions")
    with pytest.raises(RuleDeclarationError, match=expected):
        rules._declared_rule(mentions, "some_rule", spec)
