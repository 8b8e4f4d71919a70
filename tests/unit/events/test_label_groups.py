"""Groups of labels are those of the schemes that our models speak, and the rules name no other groups."""

import re
from pathlib import Path

import pytest
from spacy.glossary import GLOSSARY

from seeds import SeedError, read_rows
from transforms.events.label_groups import FILE, label_group

EVENTS = Path(__file__).parents[3] / "transforms" / "events"


def test_label_groups_stand_once_and_have_one_scheme_each():
    rows = read_rows(FILE)
    assert len({(row["group"], row["label"]) for row in rows}) == len(rows)
    assert len({(row["group"], row["scheme"], row["meaning"]) for row in rows}) == len({row["group"] for row in rows})
    assert {row["scheme"] for row in rows} == {"dep", "tag", "pos", "ent"}


def test_label_groups_hold_labels_of_the_schemes_of_english_models():
    assert {row["label"] for row in read_rows(FILE)} <= set(GLOSSARY)


def test_label_groups_are_all_used_and_all_there():
    named = set()
    for module in EVENTS.glob("*.py"):
        text = module.read_text("utf-8")
        named |= set(re.findall(r'label_group\("(\w+)"\)', text))
        named |= set(re.findall(r'"(\w+)"', " ".join(re.findall(r"\b_own\(([^)]*)\)", text))))
    assert named == {row["group"] for row in read_rows(FILE)}


def test_a_group_that_is_not_there_is_an_error():
    with pytest.raises(SeedError, match="expected labels of the group nobody, found none"):
        label_group("nobody")
