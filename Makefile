SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.PHONY: demo install test check tests-of-field tests-of-pages tests-of-rest fix bench bench-ingest \
  bench-screens bench-vision score faults dashboards docs help

PYTHON ?= python3
BIN := .venv/bin
PACKAGES := hub devices vision dashboards deploy
FAST := not journey and not server and not browser and not slow and not measured
# Tracing makes a process half as slow again: whole systems, which mostly wait, run without it.
TRACED := not measured and (browser or not (journey or server))
SYSTEMS := not measured and not browser and (journey or server)
# Three on two cores were no faster and called what came too late a failure; but systems mostly wait.
JOBS ?= 2
SYSTEM_JOBS ?= 3
# Some tests wait for what takes its time; a third one works meanwhile.
CHECK_JOBS ?= 3
QUICK = $(BIN)/pytest -q -m "$(FAST)"
# Each about a third of what the quick tests cost; the rest is whatever else there is.
FIELD := tests/devices tests/vision
PAGES := tests/hub/api tests/deploy
THIRDS := tests-of-field tests-of-pages tests-of-rest
# What goes to the command behind a target: make demo ARGS="--port 9080"
ARGS ?=
# Containers like to forbid bytecode; then every process that a test starts compiles every library again.
unexport PYTHONDONTWRITEBYTECODE
TOO_OLD := village-hub needs Python 3.11 or newer: name one with  make demo PYTHON=python3.11
BRING = $(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "$(TOO_OLD)"; exit 1; }; \
	$(PYTHON) -m deploy.bootstrap

demo: ## Install what is missing, then run the pretend township: console, broker, InfluxDB, cameras, speakers
	@$(BRING) demo
	@exec $(BIN)/village-hub demo $(ARGS)

install: ## Install what is missing and start nothing
	@$(BRING) demo
	@$(BIN)/python -m compileall -q $(PACKAGES) .venv/lib

test: ## Run every test (installs test tools by apt when run as root)
	@$(BRING) test
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/pytest -n $(JOBS) --dist loadfile --no-loadscope-reorder -m "$(TRACED)" \
	  $(addprefix --cov=,$(PACKAGES)) --cov-branch --cov-report= $(ARGS)
	@$(BIN)/coverage report --skip-covered
	@$(BIN)/coverage report --skip-covered --fail-under=100 \
	  --include='devices/contract/*,devices/codecs/*,devices/envelopes/*,hub/domain/*,hub/series.py'
	@$(BIN)/pytest -n $(SYSTEM_JOBS) --dist loadfile --no-loadscope-reorder -m "$(SYSTEMS)" $(ARGS)

check: ## Lint, types, layers and the tests that need no server: about a minute, the first time two
	@$(BRING) check
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(MAKE) --no-print-directory --jobs=$(CHECK_JOBS) --output-sync=target $(THIRDS)

# Whole pytests, not workers of one: those each collect everything and report every test, a quarter of the cost.
# Each remembers what failed in a place of its own.
tests-of-field:
	@$(QUICK) -o cache_dir=.pytest_cache/field $(FIELD) $(ARGS)

tests-of-pages:
	@$(QUICK) -o cache_dir=.pytest_cache/pages $(PAGES) $(ARGS)

tests-of-rest:
	@$(QUICK) -o cache_dir=.pytest_cache/rest tests $(addprefix --ignore=,$(FIELD) $(PAGES)) $(ARGS)

fix: ## Let ruff repair what it can
	@$(BRING) check
	@$(BIN)/ruff check --fix .

bench: ## Measure ingest on a private broker, hub and store
	@$(BRING) demo
	@$(BIN)/village-hub bench ingest $(ARGS)

bench-screens: ## Time every question of every screen on a day of 500 devices, some minutes
	@$(BRING) test
	@$(BIN)/pytest -s -m measured tests/dashboards $(ARGS)

bench-ingest: ## Measure ingest under every load it is judged by, about ten minutes
	@$(BRING) demo
	@$(BIN)/village-hub bench suite $(ARGS)

bench-vision: ## Time decoding and judging of pictures on one core, and weigh cameras
	@$(BRING) demo
	@$(BIN)/village-hub bench vision $(ARGS)

score: ## Play the five shipped scenarios, score the hub against their truth, fail when a figure is worse
	@$(BRING) test
	@$(BIN)/python -m deploy.score $(ARGS)

faults: ## Execute the fault matrix on real servers (about 25 minutes) and write docs/generated/faults.md
	@$(BRING) test
	@$(BIN)/python -m tests.faults --out docs/generated/faults.md $(ARGS)

dashboards: ## Write the Grafana dashboards out of the code
	@$(BRING) demo
	@$(BIN)/village-hub dashboards build $(ARGS)

docs: ## Write docs/generated out of the code
	@$(BRING) check
	@$(BIN)/python -m deploy.docs $(ARGS)

help: ## Show this list
	@sed -n 's/^\([a-z-]*\): ## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 20
