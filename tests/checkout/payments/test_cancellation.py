"""The owner cancels orders: unpaid ones at Stripe, paid ones by a full refund."""

import uuid

import pytest

from checkout.models import OrderRequest, OrderState, Refund
from checkout.notifications.mails import ANSWERED_REQUEST
from checkout.orders.dispatch import NotDispatchable, Tracking, dispatch_order
from checkout.orders.requests import create_request
from checkout.orders.state import owner as by_owner
from checkout.payments.cancellation import NotCancelled, cancel_order
from checkout.payments.settle import settle
from checkout.refunds.apply import send_refund
from checkout.refunds.request import AmountChanged, RefundRequest, request_refund
from checkout.stripe import gateway
from outbox.mails import mails_about
from tests.builders import a_product
from tests.checkout.builders import an_open_order, stock_of
from tests.checkout.desk.conftest import paid

__all__ = ["paid"]

pytestmark = pytest.mark.django_db


@pytest.fixture
def by(owner):
    return by_owner(owner)


def test_an_unpaid_order_is_closed_at_stripe_and_its_stock_released(stripe_server, by, owner):
    wax = a_product(stock=5)
    order = an_open_order((wax, 2))
    assert cancel_order(order=order, by=by) is None
    order.refresh_from_db()
    assert order.state == OrderState.CANCELLED
    assert stripe_server.session_of(order).status == "expired"
    assert stock_of(wax) == (5, 0)
    last = order.timeline.last()
    assert (last.what, last.user) == ("Cancelled by the shop", owner)


def test_an_order_that_was_paid_meanwhile_is_not_cancelled(stripe_server, by):
    order = an_open_order(a_product())
    stripe_server.pays(order)
    with pytest.raises(NotCancelled, match="It was paid in the meantime"):
        cancel_order(order=order, by=by)
    order.refresh_from_db()
    assert order.state == OrderState.PAID


def test_nothing_is_cancelled_while_stripe_is_down(stripe_server, settings, by):
    order = an_open_order(a_product())
    settings.STRIPE_API_URL = "http://127.0.0.1:9"
    gateway._client.cache_clear()
    with pytest.raises(NotCancelled, match="Stripe does not respond"):
        cancel_order(order=order, by=by)
    order.refresh_from_db()
    assert order.state == OrderState.AWAITING_PAYMENT


def test_an_order_that_expires_after_stripe_was_down_was_not_cancelled(
    stripe_server, settings, by, owner
):
    order = an_open_order(a_product())
    working = settings.STRIPE_API_URL
    settings.STRIPE_API_URL = "http://127.0.0.1:9"
    gateway._client.cache_clear()
    with pytest.raises(NotCancelled):
        cancel_order(order=order, by=by)
    settings.STRIPE_API_URL = working
    gateway._client.cache_clear()
    settle(gateway.expire_session(order.stripe_session_id))
    last = order.timeline.last()
    assert (last.after, last.actor, last.what) == ("expired", "stripe", "Not paid in time")


@pytest.mark.usefixtures("expiry_event_first")
def test_the_owner_has_cancelled_though_the_event_of_stripe_is_first(stripe_server, by, owner):
    order = an_open_order(a_product())

    cancel_order(order=order, by=by)
    last = order.timeline.get(after=OrderState.CANCELLED)
    assert (last.actor, last.user, last.what) == ("owner", owner, "Cancelled by the shop")


def test_a_paid_order_is_refunded_in_full_and_its_goods_put_back(paid, by):
    wax = a_product(1299, stock=5)
    order = paid((wax, 2))
    refund = cancel_order(order=order, by=by, shown_pence=order.paid_pence, key=uuid.uuid4())
    assert (refund.amount_pence, refund.reason) == (order.paid_pence, Refund.Reason.CANCELLED)
    send_refund.call(refund.pk)
    assert stock_of(wax) == (5, 0)
    with pytest.raises(NotDispatchable):
        dispatch_order(order=order, tracking=Tracking("Royal Mail"), by=by)


def test_the_same_form_sent_twice_refunds_once(paid, by):
    order, key = paid(), uuid.uuid4()
    refunds = {
        cancel_order(order=order, by=by, shown_pence=order.paid_pence, key=key).pk for _ in range(2)
    }
    assert refunds == {Refund.objects.get().pk}


def test_another_amount_than_shown_cancels_nothing(paid, by):
    order = paid()
    part = RefundRequest(amount_pence=100)
    request_refund(order=order, request=part, reason="goodwill", note="", by=by)
    with pytest.raises(AmountChanged) as change:
        cancel_order(order=order, by=by, shown_pence=order.paid_pence)
    assert change.value.now_pence == order.paid_pence - 100
    assert Refund.objects.count() == 1


def test_a_dispatched_order_is_not_cancelled(paid, by):
    order = paid()
    dispatch_order(order=order, tracking=Tracking("Royal Mail"), by=by)
    with pytest.raises(NotCancelled, match="It is dispatched already"):
        cancel_order(order=order, by=by, shown_pence=order.paid_pence)
    assert Refund.objects.count() == 0


def test_a_cancellation_answers_the_buyers_request(paid, by):
    order = paid()
    request = create_request(order=order, kind="cancellation", reason="Changed my mind")
    cancel_order(order=order, by=by, shown_pence=order.paid_pence)
    request.refresh_from_db()
    assert request.state == OrderRequest.State.ACCEPTED
    assert mails_about(ANSWERED_REQUEST, request).count() == 1
