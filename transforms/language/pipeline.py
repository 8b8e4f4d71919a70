"""The language pipeline: its shape, its own components, and loading.

Later code relies on these annotations of every token: `tag_` (PTB), `pos_` (UD), `lemma_`, `dep_` and `head` (labels of
spaCy's English models, ClearNLP style), `ent_type_` (OntoNotes), and on `doc.sents`. A blank line always ends a sentence.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast

import spacy
import srsly
from spacy.language import Language
from spacy.pipeline import AttributeRuler
from spacy.symbols import ORTH
from spacy.tokens import Doc, Token
from spacy.util import compile_infix_regex, compile_prefix_regex, compile_suffix_regex, is_package
from thinc.api import Config

from transforms.events.datelines import find_dateline
from transforms.language.encoder import component as _registers_its_factory  # noqa: F401
from transforms.language.static_vectors import PackedVectors

NAME_LABELS = (
    "CARDINAL", "DATE", "EVENT", "FAC", "GPE", "LOC", "MONEY", "NORP", "ORDINAL", "ORG", "PERCENT", "PERSON", "TIME",
)  # fmt: skip
_DASHES = r"(?:—|–|--+)"
REQUIRED_ANNOTATIONS = {
    "token.tag": "tags",
    "token.pos": "coarse tags",
    "token.lemma": "lemmas",
    "token.dep": "dependencies",
    "doc.sents": "sentences",
    "doc.ents": "names",
}


class LanguageModelError(RuntimeError):
    """A language model is missing or lacks an annotation that later code relies on."""


@Language.component("dateline_paragraphs", assigns=["token.is_sent_start"])
def mark_sentence_edges(doc: Doc) -> Doc:
    """Let the token after a blank line or a dateline ("GAO, Mali —") begin a sentence, and no closing mark do so.

    The parser keeps what is set here.
    """
    for token in doc[1:]:
        before = token.nbor(-1)
        if before.is_space and before.text.count("\n") > 1:
            token.is_sent_start = True
        elif not before.whitespace_ and not before.is_space and closes_text(token):
            token.is_sent_start = False
    _, story = find_dateline(doc.text)
    for token in doc[1:]:
        if story and token.idx >= story and not token.is_space:
            token.is_sent_start = True
            break
    return doc


def closes_text(token: Token) -> bool:
    """Whether a punctuation mark that touches the token before it belongs to the text before it.

    A straight quote opens where a word touches it on the right.
    """
    if token.text in ('"', "'"):
        return bool(token.whitespace_) or token.i + 1 == len(token.doc) or token.nbor().is_punct or token.nbor().is_space
    return token.is_punct and (token.is_right_punct or not (token.is_left_punct or token.is_quote))


_SYNTAX_CONFIG = """
[nlp]
lang = "en"
pipeline = ["tok2vec","tagger","morphologizer","dateline_paragraphs","parser","lemmatizer"]
batch_size = 64

[components]

[components.tok2vec]
factory = "tok2vec"

[components.tok2vec.model]
@architectures = "spacy.Tok2Vec.v2"

[components.tok2vec.model.embed]
@architectures = "spacy.MultiHashEmbed.v2"
width = 96
attrs = ["NORM","PREFIX","SUFFIX","SHAPE"]
rows = [6000,1000,2500,2500]
include_static_vectors = false

[components.tok2vec.model.encode]
@architectures = "spacy.MaxoutWindowEncoder.v2"
width = 96
depth = 4
window_size = 1
maxout_pieces = 3

[components.tagger]
factory = "tagger"
model = {"@architectures":"spacy.Tagger.v2","tok2vec":{"@architectures":"spacy.Tok2VecListener.v1","width":96}}

[components.morphologizer]
factory = "morphologizer"
model = {"@architectures":"spacy.Tagger.v2","tok2vec":{"@architectures":"spacy.Tok2VecListener.v1","width":96}}

[components.dateline_paragraphs]
factory = "dateline_paragraphs"

[components.parser]
factory = "parser"
min_action_freq = 10
update_with_oracle_cut_size = 400

