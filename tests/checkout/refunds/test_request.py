"""Refund requests: never above the payment, made once, dashboard refunds included."""

import pytest
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from catalog.models import Stock, StockMove
from checkout.models import ActorKind, Order, OrderState, Refund, RefundState
from checkout.notifications.mails import REFUND
from checkout.orders.state import owner
from checkout.payments.settle import settle
from checkout.refunds.apply import Deferred, apply_refund, send_refund
from checkout.refunds.request import (
    MoreThanPaid,
    MoreThanSold,
    NothingToRefund,
    RefundRequest,
    _count,
    _count_units,
    request_refund,
)
from checkout.stripe.gateway import StripeRefund, retrieve_refund
from tests.builders import a_bundle, a_customer, a_product, a_user
from tests.checkout.builders import an_open_order, session_at_stripe
from tests.outbox.builders import send_now

pytestmark = pytest.mark.django_db


@pytest.fixture
def paid(stripe_server):
    """Return a function that creates paid orders."""

    def make(*lines, **options) -> Order:
        order = an_open_order(*lines, **options)
        stripe_server.pays(order)
        return settle(session_at_stripe(order))

    return make


@pytest.fixture
def by():
    return owner(a_user("owner@autovise.example"))


def asked_for(order, by, *, reason="returned", note="", **request) -> Refund:
    return request_refund(
        order=order, request=RefundRequest(**request), reason=reason, note=note, by=by
    )


def done(refund: Refund) -> Refund:
    """Send the refund request to Stripe and return the updated refund."""
    send_refund.call(refund.pk)
    refund.refresh_from_db()
    return refund


def refunded(order: Order) -> tuple[int, int]:
    order.refresh_from_db()
    return order.refunded_pence, order.refunded_delivery_pence


def a_dashboard_refund(stripe_server, order: Order, amount: int) -> StripeRefund:
    made = stripe_server.client.v1.refunds.create(
        {"payment_intent": order.stripe_payment_intent_id, "amount": amount}
    )
    return retrieve_refund(made.id)


def test_a_full_refund_includes_delivery(paid, by, stripe_server):
    order = paid((a_product(1299), 1))
    refund = done(asked_for(order, by, everything=True))
    assert (refund.amount_pence, refund.delivery_pence, refund.vat_pence) == (1798, 499, 300)
    assert refund.state == RefundState.SUCCEEDED
    assert refund.requested_by_id == by.user_id
    [at_stripe] = stripe_server.client.v1.refunds.list().data
    assert (at_stripe.amount, at_stripe.id) == (1798, refund.stripe_refund_id)
    assert refunded(order) == (1798, 499)
    assert (order.state, order.is_refunded) == (OrderState.PAID, True)


def test_units_of_a_line_are_refunded_at_the_paid_amount(paid, by):
    user = a_customer()
    wax, cloth = a_product(1299), a_product(499)
    order = paid((wax, 3), cloth, user=user)
    assert (order.total_pence, order.order_saving_pence) == (3956, 440)
    line = order.lines.get(sku=wax.sku)
    first = asked_for(order, by, units={line.pk: 1})
    assert (first.amount_pence, first.delivery_pence) == (1169, 0)
    rest = asked_for(order, by, units={line.pk: 2, order.lines.get(sku=cloth.sku).pk: 1})
    assert first.amount_pence + rest.amount_pence == order.total_pence
    assert order.lines.get(sku=wax.sku).refunded_quantity == 3


def test_units_refunded_one_after_another_add_up_to_what_was_paid(paid, by):
    order = paid((a_product(333), 3), user=a_customer())  # £9.99 less £1.00 for the first order
    line = order.lines.get()
    amounts = [asked_for(order, by, units={line.pk: 1}).amount_pence for _ in range(3)]
    assert amounts == [299, 300, 300]
    assert sum(amounts) == order.paid_pence == 899


def test_delivery_is_refunded_once(paid, by):
    order = paid(a_product(1299))
    assert asked_for(order, by, delivery=True).amount_pence == 499
    with pytest.raises(NothingToRefund):
        asked_for(order, by, delivery=True)
    assert refunded(order) == (499, 499)


