"""Articles dealt to folds."""

from __future__ import annotations

import pytest

from flows.calibrate import FOLDS
from flows.coding import CoderPlan
from flows.evaluate import GoldError
from flows.folds import iter_parts, split
from flows.settings import load_settings


def test_each_article_is_left_out_once_and_never_seen_then():
    gold = [{"id": number} for number in range(12)]
    parts = [split(gold, fold) for fold in range(FOLDS)]
    assert sorted(one["id"] for _, unseen in parts for one in unseen) == list(range(12))
    assert all(len(seen) + len(unseen) == 12 and not any(one in seen for one in unseen) for seen, unseen in parts)


def test_a_folder_without_models_of_folds_is_told(tmp_path):
    with pytest.raises(GoldError, match="found none in"):
        next(iter_parts([], CoderPlan.of(load_settings()), tmp_path))
