"""What training tells the heads about the words of a window, and that the heads learn it."""

import math
import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from tokenizers import Tokenizer
from tokenizers.models import WordPiece
from tokenizers.normalizers import BertNormalizer
from tokenizers.pre_tokenizers import BertPreTokenizer

from flows.training.distil import PretrainedMissingError
from flows.training.language import find_labels, split_title, train_encoder
from flows.training.plan import EncoderPlan
from transforms.language.corpora.examples import make_name_example, make_tree_example
from transforms.language.corpora.texts import NamedText
from transforms.language.corpora.treebanks import Tree
from transforms.language.encoder.labels import EVENT_ROLES, HeadLabels
from transforms.language.encoder.targets import MISSING, EventTarget, Sample, TargetIndex, make_samples
from transforms.language.encoder.windows import PieceMaker
from transforms.language.pipeline import build_blank_pipeline

NLP = build_blank_pipeline()
TREE = Tree(
    words=["Rebels", "fled", "."],
    spaces=[True, False, True],
    lemmas=["rebel", "flee", "."],
    pos=["NOUN", "VERB", "PUNCT"],
    tags=["NNS", "VBD", "."],
    morphs=["Number=Plur", "Tense=Past", ""],
    heads=[1, 1, 1],
    deps=["nsubj", "ROOT", "punct"],
    document="a",
)
NAMES = NamedText("The UN left Mali.", ((4, 6, "ORG"), (12, 16, "-")))


@pytest.fixture(scope="module", name="pieces")
def make_pieces() -> PieceMaker:
    names = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "rebels", "fled", ".", "the", "un", "left", "mali"]
    tokenizer = Tokenizer(WordPiece({name: number for number, name in enumerate(names)}, unk_token="[UNK]"))
    tokenizer.normalizer, tokenizer.pre_tokenizer = BertNormalizer(), BertPreTokenizer()
    return PieceMaker(tokenizer.to_str())


@pytest.fixture(scope="module", name="labels")
def make_labels() -> HeadLabels:
    return find_labels([TREE] * 3)


def test_labels_are_those_of_the_trees(labels: HeadLabels) -> None:
    assert labels.tags == (".", "NNS", "VBD")
    assert labels.deps == ("ROOT", "nsubj", "punct")
    assert set(labels.lemmas) == {"0||", "1||l", "1|e|"}
    assert "NOUN|Number=Plur" in labels.morphs
    assert labels.name_tags[:2] == ("O", "B-CARDINAL")


def test_labels_that_are_rare_are_left_out_but_tags_are_not() -> None:
    labels = find_labels([TREE])
    assert (labels.lemmas, labels.deps) == ((), ())
    assert len(labels.tags) == 3


def test_labels_keep_their_order_in_json(labels: HeadLabels) -> None:
    assert HeadLabels.from_json(labels.to_json()) == labels


def test_a_tree_gives_all_heads_but_names(pieces: PieceMaker, labels: HeadLabels) -> None:
    (sample,) = make_samples(make_tree_example(NLP, [TREE, TREE]), pieces, TargetIndex.of(labels))
    targets = {name: values.tolist() for name, values in sample.targets.items()}
    assert [labels.tags[i] for i in targets["tags"]] == ["NNS", "VBD", "."] * 2
    assert [labels.morphs[i] for i in targets["morphs"]] == ["NOUN|Number=Plur", "VERB|Tense=Past", "PUNCT|"] * 2
    assert [labels.lemmas[i] for i in targets["lemmas"]] == ["1||l", "1|e|", "0||"] * 2
    assert [labels.deps[i] for i in targets["deps"]] == ["nsubj", "ROOT", "punct"] * 2
    assert targets["heads"] == [1, 1, 1, 4, 4, 4]
    assert targets["sents"] == [1, 0, 0, 1, 0, 0]
    assert targets["names"] == [MISSING] * 6


