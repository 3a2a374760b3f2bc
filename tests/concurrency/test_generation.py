"""The generation with real transactions: it rises with each commit, and writers do not wait."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier, Event

from django.db import connection, connections, transaction

from catalog.models import ProductBundle, ProductPage
from catalog.models.stock import StockMove, add_stock, hold_stock
from sitewide.generation import GenerationChange, fold_generation, read_generation
from tests.builders import a_bundle, a_product
from tests.concurrency.at_once import at_once

SECONDS = 20


def set_price(page, pence: int) -> None:
    ProductPage.objects.filter(pk=page.pk).update(price_pence=pence)


@contextmanager
def uncommitted(change) -> Iterator[None]:
    """The change has been made in a transaction of another thread, which commits at the end."""
    has_changed, may_commit = Event(), Event()

    def run() -> None:
        try:
            with transaction.atomic():
                change()
                has_changed.set()
                assert may_commit.wait(SECONDS)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as thread:
        running = thread.submit(run)
        assert has_changed.wait(SECONDS)
        try:
            yield
        finally:
            may_commit.set()
        running.result()


def test_the_last_commit_of_several_raises_the_generation(postgres_only):
    first, second = a_product(), a_product()
    before = read_generation()
    with uncommitted(lambda: set_price(first, 1)):
        assert read_generation() == before
        set_price(second, 2)
        between = read_generation()
        assert between > before
    assert read_generation() > between


def test_writers_of_different_stock_do_not_wait_for_each_other(postgres_only):
    pages = [a_product(stock=5) for _ in range(4)]
    all_have_changed = Barrier(len(pages))

    def hold(page):
        def run() -> None:
            with transaction.atomic():
                hold_stock({page.sku: 1})
                all_have_changed.wait(SECONDS)  # while every other transaction is open

        return run

    before = read_generation()
    at_once(*map(hold, pages))
    assert read_generation() > before


def test_folding_keeps_what_is_read_while_writers_commit(postgres_only):
    pages = [a_product() for _ in range(3)]

    def write(page):
        return lambda: [set_price(page, pence) for pence in range(1, 60)]

    def fold() -> None:
        for _ in range(60):
            fold_generation()

    def read() -> list[int]:
        return [read_generation() for _ in range(300)]

    *_, seen = at_once(*map(write, pages), fold, fold, read)
    assert seen == sorted(seen)
    before = read_generation()
    fold_generation()
    assert (read_generation(), GenerationChange.objects.count()) == (before, 0)


def test_a_generation_after_a_commit_was_never_read_before_it(postgres_only):
    page = a_product()
    outcomes = at_once(*[lambda: changes_and_generations(page) for _ in range(4)])
    for before, after in (pair for outcome in outcomes for pair in outcome):
        assert before < after


def changes_and_generations(page) -> list[tuple[int, int]]:
    pairs = []
    for pence in range(1, 40):
        before = read_generation()
        ProductPage.objects.filter(pk=page.pk).update(price_pence=pence + before % 1000)
        ProductPage.objects.filter(pk=page.pk).update(price_pence=pence)
        pairs.append((before, read_generation()))
    return pairs


def test_stock_counts_while_a_larger_part_is_not_committed(postgres_only):
    page = a_product(stock=200)
    bundle = a_bundle()
    before = read_generation()
    part = lambda: ProductBundle.objects.create(bundle=bundle, product=page, quantity=60)  # noqa: E731
    with uncommitted(part):
        add_stock(page.sku, -30, reason=StockMove.Reason.DAMAGE)
        assert read_generation() > before


def test_a_larger_part_waits_for_stock_that_was_compared_before(postgres_only):
    page = a_product(stock=200)
    bundle = a_bundle()
    has_part = Event()

    def create_part() -> None:
        try:
            ProductBundle.objects.create(bundle=bundle, product=page, quantity=60)
            has_part.set()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as thread:
        with uncommitted(lambda: hold_stock({page.sku: 30})):
            running = thread.submit(create_part)
            wait_until_blocked()
            assert not has_part.is_set()
        running.result()
    assert has_part.is_set()


def wait_until_blocked() -> None:
    """A transaction waits for an advisory lock."""
    waiting = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
    for _ in range(SECONDS * 100):
        with connection.cursor() as cursor:
            cursor.execute(waiting)
            if cursor.fetchone()[0]:
                return
        Event().wait(0.01)
    raise AssertionError("no transaction waits")
