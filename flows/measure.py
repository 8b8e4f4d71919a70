"""Scores of a language model on the corpora's development parts. Test parts of public corpora are not read.

All scores are counted on the annotations of the finished Docs, so that they hold for any pipeline, whatever its components are
called. Each text is read once, as raw text; figures of annotations that a pipeline does not make are None. Blank lines count
nowhere: they are no words.
"""

import re
import time
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import spacy
from spacy.language import Language
from spacy.scorer import Scorer
from spacy.tokens import Doc, Token
from spacy.training import Example

from flows.corpora import NameCorpora, read_seed, read_text, read_treebank, split_pud
from transforms.language.corpora.examples import group_trees, make_tree_example
from transforms.language.corpora.names import is_form_of
from transforms.language.corpora.texts import MISSING, NamedText
from transforms.language.corpora.treebanks import Tree
from transforms.language.pipeline import adapt_tokenizer

PUD = "ud_pud/en_pud-ud-test"
SYNTAX_PARTS = {"gum_news_dev": "ud_gum_open/en_gum-news-dev", "ewt_dev": "ud_ewt/en_ewt-ud-dev", "pud": PUD}
ALWAYS_ANNOTATED = {"uner_dev": ("PERSON", "ORG", "GPE", "LOC")}
ENTITY_LABELS = ("PERSON", "ORG", "GPE", "LOC", "FAC", "NORP", "EVENT")
NOT_SCORED = ("punct", "p")
SPEED_TEXTS = 150

Name = tuple[int, int, str]
NamePair = tuple[set[Name], set[Name]]
Relation = tuple[int, int, str]

NO_NAMES: Mapping[str, Any] = {**dict.fromkeys(("p", "r", "f", "n", "entities_f", "undated_f")), "by_label": {}}


@dataclass(frozen=True)
class DevParts:
    """All that a model is measured on.

    `syntax` has groups of consecutive sentences by part, `passages` those of PUD that have a neighbour, `names` texts with their
    names by part, `articles` (annotated articles held out, or None) and `speed` raw texts to be timed on.
    """

    syntax: Mapping[str, Sequence[Sequence[Tree]]]
    passages: Sequence[Sequence[Tree]]
    names: Mapping[str, Sequence[NamedText]]
    articles: Sequence[NamedText] | None
    speed: Sequence[str]


def read_parts(data_dir: Path, articles_dev: bool = True) -> DevParts:
    """The development parts: of PUD its kept-back documents, sentences alone; `articles_dev` adds the held-out articles.

    Raises CorpusMissingError.
    """
    trees = {part: read_treebank(data_dir, name) for part, name in SYNTAX_PARTS.items()}
    passages = group_consecutive(trees["pud"], read_sentence_numbers(data_dir, PUD))
    kept = split_pud(trees["pud"])[1]
    documents = {tree.document for tree in kept}
    corpora = NameCorpora(data_dir)
    names = {
        "gmb_dev": corpora.read_gmb("dev"),
        "crossner_dev": corpora.read_crossner("dev"),
        "uner_dev": corpora.read_uner("dev"),
    }
    return DevParts(
        syntax={part: group_trees(kept, 1) if part == "pud" else group_trees(found) for part, found in trees.items()},
        passages=[run for run in passages if len(run) > 1 and run[0].document in documents],
        names=names,
        articles=corpora.read_articles("dev") if articles_dev else None,
        speed=[text.text for text in corpora.read_articles("train")[:SPEED_TEXTS]],
    )


def read_sentence_numbers(data_dir: Path, name: str) -> list[int]:
    """Of each sentence of a treebank file its number in the document, with which its `sent_id` ends (three digits)."""
    return [int(n) for n in re.findall(r"^# sent_id = \S*(\d{3})$", read_text(data_dir / f"{name}.conllu.gz"), re.MULTILINE)]


