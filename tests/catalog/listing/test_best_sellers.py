"""Best sellers: which sales count, in which order."""

from datetime import timedelta

import pytest

from catalog.listing.best_sellers import BEST_SELLER_PERIOD, best_seller_keys
from catalog.models import ProductPage, StockMove
from tests.builders import a_category, a_product
from tests.catalog.listing.builders import sell

pytestmark = pytest.mark.django_db


def best(limit: int = 4, products=None) -> list[int]:
    return best_seller_keys(products or ProductPage.objects.on_sale(), limit=limit)


def test_products_are_ordered_by_pieces_sold():
    wax, mat, cloth = a_product(), a_product(), a_product()
    a_product()
    sell(wax, 2)
    sell(mat, 3)
    sell(wax, 2)
    sell(cloth, 1)
    assert best() == [wax.pk, mat.pk, cloth.pk]
    assert best(limit=2) == [wax.pk, mat.pk]


def test_only_sales_of_the_last_90_days_count():
    assert timedelta(days=90) == BEST_SELLER_PERIOD
    wax, mat, cloth = a_product(), a_product(), a_product()
    sell(wax, 5, days_ago=90.1)
    sell(mat, 5, reason=StockMove.Reason.DAMAGE)
    sell(cloth, 1, days_ago=89.9)
    assert best() == [cloth.pk]


def test_products_that_are_not_in_the_queryset_are_left_out():
    mat, draft = a_product(category=a_category("accessories")), a_product(live=False)
    wax = a_product()
    for page in (mat, draft, wax):
        sell(page, 1)
    wanted = ProductPage.objects.on_sale().filter(category=a_category())
    assert best(products=wanted) == [wax.pk]


def test_it_takes_one_query(django_assert_num_queries):
    sell(a_product(), 1)
    with django_assert_num_queries(1):
        best()
