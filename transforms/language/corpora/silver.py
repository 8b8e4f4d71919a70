"""Numbers, dates and sums of money found by patterns: silver labels where corpora have none."""

import re
from collections.abc import Mapping, Sequence

Pattern = tuple[str, re.Pattern[str]]


def compile_patterns(parts: Mapping[str, str], patterns: Sequence[Sequence[str]]) -> list[Pattern]:
    """Compile (label, expression) pairs; `{name}` in an expression stands for a part, parts may use earlier parts."""
    filled: dict[str, str] = {}
    for name, expression in parts.items():
        filled[name] = _fill(expression, filled)
    return [(label, re.compile(r"(?<![\w$€£.,/])" + _fill(expression, filled))) for label, expression in patterns]


def find_silver_spans(text: str, patterns: Sequence[Pattern]) -> list[tuple[int, int, str]]:
    """Spans (start, end, label), sorted, without overlap; earlier patterns win."""
    taken: list[tuple[int, int, str]] = []
    for label, pattern in patterns:
        for match in pattern.finditer(text):
            start, end = match.span()
            if start < end and not any(start < e and s < end for s, e, _ in taken):
                taken.append((start, end, label))
    return sorted(taken)


def _fill(expression: str, parts: Mapping[str, str]) -> str:
    for name, value in parts.items():
        expression = expression.replace("{" + name + "}", value)
    return expression
