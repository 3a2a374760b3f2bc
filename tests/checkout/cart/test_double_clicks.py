"""Double clicks on cart and payment buttons count once."""

from datetime import timedelta

import pytest
from django.test import Client

from checkout.models import Cart, CartLine, Order
from tests.builders import a_customer, a_product
from tests.checkout.buyers import an_order
from tests.checkout.shopping import FROM_OUR_PAGES, add

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(db) -> Client:
    """Browser that already has a cart: the very first request would create it."""
    visitor = Client(headers=FROM_OUR_PAGES)
    add(visitor, a_product())
    return visitor


def press(browser: Client, page, quantity: int = 1):
    return browser.post("/cart/add/", {"sku": page.sku, "quantity": quantity})


def quantity_of(page) -> int:
    return CartLine.objects.get(sku=page.sku).quantity


def test_a_double_click_adds_one(browser):
    wax = a_product()
    assert [press(browser, wax).status_code for _ in range(3)] == [302, 302, 302]
    assert quantity_of(wax) == 1
    assert browser.get("/cart/").text.count(f"“{wax.title}” is in your cart.") == 1


def test_a_double_click_on_the_last_piece_is_no_error(browser):
    wax = a_product(stock=1)
    press(browser, wax)
    press(browser, wax)
    assert "no more" not in browser.get("/cart/").text


def test_a_click_after_the_cart_was_shown_adds_another(browser):
    wax = a_product()
    for _ in range(3):
        press(browser, wax)
        browser.get("/cart/")
    assert quantity_of(wax) == 3


def test_a_click_some_seconds_later_adds_another(browser):
    """As on the product's page in another tab."""
    wax = a_product()
    press(browser, wax)
    line = CartLine.objects.get(sku=wax.sku)
    CartLine.objects.update(pressed_at=line.pressed_at - timedelta(seconds=3))
    press(browser, wax)
    assert quantity_of(wax) == 2


def test_another_quantity_is_another_request(browser):
    wax = a_product()
    press(browser, wax, 1)
    press(browser, wax, 2)
    assert quantity_of(wax) == 3


def test_two_products_are_two_requests(browser):
    wax, cloth = a_product(), a_product()
    for page in (wax, cloth, wax):
        press(browser, page)
    assert (quantity_of(wax), quantity_of(cloth)) == (1, 1)


def test_a_product_removed_in_the_meantime_is_added_again(browser):
    wax = a_product()
    press(browser, wax)
    browser.post("/cart/remove/", {"sku": wax.sku})
    press(browser, wax)
    assert quantity_of(wax) == 1


def test_a_double_click_on_buy_again_counts_once(stripe_server):
    customer = a_customer()
    order = an_order(stripe_server, (a_product(), 2), user=customer)
    browser = Client(headers=FROM_OUR_PAGES)
    browser.force_login(customer)
    for _ in range(2):
        browser.post(f"/users/orders/{order.number}/again/")
    [line] = Cart.objects.get(user=customer).lines.all()
    assert line.quantity == 2
    assert Order.objects.count() == 1
