"""Word vectors of the fast language model: MiniLM's files read, its view of the words of our corpora averaged."""

import hashlib
import importlib.util
import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from flows.corpora import NameCorpora, list_unlabelled, read_text, read_treebank
from transforms.language.pipeline import build_blank_pipeline
from transforms.language.static_vectors import (
    Context,
    Encoder,
    Floats,
    PackedVectors,
    average_vectors,
    choose_contexts,
    choose_words,
    cut_contexts,
    reduce_vectors,
)

NEEDED_FILES = ("config.json", "model.safetensors", "tokenizer.json")
NEEDED_PACKAGES = ("torch", "onnx", "safetensors")
WORDS = 30_000
CONTEXTS = 3
WIDTH = 192
LAYERS = 3
# Beside hashed features of a like size: after 350 steps of the name recogniser 0.68, with vectors of length 1 0.66, of 12 0.67.
LENGTH = 5.0
TREEBANKS = ("ud_ewt/en_ewt-ud-train", "ud_gum_open/en_gum-news-train", "ud_gum_open/en_gum-other-train")


class PretrainedMissingError(FileNotFoundError):
    """The pretrained encoder's files, or the packages that training needs, are not there."""


def check_pretrained(encoder_dir: Path) -> None:
    """Raise PretrainedMissingError unless MiniLM's files and the packages of the extra `train` are there."""
    missing = [name for name in NEEDED_FILES if not (encoder_dir / name).is_file()]
    if missing:
        raise PretrainedMissingError(f"train: expected a pretrained encoder in {encoder_dir}, {', '.join(missing)} not found")
    lacking = [name for name in NEEDED_PACKAGES if importlib.util.find_spec(name) is None]
    if lacking:
        raise PretrainedMissingError(f"train: {', '.join(lacking)} not installed; the extra `train` has what is needed")


def distil_vectors(data_dir: Path, encoder_dir: Path, work_dir: Path, abbreviations: Sequence[str] = ()) -> PackedVectors:
    """Vectors of the commonest words of training corpora and unlabelled articles, kept in `work_dir` for the next time.

    `encoder_dir` holds MiniLM as published: config.json, model.safetensors, tokenizer.json. Needs the extra `train`; takes
    about eight minutes of one core. Raises CorpusMissingError, PretrainedMissingError.
    """
    check_pretrained(encoder_dir)
    recipe = (read_text(encoder_dir / "config.json"), abbreviations, WORDS, CONTEXTS, WIDTH, LAYERS, LENGTH)
    folder = work_dir / hashlib.sha256(repr(recipe).encode()).hexdigest()[:12]
    if (folder / PackedVectors.file_name).is_file():
        return PackedVectors().from_disk(folder)
    encode = load_word_encoder(encoder_dir)
    nlp = build_blank_pipeline(abbreviations)
    contexts = cut_contexts(nlp.make_doc(text) for text in iterate_texts(data_dir))
    counts = choose_words(contexts, WORDS)
    words = list(counts)
    chosen = choose_contexts(contexts, counts, CONTEXTS)
    print(f"vectors of {len(words)} words from {sum(map(len, chosen))} of {sum(map(len, contexts))} words of text", flush=True)
    table = PackedVectors(words, reduce_vectors(average_vectors(chosen, words, encode), WIDTH, LENGTH))
    started = folder.with_suffix(".new")
    started.mkdir(parents=True, exist_ok=True)
    table.to_disk(started)
    started.replace(folder)
    return table


def iterate_texts(data_dir: Path) -> Iterator[str]:
    """Texts of everything the model trains on, and the unlabelled articles by paragraph. Raises CorpusMissingError."""
    corpora = NameCorpora(data_dir)
    for texts in (
        corpora.read_gmb("train"),
        corpora.read_uner("train"),
        corpora.read_wikigold(),
        corpora.read_crossner("train"),
        corpora.read_crossner_other(),
        corpora.read_articles("train"),
    ):
        yield from (text.text for text in texts)
    for name in TREEBANKS:
        for tree in read_treebank(data_dir, name):
            yield "".join(word + " " * space for word, space in zip(tree.words, tree.spaces, strict=True))
    for path in list_unlabelled(data_dir):
        for line in read_text(path).splitlines():
            article = json.loads(line)
            yield from (article["title"], *article["text"].split("\n\n"))


def load_word_encoder(encoder_dir: Path) -> Encoder:
    """MiniLM as a function from contexts of words to one vector a word, the mean of its pieces. Needs the extra `train`.

    Vectors are those after three of its six layers. A linear probe for names and tags of unseen words (GMB train, 160 components)
    had 0.715 of the names and 0.852 of the tags right with words in context at the third layer, 0.665 and 0.726 at the last one,
    0.533 and 0.692 with words alone at the last one; the other layers were between. 192 components: 0.737, 0.861.
    """
    import torch  # noqa: PLC0415
    from tokenizers import Tokenizer  # noqa: PLC0415

    from flows.training.network import load_encoder  # noqa: PLC0415

    encoder = load_encoder(encoder_dir).eval()
    tokenizer = Tokenizer.from_file(str(encoder_dir / "tokenizer.json"))
    tokenizer.enable_padding()
    tokenizer.no_truncation()

    @torch.no_grad()
    def encode(contexts: Sequence[Context]) -> list[Floats]:
        texts = tokenizer.encode_batch([list(context) for context in contexts], is_pretokenized=True)
        pieces = torch.tensor([text.ids for text in texts])
        states = encoder(pieces, torch.zeros_like(pieces), LAYERS).numpy()
        return [
            average_pieces(rows, text.word_ids, len(context)) for context, text, rows in zip(contexts, texts, states, strict=True)
        ]

    return encode


def average_pieces(states: Floats, word_ids: Sequence[int | None], words: int) -> Floats:
    """Mean of the states of each word's pieces: (pieces, width) → (words, width); `word_ids` says whose piece each is."""
    means = np.zeros((words, states.shape[1]), dtype=np.float32)
    counts = np.zeros((words, 1), dtype=np.float32)
    places = [place for place, word in enumerate(word_ids) if word is not None]
    targets = [word for word in word_ids if word is not None]
    np.add.at(means, targets, states[places])
    np.add.at(counts, targets, 1)
    means /= np.maximum(counts, 1)
    return means