def test_an_amount_is_refunded_unchanged(paid, by):
    order = paid(a_product(1299))
    refund = asked_for(order, by, amount_pence=250, reason="goodwill", note="Late parcel")
    assert (refund.amount_pence, refund.reason, refund.note) == (250, "goodwill", "Late parcel")
    assert refunded(order) == (250, 0)


def test_no_refund_exceeds_the_payment(paid, by):
    order = paid(a_product(1299))
    asked_for(order, by, amount_pence=1000)
    with pytest.raises(MoreThanPaid):
        asked_for(order, by, amount_pence=799)
    assert asked_for(order, by, everything=True).amount_pence == 798
    with pytest.raises(NothingToRefund):
        asked_for(order, by, everything=True)
    assert order.refunds.count() == 2


def test_the_database_refuses_refunds_above_the_payment(paid):
    order = paid(a_product(1299))
    with pytest.raises(IntegrityError), transaction.atomic():
        Order.objects.filter(pk=order.pk).update(refunded_pence=1799)


def test_no_refund_exceeds_the_units_sold(paid, by):
    order = paid((a_product(1299), 2))
    line = order.lines.get()
    asked_for(order, by, units={line.pk: 1})
    for units in ({line.pk: 2}, {line.pk: -1}, {line.pk + 1: 1}):
        with pytest.raises(MoreThanSold):
            asked_for(order, by, units=units)
    assert refunded(order) == (1299, 0)


def test_an_unpaid_order_cannot_be_refunded(stripe_server, by):
    order = an_open_order(a_product(1299))
    with pytest.raises(NothingToRefund):
        asked_for(order, by, everything=True)
    with pytest.raises(MoreThanPaid):
        asked_for(order, by, amount_pence=1)


def test_requesting_twice_refunds_once(paid, by, stripe_server):
    order = paid(a_product(1299))
    refund = asked_for(order, by, everything=True)
    done(refund)
    Refund.objects.filter(pk=refund.pk).update(state=RefundState.REQUESTED, stripe_refund_id=None)
    assert done(refund).state == RefundState.SUCCEEDED
    assert len(stripe_server.client.v1.refunds.list().data) == 1
    assert refunded(order) == (1798, 499)


def test_goods_are_put_back_in_stock_once_on_request(paid, by):
    wax, cloth, brush = (a_product(pence, stock=9) for pence in (1000, 1250, 749))
    bundle = a_bundle((wax, 2), cloth, brush)
    order = paid((bundle, 2))
    bundle.parts.filter(product=wax).delete()
    refund = done(asked_for(order, by, units={order.lines.get().pk: 1}, puts_back=True))
    apply_refund(retrieve_refund(refund.stripe_refund_id), order)
    assert [Stock.objects.get(pk=p.sku).on_hand for p in (wax, cloth, brush)] == [7, 8, 8]
    moves = StockMove.objects.filter(reason="return").values_list("sku", "pieces", "reference")
    assert set(moves) == {
        (wax.sku, 2, order.number), (cloth.sku, 1, order.number), (brush.sku, 1, order.number),
    }  # fmt: skip


def test_a_repeated_refund_does_not_put_goods_back_again(paid, by, stripe_server):
    """The bank returned the money days later; the goods stay in stock."""
    wax = a_product(1299, stock=5)
    order = paid((wax, 3))
    [line] = order.lines.all()
    first = done(asked_for(order, by, units={line.pk: 2}, puts_back=True))
    assert Stock.objects.get(pk=wax.sku).on_hand == 4
    stripe_server.side.settles_refund(first.stripe_refund_id, "failed")
    apply_refund(retrieve_refund(first.stripe_refund_id), order)
    second = done(asked_for(order, by, units={line.pk: 2}, puts_back=True))
    assert second.state == RefundState.SUCCEEDED
    assert Stock.objects.get(pk=wax.sku).on_hand == 4
    done(asked_for(order, by, units={line.pk: 1}, puts_back=True))
    assert Stock.objects.get(pk=wax.sku).on_hand == 5
    moves = StockMove.objects.filter(sku=wax.sku, reason="return")
    assert sorted(moves.values_list("pieces", flat=True)) == [1, 2]


