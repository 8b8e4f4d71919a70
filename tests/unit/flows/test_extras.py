"""A user's own CSV files: read, and refused before anything is coded."""

from __future__ import annotations

import pytest

from flows.extras import ExtraFileError, check_extras, read_actors, read_frames
from transforms.events.actor_rows import ActorError
from transforms.events.lexicon import LexiconError

HEADER = "name,aliases,country,sectors\n"


def test_rows_are_read_with_and_without_a_byte_order_mark(tmp_path):
    path = tmp_path / "actors.csv"
    path.write_text(HEADER + "Green Dawn,GD,NLD,PTY\n", "utf-8-sig")
    assert read_actors(path) == [{"name": "Green Dawn", "aliases": "GD", "country": "NLD", "sectors": "PTY"}]
    assert read_actors(None) == read_frames(None) == []


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (
            b"name;aliases;country;sectors\nGreen Dawn;GD;NLD;PTY\n",
            "line 1: expected the columns name,aliases,country,sectors, got name;al",
        ),
        (b"", "line 1: expected the columns name,aliases,country,sectors, got nothing"),
        ("name,aliases,country,sectors\nF\u00fcr,,,\n".encode("latin-1"), "expected CSV in UTF-8"),
    ],
)
def test_a_file_of_another_kind_is_told(tmp_path, content, message):
    path = tmp_path / "actors.csv"
    path.write_bytes(content)
    with pytest.raises(ExtraFileError) as caught:
        read_actors(path)
    assert str(path) in str(caught.value)
    assert message in str(caught.value)


def test_faulty_rows_are_told_before_coding(tmp_path):
    actors, frames = tmp_path / "actors.csv", tmp_path / "frames.csv"
    actors.write_text(HEADER + "Green Dawn,GD,Atlantis,PTY\n", "utf-8")
    frames.write_text("word,pos,event_type,event_mode,actor,recipient,when,cameo,example\nfoo,verb,NOPE,,,,,,\n", "utf-8")
    with pytest.raises(ActorError, match="extra line 2, country"):
        check_extras(None, actors)
    with pytest.raises(LexiconError, match="extra line 2, event_type"):
        check_extras(frames, None)