[components.parser.model]
@architectures = "spacy.TransitionBasedParser.v2"
state_type = "parser"
extra_state_tokens = false
hidden_width = 64
maxout_pieces = 2
use_upper = true
tok2vec = {"@architectures":"spacy.Tok2VecListener.v1","width":96}

[components.lemmatizer]
factory = "trainable_lemmatizer"
backoff = "orth"
min_tree_freq = 3
top_k = 3
model = {"@architectures":"spacy.Tagger.v2","tok2vec":{"@architectures":"spacy.Tok2VecListener.v1","width":96}}
"""

_NAMES_CONFIG = """
[nlp]
lang = "en"
pipeline = ["ner"]
batch_size = 64

[components]

[components.ner]
factory = "ner"

[components.ner.model]
@architectures = "spacy.TransitionBasedParser.v2"
state_type = "ner"
extra_state_tokens = false
hidden_width = 64
maxout_pieces = 2
use_upper = true

[components.ner.model.tok2vec]
@architectures = "spacy.Tok2Vec.v2"

[components.ner.model.tok2vec.embed]
@architectures = "spacy.MultiHashEmbed.v2"
width = 96
attrs = ["NORM","PREFIX","SUFFIX","SHAPE"]
rows = [8000,2000,4000,2500]
include_static_vectors = false

