"""Variation that news has and corpora lack: typographic marks, headlines, capitals, lower case, other names."""

import random
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from transforms.language.corpora.texts import NamedText
from transforms.language.corpora.treebanks import Tree

Row = tuple[str, str, str, str, int, str]


def use_typographic_marks(text: str) -> str:
    """The same text with typographic quotes and apostrophes; its length stays."""
    out: list[str] = []
    for index, char in enumerate(text):
        if char in "\"'":
            before = text[index - 1] if index else " "
            opens = before.isspace() or before in "([{“‘—–-"
            pair = "“”" if char == '"' else "‘’"
            out.append(pair[0] if opens else pair[1])
        else:
            out.append(char)
    return "".join(out)


def write_headline(text: str) -> str:
    """The text as a headline: every word of four letters or more, and each sentence's first, begins with a capital."""
    out = list(text)
    start = 0
    for index in range(len(text) + 1):
        if index == len(text) or text[index].isspace():
            if index - start >= 4 and text[start].isalpha():
                out[start] = out[start].upper() if len(out[start].upper()) == 1 else out[start]
            start = index + 1
    return "".join(out)


def change_case(text: str, upper: bool) -> str:
    """Upper or lower case with the same length; characters that would grow stay as they are."""
    changed = (char.upper() if upper else char.lower() for char in text)
    return "".join(new if len(new) == 1 else old for new, old in zip(changed, text, strict=True))


def drop_accents(text: str) -> str:
    """The same text as some outlets write it, "Bogota" for "Bogotá"; its length stays."""
    return "".join(unicodedata.normalize("NFD", char)[0] if char.isalpha() else char for char in text)


def swap_names(text: NamedText, pools: Mapping[str, Sequence[str]], rng: random.Random, share: float) -> NamedText:
    """Replace a share of the names by others of the same label from `pools` (label → names)."""
    pieces: list[str] = []
    spans: list[tuple[int, int, str]] = []
    position, length = 0, 0
    for start, end, label in text.spans:
        pieces.append(text.text[position:start])
        length += start - position
        name = text.text[start:end]
        if pools.get(label) and rng.random() < share:
            name = rng.choice(pools[label])
        pieces.append(name)
        spans.append((length, length + len(name), label))
        length += len(name)
        position = end
    pieces.append(text.text[position:])
    return NamedText("".join(pieces), tuple(spans))


def vary_names(text: NamedText, pools: Mapping[str, Sequence[str]], rng: random.Random) -> NamedText:
    """One random variant of a text with names: swaps, typographic marks, now and then another case or no accents."""
    varied = swap_names(text, pools, rng, 0.5) if rng.random() < 0.2 else text
    chars = use_typographic_marks(varied.text) if rng.random() < 0.5 else varied.text
    dice = rng.random()
    if rng.random() < 0.1:
        chars = drop_accents(chars)
    if dice < 0.05:
        chars = write_headline(chars)
    elif dice < 0.08:
        chars = change_case(chars, upper=True)
    elif dice < 0.10:
        chars = change_case(chars, upper=False)
    return NamedText(chars, varied.spans)


def quote_tree(tree: Tree) -> Tree:
    """The sentence in quotation marks, which hang on its root."""
    root = next(i for i, head in enumerate(tree.heads) if i == head)
    heads = [root + 1, *[head + 1 for head in tree.heads], root + 1]
    return Tree(
        words=['"', *tree.words, '"'],
        spaces=[False, *tree.spaces[:-1], False, True],
        lemmas=['"', *tree.lemmas, '"'],
        pos=["PUNCT", *tree.pos, "PUNCT"],
        tags=["``", *tree.tags, "''"],
        morphs=["", *tree.morphs, ""],
        heads=heads,
        deps=["punct", *tree.deps, "punct"],
        paragraph=tree.paragraph,
        document=tree.document,
    )


def change_tree_case(tree: Tree, change: Callable[[str], str]) -> Tree:
    """The sentence with each word rewritten by `change`; lemmas and structure stay."""
    return replace(tree, words=[change(word) for word in tree.words])


