"""The checkpoint: Great Expectations judges a batch table by table, and what it says becomes rows of `audit.validations`.

Importing this module imports Great Expectations, which takes seconds.
"""

from __future__ import annotations

import functools
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from expectations import docs
from expectations.conditions import Frames
from expectations.engine import DataContextConfig, InMemoryStoreBackendDefaults, ProgressBarsConfig, RunIdentifier, gx
from expectations.errors import ExpectationsMissingError
from expectations.rules import all_rules, evaluate, settings
from expectations.suites import (
    Judgement,
    build_suite,
    judgements_of,
    lend_to_pandas,
    suite_name,
    volume_parameters,
)
from transforms.contracts import frame_of, table

# A context of Great Expectations is global to its process; threads that validate wait for each other.
_ONE_AT_A_TIME = threading.Lock()

if TYPE_CHECKING:
    import pandas as pd
    from great_expectations.core import ExpectationSuiteValidationResult, ExpectationValidationResult
    from great_expectations.data_context.types.resource_identifiers import ValidationResultIdentifier
    from great_expectations.expectations.expectation_configuration import ExpectationConfiguration


def validate_batch(
    frames: Frames, run_id: str, batch_id: str, docs_dir: Path | None = None, quarantine: pl.DataFrame | None = None
) -> pl.DataFrame:
    """Judge a batch as it was extracted. Returns rows of `audit.validations`, one an expectation.

    `docs_dir`: where Data Docs are written, with an index over all batches (`expectations.docs`); None writes none.
    `quarantine`: what `check_batch` rejected, for the report. Raises ExpectationsMissingError where Great Expectations
    judged fewer expectations than are declared.
    """
    held = evaluate(frames)
    with _ONE_AT_A_TIME:
        gate = _gate(str(docs_dir.resolve()) if docs_dir else None)
        judged = {name: gate.judge(name, _lent(name, frames, held), docs.page_name(run_id, batch_id)) for name in all_rules()}
        named = {"run_id": run_id, "batch_id": batch_id}
        rows = [{**named, "table_name": name, **row} for name, (_, result) in judged.items() for row in _rows(name, result)]
        validations = frame_of("validations", rows)
        pages = [identifier for identifier, _ in judged.values()]
        if docs_dir is not None:
            docs.write_batch(gate.context, pages, docs_dir, validations, quarantine)
        gate.forget(pages)
    return validations


@dataclass(frozen=True, slots=True)
class Lent:
    """A table as Great Expectations sees it, and the bounds of its row count."""

    frame: pd.DataFrame
    parameters: dict[str, int]


def _lent(name: str, frames: Frames, held: dict[str, pl.DataFrame]) -> Lent:
    return Lent(lend_to_pandas(name, frames.get(name), held[name]), volume_parameters(name, frames))


@functools.lru_cache(maxsize=4)
def _gate(docs_dir: str | None) -> Gate:
    """Suites, definitions and checkpoints serve every batch of a process."""
    return Gate(docs_dir)


