import hashlib
import json
import random
from datetime import UTC, datetime

from reading.samples import BODY, FRENCH
from transforms.contracts import polars_schema
from transforms.linking.duplicates import mark_duplicates
from transforms.reading import RawArticle, article_frame, make_reject, reject_frame, source_frame
from transforms.reading.models import known_reasons

FETCHED_AT = datetime(2021, 9, 8, tzinfo=UTC)
SEPTEMBER_7 = datetime(2021, 9, 7, tzinfo=UTC)


def raw(**fields) -> RawArticle:
    return RawArticle(**{"text": BODY, "title": "Bomb kills two", "origin": "feed.jsonl#line 1", **fields})


def frame_of_raw(*articles: RawArticle):
    return article_frame(articles, "run-1", FETCHED_AT)


def test_columns_are_those_of_the_contract():
    frame, rejects = frame_of_raw(raw(published_at=SEPTEMBER_7))
    assert dict(frame.schema) == polars_schema("articles")
    assert not rejects
    (row,) = frame.rows(named=True)
    assert row["text_sha256"] == hashlib.sha256(BODY.encode()).hexdigest()
    assert (row["word_count"], row["language"], row["run_id"]) == (len(BODY.split()), "en", "run-1")
    assert row["published_at"] == datetime(2021, 9, 7)
    assert (row["story_id"], row["duplicate_of"], row["duplicate_kind"]) == (None, None, None)


def test_no_articles_give_an_empty_frame_of_the_contract():
    frame, rejects = frame_of_raw()
    assert dict(frame.schema) == polars_schema("articles")
    assert (frame.height, rejects) == (0, [])


def test_the_id_is_pinned_and_ignores_white_space():
    frame, _ = frame_of_raw(raw(title="Zürich", text="one two three four five"))
    other, _ = frame_of_raw(raw(title="Zu\u0308rich ", text="one two\n\nthree four  five"))
    assert frame["article_id"].to_list() == other["article_id"].to_list()
    expected = hashlib.sha256("Zürich\none two three four five".encode()).hexdigest()[:20]
    assert frame["article_id"].to_list() == [f"a_{expected}"]


def test_copies_become_the_row_published_first():
    frame, rejects = frame_of_raw(raw(url="b"), raw(url="c", published_at=SEPTEMBER_7), raw(url="a", published_at=FETCHED_AT))
    assert frame["url"].to_list() == ["c"]
    assert not rejects


def test_another_text_under_one_id_goes_to_quarantine():
    first = raw(external_id="1", source="S", published_at=SEPTEMBER_7)
    later = raw(external_id="1", source="S", text=BODY + " More.", published_at=FETCHED_AT, origin="feed.jsonl#line 2")
    elsewhere = raw(external_id="1", source="T", text=BODY + " Else.", origin="feed.jsonl#line 3")
    frame, rejects = frame_of_raw(later, elsewhere, first)
    assert sorted(frame["source"]) == ["S", "T"]
    assert [(reject.key, reject.reasons) for reject in rejects] == [("feed.jsonl#line 2", ("duplicate_external_id",))]


def test_without_a_source_an_id_holds_within_its_file():
    frame, rejects = frame_of_raw(raw(external_id="1"), raw(external_id="1", text=BODY + " More.", origin="other.csv#line 2"))
    assert (frame.height, rejects) == (2, [])


def test_other_languages_go_to_quarantine():
    frame, rejects = frame_of_raw(raw(), raw(text=FRENCH, source="S", origin="feed.jsonl#line 2"))
    assert frame.height == 1
    (reject,) = rejects
    assert (reject.key, reject.reasons, reject.stage) == ("feed.jsonl#line 2", ("language_not_supported",), "ingest")
    assert (reject.payload["language"], reject.payload["source"]) == ("fr", "S")


def test_the_order_of_arrival_has_no_effect():
    articles = [
        raw(
            external_id=str(number % 7),
            source="ST"[number % 2],
            text=f"{BODY} {number % 11}.",
            origin=f"f#line {number}",
            published_at=SEPTEMBER_7 if number % 3 else None,
        )
        for number in range(60)
    ]
    expected, rejects = frame_of_raw(*articles)
    random.Random(1).shuffle(articles)
    frame, others = frame_of_raw(*articles)
    assert frame.equals(expected)
    assert others == rejects


def test_sources_add_up():
    foreign = raw(text=FRENCH, origin="feed.jsonl#line 3")
    articles = [raw(source="S", published_at=SEPTEMBER_7), raw(source="S", url="copy"), foreign]
    frame, rejects = frame_of_raw(*articles)
    rejects.append(make_reject("feed.jsonl#line 4", "missing_text", "{}", source="S"))
    sources = source_frame(articles, rejects, mark_duplicates(frame), run_id="run-1", fetched_at=FETCHED_AT)
    columns = ["source", "articles_seen", "articles_new", "articles_duplicate", "articles_failed", "lag_hours"]
    assert sources.select(columns).rows() == [("S", 3, 1, 1, 1, 24.0), ("unknown", 1, 0, 0, 1, None)]


def test_rejects_become_rows_of_the_quarantine():
    frame = reject_frame([make_reject("b.txt", "empty_file", b""), make_reject("a.csv#line 3", "too_few_columns", "é")])
    assert frame["key"].to_list() == ["a.csv#line 3", "b.txt"]
    assert frame["reasons"].to_list() == [["too_few_columns"], ["empty_file"]]
    assert json.loads(frame["payload"][0])["file"] == "a.csv"


def test_reasons_are_a_closed_list():
    assert len(known_reasons()) == 24