def vary_tree(tree: Tree, cues: Mapping[str, Sequence], rng: random.Random) -> Tree:
    """One random variant of a sentence: quoted, as reported speech, as a headline, in capitals, in lower case, or as it is."""
    dice = rng.random()
    if dice < 0.05 and not set(tree.words) & {'"', "“", "”"}:
        return quote_tree(tree)
    if dice < 0.08:
        return change_tree_case(tree, write_headline)
    if dice < 0.10:
        return change_tree_case(tree, lambda word: change_case(word, upper=True))
    if dice < 0.12:
        return change_tree_case(tree, lambda word: change_case(word, upper=False))
    if dice < 0.24:
        return attribute_tree(tree, cues, rng)
    if dice < 0.36:
        headline = shorten_tree(tree)
        return change_tree_case(headline, write_headline) if rng.random() < 0.4 else headline
    return tree


def shorten_tree(tree: Tree) -> Tree:
    """The sentence as a headline has it: `The court jailed two men.` → `Court jails two men`, `will leave` → `to leave`.

    Articles, the full stop and the auxiliaries of passives and progressives are left out, the past becomes present. Treebanks
    have few headlines and every article has one. Returns the tree unchanged where it is no short statement.
    """
    root = next(index for index, head in enumerate(tree.heads) if index == head)
    subjects = [
        i for i, (head, dep) in enumerate(zip(tree.heads, tree.deps, strict=True)) if head == root and dep.startswith("nsubj")
    ]
    if not 4 < len(tree) < 22 or len(subjects) != 1 or set(tree.tags) & {"``", "''", "PRP"} or tree.tags[root][:2] != "VB":
        return tree
    subject = subjects[0]
    has_second_verb = any(head == root and dep == "conj" for head, dep in zip(tree.heads, tree.deps, strict=True))
    auxiliaries = [
        i for i, (head, dep) in enumerate(zip(tree.heads, tree.deps, strict=True)) if head == root and dep[:3] == "aux"
    ]
    words, tags, lemmas = list(tree.words), list(tree.tags), list(tree.lemmas)
    dropped = {i for i, tag in enumerate(tags) if tag == "DT" and tree.lemmas[i] in ("the", "a")}
    dropped |= {i for i in (len(tree) - 1,) if tags[i] == "."}
    if [tags[i] for i in auxiliaries] == ["MD"] and lemmas[auxiliaries[0]] == "will":
        words[auxiliaries[0]], tags[auxiliaries[0]], lemmas[auxiliaries[0]] = "to", "TO", "to"
    elif len(auxiliaries) == 1 and lemmas[auxiliaries[0]] == "be":
        dropped |= set(auxiliaries)
    elif not auxiliaries and tags[root] == "VBD" and lemmas[root] not in ("be", "have") and not has_second_verb:
        is_plural = tags[subject] in ("NNS", "NNPS") or any(
            head == subject and dep == "conj" for head, dep in zip(tree.heads, tree.deps, strict=True)
        )
        words[root], tags[root] = (lemmas[root], "VBP") if is_plural else (_third_person(lemmas[root]), "VBZ")
    elif auxiliaries or tags[root] not in ("VBZ", "VBP"):
        return tree
    return _keep_words(replace(tree, words=words, tags=tags, lemmas=lemmas), dropped)


def _third_person(lemma: str) -> str:
    if lemma.endswith("y") and lemma[-2:-1] not in "aeiou":
        return lemma[:-1] + "ies"
    return lemma + ("es" if lemma.endswith(("s", "x", "z", "ch", "sh", "o")) else "s")


def _keep_words(tree: Tree, dropped: set[int]) -> Tree:
    """The sentence without some words, its first word capitalised; unchanged where one of them has dependents."""
    if any(head in dropped and index not in dropped for index, head in enumerate(tree.heads)):
        return tree
    kept = [index for index in range(len(tree)) if index not in dropped]
    place = {index: new for new, index in enumerate(kept)}
    columns: dict[str, Any] = {
        name: [getattr(tree, name)[index] for index in kept]
        for name in ("words", "spaces", "lemmas", "pos", "tags", "morphs", "deps")
    }
    first = columns["words"][0]
    columns["words"][0] = first[:1].upper() + first[1:]
    columns["spaces"][-1] = True
    return replace(tree, **columns, heads=[place[tree.heads[index]] for index in kept])


