"""The cart's page: the stepper, figures without zeros, and what leads to free delivery."""

import re
from datetime import UTC, datetime

import pytest
from django.utils import timezone

from catalog.models import Stock
from checkout.models import CartLine
from tests.builders import a_bundle, a_product
from tests.checkout.shopping import add, client

__all__ = ["client"]

pytestmark = pytest.mark.django_db


def press(client, page, *, quantity: int, step: int):
    form = {"sku": page.sku, "quantity": quantity, "step": step}
    return client.post("/cart/change/", form, follow=True)


@pytest.mark.parametrize(("quantity", "step", "becomes"), [(2, 1, 3), (2, -1, 1), (5, -1, 4)])
def test_a_button_of_the_stepper_adds_to_the_quantity_in_the_field(client, quantity, step, becomes):
    wax = a_product()
    add(client, wax, 2)
    press(client, wax, quantity=quantity, step=step)
    assert CartLine.objects.get().quantity == becomes


def test_one_fewer_of_a_single_item_removes_it(client):
    wax = a_product()
    add(client, wax)
    assert "was removed from your cart" in press(client, wax, quantity=1, step=-1).text
    assert not CartLine.objects.exists()


def test_a_step_beyond_one_is_refused_and_changes_nothing(client):
    wax = a_product()
    add(client, wax, 2)
    refused = press(client, wax, quantity=2, step=7)
    assert refused.status_code == 400
    assert "Please press + or −, or enter a quantity." in refused.text
    assert CartLine.objects.get().quantity == 2


def test_a_step_never_leads_above_the_highest_quantity_of_the_field(client):
    wax = a_product(stock=2000)
    Stock.objects.filter(pk=wax.sku).update(most_per_order=2000)
    add(client, wax, 999)
    press(client, wax, quantity=999, step=1)
    assert CartLine.objects.get().quantity == 999


def test_enter_in_the_quantity_field_presses_a_button_without_a_step(client):
    page = add(client, a_product()).text
    form = page[page.index("data-quantity") :]
    assert 'name="step"' not in form[: form.index("</button>")]


def test_savings_that_are_not_given_have_no_row(client):
    page = add(client, a_product(1299)).text
    assert "Bundle savings" not in page
    assert "First-order saving" not in page
    assert "£0.00" not in page


def test_delivery_that_costs_nothing_is_called_free(client):
    page = add(client, a_product(4000)).text
    assert '<data id="delivery" value="0">Free</data>' in page


def test_an_empty_cart_shows_no_figures(client):
    page = client.get("/cart/").text
    assert "Your cart is empty." in page
    assert "Summary" not in page


def test_the_way_to_free_delivery_is_shown_as_words_and_as_progress(client):
    page = add(client, a_product(1299)).text
    assert "<strong>£27.01</strong> more for free delivery." in page
    assert 'max="4000" value="1299"' in page


def test_what_reaches_free_delivery_is_offered_with_one_press(client):
    enough = a_product(2701, title="Dash Mat")
    a_product(2700, title="Sun Shade")
    page = add(client, a_product(1299)).text
    assert "Reach free delivery with one of these" in page
    assert f'<input type="hidden" name="sku" value="{enough.sku}">' in page
    assert "Sun Shade" not in page


def test_nothing_more_is_offered_when_delivery_is_free(client):
    a_product(4500)
    assert "Reach free delivery" not in add(client, a_product(4000)).text


def test_a_bundle_names_its_parts(client):
    cloth, wax, mitt = (a_product(title=title) for title in ("Glass Cloth", "Wax", "Mitt"))
    add(client, a_bundle((cloth, 2), wax, mitt))
    for path in ("/cart/", "/checkout/"):
        assert "2 × Glass Cloth, Wax, Mitt" in client.get(path).text


def text_of(response) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.text).split())


@pytest.mark.parametrize("path", ["/cart/", "/checkout/"])
def test_cart_and_checkout_say_when_the_goods_arrive(client, monkeypatch, path):
    add(client, a_product())
    monkeypatch.setattr(timezone, "now", lambda: datetime(2026, 11, 28, 23, 30, tzinfo=UTC))
    assert "Delivery £4.99 Get it by Monday 30 November if you order today" in text_of(
        client.get(path)
    )


def test_a_cart_that_cannot_be_ordered_has_no_delivery_date(client):
    wax = a_product(stock=1)
    add(client, wax)
    Stock.objects.filter(pk=wax.sku).update(on_hand=0)
    assert "Get it by" not in client.get("/cart/").text


def test_what_reaches_free_delivery_says_what_the_total_becomes(client):
    a_product(2719)
    text = text_of(add(client, a_product(1299)))
    _, _, cards = text.partition("Reach free delivery with one of these")
    cards, _, _ = cards.partition("Good to know")
    assert "your total becomes £40.18, delivery free" in cards
    assert "£27.19" in cards
    assert "delivered" not in cards


def test_the_total_with_a_kit_or_bundle_in_the_cart_counts_its_saving(client):
    a_product(2000)
    text = text_of(add(client, a_bundle()))
    assert "your total becomes £46.99, delivery free" in text  # 29.99 − 3.00 + 20.00
