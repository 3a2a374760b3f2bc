"""Regression tests for bugs that cost comparable shops or their customers money.
Cases that belong to a module are tested there (views, pricing, concurrency)."""

import json

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.urls import get_resolver

from catalog.models import BundlePage, StockMove
from checkout.models import Cart, CartLine, Order, OrderState, StripeEvent
from checkout.payments.settle import settle
from checkout.stripe import gateway
from tests.builders import a_bundle, a_product
from tests.checkout.builders import an_open_order, changed, session_at_stripe, stock_of
from tests.checkout.clock import resume_unfinished_work
from tests.checkout.shopping import add, check_out, client, figures, page_after
from tests.mail_server import NO_MAIL

__all__ = ["client"]

pytestmark = pytest.mark.django_db


def state_of(order) -> str:
    return Order.objects.get(pk=order.pk).state


def test_the_browser_returns_before_the_webhook(client, stripe_server, deliver):
    """The mail is still sent once, and `paid_at` is set."""
    add(client, a_product(1299))
    check_out(client)
    order = Order.objects.get()
    back = stripe_server.pays(order).headers["Location"].removeprefix("http://testserver")
    assert "your order is paid" in client.get(back).text
    order.refresh_from_db()
    paid_at = order.paid_at
    assert paid_at is not None
    assert deliver(stripe_server.event_of(order)).status_code == 200
    for _ in range(3):
        resume_unfinished_work()
    order.refresh_from_db()
    assert (order.state, order.paid_at) == (OrderState.PAID, paid_at)
    assert [message.to for message in mail.outbox] == [[order.email]]


def test_an_event_of_1p_for_an_order_of_10_pounds(stripe_server, deliver):
    """The amount in the event is ignored; the session's amount puts the order under review."""
    order = an_open_order(a_product(1000, stock=3))
    stripe_server.pays(order)
    lie = json.loads(stripe_server.event_of(order))
    lie["data"]["object"]["amount_total"] = 1
    assert deliver(json.dumps(lie).encode()).status_code == 200
    assert state_of(order) == OrderState.PAID
    other = an_open_order(a_product(1000, stock=3))
    stripe_server.pays(other)
    settle(changed(session_at_stripe(other), amount_total_pence=1))
    other.refresh_from_db()
    assert (other.state, other.paid_pence, other.paid_at) == (OrderState.UNDER_REVIEW, 1, None)
    assert other.invoice_number is None


@pytest.mark.parametrize(
    "kind",
    [
        "checkout.session.expired",
        "checkout.session.async_payment_failed",
        "payment_intent.canceled",
        "payment_intent.payment_failed",
    ],
)
def test_a_late_cancelled_or_failed_after_paid(stripe_server, deliver, kind):
    wax = a_product(stock=5)
    order = an_open_order(wax)
    stripe_server.pays(order)
    event = json.loads(stripe_server.event_of(order))
    assert deliver(json.dumps(event).encode()).status_code == 200
    late = event | {"id": "evt_late", "type": kind}
    assert deliver(json.dumps(late).encode()).status_code == 200
    assert state_of(order) == OrderState.PAID
    assert stock_of(wax) == (4, 0)


def test_an_event_of_another_payment_intent(stripe_server, deliver):
    """A refund of another shop's payment that names our order in its metadata."""
    order = an_open_order(a_product(1299))
    stripe_server.pays(order)
    settle(session_at_stripe(order))
    other = an_open_order(a_product(500))
    stripe_server.pays(other)
    settle(session_at_stripe(other))
    other.refresh_from_db()
    refund = stripe_server.client.v1.refunds.create(
        {"payment_intent": other.stripe_payment_intent_id, "metadata": {"order_id": order.number}}
    )
    event = json.loads(stripe_server.event_of(order)) | {"id": "evt_1", "type": "refund.created"}
    event["data"]["object"] = {"id": refund.id, "payment_intent": order.stripe_payment_intent_id}
    assert deliver(json.dumps(event).encode()).status_code == 200
    order.refresh_from_db()
    other.refresh_from_db()
    assert (order.refunded_pence, other.refunded_pence) == (0, other.total_pence)


def test_a_price_raised_while_in_a_guest_s_cart(client, stripe_server):
    """The new price is shown, announced and charged."""
    wax = a_product(1299, title="Wax")
    add(client, wax)
    wax.price_pence = 1999
    wax.save_revision().publish()
    cart = client.get("/cart/")
    assert figures(cart)["total"] == 2498
    assert "£12.99" in cart.text
    check_out(client)
    assert stripe_server.session_of(Order.objects.get()).amount_total == 2498


