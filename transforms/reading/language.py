"""Which language an article is in: what the input says, checked against the share of function words and the script.

Profiles: `seeds/reading/function_words.csv`, `scripts.csv`, `language_names.csv`.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from functools import cache

from seeds import read_rows

ENGLISH = "en"
UNKNOWN = "und"
SAMPLE_WORDS = 400
MIN_WORDS = 20  # in fewer, two names make a profile
WORD = re.compile(r"\w+")
LAST_LATIN = 0x24F  # end of the block Latin Extended-B
# In English news, function words of the profile are 35-45 % of the words, in other languages of Latin script below 10 %.
MIN_ENGLISH_SHARE = 0.15
MIN_OTHER_SHARE = 0.15
MAX_FOREIGN_ENGLISH_SHARE = 0.12


def choose_language(text: str, given: str | None) -> tuple[str, bool]:
    """ISO 639-1 code, or `und`, and whether the text may be coded as English.

    A clear profile wins over what the input says; without one, the input's word holds; without either the text is kept
    as `und`.
    """
    guess = guess_language(text)
    if guess:
        return guess, guess == ENGLISH
    code = normalise_language(given)
    return code or UNKNOWN, code in (None, ENGLISH)


def guess_language(text: str) -> str | None:
    """ISO 639-1 code of the language whose function words the text is full of; None where none is clear."""
    words = [word.lower() for word in WORD.findall(text[: SAMPLE_WORDS * 20])][:SAMPLE_WORDS]
    if not words:
        return None
    foreign = _foreign_script(text)
    counts = Counter(language for word in words for language in _languages_of().get(word, ()))
    shares = {language: counts[language] / len(words) for language in (*counts, ENGLISH)}
    best = max(shares, key=lambda language: (shares[language], language))
    if foreign:
        return best if shares[best] >= MIN_OTHER_SHARE and best != ENGLISH else foreign
    if best == ENGLISH:
        return ENGLISH if shares[ENGLISH] >= MIN_ENGLISH_SHARE else None
    is_foreign = len(words) >= MIN_WORDS and shares[best] >= MIN_OTHER_SHARE and shares[ENGLISH] <= MAX_FOREIGN_ENGLISH_SHARE
    return best if is_foreign else None


def normalise_language(given: str | None) -> str | None:
    """`en` for `en-GB`, `EN_us`, `English`, `eng`; None where nothing, or `und`, is given."""
    code = re.split(r"[-_]", (given or "").strip().lower())[0]
    code = _language_names().get(code, code)
    return code if re.fullmatch(r"[a-z]{2,3}", code) and code != UNKNOWN else None


def _foreign_script(text: str) -> str | None:
    """The usual language of the script that most letters belong to, None for Latin."""
    sample = text[:2000]
    if sample.isascii():
        return None
    letters = [character for character in sample if character.isalpha()]
    others = [letter for letter in letters if ord(letter) > LAST_LATIN]
    if len(others) * 2 <= len(letters):
        return None
    scripts = Counter(unicodedata.name(letter, "?").split()[0] for letter in others)
    if scripts.keys() & {"HIRAGANA", "KATAKANA"}:
        return _scripts()["HIRAGANA"]
    return _scripts().get(max(scripts, key=lambda script: (scripts[script], script)), UNKNOWN)


@cache
def _languages_of() -> dict[str, tuple[str, ...]]:
    """Function word → the languages that have it."""
    languages: dict[str, tuple[str, ...]] = {}
    for row in read_rows("reading/function_words.csv"):
        languages[row["word"]] = (*languages.get(row["word"], ()), row["language"])
    return languages


@cache
def _scripts() -> dict[str, str]:
    return {row["script"]: row["language"] for row in read_rows("reading/scripts.csv")}


@cache
def _language_names() -> dict[str, str]:
    return {row["name"]: row["language"] for row in read_rows("reading/language_names.csv")}
