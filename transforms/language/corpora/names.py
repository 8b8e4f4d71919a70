"""Names in news: corpora with different labels and noise made into one set of OntoNotes labels.

Sources: GMB (machine-made labels: geo, org, per, gpe, tim, eve), UNER English EWT, CrossNER, WikiGold, and the project's
own articles. What a corpus does not annotate becomes a missing value, never "no name".
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from transforms.language.corpora.silver import Pattern, find_silver_spans
from transforms.language.corpora.texts import MISSING, NamedText, TaggedSentence, rebuild_text, tags_to_spans

_CAPITAL = r"(?:(?:[A-Z]\.){2,}|[A-Z][\w-]*(?:['’](?!s\b)[\w-]+)*)"
_CAPITALISED = re.compile(rf"(?<!\w){_CAPITAL}(?: {_CAPITAL})*")
_BEGINS = re.compile(r"(?:^|[.!?:]['\"”’)]*\s+|\n\s*)['\"“‘(]*$")
_EDGE = ' \t\n,.;:"“”()'


@dataclass(frozen=True)
class NameLexicon:
    """Word lists that the cleaning needs, all lower case except `demonyms` (names of peoples, faiths and political
    groups), which are as written.

    `corrections` maps a whole name to its label and wins over every corpus; `places` maps a place name to GPE or LOC;
    `place_last_words` maps the last word of a place name to LOC or FAC.
    """

    titles: frozenset[str]
    late_titles: frozenset[str]
    person_blocks: frozenset[str]
    corrections: Mapping[str, str]
    places: Mapping[str, str]
    place_last_words: Mapping[str, str]
    demonyms: frozenset[str]
    demonym_prefixes: frozenset[str]
    date_words: frozenset[str]


def strip_titles(words: Sequence[str], titles: frozenset[str], late_titles: frozenset[str] = frozenset()) -> int:
    """How many leading words of a name are titles or stand before one of `late_titles`; all of them if nothing is left."""
    late = [index for index, word in enumerate(words[:-1]) if word.lower() in late_titles]
    count = late[-1] + 1 if late else 0
    while count < len(words) and words[count].lower().rstrip(".") in titles:
        count += 1
    return count


def decide_place(name: str, lexicon: NameLexicon) -> str:
    """GPE, LOC or FAC for the name of a place: lexicon first, then its last word, then GPE."""
    key = name.lower().removeprefix("the ")
    if key in lexicon.places:
        return lexicon.places[key]
    words = key.split()
    return lexicon.place_last_words.get(words[-1], "GPE") if words else "GPE"


def clean_label(name: str, label: str, lexicon: NameLexicon) -> str:
    """The OntoNotes label of one name, from the corpus's mapped label; `-` where the corpus does not tell."""
    key = name.lower().removeprefix("the ")
    if key in lexicon.corrections:
        return lexicon.corrections[key]
    if name in lexicon.demonyms and key not in lexicon.places:
        return "NORP"
    if label == "PLACE":
        return decide_place(name, lexicon)
    if label == "NORP":
        return lexicon.places.get(key, label)
    return label


def clean_sentence(
    sentence: TaggedSentence, labels: Mapping[str, str], lexicon: NameLexicon, patterns: Sequence[Pattern]
) -> NamedText:
    """One sentence of a column corpus as text with OntoNotes spans.

    `labels` maps the corpus's labels; TIME means "a fragment of a time expression": the patterns decide its extent,
    and fragments that no pattern confirms are missing values. Words that look like a demonym and carry no label get NORP.
    """
    text, offsets = rebuild_text(sentence.words)
    spans: list[tuple[int, int, str]] = []
    fragments: list[tuple[int, int]] = []
    for first, last, raw in tags_to_spans(sentence.tags):
        label = labels.get(raw, MISSING)
        if label == "TIME" and " ".join(sentence.words[first:last]).lower() not in lexicon.corrections:
            fragments.append((offsets[first][0], offsets[last - 1][1]))
            continue
        begin = first
        if label == "PERSON":
            begin += strip_titles(sentence.words[first:last], lexicon.titles, lexicon.late_titles)
        if begin == last:
            continue
        start, end = offsets[begin][0], offsets[last - 1][1]
        label = clean_label(text[start:end], label, lexicon)
        if label == "PERSON" and text[start:end].lower() in lexicon.person_blocks:
            label = MISSING
        spans.append((start, end, label))
    spans.extend(_find_demonyms(sentence.words, offsets, spans, lexicon.demonyms))
    spans = _join_places(text, spans, lexicon.places)
    spans = _extend_demonyms(text, spans, lexicon.demonym_prefixes)
    return NamedText(text, tuple(merge_silver(text, spans, fragments, patterns, lexicon.date_words)))


