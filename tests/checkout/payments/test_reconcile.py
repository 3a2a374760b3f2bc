"""Reconciliation: differences are reported, and fixed where an event would do so."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db.models import F
from django.utils import timezone

from catalog.models import Stock
from checkout.models import Order, OrderState, Reconciliation, Refund, RefundState
from checkout.orders.state import SHOP
from checkout.payments.reconciliations import queue_hourly_reconciliation, reconcile, reconcile_hour
from checkout.payments.settle import settle
from checkout.refunds.apply import send_refund
from checkout.refunds.request import RefundRequest, request_refund
from tests.builders import a_product
from tests.checkout.builders import an_open_order, session_at_stripe

pytestmark = pytest.mark.django_db


def findings(*, fix: bool = True) -> list[tuple[str, str, bool]]:
    run = reconcile(since=timezone.now() - timedelta(days=1), fix=fix)
    return [(f["order"], f["what"], f["is_fixed"]) for f in run.findings]


def a_paid_order(stripe_server, *lines) -> Order:
    order = an_open_order(*(lines or (a_product(1299),)))
    stripe_server.pays(order)
    return settle(session_at_stripe(order))


def test_matching_records_give_no_findings(stripe_server):
    order = a_paid_order(stripe_server)
    an_open_order(a_product())
    assert findings() == []
    run = Reconciliation.objects.get()
    assert (run.left, run.compared) == (0, 2)
    assert run.ended_at is not None
    assert order.timeline.count() == 3


def test_a_payment_without_an_event_is_settled(stripe_server):
    wax = a_product(1299, stock=5)
    order = an_open_order(wax)
    stripe_server.pays(order)
    what = "£17.98 paid at Stripe, and awaiting payment here"
    assert findings(fix=False) == [(order.number, what, False)]
    assert Order.objects.get().state == OrderState.AWAITING_PAYMENT
    assert findings() == [(order.number, what, True)]
    assert Order.objects.get().state == OrderState.PAID
    assert Stock.objects.get(pk=wax.sku).on_hand == 4
    assert findings() == []


def test_an_expired_session_without_an_event_releases_its_stock(stripe_server):
    wax = a_product(stock=5)
    order = an_open_order(wax)
    stripe_server.expires(order)
    assert findings() == [(order.number, "expired at Stripe, and awaiting payment here", True)]
    assert Stock.objects.get(pk=wax.sku).held == 0


def test_a_lost_response_is_found_by_the_order_s_number(stripe_server):
    order = an_open_order(a_product(1299))
    stripe_server.pays(order)
    Order.objects.update(stripe_session_id=None)
    assert findings() == [(order.number, "£17.98 paid at Stripe, and awaiting payment here", True)]
    order.refresh_from_db()
    assert (order.state, bool(order.stripe_session_id)) == (OrderState.PAID, True)


def test_a_payment_without_an_order_is_reported_and_not_fixed(stripe_server):
    order = a_paid_order(stripe_server)
    Order.objects.filter(pk=order.pk).update(number="AV-ANOTHER1")
    session = order.stripe_session_id
    run = reconcile(since=timezone.now() - timedelta(days=1), fix=True)
    assert {"order": "", "stripe_id": session, "what": "£17.98 paid at Stripe for no order of ours",
            "is_fixed": False} in run.findings  # fmt: skip


def test_an_order_without_a_payment_at_stripe_is_reported_and_not_fixed(stripe_server):
    order = a_paid_order(stripe_server)
    Order.objects.update(stripe_session_id="cs_test_unknown", number="AV-ANOTHER1")
    results = findings()
    assert ("AV-ANOTHER1", "paid here, and Stripe knows no payment", False) in results
    assert order.state == OrderState.PAID


def test_another_amount_is_reported_and_not_fixed(stripe_server):
    order = a_paid_order(stripe_server)
    Order.objects.update(paid_pence=1700)
    assert findings() == [(order.number, "£17.98 paid at Stripe, and £17.00 here", False)]


def test_a_refund_that_never_reached_stripe_is_sent(stripe_server):
    order = a_paid_order(stripe_server)
    request_refund(
        order=order, request=RefundRequest(everything=True), reason="returned", note="", by=SHOP
    )
    assert findings() == [(order.number, "refund of £17.98 has not reached Stripe", True)]
    assert Refund.objects.get().state == RefundState.SUCCEEDED
    assert findings() == []


def test_a_refund_at_stripe_without_an_event_is_counted(stripe_server):
    order = a_paid_order(stripe_server)
    stripe_server.client.v1.refunds.create(
        {"payment_intent": order.stripe_payment_intent_id, "amount": 500}
    )
    assert findings() == [(order.number, "refund of £5.00 is succeeded, here unknown", True)]
    assert Order.objects.get().refunded_pence == 500
    assert findings() == []


def test_refunds_with_another_sum_are_reported_and_not_fixed(stripe_server):
    order = a_paid_order(stripe_server)
    Order.objects.update(refunded_pence=F("refunded_pence") + 1)
    assert findings() == [(order.number, "refunds of £0.00, counted as £0.01", False)]


def test_a_second_open_session_is_expired(stripe_server):
    order = an_open_order(a_product())
    second = order.stripe_session_id
    Order.objects.update(stripe_session_id="cs_test_the_first")
    assert findings() == [(order.number, "a second session can still be paid", True)]
    [session] = stripe_server.sessions()
    assert (session.id, session.status) == (second, "expired")
    assert Order.objects.get().state == OrderState.AWAITING_PAYMENT


def test_a_difference_that_cannot_be_fixed_does_not_stop_the_others(stripe_server):
    wrong, right = a_product(stock=5), a_product(1299, stock=5)
    broken, good = an_open_order(wrong), an_open_order(right)
    for order in (broken, good):
        stripe_server.pays(order)
    Stock.objects.filter(pk=wrong.sku).update(held=0)
    results = {number: (what, is_fixed) for number, what, is_fixed in findings()}
    what, is_fixed = results[broken.number]
    assert (what.endswith(f"1 × {wrong.sku} should be held for {broken.number} but are not"),
            is_fixed) == (True, False)  # fmt: skip
    assert results[good.number][1] is True
    assert Order.objects.get(pk=good.pk).state == OrderState.PAID


def test_an_order_that_could_not_be_released_is_not_reported_as_fixed(stripe_server):
    wax = a_product(stock=5)
    order = an_open_order(wax)
    Order.objects.update(hold_until=timezone.now() - timedelta(minutes=1))
    Stock.objects.filter(pk=wax.sku).update(held=0)
    assert findings() == [(order.number, "the time to pay is over", False)]


def test_the_result_of_an_older_refund_is_found(stripe_server):
    """The refund was made before the period that is compared."""
    order = a_paid_order(stripe_server)
    stripe_server.side.rule("pending_refund")
    refund = request_refund(
        order=order, request=RefundRequest(everything=True), reason="returned", note="", by=SHOP
    )
    send_refund.call(refund.pk)
    refund.refresh_from_db()
    stripe_server.side.settles_refund(refund.stripe_refund_id, "failed")
    run = reconcile(since=timezone.now() + timedelta(minutes=1), fix=True)
    assert [f["what"] for f in run.findings] == ["refund of £17.98 is failed, here on its way"]
    assert (run.left, Order.objects.get().refunded_pence) == (0, 0)


def test_disputes_without_events_are_found_at_any_age(stripe_server):
    order = a_paid_order(stripe_server)
    dispute = stripe_server.side.disputes(order.stripe_session_id)
    assert findings() == [(order.number, "dispute is needs_response, here unknown", True)]
    stripe_server.side.closes(dispute["id"], "lost")
    run = reconcile(since=timezone.now() + timedelta(minutes=1), fix=True)
    assert [f["what"] for f in run.findings] == ["dispute is lost, here needs_response"]
    assert order.disputes.get().status == "lost"


def test_an_order_past_its_time_is_released(stripe_server):
    order = an_open_order(a_product())
    Order.objects.update(hold_until=timezone.now() - timedelta(minutes=1))
    assert findings() == [(order.number, "the time to pay is over", True)]
    assert Order.objects.get().state == OrderState.EXPIRED


def run(*options: str) -> str:
    output = StringIO()
    try:
        call_command("reconcile_payments", *options, stdout=output)
    except CommandError as error:
        return f"{output.getvalue()}{error}"
    return output.getvalue()


def test_the_command_prints_a_table_and_sets_the_exit_status(stripe_server):
    order = an_open_order(a_product(1299))
    stripe_server.pays(order)
    order.refresh_from_db()
    output = run()
    row = f"{order.number}  {order.stripe_session_id}  £17.98 paid at Stripe, and awaiting"
    assert row in output
    assert "NOT FIXED" in output
    assert "1 differences are not fixed. --fix fixes those that are safe to fix." in output
    output = run("--fix")
    assert "fixed" in output
    assert "1 different, 1 fixed." in output
    assert "are not fixed" not in output
    assert "0 different" in run("--since", "2026-01-01")


def test_an_unavailable_stripe_is_reported_with_a_message(stripe_is_down, settings):
    with pytest.raises(CommandError, match="Stripe did not respond"):
        call_command("reconcile_payments", stdout=StringIO())


def test_the_reconciliation_runs_once_an_hour_with_any_number_of_clocks(stripe_server, run_tasks):
    queue_hourly_reconciliation()
    queue_hourly_reconciliation()
    assert run_tasks() == ["reconcile_hour"] * 2
    run = Reconciliation.objects.get()
    assert run.hour == timezone.now().replace(minute=0, second=0, microsecond=0)
    queue_hourly_reconciliation()
    assert run_tasks() == []
    reconcile_hour.call(run.hour.isoformat())
    assert Reconciliation.objects.count() == 1
