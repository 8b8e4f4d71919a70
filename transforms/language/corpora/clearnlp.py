"""Universal Dependencies made into the labels of spaCy's English models (ClearNLP style).

Prepositions and copulas become heads, names end in their head, conjuncts form chains. Sources: the ClearNLP guidelines
(Choi and Palmer 2012) and the UD v2 guidelines for English.
"""

from itertools import pairwise

from transforms.language.corpora.treebanks import Tree

_PLAIN = {
    "nsubj": "nsubj", "nsubj:outer": "nsubj", "nsubj:pass": "nsubjpass", "csubj": "csubj", "csubj:outer": "csubj",
    "csubj:pass": "csubjpass", "obj": "dobj", "ccomp": "ccomp", "xcomp": "xcomp", "advcl": "advcl",
    "advcl:relcl": "advcl", "acl": "acl", "acl:relcl": "relcl", "aux": "aux", "aux:pass": "auxpass", "amod": "amod",
    "nummod": "nummod", "det": "det", "det:predet": "predet", "nmod:poss": "poss", "compound": "compound",
    "compound:prt": "prt", "flat": "compound", "appos": "appos", "cc": "cc", "cc:preconj": "preconj", "conj": "conj",
    "discourse": "intj", "vocative": "npadvmod", "expl": "expl", "parataxis": "parataxis", "punct": "punct",
    "obl": "npadvmod", "obl:unmarked": "npadvmod", "obl:tmod": "npadvmod", "obl:npmod": "npadvmod", "obl:agent": "npadvmod",
    "nmod": "nmod", "nmod:unmarked": "npadvmod", "nmod:tmod": "npadvmod", "nmod:npmod": "npadvmod",
    "nmod:desc": "compound", "advmod": "advmod", "cop": "aux", "root": "ROOT", "goeswith": "compound",
}  # fmt: skip
_NOMINAL = frozenset({"NOUN", "PROPN", "PRON", "NUM", "SYM", "X", "DET", "INTJ"})
_TO_COPULA = frozenset(
    {"nsubj", "nsubj:pass", "nsubj:outer", "csubj", "csubj:pass", "csubj:outer", "aux", "aux:pass", "expl", "parataxis",
     "discourse", "vocative", "dislocated", "advcl", "obl:tmod", "obl:unmarked"}
)  # fmt: skip
_CLAUSAL = frozenset({"nsubj", "nsubj:pass", "cop", "aux", "aux:pass", "expl", "csubj"})


def convert_tree(tree: Tree, speech_verbs: frozenset[str]) -> Tree:
    """The sentence with heads and labels of spaCy's English models; words and tags stay.

    `speech_verbs` are lemmas; a clause with one of them after a quotation becomes the quotation's head ("..., he said").
    """
    return _Conversion(tree, speech_verbs).convert()


def is_tree(heads: list[int]) -> bool:
    """Whether heads form one tree: one root (its own head) that every word leads to."""
    if sum(head == index for index, head in enumerate(heads)) != 1:
        return False
    root = next(index for index, head in enumerate(heads) if head == index)
    reached = {root}
    for start in range(len(heads)):
        path: list[int] = []
        index = start
        while index not in reached and len(path) <= len(heads):
            path.append(index)
            index = heads[index]
        if index not in reached:
            return False
        reached.update(path)
    return True


