"""Phrases of time on plain tokens: what is found, what it means, what is left alone."""

from __future__ import annotations

from datetime import date

import pytest
import spacy
from spacy.tokens import Doc, Token

from transforms.events.datelines import find_dateline, find_publication_date
from transforms.events.dates import find_time_expressions
from transforms.events.event_dates import date_of_event
from transforms.events.records import TimeExpression

NLP = spacy.blank("en")
MONDAY = date(2021, 9, 6)


def find(text: str, published_on: date | None = MONDAY) -> list[TimeExpression]:
    return find_time_expressions(NLP(text)[:], published_on)


def told(text: str, published_on: date | None = MONDAY) -> list[tuple[str, str, str]]:
    return [(found.text, str(found.start), found.precision) for found in find(text, published_on)]


@pytest.mark.parametrize(
    ("text", "start", "precision"),
    [
        ("It fell on 26 August 2021.", "2021-08-26", "day"),
        ("It fell on August 26, 2021.", "2021-08-26", "day"),
        ("It fell on the 26th of August, 2021.", "2021-08-26", "day"),
        ("It fell on Thursday, 26 August 2021.", "2021-08-26", "day"),
        ("It fell on Aug. 26, 2021.", "2021-08-26", "day"),
        ("It fell on 2021-08-26.", "2021-08-26", "day"),
        ("It fell on 26/8/2021.", "2021-08-26", "day"),
        ("It fell on 5/8/2021.", "2021-08-05", "day"),
        ("It fell on 8/26/2021.", "2021-08-26", "day"),
        ("It fell in August 2021.", "2021-08-01", "month"),
        ("It fell in late August 2021.", "2021-08-01", "month"),
        ("It fell in mid-June 2019.", "2019-06-01", "month"),
        ("It fell in early 2019.", "2019-01-01", "year"),
        ("It fell in 1999.", "1999-01-01", "year"),
        ("It was the 1993 assassination.", "1993-01-01", "year"),
        ("It fell on Christmas Day, 2004.", "2004-12-25", "day"),
        ("It fell on Easter Sunday 2019.", "2019-04-21", "day"),
    ],
)
def test_dates_absolute_phrases_need_no_publication_date(text: str, start: str, precision: str) -> None:
    assert [(found[1], found[2]) for found in told(text, None)] == [(start, precision)]
    assert [(found[1], found[2]) for found in told(text)] == [(start, precision)]


@pytest.mark.parametrize(
    ("text", "start", "precision"),
    [
        ("Troops left on Monday.", "2021-09-06", "day"),
        ("Troops left on Tuesday.", "2021-08-31", "day"),
        ("Troops left Sunday night.", "2021-09-05", "day"),
        ("Troops left early on Friday.", "2021-09-03", "day"),
        ("Troops left last Monday.", "2021-08-30", "day"),
        ("Troops will leave on Tuesday.", "2021-09-07", "day"),
        ("Troops are scheduled to leave on Friday.", "2021-09-10", "day"),
        ("Troops leave next Tuesday.", "2021-09-07", "day"),
        ("On Friday, troops will leave.", "2021-09-10", "day"),
        ("Troops left on Thursday of last week.", "2021-09-02", "day"),
        ("Troops left today.", "2021-09-06", "day"),
        ("Troops left earlier today.", "2021-09-06", "day"),
        ("Troops leave tonight.", "2021-09-06", "day"),
        ("Troops left yesterday morning.", "2021-09-05", "day"),
        ("Troops leave tomorrow.", "2021-09-07", "day"),
        ("Troops left this morning.", "2021-09-06", "day"),
        ("Troops left last night.", "2021-09-05", "day"),
        ("Troops left overnight.", "2021-09-05", "day"),
        ("Troops left two days ago.", "2021-09-04", "day"),
        ("Troops left five hours ago.", "2021-09-06", "day"),
        ("Troops left a week ago.", "2021-08-30", "week"),
        ("Troops left last week.", "2021-08-30", "week"),
        ("Troops left earlier this week.", "2021-09-06", "week"),
        ("Troops leave next week.", "2021-09-13", "week"),
        ("Troops left last month.", "2021-08-01", "month"),
        ("Troops left seventeen months ago.", "2020-04-01", "month"),
        ("Troops leave next month.", "2021-10-01", "month"),
        ("Troops left this year.", "2021-01-01", "year"),
        ("Troops left twenty-three years ago.", "1998-01-01", "year"),
        ("Troops left over the weekend.", "2021-09-04", "day"),
        ("Troops left last weekend.", "2021-09-04", "day"),
        ("Troops will leave at the weekend.", "2021-09-11", "day"),
        ("Troops left in August.", "2021-08-01", "month"),
        ("Troops left in October.", "2020-10-01", "month"),
        ("Troops will leave in October.", "2021-10-01", "month"),
        ("Troops left last July.", "2021-07-01", "month"),
        ("Troops left in November last year.", "2020-11-01", "month"),
        ("Troops left on 20 March of this year.", "2021-03-20", "day"),
        ("Troops left on Aug. 26.", "2021-08-26", "day"),
        ("Troops left on Thursday February 21.", "2019-02-21", "day"),
        ("Troops will leave on 3 October.", "2021-10-03", "day"),
        ("Troops left on Friday the 27th.", "2021-08-27", "day"),
        ("Troops left on Christmas Day.", "2020-12-25", "day"),
        ("Troops left on New Year's Eve.", "2020-12-31", "day"),
        ("Troops left on Good Friday.", "2021-04-02", "day"),
        ("It recalls the September 11 attacks.", "2001-09-11", "day"),
        ("In the last two years troops left.", "2019-01-01", "year"),
        ("Troops have been there for the past eight months.", "2021-01-01", "month"),
    ],
)
def test_dates_relative_phrases_count_from_publication(text: str, start: str, precision: str) -> None:
    assert [(found[1], found[2]) for found in told(text)] == [(start, precision)]


