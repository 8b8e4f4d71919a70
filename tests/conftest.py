"""What several kinds of tests share: the coder with the language model of the house."""

from __future__ import annotations

import logging

import pytest

from transforms.extract import Extractor


@pytest.fixture(scope="session")
def extractor(pytestconfig: pytest.Config) -> Extractor:
    """The coder as a run has it by default; without the model in `seeds/models` it fails. The gazetteer is made once and kept."""
    from flows.coding import CoderPlan  # noqa: PLC0415 - unit tests of the lower layers need nothing of flows
    from flows.settings import DEFAULT_MODEL, Settings  # noqa: PLC0415
    from flows.workers import load_extractor  # noqa: PLC0415

    settings = Settings(
        model=DEFAULT_MODEL,
        cache=pytestconfig.cache.mkdir("gazetteer"),
        lexicon_extra=None,
        actors_extra=None,
        minimum_confidence=0,
    )
    return load_extractor(CoderPlan.of(settings))


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--update-golden`: write what the coder finds into the files of `tests/golden` instead of comparing."""
    parser.addoption("--update-golden", action="store_true", help="rewrite the golden files with what is extracted now")


def pytest_sessionfinish() -> None:
    """Prefect logs the end of its server when pytest has closed the streams; that is no error of a test."""
    logging.raiseExceptions = False
