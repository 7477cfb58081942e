# Everything a person or CI does here. Only Python >= 3.11, git and make are needed.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

# The first Python that is new enough; another one: make setup PYTHON=…
CANDIDATES := python3 python3.14 python3.13 python3.12 python3.11
PYTHON ?= $(shell for it in $(CANDIDATES); do \
  "$$it" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo "$$it" && break; done)
ARGS ?=
BIN := .venv/bin
STAMP := .venv/.installed

.PHONY: help setup demo test check format schema clients bench verifier requirements clean

help: ## Show this list
	@grep -hE '^[a-z]+:.*## ' Makefile | sed -E 's/^([a-z]+):.*## /  make \1\t/' | expand -t 20

setup: $(STAMP) ## Install everything into .venv (a second call does nothing)

$(STAMP): requirements.txt pyproject.toml
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo 'Python 3.11 or newer is needed, and none was found. Name one: make setup PYTHON=/path/to/python3' >&2; exit 1; }
	@"$(PYTHON)" -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo 'This Python lacks the venv module: install it (on Debian: apt install python3-venv) and try again.' >&2; exit 1; }
	"$(PYTHON)" -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all: -r requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --no-index --editable .
	@touch $(STAMP)

demo: setup ## Serve the sample dealer group (ARGS="--smoke" asks it the README's questions)
	$(BIN)/python -m lifecycle_api demo $(ARGS)

check: setup ## Lint, format, types and import directions
	$(BIN)/python -m ruff check .
	$(BIN)/python -m ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/python -m mypy

test: check ## Everything CI runs (ARGS goes to pytest)
	$(BIN)/python -m pytest -n 2 $(ARGS)

format: setup ## Rewrite the Python files in the house's format
	$(BIN)/python -m ruff check --fix .
	$(BIN)/python -m ruff format .

schema: setup ## Write schema.graphql and schemas/ from the code
	$(BIN)/python -m lifecycle_api schema

GENERATOR := clients/python/.venv

clients: schema $(GENERATOR)/.installed ## Generate the clients anew (needs Node.js for the one in TypeScript)
	$(GENERATOR)/bin/python clients/python/generate.py
	cd clients/typescript && npm ci --ignore-scripts --no-audit --no-fund && npm run generate

$(GENERATOR)/.installed: clients/python/requirements.txt
	"$(PYTHON)" -m venv $(GENERATOR)
	$(GENERATOR)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@cp $< $@

bench: setup ## Measure the performance bars (ARGS="append --json")
	$(BIN)/python -m lifecycle_api bench $(ARGS)

verifier: setup ## Build the offline verifier, dist/lifecycle-verify.pyz
	$(BIN)/python -m lifecycle_api audit verifier

requirements: ## Pin the newest allowed versions in requirements.txt (needs uv)
	uv pip compile pyproject.toml --all-extras --group dev --universal --python-version 3.11 --upgrade \
	  --generate-hashes --no-emit-index-url --no-annotate --no-header --quiet --output-file requirements.txt

clean: ## Remove what was built and cached; data folders stay
	rm -rf .venv build dist .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