class _Conversion:
    """Working state of one sentence: heads and UD labels that the steps change in turn, `final` labels that win."""

    def __init__(self, tree: Tree, speech_verbs: frozenset[str]) -> None:
        self.tree = tree
        self.speech_verbs = speech_verbs
        self.heads = list(tree.heads)
        self.deps = list(tree.deps)
        self.final: dict[int, str] = {}

    def convert(self) -> Tree:
        self.mark_passive_agents()
        self.mark_superlatives()
        self.raise_names()
        self.raise_amounts()
        self.raise_copulas()
        self.raise_speech()
        self.chain_conjuncts()
        self.raise_markers()
        self.raise_prepositions()
        deps = [self.name_label(index) for index in range(len(self.heads))]
        tree = self.tree
        return Tree(
            tree.words,
            tree.spaces,
            tree.lemmas,
            tree.pos,
            tree.tags,
            tree.morphs,
            self.heads,
            deps,
            tree.paragraph,
            tree.document,
        )

    def children(self, head: int, *deps: str) -> list[int]:
        """Positions of the children of `head`, with one of the UD labels where labels are given."""
        found = [i for i, h in enumerate(self.heads) if h == head and i != head]
        return [i for i in found if self.deps[i] in deps] if deps else found

    def replace(self, old: int, new: int) -> None:
        """Put `new` where `old` hung; `old` keeps its children."""
        is_root = self.heads[old] == old
        self.heads[new] = new if is_root else self.heads[old]
        self.deps[new] = self.deps[old]
        if old in self.final:
            self.final[new] = self.final.pop(old)
        self.heads[old] = new

    def mark_passive_agents(self) -> None:
        for index, dep in enumerate(self.deps):
            head = self.heads[index]
            has_by = any(self.tree.lemmas[c] == "by" for c in self.children(index, "case"))
            is_passive = self.tree.tags[head] == "VBN" and (self.children(head, "aux:pass") or self.deps[head] == "acl")
            if dep == "obl" and has_by and is_passive and self.tree.pos[index] != "NUM":
                self.deps[index] = "obl:agent"

    def mark_superlatives(self) -> None:
        """`at least 182`: two adverbs, not a preposition with its object."""
        for index, tag in enumerate(self.tree.tags):
            head = self.heads[index]
            if self.deps[index] == "case" and head == index + 1 and tag == "IN" and self.tree.tags[head] == "JJS":
                self.deps[index] = "advmod"
                self.deps[head] = self.deps[head] if self.heads[head] == head else "advmod"

    def raise_names(self) -> None:
        """The last word of a flat name becomes its head."""
        for first in range(len(self.heads)):
            rest = [c for c in self.children(first, "flat", "flat:foreign", "flat:name") if c > first]
            if not rest:
                continue
            last = rest[-1]
            self.replace(first, last)
            self.deps[first] = "flat"
            for child in self.children(first):
                if child > last or self.deps[child] not in ("punct", "compound"):
                    self.heads[child] = last
            for child in rest[:-1]:
                self.heads[child] = last
            if self.deps[first] == "flat":
                self.final[first] = "compound"

    def raise_amounts(self) -> None:
        """`$` in front of a number hangs on the number."""
        for index, tag in enumerate(self.tree.tags):
            numbers = [c for c in self.children(index, "nummod") if c > index]
            if tag != "$" or not numbers:
                continue
            number = numbers[0]
            self.replace(index, number)
            self.final[index] = "quantmod"
            for child in self.children(index):
                self.heads[child] = number

    def raise_copulas(self) -> None:
        """`is` becomes the head of its predicate; of two copulas on one predicate the nearer is the inner clause's."""
        cops = [i for i, dep in enumerate(self.deps) if dep == "cop"]
        for cop in sorted(cops, key=lambda i: abs(self.heads[i] - i)):
            predicate = self.heads[cop]
            outer = [c for c in self.children(predicate, "cop") if c != cop]
            floor = max((c for c in outer if c < cop), default=-1)
            is_clause = not outer and self.has_own_clause(predicate, cop)
            self.replace(predicate, cop)
            for child in self.children(predicate):
                if is_clause:
                    moves = child < cop or self.ends_sentence(child)
                else:
                    moves = child > floor and self.belongs_to_copula(child, predicate, cop)
                if moves or child in outer:
                    self.heads[child] = cop
            for child in [c for c in self.children(predicate) if c < floor]:
                self.heads[child] = cop
            self.label_predicate(predicate)

    def has_own_clause(self, predicate: int, cop: int) -> bool:
        """Whether what follows the copula is a clause with its own subject, or a verb ("the aim is to win")."""
        if self.children(predicate, "nsubj:outer", "csubj:outer"):
            return True
        later = [c for c in self.children(predicate, "nsubj", "nsubj:pass", "mark", "aux") if c > cop]
        return bool(later) and self.tree.pos[predicate] in ("VERB", "AUX")

    def ends_sentence(self, child: int) -> bool:
        return self.deps[child] == "punct" and child == len(self.heads) - 1

    def belongs_to_copula(self, child: int, predicate: int, cop: int) -> bool:
        dep, pos = self.deps[child], self.tree.pos[predicate]
        match dep:
            case "advmod":
                belongs = self.modifies_copula(child, predicate, cop)
            case "obl" | "obl:npmod":
                belongs = child < cop or pos in _NOMINAL
            case "conj":
                belongs = self.is_clausal(child)
            case "cc":
                belongs = child < cop or any(self.is_clausal(c) for c in self.children(predicate, "conj") if c > child)
            case "punct":
                is_between = min(predicate, cop) < child < max(predicate, cop)
                belongs = not is_between and not self.is_inside_phrase(child, predicate)
            case "mark" | "nmod":
                belongs = child < cop
            case _:
                belongs = dep in _TO_COPULA
        return belongs

    def modifies_copula(self, adverb: int, predicate: int, cop: int) -> bool:
        """Whether an adverb belongs to the clause; one right beside an adjective belongs to the adjective."""
        pos = self.tree.pos[predicate]
        if "Polarity=Neg" in self.tree.morphs[adverb] or adverb < cop:
            return True
        if cop < adverb < predicate:
            return pos not in ("ADJ", "ADV") or adverb + 1 != predicate
        return pos != "ADJ" or adverb > predicate + 1

    def is_clausal(self, child: int) -> bool:
        return any(self.deps[c] in _CLAUSAL for c in self.children(child)) or self.tree.pos[child] in ("VERB", "AUX")

    def is_inside_phrase(self, mark: int, predicate: int) -> bool:
        """Whether a later part of the predicate's own phrase follows the punctuation mark."""
        return any(c > mark for c in self.children(predicate, "appos", "acl:relcl", "nmod", "acl"))

    def label_predicate(self, predicate: int) -> None:
        """The complement of a copula: `attr`, `acomp`, an adverb, a clause; phrases with a preposition become `prep`."""
        pos = self.tree.pos[predicate]
        if self.children(predicate, "case") and pos not in ("VERB", "AUX"):
            self.deps[predicate] = "obl"
        elif self.children(predicate, "nsubj", "nsubj:pass", "csubj"):
            self.deps[predicate] = "ccomp"
        elif pos == "ADV":
            self.deps[predicate], self.final[predicate] = "advmod", "advmod"
        elif pos in ("ADJ", "VERB") and self.tree.tags[predicate] not in ("VB", "VBZ", "VBP", "VBD"):
            self.deps[predicate], self.final[predicate] = "attr", "acomp"
        elif pos in ("VERB", "AUX"):
            self.deps[predicate] = "xcomp"
        else:
            self.deps[predicate], self.final[predicate] = "attr", "attr"

    def raise_speech(self) -> None:
        """`"We won", he said`: the verb of saying becomes the head, the quotation its `ccomp`, unless arcs would cross."""
        for verb in range(len(self.heads)):
            if self.deps[verb] != "parataxis" or self.tree.lemmas[verb].lower() not in self.speech_verbs:
                continue
            if not self.children(verb, "nsubj") or self.children(verb, "ccomp", "obj", "xcomp"):
                continue
            quoted = self.heads[verb]
            own = self.subtree(verb)
            rest = [i for i in self.subtree(quoted) if i not in own]
            inside = [i for i in rest if i > min(own) and self.deps[i] != "punct"]
            if inside:
                continue
            self.replace(quoted, verb)
            self.deps[quoted] = "ccomp"
            for child in self.children(quoted, "punct"):
                if child > verb:
                    self.heads[child] = verb

    def subtree(self, head: int) -> set[int]:
        found = {head}
        pending = [head]
        while pending:
            for child in self.children(pending.pop()):
                if child not in found:
                    found.add(child)
                    pending.append(child)
        return found

    def chain_conjuncts(self) -> None:
        """Each conjunct hangs on the one before; its conjunction and comma with it."""
        for first in range(len(self.heads)):
            conjuncts = [c for c in self.children(first, "conj") if c > first]
            for before, conjunct in pairwise([first, *conjuncts]):
                self.heads[conjunct] = before
                for child in self.children(conjunct, "cc", "punct"):
                    if child < conjunct and (self.deps[child] == "cc" or child < min(self.subtree(conjunct) - {child})):
                        self.heads[child] = before

    def raise_markers(self) -> None:
        """`after killing 20`: a preposition with a gerund is `prep`, the gerund its `pcomp`."""
        for mark in range(len(self.heads)):
            verb = self.heads[mark]
            if self.deps[mark] != "mark" or self.tree.tags[mark] != "IN" or self.tree.tags[verb] != "VBG":
                continue
            if self.children(verb, "nsubj", "nsubj:pass", "aux") or verb < mark or self.heads[verb] == verb:
                continue
            self.replace(verb, mark)
            self.deps[mark] = "prep"
            self.final[mark] = "prep"
            self.final[verb] = "pcomp"
            self.move_early(verb, mark)

    def raise_prepositions(self) -> None:
        for noun in range(len(self.heads)):
            cases = [c for c in self.children(noun, "case") if self.tree.tags[c] != "POS" and c < noun]
            if not cases:
                continue
            is_agent = self.deps[noun] == "obl:agent"
            keeps_label = self.deps[noun] in ("conj", "root", "parataxis") or self.heads[noun] == noun
            chain = self.unfold(cases)
            top, last = chain[0], chain[-1]
            label = self.deps[noun]
            self.replace(noun, top)
            self.final.pop(top, None)
            for upper, lower in pairwise(chain):
                self.heads[lower] = upper
                self.final[lower] = "prep"
            self.heads[noun] = last
            self.deps[top] = label if keeps_label else "prep"
            if not keeps_label:
                self.final[top] = "agent" if is_agent and self.tree.lemmas[top] == "by" else "prep"
            self.deps[noun] = "pobj"
            self.final[noun] = "pcomp" if self.tree.pos[noun] in ("VERB", "AUX", "ADV") else "pobj"
            self.move_early(noun, top)
            self.move_conjuncts(noun, top)

    def unfold(self, cases: list[int]) -> list[int]:
        """Prepositions in order, with the further words of fixed ones ("because of", "according to")."""
        chain: list[int] = []
        for case in cases:
            chain.append(case)
            for child in self.children(case, "fixed"):
                if self.tree.tags[child] in ("IN", "TO"):
                    chain.append(child)
        return sorted(chain)

    def move_early(self, word: int, preposition: int) -> None:
        """What stands in front of the preposition hangs on the preposition."""
        for child in self.children(word):
            if child < preposition:
                self.heads[child] = preposition

    def move_conjuncts(self, noun: int, preposition: int) -> None:
        """Conjuncts with their own preposition are conjuncts of the preposition."""
        for conjunct in self.children(noun, "conj"):
            if any(c < conjunct and self.tree.tags[c] != "POS" for c in self.children(conjunct, "case")):
                self.heads[conjunct] = preposition
                for child in self.children(noun, "cc", "punct"):
                    if noun < child < conjunct:
                        self.heads[child] = preposition

    def name_label(self, index: int) -> str:
        """The label of a word whose head is settled."""
        if self.heads[index] == index:
            return "ROOT"
        if index in self.final:
            return self.final[index]
        head, tree = self.heads[index], self.tree
        match self.deps[index]:
            case "mark":
                label = "aux" if tree.tags[index] == "TO" else "mark"
            case "case":
                label = "case" if tree.tags[index] == "POS" else "prep"
            case "advmod":
                label = self.name_adverb(index, head)
            case "iobj":
                label = "dative" if self.children(head, "obj") else "dobj"
            case "xcomp":
                label = self.name_complement(index, head)
            case "nsubj" if tree.lemmas[head] == "be" and self.children(head, "expl"):
                label = "attr"
            case "nmod:unmarked" | "nmod" if tree.pos[index] == "NUM":
                label = "nummod"
            case "fixed":
                label = "quantmod" if tree.pos[self.heads[head]] == "NUM" else _fixed_label(tree.tags[index])
            case dep:
                label = _PLAIN.get(dep) or _PLAIN.get(dep.partition(":")[0], "dep")
        return label

    def name_adverb(self, index: int, head: int) -> str:
        if "Polarity=Neg" in self.tree.morphs[index] or self.tree.lemmas[index] == "never":
            return "neg"
        return "quantmod" if self.tree.pos[head] == "NUM" and index < head else "advmod"

    def name_complement(self, index: int, head: int) -> str:
        tree = self.tree
        if self.children(index, "mark", "aux", "nsubj", "cop") or tree.pos[index] in ("VERB", "AUX"):
            return "xcomp"
        if self.children(head, "obj"):
            return "oprd"
        return "acomp" if tree.pos[index] in ("ADJ", "ADV") else "attr"


def _fixed_label(tag: str) -> str:
    return {"IN": "prep", "TO": "prep", "JJ": "amod"}.get(tag, "advmod")
