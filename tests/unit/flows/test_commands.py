from pathlib import Path

import pytest

from flows.commands import evaluation_settings
from flows.settings import Settings


@pytest.fixture(autouse=True)
def elsewhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(f"DATELINE_{name.upper()}", raising=False)


def test_an_evaluation_reads_gold_whatever_the_user_set_for_inputs():
    Path("dateline.toml").write_text(
        'workers = 1\nmin_text_words = 50\nmax_text_chars = 9\nreports = "kept"\n'
        '[fields]\ntext = ["inhalt"]\n[constants]\nsource = "desk"\n'
    )
    settings = evaluation_settings(Path("work/gold.duckdb"))
    assert (settings.fields, settings.constants, settings.min_text_words) == ({}, {}, 1)
    assert settings.max_text_chars == Settings.model_fields["max_text_chars"].default
    assert (settings.reports_folder, settings.workers) == (Path("work/gold.reports"), 1)
