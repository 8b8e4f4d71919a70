"""The coder on public corpora of events and attributions: `dateline evaluate --events DATA_DIR`.

Read are the train and development parts below the data folder, never a test part: PLV (root of what one does to another),
IndiaPoliceEvents (sentences that tell of arrests, force, killing by police), MUC-4 (reports of attacks, persons hit), PolNeAR
(who says what), GUM (whom pronouns and descriptions mean). Formats and licences: the README beside each. What counts as right:
`transforms.scoring.event_corpora`, `transforms.scoring.coreference`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import polars as pl
from spacy.tokens import Token

from flows import console
from flows.coding import CoderPlan
from flows.coreference import measure_chains
from flows.corpora import read_records, read_text
from flows.corpus_figures import show_figures
from flows.corpus_texts import read_articles
from flows.settings import load_settings
from flows.workers import load_extractor
from transforms.events.quotations import find_speech
from transforms.events.records import QuotationRecord
from transforms.events.speech import speaker_phrase
from transforms.extract import Extractor, extract_batch
from transforms.language.article import parse_articles
from transforms.scoring.coreference import read_chains
from transforms.scoring.event_corpora import (
    Figures,
    FoundEvent,
    LabelledSentence,
    Pair,
    Report,
    Said,
    check_letters,
    count_letters,
    find_events,
    letters_in,
    score_attributions,
    score_pairs,
    score_reports,
    score_sentences,
)

BATCH = 200
DATELINE_DAY = re.compile(r"\b(\d{1,2} [A-Z]{3})[A-Z]* ([89]\d)\b")


@dataclass(frozen=True, slots=True)
class Corpus:
    """A corpus: its file below the data folder, its name for people, what measures the coder on its records, what reads them."""

    file: str
    title: str
    measure: Callable[[Sequence[Any], Extractor], Figures]
    read: Callable[[str], Sequence[Any]] = read_records


@dataclass(frozen=True, slots=True)
class CodedText:
    """A text as it was read, and its events; a text that reading rejects is empty and has none."""

    text: str = ""
    events: Sequence[FoundEvent] = ()


def evaluate_events(data: Path, *, as_json: bool, **given: object) -> int:
    """`dateline evaluate --events`: code the corpora below `data` and print the figures. `given`: settings of the coder.

    Raises CorpusMissingError and ModelNotFoundError.
    """
    records = read_corpora(data)
    extractor = load_extractor(CoderPlan.of(load_settings(**given)))
    figures = {}
    for name, rows in records.items():
        console.say(f"Coding {CORPORA[name].title}: {len(rows)} records")
        figures[CORPORA[name].title] = CORPORA[name].measure(rows, extractor)
    show_figures(figures, as_json=as_json)
    return console.OK


def read_corpora(data: Path) -> dict[str, Sequence[Any]]:
    """The records of each corpus, by its name. Raises CorpusMissingError."""
    return {name: one.read(read_text(data / one.file)) for name, one in CORPORA.items()}


# --- from records to coded texts ----------------------------------------------------------------------------------------------


def code_texts(records: Sequence[dict], extractor: Extractor) -> list[CodedText]:
    """The coded text of each record (id, text, published_at), in their order."""
    articles, ids = read_articles(records)
    texts = dict(articles.select("article_id", "text").iter_rows())
    events: dict[str, list[FoundEvent]] = {}
    for batch in articles.iter_slices(BATCH):
        events |= find_events(extract_batch(batch, extractor))
    article_ids = [ids.get(record["id"], "") for record in records]
    return [CodedText(texts.get(one, ""), events.get(one, ())) for one in article_ids]


def as_record(record: dict, text: str, published_at: str | None = None) -> dict:
    """What `read_articles` takes."""
    return {"id": record["id"], "text": text, "published_at": published_at}


# --- the corpora --------------------------------------------------------------------------------------------------------------


def measure_plv(records: Sequence[dict], extractor: Extractor) -> Figures:
    """PLV: id, sentence, actor, recipient, event_type, penta. That there is an act is given: the surest counts, however sure."""
    extractor = replace(extractor, minimum_confidence=0.0)
    coded = code_texts([as_record(one, one["sentence"]) for one in records], extractor)
    return score_pairs((_as_pair(one, found.text), found.events) for one, found in zip(records, coded, strict=True))


def _as_pair(record: dict, text: str) -> Pair:
    return Pair(text, record["actor"], record["recipient"], record["event_type"], record["penta"])


def measure_police(records: Sequence[dict], extractor: Extractor) -> Figures:
    """IndiaPoliceEvents: id, date, gold.sentences (text, labels)."""
    sentences = [[LabelledSentence(s["text"], frozenset(s["labels"])) for s in one["gold"]["sentences"]] for one in records]
    texts = [" ".join(sentence.text for sentence in some) for some in sentences]
    coded = code_texts([as_record(*one) for one in zip(records, texts, [r["date"] for r in records], strict=True)], extractor)
    return score_sentences(
        (some, found.text or text, found.events) for some, text, found in zip(sentences, texts, coded, strict=True)
    )


def measure_muc(records: Sequence[dict], extractor: Extractor) -> Figures:
    """MUC-4: id, dateline, text, gold.relevant, gold.templates (slots: lists of {v: the names that stand for one, optional})."""
    coded = code_texts([as_record(one, one["text"], _day_of(one["dateline"])) for one in records], extractor)
    return score_reports((_as_report(one["gold"]), found.events) for one, found in zip(records, coded, strict=True))


def _day_of(dateline: str | None) -> str | None:
    """The day of a report of the years 1988 to 1990: "8 JAN 1990" of "CLANDESTINE, 8 JAN 90 (RADIO VENCEREMOS)"."""
    match = DATELINE_DAY.search(dateline or "")
    return f"{match[1]} 19{match[2]}" if match else None


def _as_report(gold: dict) -> Report:
    """Persons that several templates name count once; optional ones do not count."""
    slots = [value for template in gold["templates"] for value in template.get("hum_target_name", [])]
    names = {tuple(value["v"]) for value in slots if not value.get("optional")}
    return Report(gold["relevant"], sorted(names))


def measure_polnear(records: Sequence[dict], extractor: Extractor) -> Figures:
    """PolNeAR: id, text, published_at, gold.attributions (source, cue, content: lists of {spans, text})."""
    told = [as_record(one, one["text"], one["published_at"]) for one in records]
    articles, ids = read_articles(told)
    found = dict(_find_said(articles, extractor))
    pairs = []
    for record in records:
        letters = count_letters(record["text"])
        total, said = found.get(ids.get(record["id"], ""), (letters[-1], []))
        check_letters(letters[-1], total)
        pairs.append(([_as_said(one, letters) for one in record["gold"]["attributions"]], said))
    return score_attributions(pairs)


def _as_said(attribution: dict, letters: Sequence[int]) -> Said:
    source, content = (
        letters_in(((start, end) for part in attribution[name] for start, end in part["spans"]), letters)
        for name in ("source", "content")
    )
    return Said(source, content)


def _find_said(articles: pl.DataFrame, extractor: Extractor) -> Iterator[tuple[str, tuple[int, list[Said]]]]:
    """article_id with the number of letters of its text and what is said in it. The texts have no titles."""
    for parsed in parse_articles(extractor.nlp, articles.iter_rows(named=True)):
        letters = count_letters(parsed.body.text)
        yield parsed.article_id, (letters[-1], [_join(parts, letters) for parts in group_speech(find_speech(parsed))])


def group_speech(records: Iterable[QuotationRecord]) -> list[list[QuotationRecord]]:
    """The records of one attribution together: of one speaker and one cue; without a cue, with that speaker's last one."""
    groups: dict[object, list[QuotationRecord]] = {}
    last_cue: dict[Token | None, Token | None] = {}
    for number, one in enumerate(records):
        cue = one.cue_token or last_cue.get(one.speaker_head)
        last_cue[one.speaker_head] = cue
        key = (one.speaker_head, cue) if one.speaker_head or cue else number
        groups.setdefault(key, []).append(one)
    return list(groups.values())


def _join(parts: Sequence[QuotationRecord], letters: Sequence[int]) -> Said:
    phrase = speaker_phrase(parts[0].speaker_head) if parts[0].speaker_head is not None else None
    source = letters_in([(phrase.start_char, phrase.end_char)], letters) if phrase else frozenset[int]()
    return Said(source, letters_in(((one.start_char, one.end_char) for one in parts), letters))


CORPORA = {
    "plv": Corpus("plv/train.jsonl", "PLV train", measure_plv),
    "india_police_events": Corpus("india_police_events/train.jsonl.gz", "IndiaPolice train", measure_police),
    "muc4": Corpus("muc4/dev.jsonl.gz", "MUC-4 dev", measure_muc),
    "polnear": Corpus("polnear/dev.jsonl.gz", "PolNeAR dev", measure_polnear),
    "gum_news": Corpus("ud_gum_open/en_gum-news-dev.conllu.gz", "GUM news dev", measure_chains, read_chains),
    "gum_other": Corpus("ud_gum_open/en_gum-other-dev.conllu.gz", "GUM other dev", measure_chains, read_chains),
}
