# Autovise. `make help` lists what can be done.
SHELL := /bin/bash
VENV := .venv
PYTHON := $(VENV)/bin/python
UV := $(VENV)/bin/uv
TEST_STAMP := $(VENV)/.test-requirements
STAMP := $(VENV)/.requirements

.PHONY: help shop dev test test-all soak mutation bench bench-desk check format requirements clean
.DEFAULT_GOAL := help

help:  ## show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 16

shop: $(STAMP)  ## open the shop: no keys, no configuration; Ctrl-C stops it
	@DJANGO_SETTINGS_MODULE=autovise.settings.demo exec $(PYTHON) manage.py start_shop

dev: $(STAMP)  ## the same with DEBUG and reload
	@DJANGO_SETTINGS_MODULE=autovise.settings.dev exec $(PYTHON) manage.py start_shop --reload

test: $(TEST_STAMP)  ## unit, property and contract tests, and one purchase in a browser
	@$(PYTHON) -m tests quick

test-all: $(TEST_STAMP)  ## every test: all browser journeys, PostgreSQL, faults
	@$(PYTHON) -m tests all

soak: $(TEST_STAMP)  ## a thousand rounds of everything at once, on PostgreSQL
	@$(PYTHON) -m tests soak

mutation: $(TEST_STAMP)  ## change the rules of money one by one: the tests must notice 95 % of it
	@$(PYTHON) -m tests mutation

bench: $(TEST_STAMP)  ## quotes, webhooks, checkouts: figures, and no order lost or doubled
	@$(PYTHON) -m tests bench

bench-desk: $(TEST_STAMP)  ## what the catalogue desk costs at 10,000 products
	@$(PYTHON) -m tests bench-desk

check: $(TEST_STAMP)  ## style, import contracts, migrations, production settings
	@$(PYTHON) -m tests check

format: $(TEST_STAMP)  ## let ruff put the code in order
	@$(VENV)/bin/ruff check --fix --quiet . ; $(VENV)/bin/ruff format .

requirements: $(TEST_STAMP)  ## pin the three requirements files anew
	@$(UV) pip compile --quiet --no-header --no-emit-index-url requirements.in -o requirements.txt
	@$(UV) pip compile --quiet --no-header --no-emit-index-url requirements-demo.in -o requirements-demo.txt
	@$(UV) pip compile --quiet --no-header --no-emit-index-url requirements-test.in -o requirements-test.txt

clean:  ## forget the virtual environment and what the tests kept; the shop's data stays
	@rm -rf $(VENV) .pytest_cache .ruff_cache .hypothesis .import_linter_cache .mypy_cache

$(STAMP): requirements-demo.txt scripts/make-venv
	@scripts/make-venv $(VENV) requirements-demo.txt && touch $@

$(TEST_STAMP): requirements-demo.txt requirements-test.txt scripts/make-venv
	@scripts/make-venv $(VENV) requirements-test.txt && touch $@ $(STAMP)
