"""Phrases of time on plain tokens: what is found, what it means, what is left alone."""

from __future__ import annotations

from datetime import date

import pytest
import spacy
from phrase_book import PAGE, WRITER, read_phrases, render_page
from spacy.tokens import Doc, Token

from seeds import read_rows
from transforms.events.datelines import find_dateline, find_publication_date
from transforms.events.dates import find_time_expressions
from transforms.events.event_dates import date_of_event
from transforms.events.records import TimeExpression
from transforms.events.time_phrases import find_phrases
from transforms.events.time_setting import Setting
from transforms.events.time_values import Days
from transforms.events.time_words import cut_pieces

NLP = spacy.blank("en")
NLP.add_pipe("sentencizer")
MONDAY = date(2021, 9, 6)


@pytest.mark.parametrize("row", read_phrases(), ids=lambda row: f"{row['text']} {row['published']}")
def test_dates_phrase_book(row: dict[str, str]) -> None:
    published_on = date.fromisoformat(row["published"]) if row["published"] else None
    found = [one for sent in NLP(row["text"]).sents for one in find_time_expressions(sent, published_on)]
    last = [(one.text, str(one.start or ""), str(one.end or ""), one.precision) for one in found[-1:]]
    assert last == ([(row["phrase"], row["start"], row["end"], row["precision"])] if row["phrase"] else [])


def test_dates_phrase_book_page_is_current() -> None:
    assert PAGE.read_text("utf-8") == render_page(), f"write it anew: python {WRITER}"


@pytest.mark.parametrize("row", read_rows("time/grammar.csv"), ids=lambda row: row["example"])
def test_dates_rules_of_the_grammar_read_their_examples(row: dict[str, str]) -> None:
    pieces = cut_pieces(f"Troops will leave {row['example']}.")
    told = Days(MONDAY, MONDAY, "day")
    found = find_phrases(pieces, lambda first, last, told_here: Setting(MONDAY, "future", told=told_here or told))
    assert [one.rule for one in found] == [row["rule"]]


def find(text: str, published_on: date | None = MONDAY) -> list[TimeExpression]:
    return find_time_expressions(NLP(text)[:], published_on)


def told(text: str, published_on: date | None = MONDAY) -> list[tuple[str, str, str]]:
    return [(found.text, str(found.start), found.precision) for found in find(text, published_on)]


def test_dates_weekday_of_publication_is_that_day_unless_the_sentence_says_today() -> None:
    sunday = date(2021, 9, 5)
    assert told("A bomb exploded on Sunday.", sunday) == [("Sunday", "2021-09-05", "day")]
    assert told("After the bomb on Sunday, police said today.", sunday)[0] == ("Sunday", "2021-08-29", "day")


def test_dates_times_of_day_belong_to_the_day() -> None:
    assert told("It began at 9 a.m. on Friday.") == [("9 a.m. on Friday", "2021-09-03", "day")]
    assert told("It began Friday at 16:15 GMT.") == [("Friday at 16:15 GMT", "2021-09-03", "day")]


def test_dates_half_of_a_year_without_saying_which_is_the_year() -> None:
    (found,) = find_time_expressions(NLP("It fell in half 2021.")[:], None)
    assert (found.text, found.precision) == ("2021", "year")


def test_dates_month_before_a_count_is_only_a_month() -> None:
    assert told("In May 12 soldiers were killed.") == [("May", "2021-05-01", "month")]


def test_dates_offsets_count_in_the_doc() -> None:
    doc = NLP("It rained. Troops left on Monday.")
    (found,) = find_time_expressions(doc[3:], MONDAY)
    assert doc.text[found.start_char : found.end_char] == found.text == "Monday"
    assert found.head.text == "Monday"


@pytest.mark.parametrize(
    ("head", "place", "rest"),
    [
        ("KABUL, Sept 6 (Reuters) — The Taliban said.", "KABUL", "The Taliban said."),
        ("PARIS (AP) - The minister said.", "PARIS", "The minister said."),
        ("BAGHDAD, Iraq — Gunmen fired.", "BAGHDAD, Iraq", "Gunmen fired."),
        ("NEW YORK (AP) — Police said.", "NEW YORK", "Police said."),
        ("The minister - an ally - said.", None, "The minister - an ally - said."),
        ("NATO troops left.", None, "NATO troops left."),
    ],
)
def test_dates_dateline_gives_place_and_where_the_story_begins(head: str, place: str | None, rest: str) -> None:
    found, offset = find_dateline(head)
    assert (found, head[offset:]) == (place, rest)


@pytest.mark.parametrize(
    ("head", "day"),
    [
        ("Monday, September 6, 2021\n\nThe Taliban said.", MONDAY),
        ("A headline\n6 September 2021\nThe Taliban said.", MONDAY),
        ("KABUL, Sept 6, 2021 (Reuters) — The Taliban said.", MONDAY),
        ("On Monday, September 6, 2021 the Taliban took the province of Panjshir.", None),
        ("The Taliban said.", None),
        ("", None),
    ],
)
def test_dates_publication_date_comes_from_a_line_of_its_own(head: str, day: date | None) -> None:
    assert find_publication_date(head) == day