def merge_silver(
    text: str,
    spans: Sequence[tuple[int, int, str]],
    fragments: Sequence[tuple[int, int]],
    patterns: Sequence[Pattern],
    date_words: frozenset[str],
) -> list[tuple[int, int, str]]:
    """Add the patterns' spans where no name stands, then what remains of time fragments."""
    merged = list(spans)
    for start, end, label in find_silver_spans(text, patterns):
        if not _overlaps(start, end, merged):
            merged.append((start, end, label))
    for start, end in fragments:
        if not _overlaps(start, end, merged):
            is_date = any(word in date_words for word in re.split(r"[\s-]+", text[start:end].lower()))
            merged.append((start, end, "DATE" if is_date else MISSING))
    return sorted(merged)


def project_mentions(
    text: str,
    entities: Iterable[Mapping[str, Any]],
    labels: Mapping[str, str],
    patterns: Sequence[Pattern],
    date_words: frozenset[str],
) -> NamedText:
    """Spans of every whole-word occurrence of the annotated mentions in `text`; longer mentions win.

    `entities` are those of the gold files: name, type, mentions. Mentions without a capital letter are no names.
    """
    surfaces: dict[str, str] = {}
    for entity in entities:
        for mention in (entity["name"], *entity["mentions"]):
            surface = mention.strip(_EDGE).removeprefix("the ").removeprefix("The ")
            if any(c.isupper() for c in surface) and entity["type"] in labels:
                surfaces.setdefault(surface, labels[entity["type"]])
    spans: list[tuple[int, int, str]] = []
    for surface in sorted(surfaces, key=lambda s: (-len(s), s)):
        expression = r"(?<!\w)" + re.escape(surface).replace(r"\ ", r"\s+") + r"(?!\w)"
        for match in re.finditer(expression, text):
            if not _overlaps(*match.span(), spans):
                spans.append((*match.span(), surfaces[surface]))
    return NamedText(text, tuple(merge_silver(text, spans, [], patterns, date_words)))


def is_form_of(name: str, full: str) -> bool:
    """Whether a name can stand for a fuller one.

    Each of its words is a word of it ("Obama"), or begins one and ends in a full stop ("N. Korea"); or it is its initials, two
    letters and more ("UN", "U.S.").
    """
    words, whole = name.split(), re.findall(r"\w+", full)
    initials = ("".join(word[0] for word in whole), "".join(word[0] for word in whole if word[0].isupper()))
    letters = "".join(re.findall(r"\w", name))
    if len(letters) > 1 and letters in initials:
        return True
    lower = [word.lower() for word in whole]
    return all(
        any(one == word.lower() or (word.endswith(".") and one.startswith(word[:-1].lower())) for one in lower) for word in words
    )


def add_forms(text: NamedText) -> NamedText:
    """Names of which annotations list only the fullest form, with their other forms: "Obama" beside "Barack Obama".

    A run of capitalised words that is no name yet gets the label of the names it can stand for, if they agree (of places: by its
    initials only, "South" is no "South Sudan"); any other run is a missing value, but for one word at the start of a sentence.
    Words that also stand in lower case are common.
    """
    full = {(text.text[start:end], label) for start, end, label in text.spans if label != MISSING}
    common = {word for word in re.findall(r"\w+", text.text) if word.islower()}
    spans = list(text.spans)
    for match in _CAPITALISED.finditer(text.text):
        words = [m for m in re.finditer(r"\S+", match.group()) if m.group().strip(_EDGE).lower() not in common]
        while words:
            start, end = match.start() + words[0].start(), match.start() + words[-1].end()
            label = _label_form(text.text[start:end], full)
            if len(words) == 1 or label != MISSING:
                begins = label == MISSING and words[0].start() == 0 and _BEGINS.search(text.text[:start])
                if not begins and not _overlaps(start, end, spans):
                    spans.append((start, end, label))
                break
            first = words.pop(0)
            if not _overlaps(match.start() + first.start(), match.start() + first.end(), spans):
                spans.append((match.start() + first.start(), match.start() + first.end(), MISSING))
    return NamedText(text.text, tuple(sorted(spans)))