def test_goods_are_not_put_back_by_default(paid, by):
    wax = a_product(1299, stock=9)
    order = paid(wax)
    refund = done(asked_for(order, by, everything=True))
    assert refund.restocked_at is None
    assert Stock.objects.get(pk=wax.sku).on_hand == 8


def test_a_failed_refund_is_not_counted_and_can_be_requested_again(paid, by, stripe_server):
    order = paid((a_product(1299), 1))
    refund = done(asked_for(order, by, everything=True))
    failed = changed_status(
        retrieve_refund(refund.stripe_refund_id), "failed", "lost_or_stolen_card"
    )
    apply_refund(failed, order)
    refund.refresh_from_db()
    assert (refund.state, refund.failure) == (RefundState.FAILED, "lost_or_stolen_card")
    assert refunded(order) == (0, 0)
    assert order.lines.get().refunded_quantity == 0
    assert asked_for(order, by, everything=True).amount_pence == 1798


def test_a_pending_refund_is_shown_and_never_moves_backwards(paid, by):
    order = paid(a_product(1299))
    refund = done(asked_for(order, by, everything=True))
    stripe_refund = retrieve_refund(refund.stripe_refund_id)
    apply_refund(changed_status(stripe_refund, "pending"), order)
    refund.refresh_from_db()
    assert refund.state == RefundState.SUCCEEDED


def test_a_refund_refused_by_stripe_is_failed_and_not_counted(paid, by, stripe_server):
    order = paid(a_product(1299))
    refund = asked_for(order, by, everything=True)
    a_dashboard_refund(stripe_server, order, 1798)
    refund = done(refund)
    assert refund.state == RefundState.FAILED
    assert refund.failure.startswith("Stripe refused it: ")
    assert refunded(order) == (0, 0)


def test_a_dashboard_refund_creates_one_row(paid, stripe_server):
    order = paid(a_product(1299))
    stripe_refund = a_dashboard_refund(stripe_server, order, 500)
    for _ in range(2):
        apply_refund(stripe_refund, order)
    refund = order.refunds.get()
    assert (refund.amount_pence, refund.reason, refund.state) == (500, "dashboard", "succeeded")
    assert refund.vat_pence == 83
    assert refunded(order) == (500, 0)


def test_a_dashboard_refund_is_deferred_while_our_refund_leaves_no_room(paid, by, stripe_server):
    order = paid(a_product(1299))
    ours = asked_for(order, by, everything=True)
    theirs = a_dashboard_refund(stripe_server, order, 1798)
    with pytest.raises(Deferred):
        apply_refund(theirs, order)
    assert done(ours).state == RefundState.FAILED
    assert apply_refund(theirs, order).state == RefundState.SUCCEEDED
    assert refunded(order) == (1798, 0)


def test_the_buyer_is_mailed_once(paid, by):
    order = paid(a_product(1299, title="Wax"))
    refund = done(asked_for(order, by, everything=True))
    for _ in range(2):
        send_now(REFUND, refund)
    [message] = mail.outbox
    assert message.subject == f"A refund for your Autovise order {order.number}"
    assert "refunded £17.98" in message.body
    assert "1 × Wax" in message.body


def test_the_mail_is_claimed_by_an_update_without_a_subquery(paid, by):
    """On PostgreSQL, a subquery in the UPDATE would not see another worker's latest changes."""
    refund = done(asked_for(paid(a_product(1299)), by, everything=True))
    with CaptureQueriesContext(connection) as captured:
        send_now(REFUND, refund)
    claims = [query["sql"] for query in captured if query["sql"].startswith("UPDATE")]
    assert len(claims) == 2
    assert not any("SELECT" in sql for sql in claims)