def group_consecutive(trees: Sequence[Tree], numbers: Sequence[int]) -> list[list[Tree]]:
    """Sentences of one document whose `numbers` follow each other stand together."""
    groups: list[list[Tree]] = []
    last = ("", 0)
    for tree, number in zip(trees, numbers, strict=True):
        if (tree.document, number - 1) == last:
            groups[-1].append(tree)
        else:
            groups.append([tree])
        last = (tree.document, number)
    return groups


def measure_model(nlp: Language, data_dir: Path, articles_dev: bool = False) -> dict[str, Any]:
    """All scores, 0 to 1, by corpus, and words a second. Of PUD the kept-back documents. Raises CorpusMissingError."""
    parts = read_parts(data_dir, articles_dev)
    return {**measure_parts(nlp, parts), "words_per_second": measure_speed(nlp, parts.speed)}


def measure_parts(nlp: Language, parts: DevParts) -> dict[str, Any]:
    """Scores by part: of `score_syntax`, of `score_names`; `relations` of all treebank parts together; `pud_passages` sentences.

    `articles_dev` and `articles_entities` are those of `compare_articles`.
    """
    examples = {part: parse_groups(nlp, groups) for part, groups in parts.syntax.items()}
    scores: dict[str, Any] = {part: score_examples(found) for part, found in examples.items()}
    scores["pud_passages"] = score_sentences(parse_groups(nlp, parts.passages))
    scores["relations"] = score_relations([example for found in examples.values() for example in found])
    for part, texts in parts.names.items():
        scores[part] = score_names(nlp, texts, ALWAYS_ANNOTATED.get(part))
    if parts.articles is not None:
        docs = list(nlp.pipe(text.text for text in parts.articles))
        scores["articles_dev"], scores["articles_entities"] = compare_articles(docs, parts.articles)
    return scores


def parse_groups(nlp: Language, groups: Sequence[Sequence[Tree]]) -> list[Example]:
    """Examples of what `nlp` makes of the groups' raw text, and the treebank's own annotation."""
    references = [make_tree_example(nlp, group).reference for group in groups]
    docs = nlp.pipe(reference.text for reference in references)
    return [Example(doc, reference) for doc, reference in zip(docs, references, strict=True)]


def score_syntax(nlp: Language, groups: Sequence[Sequence[Tree]]) -> dict[str, Any]:
    """Tags, coarse tags, lemmas, attachment and sentences on treebank texts, and `mean`, by which weights are chosen."""
    return score_examples(parse_groups(nlp, groups))


def score_examples(examples: Sequence[Example]) -> dict[str, Any]:
    """`tag`, `pos`, `lemma` (share right), `uas`, `las` (F without punctuation), `sents`, `ends`, and their `mean`."""
    docs = [example.predicted for example in examples]
    found: dict[str, Any] = {}
    for name in ("tag", "pos", "lemma"):
        scores = Scorer.score_token_attr(examples, name, getter=_read_word)
        found[name] = scores[f"{name}_acc"] if has_annotation(docs, name.upper()) else None
    found.update(score_attachment(examples))
    found.update(score_sentences(examples))
    weights = {"las": 0.6, "tag": 0.2, "lemma": 0.1, "sents": 0.1}
    return {**found, "mean": sum(weight * (found[name] or 0.0) for name, weight in weights.items())}


def _read_word(token: Token, name: str) -> Any:
    """The value of a word; that of a blank line is missing."""
    return "" if token.is_space else getattr(token, name)


def score_relations(examples: Sequence[Example]) -> dict[str, dict[str, Any]]:
    """Precision, recall, F and number `n` in the reference of each relation (right: head and label), by label.

    Empty where the pipeline does not parse.
    """
    if not has_annotation([example.predicted for example in examples], "DEP"):
        return {}
    counts: dict[str, Counts] = defaultdict(Counts)
    for example in examples:
        found, true = find_relations(example)
        for label in {relation[2] for relation in found | true}:
            counts[label].add({one for one in found if one[2] == label}, {one for one in true if one[2] == label})
    return {label: counts[label].score() for label in sorted(counts)}


