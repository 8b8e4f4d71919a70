"""The quality gate: rules of the tables, judged in Polars row by row and by Great Expectations batch by batch.

`check_batch` parts rows that hold from rows that go to quarantine; `expectations.checkpoint.validate_batch` judges and reports.
Importing this package does not import Great Expectations.
"""

from expectations.checks import CheckedBatch, check_batch
from expectations.errors import (
    BatchRejectedError,
    ExpectationsMissingError,
    QualityError,
    RuleDeclarationError,
)
from expectations.rules import Rule, all_rules, rules_of

__all__ = [
    "BatchRejectedError",
    "CheckedBatch",
    "ExpectationsMissingError",
    "QualityError",
    "Rule",
    "RuleDeclarationError",
    "all_rules",
    "check_batch",
    "rules_of",
]
