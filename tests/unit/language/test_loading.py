"""Loading other spaCy pipelines: what they lack is said, what has all annotations works."""

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc
from spacy.training import Example

from transforms.language.pipeline import (
    REQUIRED_ANNOTATIONS,
    LanguageModelError,
    build_blank_pipeline,
    build_names_pipeline,
    check_annotations,
    find_lacking,
    load_pipeline,
    mark_sentence_edges,
    open_pipeline,
)


@pytest.fixture(scope="module")
def assembled(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A pipeline of spaCy's own components with all annotations, hardly trained; tags map to coarse tags by rule."""
    nlp = spacy.blank("en")
    rare = {"parser": {"min_action_freq": 1}, "trainable_lemmatizer": {"min_tree_freq": 1}}
    for name in ("tagger", "attribute_ruler", "parser", "trainable_lemmatizer", "ner"):
        nlp.add_pipe(name, config=rare.get(name, {}))
    reference = Doc(
        nlp.vocab,
        words=["Rebels", "left", "Homs"],
        tags=["NNS", "VBD", "NNP"],
        lemmas=["rebel", "leave", "Homs"],
        heads=[1, 1, 1],
        deps=["nsubj", "ROOT", "dobj"],
        ents=["O", "O", "B-GPE"],
    )
    examples = [Example(nlp.make_doc(reference.text), reference)]
    optimizer = nlp.initialize(lambda: examples)
    for _ in range(25):
        nlp.update(examples, sgd=optimizer)
    nlp.get_pipe("attribute_ruler").add([[{"TAG": "VBD"}]], {"POS": "VERB"})  # type: ignore[attr-defined]
    nlp.meta["name"] = "assembled"
    folder = tmp_path_factory.mktemp("models") / "assembled"
    nlp.to_disk(folder)
    return str(folder)


def test_load_pipeline_takes_a_pipeline_of_other_components(assembled: str) -> None:
    doc = load_pipeline(assembled)("Rebels left Homs\n\nRebels left Homs")
    first = next(doc.sents)
    assert [(t.tag_, t.lemma_, t.dep_) for t in first if not t.is_space] == [
        ("NNS", "rebel", "nsubj"), ("VBD", "leave", "ROOT"), ("NNP", "Homs", "dobj"),
    ]  # fmt: skip
    assert doc[1].pos_ == "VERB"
    assert [(ent.text, ent.label_) for ent in doc.ents][:1] == [("Homs", "GPE")]
    assert doc[4].is_sent_start, "our own component puts a sentence start after the blank line"


def test_load_pipeline_says_what_a_blank_pipeline_lacks(tmp_path) -> None:
    spacy.blank("en").to_disk(tmp_path / "model")
    told = r"lacks token\.tag, .*doc\.ents \(tags, coarse tags, lemmas, dependencies, sentences, names\); its components: dateline_para"
    with pytest.raises(LanguageModelError, match=told):
        load_pipeline(tmp_path / "model")
    assert find_lacking(open_pipeline(tmp_path / "model")) == list(REQUIRED_ANNOTATIONS)


def test_check_annotations_says_what_each_component_would_give(assembled: str) -> None:
    nlp = load_pipeline(assembled)
    needed = {
        "tagger": ["token.tag"],
        "attribute_ruler": ["token.pos"],
        "parser": ["token.dep", "doc.sents"],
        "trainable_lemmatizer": ["token.lemma"],
        "ner": ["doc.ents"],
    }
    for name, annotations in needed.items():
        told = rf"en_assembled lacks {', '.join(annotations)} \("
        with nlp.select_pipes(disable=name), pytest.raises(LanguageModelError, match=told):
            check_annotations(nlp)
    nlp.remove_pipe("attribute_ruler")
    nlp.add_pipe("attribute_ruler")
    assert find_lacking(nlp) == ["token.pos"], "a ruler without patterns gives nothing"


def test_find_lacking_believes_one_component_that_declares_all() -> None:
    @Language.component("test_all_at_once", assigns=list(REQUIRED_ANNOTATIONS))
    def set_all(doc: Doc) -> Doc:
        return doc

    nlp = spacy.blank("en")
    nlp.add_pipe("test_all_at_once")
    assert find_lacking(nlp) == []


def test_load_pipeline_tells_why_a_model_cannot_be_loaded(tmp_path) -> None:
    with pytest.raises(LanguageModelError, match=r"cannot be loaded: .*meta\.json"):
        load_pipeline(tmp_path)
    build_names_pipeline().to_disk(tmp_path / "model")
    config = tmp_path / "model" / "config.cfg"
    config.write_text(config.read_text("utf-8").replace('factory = "ner"', 'factory = "of_another_package"'), "utf-8")
    with pytest.raises(LanguageModelError, match="of_another_package"):
        load_pipeline(tmp_path / "model")


def test_a_story_begins_with_its_first_word_not_with_white_space() -> None:
    doc = mark_sentence_edges(build_blank_pipeline().make_doc("KABUL (Reuters) —\nRebels fled."))
    assert [token.text for token in doc if token.is_sent_start and token.i] == ["Rebels"]