class Gate:
    """An in-memory context of Great Expectations with a checkpoint for each table; results are kept for one batch."""

    def __init__(self, docs_dir: str | None) -> None:
        self.context = gx.get_context(mode="ephemeral", project_config=_project_config(docs_dir))
        source = self.context.data_sources.add_pandas("dateline")
        self._batches, self._checkpoints = {}, {}
        for name in all_rules():
            batch = source.add_dataframe_asset(name).add_batch_definition_whole_dataframe("batch")
            suite = self.context.suites.add(build_suite(name))
            definition = gx.ValidationDefinition(name=name, data=batch, suite=suite)
            checkpoint = gx.Checkpoint(
                name=name, result_format="BASIC", validation_definitions=[self.context.validation_definitions.add(definition)]
            )
            self._batches[name], self._checkpoints[name] = batch, self.context.checkpoints.add(checkpoint)

    def judge(self, name: str, lent: Lent, run_name: str) -> tuple[ValidationResultIdentifier, ExpectationSuiteValidationResult]:
        """Run one table's checkpoint; where something failed, the result lists the keys of the rows that failed it."""
        outcome = self._checkpoints[name].run(
            batch_parameters={"dataframe": lent.frame},
            expectation_parameters=lent.parameters,
            run_id=RunIdentifier(run_name=run_name),
        )
        identifier, result = next(iter(outcome.run_results.items()))
        _check_complete(name, result)
        if self._add_keys(name, result, lent):
            self.context.validation_results_store.set(identifier, result)
        return identifier, result

    def _add_keys(self, name: str, result: ExpectationSuiteValidationResult, lent: Lent) -> bool:
        """Judge what failed in few enough rows once more in detail: COMPLETE costs time by the failing row."""
        key = list(table(name).key)
        again = [one for one in result.results if not one.success and _is_worth_detail(one)]
        if not again or not set(key) <= set(lent.frame.columns):
            return False
        expectations = [_config_of(one).to_domain_obj().copy(update={"id": None}) for one in again]
        suite = gx.ExpectationSuite(name=f"{suite_name(name)}_again", expectations=expectations)
        detail = {"result_format": "COMPLETE", "unexpected_index_column_names": key, "include_unexpected_rows": False}
        batch = self._batches[name].get_batch({"dataframe": lent.frame})
        detailed = batch.validate(suite, result_format=detail, expectation_parameters=lent.parameters)
        by_rule = {_rule_of(one): one for one in detailed.results}
        result.results = [by_rule.get(_rule_of(one), one) for one in result.results]
        return True

    def forget(self, identifiers: list[ValidationResultIdentifier]) -> None:
        """Drop a batch's results from memory; its pages stay."""
        for identifier in identifiers:
            self.context.validation_results_store.remove_key(identifier)


def _project_config(docs_dir: str | None) -> Any:
    """In memory, quiet, and with a Data Docs site below `docs_dir`."""
    backend = {"class_name": "TupleFilesystemStoreBackend", "base_directory": docs_dir}
    site = {
        "class_name": "SiteBuilder",
        "show_how_to_buttons": False,
        "store_backend": backend,
        "site_index_builder": {"class_name": "DefaultSiteIndexBuilder", "show_cta_footer": False},
    }
    return DataContextConfig(
        store_backend_defaults=InMemoryStoreBackendDefaults(),
        analytics_enabled=False,
        data_docs_sites={docs.SITE: site} if docs_dir else {},
        progress_bars=ProgressBarsConfig(globally=False, metric_calculations=False),
    )


def _config_of(result: ExpectationValidationResult) -> ExpectationConfiguration:
    if result.expectation_config is None:
        raise ExpectationsMissingError("result of an expectation: expected the expectation that it judged, got none")
    return result.expectation_config


def _rule_of(result: ExpectationValidationResult) -> str:
    return _config_of(result).meta["rule"]


def _is_worth_detail(result: ExpectationValidationResult) -> bool:
    return 0 < (result.result.get("unexpected_count") or 0) <= settings()["limits"]["max_detailed_rows"]


def _check_complete(name: str, result: ExpectationSuiteValidationResult) -> None:
    """A checkpoint of no expectations reports success: only one that judged all that are declared counts."""
    declared = {one.name for one in judgements_of(name)}
    judged = {_rule_of(one) for one in result.results}
    if declared != judged or not declared:
        missing = ", ".join(sorted(declared - judged)) or "none"
        raise ExpectationsMissingError(
            f"suite {suite_name(name)}: expected {len(declared)} expectations judged, got {len(judged)} (missing: {missing})"
        )


def _rows(name: str, result: ExpectationSuiteValidationResult) -> Iterator[dict]:
    """Rows of `audit.validations` of one table, in the order of its judgements."""
    by_rule = {_rule_of(one): one for one in result.results}
    for judgement in judgements_of(name):
        yield _row(judgement, by_rule[judgement.name])


def _row(judgement: Judgement, result: ExpectationValidationResult) -> dict:
    found = result.result
    return {
        "expectation": judgement.type,
        "column_name": judgement.column_name,
        "success": bool(result.success),
        "observed_value": _observed(found, result),
        "unexpected_count": found.get("unexpected_count"),
        "unexpected_percent": found.get("unexpected_percent"),
        "severity": judgement.severity,
    }


def _observed(found: dict, result: ExpectationValidationResult) -> str | None:
    """What was measured: of a table its value, of rows their number, of an expectation that broke off why."""
    if result.exception_info and result.exception_info.get("raised_exception", bool(result.exception_info) and not found):
        return "could not be judged: a column is missing or of another type"
    if "observed_value" in found:
        return str(found["observed_value"])
    return f"{found['element_count']} rows" if "element_count" in found else None