def test_a_part_s_price_changes_under_a_bundle_in_the_cart(client, stripe_server):
    parts = [a_product(pence) for pence in (1000, 1250, 749)]
    add(client, a_bundle(*parts))
    assert figures(client.get("/cart/"))["list"] == 2999
    parts[0].price_pence = 2000
    parts[0].save_revision().publish()
    assert figures(client.get("/cart/"))["list"] == 3999
    check_out(client)
    order = Order.objects.get()
    assert (order.list_pence, order.bundle_saving_pence) == (3999, 400)


@pytest.mark.parametrize("discount", [150, 91, -20])
def test_a_bundle_discount_of_150_or_minus_20(discount):
    bundle = a_bundle()
    with pytest.raises(IntegrityError), transaction.atomic():
        BundlePage.objects.filter(pk=bundle.pk).update(discount_percentage=discount)


def test_a_cart_changed_between_two_attempts(client, stripe_server):
    """The first attempt's order is released; the second sells the current cart."""
    wax, cloth = a_product(1299, stock=5), a_product(500, stock=5)
    add(client, wax, 2)
    check_out(client)
    add(client, cloth)
    client.post("/cart/change/", {"sku": wax.sku, "quantity": 1})
    check_out(client)
    first, second = Order.objects.order_by("pk")
    assert (first.state, second.state) == (OrderState.CANCELLED, OrderState.AWAITING_PAYMENT)
    assert stripe_server.session_of(first).status == "expired"
    assert sorted(second.lines.values_list("sku_id", "quantity")) == sorted(
        [(wax.sku, 1), (cloth.sku, 1)]
    )
    assert (stock_of(wax), stock_of(cloth)) == ((5, 1), (5, 1))


def test_a_get_creates_no_order_and_empties_no_cart(client, stripe_server):
    add(client, a_product())
    before = list(CartLine.objects.values())
    for address in ("/cart/", "/cart/add/", "/cart/change/", "/cart/remove/", "/cart/clear/",
                    "/cart/fit/", "/checkout/", "/checkout/cancel/", "/checkout/success/",
                    "/webhook/stripe/"):  # fmt: skip
        assert get_resolver().resolve(address)
        assert client.get(address).status_code < 500
    assert list(CartLine.objects.values()) == before
    assert not Order.objects.exists()
    assert not StripeEvent.objects.exists()


def test_stripe_refusing_leaves_no_order_without_lines_and_no_hold(client, stripe_server):
    """Stripe's clock is ten minutes ahead, so the session would end too soon."""
    wax = a_product(stock=5)
    add(client, wax)
    stripe_server.clock.ahead_s = 600
    answer = page_after(client, check_out(client))
    assert "Stripe did not accept this order" in answer.text
    order = Order.objects.get()
    assert (order.state, order.lines.count()) == (OrderState.CANCELLED, 1)
    assert (stock_of(wax), stripe_server.sessions()) == ((5, 0), [])
    assert Cart.objects.get().lines.get().quantity == 1


def test_an_account_deleted_with_a_paid_order(client, shopper, stripe_server):
    """The order stays, with its lines and payment."""
    order = an_open_order(a_product(1299), user=shopper)
    stripe_server.pays(order)
    settle(session_at_stripe(order))
    shopper.delete()
    order = Order.objects.get()
    assert (order.user, order.state, order.paid_pence) == (None, OrderState.PAID, 1169)
    assert order.lines.count() == 1
    assert order.invoice_number == 1


def test_mail_fails_while_settling(stripe_server, deliver, settings):
    """The payment is still settled, and the mail is sent once, when possible."""
    wax = a_product(stock=5)
    order = an_open_order(wax)
    stripe_server.pays(order)
    working, settings.MAILERS = settings.MAILERS, NO_MAIL
    assert deliver(stripe_server.event_of(order)).status_code == 200
    resume_unfinished_work()
    assert state_of(order) == OrderState.PAID
    assert stock_of(wax) == (4, 0)
    settings.MAILERS = working
    for _ in range(2):
        resume_unfinished_work()
    assert len(mail.outbox) == 1
    assert StockMove.objects.filter(reason="sale").count() == 1


def test_a_lost_response_creates_no_second_session(stripe_server):
    """Stripe created the session, but its response was lost: a retry with the key finds it."""
    order = an_open_order(a_product())
    again = gateway.create_session(
        parameters=order.stripe_parameters, idempotency_key=str(order.idempotency_key)
    )
    assert again.id == order.stripe_session_id
    assert len(stripe_server.sessions()) == 1
