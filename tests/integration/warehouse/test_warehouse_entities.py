"""Entities across articles: merged run by run, in any order of articles, and taken back when the user says so."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from small_world import CODING, RUN, contents, hashed

from seeds.name_keys import name_key
from transforms.contracts import frame_of
from transforms.linking.corrections import Correction
from warehouse.connection import WarehousePaths
from warehouse.entities import link_entities
from warehouse.load import load_batch, rebuild_linked
from warehouse.writer import open_writer

GADDAFI, QADHAFI = ("Muammar Gaddafi", "PERSON", "LBY"), ("Moammar Qadhafi", "PERSON", "LBY")
FIRST = [(1, [GADDAFI, ("Tripoli", "GPE", "LBY")]), (2, [("Parliament", "ORG", "IRQ"), ("Georgia", "GPE", "GEO")])]
SECOND = [(3, [QADHAFI, ("Tripoli", "GPE", "LBY")]), (4, [("Iraqi parliament", "ORG", "IRQ"), ("Georgia", "GPE", "USA")])]


def entity_id(name, label, country):
    return hashed("e_", label, country, name_key(name))


def frames_of_names(articles):
    """Frames of articles that hold nothing but names, each said once, by a speaker who is the first of them."""
    rows = {name: [] for name in ("articles", "article_entities", "mentions", "quotations")}
    for number, names in articles:
        article_id = hashed("a_", number)
        text = "; ".join(name for name, *_ in names)
        moment = datetime(2021, 8, 1) + timedelta(days=number)
        rows["articles"].append(
            {
                "article_id": article_id,
                "title": f"Title {number}",
                "published_at": moment,
                "fetched_at": moment,
                "language": "en",
                "text": text,
            }
            | {"text_sha256": hashed("", text), "word_count": 3, "run_id": RUN}
        )
        for name, label, country in names:
            named = {"article_id": article_id, "entity_id": entity_id(name, label, country), "label": label}
            rows["article_entities"].append(named | {"name": name, "country": country, "mention_count": 1})
            rows["mentions"].append(
                named
                | {"mention_id": hashed("m_", article_id, name), "sentence_no": 1, "start_char": text.index(name), "kind": "name"}
                | {"end_char": text.index(name) + len(name), "text": name}
            )
        quotation = {"quotation_id": hashed("q_", article_id), "article_id": article_id, "sentence_no": 1, "kind": "reported"}
        quotation |= {"start_char": 0, "end_char": 3, "text": text[:3], "speaker": names[0][0], "cue": "said"}
        rows["quotations"].append(quotation | {"speaker_entity_id": entity_id(*names[0])})
    return {name: frame_of(name, made) for name, made in rows.items()}


def linked(con, name, articles, corrections=(), **options):
    load_batch(con, name, frames_of_names(articles), RUN, CODING)
    made = link_entities(con, lambda name, label: None, list(corrections), RUN, **options)
    rebuild_linked(con)
    return made


def names(con):
    """Entity → the forms of its name, of those that have several."""
    rows = con.execute("select entity_id, list(alias order by alias) from main.entity_aliases group by 1 having count(*) > 1")
    return dict(rows.fetchall())


def test_second_run_joins_what_the_first_has_under_the_older_id(con):
    assert linked(con, "b_1", FIRST) == 0
    before = con.execute("select entity_id from main.entities order by 1").fetchall()
    assert linked(con, "b_2", SECOND) == 2
    assert names(con) == {
        entity_id(*GADDAFI): ["Moammar Qadhafi", "Muammar Gaddafi"],
        entity_id("Parliament", "ORG", "IRQ"): ["Iraqi parliament", "Parliament"],
    }
    after = con.execute("select entity_id from main.entities").fetchall()
    assert set(before) <= set(after)
    assert len(after) == len(before) + 1  # the state of Georgia
    assert con.execute("select mention_count from main.entities where entity_id = ?", [entity_id(*GADDAFI)]).fetchall() == [(2,)]


def test_rows_of_articles_bear_the_entity_and_keep_the_id_of_the_coder(con):
    linked(con, "b_1", FIRST + SECOND)
    told = "select entity_id, coded_entity_id from main.mentions where text = ?"
    assert con.execute(told, ["Moammar Qadhafi"]).fetchall() == [(entity_id(*GADDAFI), entity_id(*QADHAFI))]
    assert con.execute(told, ["Muammar Gaddafi"]).fetchall() == [(entity_id(*GADDAFI), None)]
    said = "select speaker_entity_id, coded_speaker_id from main.quotations where speaker = ?"
    assert con.execute(said, ["Moammar Qadhafi"]).fetchall() == [(entity_id(*GADDAFI), entity_id(*QADHAFI))]
    ((reason, score),) = con.execute(
        "select reason, score from main.entity_merges where entity_id = ?", [entity_id(*QADHAFI)]
    ).fetchall()
    assert reason.startswith('"Moammar Qadhafi" = "Muammar Gaddafi"; name: spelling; country: same')
    assert 0.7 < score < 1


def test_third_run_without_news_changes_nothing(con):
    linked(con, "b_1", FIRST + SECOND)
    before = contents(con)
    assert linked(con, "b_1", FIRST + SECOND) == linked(con, "b_1", FIRST + SECOND, everything=True) == 0
    assert contents(con) == before


def test_order_of_articles_and_batches_within_a_run_does_not_matter(tmp_path):
    found = []
    for number, batches in enumerate(([FIRST, SECOND], [SECOND, FIRST], [[*reversed(FIRST + SECOND)]])):
        with open_writer(WarehousePaths.of(tmp_path / f"{number}.duckdb")) as con:
            for at, articles in enumerate(batches):
                load_batch(con, f"b_{at}", frames_of_names(articles), RUN, CODING)
            linked(con, "b_9", [])
            found.append(contents(con))
    assert found[0] == found[1] == found[2]


def test_runs_in_another_order_find_the_same_groups(tmp_path):
    found = []
    for number, batches in enumerate(([FIRST, SECOND], [SECOND, FIRST])):
        with open_writer(WarehousePaths.of(tmp_path / f"{number}.duckdb")) as con:
            for at, articles in enumerate(batches):
                linked(con, f"b_{at}", articles)
            found.append(sorted(names(con).values()))
    assert found[0] == found[1]


APART = Correction(("Muammar Gaddafi", "Moammar Qadhafi"), False)


def test_forbidden_merge_is_taken_back_and_stays_apart(con):
    linked(con, "b_1", FIRST)
    apart = {name: rows for name, rows in contents(con).items() if name == "mentions"}
    assert linked(con, "b_2", SECOND) == 2
    assert linked(con, "b_2", SECOND, [APART]) == 0
    assert list(names(con)) == [entity_id("Parliament", "ORG", "IRQ")]
    assert set(apart["mentions"]) <= set(contents(con)["mentions"])
    assert con.execute("select count(*) from main.mentions where coded_entity_id is not null").fetchall() == [(1,)]
    assert linked(con, "b_2", SECOND, [APART], everything=True) == 0
    assert linked(con, "b_2", SECOND, everything=True) == 1  # without the correction they are one again


def test_the_rest_of_a_group_finds_together_anew(con):
    third = [(5, [("Muammar al-Gaddafi", "PERSON", "LBY")])]
    linked(con, "b_1", FIRST + SECOND + third)
    assert len(names(con)[entity_id(*GADDAFI)]) == 3
    by_id = Correction((entity_id(*GADDAFI), entity_id(*QADHAFI)), False)
    linked(con, "b_1", FIRST + SECOND + third, [by_id])
    assert names(con)[entity_id(*GADDAFI)] == ["Muammar Gaddafi", "Muammar al-Gaddafi"]


def test_forced_merge_stands_as_long_as_its_correction(con):
    one = Correction(("Tripoli", "Parliament"), True)
    assert linked(con, "b_1", FIRST, [one]) == 1
    assert sorted(names(con).values()) == [["Parliament", "Tripoli"]]
    assert linked(con, "b_1", FIRST, [one]) == 0
    assert linked(con, "b_1", FIRST) == 0
    assert names(con) == {}


def test_everything_finds_what_came_before_its_proof(con):
    """Two that were seen apart, and too little told of them then, are one for the pass over all."""
    context = [(name, "ORG", "FRA") for name in ("Sociedad Azul", "Club Lumen", "Works Ferrum", "Banco Rubin", "Oeuvre Noire")]
    filler = [(10 + number, [(f"Town {word}", "GPE", "FRA")]) for number, word in enumerate("abcdefghijklmnopqrstuvwxyz")]
    bare = [(1, [("Quillard", "PERSON", "FRA"), ("Lyon", "GPE", "FRA")])]
    full = [(2, [("Ada Quillard", "PERSON", "FRA"), *context])]
    linked(con, "b_1", bare)
    assert linked(con, "b_2", full + filler) == 0
    more = [(3, [("Quillard", "PERSON", "FRA"), *context])]
    assert linked(con, "b_3", more) == 0  # both ids are known by now
    assert linked(con, "b_3", more, everything=True) == 1


@pytest.mark.parametrize("everything", [False, True])
def test_an_empty_warehouse_has_nothing_to_merge(con, everything):
    assert link_entities(con, lambda name, label: None, [], RUN, everything=everything) == 0
