"""Failed full refunds: the owner can try again, and the buyer is mailed."""

import logging
from collections.abc import Callable

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.db.models import Sum
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog.models import StockMove
from catalog.models.stock import add_stock
from checkout.desk.dashboard.tasks_panel import OwnerTasksPanel
from checkout.models import Order, OrderState, Refund, RefundState
from checkout.models.refund import COUNTED
from checkout.notifications.mails import FAILED_REFUND, REFUND
from checkout.orders.state import owner as by_owner
from checkout.payments.settle import repeat_refund, settle
from checkout.privacy.erase import UNSETTLED
from checkout.refunds.apply import apply_refund, send_refund
from checkout.refunds.request import RefundRequest, request_refund
from checkout.stripe.gateway import StripeRefund, retrieve_refund
from tests.builders import a_product, a_visitor
from tests.checkout.builders import an_open_order, changed, session_at_stripe
from tests.checkout.clock import resume_unfinished_work
from tests.outbox.builders import send_now

pytestmark = pytest.mark.django_db


def late_order() -> Order:
    """Order released unpaid, with its only piece sold."""
    wax = a_product(1299, stock=1)
    order = an_open_order(wax)
    settle(changed(session_at_stripe(order), status="expired", payment_status="unpaid"))
    add_stock(wax.sku, -1, reason=StockMove.Reason.DAMAGE)
    return order


def paid_late(stripe_server) -> Order:
    order = late_order()
    stripe_server.pays(order)
    return settle(session_at_stripe(order))


def refused_at_once(stripe_server) -> Order:
    order = paid_late(stripe_server)
    # Whatever Stripe refuses: it does not know the payment of this refund.
    kept = order.stripe_payment_intent_id
    Order.objects.filter(pk=order.pk).update(stripe_payment_intent_id="pi_unknown")
    send_refund.call(order.refunds.get().pk)
    Order.objects.filter(pk=order.pk).update(stripe_payment_intent_id=kept)
    order.refresh_from_db()
    return order


def ends_as(outcome: str, *, first: str = "") -> Callable:
    """Let Stripe accept the refund and then end it in this state, maybe after another one."""

    def make(stripe_server) -> Order:
        order = paid_late(stripe_server)
        stripe_server.side.rule("pending_refund")
        refund = order.refunds.get()
        send_refund.call(refund.pk)
        refund.refresh_from_db()
        for state in filter(None, (first, outcome)):
            stripe_server.side.settles_refund(refund.stripe_refund_id, state)
            apply_refund(retrieve_refund(refund.stripe_refund_id), order)
        stripe_server.side.clears()
        order.refresh_from_db()
        return order

    return make


FAILURES = {
    "refused at once": refused_at_once,
    "failed": ends_as("failed"),
    "cancelled": ends_as("canceled"),
    "failed after success": ends_as("failed", first="succeeded"),
}


@pytest.fixture(params=FAILURES)
def failed(request, stripe_server) -> Order:
    """Order whose late payment of £17.98 could not be refunded automatically."""
    return FAILURES[request.param](stripe_server)


def test_the_order_shows_that_the_shop_still_has_the_money(failed):
    assert failed.state == OrderState.REFUND_FAILED
    assert (failed.paid_pence, failed.refunded_pence) == (1798, 0)
    assert not failed.is_refunded


def test_a_failed_refund_is_in_the_log_and_on_the_dashboard(stripe_server, caplog):
    with caplog.at_level(logging.ERROR, logger="checkout.refunds.apply"):
        failed = ends_as("failed")(stripe_server)
    assert f"order {failed.number}" in caplog.text
    sections = OwnerTasksPanel().get_context_data({})["sections"]
    [section] = [each for each in sections if each.title == "Payments that could not be refunded"]
    [line] = section.lines
    assert section.count == 1
    assert (line.name, line.words, line.is_urgent) == (failed.number, "£17.98 to refund", True)


