"""The accurate model as a user meets it: without torch, on texts of any shape, the same in any company."""

import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
from spacy.language import Language
from spacy.tokens import Doc

from transforms.language.encoder.component import EncoderError
from transforms.language.pipeline import build_blank_pipeline, load_pipeline

MODEL = Path(__file__).parents[2] / "seeds" / "models" / "en_dateline_accurate"
TEXT = (
    "Rebels took the town of Gao on Monday, officials said.\n\n“We will not leave,” a commander told Reuters. Three people died."
)


@cache
def load_model() -> Language:
    return load_pipeline(MODEL)


def annotations(doc: Doc) -> list[tuple]:
    return [
        (t.text, t.tag_, t.pos_, str(t.morph), t.lemma_, t.dep_, t.head.i, t.is_sent_start, t.ent_iob_, t.ent_type_) for t in doc
    ]


def test_it_loads_and_runs_where_torch_cannot_be_imported() -> None:
    program = f"""
import sys
class Blocked:
    def find_spec(self, name, path=None, target=None):
        if name.split('.')[0] in ('torch', 'onnx', 'transformers'):
            raise ModuleNotFoundError(f'no {{name}} here')
sys.meta_path.insert(0, Blocked())
from transforms.language.pipeline import load_pipeline
doc = load_pipeline({str(MODEL)!r})('Police arrested two men in Paris.')
assert not {{'torch', 'onnx'}} & set(sys.modules)
print([t.dep_ for t in doc], [(e.text, e.label_) for e in doc.ents])
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False, cwd=MODEL.parents[2])
    assert done.returncode == 0, done.stderr
    assert "'nsubj', 'ROOT', 'nummod', 'dobj', 'prep', 'pobj', 'punct'" in done.stdout
    assert "('Paris', 'GPE')" in done.stdout


def test_a_text_is_annotated_the_same_in_any_company() -> None:
    nlp = load_model()
    alone = annotations(nlp(TEXT))
    others = ["Nothing happened.", "The minister resigned. " * 40, TEXT, "Rain."]
    assert annotations(list(nlp.pipe(others, batch_size=2))[2]) == alone


def test_every_sentence_has_one_root() -> None:
    doc = load_model()(TEXT)
    assert [sum(token.head.i == token.i for token in sentence) for sentence in doc.sents] == [1, 1, 1]
    assert all(token.head.sent.start == token.sent.start for token in doc)
    assert [(e.text, e.label_) for e in doc.ents if e.label_ in ("GPE", "ORG")] == [("Gao", "GPE"), ("Reuters", "ORG")]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Police said he lives in New\nYork.", "New\nYork"),
        ("Talks with Barack  Obama failed.", "Barack  Obama"),
        ("Talks with Barack\u00a0Obama failed.", "Barack\u00a0Obama"),
    ],
)
def test_white_space_within_a_name_is_of_the_name(text: str, name: str) -> None:
    assert name in [entity.text for entity in load_model()(text).ents]


def test_a_hyphen_within_a_word_is_punctuation_of_what_follows() -> None:
    doc = load_model()("South Korean President Kim Jae-ho rejected the demand.")
    hyphen = next(token for token in doc if token.text == "-")
    assert (hyphen.dep_, hyphen.head.text) == ("punct", "ho")
    assert [token.text for token in doc if token.dep_ == "nsubj"] == ["ho"]


def test_a_name_ends_where_its_sentence_ends() -> None:
    nlp = load_model()
    doc = nlp.make_doc("He met Barack Obama Kenya won")
    doc[4].is_sent_start = True
    doc = nlp.get_pipe("encoder")(doc)  # type: ignore[operator]
    assert all(entity.sent.end >= entity.end and entity.sent.start <= entity.start for entity in doc.ents)
    assert "Barack Obama" in [entity.text for entity in doc.ents]


@pytest.mark.parametrize("text", ["", " ", "\n\n", "\u200b", "x" * 5000, "?", " \n\n leading space", "\n" * 50 + "end", "🙂 🙂"])
def test_odd_texts(text: str) -> None:
    doc = load_model()(text)
    assert doc.text == text
    assert all(token.lemma_ and token.tag_ and token.pos_ for token in doc)
    assert sum(len(sentence) for sentence in doc.sents) == len(doc)


def test_a_paragraph_without_an_end() -> None:
    doc = load_model()("and the rebels fled to the town " * 500)
    assert len(doc) > 3000
    assert all(token.dep_ for token in doc)
    assert sum(token.lemma_ == "flee" for token in doc) > 400


def test_what_the_document_says_of_sentences_is_kept() -> None:
    nlp = load_model()
    doc = nlp.make_doc("The rebels fled the town was quiet")
    doc[3].is_sent_start = True
    assert [sentence.text for sentence in nlp.get_pipe("encoder")(doc).sents] == ["The rebels fled", "the town was quiet"]  # type: ignore[operator]


def test_a_component_without_a_graph_says_so() -> None:
    nlp = build_blank_pipeline()
    component = nlp.add_pipe("dateline_encoder", name="encoder")
    with pytest.raises(EncoderError, match="component 'encoder' has no graph"):
        nlp.to_bytes()
    with pytest.raises(EncoderError, match="component 'encoder' has no graph"):
        component(nlp.make_doc("Rebels fled."))  # type: ignore[operator]


def test_it_goes_through_bytes() -> None:
    component = load_model().get_pipe("encoder")
    copy = build_blank_pipeline().add_pipe("dateline_encoder")
    copy.from_bytes(component.to_bytes())  # type: ignore[attr-defined]
    doc = load_model().make_doc("Rebels fled.")
    assert [token.tag_ for token in copy(doc)] == ["NNS", "VBD", "."]  # type: ignore[operator]


def test_its_session_has_one_thread() -> None:
    options = load_model().get_pipe("encoder")._session.get_session_options()  # type: ignore[attr-defined]
    assert (options.intra_op_num_threads, options.inter_op_num_threads) == (1, 1)


def test_both_models_together_are_below_50_megabytes() -> None:
    sizes = {
        folder.name: sum(f.stat().st_size for f in folder.rglob("*")) for folder in MODEL.parent.iterdir() if folder.is_dir()
    }
    assert set(sizes) == {"en_dateline_accurate", "en_dateline_fast"}
    assert sum(sizes.values()) < 50_000_000


def test_missing_files_are_named(tmp_path: Path) -> None:
    (tmp_path / "labels.json").write_text("{}", "utf-8")
    component = build_blank_pipeline().add_pipe("dateline_encoder", name="encoder")
    with pytest.raises(EncoderError, match=r"model\.onnx, tokenizer\.json not found"):
        component.from_disk(tmp_path)  # type: ignore[attr-defined]
