import pytest

from flows.runs import NO_CODING, open_run
from flows.settings import Settings
from transforms.reading import make_reject, reject_frame


@pytest.fixture
def run(tmp_path):
    with open_run(Settings(warehouse=tmp_path / "news.duckdb", cache=tmp_path), NO_CODING) as opened:
        yield opened


def kept(run):
    return run.con.execute("select count(*) from audit.quarantine").fetchone()[0]


def test_other_content_under_the_same_key_is_another_row_of_quarantine(run):
    run.quarantine(reject_frame([make_reject("-#line 1", "malformed_json", "{one")]))
    run.quarantine(reject_frame([make_reject("-#line 1", "malformed_json", "{other")]))
    assert kept(run) == 2


def test_the_same_bad_input_read_twice_is_one_row_of_quarantine(run):
    for _ in range(2):
        run.quarantine(reject_frame([make_reject("-#line 1", "malformed_json", "{one")]))
    assert (kept(run), run.inputs_rejected) == (1, 2)
