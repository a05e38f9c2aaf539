# make help says what each command does. `make run ARGS="--port 8001"` passes arguments on.
.DEFAULT_GOAL := help
SHELL := /bin/sh

# The distribution's own Python where it is whole: it is built with optimisations, which many a Python in somebody's home lacks.
# Else the first from 3.11 to 3.14 that is found; `make PYTHON=/some/python run` chooses another.
PYTHON = $(or $(FOUND),$(error No Python 3.11 to 3.14 found. On Debian or Ubuntu: sudo apt-get install python3 python3-venv))
SYSTEM = /usr/bin/python3
FOUND = $(shell for python in "$(SYSTEM)" python3 python3.14 python3.13 python3.12 python3.11; do \
	[ "$$python" = "$(SYSTEM)" ] && needs=ensurepip || needs=sys; \
	$$python -c "import sys, $$needs; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14))" >/dev/null 2>&1 \
	&& echo $$python && break; done)
PREPARE = $(PYTHON) -m house.prepare
INSIDE = .venv/bin/python
# A worker a core, each file's tests on one of them: tests/side_by_side.py. ARGS="-n0" runs them one after another.
WORKERS = $(if $(findstring no:xdist,$(ARGS)),,-n auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder)

# What measures time or needs every core comes afterwards, in a process that has run nothing else.
ALONE = ; others=$$?; $(INSIDE) -m pytest -n0 -m alone && exit $$others

.PHONY: run test check bench lock help

run: ## serve the simulator at http://127.0.0.1:8000/ and the officers' desk at /desk
	@$(PREPARE) run
	@exec $(INSIDE) -m bot run $(ARGS)

test: ## install what the tests need, PostgreSQL and a browser included, and run every test
	@$(PREPARE) test
	@$(INSIDE) -m house.browser
	@$(INSIDE) -m pytest $(WORKERS) $(or $(ARGS),-m "not alone"$(ALONE))

check: ## format, lint, strict types, import contracts, sizes, house tests
	@$(PREPARE) test
	@$(INSIDE) -m house.browser
	@$(INSIDE) -m house.check

bench: ## measure the whole path; one JSON line a figure
	@$(PREPARE) test
	@$(INSIDE) -m bench $(ARGS)

lock: ## resolve both lock files anew from pyproject.toml; ARGS="--upgrade" moves every pin
	@$(PREPARE) lock
	@$(INSIDE) -m house.lock $(ARGS)

help: ## show this list
	@sed -n 's/^\([a-z]*\): ## \(.*\)/  make \1\t\2/p' $(firstword $(MAKEFILE_LIST)) | expand -t 16
