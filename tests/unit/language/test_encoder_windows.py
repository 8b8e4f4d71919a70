"""Windows: every word once, in order, within the limits, cut where texts pause."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer
from tokenizers.models import WordPiece
from tokenizers.normalizers import BertNormalizer
from tokenizers.pre_tokenizers import BertPreTokenizer

from transforms.language.encoder.windows import WINDOW_PIECES, WINDOW_WORDS, WORD_PIECES, PieceMaker, shape_of
from transforms.language.pipeline import build_blank_pipeline

NLP = build_blank_pipeline()
LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789.,!?“”\"'-–—()"


@pytest.fixture(scope="module", name="pieces")
def make_pieces() -> PieceMaker:
    """Pieces of one character each, and a few words."""
    names = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "rebels", "fled", "the", "town", *LETTERS, *("##" + c for c in LETTERS)]
    tokenizer = Tokenizer(WordPiece({name: number for number, name in enumerate(names)}, unk_token="[UNK]"))
    tokenizer.normalizer, tokenizer.pre_tokenizer = BertNormalizer(), BertPreTokenizer()
    return PieceMaker(tokenizer.to_str())


def texts_of(pieces: PieceMaker, text: str) -> list[list[str]]:
    doc = NLP.make_doc(text)
    return [[doc[i].text for i in window.tokens] for window in pieces.make_windows(doc)]


def test_a_window_has_the_pieces_of_its_words_between_marks(pieces: PieceMaker) -> None:
    (window,) = pieces.make_windows(NLP.make_doc("Rebels fled."))
    assert window.pieces.tolist() == [2, 4, 5, pieces.cut(".")[0], 3]
    assert window.firsts.tolist() == [1, 2, 3]
    assert window.shapes[[0, 4]].tolist() == [0, 0]


def test_a_mark_stands_between_paragraphs_of_one_window(pieces: PieceMaker) -> None:
    (window,) = pieces.make_windows(NLP.make_doc("rebels\n\nfled"))
    assert window.pieces.tolist() == [2, 4, 3, 5, 3]
    assert window.firsts.tolist() == [1, 3]


def test_paragraphs_that_do_not_fit_together_are_windows_of_their_own(pieces: PieceMaker) -> None:
    first, second = "the town " * 40, "rebels fled " * 20
    assert [len(words) for words in texts_of(pieces, f"{first.strip()}\n\n{second.strip()}")] == [80, 40]


def test_a_long_paragraph_is_cut_after_a_full_stop_and_its_closing_quote(pieces: PieceMaker) -> None:
    sentence = "“" + "the " * 45 + "town.” "
    windows = texts_of(pieces, (sentence * 5).strip())
    assert [words[-2:] for words in windows] == [[".", "”"]] * 3
    assert [words[0] for words in windows] == ["“"] * 3


def test_a_paragraph_without_full_stops_is_cut_at_the_limit(pieces: PieceMaker) -> None:
    assert [len(words) for words in texts_of(pieces, " ".join(["town"] * 250))] == [WINDOW_WORDS, WINDOW_WORDS, 30]


def test_a_very_long_word_has_its_first_pieces_only(pieces: PieceMaker) -> None:
    (window,) = pieces.make_windows(NLP.make_doc("a" * 90))
    assert len(window.pieces) == WORD_PIECES + 2


def test_no_words_no_windows(pieces: PieceMaker) -> None:
    assert texts_of(pieces, "") == texts_of(pieces, " \n\n ") == []


def test_a_word_of_unknown_signs_is_one_unknown_piece(pieces: PieceMaker) -> None:
    (window,) = pieces.make_windows(NLP.make_doc("\u200b"))
    assert window.pieces.tolist() == [2, 1, 3]


@pytest.mark.parametrize(
    ("word", "shape"),
    [
        ("fled", 1),
        ("Rebels", 2),
        ("A", 2),
        ("UN", 3),
        ("McCain", 4),
        ("2021", 5),
        ("F16", 5),
        ("U.S.", 3),
        ("o'clock", 1),
        ("%", 6),
    ],
)
def test_shapes(word: str, shape: int) -> None:
    (token,) = NLP.make_doc(word)
    assert shape_of(token) == shape


def test_a_word_that_touches_the_one_before_has_a_shape_of_its_own() -> None:
    doc = NLP.make_doc("(fled) fled")
    assert [shape_of(token) for token in doc] == [6, 7, 12, 1]


def test_padding_and_truncation_of_a_tokenizer_file_are_dropped(pieces: PieceMaker, tmp_path) -> None:
    path = tmp_path / "tokenizer.json"
    path.write_text(
        json.dumps(
            {
                **json.loads(pieces.definition),
                "truncation": {"max_length": 4, "stride": 0, "strategy": "LongestFirst", "direction": "Right"},
            }
        )
    )
    assert len(PieceMaker.from_file(path).cut("abababab")) == 8


@given(st.text(alphabet=LETTERS + "AB \n", max_size=900))
def test_windows_hold_every_word_once_in_order_and_keep_the_limits(text: str) -> None:
    tokenizer = Tokenizer(WordPiece({"[PAD]": 0, "[UNK]": 1, "[CLS]": 2, "[SEP]": 3, "a": 4, "##a": 5}, unk_token="[UNK]"))
    doc = NLP.make_doc(text)
    windows = list(PieceMaker(tokenizer.to_str()).make_windows(doc))
    assert [i for window in windows for i in window.tokens] == [token.i for token in doc if not token.is_space]
    assert all(len(window.tokens) <= WINDOW_WORDS for window in windows)
    assert all(len(window.pieces) <= WINDOW_PIECES + WINDOW_WORDS + 2 for window in windows)
    assert all((window.firsts[1:] > window.firsts[:-1]).all() for window in windows)
