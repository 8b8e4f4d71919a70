"""Great Expectations with its analytics off.

Importing this module costs seconds of processor time and hundreds of megabytes: only `expectations.suites` and
`expectations.checkpoint` do, and whoever needs those imports them where they are used, or early on a thread of its own.
"""

import os

os.environ["GX_ANALYTICS_ENABLED"] = "false"

import great_expectations as gx
from great_expectations.core.run_identifier import RunIdentifier
from great_expectations.data_context.types.base import (
    DataContextConfig,
    InMemoryStoreBackendDefaults,
    ProgressBarsConfig,
)
from great_expectations.expectations.registry import get_expectation_impl

__all__ = [
    "DataContextConfig",
    "InMemoryStoreBackendDefaults",
    "ProgressBarsConfig",
    "RunIdentifier",
    "get_expectation_impl",
    "gx",
]
