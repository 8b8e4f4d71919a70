import dataclasses

import pytest

import seeds.gazetteer
from flows.coding import CoderPlan, ModelNotFoundError, finish_gazetteer, prepare_gazetteer, write_gazetteer
from flows.settings import Settings


def test_the_same_settings_name_the_same_coder(tmp_path):
    assert CoderPlan.of(Settings(cache=tmp_path)) == CoderPlan.of(Settings(cache=tmp_path))


def test_what_changes_codes_changes_the_coder(tmp_path):
    lexicon, actors = tmp_path / "lexicon.csv", tmp_path / "actors.csv"
    header = "word,pos,event_type,event_mode,actor,recipient,when,cameo,example\n"
    lexicon.write_text(header)
    actors.write_text("name,aliases,country,sectors\n")
    ids = {
        CoderPlan.of(settings).coding_id
        for settings in (
            Settings(),
            Settings(minimum_confidence=0.9),
            Settings(lexicon_extra=lexicon),
            Settings(actors_extra=actors),
        )
    }
    lexicon.write_text(f"{header}bomb,verb,ASSAULT,,,,,,\n")
    ids.add(CoderPlan.of(Settings(lexicon_extra=lexicon)).coding_id)
    assert len(ids) == 5


def test_what_changes_no_codes_keeps_the_coder(tmp_path):
    one, other = (
        CoderPlan.of(Settings(workers=1, cache=tmp_path)),
        CoderPlan.of(Settings(workers=2, batch_size=7, cache=tmp_path)),
    )
    assert one == other


def test_an_unknown_model_is_told_with_those_there_are():
    with pytest.raises(ModelNotFoundError, match=r"setting model: expected one of .*en_dateline_fast.*, got 'en_nowhere'"):
        CoderPlan.of(Settings(model="en_nowhere"))


def test_the_row_of_codings_has_the_columns_of_the_contract():
    row = CoderPlan.of(Settings()).row()
    assert set(row) == {"coding_id", "code_version", "model_name", "model_hash", "lexicon_hash", "gazetteer_version"}
    assert set(row) < {field.name for field in dataclasses.fields(CoderPlan)}


def test_a_gazetteer_that_is_there_is_not_made_again(tmp_path):
    path = tmp_path / "gazetteer.parquet"
    path.touch()
    assert prepare_gazetteer(path) is None
    assert finish_gazetteer(path, None) == path


def test_the_gazetteer_appears_whole(tmp_path, monkeypatch):
    path = tmp_path / "cache" / "gazetteer.parquet"
    monkeypatch.setattr(seeds.gazetteer, "gazetteer_frame", lambda: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        write_gazetteer(path)
    assert not list(path.parent.glob("*"))
