"""Applying Stripe's refunds: to their own order only, and never above the payment."""

from dataclasses import replace

import pytest

from checkout.models import Order, OrderState, Refund, RefundState
from checkout.notifications.mails import CONFIRMATION, FAILED_REFUND
from checkout.orders.state import SHOP
from checkout.payments.expiry import resume_refunds
from checkout.payments.settle import repeat_refund, settle
from checkout.refunds.apply import (
    Refunds,
    apply_refund,
    apply_refunds,
    order_number_of,
    read_refunds_of_charge,
    request_refund_at_stripe,
)
from checkout.refunds.request import RefundRequest, request_refund
from checkout.stripe.gateway import StripeRefund, retrieve_refund
from outbox.mails import mails_about, store_mail
from tests.builders import a_product
from tests.checkout.builders import an_open_order, session_at_stripe

pytestmark = pytest.mark.django_db


@pytest.fixture
def paid(stripe_server):
    """Makes orders of £17.98, paid and kept."""

    def make() -> Order:
        order = an_open_order(a_product(1299))
        stripe_server.pays(order)
        return settle(session_at_stripe(order))

    return make


def a_refund(order: Order, pence: int) -> Refund:
    request = RefundRequest(amount_pence=pence)
    return request_refund(order=order, request=request, reason="goodwill", note="", by=SHOP)


def sent(refund: Refund) -> StripeRefund:
    """Stripe was asked, and answered."""
    request_refund_at_stripe(refund)
    refund.refresh_from_db()
    return retrieve_refund(refund.stripe_refund_id)


def refunded_pence(order: Order) -> int:
    return Order.objects.values_list("refunded_pence", flat=True).get(pk=order.pk)


def at_stripe(stripe_server) -> list:
    return stripe_server.client.v1.refunds.list().data


@pytest.mark.parametrize(
    "columns", [{"state": RefundState.FAILED}, {"stripe_refund_id": "re_made_already"}]
)
def test_only_refunds_not_made_yet_are_requested(paid, stripe_server, columns):
    refund = a_refund(paid(), 300)
    Refund.objects.filter(pk=refund.pk).update(**columns)
    refund.refresh_from_db()
    request_refund_at_stripe(refund)
    assert at_stripe(stripe_server) == []


def test_an_accepted_refund_stores_its_time_and_a_failed_one_its_reason(paid, stripe_server):
    order = paid()
    refund = a_refund(order, 300)
    assert refund.settled_at is None
    answer = sent(refund)
    assert refund.settled_at is not None
    assert order.timeline.last().what == "Refund of £3.00: refunded"
    apply_refund(replace(answer, status="failed", failure="lost_or_stolen_card"), order)
    assert order.timeline.last().what == "Refund of £3.00: failed (lost_or_stolen_card)"


def test_the_refund_at_stripe_has_the_order_s_number(paid, stripe_server):
    order = paid()
    sent(a_refund(order, 300))
    [refund] = at_stripe(stripe_server)
    assert refund.metadata["order_id"] == order.number


def test_a_refund_counts_for_its_own_order_only(paid, stripe_server):
    first, second = paid(), paid()
    sent(a_refund(first, 300))
    assert (refunded_pence(first), refunded_pence(second)) == (300, 0)


def test_a_refund_of_a_late_payment_changes_no_other_order(late, paid, stripe_server):
    other = paid()
    sent(a_refund(other, 300))
    stripe_server.side.refunds(late.stripe_session_id, amount=500)
    ours = late.refunds.get()
    sent(ours)
    assert (ours.amount_pence, refunded_pence(late), refunded_pence(other)) == (1298, 1298, 300)


def test_an_amount_above_the_payment_is_not_applied(late, caplog):
    ours = late.refunds.get()
    answer = sent(ours)
    apply_refund(replace(answer, amount_pence=99_999), late)
    ours.refresh_from_db()
    assert (ours.amount_pence, refunded_pence(late)) == (1798, 1798)
    assert "99999 p at Stripe, 1798 p here" in caplog.text


