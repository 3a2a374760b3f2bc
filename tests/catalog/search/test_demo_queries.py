"""Everyday searches in the demo catalogue: `queries.csv` says what must stand first."""

import csv
from pathlib import Path

import pytest
from django.core.management import call_command
from wagtail.models import Page

from catalog.search.query import search_pages

QUERIES = Path(__file__).with_name("queries.csv")
MIN_FOUND_PERCENT = 95

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def test_shoppers_find_what_they_mean():
    call_command("load_demo", verbosity=0)
    titles = dict(Page.objects.values_list("pk", "title"))
    with QUERIES.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    missed = []
    for row in rows:
        first = [titles[pk] for pk in search_pages(row["query"]).pks[: int(row["within"])]]
        if not set(row["expected"].split("|")) <= set(first):
            missed.append(f"{row['query']}: {first}")
    assert len(rows) >= 120
    assert 100 * (len(rows) - len(missed)) >= MIN_FOUND_PERCENT * len(rows), "\n".join(missed)