def test_the_timeline_shows_the_requester_and_stripe_s_result(paid, by):
    order = paid(a_product(1299))
    done(asked_for(order, by, everything=True))
    requested, completed = list(order.timeline.all())[-2:]
    assert (requested.actor, requested.user_id, requested.what) == (
        ActorKind.OWNER, by.user_id, "Refund of £17.98 requested",
    )  # fmt: skip
    assert (completed.actor, completed.what) == (ActorKind.STRIPE, "Refund of £17.98: refunded")


def changed_status(stripe_refund: StripeRefund, status: str, failure: str = "") -> StripeRefund:
    names = StripeRefund.__dataclass_fields__
    return StripeRefund(
        **{name: getattr(stripe_refund, name) for name in names}
        | {"status": status, "failure": failure}
    )


@pytest.mark.parametrize("later", ["succeeded", "pending", "canceled"])
def test_a_failed_refund_ignores_older_events(paid, by, later):
    order = paid(a_product(1299))
    refund = done(asked_for(order, by, everything=True))
    stripe_refund = retrieve_refund(refund.stripe_refund_id)
    apply_refund(changed_status(stripe_refund, "failed", "expired_or_canceled_card"), order)
    apply_refund(changed_status(stripe_refund, later), order)
    refund.refresh_from_db()
    assert refund.state == RefundState.FAILED
    assert refunded(order) == (0, 0)


def test_a_refund_puts_back_only_its_own_goods(paid, by):
    """The pending refund of another order with the same product is not counted."""
    wax = a_product(1299, stock=9)
    first, second = paid((wax, 2)), paid((wax, 2))
    waiting = asked_for(second, by, everything=True, puts_back=True)
    done(asked_for(first, by, everything=True, puts_back=True))
    waiting.refresh_from_db()
    assert waiting.restocked_at is None
    assert Stock.objects.get(pk=wax.sku).on_hand == 7
    done(waiting)
    assert Stock.objects.get(pk=wax.sku).on_hand == 9


def test_goods_of_two_lines_are_put_back_together(paid, by):
    """The order has a product and a bundle that contains it."""
    wax = a_product(1000, stock=20)
    order = paid((a_bundle((wax, 2), a_product(1250), a_product(749)), 2), (wax, 3))
    assert Stock.objects.get(pk=wax.sku).on_hand == 13
    done(asked_for(order, by, everything=True, puts_back=True))
    assert Stock.objects.get(pk=wax.sku).on_hand == 20


def test_a_dashboard_refund_that_already_failed_is_not_counted(paid, stripe_server):
    order = paid(a_product(1299))
    stripe_refund = changed_status(
        a_dashboard_refund(stripe_server, order, 500), "failed", "declined"
    )
    refund = apply_refund(stripe_refund, order)
    assert (refund.state, refund.stripe_refund_id) == (RefundState.FAILED, stripe_refund.id)
    assert refunded(order) == (0, 0)


def test_a_refund_with_an_unknown_status_counts_as_requested(paid, stripe_server, caplog):
    order = paid(a_product(1299))
    stripe_refund = changed_status(a_dashboard_refund(stripe_server, order, 500), "reviewed")
    refund = apply_refund(stripe_refund, order)
    assert refund.state == RefundState.REQUESTED
    assert refunded(order) == (500, 0)
    assert f"refund {stripe_refund.id} has an unknown status: reviewed" in caplog.text


@pytest.mark.parametrize(
    ("amount", "delivery", "fits"),
    [(1298, 0, True), (1299, 0, False), (499, 499, True), (499, 500, False)],
)
def test_only_what_remains_is_counted(paid, by, amount, delivery, fits):
    """Also if another request was counted after the amounts were read."""
    order = paid(a_product(1299))  # and £4.99 for delivery
    asked_for(order, by, amount_pence=500)
    assert _count(order, amount, delivery) is fits


def test_only_units_that_remain_are_counted(paid, by):
    order = paid((a_product(1299), 3))
    line = order.lines.get()
    asked_for(order, by, units={line.pk: 2})
    with pytest.raises(MoreThanSold):
        _count_units(line.pk, 2)
    _count_units(line.pk, 1)
    line.refresh_from_db()
    assert line.refunded_quantity == 3
