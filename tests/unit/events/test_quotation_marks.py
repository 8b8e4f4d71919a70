"""Spans between quotation marks, from the characters alone."""

import pytest

from transforms.events.quotation_marks import find_quoted, paragraph_spans


def outer(text: str) -> list[str]:
    return [text[one.start : one.end] for one in find_quoted(text) if one.depth == 0]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ('"We are leaving," he said.', ["We are leaving,"]),
        ("»Wir gehen«, sagte er.", ["Wir gehen"]),
        ("“We are leaving,” he said.", ["We are leaving,"]),
        ("„Wir gehen“, sagte er.", ["Wir gehen"]),
        ("« Nous partons », dit-il.", ["Nous partons"]),
        ("‘We aren’t leaving,’ he said.", ["We aren’t leaving,"]),
        ("``We are leaving,'' he said.", ["We are leaving,"]),
        ("'We are leaving,' he said.", ["We are leaving,"]),
    ],
)
def test_find_quoted_knows_every_style(text, wanted):
    assert outer(text) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "The protesters' demands and the union's aren't new.",
        "It began in the '90s and '80s.",
        "’Tis the farmers’ market of ’68.",
    ],
)
def test_find_quoted_leaves_apostrophes_alone(text):
    assert outer(text) == []


def test_find_quoted_takes_a_plural_possessive_inside_single_marks_for_an_apostrophe():
    assert outer("'The farmers' demands were met,' he said.") == ["The farmers' demands were met,"]


def test_find_quoted_nests_single_in_double():
    text = "\"He told me 'go home' and left,\" she said."
    assert [(text[one.start : one.end], one.depth) for one in find_quoted(text)] == [
        ("He told me 'go home' and left,", 0),
        ("go home", 1),
    ]


def test_find_quoted_keeps_an_unclosed_quotation_within_its_paragraph():
    text = 'He said, "We go on.\n\nNobody else spoke.'
    assert outer(text) == ["We go on."]


def test_find_quoted_takes_a_lone_closing_mark_after_a_comma_back_to_the_beginning_of_the_paragraph():
    assert outer('Nobody was hurt.\n\nWe are lucky", he said.') == ["We are lucky"]


def test_find_quoted_does_not_take_inches_for_speech():
    assert outer('The board was 10", he found.') == []


def test_find_quoted_marks_a_quotation_that_goes_on_in_the_next_paragraph():
    text = '"First.\n\n"Second," he said.'
    assert [(text[one.start : one.end], one.is_closed, one.is_continued) for one in find_quoted(text)] == [
        ("First.", False, False),
        ("Second,", True, True),
    ]


def test_find_quoted_opens_anew_where_a_closing_mark_was_forgotten():
    assert outer("She said “we stay and “we fight” to all.") == ["we fight"]


def test_paragraph_spans_ignores_a_break_inside_a_sentence():
    text = "hope for the\n\nvictims of war.\n\nNext."
    assert [text[start:end] for start, end in paragraph_spans(text)] == ["hope for the\n\nvictims of war.", "Next."]


def test_paragraph_spans_takes_lines_where_no_line_is_blank():
    text = "One.\nTwo."
    assert [text[start:end] for start, end in paragraph_spans(text)] == ["One.", "Two."]
