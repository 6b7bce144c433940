# One verb each. `make` alone lists them.
PYTHON ?= python3.11
VENV   := .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready

.DEFAULT_GOAL := help
.PHONY: help install servers conformance cluster run test check lint types layers format bench fuzz soak served world clean

help: ## this list
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

$(READY): pyproject.toml
	@command -v $(PYTHON) >/dev/null || { echo "$(PYTHON) is not here; install Python 3.11 or newer, or say: make PYTHON=python3 …"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $(READY)

install: $(READY) ## make .venv with everything in it

servers: $(READY) ## PostgreSQL and restate-server, for the tests of hosts that need them
	@.ci/servers

conformance: servers ## hosts on SQLite and PostgreSQL keep the same promises, killed and started again
	@FLOW_SERVERS=1 $(BIN)/python -m pytest -n 2 tests/conformance tests/flow_notations/host/postgres -k "not restate"

cluster: servers ## the same promises on a Restate cluster, of one server and of three
	@FLOW_SERVERS=1 $(BIN)/python -m pytest -n 2 tests/conformance tests/flow_notations/host/restate -k restate

run: $(READY) ## emulator, host and a sample flow in real processes: chat as the customer (plays by itself without a terminal)
	@$(BIN)/flow demo

test: $(READY) ## the whole suite
	@$(BIN)/python -m pytest -n auto

check: lint types layers test ## what has to be green before a commit

lint: $(READY) ## ruff, rules and format
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

types: $(READY) ## mypy --strict
	@$(BIN)/mypy

layers: $(READY) ## the walls between rooms
	@$(BIN)/lint-imports

format: $(READY) ## put every file in form
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

bench: $(READY) ## every benchmark, as ratios to a baseline of the same run
	@for file in tests/benchmarks/bench_*.py; do echo "== $$file"; $(BIN)/python $$file || exit 1; done

fuzz: $(READY) ## coverage-guided fuzzing of every reader, 60 s each; SECONDS_EACH=330 makes it an hour
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check 'atheris>=3'
	@for target in flow document centre catalogue po expression template transcript session webhook answers; do \
	  $(BIN)/python tests/fuzz/run.py $$target --seconds $${SECONDS_EACH:-60} --seed 1 || exit 1; done

soak: $(READY) ## a hundred thousand events with faults, the laws checked at the end
	@$(BIN)/python tests/benchmarks/soak.py 100000 1

served: $(READY) ## twenty thousand events against flow serve itself, killed and started again; SOAK_EVENTS=1000000 is the long one
	@$(BIN)/python tests/benchmarks/soak_serve.py $${SOAK_EVENTS:-20000} 1

world: $(READY) ## the long simulation: many seeds
	@$(BIN)/python -m pytest tests/world --world-seeds 200 -q

clean: ## forget what was built
	@rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache build dist *.egg-info