@pytest.mark.parametrize(
    "text",
    [
        "Troops left on Monday.",
        "Troops left last week.",
        "Troops left yesterday.",
        "Troops left in August.",
        "Troops left two days ago.",
        "Troops left on 26 August.",
        "Troops left on Christmas Day.",
        "Troops left over the weekend.",
    ],
)
def test_dates_relative_phrases_without_publication_date_are_unknown(text: str) -> None:
    assert [(found.start, found.end, found.precision) for found in find(text, None)] == [(None, None, "unknown")]


@pytest.mark.parametrize(
    "text",
    [
        "It was the worst crisis of the 1990s.",
        "It fell last summer.",
        "It fell in the summer of 2019.",
        "It fell the day before the summit and troops left the next day.",
        "Troops left in recent weeks.",
        "Troops left a few days ago.",
    ],
)
def test_dates_seasons_decades_and_vague_phrases_are_unknown(text: str) -> None:
    assert {found.precision for found in find(text)} == {"unknown"}


@pytest.mark.parametrize(
    "text",
    [
        "A 27-year-old man was held for three days.",
        "The 12-day siege ended.",
        "They meet twice a week.",
        "It began at 9 a.m.",
        "Some 2000 people were killed.",
        "UN Resolution 1973 passed.",
        "They may have left.",
        "They march on the capital.",
        "It recalls Bloody Sunday.",
        "The Sunday Times reported it.",
        "It cost $2010 at least.",
        "It was a week-long strike.",
    ],
)
def test_dates_ages_durations_names_and_counts_are_left_alone(text: str) -> None:
    assert told(text) == []


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("It ran from 3 to 5 May 2021.", "2021-05-03", "2021-05-05"),
        ("It ran 3-5 May 2021.", "2021-05-03", "2021-05-05"),
        ("It ran May 3-5, 2021.", "2021-05-03", "2021-05-05"),
        ("It ran May 3–5, 2021.", "2021-05-03", "2021-05-05"),
        ("It ran between Wednesday and Friday.", "2021-09-01", "2021-09-03"),
        ("It ran from Wednesday to Friday.", "2021-09-01", "2021-09-03"),
        ("It ran Wednesday through Friday.", "2021-09-01", "2021-09-03"),
        ("It ran from 2004 to 2009.", "2004-01-01", "2009-12-31"),
        ("It ran between July 2003 and December 2004.", "2003-07-01", "2004-12-31"),
        ("It has run since 2001.", "2001-01-01", "2021-09-06"),
        ("It happened last week.", "2021-08-30", "2021-09-05"),
        ("It happened last month.", "2021-08-01", "2021-08-31"),
        ("It happened over the weekend.", "2021-09-04", "2021-09-05"),
    ],
)
def test_dates_ranges_have_a_first_and_a_last_day(text: str, start: str, end: str) -> None:
    assert [(str(found.start), str(found.end)) for found in find(text)] == [(start, end)]


def test_dates_weekday_of_publication_is_that_day_unless_the_sentence_says_today() -> None:
    sunday = date(2021, 9, 5)
    assert told("A bomb exploded on Sunday.", sunday) == [("Sunday", "2021-09-05", "day")]
    assert told("After the bomb on Sunday, police said today.", sunday)[0] == ("Sunday", "2021-08-29", "day")


def test_dates_the_next_day_follows_the_date_named_before() -> None:
    assert [found[1] for found in told("He was asked on Monday night and left the next morning.", date(2019, 9, 12))] == [
        "2019-09-09",
        "2019-09-10",
    ]
    assert [found[1] for found in told("They left in 2011 and came back three years later.")] == ["2011-01-01", "2014-01-01"]


def test_dates_times_of_day_belong_to_the_day() -> None:
    assert told("It began at 9 a.m. on Friday.") == [("9 a.m. on Friday", "2021-09-03", "day")]
    assert told("It began Friday at 16:15 GMT.") == [("Friday at 16:15 GMT", "2021-09-03", "day")]


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
