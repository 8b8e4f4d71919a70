import pytest

from transforms.reading.normalise import clean_line, clean_text


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("a\r\n\r\nb\rc\n\n\n\nd", "a\n\nb\nc\n\nd"),
        ("  a \u00a0 b\t c ", "a b c"),
        ("first paragraph.\nsecond paragraph.\nthird", "first paragraph.\n\nsecond paragraph.\n\nthird"),
        ("Zu\u0308rich", "Zürich"),
        ("a\x00b\u00adc\u200bd\ufeffe", "abcde"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("a \n \n b", "a\n\nb"),
    ],
)
def test_text_is_brought_into_one_form(raw, text):
    assert clean_text(raw) == text
    assert clean_text(text) == text


def test_hard_wrapped_lines_are_joined():
    raw = (
        "Two soldiers were killed and five were injured on Monday when a\n"
        "bomb went off near the airport of the capital, officials of the\n"
        "ministry said.\n\nNobody has said that it was behind the attack."
    )
    assert clean_text(raw) == raw.replace("a\nbomb", "a bomb").replace("the\nministry", "the ministry")


def test_titles_are_one_line():
    assert clean_line(" Bomb kills\r\n two \x07") == "Bomb kills two"