def score_attachment(examples: Sequence[Example]) -> dict[str, Any]:
    """F of heads (`uas`) and of heads with labels (`las`); None where the pipeline does not parse."""
    if not has_annotation([example.predicted for example in examples], "DEP"):
        return {"uas": None, "las": None}
    heads, labelled = Counts(), Counts()
    for example in examples:
        found, true = find_relations(example)
        labelled.add(found, true)
        heads.add({one[:2] for one in found}, {one[:2] for one in true})
    return {"uas": heads.score()["f"], "las": labelled.score()["f"]}


def find_relations(example: Example) -> tuple[set[Relation], set[Relation]]:
    """(word, head, label in lower case) as found and as true, by the reference's tokens, without punctuation and blank lines.

    A word that has no single token in the reference gets a number below zero, so that it is never right. (Counted here because
    `Scorer.score_deps` carries the missing words of one text over to the next.)
    """
    places = example.alignment.x2y
    single = places.lengths == 1
    numbers = {i: int(places[i][0]) if single[i] else -1 - i for i in range(len(example.predicted))}
    return _read_relations(example.predicted, numbers), _read_relations(example.reference, range(len(example.reference)))


def _read_relations(doc: Doc, numbers: Mapping[int, int] | Sequence[int]) -> set[Relation]:
    labels = [(token, token.dep_.lower()) for token in doc if not token.is_space]
    return {(numbers[token.i], numbers[token.head.i], label) for token, label in labels if label not in NOT_SCORED}


def score_sentences(examples: Sequence[Example]) -> dict[str, Any]:
    """F of whole sentences (`sents`) and of their ends (`ends`, the last one of each text left out: it cannot be missed)."""
    if not has_annotation([example.predicted for example in examples], "SENT_START"):
        return {"sents": None, "ends": None}
    whole, ends = Counts(), Counts()
    for example in examples:
        found, true = find_sentences(example.predicted), find_sentences(example.reference)
        whole.add(found, true)
        ends.add(_inner_ends(found), _inner_ends(true))
    return {"sents": whole.score()["f"], "ends": ends.score()["f"] if ends.true else None}


def find_sentences(doc: Doc) -> set[tuple[int, int]]:
    """Where the sentences start and end, in characters, without white space at their edges."""
    if not doc.has_annotation("SENT_START"):
        return {(0, len(doc.text.strip()))}
    spans = [(sent.start_char, sent.text) for sent in doc.sents if sent.text.strip()]
    return {(start + len(text) - len(text.lstrip()), start + len(text.rstrip())) for start, text in spans}


def _inner_ends(sentences: set[tuple[int, int]]) -> set[int]:
    return set(sorted(end for _, end in sentences)[:-1])


def has_annotation(docs: Sequence[Doc], name: str) -> bool:
    """Whether a pipeline makes an annotation, as its longest Doc shows; sentence starts must be told of every token."""
    longest = max(docs, key=len, default=None)
    return longest is not None and longest.has_annotation(name, require_complete=name == "SENT_START")


@dataclass
class Counts:
    """How many were right, how many found, how many there are."""

    right: int = 0
    found: int = 0
    true: int = 0

    def add(self, found: set[Any], true: set[Any]) -> None:
        """Count the members of two sets."""
        self.right += len(found & true)
        self.found += len(found)
        self.true += len(true)

    def score(self) -> dict[str, Any]:
        """Precision, recall, F, and the number `n` that there are."""
        precision, recall = self.right / max(self.found, 1), self.right / max(self.true, 1)
        return {"p": precision, "r": recall, "f": 2 * precision * recall / max(precision + recall, 1e-9), "n": self.true}


