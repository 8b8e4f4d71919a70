"""Lemmas as rules: how a word's form is rewritten into its lemma.

A rule is `CUT|ENDING|CASE`: take CUT characters from the end of the form, add ENDING; with CASE `l` the form is lower-cased
first. "ran" → "run" is `2|un|`, "Killed" → "kill" is `2||l`. Irregular forms, most of which no treebank shows, are looked up.
"""

import functools

from seeds import read_rows

# Tags of inflected words → word class of the table; "found" as VB is no form of "find".
_INFLECTED = {"VBD": "verb", "VBN": "verb", "NNS": "noun"}


def make_rule(form: str, lemma: str) -> str:
    """The rule that rewrites `form` into `lemma`."""
    lowers = form != lemma and not _count_shared(form, lemma)
    base = form.lower() if lowers else form
    kept = _count_shared(base, lemma)
    return f"{len(base) - kept}|{lemma[kept:]}|{'l' if lowers else ''}"


def apply_rule(form: str, rule: str) -> str | None:
    """The lemma of `form` by `rule`; None where the form is too short for it."""
    cut, _, rest = rule.partition("|")
    ending, _, case = rest.rpartition("|")
    base = form.lower() if case else form
    kept = len(base) - int(cut)
    return base[:kept] + ending if kept >= 0 and kept + len(ending) > 0 else None


def find_irregular(form: str, tag: str) -> str | None:
    """The lemma of an irregular form with this PTB tag (seeds/lexicon/irregular_forms.csv); None for all others."""
    return _irregular_forms().get((form.lower(), _INFLECTED.get(tag, "")))


@functools.cache
def _irregular_forms() -> dict[tuple[str, str], str]:
    return {(row["form"], row["pos"]): row["lemma"] for row in read_rows("lexicon/irregular_forms.csv")}


def _count_shared(left: str, right: str) -> int:
    """How many characters at the start are the same."""
    pairs = zip(left, right, strict=False)
    return next((count for count, (a, b) in enumerate(pairs) if a != b), min(len(left), len(right)))
