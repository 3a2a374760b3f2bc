"""Money rule 5: what each surface says beside a price."""

import re

import pytest
from django.test import Client

from catalog.models import Category
from catalog.offers import offers_for
from catalog.prices import MoneyRules
from tests.builders import a_bundle, a_category, a_product, a_visitor
from tests.checkout.shopping import FROM_OUR_PAGES, add

pytestmark = pytest.mark.django_db


@pytest.fixture
def wash():
    Category.objects.filter(pk=a_category().pk).update(prices_per_hundred=True)
    return a_product(1299, title="Wash", net_amount=500, net_measure="ml", featured=True)


def offer(page):
    return offers_for([page.sku])[page.sku]


def test_an_offer_says_what_one_unit_costs_delivered():
    assert offer(a_product(3999)).delivered_pence == 3999 + 499
    assert offer(a_product(4000)).delivered_pence == 4000
    kit = offer(a_product(4000, is_kit=True))  # free by its list price, £36.00 due
    assert (kit.price_pence, kit.delivered_pence) == (3600, 3600)
    rules = MoneyRules(free_delivery_from_pence=1000, delivery_pence=250)
    page = a_product(999)
    assert offers_for([page.sku], rules=rules)[page.sku].delivered_pence == 999 + 250


def test_the_measured_price_is_of_the_price_now_due():
    kit = a_product(1000, is_kit=True, net_amount=2, net_measure="L")
    assert str(offer(kit).measured_price) == "£4.50 per litre"
    assert offer(a_product()).measured_price is None
    assert offer(a_bundle()).measured_price is None


@pytest.mark.parametrize(
    "address", ["/", "/products/", "/products/cleaning-care/", "/search/?q=wash"]
)
def test_lists_show_delivered_and_measured_price(wash, address):
    text = a_visitor().get(address).text
    assert "£17.98 delivered</a>" in text
    assert "£2.60 per 100 ml" in text
    assert 'id="delivery-terms"' in text
    assert "Delivered within 2 days for £4.99" in text


def test_a_product_page_shows_delivered_and_measured_price(wash):
    text = a_visitor().get(wash.url).text
    assert "£17.98 delivered</a>" in text
    assert "£2.60 per 100 ml" in text


def test_suggestions_show_delivered_and_measured_price(wash):
    text = a_visitor().get("/search/suggestions/?q=wash").text
    assert "£2.60 per 100 ml, £17.98 delivered" in text


def test_the_saved_list_and_the_cart_show_it_too(wash):
    visitor = Client(headers=FROM_OUR_PAGES)
    visitor.post("/saved/add/", {"sku": wash.sku, "quantity": 1})
    saved = visitor.get("/saved/").text
    assert "£17.98 delivered</a>" in saved
    assert "£2.60 per 100 ml" in saved
    add(visitor, wash)
    assert "£12.99 each, £2.60 per 100 ml" in visitor.get("/cart/").text


def test_goods_from_the_limit_on_are_delivered_free():
    text = a_visitor().get(a_product(4000).url).text
    assert ">Free delivery</a>" in text


def test_only_the_list_price_of_a_bundle_is_struck_through():
    bundle = a_visitor().get(a_bundle().url).text
    assert (
        '<s class="price__list"><span class="visually-hidden">Price of its parts one by one'
        in bundle
    )
    kit = a_visitor().get(a_product(3999, is_kit=True).url).text
    assert "10% kit saving included" in kit
    assert not re.search(r"<s[ >]", kit)
