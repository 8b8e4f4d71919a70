"""Ids: the same content gives the same id, other content another one."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from transforms.contracts import tables
from transforms.ids import content_id


def test_content_id_has_prefix_and_hex_digits():
    assert re.fullmatch(r"a_[0-9a-f]{20}", content_id("a", "x"))
    assert re.fullmatch(r"c_[0-9a-f]{12}", content_id("c", "x", digits=12))


def test_content_id_stays_what_it_was():
    """Loaded warehouses hold these ids; a change of the rule would orphan them all."""
    assert content_id("a", "title", "text") == "a_77a6ceacb35b0535c080"


def test_content_id_is_the_same_in_another_process_with_other_hash_seeds():
    code = "from transforms.ids import content_id; print(content_id('a', 'Zürich', None, 3))"
    ids = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(sys.path)},
            text=True,
            capture_output=True,
            check=True,
        ).stdout.strip()
        for seed in ("1", "2")
    }
    assert ids == {content_id("a", "Zürich", None, 3)}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("ab", "c"), ("a", "bc")),
        (("a", ""), ("a",)),
        (("a", "b"), ("b", "a")),
        (("a", 0), ("a", None)),
    ],
)
def test_content_id_tells_parts_apart(one, other):
    assert content_id("a", *one) != content_id("a", *other)


def test_content_id_tells_prefixes_apart():
    assert content_id("a", "x") != content_id("b", "x")


def test_content_id_takes_nothing_for_empty():
    assert content_id("a", None) == content_id("a", "")


def test_ids_of_the_contracts_have_a_prefix_each():
    """No two kinds of thing share a prefix, so that an id tells what it names."""
    patterns = {
        (column.name, column.pattern[:3])
        for one in tables().values()
        for column in one.columns
        if column.pattern and re.match(r"\^[a-z]_\[", column.pattern)
    }
    entities = ("speaker_entity_id", "coded_entity_id", "coded_speaker_id", "merged_into")
    named = {"duplicate_of": "article_id"} | dict.fromkeys(entities, "entity_id")
    kinds = {(named.get(name, name), prefix) for name, prefix in patterns}
    prefixes = [prefix for _, prefix in kinds]
    assert len(set(prefixes)) == len(prefixes)
