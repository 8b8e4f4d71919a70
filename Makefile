# Dateline. `make help` lists the targets.

PYTHON ?= python3
BIN := .venv/bin
WAREHOUSE ?= dateline.duckdb

.DEFAULT_GOAL := help
.PHONY: help run test lint types layers unit lock clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | sort

run: .venv/run ## make the environment and code the sample articles into $(WAREHOUSE)
	$(BIN)/dateline run seeds/articles --warehouse $(WAREHOUSE)

test: .venv/test lint types layers unit ## make the environment and pass all checks and tests

lint: .venv/test
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: .venv/test
	$(BIN)/mypy

layers: .venv/test
	$(BIN)/lint-imports

unit: .venv/test
	$(BIN)/pytest -n 2

lock: .venv/test ## resolve the pins anew (needs uv), with hashes and without registry addresses
	uv pip compile pyproject.toml --universal --generate-hashes --no-emit-index-url --no-header -o requirements.lock
	uv pip compile pyproject.toml --group dev --universal --generate-hashes --no-emit-index-url --no-header -c requirements.lock -o requirements-dev.lock

clean: ## remove the environment and what runs have made
	rm -rf .venv $(WAREHOUSE) $(addprefix $(basename $(WAREHOUSE)).,writer.duckdb writer.duckdb.wal spool reports)

# The locks are complete, so pip need not resolve: it downloads what is named and checks the hashes.
.venv/run: requirements.lock pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --no-deps --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation -e .
	@touch $@

.venv/test: .venv/run requirements-dev.lock
	$(BIN)/python -m pip install --quiet --no-deps --require-hashes -r requirements-dev.lock
	@touch $@
