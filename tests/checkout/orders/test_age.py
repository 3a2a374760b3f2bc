"""Age limits: asked for at the checkout, checked on the server, kept with the order."""

import html

import pytest
from django.db import IntegrityError, transaction

from catalog.models import ProductPage
from checkout.models import Order
from checkout.orders.place import AgeNotConfirmed, place_order
from tests.builders import CONTACT, GUEST, a_bundle, a_cart, a_product
from tests.checkout.shopping import add, check_out, client, page_after

__all__ = ["client"]

pytestmark = pytest.mark.django_db

OF_18 = {"age_asked": "18", "age_confirmed": "on"}
OF_16 = {"age_asked": "16", "age_confirmed": "on"}


def aerosol(age: int | None = 18, **fields) -> ProductPage:
    return a_product(1299, minimum_age=age, **fields)


def text_of(response) -> str:
    return html.unescape(response.text)


def test_a_cart_without_an_age_limit_is_not_asked(client, stripe_server):
    add(client, a_product())
    assert "or over" not in client.get("/checkout/").text
    assert "/c/pay/" in check_out(client)["Location"]
    order = Order.objects.get()
    assert order.age_confirmed is None
    assert order.timeline.first().what == "Placed for £17.98"


def test_the_highest_age_limit_of_the_cart_is_asked_for(client):
    add(client, aerosol(16))
    assert "I am 16 or over." in client.get("/checkout/").text
    add(client, aerosol(18))
    text = client.get("/checkout/").text
    assert "I am 18 or over." in text
    assert "I am 16 or over." not in text


def test_a_bundle_has_the_age_limit_of_its_parts(client):
    add(client, a_bundle(aerosol(18), a_product(), a_product()))
    assert "I am 18 or over." in client.get("/checkout/").text


@pytest.mark.parametrize(
    "posted", [{}, {"age_asked": "18"}, OF_16, {"age_confirmed": "on"}, {"age_asked": "\x00"}]
)
def test_no_order_is_placed_without_the_confirmation(client, posted):
    add(client, aerosol(18))
    response = page_after(client, check_out(client, **posted))
    assert "Please confirm that you are 18 or over." in text_of(response)
    assert 'name="age_confirmed" class="form-check-input is-invalid"' in response.text
    assert "checked" not in response.text.partition('name="age_confirmed"')[2].partition(">")[0]
    assert not Order.objects.exists()


def test_the_confirmed_age_is_kept_with_the_order_and_its_timeline(client, stripe_server):
    add(client, aerosol(18))
    assert "/c/pay/" in check_out(client, **OF_18)["Location"]
    order = Order.objects.get()
    assert order.age_confirmed == 18
    assert order.timeline.first().what == "Placed for £17.98; the buyer confirmed to be 18 or over"


def test_a_tick_is_kept_while_another_field_is_corrected(client):
    add(client, aerosol(18))
    response = page_after(client, check_out(client, postcode="JE1 1AA", **OF_18))
    assert "checked" in response.text.partition('name="age_confirmed"')[2].partition(">")[0]
    assert "Please confirm that you are 18" not in response.text


def test_the_list_of_errors_has_the_missing_tick_after_the_wrong_field(client):
    add(client, aerosol(18))
    response = page_after(client, check_out(client, postcode="JE1 1AA", age_asked="18"))
    errors = response.text.partition('role="alert"')[2].partition("</div>")[0]
    assert 0 < errors.index('href="#id_postcode"') < errors.index('href="#id_age_confirmed"')


def test_placing_an_order_checks_the_age_limit_again():
    cart = a_cart(aerosol(18))
    for confirmed_age in (None, 16):
        with pytest.raises(AgeNotConfirmed) as refusal:
            place_order(
                cart=cart, user=GUEST, contact=CONTACT, shown_total_pence=None,
                confirmed_age=confirmed_age,
            )  # fmt: skip
        assert refusal.value.limit == 18
    assert not Order.objects.exists()


def test_the_database_refuses_another_confirmed_age():
    cart = a_cart(aerosol(16))
    order = place_order(
        cart=cart, user=GUEST, contact=CONTACT, shown_total_pence=None, confirmed_age=18
    )
    assert order.age_confirmed == 16
    with pytest.raises(IntegrityError), transaction.atomic():
        Order.objects.update(age_confirmed=21)


def test_a_cart_line_shows_hazards_and_age_limit(client):
    spray = aerosol(18, signal_word="danger", hazard_statements="H222 Flammable aerosol.")
    text = text_of(add(client, spray))
    assert "<strong>Danger</strong>: H222 Flammable aerosol. Age limit: 18." in text


def test_the_hazards_of_a_cart_line_are_separate_sentences(client):
    statements = "H222 Flammable aerosol\nH319 Irritates eyes"
    spray = a_product(signal_word="danger", hazard_statements=statements)
    text = text_of(add(client, spray))
    assert "<strong>Danger</strong>: H222 Flammable aerosol. H319 Irritates eyes." in text


def test_a_cart_line_without_notes_shows_none(client):
    assert "Age limit" not in add(client, a_product()).text
