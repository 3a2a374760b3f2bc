"""A refused checkout form: the answer is a redirect, and the next page shows it once."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from checkout.models import Order
from checkout.payments.refused_form import KEPT_FOR, MAX_LENGTH, keep_refused_form
from tests.builders import a_product
from tests.checkout.shopping import ADDRESS, add, check_out, client, client_of_another, page_after

__all__ = ["client", "client_of_another"]

pytestmark = pytest.mark.django_db


def test_no_page_of_the_checkout_is_the_answer_to_a_form(client, stripe_server):
    add(client, a_product(1299))
    for wrong in ({"postcode": ""}, {"shown_total_pence": 1}):
        page = page_after(client, check_out(client, **wrong))
        assert 'value="Sam Guest"' in page.text
    assert not Order.objects.exists()
    assert "/c/pay/" in check_out(client)["Location"]


def test_what_was_typed_and_the_errors_are_shown(client):
    add(client, a_product())
    page = page_after(client, check_out(client, email="sam@example.com.", postcode="")).text
    assert "<title>Error: Checkout" in page
    assert 'role="alert" tabindex="-1" autofocus' in page
    assert 'value="sam@example.com."' in page
    assert 'value="Leeds"' in page
    assert page.count("Please enter your postcode.") == 2  # in the list and at the field
    assert page.count("Enter a valid email address.") == 2


def test_the_errors_are_shown_once(client):
    add(client, a_product())
    page_after(client, check_out(client, postcode=""))
    assert "refused_checkout" not in client.session
    assert "Please enter your postcode." not in client.get("/checkout/").text


def test_the_errors_are_not_shown_much_later(client, monkeypatch):
    add(client, a_product())
    check_out(client, postcode="")
    later = timezone.now() + KEPT_FOR + timedelta(seconds=1)
    monkeypatch.setattr(timezone, "now", lambda: later)
    page = client.get("/checkout/").text
    assert "Please enter your postcode." not in page
    assert "Sam Guest" not in page
    assert "refused_checkout" not in client.session


def test_another_browser_sees_nothing_of_it(client, client_of_another):
    wax = a_product()
    add(client, wax)
    check_out(client, postcode="")
    add(client_of_another, wax)
    assert "Sam Guest" not in client_of_another.get("/checkout/").text


def test_the_session_keeps_the_fields_of_the_form_only_and_at_most_a_line_of_each(client):
    add(client, a_product())
    check_out(client, line1="x" * 10_000, card="4242424242424242", csrfmiddlewaretoken="secret")
    kept = client.session["refused_checkout"]
    assert set(kept["typed"]) == {*ADDRESS, "shown_total_pence"}
    assert len(kept["typed"]["line1"]) == MAX_LENGTH
    assert "4242" not in str(kept)


def test_nothing_is_kept_of_a_form_that_was_accepted(client, stripe_server):
    add(client, a_product())
    check_out(client, postcode="")
    check_out(client)
    assert Order.objects.count() == 1
    assert "refused_checkout" not in client.session


def test_an_order_placed_meanwhile_in_another_tab_stays_in_the_session(client, rf, stripe_server):
    add(client, a_product())
    before = client.session
    list(before.keys())  # loads it, as a request does at its start
    check_out(client)
    keep_refused_form(before, rf.post("/", ADDRESS).POST, problem="Please try again.")
    before.save()
    assert client.session["order_numbers"] == [Order.objects.get().number]


def test_the_payment_page_is_offered_at_the_new_total(client, stripe_server):
    wax = a_product(1299)
    add(client, wax)
    client.get("/checkout/")
    wax.price_pence = 1500
    wax.save_revision().publish()
    page = page_after(client, check_out(client, shown_total_pence=1798))
    assert "It was £17.98 and is now <strong>£19.99</strong>" in page.text
    shown = re.search(r'name="shown_total_pence" value="(\d+)"', page.text)[1]
    assert (
        "/c/pay/" in client.post("/checkout/", ADDRESS | {"shown_total_pence": shown})["Location"]
    )
    assert Order.objects.get().total_pence == 1999


# Back at the checkout after paying


def paid_order(client, stripe_server) -> Order:
    add(client, a_product())
    check_out(client)
    order = Order.objects.get()
    client.get(stripe_server.pays(order).headers["Location"].removeprefix("http://testserver"))
    return order


@pytest.mark.parametrize("method", ["get", "post"])
def test_the_checkout_says_that_the_order_was_just_paid(client, stripe_server, method):
    order = paid_order(client, stripe_server)
    page = getattr(client, method)("/checkout/", follow=True)
    assert page.redirect_chain == [("/cart/", 302)]
    assert "nothing to check out yet" not in page.text
    url = f"/checkout/success/?session_id={order.stripe_session_id}"
    assert f'Your order <a href="{url}">{order.number}</a> is paid' in page.text
    assert client.get(url).status_code == 200


def test_the_checkout_does_not_name_an_order_paid_long_ago(client, stripe_server):
    paid_order(client, stripe_server)
    Order.objects.update(paid_at=timezone.now() - timedelta(hours=2))
    assert "nothing to check out yet" in client.get("/checkout/", follow=True).text


def test_another_browser_is_not_told_of_the_paid_order(client, client_of_another, stripe_server):
    order = paid_order(client, stripe_server)
    page = client_of_another.get("/checkout/", follow=True).text
    assert "nothing to check out yet" in page
    assert order.number not in page
