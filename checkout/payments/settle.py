"""Settling: what Stripe says of a session becomes the state of its order, exactly once.

The webhook, the return page and the reconciliation all come here. The caller reads the session from
Stripe first; nothing here uses the network.
"""

import logging
from datetime import timedelta

from django.db import transaction
from django.dispatch import Signal
from django.utils import timezone

from catalog.stock import OutOfStock, hold_stock, release_stock, sell_held_stock
from checkout.fault_points import FaultPoint, reached
from checkout.first_order.claim import (
    ClaimTaken,
    claim_first_order,
    give_back_first_order,
    use_up_first_order,
)
from checkout.models import Order, OrderErasure, OrderMail, OrderState
from checkout.models.invoicing import next_invoice_number, seller_as_printed
from checkout.models.order_state import OPEN_STATES, UNPAID_CLOSED
from checkout.models.refund import Refund
from checkout.notifications.outbox import queue_order_mail, send_confirmation
from checkout.orders.holds import held_pieces, keep_order, take_from_cart
from checkout.orders.release import release_order
from checkout.orders.state import SHOP, STRIPE, Actor, transition_order
from checkout.refunds.request import RefundRequest, request_refund
from checkout.stripe.gateway import Session
from sitewide.templatetags.money import pounds

log = logging.getLogger(__name__)

LONGEST_PROCESSING = timedelta(days=14)
# An order that is on its way or under review has taken its goods from the cart already.
STILL_IN_CART = (OrderState.AWAITING_PAYMENT, *UNPAID_CLOSED)


class BuyerGone(Exception):
    """The buyer's account is deleted, and nobody knows any more where to send the goods."""


_WHY_NOT_KEPT = {
    OutOfStock: "sold since",
    ClaimTaken: "its first-order saving is used since",
    BuyerGone: "its buyer's account is deleted since",
}
# Sent in the transaction that keeps the payment of an order: `order` is its key.
order_paid = Signal()


def settle(session: Session, *, has_failed: bool = False, source: str = "") -> Order | None:
    """Bring the session's order to what Stripe says; the order, or None if it is not ours.

    `has_failed`: Stripe has said that a payment on its way will not come. The session itself
    does not tell that from one that is still on its way: both are complete and unpaid.
    `source` stands in the timeline: who brought the news.
    """
    heard = f", heard from {source}" if source else ""
    with transaction.atomic():
        order = Order.objects.select_for_update().filter(number=session.order_number).first()
        if order is None or not _belongs(session, order):
            return None
        if order.yields and (session.is_paid or session.is_on_its_way):
            keep_order(order)
        if session.is_paid:
            _take_payment(order, session, heard)
        elif has_failed:
            _give_up_failed(order, heard)
        elif session.is_on_its_way:
            _wait_for_payment(order, heard)
        elif session.is_expired:
            release_order(order, OrderState.EXPIRED, by=STRIPE, why=f"Not paid in time{heard}")
    order.refresh_from_db()
    return order


def _give_up_failed(order: Order, heard: str) -> None:
    """Its buyer is told, also where this is the first that we hear of the payment."""
    why = f"The payment failed{heard}"
    is_first_heard = order.state == OrderState.AWAITING_PAYMENT
    if release_order(order, OrderState.CANCELLED, by=STRIPE, why=why) and is_first_heard:
        queue_order_mail(order, OrderMail.Kind.PAYMENT_FAILED)


def accept_review(order: Order, *, by: Actor) -> bool:
    """The owner ships it for what was paid. False if it is no longer under review; OutOfStock where
    its goods were given back and are sold since."""
    with transaction.atomic():
        order = Order.objects.select_for_update().get(pk=order.pk)
        what = f"Accepted for {pounds(order.paid_pence)}"
        if not _end_review(order, OrderState.PAID, by, what):
            return False
        if not order.holds_stock:
            hold_stock(held_pieces(order))
        _sell(order)
    return True


def refuse_review(order: Order, *, by: Actor) -> bool:
    """The owner gives all of it back. False if it is no longer under review."""
    with transaction.atomic():
        order = Order.objects.select_for_update().get(pk=order.pk)
        if not _end_review(order, OrderState.REFUND_DUE, by, "Not accepted: all of it goes back"):
            return False
        if order.holds_stock:
            release_stock(held_pieces(order))
        give_back_first_order(order)
        if order.left_pence:
            _give_all_back(order, Refund.Reason.REVIEW, by)
        else:
            _note_all_given_back(order, by)
    return True


def repeat_refund(order: Order, *, by: Actor) -> bool:
    """The owner tries once more to give back what was not kept. False where that has not failed."""
    with transaction.atomic():
        order = Order.objects.select_for_update().get(pk=order.pk)
        what = f"{pounds(order.left_pence)} goes back once more"
        failed = [OrderState.REFUND_FAILED]
        if not transition_order(order, OrderState.REFUND_DUE, by=by, what=what, only_from=failed):
            return False
        reason = Refund.Reason.REVIEW if order.review_reason else Refund.Reason.LATE
        _give_all_back(order, reason, by)
    return True