[components.ner.model.tok2vec.encode]
@architectures = "spacy.MaxoutWindowEncoder.v2"
width = 96
depth = 4
window_size = 1
maxout_pieces = 3
"""


def build_syntax_pipeline(abbreviations: Sequence[str] = (), vectors: PackedVectors | None = None) -> Language:
    """An untrained pipeline of tagger, morphologizer, parser and lemmatizer on one shared encoder (CNN, width 96).

    With `vectors` the encoder reads them beside its hashed features.
    """
    return _build(_SYNTAX_CONFIG, ("tok2vec", "model"), abbreviations, vectors)


def build_names_pipeline(abbreviations: Sequence[str] = (), vectors: PackedVectors | None = None) -> Language:
    """An untrained pipeline of a name recogniser with its own encoder (CNN, width 96), which reads `vectors` if given."""
    return _build(_NAMES_CONFIG, ("ner", "model", "tok2vec"), abbreviations, vectors)


def build_blank_pipeline(abbreviations: Sequence[str] = ()) -> Language:
    """Our tokenizer alone."""
    nlp = spacy.blank("en")
    adapt_tokenizer(nlp, abbreviations)
    return nlp


def _build(text: str, encoder: Sequence[str], abbreviations: Sequence[str], vectors: PackedVectors | None) -> Language:
    config = Config().from_str(text)
    if vectors is not None:
        config["nlp"]["vectors"] = {"@vectors": "dateline.PackedVectors.v1"}
        node = config["components"]
        for name in encoder:
            node = node[name]
        node["embed"]["include_static_vectors"] = True
    nlp = spacy.util.load_model_from_config(config, auto_fill=True)
    if vectors is not None:
        nlp.vocab.vectors = vectors
    adapt_tokenizer(nlp, abbreviations)
    return nlp


def adapt_tokenizer(nlp: Language, abbreviations: Sequence[str]) -> None:
    """Make the English tokenizer ready for news: dashes and quotes split words, `abbreviations` keep their full stop."""
    tokenizer: Any = nlp.tokenizer
    defaults: Any = nlp.Defaults
    infixes = [*defaults.infixes, _DASHES, r"[“”]", r"(?<=[—–])[‘\"']"]
    tokenizer.infix_finditer = compile_infix_regex(infixes).finditer
    tokenizer.prefix_search = compile_prefix_regex([*defaults.prefixes, _DASHES]).search
    tokenizer.suffix_search = compile_suffix_regex([*defaults.suffixes, _DASHES]).search
    for abbreviation in abbreviations:
        tokenizer.add_special_case(abbreviation, [{ORTH: abbreviation}])


def join_pipelines(syntax: Language, names: Language) -> Language:
    """One pipeline of both: the name recogniser comes last. `syntax` is changed and returned; word vectors are those of both."""
    for string in names.vocab.strings:
        syntax.vocab.strings.add(string)
    syntax.add_pipe("ner", source=names, last=True)
    return syntax


def list_needed_strings(nlp: Language) -> list[str]:
    """The strings that a trained pipeline cannot do without, sorted: its tokenizer's, its labels, the parts of its lemma rules.

    The others are words it met in training; they fill its string store, and nothing looks them up.
    """
    blank = spacy.util.load_model_from_config(nlp.config, auto_fill=True)
    tokenizer: Any = blank.tokenizer
    tokenizer.from_bytes(cast(Any, nlp.tokenizer).to_bytes(exclude=["vocab"]), exclude=["vocab"])
    needed = set(blank.vocab.strings)
    for name in nlp.pipe_names:
        needed.update(str(label) for label in getattr(nlp.get_pipe(name), "labels", ()))
        needed.update(nlp.vocab.strings[key] for key in _list_tree_strings(nlp.get_pipe(name)))
    return sorted(needed)


def _list_tree_strings(pipe: Any) -> set[int]:
    """Hashes of the strings in the lemma rules (edit trees) that are labels, and in the trees below them; none of other pipes."""
    if not hasattr(pipe, "trees"):
        return set()
    trees = srsly.msgpack_loads(pipe.trees.to_bytes())["trees"]
    found: set[int] = set()
    waiting = [int(label) for label in pipe.labels]
    while waiting:
        number = waiting.pop()
        tree = trees[number] if number < len(trees) else {}  # beyond them stands "no tree"
        found.update(tree[part] for part in ("orig", "subst") if part in tree)
        waiting.extend(tree[part] for part in ("prefix_tree", "suffix_tree") if part in tree)
    return found


def load_pipeline(model: str | Path) -> Language:
    """Load a pipeline from a folder or an installed spaCy package and add what is ours.

    Raises LanguageModelError when there is no such model, when it cannot be loaded here, or when it lacks one of
    `REQUIRED_ANNOTATIONS`.
    """
    nlp = open_pipeline(model)
    check_annotations(nlp)
    return nlp


def open_pipeline(model: str | Path) -> Language:
    """`load_pipeline` for a pipeline that may lack annotations."""
    if not Path(model).is_dir() and not is_package(str(model)):
        raise LanguageModelError(f"no language model at {str(model)!r}: neither a folder nor an installed spaCy package")
    try:
        nlp = spacy.load(model)
    except (ValueError, OSError, ImportError) as error:
        raise LanguageModelError(f"language model {str(model)!r} cannot be loaded: {error}") from error
    if "dateline_paragraphs" not in nlp.pipe_names:
        position = {"before": "parser"} if "parser" in nlp.pipe_names else {"first": True}
        nlp.add_pipe("dateline_paragraphs", **position)
    return nlp


def check_annotations(nlp: Language) -> None:
    """Raise LanguageModelError naming the annotations that later code needs and no component of `nlp` assigns."""
    lacking = find_lacking(nlp)
    if lacking:
        where = f"{nlp.meta['lang']}_{nlp.meta['name']}"
        words = ", ".join(REQUIRED_ANNOTATIONS[name] for name in lacking)
        raise LanguageModelError(
            f"language model {where} lacks {', '.join(lacking)} ({words}); its components: {', '.join(nlp.pipe_names)}"
        )


def find_lacking(nlp: Language) -> list[str]:
    """Those of `REQUIRED_ANNOTATIONS` that no component assigns, as its factory says; attribute rulers can give coarse tags."""
    assigned = {value for name in nlp.pipe_names for value in nlp.get_pipe_meta(name).assigns}
    rulers: list[Any] = [pipe for _, pipe in nlp.pipeline if isinstance(pipe, AttributeRuler)]
    if any("POS" in pattern["attrs"] for ruler in rulers for pattern in ruler.patterns):
        assigned.add("token.pos")
    return [name for name in REQUIRED_ANNOTATIONS if name not in assigned]
