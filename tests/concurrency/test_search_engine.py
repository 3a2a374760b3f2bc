"""Editors and workers at once: the search engine gets what was committed last."""

from functools import partial

import pytest
from django.core.management import call_command
from django.db import transaction

from catalog.models import EngineUpdate, ProductPage
from catalog.search.engine.updates import update_waiting_pages
from tests.builders import a_product, change
from tests.catalog.search.engine.conftest import engine
from tests.catalog.search.engine.opensearch import running
from tests.concurrency.at_once import at_once

__all__ = ["engine"]

pytestmark = pytest.mark.slow

ROUNDS = 8


def test_pages_that_are_saved_while_workers_write_them_arrive(postgres_only, engine):
    pages = [a_product(title=title) for title in ("Wax", "Wash mitt", "Foam", "Long brush")]

    def save(number: int, *order: ProductPage) -> None:
        with transaction.atomic():
            for page in order:
                change(ProductPage.objects.get(pk=page.pk), title=f"{page.title} {number}")

    with running(engine):
        call_command("update_index", backend_name="engine", verbosity=0)
        for number in range(ROUNDS):
            at_once(
                partial(save, number, *pages[:2]),
                partial(save, number, *pages[2:]),
                update_waiting_pages,
                update_waiting_pages,
            )
            update_waiting_pages()
            assert engine.titles() == set(ProductPage.objects.values_list("title", flat=True))
            assert not EngineUpdate.objects.exists()


def test_pages_of_an_import_are_saved_while_workers_write_them(postgres_only, engine):
    """A deadlock would be an error of one of them."""
    pages = [a_product(title=f"Wax {number}") for number in range(12)]

    def save(number: int) -> None:
        with transaction.atomic():
            for page in pages:
                change(ProductPage.objects.get(pk=page.pk), title=f"{page.title} {number}")

    with running(engine):
        call_command("update_index", backend_name="engine", verbosity=0)
        for number in range(ROUNDS):
            at_once(partial(save, number), update_waiting_pages, update_waiting_pages)
        update_waiting_pages()
        assert engine.titles() == {f"{page.title} {ROUNDS - 1}" for page in pages}
        assert not EngineUpdate.objects.exists()