def test_a_word_that_the_tokenizer_splits_hangs_on_its_last_part(pieces: PieceMaker, labels: HeadLabels) -> None:
    tree = replace(TREE, words=["Jae-ho", "fled", "."], tags=["NNP", "VBD", "."], lemmas=["Jae-ho", "flee", "."])
    more = replace(labels, deps=(*labels.deps, "compound"))
    (sample,) = make_samples(make_tree_example(NLP, [tree]), pieces, TargetIndex.of(more))
    assert sample.targets["heads"].tolist() == [2, 2, 3, 3, 3]
    assert [more.deps[i] for i in sample.targets["deps"]] == ["compound", "punct", "nsubj", "ROOT", "punct"]


def test_names_give_names_only_and_what_is_unknown_is_missing(pieces: PieceMaker, labels: HeadLabels) -> None:
    (sample,) = make_samples(make_name_example(NLP, NAMES), pieces, TargetIndex.of(labels))
    known = [labels.name_tags[i] if i != MISSING else None for i in sample.targets["names"]]
    assert known == ["O", "U-ORG", "O", None, "O"]
    assert all(set(sample.targets[head].tolist()) == {MISSING} for head in ("tags", "heads", "sents", "lemmas"))


def event(token: int, *types: str, modes: tuple[str, ...] = (), is_required: bool = True) -> EventTarget:
    return EventTarget(token, (token,), types, is_required, modes, "actual", {})


def test_each_accepted_type_and_mode_of_an_event_is_right(pieces: PieceMaker, labels: HeadLabels) -> None:
    more = replace(labels, events=("", "ASSAULT", "COERCE"), modes=("", "ASSAULT/beat", "COERCE/arrest", "COERCE/beat"))
    told = [event(1, "ASSAULT", "COERCE", modes=("beat",)), event(4, "COERCE", is_required=False)]
    (sample,) = make_samples(make_tree_example(NLP, [TREE, TREE]), pieces, TargetIndex.of(more), told)
    assert sample.targets["events"].tolist() == [0, 1, 0, 0, MISSING, 0]
    assert sample.targets["modes"].tolist() == [MISSING, 1, MISSING, MISSING, 0, MISSING]
    assert {head: pairs.tolist() for head, pairs in sample.also.items()} == {"events": [[1, 2]], "modes": [[1, 3]]}


def test_other_words_for_a_filler_are_left_out_of_the_loss(pieces: PieceMaker, labels: HeadLabels) -> None:
    more = replace(labels, events=("", "ASSAULT"), modes=("",))
    told = EventTarget(1, (1,), ("ASSAULT",), True, (), "actual", {"actor": (0,), "source": ()}, {"actor": (2,)})
    (sample,) = make_samples(make_tree_example(NLP, [TREE]), pieces, TargetIndex.of(more), [told])
    columns = dict(zip(EVENT_ROLES, sample.roles[0].T.tolist(), strict=True))
    assert (columns["actor"], columns["source"], set(columns["date"])) == ([1, 0, MISSING], [0, 0, 0], {MISSING})


def test_of_two_events_on_a_word_the_last_is_learned(pieces: PieceMaker, labels: HeadLabels) -> None:
    more = replace(labels, events=("", "ASSAULT", "COERCE"), modes=("",))
    told = [event(1, "ASSAULT", "COERCE"), event(1, "COERCE")]
    (sample,) = make_samples(make_tree_example(NLP, [TREE]), pieces, TargetIndex.of(more), told)
    assert sample.targets["events"].tolist() == [0, 2, 0]
    assert sample.also["events"].tolist() == []


def test_the_loss_wants_any_of_the_right_labels() -> None:
    torch = pytest.importorskip("torch", reason="LOSS NOT CHECKED: no torch, see the extra `train`")
    from flows.training.learning import find_losses  # noqa: PLC0415

    scores = {"events": torch.log(torch.tensor([[[0.1, 0.5, 0.4], [0.2, 0.3, 0.5]]]))}
    targets = {"events": torch.tensor([[1, MISSING]])}
    assert find_losses(scores, targets)["events"].item() == pytest.approx(-math.log(0.5))
    targets["also_events"] = torch.tensor([[0, 0, 2]])
    assert find_losses(scores, targets)["events"].item() == pytest.approx(-math.log(0.9))


