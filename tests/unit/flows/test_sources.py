import errno
import io
import sys

import pytest

from flows import sources
from flows.sources import InputNotFoundError, find_inputs, read_inputs
from transforms.reading import ReadLimits

TEXT = b"Title\nA bomb killed two soldiers near the airport."


@pytest.fixture
def folder(tmp_path):
    for name in ("b.txt", "a.txt", "sub/c.txt", ".hidden.txt", ".git/d.txt"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(TEXT)
    return tmp_path


def names(folder, paths):
    return [path.relative_to(folder).as_posix() for path in paths]


def test_folders_are_searched_and_hidden_files_left_out(folder):
    assert names(folder, find_inputs([str(folder)])) == ["a.txt", "b.txt", "sub/c.txt"]


def test_files_that_runs_write_are_left_out_of_folders(folder):
    own = [folder / "b.txt", folder / "sub"]
    assert names(folder, find_inputs([str(folder)], own)) == ["a.txt"]
    assert names(folder, find_inputs([f"{folder}/b.txt"], own)) == ["b.txt"]  # asked for by name


def test_globs_and_files_count_once(folder):
    found = find_inputs([f"{folder}/**/*.txt", f"{folder}/a.txt", f"{folder}/sub/../b.txt"])
    assert sorted(path.name for path in found) == ["a.txt", "b.txt", "c.txt"]


def test_a_name_with_the_signs_of_a_glob_is_a_name(folder):
    (folder / "x[1].txt").write_bytes(TEXT)
    assert names(folder, find_inputs([f"{folder}/x[1].txt"])) == ["x[1].txt"]


@pytest.mark.parametrize("pattern", ["nothing.txt", "*.nothing", "empty"])
def test_what_matches_nothing_is_an_error_of_one_line(folder, pattern):
    (folder / "empty").mkdir()
    with pytest.raises(InputNotFoundError, match=r"^Inputs: expected a file.*no file is at or below") as raised:
        find_inputs([f"{folder}/{pattern}"])
    assert "\n" not in str(raised.value)


def test_inputs_are_read_in_order(folder):
    results = list(read_inputs(find_inputs([str(folder)])))
    assert [result.articles[0].origin.rpartition("/")[2] for result in results] == ["a.txt", "b.txt", "c.txt"]


def test_standard_input_is_read(monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b'{"text": "A bomb killed two soldiers."}\n')))
    (result,) = read_inputs(find_inputs(["-"]))
    assert result.articles[0].text == "A bomb killed two soldiers."


def test_large_files_are_not_read(folder):
    (result,) = read_inputs([folder / "a.txt"], limits=ReadLimits(max_file_bytes=10))
    (reject,) = result.rejects
    assert (reject.reasons, reject.payload["size"]) == (("file_too_large",), len(TEXT))


def test_files_that_fail_become_rejects(folder, monkeypatch):
    locked = folder / "a.txt"
    real_open = type(locked).open

    def refuse(path, *args, **kwargs):
        if path == locked:
            raise PermissionError
        return real_open(path, *args, **kwargs)

    monkeypatch.setattr(type(locked), "open", refuse)
    results = read_inputs([locked, folder / "gone.txt", folder / "b.txt"])
    reasons = [[reject.reasons for reject in result.rejects] for result in results]
    assert reasons == [[("permission_denied",)], [("unreadable_file",)], []]


@pytest.mark.parametrize(("failures", "reasons"), [(1, []), (2, []), (3, [("unreadable_file",)])])
def test_a_file_that_fails_for_a_moment_is_read(folder, monkeypatch, failures, reasons):
    left = [OSError(errno.EIO, "Input/output error")] * failures
    real_open = type(folder).open

    def fail_first(path, *args, **kwargs):
        if left:
            raise left.pop()
        return real_open(path, *args, **kwargs)

    monkeypatch.setattr(sources, "PAUSES", (0.0, 0.0))
    monkeypatch.setattr(type(folder), "open", fail_first)
    (result,) = read_inputs([folder / "a.txt"])
    assert [reject.reasons for reject in result.rejects] == reasons


def test_standard_input_is_never_read_twice(monkeypatch):
    class Broken(io.BytesIO):
        reads = 0

        def read(self, size=-1):
            Broken.reads += 1
            raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(Broken()))
    (result,) = read_inputs(find_inputs(["-"]))
    assert ([reject.reasons for reject in result.rejects], Broken.reads) == ([("unreadable_file",)], 1)
