"""What can go wrong at the quality gate."""

from __future__ import annotations


class QualityError(ValueError):
    """A problem of the quality gate."""


class RuleDeclarationError(QualityError):
    """`seeds/contracts/rules.toml` declares something that is no rule."""


class BatchRejectedError(QualityError):
    """A batch fails as a whole: nothing of it may be loaded. `problems` says each thing that is wrong."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__(f"batch rejected: {'; '.join(problems)}")
        self.problems = problems

    def __reduce__(self) -> tuple:
        return BatchRejectedError, (self.problems,)


class ExpectationsMissingError(QualityError):
    """Fewer expectations were judged than are declared: a checkpoint that judged nothing has not passed."""
