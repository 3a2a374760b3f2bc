# Autovise. `make help` lists the targets.
SHELL := /bin/bash
VENV := .venv
PYTHON := $(VENV)/bin/python
UV := $(VENV)/bin/uv
TEST_STAMP := $(VENV)/.test-requirements
STAMP := $(VENV)/.requirements

.PHONY: help shop dev test test-all soak mutation bench bench-desk screenshots contact-sheet lighthouse check format requirements clean
.DEFAULT_GOAL := help

help:  ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 16

shop: $(STAMP)  ## start the demo shop, without keys or configuration; Ctrl-C stops it
	@DJANGO_SETTINGS_MODULE=autovise.settings.demo exec $(PYTHON) manage.py start_shop

dev: $(STAMP)  ## the same with DEBUG and reload
	@DJANGO_SETTINGS_MODULE=autovise.settings.dev exec $(PYTHON) manage.py start_shop --reload

test: $(TEST_STAMP)  ## unit, property and contract tests, and one purchase in a browser
	@$(PYTHON) -m tests quick

test-all: $(TEST_STAMP)  ## all tests, including browser, PostgreSQL, Redis, S3 and killed processes
	@$(PYTHON) -m tests all

soak: $(TEST_STAMP)  ## a thousand rounds of concurrent writes; all pages after each of 500 changes
	@$(PYTHON) -m tests soak

mutation: $(TEST_STAMP)  ## change the money rules one at a time; the tests must fail for 95 %
	@$(PYTHON) -m tests mutation $(ONLY)

bench: $(TEST_STAMP)  ## measure quotes, stored pages, webhooks and checkouts; find lost or duplicate orders
	@$(PYTHON) -m tests bench

bench-desk: $(TEST_STAMP)  ## measure the catalogue admin at 10,000 products
	@$(PYTHON) -m tests bench-desk

screenshots: $(TEST_STAMP)  ## picture every kind of page, small to large, light and dark, in var/screenshots
	@$(PYTHON) -m tests screenshots

contact-sheet: $(TEST_STAMP)  ## draw every packshot of the demo on one picture, in var/contact-sheet.png
	@$(PYTHON) -m tests contact-sheet

lighthouse: $(TEST_STAMP)  ## measure the pages on a phone, with Lighthouse and production settings
	@$(PYTHON) -m tests lighthouse

check: $(TEST_STAMP)  ## check style, types, import contracts, migrations, production settings
	@$(PYTHON) -m tests check

format: $(TEST_STAMP)  ## format code and templates
	@$(VENV)/bin/ruff check --fix --quiet . ; $(VENV)/bin/ruff format . ; \
	find templates \( -name '*.html' -o -name '*.txt' \) -exec $(VENV)/bin/djade --target-version 6.1 {} + || true

requirements: $(TEST_STAMP)  ## compile the three pinned requirements files
	@$(UV) pip compile --quiet --no-header --no-emit-index-url requirements.in -o requirements.txt
	@$(UV) pip compile --quiet --no-header --no-emit-index-url requirements-demo.in -o requirements-demo.txt
	@$(UV) pip compile --quiet --no-header --no-emit-index-url requirements-test.in -o requirements-test.txt

clean:  ## delete the virtual environment and the caches; the shop's data is kept
	@rm -rf $(VENV) .pytest_cache .ruff_cache .hypothesis .import_linter_cache .mypy_cache

$(STAMP): requirements-demo.txt scripts/make-venv
	@scripts/make-venv $(VENV) requirements-demo.txt && touch $@

$(TEST_STAMP): requirements-demo.txt requirements-test.txt scripts/make-venv
	@scripts/make-venv $(VENV) requirements-test.txt && touch $@ $(STAMP)
