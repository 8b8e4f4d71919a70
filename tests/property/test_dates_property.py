"""Properties of resolved dates that hold for every sentence."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import spacy
from hypothesis import given
from hypothesis import strategies as st

from transforms.events.datelines import find_dateline, find_publication_date
from transforms.events.dates import find_time_expressions
from transforms.events.time_words import cut_pieces, time_words

NLP = spacy.blank("en")
DAYS = st.dates(min_value=date(1980, 1, 1), max_value=date(2060, 12, 31))
WORDS = st.sampled_from([*sorted(time_words().words), "Monday", "May", "August", "26", "2021", "troops", ",", "-", "9:30", "'s"])
SENTENCES = st.lists(WORDS, min_size=1, max_size=12).map(" ".join)
WEEKDAYS = st.sampled_from(["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"])
RELATIVE = st.sampled_from(
    """yesterday|today|tonight|overnight|last week|earlier this month|next year|last night|this weekend|over the weekend|two days ago
    |a week ago|three months from now|the past eight months|the next two days|on Monday|on Friday night|in August
    |last July|on 26 August|May 3-5|from Monday to Friday|since June|on the 5th|Friday the 27th|last quarter|on Christmas Day
    |at the end of the year|two days later|the following day|the next morning|the day before|the previous weekend""".replace(
        "\n", ""
    ).split("|")
)
TENSES = st.sampled_from(["Troops left {}.", "Troops will leave {}.", "Troops leave {}.", "{}, troops had left, officials said."])
PAST = st.sampled_from(
    [
        "last week",
        "yesterday",
        "last month",
        "overnight",
        "two days ago",
        "in August",
        "last weekend",
        "on Christmas Day",
        "last year",
        "last night",
    ]
)


@given(SENTENCES | st.text(max_size=60), st.none() | DAYS)
def test_dates_offsets_give_back_the_text_and_days_are_in_order(text: str, published_on: date | None) -> None:
    doc = NLP("Before. " + text)
    for found in find_time_expressions(doc[:], published_on):
        assert doc.text[found.start_char : found.end_char] == found.text != ""
        assert (found.start is None) == (found.precision == "unknown")
        assert found.precision in ("day", "week", "month", "year", "unknown")
        assert found.start is None or found.end is None or found.start <= found.end
        assert found.head in doc[:]


@given(SENTENCES, DAYS)
def test_dates_precision_tells_the_unit_that_the_first_day_begins(text: str, published_on: date) -> None:
    for found in find_time_expressions(NLP(text)[:], published_on):
        if found.start and found.end:
            days = (found.end - found.start).days + 1
            assert found.precision != "week" or (found.start.weekday() == 0 and days >= 1)
            assert found.precision != "month" or found.start.day == 1
            assert found.precision != "year" or (found.start.month, found.start.day) == (1, 1)


@given(TENSES, st.lists(RELATIVE, min_size=1, max_size=3).map(", ".join))
def test_dates_relative_phrases_without_a_day_of_publication_have_no_days(sentence: str, phrases: str) -> None:
    found = find_time_expressions(NLP(sentence.format(phrases.strip()))[:], None)
    assert found and all((one.start, one.end, one.precision) == (None, None, "unknown") for one in found)


@given(TENSES, RELATIVE, DAYS)
def test_dates_relative_phrases_mean_days_around_publication(sentence: str, phrase: str, published_on: date) -> None:
    for found in find_time_expressions(NLP(sentence.format(phrase.strip()))[:], published_on):
        assert found.start is None or abs((found.start - published_on).days) < 2 * 366


@given(WEEKDAYS, DAYS)
def test_dates_weekday_in_the_past_tense_lies_in_the_week_up_to_publication(weekday: str, published_on: date) -> None:
    (found,) = find_time_expressions(NLP(f"Troops were attacked on {weekday}.")[:], published_on)
    assert found.start and published_on - timedelta(days=6) <= found.start <= published_on
    assert found.start.strftime("%A") == weekday


@given(WEEKDAYS, DAYS)
def test_dates_weekday_in_the_future_tense_lies_in_the_week_from_publication(weekday: str, published_on: date) -> None:
    (found,) = find_time_expressions(NLP(f"Troops will leave on {weekday}.")[:], published_on)
    assert found.start and published_on <= found.start <= published_on + timedelta(days=6)


@given(PAST, DAYS)
def test_dates_past_tense_never_begins_after_publication(phrase: str, published_on: date) -> None:
    (found,) = find_time_expressions(NLP(f"Troops were attacked {phrase}.")[:], published_on)
    assert found.start and found.start <= published_on


@given(DAYS, DAYS)
def test_dates_written_out_day_is_that_day_whatever_the_publication(day: date, published_on: date) -> None:
    for text in (f"{day:%d %B %Y}", f"{day:%B %d, %Y}", f"{day:%A, %B %d, %Y}", day.isoformat()):
        assert [found.start for found in find_time_expressions(NLP(f"It fell on {text}.")[:], published_on)] == [day]


@given(DAYS, DAYS)
def test_dates_figures_are_read_in_either_order_but_never_otherwise(day: date, published_on: date) -> None:
    (found,) = find_time_expressions(NLP(f"It fell on {day:%d/%m/%Y}.")[:], published_on)
    assert found.start and found.start.year == day.year and {found.start.day, found.start.month} == {day.day, day.month}
    assert [one.start for one in find_time_expressions(NLP(f"It fell on {day:%d/%m/%Y}.")[:], None)] == [day]


@given(st.text(max_size=80))
def test_dates_pieces_lie_in_order_and_give_back_the_text(text: str) -> None:
    pieces = cut_pieces(text)
    assert all(text[piece.start : piece.end] == piece.text for piece in pieces)
    assert all(left.end <= right.start for left, right in pairwise(pieces))


@given(st.text(max_size=120))
def test_dates_article_head_never_fails(text: str) -> None:
    place, offset = find_dateline(text)
    assert 0 <= offset <= len(text) and (place is None) == (offset == 0)
    assert find_publication_date(text) is None or any(character.isdigit() for character in text)