def test_title_and_body_are_texts_of_their_own() -> None:
    text = NamedText("UN leaves Mali\n\nThe UN left.\n\nMali wept.", ((0, 2, "ORG"), (20, 22, "ORG"), (30, 34, "GPE")))
    title, body = split_title(text)
    assert (title.text, title.spans) == ("UN leaves Mali", ((0, 2, "ORG"),))
    assert [body.text[start:end] for start, end, _ in body.spans] == ["UN", "Mali"]


def test_training_without_the_pretrained_encoder_says_what_is_missing(tmp_path: Path) -> None:
    with pytest.raises(PretrainedMissingError, match=r"config\.json, model\.safetensors, tokenizer\.json not found"):
        train_encoder(tmp_path, tmp_path, tmp_path / "encoder.pt", EncoderPlan(), 1)


def test_training_learns_resumes_and_exports(pieces: PieceMaker, labels: HeadLabels, tmp_path: Path) -> None:
    """Skipped where the extra `train` is not installed: what runs in production has no torch."""
    torch = pytest.importorskip("torch", reason="ENCODER TRAINING NOT CHECKED: no torch, see the extra `train`")
    torch.set_num_threads(1)
    from flows.training.export import export_network  # noqa: PLC0415
    from flows.training.learning import CheckpointError, train_network  # noqa: PLC0415
    from flows.training.network import Encoder, Network  # noqa: PLC0415

    index = TargetIndex.of(labels)
    examples = [make_tree_example(NLP, [TREE, TREE]), make_name_example(NLP, NAMES)]
    samples = [sample for example in examples for sample in make_samples(example, pieces, index)]

    def stream(seed: int) -> Iterator[Sample]:
        rng = random.Random(seed)
        while True:
            yield rng.choice(samples)

    config = {"vocab_size": 11, "hidden_size": 24, "max_position_embeddings": 32, "num_attention_heads": 2}
    config |= {"intermediate_size": 32, "num_hidden_layers": 2, "layer_norm_eps": 1e-12}
    torch.manual_seed(1)
    network = Network(Encoder(config, 0.0), labels, dropout=0.0)
    plan = EncoderPlan(
        words=6000, minutes=5, batch_pieces=120, encoder_rate=3e-3, head_rate=3e-3, warmup_steps=5, evaluate_every=50
    )
    half = train_network(network, stream, samples, replace(plan, words=3000), tmp_path / "encoder.pt", seed=1)
    again = Network(Encoder(config, 0.0), labels, dropout=0.0)
    whole = train_network(again, stream, samples, plan, tmp_path / "encoder.pt", seed=1)
    assert half.words < 3200
    assert 6000 <= whole.words < 6200
    done = Network(Encoder(config, 0.0), labels, dropout=0.0)
    assert train_network(done, stream, samples, plan, tmp_path / "encoder.pt", seed=1) == whole
    assert all(torch.equal(a, b) for a, b in zip(done.parameters(), again.parameters(), strict=True))
    with pytest.raises(CheckpointError, match="made with other seed"):
        train_network(done, stream, samples, plan, tmp_path / "encoder.pt", seed=2)
    component = build_blank_pipeline().add_pipe("dateline_encoder")
    component.load(export_network(again), pieces.definition, labels)  # type: ignore[attr-defined]
    doc = component(NLP.make_doc("Rebels fled. Rebels fled."))
    assert [(token.tag_, token.dep_, token.head.i, token.lemma_) for token in doc[3:]] == [
        ("NNS", "nsubj", 4, "rebel"),
        ("VBD", "ROOT", 4, "flee"),
        (".", "punct", 4, "."),
    ]
    assert [sentence.text for sentence in doc.sents] == ["Rebels fled.", "Rebels fled."]
    assert [(e.text, e.label_) for e in component(NLP.make_doc("The UN left Mali.")).ents][:1] == [("UN", "ORG")]
