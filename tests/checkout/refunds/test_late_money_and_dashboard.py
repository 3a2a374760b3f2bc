"""Full refunds of late payments, also if Stripe's dashboard has refunded a part:
before our request, after it, or instead of it."""

import pytest
from django.core import mail

from checkout.models import Order, OrderState, Refund, RefundState
from checkout.orders.state import SHOP
from checkout.refunds.apply import Deferred, apply_refund, send_refund
from checkout.refunds.request import RefundRequest, request_refund
from checkout.stripe.gateway import StripeRefund, retrieve_refund
from tests.checkout.clock import resume_unfinished_work

pytestmark = pytest.mark.django_db


def from_the_dashboard(stripe_server, order: Order, **amount: int) -> StripeRefund:
    return retrieve_refund(stripe_server.side.refunds(order.stripe_session_id, **amount)["id"])


def requested(order: Order) -> Refund:
    refund = order.refunds.get(reason=Refund.Reason.LATE)
    send_refund.call(refund.pk)
    refund.refresh_from_db()
    return refund


def books(order: Order) -> tuple[str, int, int]:
    order.refresh_from_db()
    return order.state, order.refunded_pence, order.refunded_delivery_pence


def test_an_earlier_dashboard_refund_reduces_our_refund(late, stripe_server):
    theirs = from_the_dashboard(stripe_server, late, amount=500)
    with pytest.raises(Deferred):
        apply_refund(theirs, late)
    ours = requested(late)
    assert (ours.state, ours.amount_pence) == (RefundState.SUCCEEDED, 1298)
    assert books(late) == (OrderState.REFUND_DUE, 1298, 499)
    assert apply_refund(theirs, late).amount_pence == 500
    assert books(late) == (OrderState.REFUNDED, 1798, 499)


def test_an_almost_full_refund_limits_the_remaining_delivery(late, stripe_server):
    from_the_dashboard(stripe_server, late, amount=1600)
    assert requested(late).amount_pence == 198
    assert books(late) == (OrderState.REFUND_DUE, 198, 198)


def test_a_partial_dashboard_refund_does_not_complete_a_failed_refund(
    late, stripe_server, run_tasks
):
    """Our refund failed and the dashboard refunded a part: the rest is still due, and the buyer is
    not told that it was refunded."""
    Refund.objects.filter(order=late).delete()
    Order.objects.filter(pk=late.pk).update(refunded_pence=0, refunded_delivery_pence=0)
    apply_refund(from_the_dashboard(stripe_server, late, amount=500), late)
    assert books(late) == (OrderState.REFUND_DUE, 500, 0)
    resume_unfinished_work()
    run_tasks()
    assert mail.outbox == []
    apply_refund(from_the_dashboard(stripe_server, late), late)
    assert books(late) == (OrderState.REFUNDED, 1798, 0)


def test_an_owner_s_amount_is_not_the_full_remaining_amount(late, stripe_server):
    Refund.objects.filter(order=late).delete()
    Order.objects.filter(pk=late.pk).update(refunded_pence=0, refunded_delivery_pence=0)
    request = RefundRequest(amount_pence=300)
    refund = request_refund(order=late, request=request, reason="goodwill", note="", by=SHOP)
    send_refund.call(refund.pk)
    [at_stripe] = stripe_server.client.v1.refunds.list().data
    assert at_stripe.amount == 300
    assert books(late) == (OrderState.REFUND_DUE, 300, 0)
