"""The encoder in spaCy: one pass over a text's windows sets tags, morphology, lemmas, sentences, parse and names.

Runs on onnxruntime alone. Each window is run for itself, so that what stands in other texts changes nothing.
"""

from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path
from typing import Any, cast

import numpy as np
import srsly
from spacy.attrs import DEP, ENT_IOB, ENT_TYPE, HEAD, LEMMA, MORPH, POS, TAG
from spacy.language import Language
from spacy.parts_of_speech import IDS as POS_IDS
from spacy.tokens import Doc
from spacy.vocab import Vocab

from transforms.language.encoder.decode import Numbers, Scores, decode_names, decode_tree, make_transitions
from transforms.language.encoder.event_heads import set_readings
from transforms.language.encoder.labels import HeadLabels
from transforms.language.encoder.lemmas import choose_lemma
from transforms.language.encoder.windows import PieceMaker, Window

OUTPUTS = ("tags", "morphs", "lemmas", "sents", "names", "arcs", "deps")
EVENT_OUTPUTS = ("events", "modes", "modalities", "roles")
ATTRIBUTES = (TAG, POS, MORPH, LEMMA, HEAD, DEP, ENT_IOB, ENT_TYPE)
_BEGINS, _INSIDE, _OUTSIDE = 3, 1, 2  # values of ENT_IOB
HYPHENS = frozenset({"-", "‐", "‑"})
_FILES = ("model.onnx", "tokenizer.json", "labels.json")


class EncoderError(RuntimeError):
    """The encoder's files are missing, or it is used before they are loaded."""


