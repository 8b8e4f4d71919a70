import os
from pathlib import Path

import pytest

from flows.settings import Settings, SettingsError, load_settings


@pytest.fixture(autouse=True)
def elsewhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(f"DATELINE_{name.upper()}", raising=False)


def test_given_values_win_over_environment_over_file(monkeypatch):
    Path("dateline.toml").write_text('workers = 3\nbatch_size = 30\nmodel = "from_file"\n')
    monkeypatch.setenv("DATELINE_BATCH_SIZE", "20")
    monkeypatch.setenv("DATELINE_MODEL", "from_environment")
    settings = load_settings(model="given", warehouse=None)
    assert (settings.model, settings.batch_size, settings.workers) == ("given", 20, 3)


def test_fields_and_constants_are_read_from_the_file():
    Path("dateline.toml").write_text('[fields]\ntext = ["inhalt", "body"]\n[constants]\nsource = "desk"\n')
    settings = load_settings()
    assert (settings.fields, settings.constants) == ({"text": ["inhalt", "body"]}, {"source": "desk"})


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("workers = 0", r"setting workers .*greater than or equal to 1, got 0"),
        ("wrkers = 1", r"setting wrkers: expected one of .*workers.*unknown name"),
        ("workers =", r"dateline.toml: expected TOML"),
        ('lexicon_extra = "none.csv"', r"setting lexicon_extra: expected a CSV file, found none at none.csv"),
        ('memory_limit = "much"', r"setting memory_limit"),
    ],
)
def test_unreadable_settings_are_told_in_one_line(written, told):
    Path("dateline.toml").write_text(written)
    with pytest.raises(SettingsError, match=told) as raised:
        load_settings()
    assert "\n" not in str(raised.value)


def test_names_below_the_seeds_are_models_and_reports_lie_beside_the_warehouse():
    settings = load_settings(warehouse=Path("out/news.duckdb"))
    assert Path(settings.model_source).parts[-3:] == ("seeds", "models", "en_dateline_accurate")
    assert load_settings(model="en_dateline_fast").model_source == load_settings(model="fast").model_source
    assert settings.reports_folder == Path("out/news.reports")
    assert load_settings(model="en_core_web_sm").model_source == "en_core_web_sm"


def test_systems_that_cannot_say_which_cores_we_may_use_count_all(monkeypatch):
    monkeypatch.delattr(os, "sched_getaffinity", raising=False)
    monkeypatch.setattr(os, "cpu_count", lambda: 1)
    assert load_settings().workers == 1