def _end_review(order: Order, to: OrderState, by: Actor, what: str) -> bool:
    only_from = [OrderState.UNDER_REVIEW]
    facts = {"holds_stock": False, "paid_at": timezone.now()}
    return transition_order(order, to, by=by, what=what, only_from=only_from, **facts)


def _give_all_back(order: Order, reason: str, by: Actor) -> None:
    request_refund(
        order=order, request=RefundRequest(everything=True), reason=reason, note="", by=by
    )


def _note_all_given_back(order: Order, by: Actor) -> None:
    """The owner has refunded it at Stripe before saying so here."""
    transition_order(order, OrderState.REFUNDED, by=by, what="All of it had gone back already")
    send_confirmation.enqueue(order.pk)


def _belongs(session: Session, order: Order) -> bool:
    """Another session that names our order settles nothing; a lost answer is found again."""
    if order.stripe_session_id and order.stripe_session_id != session.id:
        log.error("session %s names order %s, which has another", session.id, order.number)
        return False
    return True


def _take_payment(order: Order, session: Session, heard: str) -> None:
    if order.state in OPEN_STATES:
        if difference := _difference(order, session):
            _put_under_review(order, session, difference)
        elif _mark_paid(order, session, f"Paid {pounds(order.total_pence)}{heard}"):
            _sell(order)
    elif order.state in UNPAID_CLOSED:
        _take_late_payment(order, session, heard)


def _take_late_payment(order: Order, session: Session, heard: str) -> None:
    """Money for an order that was given up: honoured from stock, else refunded in full."""
    if difference := _difference(order, session):
        _put_under_review(order, session, difference)
        return
    try:
        with transaction.atomic():
            if OrderErasure.objects.filter(order=order).exists():
                raise BuyerGone
            hold_stock(held_pieces(order))
            if order.is_first_order and order.user:
                claim_first_order(order)
    except (OutOfStock, ClaimTaken, BuyerGone) as gone:
        _refuse_late_payment(order, session, gone, heard)
    else:
        if _mark_paid(order, session, f"Paid late, and still in stock{heard}"):
            _sell(order)


def _refuse_late_payment(order: Order, session: Session, gone: Exception, heard: str) -> None:
    what = f"Paid late: {_WHY_NOT_KEPT[type(gone)]}{heard}"
    facts = _payment_facts(session) | {"paid_at": timezone.now()}
    if transition_order(order, OrderState.REFUND_DUE, by=STRIPE, what=what, **facts):
        log.warning("order %s was paid late, and cannot be kept: %r", order.number, gone)
        _give_all_back(order, Refund.Reason.LATE, SHOP)


def _mark_paid(order: Order, session: Session, what: str) -> bool:
    facts = _payment_facts(session) | {"paid_at": timezone.now(), "holds_stock": False}
    return transition_order(order, OrderState.PAID, by=STRIPE, what=what, **facts)


def _payment_facts(session: Session) -> dict:
    return {
        "paid_pence": session.amount_total_pence,
        "stripe_session_id": session.id,
        "stripe_payment_intent_id": session.payment_intent_id,
    }


def _sell(order: Order) -> None:
    """What follows a payment that is kept, each once."""
    sell_held_stock(held_pieces(order), reference=order.number)
    if order.user:
        use_up_first_order(order.user)
    if order.state in STILL_IN_CART:
        take_from_cart(order)
    seller = seller_as_printed()
    number = next_invoice_number()
    Order.objects.filter(pk=order.pk).update(invoice_number=number, invoiced_by=seller)
    log.info("order %s is paid", order.number)
    transaction.on_commit(lambda: reached(FaultPoint.PAYMENT_COMMITTED))
    send_confirmation.enqueue(order.pk)
    order_paid.send(Order, order=order.pk)
    reached(FaultPoint.PAYMENT_TAKEN)


def _wait_for_payment(order: Order, heard: str) -> None:
    """Completed, with a method that pays later: hold and claim stay until Stripe knows. The cart is
    free for something else meanwhile."""
    until = timezone.now() + LONGEST_PROCESSING
    what = f"The payment is on its way{heard}"
    if transition_order(order, OrderState.PROCESSING, by=STRIPE, what=what, hold_until=until):
        take_from_cart(order)


def _put_under_review(order: Order, session: Session, difference: str) -> None:
    facts = _payment_facts(session) | {"review_reason": difference}
    if transition_order(order, OrderState.UNDER_REVIEW, by=STRIPE, what=difference, **facts):
        if order.state in STILL_IN_CART:
            take_from_cart(order)
        log.error("order %s is under review: %s", order.number, difference)


def _difference(order: Order, session: Session) -> str:
    """What is wrong with the payment, in words for the owner; empty if all is as ordered."""
    if session.currency.lower() != "gbp":
        return f"Paid in {session.currency}, not in pounds."
    if session.amount_total_pence != order.total_pence:
        return f"{session.amount_total_pence} p paid for an order of {order.total_pence} p."
    return ""