def test_the_buyer_is_mailed_once_that_the_refund_failed(failed):
    resume_unfinished_work()
    resume_unfinished_work()
    mails = [
        m
        for m in mail.outbox
        if m.subject.startswith("A refund for your order") and "failed" in m.subject
    ]
    assert len(mails) == 1
    assert "£17.98" in mails[0].body
    assert not any("We have refunded" in m.body for m in mail.outbox[-1:])


def test_the_order_page_does_not_show_a_failed_refund_as_refunded(failed, client):
    client.get("/cart/")
    session = client.session
    session["order_numbers"] = [failed.number]
    session.save()
    client.cookies["sessionid"] = session.session_key
    page = client.get(f"/checkout/success/?session_id={failed.stripe_session_id}").text
    assert "Your refund failed" in page
    assert "This order is refunded" not in page


def test_the_reconciliation_reports_a_failed_refund(failed, capsys):
    for arguments in ((), ("--fix",)):
        with pytest.raises(CommandError):
            call_command("reconcile_payments", *arguments)
        output = capsys.readouterr().out
        assert failed.number in output
        assert "£17.98 must be refunded, and is still with the shop" in output
    failed.refresh_from_db()
    assert failed.state == OrderState.REFUND_FAILED


def test_the_button_repeats_the_refund_once(failed, owner, stripe_server):
    desk = a_visitor(owner)
    page = desk.get(f"/admin/checkout/order/inspect/{failed.pk}/").text
    assert f'action="/admin/orders/{failed.pk}/repeat-refund/"' in page
    for _ in range(2):
        desk.post(f"/admin/orders/{failed.pk}/repeat-refund/")
    resume_unfinished_work()
    failed.refresh_from_db()
    assert (failed.state, failed.refunded_pence) == (OrderState.REFUNDED, 1798)
    again = failed.refunds.last()
    assert (again.state, again.amount_pence) == (RefundState.SUCCEEDED, 1798)
    assert failed.refunds.count() == 2
    at_stripe = stripe_server.client.v1.refunds.list().data
    assert [r.amount for r in at_stripe if r.status == "succeeded"] == [1798]


def test_the_buyer_is_mailed_when_the_repeat_succeeds(failed, owner):
    resume_unfinished_work()
    mail.outbox.clear()
    repeat_refund(failed, by=by_owner(owner))
    resume_unfinished_work()
    resume_unfinished_work()
    assert [m.subject for m in mail.outbox] == [
        f"Your payment for order {failed.number} is refunded"
    ]


def test_the_repeat_can_fail_and_be_repeated(failed, owner, stripe_server):
    repeat_refund(failed, by=by_owner(owner))
    stripe_server.side.rule("pending_refund")
    again = failed.refunds.last()
    send_refund.call(again.pk)
    again.refresh_from_db()
    stripe_server.side.settles_refund(again.stripe_refund_id, "failed")
    apply_refund(retrieve_refund(again.stripe_refund_id), failed)
    failed.refresh_from_db()
    assert (failed.state, failed.refunded_pence) == (OrderState.REFUND_FAILED, 0)


def test_a_pending_refund_cannot_be_repeated(stripe_server, owner):
    order = paid_late(stripe_server)
    assert not repeat_refund(order, by=by_owner(owner))
    assert order.refunds.count() == 1


def test_stripe_s_dashboard_can_make_the_refund_instead(failed, stripe_server):
    made = stripe_server.side.refunds(failed.stripe_session_id)
    apply_refund(retrieve_refund(made["id"]), failed)
    failed.refresh_from_db()
    assert (failed.state, failed.refunded_pence) == (OrderState.REFUNDED, 1798)


def test_a_full_refund_in_the_dashboard_before_ours_is_no_failure(stripe_server):
    """Stripe refuses our own refund, because the payment is refunded already."""
    order = paid_late(stripe_server)
    stripe_server.side.refunds(order.stripe_session_id)
    send_refund.call(order.refunds.get().pk)
    order.refresh_from_db()
    assert (order.state, order.refunded_pence) == (OrderState.REFUNDED, 1798)
    resume_unfinished_work()
    assert [m.subject for m in mail.outbox] == [
        f"Your payment for order {order.number} is refunded"
    ]