def attribute_tree(tree: Tree, cues: Mapping[str, Sequence], rng: random.Random) -> Tree:
    """The sentence as reported speech with its source behind it: `S, officials said.`, `"S," said Joe Biden on Monday.`

    Treebanks have few such sentences and news is full of them. `cues` are the lists of seeds/language/attributions.json. Returns
    the tree unchanged where it is no plain statement: a finite verb with a subject, a full stop, no quotation marks.
    """
    if not _is_statement(tree):
        return tree
    root = next(index for index, head in enumerate(tree.heads) if index == head)
    quote = rng.random() < 0.5
    source = _write_source(cues, rng)
    rows = [("``", '"', '"', "PUNCT", root + 1, "punct")] if quote else []
    shift = len(rows)
    columns = zip(tree.tags[:-1], tree.words[:-1], tree.lemmas[:-1], tree.pos[:-1], tree.heads[:-1], tree.deps[:-1], strict=True)
    rows.extend((tag, word, lemma, pos, head + shift, dep) for tag, word, lemma, pos, head, dep in columns)
    rows.append((",", ",", ",", "PUNCT", root + shift, "punct"))
    if quote:
        rows.append(("''", '"', '"', "PUNCT", root + shift, "punct"))
    offset = len(rows)
    verb = offset + next(index for index, row in enumerate(source) if row[5] == "ROOT")
    rows.extend((tag, word, lemma, pos, head + offset, dep) for tag, word, lemma, pos, head, dep in source)
    rows.append((".", ".", ".", "PUNCT", verb, "punct"))
    tags, words, lemmas, pos, heads, deps = (list(column) for column in zip(*rows, strict=True))
    heads[root + shift], deps[root + shift] = verb, "ccomp"
    spaces = [True] * len(rows)
    spaces[shift : shift + len(tree) - 1] = [*tree.spaces[: len(tree) - 2], False]
    spaces[len(rows) - 2] = False
    if quote:
        spaces[0] = spaces[offset - 2] = False
    morphs = ["", *tree.morphs[:-1]] if quote else tree.morphs[:-1]
    morphs = [*morphs, *[""] * (len(rows) - len(morphs))]
    return Tree(words, spaces, lemmas, pos, tags, morphs, heads, deps, tree.paragraph, tree.document)


def _is_statement(tree: Tree) -> bool:
    root = next(index for index, head in enumerate(tree.heads) if index == head)
    has_subject = any(head == root and dep in ("nsubj", "nsubjpass") for head, dep in zip(tree.heads, tree.deps, strict=True))
    is_plain = tree.words[-1] == "." and not set(tree.tags) & {"``", "''", ":"}
    is_finite = tree.tags[root][:2] == "VB" and tree.tags[root] != "VB"
    return is_plain and is_finite and has_subject and 4 < len(tree) < 35 and tree.heads[-1] == root


def _write_source(cues: Mapping[str, Sequence], rng: random.Random) -> list[Row]:
    """Rows (tag, word, lemma, coarse tag, head, label) of `officials said on Monday`, `said Joe Biden`, the verb as root."""
    form, lemma, tag = rng.choice(cues["verbs"])
    speaker = _write_speaker(cues, rng)
    is_pronoun = speaker[-1][0] == "PRP"
    inverts = not is_pronoun and rng.random() < 0.35
    verb = 0 if inverts else len(speaker)
    start = 1 if inverts else 0
    noun = start + len(speaker) - 1
    subject = [(t, w, lem, p, verb if d == "ROOT" else noun, "nsubj" if d == "ROOT" else d) for t, w, lem, p, _, d in speaker]
    said: Row = (tag, form, lemma, "VERB", verb, "ROOT")
    rows = [said, *subject] if inverts else [*subject, said]
    if rng.random() < 0.3:
        day = rng.choice(cues["days"])
        prep = len(rows)
        rows += [("IN", "on", "on", "ADP", verb, "prep"), ("NNP", day, day, "PROPN", prep, "pobj")]
    return rows


def _write_speaker(cues: Mapping[str, Sequence], rng: random.Random) -> list[Row]:
    """Rows of a noun phrase; its last word is labelled ROOT, the others hang on it."""
    dice = rng.random()
    if dice < 0.25:
        word = rng.choice(cues["pronouns"])
        return [("PRP", word, word, "PRON", 0, "ROOT")]
    if dice < 0.6:
        phrase, tag, lemma = rng.choice(cues["nouns"])
        *before, last = phrase.split()
        rows: list[Row] = [
            ("DT", w, w, "DET", 0, "det") if w in ("the", "a") else ("NN", w, w, "NOUN", 0, "compound") for w in before
        ]
        return [*rows, (tag, last, lemma, "NOUN", 0, "ROOT")]
    *before, last = rng.choice(cues["names"]).split()
    rows = [("DT", w, w, "DET", 0, "det") if w == "the" else ("NNP", w, w, "PROPN", 0, "compound") for w in before]
    return [*rows, ("NNP", last, last, "PROPN", 0, "ROOT")]