def score_names(nlp: Language, texts: Sequence[NamedText], labels: Sequence[str] | None = None) -> dict[str, Any]:
    """`compare_names` of what `nlp` finds in the texts."""
    return compare_names(list(nlp.pipe(text.text for text in texts)), texts, labels)


def compare_names(docs: Sequence[Doc], texts: Sequence[NamedText], labels: Collection[str] | None = None) -> dict[str, Any]:
    """Precision, recall, F of names, overall and `by_label`; with `labels`, of these labels only.

    `entities_f` is the F of ENTITY_LABELS, `undated_f` that of all labels but DATE. A name is right where edges and label are;
    names found on words of unknown state do not count. All None where the pipeline finds no names.
    """
    pairs = [pair_names(doc, text) for doc, text in zip(docs, texts, strict=True)]
    return score_pairs(pairs, labels) if has_annotation(docs, "ENT_IOB") else dict(NO_NAMES)


def compare_articles(docs: Sequence[Doc], texts: Sequence[NamedText]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Names in annotated articles, mention by mention (as `compare_names`), and distinct names of ENTITY_LABELS with their type.

    The articles give each entity one form of its name, so other forms of it are of unknown state (`leave_out_forms`); the
    `strict_f` of the distinct names counts them as wrong.
    """
    if not has_annotation(docs, "ENT_IOB"):
        return dict(NO_NAMES), dict.fromkeys(("p", "r", "f", "n", "strict_f"))
    pairs = [pair_names(doc, text) for doc, text in zip(docs, texts, strict=True)]
    known = [(leave_out_forms(found, true, text.text), true) for (found, true), text in zip(pairs, texts, strict=True)]
    strict, counts = Counts(), Counts()
    for (found, true), (kept, _), text in zip(pairs, known, texts, strict=True):
        strict.add(list_entities(found, text.text), list_entities(true, text.text))
        counts.add(list_entities(kept, text.text), list_entities(true, text.text))
    return score_pairs(known), {**counts.score(), "strict_f": strict.score()["f"]}


def score_pairs(pairs: Sequence[NamePair], labels: Collection[str] | None = None) -> dict[str, Any]:
    """The figures of `compare_names`, from found and true names."""
    known = sorted({label for found, true in pairs for *_, label in found | true if labels is None or label in labels})
    return {
        **count_names(pairs, known),
        "entities_f": count_names(pairs, ENTITY_LABELS)["f"] if labels is None else None,
        "undated_f": count_names(pairs, [label for label in known if label != "DATE"])["f"],
        "by_label": {label: count_names(pairs, [label]) for label in known},
    }


def pair_names(doc: Doc, text: NamedText) -> NamePair:
    """The names found, without those that touch words of unknown state, and the true ones.

    Of unknown state are also names with an edge inside a word: half a word (of our tokenizer, for every pipeline) is no name.
    """
    words = load_tokenizer().make_doc(text.text)
    starts, ends = {word.idx for word in words}, {word.idx + len(word) for word in words}
    true = {span for span in text.spans if span[2] != MISSING and span[0] in starts and span[1] in ends}
    missing = set(text.spans) - true
    found = {(ent.start_char, ent.end_char, ent.label_) for ent in doc.ents}
    return {name for name in found if not any(name[0] < end and start < name[1] for start, end, _ in missing)}, true


@cache
def load_tokenizer() -> Language:
    """A pipeline of nothing but our tokenizer."""
    nlp = spacy.blank("en")
    adapt_tokenizer(nlp, read_seed("abbreviations.json"))
    return nlp


def count_names(pairs: Iterable[NamePair], labels: Collection[str]) -> dict[str, Any]:
    """Precision, recall, F and number of the names of some labels."""
    counts = Counts()
    for pair in pairs:
        found, true = ({name for name in names if name[2] in labels} for names in pair)
        counts.add(found, true)
    return counts.score()


def leave_out_forms(found: set[Name], true: set[Name], text: str) -> set[Name]:
    """The names found without those that are another form of a true name with the same label, elsewhere in the text."""
    full = {(text[start:end], label) for start, end, label in true}

    def is_form(name: Name) -> bool:
        start, end, label = name
        is_apart = not any(start < other_end and other_start < end for other_start, other_end, _ in true)
        return is_apart and any(label == other_label and is_form_of(text[start:end], other) for other, other_label in full)

    return {name for name in found if not is_form(name)}


def list_entities(names: Iterable[Name], text: str) -> set[tuple[str, str]]:
    """The distinct names of ENTITY_LABELS with their label, in one line and without "the" before them."""
    named = [(" ".join(text[start:end].split()), label) for start, end, label in names if label in ENTITY_LABELS]
    return {(re.sub(r"^[Tt]he ", "", name), label) for name, label in named}


def measure_speed(nlp: Language, texts: Sequence[str]) -> int:
    """Words a second of processor time, whole pipeline, after one text to warm up; other load on the machine does not count."""
    nlp(texts[0])
    words, seconds = time_texts(nlp, texts)
    return round(words / seconds)


def time_texts(nlp: Language, texts: Sequence[str]) -> tuple[int, float]:
    """Words of the texts and the seconds of processor time, of all threads, that the whole pipeline takes for them."""
    started = time.process_time()
    words = sum(len(doc) for doc in nlp.pipe(texts))
    return words, time.process_time() - started


EVENT_LINES = (
    "",
    "Event heads give type, mode, modality and roles of events, learned from annotated articles. `dateline evaluate --folds`",
    "measures them, by models trained without the articles that they code.",
)


def write_card(meta: Mapping[str, Any]) -> str:
    """The model card, in Markdown, from a model's meta."""
    scores = meta["performance"]
    syntax = [
        f"| {part} | " + " | ".join(f"{scores[part][key]:.3f}" for key in ("tag", "pos", "lemma", "uas", "las", "sents")) + " |"
        for part in SYNTAX_PARTS
    ]
    names = [
        f"| {part} | {label} | {values['p']:.3f} | {values['r']:.3f} | {values['f']:.3f} |"
        for part, found in scores.items()
        if isinstance(found, Mapping) and "by_label" in found
        for label, values in [("all", found), *found["by_label"].items()]
    ]
    sources = [f"| {source['name']} | {source['use']} | {source['license']} | {source['url']} |" for source in meta["sources"]]
    lines = [
        f"# en_{meta['name']} {meta['version']}",
        "",
        meta["description"],
        "",
        f"Licence of the weights: {meta['license']}. SHA-256 of the files: `{meta['dateline_hash']}`.",
        f"Size: {scores['size_mb']} MB. Speed: {scores['words_per_second']} words a second of processor time.",
        "",
        "Made by `dateline train`, seed and limits in meta.json. Labels: PTB tags, UD coarse tags,",
        "dependencies of spaCy's English models (converted from UD by transforms/language/corpora/clearnlp.py), OntoNotes names.",
        "Dates and numbers are learned from silver labels (seeds/language/silver_patterns.json): their scores measure",
        "agreement with those patterns, no more.",
        *(EVENT_LINES if "events" in meta.get("dateline_steps", {}) else ()),
        "",
        "## Syntax",
        "",
        "| part | tag | pos | lemma | UAS | LAS | sentences F |",
        "| --- | --- | --- | --- | --- | --- | --- |",
        *syntax,
        "",
        "Parsed from raw text, punctuation not counted in UAS and LAS. Of PUD the kept-back documents, sentences alone.",
        "",
        "## Names",
        "",
        "| part | label | P | R | F |",
        "| --- | --- | --- | --- | --- |",
        *names,
        "",
        "## Corpora",
        "",
        "| corpus | use | licence | source |",
        "| --- | --- | --- | --- |",
        *sources,
        "",
    ]
    return "\n".join(lines)
