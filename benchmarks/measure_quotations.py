"""Measure quotations, attribution and modality against annotated articles.

From the project folder: `python -m benchmarks.measure_quotations GOLD_DIR MODEL_DIR [--show]`.

Quotations count as the project's scorer counts them: a system quotation matches when one text contains the other and has at least
60 % of its length. Speakers are compared after a naive resolution (a pronoun is the nearest person before it), because the
real one is a later stage. Attribution and modality are measured at the annotated triggers, so no event can be missed.
"""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from spacy.tokens import Token

from transforms.events.attribution import source_of
from transforms.events.modality import modality_of
from transforms.events.quotations import find_quotations, find_speech
from transforms.events.records import QuotationRecord, TimeExpression
from transforms.language.article import ParsedArticle, Sentence, parse_articles
from transforms.language.pipeline import load_pipeline

MATCHED_LENGTH = 0.6
STOP = frozenset(
    {
        "the",
        "a",
        "an",
        "of",
        "in",
        "on",
        "at",
        "to",
        "and",
        "for",
        "by",
        "from",
        "his",
        "her",
        "its",
        "their",
        "our",
        "former",
        "president",
        "prime",
        "minister",
        "secretary",
        "state",
        "general",
        "mr",
        "mrs",
        "ms",
        "dr",
        "gen",
        "col",
        "lt",
        "sgt",
        "government",
        "forces",
        "troops",
        "army",
        "officials",
        "leader",
        "spokesman",
        "spokeswoman",
    }
)


def squash(text: str) -> str:
    """Letters and digits only, in lower case."""
    return "".join(letter.lower() for letter in text if letter.isalnum())


def same_name(one: str | None, other: str | None) -> bool:
    """Whether the content words of one name are among those of the other."""
    first, second = (re.findall(r"\w+", (name or "").lower()) for name in (one, other))
    if not first or not second:
        return False
    stems = [
        {
            re.sub(r"(ans|an|ians|ian|is|i|es|s|ese|ish)$", "", word) if len(word) > 4 else word
            for word in ({word for word in words if word not in STOP} or set(words))
        }
        for words in (first, second)
    ]
    return first == second or stems[0] <= stems[1] or stems[1] <= stems[0]


def resolve(head: Token | None, phrase: str | None) -> str | None:
    """A name for the speaker: for a pronoun the nearest person (he, she, I) or body (they, it, we) before it."""
    if head is None or head.pos_ != "PRON":
        return phrase
    labels = {"PERSON"} if head.lower_ in {"he", "she", "i", "him", "her"} else {"PERSON", "ORG", "GPE", "NORP"}
    before = [ent for ent in head.doc.ents if ent.end <= head.i and ent.label_ in labels]
    return before[-1].text if before else phrase


