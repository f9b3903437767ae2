# The habits: `make demo`, `make test`, `make check`, `make explorer`, `make bench`, `make neo4j`.
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8000
OFFICERS ?= 20000,200000

.DEFAULT_GOAL := help
.PHONY: help demo test check explorer explorer-test bench bench-scale neo4j lock derived clean

help: ## Show this list
	@grep -E '^[a-z0-9]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

$(VENV)/ready: requirements.lock pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing Karmagraph into $(VENV) …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/ready-dev: requirements-dev.lock $(VENV)/ready
	@echo "Installing the tools for tests and checks …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

$(VENV)/ready-spark: requirements-spark.lock $(VENV)/ready-dev
	@echo "Installing Spark (400 MB) …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-spark.lock
	@touch $@

demo: $(VENV)/ready ## Load the illustrative sample and serve it on http://127.0.0.1:8000/
	@$(BIN)/karmagraph demo --port $(PORT)

# bytecode is kept even where the environment says not to: each process would compile all tests anew
test: $(VENV)/ready-dev ## Run all tests, on the embedded store and on a real Neo4j
	@PYTHONDONTWRITEBYTECODE= PYTHONPYCACHEPREFIX=$(abspath $(VENV))/bytecode $(BIN)/python -m pytest \
		--numprocesses auto --maxprocesses 4 --no-loadscope-reorder

check: $(VENV)/ready-dev ## Lint, format and type-check
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/pyright

explorer: ## Build the explorer and GraphiQL into graphapi/static (Node 20.19 or newer)
	@cd explorer && npm ci --silent && npm run --silent build

explorer-test: $(VENV)/ready ## Test the explorer in a browser (Node and Chromium)
	@cd explorer && npm ci --silent && npm test && npm run --silent test:neo4j

bench: $(VENV)/ready-dev ## Measure, print a table and write bench/results.json
	@$(BIN)/python -m bench

bench-scale: $(VENV)/ready-dev ## Measure a nation: OFFICERS=20000,200000,2000000 (hours, and 7 GB of disk a million)
	@$(BIN)/python -m bench.scale --officers $(OFFICERS)

neo4j: ## Run a Neo4j without Docker, for development
	@$(PYTHON) deploy/neo4j/server.py install
	@$(PYTHON) deploy/neo4j/server.py start --home .neo4j/home --bolt-port 7687 --password karmagraph-dev

derived: $(VENV)/ready-dev ## Write the files that are derived from the model and the schema
	@$(BIN)/python -m ontology
	@$(BIN)/python -m queries
	@$(BIN)/python -m graphapi.schema

lock: ## Pin every package with its hash, from pyproject.toml
	@uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-header --no-strip-extras \
		pyproject.toml --extra scale --group build -o requirements.lock
	@uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-header --no-strip-extras \
		pyproject.toml --extra notebook --extra tracing --extra scale --group build --group dev -o requirements-dev.lock
	@uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-header --no-strip-extras \
		pyproject.toml --extra scale --extra spark --group build -c requirements-dev.lock -o requirements-spark.lock

clean: ## Remove what the other targets made
	@rm -rf $(VENV) .neo4j data .pytest_cache .mypy_cache .ruff_cache
