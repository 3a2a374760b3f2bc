import pytest

from catalog.models.shop_rules import current_rules
from catalog.pages.display.top_ups import find_top_ups
from tests.builders import a_category, a_product

pytestmark = pytest.mark.django_db


def skus(missing_pence: int, *cart) -> list[str]:
    found = find_top_ups(missing_pence, [page.sku for page in cart], current_rules())
    return [offer.sku for offer in found]


def test_the_price_must_reach_the_missing_amount():
    a_product(999)
    exact, more = a_product(1000), a_product(1001)
    assert skus(1000) == [exact.sku, more.sku]


def test_products_of_the_carts_categories_come_first():
    cheap = a_product(1000, category=a_category("electronics"))
    own = a_product(2000)
    in_cart = a_product(500)
    assert skus(1000, in_cart) == [own.sku, cheap.sku]


def test_what_the_cart_has_is_not_offered_again():
    in_cart = a_product(2000)
    assert skus(1000, in_cart) == []


def test_what_is_out_of_stock_or_not_for_sale_is_not_offered():
    a_product(2000, stock=0)
    a_product(2000, live=False)
    assert skus(1000) == []


def test_four_are_offered_at_most():
    for _ in range(6):
        a_product(2000)
    assert len(skus(1000)) == 4