@pytest.mark.parametrize(
    ("head", "place"),
    [
        ("WASHINGTON/KABUL, Sept 6 (Reuters) - The minister", "WASHINGTON/KABUL"),
        ("LONDON, Sept. 6, 2021 /PRNewswire/ -- The minister", "LONDON"),
        ("BEIJING, Sept. 6 (Xinhua) -- The minister", "BEIJING"),
        ("New Delhi, Sep 6 (PTI) The minister", "New Delhi"),
        ("Kabul, Sept 6 (IANS): The minister", "Kabul"),
        ("MOSCOW, September 6. /TASS/. The minister", "MOSCOW"),
        ("MOSCOW. Sept 6 (Interfax) - The minister", "MOSCOW"),
        ("Madrid, 6 Sep (EFE).- The minister", "Madrid"),
        ("Berlin (dpa) - The minister", "Berlin"),
        ("Kabul, Afghanistan (CNN) -- The minister", "Kabul, Afghanistan"),
        ("KARACHI: The minister", "KARACHI"),
        ("BREAKING: The minister", None),
        ("ANALYSIS — The minister", None),
        ("Monday, 6 Sept (Reuters) - The minister", None),
        ("Smith, 46 (pictured) said", None),
    ],
)
def test_dates_datelines_of_other_wires(head: str, place: str | None) -> None:
    found, offset = find_dateline(head)
    assert found == place
    assert place is None or head[offset:] == "The minister"


@pytest.mark.parametrize(
    "head",
    [
        "Updated 14:05 GMT, 3 May 2011\nThe minister said.",
        "Page last updated at 14:05 GMT, Tuesday, 3 May 2011 15:05 UK",
        "3 May 2011 Last updated at 14:05 GMT",
        "By A. Writer | May 3, 2011\nThe minister said.",
        "May 3, 2011 / 9:30 AM / Harbour News",
        "Updated 4 May 2011\nPublished 3 May 2011",
        "First published 3 May 2011, updated 4 May 2011",
        "Published on Tue May 3, 2011 2:05pm EDT",
        "2011-05-03T14:05:00Z",
        "MOSCOW, May 3, 2011. /TASS/. The minister said.",
    ],
)
def test_dates_publication_date_of_other_styles(head: str) -> None:
    assert find_publication_date(head) == date(2011, 5, 3)


def parse(words: list[tuple[str, int, str, str, str]]) -> Doc:
    """A Doc from (word, head, dependency, part of speech, lemma)."""
    texts, heads, deps, pos, lemmas = (list(column) for column in zip(*words, strict=True))
    return Doc(NLP.vocab, words=texts, heads=heads, deps=deps, pos=pos, lemmas=lemmas)


def dated(doc: Doc, trigger: Token) -> str | None:
    found = date_of_event(trigger, find_time_expressions(doc[:], MONDAY))
    return found.text if found else None


def test_date_of_event_takes_the_phrase_of_its_own_clause_and_not_that_of_saying() -> None:
    doc = parse(
        [
            ("Police", 1, "nsubj", "NOUN", "police"),
            ("said", 1, "ROOT", "VERB", "say"),
            ("Monday", 1, "npadvmod", "PROPN", "Monday"),
            ("that", 6, "mark", "SCONJ", "that"),
            ("gunmen", 6, "nsubj", "NOUN", "gunman"),
            ("had", 6, "aux", "AUX", "have"),
            ("attacked", 1, "ccomp", "VERB", "attack"),
            ("on", 6, "prep", "ADP", "on"),
            ("Friday", 7, "pobj", "PROPN", "Friday"),
        ]
    )
    assert dated(doc, doc[6]) == "Friday"
    assert dated(doc, doc[1]) == "Monday"


def test_date_of_event_leaves_an_event_undated_when_only_the_saying_has_a_day() -> None:
    doc = parse(
        [
            ("Police", 1, "nsubj", "NOUN", "police"),
            ("said", 1, "ROOT", "VERB", "say"),
            ("Monday", 1, "npadvmod", "PROPN", "Monday"),
            ("gunmen", 4, "nsubj", "NOUN", "gunman"),
            ("attacked", 1, "ccomp", "VERB", "attack"),
        ]
    )
    assert dated(doc, doc[4]) is None


def test_date_of_event_opening_phrase_dates_coordinated_verbs() -> None:
    doc = parse(
        [
            ("On", 4, "prep", "ADP", "on"),
            ("Monday", 0, "pobj", "PROPN", "Monday"),
            (",", 4, "punct", "PUNCT", ","),
            ("gunmen", 4, "nsubj", "NOUN", "gunman"),
            ("killed", 4, "ROOT", "VERB", "kill"),
            ("two", 4, "dobj", "NUM", "two"),
            ("and", 4, "cc", "CCONJ", "and"),
            ("wounded", 4, "conj", "VERB", "wound"),
            ("five", 7, "dobj", "NUM", "five"),
        ]
    )
    assert dated(doc, doc[4]) == dated(doc, doc[7]) == "Monday"


def test_date_of_event_noun_takes_the_phrase_of_its_verb_or_its_own() -> None:
    doc = parse(
        [
            ("The", 1, "det", "DET", "the"),
            ("attack", 2, "nsubj", "NOUN", "attack"),
            ("happened", 2, "ROOT", "VERB", "happen"),
            ("on", 2, "prep", "ADP", "on"),
            ("Friday", 3, "pobj", "PROPN", "Friday"),
        ]
    )
    assert dated(doc, doc[1]) == "Friday"
    doc = parse(
        [
            ("Friday", 2, "poss", "PROPN", "Friday"),
            ("'s", 0, "case", "PART", "'s"),
            ("attack", 3, "nsubj", "NOUN", "attack"),
            ("followed", 3, "ROOT", "VERB", "follow"),
            ("a", 5, "det", "DET", "a"),
            ("protest", 3, "dobj", "NOUN", "protest"),
        ]
    )
    assert dated(doc, doc[2]) == "Friday"
    assert dated(doc, doc[5]) is None
