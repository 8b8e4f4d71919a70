"""Places on public corpora of toponyms: `dateline evaluate --places DATA_DIR`.

Read are LGL (local news, names that many places bear; nationalities count as places there) and GeoVirus (Wikinews); formats and
licences: the README beside the corpora. What counts as right: `transforms.scoring.places`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from flows import console
from flows.coding import CoderPlan
from flows.corpora import read_records, read_text
from flows.corpus_figures import show_figures
from flows.settings import load_settings
from flows.workers import load_extractor
from transforms.events.label_groups import label_group
from transforms.events.places import peoples, place_named
from transforms.events.records import Mention
from transforms.events.scene import Scene, set_scene
from transforms.extract import Extractor
from transforms.language.article import parse_articles
from transforms.scoring.places import FoundPlace, is_near, pair_places, score_places


@dataclass(frozen=True, slots=True)
class Corpus:
    """A corpus: its file below the data folder, its name for people, whether nationalities are places to it."""

    file: str
    title: str
    has_peoples: bool


CORPORA = (Corpus("geo/lgl.jsonl.gz", "LGL", True), Corpus("geo/geovirus.jsonl.gz", "GeoVirus", False))
WRONG_COLUMNS = ("text", "toponym", "wanted", "found")


def evaluate_places(data: Path, *, as_json: bool, details: bool, **given: object) -> int:
    """`dateline evaluate --places`: find the places of the corpora below `data` and print the figures. `given`: settings.

    With `details` first every toponym that is missed, in another country or far away. Raises CorpusMissingError and
    ModelNotFoundError.
    """
    records = {corpus: read_records(read_text(data / corpus.file)) for corpus in CORPORA}
    extractor = load_extractor(CoderPlan.of(load_settings(**given)))
    figures = {}
    for corpus, rows in records.items():
        console.say(f"Finding the places of {corpus.title}: {len(rows)} texts")
        texts = [
            (toponyms_of(row, extractor), found) for row, found in zip(rows, find_places(rows, corpus, extractor), strict=True)
        ]
        if details:
            wrong = [line for row, text in zip(rows, texts, strict=True) for line in list_wrong(row["id"], *text)]
            console.print_table(corpus.title, WRONG_COLUMNS, wrong)
        figures[corpus.title] = score_places(texts)
    show_figures(figures, as_json=as_json)
    return console.OK


def toponyms_of(record: dict, extractor: Extractor) -> list[dict]:
    """The toponyms that the corpus marks (phrase, start, end, lat, lon), the names of their countries as codes."""
    classify = extractor.coder.actors.classify
    return [
        told | {"country": classify(None, told["country"], "GPE")[0] if told.get("country") else None}
        for told in record["gold"]["toponyms"]
    ]


def find_places(records: Sequence[dict], corpus: Corpus, extractor: Extractor) -> Iterator[list[FoundPlace]]:
    """The place names of each record's text, resolved. The texts begin with their titles."""
    rows = ({"article_id": one["id"], "title": "", "text": one["text"], "published_at": None} for one in records)
    for parsed in parse_articles(extractor.nlp, rows):
        scene = set_scene(parsed, extractor.coder)
        yield [
            _find_place(mention, scene)
            for sentence in parsed.sentences
            for mention in scene.names_in(sentence)
            if mention.label in label_group("place") or (corpus.has_peoples and mention.text in peoples())
        ]


def _find_place(mention: Mention, scene: Scene) -> FoundPlace:
    names = scene.names.get(mention.sentence_no, [])
    place = place_named(mention, names, scene.coder.gazetteer, scene.context)
    if place is None:
        return FoundPlace(mention.start_char, mention.end_char)
    return FoundPlace(mention.start_char, mention.end_char, place.country, place.latitude, place.longitude)


def list_wrong(text_id: str, toponyms: Sequence[Mapping], found: Sequence[FoundPlace]) -> list[list[object]]:
    """Rows of WRONG_COLUMNS: toponyms of a text that are missed, in another country or far away, and spurious places."""
    pairs = pair_places(toponyms, found)
    taken, hits = {one["start"] for one, _ in pairs}, {one for _, one in pairs}
    rows: list[list[object]] = [[text_id, one["phrase"], "a place", "-"] for one in toponyms if one["start"] not in taken]
    rows += [[text_id, f"{one.start_char}-{one.end_char}", "-", one.country] for one in found if one not in hits]
    for told, one in pairs:
        is_abroad = bool(told["country"]) and told["country"] != one.country
        if is_abroad or (told.get("lat") is not None and not is_near(told, one)):
            wanted = f"{told['country'] or ''} {told.get('lat')} {told.get('lon')}"
            rows.append([text_id, told["phrase"], wanted, f"{one.country or ''} {one.latitude} {one.longitude}"])
    return rows
