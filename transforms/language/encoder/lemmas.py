"""Lemmas as rules: how a word's form is rewritten into its lemma.

A rule is `CUT|ENDING|CASE`: take CUT characters from the end of the form, add ENDING; with CASE `l` the form is lower-cased
first. "ran" → "run" is `2|un|`, "Killed" → "kill" is `2||l`.
"""

from collections.abc import Collection, Iterable

from transforms.language.inflection import forms_to_lemmas

# PTB tags of inflected words → word class; "found" as VB is no form of "find".
_INFLECTED = {"VBD": "verb", "VBG": "verb", "VBN": "verb", "VBZ": "verb", "NNS": "noun", "JJR": "adj", "JJS": "adj"}


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


def choose_lemma(form: str, tag: str, rules: Iterable[str], known: Collection[str]) -> str:
    """The lemma of a form with a PTB tag: the likeliest of `rules`, best first, that inflection allows; the form where none fits.

    The encoder sees words, not letters, and takes "countries" for a "countrie": of regular forms only what inflection allows
    counts, of that the `known` words (lower case) before others. Irregular forms have their own lemma.
    """
    guesses = [lemma for lemma in (apply_rule(form, rule) for rule in rules) if lemma is not None] or [form]
    own, first = form.lower(), guesses[0].lower()
    if tag not in _INFLECTED or not form.isalpha():
        return guesses[0]
    allowed = forms_to_lemmas(own, _INFLECTED[tag])
    is_irregular = len(allowed) == 1 and allowed[0] != own
    if not is_irregular and (len(allowed) == 1 or first == own or (first in known and first not in allowed)):
        return guesses[0]
    ranks = {guess.lower(): rank for rank, guess in reversed(list(enumerate(guesses)))}

    def order(lemma: str) -> tuple[bool, bool, int]:
        """Known before unknown, "carry" before "carrie" and "carri", then as the encoder has it."""
        return lemma not in known, lemma.endswith(("ie", "i")), ranks.get(lemma, len(guesses))

    best = min((lemma for lemma in allowed if lemma != own), key=order)
    return guesses[ranks[best]] if best in ranks else best


def _count_shared(left: str, right: str) -> int:
    """How many characters at the start are the same."""
    pairs = zip(left, right, strict=False)
    return next((count for count, (a, b) in enumerate(pairs) if a != b), min(len(left), len(right)))