def test_an_account_with_a_failed_refund_cannot_be_deleted(failed):
    assert failed.state in UNSETTLED


def test_a_refund_that_fails_after_its_mail_is_mailed_again(stripe_server, owner):
    order = an_open_order(a_product(1299))
    stripe_server.pays(order)
    order = settle(session_at_stripe(order))
    request = RefundRequest(amount_pence=300)
    refund = request_refund(
        order=order, request=request, reason="goodwill", note="", by=by_owner(owner)
    )
    stripe_server.side.rule("pending_refund")
    send_refund.call(refund.pk)
    send_now(REFUND, refund)
    refund.refresh_from_db()
    stripe_server.side.settles_refund(refund.stripe_refund_id, "failed")
    mail.outbox.clear()
    apply_refund(retrieve_refund(refund.stripe_refund_id), order)
    resume_unfinished_work()
    order.refresh_from_db()
    assert order.state == OrderState.PAID
    [failure_mail] = [
        message
        for message in mail.outbox
        if message.subject.startswith("A refund for your order") and "failed" in message.subject
    ]
    assert "£3.00" in failure_mail.body


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.lists(st.sampled_from(["pending", "succeeded", "failed", "canceled"]), max_size=6))
def test_events_in_any_order_end_refunded_or_repeatable(stripe_server, events):
    order = paid_late(stripe_server)
    refund = order.refunds.get()
    for status in events:
        stripe_refund = StripeRefund(
            id=f"re_{refund.pk}",
            payment_intent_id=order.stripe_payment_intent_id,
            amount_pence=1798,
            status=status,
            failure="",
            refund_key=str(refund.idempotency_key),
        )
        apply_refund(stripe_refund, order)
    order.refresh_from_db()
    counted = order.refunds.filter(state__in=COUNTED).aggregate(sum=Sum("amount_pence"))["sum"]
    assert order.refunded_pence == (counted or 0)
    has_failed = order.refunds.filter(state__in=(RefundState.FAILED, RefundState.CANCELLED))
    assert (order.state == OrderState.REFUND_FAILED) == has_failed.exists()
    if order.state == OrderState.REFUNDED:
        assert order.refunded_pence == order.paid_pence


def test_an_outdated_failure_mail_is_not_sent(failed, owner, stripe_server):
    repeat_refund(failed, by=by_owner(owner))
    send_refund.call(failed.refunds.last().pk)
    send_now(FAILED_REFUND, failed.refunds.first())
    assert mail.outbox == []


def test_older_orders_with_a_failed_refund_can_be_repeated(stripe_server, owner):
    """The reconciliation finds orders from before REFUND_FAILED existed."""
    order = ends_as("succeeded")(stripe_server)
    Refund.objects.filter(order=order).update(state=RefundState.FAILED)
    Order.objects.filter(pk=order.pk).update(refunded_pence=0, refunded_delivery_pence=0)
    with pytest.raises(CommandError):
        call_command("reconcile_payments", "--fix")
    order.refresh_from_db()
    assert order.state == OrderState.REFUND_FAILED


@pytest.mark.parametrize("is_reviewed", [False, True])
def test_a_repeat_keeps_the_reason_and_logs_the_user(stripe_server, owner, is_reviewed):
    order = ends_as("failed")(stripe_server)
    if is_reviewed:
        Order.objects.filter(pk=order.pk).update(review_reason="1698 p paid for 1798 p.")
    assert repeat_refund(order, by=by_owner(owner)) is True
    assert order.refunds.last().reason == ("review" if is_reviewed else "late")
    assert "Refund of £17.98 tried again" in order.timeline.values_list("what", flat=True)


def test_a_repeat_decides_no_review(stripe_server, owner):
    order = an_open_order(a_product(1299))
    stripe_server.pays(order)
    order = settle(changed(session_at_stripe(order), amount_total_pence=1698))
    assert repeat_refund(order, by=by_owner(owner)) is False
    order.refresh_from_db()
    assert order.state == OrderState.UNDER_REVIEW
    assert not order.refunds.exists()