def read_gold(folder: Path) -> list[dict]:
    """The annotated articles of a folder, in order of name."""
    return [json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.json"))]


def parse(gold: list[dict], model: Path) -> Iterator[ParsedArticle]:
    """The articles, parsed."""
    rows = [
        {
            "article_id": one["id"],
            "title": one["title"],
            "text": one["text"],
            "published_at": datetime.fromisoformat(one["published_at"]).replace(tzinfo=UTC) if one["published_at"] else None,
        }
        for one in gold
    ]
    return parse_articles(load_pipeline(model), rows)


def count_quotations(gold: dict, found: list[QuotationRecord], counts: Counter, show: list[str]) -> None:
    """Add one article's quotations to `counts`: tp, fp, fn, speaker n and ok."""
    left = [record for record in found if record.kind == "direct"]
    for quotation in gold["quotations"]:
        wanted = squash(quotation["quote"])
        hit = next((record for record in left if _matches(wanted, squash(record.text))), None)
        if hit is None:
            counts["quotation fn"] += 1
            show.append(f"MISSED {gold['id']} {quotation}")
            continue
        left.remove(hit)
        counts["quotation tp"] += 1
        counts["speaker n"] += 1
        name = resolve(hit.speaker_head, hit.speaker)
        right = (not quotation["speaker"] and not name) or same_name(quotation["speaker"], name)
        counts["speaker ok"] += right
        if not right:
            show.append(
                f"SPEAKER {gold['id']} gold={quotation['speaker']!r} got={name!r} phrase={hit.speaker!r} cue={hit.cue!r} "
                f"{_around(gold, hit)}"
            )
    counts["quotation fp"] += len(left)
    show += [f"SPURIOUS {gold['id']} {record.text!r} {_around(gold, record)}" for record in left]


def _matches(wanted: str, got: str) -> bool:
    short, long = sorted((got, wanted), key=len)
    return bool(got) and short in long and len(short) >= MATCHED_LENGTH * len(long)


def _around(gold: dict, record: QuotationRecord) -> str:
    text = gold["title"] if record.sentence_no == 0 else gold["text"]
    return repr(text[max(0, record.start_char - 110) : record.end_char + 90])


def find_trigger(event: dict, article: ParsedArticle) -> tuple[Token, Sentence] | None:
    """The head token of an event's trigger and its sentence."""
    for doc, is_title in ((article.title, True), (article.body, False)):
        start = doc.text.find(event["sentence"])
        at = event["sentence"].find(event["trigger"])
        if start >= 0 and at >= 0:
            span = doc.char_span(start + at, start + at + len(event["trigger"]), alignment_mode="expand")
            sentence = next(
                (one for one in reversed(article.sentences) if one.is_title == is_title and one.span.start <= span.root.i), None
            )
            return (span.root, sentence) if sentence else None
    return None


def _time_of(event: dict, trigger: Token) -> TimeExpression | None:
    if not event["date"]:
        return None
    start = date.fromisoformat(event["date"])
    last = {"year": start + timedelta(days=364), "month": start + timedelta(days=29)}.get(event["date_precision"], start)
    end = date.fromisoformat(event["date_end"]) if event["date_end"] else last
    return TimeExpression(0, 0, "", start, end, event["date_precision"] or "day", trigger)


def count_events(gold: dict, article: ParsedArticle, counts: Counter, show: list[str]) -> None:
    """Add one article's events to `counts`: attribution tp, fp, fn and modality n, ok."""
    speech = find_speech(article)
    for event in gold["events"]:
        place = find_trigger(event, article)
        if place is None:
            counts["trigger lost"] += 1
            continue
        trigger, sentence = place
        source = source_of(trigger, sentence, speech)
        names = [resolve(source.source, source.text)] if source else []
        hits = [name for name in event["attributed_to"] if names and same_name(name, names[0])]
        counts["attribution tp"] += bool(hits)
        counts["attribution fp"] += len(names) - bool(hits)
        counts["attribution fn"] += len(event["attributed_to"]) - bool(hits)
        if bool(hits) != bool(names) or len(event["attributed_to"]) != len(names):
            show.append(
                f"SOURCE {gold['id']} {event['trigger']!r} gold={event['attributed_to']} got={names} {event['sentence'][:300]!r}"
            )
        got = modality_of(trigger, event["types"][0], _time_of(event, trigger), article.published_on)
        counts["modality n"] += 1
        counts["modality ok"] += got == event["modality"]
        counts[f"modality {event['modality']} as {got}"] += 1
        if got != event["modality"]:
            show.append(
                f"MODALITY {event['types'][0]} {event['trigger']!r} gold={event['modality']} got={got} "
                f"{event['sentence'][:250]!r}"
            )


def f1(counts: Counter, what: str) -> str:
    """Precision, recall and F1 of what was counted, as a line."""
    tp, fp, fn = (counts[f"{what} {kind}"] for kind in ("tp", "fp", "fn"))
    precision, recall = tp / max(1, tp + fp), tp / max(1, tp + fn)
    return f"{what:12} P {precision:.3f}  R {recall:.3f}  F1 {2 * tp / max(1, 2 * tp + fp + fn):.3f}  ({tp}/{fp}/{fn})"


def measure(gold: list[dict], articles: list[ParsedArticle], *, is_shown: bool) -> None:
    """Print the figures, and every error when `is_shown`."""
    counts: Counter = Counter()
    show: list[str] = []
    for one, article in zip(gold, articles, strict=True):
        count_quotations(one, find_quotations(article), counts, show)
        count_events(one, article, counts, show)
    print(*(show if is_shown else []), sep="\n")
    print(f1(counts, "quotation"), f1(counts, "attribution"), sep="\n")
    for what in ("speaker", "modality"):
        print(f"{what:12} accuracy {counts[what + ' ok'] / max(1, counts[what + ' n']):.3f}  (n {counts[what + ' n']})")
    print(*(f"  {key}: {value}" for key, value in sorted(counts.items()) if " as " in key or "lost" in key), sep="\n")


def main() -> None:
    """Read the arguments, parse, measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path)
    parser.add_argument("model", type=Path)
    parser.add_argument("--show", action="store_true", help="print every error")
    arguments = parser.parse_args()
    gold = read_gold(arguments.gold)
    measure(gold, list(parse(gold, arguments.model)), is_shown=arguments.show)


if __name__ == "__main__":
    main()
