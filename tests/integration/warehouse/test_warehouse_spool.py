"""The spool: batches appear whole, are never written twice, and damage is named."""

from __future__ import annotations

import json

import pytest
from small_world import CODING, OTHER_CODING, RUN, Told, frames_of

from warehouse import spool as spools
from warehouse.errors import SpoolError
from warehouse.load import load_batch

WORLD = [Told(1), Told(2)]


def written(spool, world=WORLD, coding_id=CODING, **manifest):
    name = spools.batch_id([told.article_id for told in world], coding_id)
    spools.write_batch(spool, name, frames_of(world, coding_id), {"coding_id": coding_id, **manifest})
    return name


def test_batch_id_ignores_order_but_not_the_coder():
    assert spools.batch_id(["a_1", "a_2"], CODING) == spools.batch_id(["a_2", "a_1"], CODING)
    assert spools.batch_id(["a_1", "a_2"], CODING) != spools.batch_id(["a_1", "a_2"], OTHER_CODING)


def test_read_batch_gives_back_what_was_written(tmp_path):
    name = written(tmp_path, versions={"dateline": "0.1.0"})
    frames = spools.read_batch(tmp_path, name)
    assert {table: frame.to_dicts() for table, frame in frames.items()} == {
        table: f.to_dicts() for table, f in frames_of(WORLD).items()
    }
    assert {table: frame.schema for table, frame in frames.items()} == {table: f.schema for table, f in frames_of(WORLD).items()}
    manifest = spools.read_manifest(tmp_path, name)
    assert manifest["tables"]["articles"]["rows"] == 2
    assert manifest["versions"] == {"dateline": "0.1.0"}


def test_write_batch_leaves_a_written_batch_alone(tmp_path):
    name = written(tmp_path)
    before = (tmp_path / name / "articles.parquet").stat().st_mtime_ns
    spools.write_batch(tmp_path, name, {}, {"coding_id": CODING})
    assert (tmp_path / name / "articles.parquet").stat().st_mtime_ns == before


def test_write_batch_that_dies_leaves_no_batch(tmp_path, monkeypatch):
    def die(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(spools, "_write_manifest", die)
    with pytest.raises(KeyboardInterrupt):
        written(tmp_path)
    assert spools.spooled_batches(tmp_path) == []
    assert spools.clear_unfinished(tmp_path) == 1
    assert list(tmp_path.iterdir()) == []


def test_write_batch_refuses_other_columns(tmp_path):
    frames = frames_of(WORLD) | {"sentences": frames_of(WORLD)["sentences"].drop("is_quote")}
    with pytest.raises(SpoolError, match=r"sentences.*is_quote"):
        spools.write_batch(tmp_path, "b_1", frames, {"coding_id": CODING})


@pytest.mark.parametrize("damage", ["cut", "altered", "missing"])
def test_read_batch_names_the_damaged_file(tmp_path, damage):
    name = written(tmp_path)
    path = tmp_path / name / "mentions.parquet"
    content = path.read_bytes()
    path.unlink()
    if damage != "missing":
        path.write_bytes(content[:100] if damage == "cut" else content[:-1] + b"?")
    with pytest.raises(SpoolError, match=r"mentions\.parquet"):
        spools.read_batch(tmp_path, name)


def test_set_batch_aside_lets_it_be_extracted_again(tmp_path):
    name = written(tmp_path)
    (tmp_path / name / "manifest.json").write_text("{")
    with pytest.raises(SpoolError, match=r"manifest\.json"):
        spools.read_batch(tmp_path, name)
    assert spools.set_batch_aside(tmp_path, name).exists()
    assert not spools.has_batch(tmp_path, name)
    assert written(tmp_path) == name
    assert spools.has_batch(tmp_path, name)


def test_pending_batches_are_those_the_database_lacks(con, tmp_path):
    spool = tmp_path / "spool"
    first, second, other = written(spool), written(spool, [Told(3)]), written(spool, [Told(4)], OTHER_CODING)
    assert spools.pending_batches(con, spool, CODING) == sorted([first, second])
    load_batch(con, first, spools.read_batch(spool, first), RUN, CODING)
    assert spools.pending_batches(con, spool, CODING) == [second]
    assert spools.pending_batches(con, spool, OTHER_CODING) == [other]


def test_a_batch_replaced_by_another_coder_is_pending_for_its_own(con, tmp_path):
    old, new = written(tmp_path), written(tmp_path, coding_id=OTHER_CODING)
    load_batch(con, old, spools.read_batch(tmp_path, old), RUN, CODING)
    load_batch(con, new, spools.read_batch(tmp_path, new), RUN, OTHER_CODING)
    assert spools.pending_batches(con, tmp_path, OTHER_CODING) == []
    assert spools.pending_batches(con, tmp_path, CODING) == [old]


def test_coded_articles_of_database_and_spool(con, tmp_path):
    name = written(tmp_path, rejected_article_ids=["a_rejected"])
    ids = {told.article_id for told in WORLD}
    assert spools.coded_articles(tmp_path, CODING) == {*ids, "a_rejected"}
    assert spools.coded_articles(con, CODING) == set()
    load_batch(con, name, spools.read_batch(tmp_path, name), RUN, CODING)
    assert spools.coded_articles(con, CODING) == ids
    assert spools.coded_articles(con, OTHER_CODING) == set()


def test_manifest_is_readable_json(tmp_path):
    name = written(tmp_path)
    assert json.loads((tmp_path / name / "manifest.json").read_text())["coding_id"] == CODING


@pytest.mark.parametrize(
    "content", ["{", "[]", '{"coding_id": "c_1"}', '{"coding_id": 1, "article_ids": [], "tables": {}}', None]
)
def test_damaged_manifests_are_named_and_the_rest_goes_on(con, tmp_path, content):
    damaged, sound = written(tmp_path), written(tmp_path, [Told(3)])
    manifest = tmp_path / damaged / "manifest.json"
    manifest.unlink() if content is None else manifest.write_text(content)
    found = spools.damaged_manifests(tmp_path)
    assert list(found) == [damaged]
    assert "manifest.json: expected" in found[damaged]
    spools.set_batch_aside(tmp_path, damaged)
    assert spools.pending_batches(con, tmp_path, CODING) == [sound]
    assert spools.coded_articles(tmp_path, CODING) == {Told(3).article_id}
