"""Everyday searches in the demo catalogue find the same with an engine as without."""

import csv

import pytest
from django.core.management import call_command

from catalog.search.query import search_pages
from tests.catalog.search.test_demo_queries import QUERIES

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def test_the_engine_finds_what_the_database_finds(settings, running_engine):
    with_engine = settings.WAGTAILSEARCH_BACKENDS
    without = {"default": with_engine["default"]}
    settings.WAGTAILSEARCH_BACKENDS = without
    call_command("load_demo", verbosity=0)
    with QUERIES.open(encoding="utf-8", newline="") as file:
        queries = [row["query"] for row in csv.DictReader(file)]
    of_the_database = {query: search_pages(query) for query in queries}
    settings.WAGTAILSEARCH_BACKENDS = with_engine
    call_command("update_index", backend_name="engine", verbosity=0)
    found = {query: search_pages(query) for query in queries}
    assert running_engine.searches() >= len(queries) >= 120
    assert [query for query in queries if found[query] != of_the_database[query]] == []
