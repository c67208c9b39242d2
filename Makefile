# Two commands are enough: `make run` and `make test`. Both need Python 3.11+ and make, no more.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: help run test check bench lock clean

help:
	@echo "make run    start Rounds (first time: installs what it needs)"
	@echo "make test   run every test, real PostgreSQL and a real browser included"
	@echo "make check  the fast part: format, lint, types, rings, unit tests"
	@echo "make bench  print the benchmarks as ratios against baselines of the same run"
	@echo "make lock   write the locked requirements again from pyproject.toml"

$(VENV)/run.stamp: requirements/run.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Rounds needs Python 3.11 or newer; $(PYTHON) is older. Try: make run PYTHON=python3.12"; exit 2; }
	@echo "First start: making $(VENV) and installing $$(grep -c '==' requirements/run.txt) libraries (about a minute) ..."
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --disable-pip-version-check --progress-bar on --require-hashes -r requirements/run.txt
	@touch $@

$(VENV)/dev.stamp: $(VENV)/run.stamp requirements/dev.txt
	@echo "Installing what the tests need ..."
	@$(BIN)/python -m pip install --disable-pip-version-check -q --require-hashes -r requirements/dev.txt
	@touch $@

run: $(VENV)/run.stamp
	@exec $(BIN)/python -m bot run

test: $(VENV)/dev.stamp
	@$(BIN)/python tests/house/prepare.py
	@$(MAKE) --no-print-directory style
	@$(BIN)/python -m pytest -n 2 --dist worksteal

check: $(VENV)/dev.stamp
	@$(MAKE) --no-print-directory style
	@$(BIN)/python -m pytest -m "not slow" -n 2 --dist worksteal

.PHONY: style
style:
	@$(BIN)/ruff format --check -q .
	@$(BIN)/ruff check -q .
	@$(BIN)/lint-imports
	@$(BIN)/basedpyright

bench: $(VENV)/dev.stamp
	@$(BIN)/python -m tests.bench

lock: $(VENV)/dev.stamp
	@$(BIN)/python -m pip install -q uv
	@for part in run dev; do \
		extra=$$( [ $$part = dev ] && echo "--extra dev" ); \
		$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes \
			--no-emit-index-url --no-header $$extra pyproject.toml -o requirements/$$part.txt; \
	done

clean:
	rm -rf $(VENV) .pytest_cache .ruff_cache .hypothesis
