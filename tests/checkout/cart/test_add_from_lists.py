"""One press adds from a card: in place with a script, else by a page that leads back."""

import re

import pytest
from django.conf import settings
from django.test import Client

from checkout.models import CartLine
from tests.builders import a_bundle, a_product, a_visitor
from tests.checkout.shopping import FROM_OUR_PAGES

pytestmark = pytest.mark.django_db

SCRIPT = FROM_OUR_PAGES | {"X-Requested-With": "fetch"}


@pytest.fixture
def wax():
    return a_product(1299, title="Wax", featured=True)


@pytest.fixture
def browser() -> Client:
    return Client(headers=FROM_OUR_PAGES)


def quantity_of(page) -> int:
    return sum(CartLine.objects.filter(sku=page.sku).values_list("quantity", flat=True))


def add_form(html: str, sku: str) -> bool:
    """Whether a form adds this SKU from a card."""
    return bool(re.search(rf'action="/cart/add/"[^>]*><input[^>]*value="{sku}">', html))


@pytest.mark.parametrize("address", ["/", "/products/", "/search/?q=wax"])
def test_cards_have_a_form_that_adds_one(wax, address):
    assert add_form(a_visitor().get(address).text, wax.sku)


def test_cards_of_bundles_too():
    bundle = a_bundle()
    assert add_form(a_visitor().get("/bundles/").text, bundle.sku)


def test_what_is_out_of_stock_has_none():
    page = a_product(stock=0)
    assert not add_form(a_visitor().get("/products/").text, page.sku)


def test_without_a_script_a_page_says_so_and_leads_back(wax, browser):
    response = browser.post(
        "/cart/add/",
        {"sku": wax.sku, "stay": "1"},
        headers={"Referer": f"{settings.SITE_URL}/products/?tier=standard&page=2"},
        follow=True,
    )
    assert response.redirect_chain == [
        ("/cart/added/?back=%2Fproducts%2F%3Ftier%3Dstandard%26page%3D2", 302)
    ]
    assert "“Wax” is in your cart." in response.text
    assert 'href="/products/?tier=standard&amp;page=2">Back to where you were' in response.text
    assert quantity_of(wax) == 1


@pytest.mark.parametrize(
    "referer", ["", "https://other.example/products/", "//other.example/", "javascript:alert(1)"]
)
def test_a_page_of_another_site_is_not_led_back_to(wax, browser, referer):
    response = browser.post(
        "/cart/add/", {"sku": wax.sku, "stay": "1"}, headers={"Referer": referer}
    )
    assert response["Location"] == "/cart/added/?back=%2F"


@pytest.mark.parametrize("back", ["https://other.example/", "//other.example/", "javascript:x"])
def test_an_address_typed_by_somebody_else_is_no_way_back(browser, back):
    response = browser.get("/cart/added/", {"back": back})
    assert response.status_code == 200
    assert "other.example" not in response.text
    assert "javascript:" not in response.text


def test_with_a_script_the_answer_is_a_small_cart_with_an_undo(wax, browser):
    response = browser.post("/cart/add/", {"sku": wax.sku, "stay": "1"}, headers=SCRIPT)
    assert response.status_code == 200
    assert "<html" not in response.text
    for text in ("“Wax” is in your cart.", "1 × Wax", "£17.98", "Undo", 'href="/cart/"'):
        assert text in response.text, text


def test_undo_takes_back_what_was_added(wax, browser):
    browser.post("/cart/add/", {"sku": wax.sku, "quantity": 3}, headers=SCRIPT)
    response = browser.post("/cart/add/", {"sku": wax.sku, "quantity": 2}, headers=SCRIPT)
    [undo] = re.findall(r'name="quantity" value="(\d+)"', response.text)
    browser.post("/cart/change/", {"sku": wax.sku, "quantity": undo}, headers=SCRIPT)
    assert quantity_of(wax) == 3


def test_undo_of_the_first_unit_empties_the_line(wax, browser):
    response = browser.post("/cart/add/", {"sku": wax.sku}, headers=SCRIPT)
    [undo] = re.findall(r'name="quantity" value="(\d+)"', response.text)
    response = browser.post("/cart/change/", {"sku": wax.sku, "quantity": undo}, headers=SCRIPT)
    assert quantity_of(wax) == 0
    assert "“Wax” was removed from your cart." in response.text


def test_a_double_press_adds_one(wax, browser):
    browser.post("/cart/add/", {"sku": a_product().sku}, headers=SCRIPT)
    for _ in range(3):
        browser.post("/cart/add/", {"sku": wax.sku}, headers=SCRIPT)
    assert quantity_of(wax) == 1


def test_a_press_that_adds_nothing_says_so_and_has_no_undo(browser):
    page = a_product(stock=0)
    response = browser.post("/cart/add/", {"sku": page.sku}, headers=SCRIPT)
    assert "is out of stock." in response.text
    assert "Undo" not in response.text


def test_the_heart_saves_and_removes_in_place(wax, browser):
    response = browser.post("/saved/add/", {"sku": wax.sku}, headers=SCRIPT)
    assert "“Wax” is saved." in response.text
    assert f'data-saved="{wax.sku}"' in browser.get("/cart/badge/").text
    response = browser.post("/saved/remove/", {"sku": wax.sku}, headers=SCRIPT)
    assert "was removed from your list." in response.text
    assert 'data-saved=""' in browser.get("/cart/badge/").text


def test_a_form_of_another_site_is_refused(wax):
    stranger = Client(headers={"Sec-Fetch-Site": "cross-site", "X-Requested-With": "fetch"})
    assert stranger.post("/cart/add/", {"sku": wax.sku}).status_code == 403
    assert quantity_of(wax) == 0