class EncoderComponent:
    """Sets all annotations of a Doc from one ONNX graph.

    The graph takes `pieces`, `shapes` [1, pieces] and `firsts` [1, words] and gives `OUTPUTS`, each [1, words, ...]: numbers of
    the best tags, morphs and (some) lemma rules; `sents`, above 0 where a sentence begins; scores of names and arcs; numbers of
    the best labels of all arcs. Where the labels have events it gives `EVENT_OUTPUTS` as well, all scores, and words that may
    tell events get an `EventReading`. What `is_sent_start` says before is kept.
    """

    def __init__(self, vocab: Vocab, name: str, threads: int) -> None:
        self.vocab, self.name, self.threads = vocab, name, threads
        self._graph = b""
        self._session: Any = None

    def load(self, graph: bytes, tokenizer: str, labels: HeadLabels) -> None:
        """Take a graph with its tokenizer and labels."""
        import onnxruntime  # noqa: PLC0415 - half a second, for pipelines that have an encoder only

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = self.threads
        options.log_severity_level = 3
        options.enable_mem_pattern = False  # a plan is kept for each shape of input, and windows have thousands
        self._graph = graph
        self._session = onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])
        self.pieces, self.heads = PieceMaker(tokenizer), labels
        self._allowed = make_transitions(labels.name_tags)
        self._known = self.pieces.words.union(labels.words)
        self._index_labels()

    @property
    def labels(self) -> tuple[str, ...]:
        """Tags, labels of arcs and labels of names, for the pipeline's meta; none before a graph is loaded."""
        return (*self.heads.tags, *self.heads.deps, *self.heads.names) if self._session is not None else ()

    def _index_labels(self) -> None:
        """Names of the outputs; hashes and symbols of the vocabulary, by number of label."""
        self._outputs = OUTPUTS + EVENT_OUTPUTS if self.heads.events else OUTPUTS
        add = self.vocab.strings.add
        pairs = [morph.partition("|")[::2] for morph in self.heads.morphs]
        self._tags = np.array([add(tag) for tag in self.heads.tags], dtype=np.uint64)
        self._pos = np.array([POS_IDS[pos] for pos, _ in pairs], dtype=np.uint64)
        self._morphs = np.array([self.vocab.morphology.add(features) for _, features in pairs], dtype=np.uint64)
        self._root, self._punct = add("ROOT"), add("punct")
        self._deps = np.array([add(dep) for dep in self.heads.deps], dtype=np.uint64)
        types = [tag[2:] for tag in self.heads.name_tags]
        self._types = np.array([add(label) if label else 0 for label in types], dtype=np.uint64)
        prefixes = [{"O": _OUTSIDE, "B": _BEGINS, "U": _BEGINS}.get(tag[0], _INSIDE) for tag in self.heads.name_tags]
        self._iob = np.array(prefixes, dtype=np.uint64)

    def __call__(self, doc: Doc) -> Doc:
        """Annotate a Doc and return it. Raises EncoderError where no graph is loaded."""
        self._check_loaded()
        values = np.zeros((len(doc), len(ATTRIBUTES)), dtype=np.uint64)
        columns = dict(zip(ATTRIBUTES, values.T, strict=True))
        heads = np.arange(len(doc))
        for window in self.pieces.make_windows(doc):
            self._annotate(doc, window, columns, heads)
        self._attach_hyphens(doc, columns, heads)
        self._attach_spaces(doc, columns, heads)
        columns[HEAD][:] = (heads - np.arange(len(doc))).astype(np.uint64)
        return doc.from_array(list(ATTRIBUTES), cast(Any, values))

    def _check_loaded(self) -> None:
        if self._session is None:
            raise EncoderError(f"component {self.name!r} has no graph: load a pipeline from disk that has one")

    def run(self, window: Window) -> dict[str, np.ndarray]:
        """The graph's outputs for one window, without the batch dimension."""
        inputs = {name: getattr(window, name)[None] for name in ("pieces", "shapes", "firsts")}
        return {name: found[0] for name, found in zip(self._outputs, self._session.run(self._outputs, inputs), strict=True)}

    def _annotate(self, doc: Doc, window: Window, columns: dict[int, np.ndarray], heads: Numbers) -> None:
        words, found = window.tokens, self.run(window)
        columns[TAG][words] = self._tags[found["tags"]]
        columns[POS][words] = self._pos[found["morphs"]]
        columns[MORPH][words] = self._morphs[found["morphs"]]
        forms = zip(words.tolist(), found["tags"], found["lemmas"], strict=True)
        columns[LEMMA][words] = [self._find_lemma(doc[index].text, self.heads.tags[tag], rules) for index, tag, rules in forms]
        starts = [*find_starts(doc, words, found["sents"]), len(words)]
        for start, end in pairwise(starts):
            own, sentence = np.arange(start, end), words[start:end]
            local = start + decode_tree(found["arcs"][start:end, start:end])
            heads[sentence] = words[local]
            columns[DEP][sentence] = np.where(local == own, self._root, self._deps[found["deps"][own, local]])
            names = decode_names(found["names"][start:end], self._allowed)
            columns[ENT_IOB][sentence], columns[ENT_TYPE][sentence] = self._iob[names], self._types[names]
        if self.heads.events:
            set_readings(doc, found, words, self.heads)

    def _attach_hyphens(self, doc: Doc, columns: dict[int, np.ndarray], heads: Numbers) -> None:
        """A hyphen within a word ("Jae-ho") is punctuation of what follows it, which takes the hyphen's place in the tree.

        Treebanks that do not split such words teach nothing of the hyphen.
        """
        for index in range(1, len(doc) - 1):
            if (
                doc[index].text not in HYPHENS
                or doc[index].whitespace_
                or doc[index - 1].whitespace_
                or not doc[index + 1].is_alpha
            ):
                continue
            after = index + 1
            if heads[after] == index:
                heads[after] = heads[index] if heads[index] != index else after
                columns[DEP][after] = columns[DEP][index]
            if heads[index] != index:
                heads[heads == index] = after
                heads[index], columns[DEP][index] = after, self._punct

    def _find_lemma(self, form: str, tag: str, rules: Iterable[int]) -> int:
        """The hash of the lemma, by the best rules' numbers."""
        lemma = choose_lemma(form, tag, (self.heads.lemmas[rule] for rule in rules), self._known)
        return self.vocab.strings.add(lemma)

    def _attach_spaces(self, doc: Doc, columns: dict[int, np.ndarray], heads: Numbers) -> None:
        """White space hangs on the word before it, at the start on the word after it; within a name it is of the name."""
        spaces = [token.i for token in doc if token.is_space]
        if not spaces:
            return
        add = self.vocab.strings.add
        first = next((token.i for token in doc if not token.is_space), 0)
        for index in spaces:
            heads[index] = max(first, index - 1) if index < first or not doc[index - 1].is_space else heads[index - 1]
            columns[LEMMA][index] = add(doc[index].text)
        columns[TAG][spaces], columns[POS][spaces], columns[DEP][spaces] = add("_SP"), POS_IDS["SPACE"], add("dep")
        columns[MORPH][spaces], columns[ENT_IOB][spaces] = self.vocab.morphology.add(""), _OUTSIDE
        for index in reversed(spaces):
            if index + 1 < len(doc) and columns[ENT_IOB][index + 1] == _INSIDE:
                columns[ENT_IOB][index], columns[ENT_TYPE][index] = _INSIDE, columns[ENT_TYPE][index + 1]

    def to_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> None:
        """Write graph, tokenizer and labels into a folder. Raises EncoderError where there are none."""
        self._check_loaded()
        folder = Path(path)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "model.onnx").write_bytes(self._graph)
        (folder / "tokenizer.json").write_text(self.pieces.definition, "utf-8")
        (folder / "labels.json").write_text(self.heads.to_json(), "utf-8")

    def from_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> "EncoderComponent":
        """Load what `to_disk` wrote. Raises EncoderError naming a missing file."""
        folder = Path(path)
        missing = [name for name in _FILES if not (folder / name).is_file()]
        if missing:
            raise EncoderError(f"component {self.name!r}: {', '.join(missing)} not found in {folder}")
        tokenizer, labels = ((folder / name).read_text("utf-8") for name in _FILES[1:])
        self.load((folder / "model.onnx").read_bytes(), tokenizer, HeadLabels.from_json(labels))
        return self

    def to_bytes(self, *, exclude: Iterable[str] = ()) -> bytes:
        """All that is loaded. Raises EncoderError where nothing is."""
        self._check_loaded()
        return srsly.msgpack_dumps([self._graph, self.pieces.definition, self.heads.to_json()])

    def from_bytes(self, data: bytes, *, exclude: Iterable[str] = ()) -> "EncoderComponent":
        """Load what `to_bytes` gave."""
        graph, tokenizer, labels = srsly.msgpack_loads(data)
        self.load(graph, tokenizer, HeadLabels.from_json(labels))
        return self

    def __getstate__(self) -> dict[str, Any]:
        loaded = (self._graph, self.pieces.definition, self.heads) if self._session is not None else None
        return {"given": (self.vocab, self.name, self.threads), "loaded": loaded}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__init__(*state["given"])  # type: ignore[misc]
        if state["loaded"] is not None:
            self.load(*state["loaded"])


def find_starts(doc: Doc, words: Numbers, scores: Scores) -> list[int]:
    """Places in a window where sentences begin: what the Doc says already, else where the score is above 0."""
    given = [doc[index].is_sent_start for index in words.tolist()]
    begins = [bool(score > 0) if start is None else start for start, score in zip(given, scores, strict=True)]
    return [0, *(place for place, start in enumerate(begins) if start and place)]


@Language.factory(
    "dateline_encoder",
    assigns=["token.tag", "token.pos", "token.morph", "token.lemma", "token.dep", "token.head", "token.is_sent_start",
             "doc.sents", "doc.ents", "token.ent_iob", "token.ent_type"],
    default_config={"threads": 1},
)  # fmt: skip
def make_encoder(nlp: Language, name: str, threads: int) -> EncoderComponent:
    """The component without a graph; a pipeline's `from_disk` loads it. `threads` are onnxruntime's."""
    return EncoderComponent(nlp.vocab, name, threads)
