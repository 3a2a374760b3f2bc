"""Payment reviews in the admin: the owner decides each once."""

import pytest
from django.core import mail
from django.test import Client

from catalog.models import Stock
from catalog.models.stock import hold_stock, release_stock
from checkout.models import ActorKind, Order, OrderState
from checkout.notifications.mails import CONFIRMATION
from checkout.refunds.apply import apply_refund, send_refund
from checkout.stripe.gateway import retrieve_refund
from tests.builders import a_product
from tests.checkout.desk.conftest import page_of
from tests.outbox.builders import send_now

pytestmark = pytest.mark.django_db


def decide(desk, order, verb: str):
    """Post the decision, refresh the order and return the messages."""
    answer = desk.post(f"/admin/orders/{order.pk}/{verb}/", follow=True)
    order.refresh_from_db()
    return [str(message).strip() for message in answer.context["messages"]]


def test_the_order_page_shows_the_reason_and_both_actions(desk, under_review):
    order = under_review()
    page = desk.get(page_of(order)).text
    assert "The buyer paid £16.98, but the order is for £17.98." in page
    assert f'action="/admin/orders/{order.pk}/accept/"' in page
    assert f'action="/admin/orders/{order.pk}/refuse/"' in page


def test_accepting_allows_dispatch_for_the_paid_amount(desk, owner, under_review):
    order = under_review()
    texts = decide(desk, order, "accept")
    assert texts == [f"Order {order.number} is accepted for £16.98 and can be dispatched."]
    assert (order.state, order.invoice_number) == (OrderState.PAID, 1)
    last = order.timeline.last()
    assert (last.actor, last.user) == (ActorKind.OWNER, owner)


def test_refusing_refunds_the_payment_in_full(desk, under_review, stripe_server):
    order = under_review()
    assert "is refused and refunded in full" in decide(desk, order, "refuse")[0]
    assert order.state == OrderState.REFUND_DUE
    assert order.refunds.get().amount_pence == 1698


def test_the_buyer_is_mailed_that_the_payment_did_not_match(desk, under_review):
    order = under_review()
    decide(desk, order, "refuse")
    send_refund.call(order.refunds.get().pk)
    send_now(CONFIRMATION, order)
    [message] = mail.outbox
    assert f"your payment of £16.98 did not match your order {order.number}" in message.body
    assert "too late" not in message.body


def test_refusing_what_was_refunded_at_stripe_already_ends_the_review(
    desk, under_review, stripe_server
):
    order = under_review()
    Order.objects.filter(pk=order.pk).update(paid_pence=1798)
    made = stripe_server.client.v1.refunds.create(
        {"payment_intent": order.stripe_payment_intent_id}
    )
    apply_refund(retrieve_refund(made.id), order)
    decide(desk, order, "refuse")
    assert order.state == OrderState.REFUNDED
    assert order.refunds.count() == 1


def test_accepting_without_stock_shows_a_message_and_changes_nothing(desk, under_review):
    wax = a_product(1299, stock=1)
    order = under_review(wax)
    release_stock(order.held_pieces())
    Order.objects.filter(pk=order.pk).update(holds_stock=False)
    hold_stock({wax.sku: 1})
    texts = decide(desk, order, "accept")
    assert texts[0].startswith("There is not enough stock to dispatch this order")
    assert order.state == OrderState.UNDER_REVIEW
    assert Stock.objects.get(pk=wax.sku).on_hand == 1


@pytest.mark.parametrize("verb", ["accept", "refuse"])
def test_a_second_decision_changes_nothing(desk, under_review, verb):
    order = under_review()
    decide(desk, order, "accept")
    assert decide(desk, order, verb)[-1].startswith("This order is no longer under review")
    assert order.state == OrderState.PAID
    assert order.refunds.count() == 0


@pytest.mark.parametrize("verb", ["accept", "refuse"])
def test_a_get_decides_nothing(desk, under_review, verb):
    order = under_review()
    assert desk.get(f"/admin/orders/{order.pk}/{verb}/").status_code == 405
    order.refresh_from_db()
    assert order.state == OrderState.UNDER_REVIEW


def test_a_form_from_another_site_decides_nothing(owner, under_review):
    order = under_review()
    forged = Client(enforce_csrf_checks=True)
    forged.force_login(owner)
    assert forged.post(f"/admin/orders/{order.pk}/accept/").status_code == 403
    order.refresh_from_db()
    assert order.state == OrderState.UNDER_REVIEW
