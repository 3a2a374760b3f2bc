"""A draft as page, card and cart line: its own price, and nothing stored."""

import pytest
from django.test import RequestFactory

from catalog.models import ProductPage
from checkout.cart_preview import show_cart_line
from checkout.models import Cart, Order
from tests.builders import a_bundle, a_product

pytestmark = pytest.mark.django_db

MODES = ["", "card", "cart-line"]


def preview(page, mode: str) -> str:
    response = page.make_preview_request(preview_mode=mode)
    assert response.status_code == 200
    return getattr(response, "rendered_content", None) or response.content.decode()


def test_products_and_bundles_can_be_seen_in_three_ways():
    for page in (a_product(), a_bundle()):
        assert [name for name, _ in page.preview_modes] == MODES


@pytest.mark.parametrize("mode", MODES)
def test_the_draft_s_price_is_shown(mode):
    wax = a_product(1000)
    wax.price_pence = 1234
    assert "£12.34" in preview(wax, mode)
    assert ProductPage.objects.get().price_pence == 1000


@pytest.mark.parametrize("mode", MODES)
def test_a_bundle_s_draft_discount_is_shown(mode):
    bundle = a_bundle()
    bundle.discount_percentage = 50
    assert "£14.99" in preview(bundle, mode)


def test_the_cart_line_comes_with_what_a_guest_pays_and_stores_nothing():
    wax = a_product(1299)
    request = RequestFactory().get("/")
    response = show_cart_line(wax, request)
    quote = response.context_data["quote"]
    assert (quote.list_pence, quote.delivery_pence, quote.total_pence) == (1299, 499, 1798)
    assert (Cart.objects.count(), Order.objects.count()) == (0, 0)
