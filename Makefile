# make demo: the flagship corridor for four weeks; make test: lint, types, layers and tests. Both set up first.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --no-compile --disable-pip-version-check -c constraints.txt
RUNS := $(VENV)/.runs
READY := $(VENV)/.ready
TYPESCRIPT := 7.0.2
TSC := $(VENV)/node/node_modules/.bin/tsc

.PHONY: demo test lint types scripts layers tests constraints clean

demo: $(RUNS)
	$(BIN)/headway run gara-djebilet --days 28

test: lint types scripts layers tests

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(READY)
	$(BIN)/pyright

# The modules of the page; TypeScript only reads them, nothing is built.
scripts: $(READY)
	@if command -v npm > /dev/null; then \
	  test -x $(TSC) || npm install --silent --no-save --no-audit --no-fund --prefix $(VENV)/node typescript@$(TYPESCRIPT); \
	  $(TSC) --project src/headway/page/static/jsconfig.json; \
	else echo "no npm on this machine: the modules of the page are not type-checked"; test -z "$(CI)"; fi

layers: $(READY)
	$(BIN)/lint-imports

tests: $(READY)
	$(BIN)/pytest -n auto

# What runs is installed first, without what only developers need; Python compiles what it imports, and no more.
$(RUNS): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
	  { echo "Headway needs Python 3.11 or later; name it: make PYTHON=/path/to/python3.11 $(MAKECMDGOALS)"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(PIP) -e '.[page]'
	@touch $(RUNS)

$(READY): $(RUNS)
	$(PIP) -e '.[dev]'
	@touch $(READY)

# Pin what is installed now.
constraints: $(READY)
	$(BIN)/python -m pip freeze --disable-pip-version-check --exclude-editable --exclude headway > constraints.txt

clean:
	rm -rf $(VENV) runs studies .pytest_cache .ruff_cache .hypothesis build dist
