"""Layers: who may import whom, by the declared contracts and by what is loaded in fact."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
# HTTP clients come in with spaCy and trafilatura; the import contract forbids our own use of them.
OUTSIDE = ("prefect", "duckdb", "great_expectations")
SPY = """
import importlib, json, pkgutil, sys
package = importlib.import_module(sys.argv[1])
names = [found.name for found in pkgutil.walk_packages(package.__path__, package.__name__ + ".")]
for name in names:
    importlib.import_module(name)
print(json.dumps([len(names), sorted({name.partition(".")[0] for name in sys.modules})]))
"""


def run(*command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=ROOT, text=True, capture_output=True, check=False, env=os.environ | environment)


def modules_loaded_by(package: str) -> set[str]:
    """The top-level modules in memory once every module of the package is imported in a fresh process."""
    done = run(sys.executable, "-c", SPY, package)
    assert done.returncode == 0, done.stderr
    count, loaded = json.loads(done.stdout)
    assert count or package == "seeds"
    return set(loaded)


def test_layers_hold_by_the_import_contracts():
    command = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    done = run(sys.executable, "-c", command, PYTHONPATH=str(ROOT))
    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 broken" in done.stdout


def test_layers_contracts_name_every_package_of_the_house():
    folders = {path.parent.name for path in ROOT.glob("*/__init__.py")}
    assert folders == {"flows", "expectations", "warehouse", "transforms", "seeds"}


@pytest.mark.parametrize("package", ["transforms", "seeds"])
def test_layers_below_load_nothing_of_the_outside_world(package):
    above = {"flows", "expectations", "warehouse"} | ({"transforms"} if package == "seeds" else set())
    assert modules_loaded_by(package) & ({*OUTSIDE} | above) == set()