def test_the_amount_of_an_owner_s_refund_is_not_corrected(paid):
    order = paid()
    refund = a_refund(order, 300)
    answer = sent(refund)
    apply_refund(replace(answer, amount_pence=200), order)
    refund.refresh_from_db()
    assert (refund.amount_pence, refunded_pence(order)) == (300, 300)


def test_a_refund_that_failed_is_not_corrected(late):
    ours = late.refunds.get()
    answer = sent(ours)
    failed = replace(answer, status="failed")
    apply_refund(failed, late)
    apply_refund(replace(failed, amount_pence=500), late)
    ours.refresh_from_db()
    assert (ours.amount_pence, refunded_pence(late)) == (1798, 0)


@pytest.mark.parametrize("is_confirmed", [False, True])
def test_a_failed_repeat_is_mailed_only_after_a_mail_about_a_refund(
    late, stripe_server, is_confirmed
):
    """Else it says nothing new. After "your money is back" it does."""
    stripe_server.side.rule("pending_refund", times=0)
    fails(late.refunds.get(), stripe_server)
    late.refresh_from_db()
    assert late.state == OrderState.REFUND_FAILED
    assert late.timeline.last().what == "The refund of £17.98 failed: the shop still has the money"
    assert not mails_about(CONFIRMATION, late).exists()
    assert mails_of_failure(late) == 1
    assert repeat_refund(late, by=SHOP)
    if is_confirmed:
        store_mail(CONFIRMATION, late)
        mails_about(CONFIRMATION, late).update(claimed_at=late.placed_at)
    fails(late.refunds.last(), stripe_server)
    assert mails_of_failure(late) == (2 if is_confirmed else 1)


def test_an_order_is_found_by_the_shop_s_record_and_else_by_stripe_s(paid, stripe_server):
    order, other = paid(), paid()
    intent = order.stripe_payment_intent_id
    assert order_number_of(intent) == order.number
    Order.objects.filter(pk=order.pk).update(stripe_payment_intent_id="")
    assert order_number_of(intent) == order.number
    Order.objects.filter(pk=other.pk).update(stripe_payment_intent_id=intent)
    assert order_number_of(intent) == other.number
    assert order_number_of("") == ""
    assert order_number_of("pi_of_another_shop") == ""


def test_the_refunds_of_a_charge_are_read_and_applied(paid):
    order = paid()
    refund = a_refund(order, 500)
    request_refund_at_stripe(refund)
    read = read_refunds_of_charge("ch_1", order.stripe_payment_intent_id)
    assert read.order_number == order.number
    assert [found.amount_pence for found in read.refunds] == [500]
    assert apply_refunds(read) == order
    assert order.refunds.get().state == RefundState.SUCCEEDED
    assert read_refunds_of_charge("ch_1", "") == Refunds("", [])
    assert apply_refunds(Refunds("AV-NOTOURS1", read.refunds)) is None


def mails_of_failure(order: Order) -> int:
    return mails_about(FAILED_REFUND, *order.refunds.all()).count()


def fails(refund: Refund, stripe_server) -> None:
    """Accepted by Stripe, and refused by the bank."""
    answer = sent(refund)
    stripe_server.side.settles_refund(answer.id, "failed")
    apply_refund(retrieve_refund(answer.id), refund.order)


@pytest.mark.parametrize(
    "columns", [{"state": RefundState.FAILED}, {"stripe_refund_id": "re_made_already"}]
)
def test_the_clock_requests_only_refunds_not_requested_yet(paid, stripe_server, columns):
    lost, done = a_refund(paid(), 300), a_refund(paid(), 200)
    Refund.objects.filter(pk=done.pk).update(**columns)
    resume_refunds()
    assert [refund.amount for refund in at_stripe(stripe_server)] == [300]
    lost.refresh_from_db()
    assert lost.state == RefundState.SUCCEEDED


def test_a_refund_that_stripe_does_not_answer_is_named_in_the_log(paid, stripe_server, caplog):
    lost = a_refund(paid(), 300)
    stripe_server.side.rule("fail", endpoint="POST /v1/refunds", times=0)
    resume_refunds()
    stripe_server.side.clears()
    lost.refresh_from_db()
    assert lost.state == RefundState.REQUESTED
    assert f"refund {lost.pk} will be tried again" in caplog.text
