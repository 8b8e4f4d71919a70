"""Matching of resolved pronouns and descriptions with the coreference chains of a treebank (GUM's `Entity` in CoNLL-U).

Places are numbers of letters (`count_letters`), which no change of white space moves. A pronoun or description is right when
what it was resolved to is, in the treebank, a mention of the same chain. To be found are those of chains mentioned before.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from transforms.events.gender import pronouns
from transforms.events.records import EntityRecord, Mention, position
from transforms.events.word_groups import word_group
from transforms.language.corpora.treebanks import Tree, parse_conllu
from transforms.scoring.figures import Figure, precision_recall
from transforms.scoring.names import squash

BRACKET = re.compile(r"\((?P<whole>\d+)[^()]*\)|\((?P<opened>\d+)[^()]*|(?P<closed>\d+)(?:\[[^\]]*\])?\)")
DESCRIPTIONS = "descriptions"
SPEAKER = "SPEAKER"

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Chained:
    """A mention of a chain: its first letter and the one behind its last, the first letter of its head, and what it is.

    `kind`: a group of pronouns (`kind_of_pronoun`), "descriptions" for a definite noun, "" for others.
    """

    start: int
    end: int
    head: int
    chain: int
    kind: str


@dataclass(slots=True)
class ChainedText:
    """A text of the treebank with its mentions in text order."""

    text_id: str
    text: str = ""
    mentions: list[Chained] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Link:
    """A pronoun or description that was resolved: its kind, the first letter of its head, the letters of what it stands for."""

    kind: str
    head: int
    antecedent: Span


def kind_of_pronoun(word: str) -> str:
    """The group of a pronoun of the third person ("he, she", "it", "they"); empty for other words."""
    row = pronouns().get(word.lower())
    if row is None or row["label"] == SPEAKER:
        return ""
    if row["number"] == "plural":
        return "they"
    return "he, she" if row["gender"] else "it"


# --- the treebank -------------------------------------------------------------------------------------------------------------


def read_chains(conllu: str) -> list[ChainedText]:
    """The texts of a CoNLL-U file with their mentions."""
    return [_read_text(name, list(trees)) for name, trees in groupby(parse_conllu(conllu), key=lambda tree: tree.document)]


def _read_text(name: str, trees: Sequence[Tree]) -> ChainedText:
    told = ChainedText(name)
    parts: list[str] = []
    letters = 0
    for tree in trees:
        parts.append("\n\n" if tree.paragraph else " ")
        parts += [word + " " * space for word, space in zip(tree.words, tree.spaces, strict=True)]
        places = [letters]
        for word in tree.words:
            places.append(places[-1] + len(squash(word)))
        letters = places[-1]
        told.mentions += [_chained(tree, first, last, chain, places) for first, last, chain in iter_mentions(tree.miscs)]
    told.text = "".join(parts).strip()
    told.mentions.sort(key=lambda one: (one.start, -one.end))
    return told


def iter_mentions(miscs: Iterable[str]) -> Iterator[tuple[int, int, int]]:
    """(first word, last word, chain) of each mention that the last columns of a sentence's words open and close."""
    opened: dict[int, list[int]] = defaultdict(list)
    for place, misc in enumerate(miscs):
        entities = next((part.removeprefix("Entity=") for part in misc.split("|") if part.startswith("Entity=")), "")
        for bracket in BRACKET.finditer(entities):
            if bracket["whole"]:
                yield place, place, int(bracket["whole"])
            elif bracket["opened"]:
                opened[int(bracket["opened"])].append(place)
            elif opened[int(bracket["closed"])]:
                yield opened[int(bracket["closed"])].pop(), place, int(bracket["closed"])


def _chained(tree: Tree, first: int, last: int, chain: int, places: Sequence[int]) -> Chained:
    inside = range(first, last + 1)
    head = next((word for word in inside if tree.heads[word] not in inside or tree.heads[word] == word), first)
    is_definite = tree.words[first].lower() in word_group("definite_determiner") and tree.pos[head] == "NOUN"
    kind = kind_of_pronoun(tree.words[first]) if first == last else DESCRIPTIONS if is_definite else ""
    return Chained(places[first], places[last + 1], places[head], chain, kind)


# --- what was resolved --------------------------------------------------------------------------------------------------------


def links_of(mentions: Iterable[Mention], letters: Sequence[int]) -> list[Link]:
    """The resolved pronouns and descriptions of a body; `letters`: `count_letters` of its text."""
    links = []
    for one in mentions:
        kind = {"pronoun": kind_of_pronoun(one.text), "nominal": DESCRIPTIONS}.get(one.kind, "")
        antecedent = _antecedent(one)
        if kind and one.sentence_no > 0 and antecedent is not None:
            links.append(Link(kind, letters[one.head.idx], (letters[antecedent[0]], letters[antecedent[1]])))
    return links


def _antecedent(mention: Mention) -> Span | None:
    """The characters of the noun, or of the entity's last name before (else its first), that a mention stands for."""
    if mention.antecedent is not None:
        return mention.antecedent.idx, mention.antecedent.idx + len(mention.antecedent)
    named = _name_before(mention, mention.entity) if mention.entity is not None else None
    return (named.start_char, named.end_char) if named is not None else None


def _name_before(mention: Mention, entity: EntityRecord) -> Mention | None:
    names = [one for one in entity.mentions if one.kind == "name" and one.sentence_no > 0]
    before = [one for one in names if position(one) < position(mention)]
    return before[-1] if before else next(iter(names), None)


# --- figures ------------------------------------------------------------------------------------------------------------------


def score_chains(texts: Iterable[tuple[ChainedText, Sequence[Link]]]) -> dict[str, Figure]:
    """Precision and recall of resolution by kind, and of all pronouns together."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for told, links in texts:
        chains = {one.head: one for one in sorted(told.mentions, key=lambda one: one.start - one.end)}  # the shortest last
        right = {link.head for link in links if _is_right(link, chains, told.mentions)}
        for link in links:
            counts[link.kind]["right" if link.head in right else "spurious"] += 1
        for one in _to_find(told.mentions):
            counts[one.kind]["missed"] += one.head not in right
    for kind in ("he, she", "it", "they"):
        counts["pronouns"].update(counts[kind])
    return {
        kind: precision_recall(counts[kind]["right"], counts[kind]["spurious"], counts[kind]["missed"])
        for kind in ("pronouns", "he, she", "it", "they", DESCRIPTIONS)
    }


def _to_find(mentions: Sequence[Chained]) -> Iterator[Chained]:
    """Pronouns and descriptions of chains that were mentioned before."""
    seen: set[int] = set()
    for one in mentions:
        if one.kind and one.chain in seen:
            yield one
        seen.add(one.chain)


def _is_right(link: Link, chains: dict[int, Chained], mentions: Sequence[Chained]) -> bool:
    start, end = link.antecedent
    meant = min(
        (one for one in mentions if start <= one.head < end),
        key=lambda one: abs(one.start - start) + abs(one.end - end),
        default=None,
    )
    anaphor = chains.get(link.head)
    return anaphor is not None and meant is not None and anaphor.chain == meant.chain