def _label_form(name: str, full: Iterable[tuple[str, str]]) -> str:
    labels = {
        label
        for whole, label in full
        if label in ("PERSON", "ORG") or (label in ("GPE", "LOC") and name.replace(".", "").isupper())
        if is_form_of(name, whole)
    }
    return labels.pop() if len(labels) == 1 else MISSING


def find_majorities(sentences: Iterable[TaggedSentence], least_count: int = 8, least_share: float = 0.8) -> dict[str, str]:
    """Names (lower case) that a noisy corpus labels one way in at least `least_share` of cases: name → raw label."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for sentence in sentences:
        for first, last, label in tags_to_spans(sentence.tags):
            counts[" ".join(sentence.words[first:last]).lower()][label] += 1
    winners = {name: (*found.most_common(1)[0], found.total()) for name, found in counts.items()}
    return {n: label for n, (label, c, total) in winners.items() if total >= least_count and c >= least_share * total}


def apply_majorities(sentence: TaggedSentence, majorities: Mapping[str, str]) -> TaggedSentence:
    """The sentence with each name's label replaced by the corpus's majority label for that name."""
    tags = list(sentence.tags)
    for first, last, label in tags_to_spans(sentence.tags):
        name = " ".join(sentence.words[first:last]).lower()
        best = majorities.get(name, label)
        tags[first:last] = [f"B-{best}", *[f"I-{best}"] * (last - first - 1)]
    return TaggedSentence(sentence.words, tuple(tags), sentence.xpos)


def find_demonyms(sentences: Iterable[TaggedSentence], label: str = "gpe", least_count: int = 4) -> frozenset[str]:
    """Demonyms as a corpus with PTB tags has them: single words of `label` that are mostly JJ, NN or NNS."""
    plain: Counter[str] = Counter()
    proper: Counter[str] = Counter()
    for sentence in sentences:
        for first, last, found in tags_to_spans(sentence.tags):
            if found == label and last == first + 1 and sentence.words[first][:1].isupper():
                side = plain if sentence.xpos[first] in ("JJ", "NN", "NNS") else proper
                side[sentence.words[first]] += 1
    return frozenset(w for w, n in plain.items() if n + proper[w] >= least_count and n > proper[w])


def _find_demonyms(
    words: Sequence[str],
    offsets: Sequence[tuple[int, int]],
    spans: Sequence[tuple[int, int, str]],
    demonyms: frozenset[str],
) -> list[tuple[int, int, str]]:
    found = [(*offsets[i], "NORP") for i, word in enumerate(words) if word in demonyms]
    return [span for span in found if not _overlaps(span[0], span[1], spans)]


def _join_places(text: str, spans: Sequence[tuple[int, int, str]], places: Mapping[str, str]) -> list[tuple[int, int, str]]:
    """Two names side by side that make one known place ("North | Korea") are one name."""
    joined: list[tuple[int, int, str]] = []
    for start, end, label in sorted(spans):
        begin = joined[-1][0] if joined and joined[-1][1] + 1 == start else start
        place = places.get(text[begin:end].lower()) if begin < start else None
        if place:
            joined[-1] = (begin, end, place)
        else:
            joined.append((start, end, label))
    return joined


def _extend_demonyms(text: str, spans: Sequence[tuple[int, int, str]], prefixes: frozenset[str]) -> list[tuple[int, int, str]]:
    """ "Sri | Lankan" and "North | Korean" are one name: grow a demonym over the word before it, drop that word's span."""
    grown: list[tuple[int, int, str]] = []
    for start, end, label in sorted(spans):
        before, begin = text[:start].rstrip(" ").rpartition(" ")[2], start
        if label == "NORP" and before in prefixes:
            begin = text.rindex(before, 0, start)
            grown = [span for span in grown if span[1] <= begin]
        grown.append((begin, end, label))
    return grown


def _overlaps(start: int, end: int, spans: Iterable[tuple[int, int, str]]) -> bool:
    return any(start < other_end and other_start < end for other_start, other_end, _ in spans)
