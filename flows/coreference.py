"""Pronouns and descriptions on GUM's chains of coreference: what is resolved rightly, and the fit of the weights of pronouns.

Read are the openly licensed news and other genres below the data folder: the development parts to measure, the training parts
to fit (`dateline evaluate --events`, `dateline calibrate --pronouns`).
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_matrix
from spacy.tokens import Token

from flows.corpora import read_text
from flows.corpus_texts import read_articles
from transforms.events.pronouns import Chooser, Referent, choose, features_of, features_of_nobody
from transforms.events.records import Mention
from transforms.events.scene import set_scene
from transforms.extract import Extractor
from transforms.language.article import parse_articles
from transforms.scoring.coreference import Chained, ChainedText, links_of, read_chains, score_chains
from transforms.scoring.event_corpora import Figures, check_letters, count_letters

TRAINING = ("ud_gum_open/en_gum-news-train.conllu.gz", "ud_gum_open/en_gum-other-train.conllu.gz")
RARE = 15  # features of fewer candidates get no weight
STRENGTH = 1.0  # of the pull of weights towards 0: the sum of squares counts half of it
LEAST_WEIGHT = 0.05  # smaller ones are left out


@dataclass(frozen=True, slots=True)
class Choice:
    """A pronoun's candidates, nobody first: the features of each, and which of them are right."""

    features: list[list[str]]
    right: list[bool]


def measure_chains(texts: Sequence[ChainedText], extractor: Extractor) -> Figures:
    """Precision and recall of resolved pronouns and descriptions, by kind."""
    linked = ((text, links_of(mentions, letters)) for text, mentions, letters in _resolve(texts, extractor, choose))
    return dict(score_chains(linked))


def fit_pronouns(data: Path, extractor: Extractor) -> dict[str, float]:
    """Feature → weight: a conditional logit over each pronoun's candidates in the training parts. Raises CorpusMissingError.

    What was resolved before a pronoun, by the weights there are, is part of what is known of its candidates.
    """
    texts = [text for name in TRAINING for text in read_chains(read_text(data / name))]
    return fit_choices(list(_collect(texts, extractor)))


def write_pronoun_weights(weights: dict[str, float], path: Path) -> None:
    """As a seed: feature, weight."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["feature", "weight"])
        writer.writerows((name, f"{weight:.2f}") for name, weight in sorted(weights.items()) if abs(weight) >= LEAST_WEIGHT)


_Asked = tuple[int, list[tuple[int, int]], list[list[str]]]  # a pronoun's place, where its candidates were told, features


def _resolve(
    texts: Sequence[ChainedText], extractor: Extractor, chooser: Chooser
) -> Iterator[tuple[ChainedText, list[Mention], Sequence[int]]]:
    """Each text with the mentions of its body and the letters before each character."""
    articles, ids = read_articles([{"id": one.text_id, "text": one.text, "published_at": None} for one in texts])
    by_id = {ids[one.text_id]: one for one in texts}
    for parsed in parse_articles(extractor.nlp, articles.iter_rows(named=True)):
        text, letters = by_id[parsed.article_id], count_letters(parsed.body.text)
        check_letters(count_letters(text.text)[-1], letters[-1])
        yield text, set_scene(parsed, extractor.coder, chooser).mentions, letters


def _collect(texts: Sequence[ChainedText], extractor: Extractor) -> Iterator[Choice]:
    """The choices that the texts' pronouns were, in their order."""
    for text in texts:
        asked: list[_Asked] = []

        def note(pronoun: Token, sentence_no: int, candidates: list[Referent], asked: list[_Asked] = asked) -> Referent | None:
            told = [_place_of(one) for one in candidates]
            features = [list(features_of(pronoun, sentence_no, one, rank)) for rank, one in enumerate(candidates)]
            asked.append((pronoun.idx, told, [list(features_of_nobody(pronoun)), *features]))
            return choose(pronoun, sentence_no, candidates)

        for _, _, letters in _resolve([text], extractor, note):
            for place, told, features in asked:
                chain = _chain_at(text.mentions, letters[place], letters[place] + 1)
                right = [
                    chain is not None and _chain_at(text.mentions, letters[start], letters[end]) == chain for start, end in told
                ]
                yield Choice(features, [not any(right), *right])


def _place_of(referent: Referent) -> tuple[int, int]:
    """The characters where a candidate was told last: of a name all, since its head may be another word in the treebank."""
    last = referent.last
    name = next((one for one in last.doc.ents if one.start <= last.i < one.end), None) if referent.form == "name" else None
    return (name.start_char, name.end_char) if name is not None else (last.idx, last.idx + len(last))


def _chain_at(mentions: Iterable[Chained], start: int, end: int) -> int | None:
    """The chain of the mention that lies nearest to a stretch of letters, of those whose head is in it."""
    inside = (one for one in mentions if start <= one.head < end)
    found = min(inside, key=lambda one: abs(one.start - start) + abs(one.end - end), default=None)
    return found.chain if found else None


def fit_choices(choices: Sequence[Choice]) -> dict[str, float]:
    """The weights under which right candidates are likeliest, those of rare features left out."""
    counts = Counter(name for one in choices for features in one.features for name in set(features))
    index = {name: number for number, name in enumerate(sorted(name for name, count in counts.items() if count >= RARE))}
    rows = [[index[name] for name in features if name in index] for one in choices for features in one.features]
    ends = np.cumsum([0, *map(len, rows)])
    cells = np.fromiter((cell for row in rows for cell in row), dtype=np.int64, count=int(ends[-1]))
    design = csr_matrix((np.ones(len(cells)), cells, ends), shape=(len(rows), len(index)))
    owner = np.repeat(np.arange(len(choices)), [len(one.features) for one in choices])
    right = np.array([is_right for one in choices for is_right in one.right])
    starts = np.flatnonzero(np.diff(owner, prepend=-1))

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        scores = design @ weights
        raised = np.exp(scores - np.maximum.reduceat(scores, starts)[owner])
        total, good = np.add.reduceat(raised, starts), np.add.reduceat(raised * right, starts)
        slope = design.T @ (raised / total[owner] - raised * right / good[owner])
        return float(np.log(total / good).sum() + 0.5 * STRENGTH * (weights @ weights)), slope + STRENGTH * weights

    fitted = minimize(loss, np.zeros(len(index)), jac=True, method="L-BFGS-B").x
    return {name: float(fitted[number]) for name, number in index.items()}
