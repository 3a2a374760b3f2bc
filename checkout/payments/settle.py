"""Settle an order: apply the state of its Checkout session, exactly once.

The webhook, the return page and the reconciliation all call `settle`. The caller reads the session
from Stripe first; this module makes no network calls.
"""

import logging
import sys
from datetime import timedelta
from functools import reduce
from operator import or_
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Case, F, Q, When
from django.dispatch import Signal
from django.utils import timezone

from catalog.models.stock import OutOfStock, hold_stock, release_stock, sell_held_stock
from checkout.fault_points import FaultPoint
from checkout.first_order.claim import (
    ClaimTaken,
    claim_first_order,
    release_first_order,
    use_up_first_order,
)
from checkout.invoices.content import next_invoice_number, seller_as_printed
from checkout.models import ActorKind, CartLine, Order, OrderErasure, OrderState
from checkout.models.order_state import OPEN_STATES, UNPAID_CLOSED
from checkout.models.refund import Refund
from checkout.notifications.mails import CONFIRMATION, FAILED_PAYMENT
from checkout.notifications.owner_mails import NEW_ORDER, PROBLEM, tell_owner
from checkout.orders.holds import mark_order_firm
from checkout.orders.release import release_order
from checkout.orders.state import SHOP, STRIPE, Actor, transition_order
from checkout.refunds.request import RefundRequest, request_refund
from checkout.stripe.gateway import Session
from outbox.mails import queue_mail
from sitewide.templatetags.money import pounds

log = logging.getLogger(__name__)

LONGEST_PROCESSING = timedelta(days=14)
# In all other states the order's goods have already left the cart.
STILL_IN_CART = (OrderState.AWAITING_PAYMENT, *UNPAID_CLOSED)


class BuyerDeleted(Exception):
    """The buyer's account is deleted, and with it the delivery address."""


_WHY_REFUNDED = {
    OutOfStock: "the items are no longer in stock",
    ClaimTaken: "the first-order saving has been used",
    BuyerDeleted: "the buyer's account has been deleted",
}
# Sent in the transaction that completes the sale. `order` is the order's primary key.
order_paid = Signal()


def settle(session: Session, *, has_failed: bool = False, source: str = "") -> Order | None:
    """Apply the session to its order. Return the order, or None if no order has the session's
    number or if the order has another session.

    `has_failed`: Stripe has reported that a processing payment failed. The session does not show
    the failure: it stays complete and unpaid, the same as during processing.
    `source`: where the session was read, for the timeline.
    """
    with transaction.atomic():
        order = apply_session(session, has_failed=has_failed, source=source)
    if order:
        order.refresh_from_db()
    return order


def apply_session(session: Session, *, has_failed: bool = False, source: str = "") -> Order | None:
    """Settle in the caller's transaction. Return the order as it was before, or None as `settle`
    does."""
    source_note = f", reported by {source}" if source else ""
    orders = Order.objects.select_for_update(of=("self",)).select_related("cart")
    order = orders.filter(number=session.order_number).first()
    if order is None or not _is_own_session(session, order):
        return None
    if order.yields and (session.is_paid or session.is_processing):
        mark_order_firm(order)
    if session.is_paid:
        _apply_payment(order, session, source_note)
    elif has_failed:
        _release_failed(order, source_note)
    elif session.is_processing:
        _wait_for_payment(order, source_note)
    elif session.is_expired and order.cancel_reason:
        release_order(order, OrderState.CANCELLED, by=_canceller(order), why=order.cancel_reason)
    elif session.is_expired:
        why = f"Not paid in time{source_note}"
        release_order(order, OrderState.EXPIRED, by=STRIPE, why=why)
    return order


def _canceller(order: Order) -> Actor:
    """Return who closes the payment page; the shopper, if that was not stored yet."""
    return Actor(ActorKind(order.cancel_actor or ActorKind.SHOPPER), order.cancel_user_id)


def _release_failed(order: Order, source_note: str) -> None:
    """Cancel the order and mail the buyer.

    `release_order` mails only if the order was PROCESSING. If it was still AWAITING_PAYMENT (we
    never learned that the payment was processing), the mail is queued here.
    """
    why = f"The payment failed{source_note}"
    was_awaiting = order.state == OrderState.AWAITING_PAYMENT
    if release_order(order, OrderState.CANCELLED, by=STRIPE, why=why) and was_awaiting:
        queue_mail(FAILED_PAYMENT, order)


def accept_review(order: Order, *, by: Actor) -> bool:
    """Accept the amount that was paid and complete the sale, as the owner decided.

    Return False if the order is no longer under review. Raises OutOfStock if the order no longer
    holds its stock and the stock is no longer available.
    """
    with transaction.atomic():
        order = Order.objects.select_for_update().get(pk=order.pk)
        what = f"Accepted for {pounds(order.paid_pence)}"
        if not _end_review(order, OrderState.PAID, by, what):
            return False
        if not order.holds_stock:
            hold_stock(order.held_pieces())
        _complete_sale(order)
    return True


def refuse_review(order: Order, *, by: Actor) -> bool:
    """Refund the payment in full, as the owner decided. Return False if the order is no longer
    under review."""
    with transaction.atomic():
        order = Order.objects.select_for_update().get(pk=order.pk)
        what = "Payment not accepted, to be refunded in full"
        if not _end_review(order, OrderState.REFUND_DUE, by, what):
            return False
        if order.holds_stock:
            release_stock(order.held_pieces())
        release_first_order(order)
        if order.left_pence:
            _refund_in_full(order, Refund.Reason.REVIEW, by)
        else:
            _mark_refunded(order, by)
    return True


def repeat_refund(order: Order, *, by: Actor) -> bool:
    """Try a failed refund again, as the owner decided. Return False if it has not failed."""
    with transaction.atomic():
        order = Order.objects.select_for_update().get(pk=order.pk)
        what = f"Refund of {pounds(order.left_pence)} tried again"
        failed = [OrderState.REFUND_FAILED]
        if not transition_order(order, OrderState.REFUND_DUE, by=by, what=what, only_from=failed):
            return False
        reason = Refund.Reason.REVIEW if order.review_reason else Refund.Reason.LATE
        _refund_in_full(order, reason, by)
    return True


def _end_review(order: Order, to: OrderState, by: Actor, what: str) -> bool:
    only_from = [OrderState.UNDER_REVIEW]
    values = {"holds_stock": False, "paid_at": timezone.now()}
    return transition_order(order, to, by=by, what=what, only_from=only_from, **values)


def _refund_in_full(order: Order, reason: str, by: Actor) -> None:
    request_refund(
        order=order, request=RefundRequest(everything=True), reason=reason, note="", by=by
    )


def _mark_refunded(order: Order, by: Actor) -> None:
    """Mark the order as refunded: the owner has already refunded the payment in Stripe's
    dashboard."""
    transition_order(order, OrderState.REFUNDED, by=by, what="Already refunded in full")
    queue_mail(CONFIRMATION, order)


def _is_own_session(session: Session, order: Order) -> bool:
    """Return False if the order has a different session.

    An order without a session id is accepted: we may have failed to store it.
    """
    if order.stripe_session_id and order.stripe_session_id != session.id:
        what = "session %s names order %s, but that order has a different session"
        log.error(what, session.id, order.number)
        return False
    return True


def _apply_payment(order: Order, session: Session, source_note: str) -> None:
    if order.state in OPEN_STATES:
        if mismatch := _mismatch(order, session):
            _put_under_review(order, session, mismatch)
        elif _mark_paid(order, session, f"Paid {pounds(order.total_pence)}{source_note}"):
            _complete_sale(order)
    elif order.state in UNPAID_CLOSED:
        _apply_late_payment(order, session, source_note)


def _apply_late_payment(order: Order, session: Session, source_note: str) -> None:
    """Apply a payment for a closed order.

    A wrong amount or currency goes under review. Otherwise complete the sale, or refund in full if
    the stock or the first-order saving is gone or the account is deleted.
    """
    if mismatch := _mismatch(order, session):
        _put_under_review(order, session, mismatch)
        return
    try:
        with transaction.atomic():
            if OrderErasure.objects.filter(order=order).exists():
                raise BuyerDeleted
            hold_stock(order.held_pieces())
            if order.is_first_order and order.user:
                claim_first_order(order)
    except (OutOfStock, ClaimTaken, BuyerDeleted) as refusal:
        _refuse_late_payment(order, session, refusal, source_note)
    else:
        what = f"Paid late{source_note}. The items were still in stock."
        if _mark_paid(order, session, what):
            _complete_sale(order)


def _refuse_late_payment(
    order: Order,
    session: Session,
    refusal: OutOfStock | ClaimTaken | BuyerDeleted,
    source_note: str,
) -> None:
    what = f"Paid late{source_note}. To be refunded: {_WHY_REFUNDED[type(refusal)]}."
    values = _payment_values(session) | {"paid_at": timezone.now()}
    if transition_order(order, OrderState.REFUND_DUE, by=STRIPE, what=what, **values):
        log.warning("order %s was paid late and is refunded: %r", order.number, refusal)
        _refund_in_full(order, Refund.Reason.LATE, SHOP)


def _mark_paid(order: Order, session: Session, what: str) -> bool:
    values = _payment_values(session) | {"paid_at": timezone.now(), "holds_stock": False}
    return transition_order(order, OrderState.PAID, by=STRIPE, what=what, **values)


def _payment_values(session: Session) -> dict[str, Any]:
    return {
        "paid_pence": session.amount_total_pence,
        "stripe_session_id": session.id,
        "stripe_payment_intent_id": session.payment_intent_id,
    }


def _complete_sale(order: Order) -> None:
    """Complete the sale: sell the held stock, number the invoice, queue the confirmation mail."""
    sell_held_stock(order.held_pieces(), reference=order.number)
    if order.user:
        use_up_first_order(order.user)
    if order.state in STILL_IN_CART:  # `order.state` is still the state before the transition
        _take_from_cart(order)
    seller = seller_as_printed()
    number = next_invoice_number()
    Order.objects.filter(pk=order.pk).update(invoice_number=number, invoiced_by=seller)
    log.info("order %s is paid", order.number)
    transaction.on_commit(lambda: sys.audit(FaultPoint.PAYMENT_COMMITTED))
    if settings.SEND_ORDER_CONFIRMATION_EMAIL:
        queue_mail(CONFIRMATION, order)
    if settings.ORDERS_NOTIFICATION_EMAIL:
        tell_owner(NEW_ORDER, order)
    order_paid.send(Order, order=order.pk)
    sys.audit(FaultPoint.PAYMENT_TAKEN)


def _wait_for_payment(order: Order, source_note: str) -> None:
    """Wait for a delayed payment method: extend the hold and keep the first-order claim. The goods
    leave the cart, which may be used for another purchase."""
    until = timezone.now() + LONGEST_PROCESSING
    what = f"The payment is processing{source_note}"
    if transition_order(order, OrderState.PROCESSING, by=STRIPE, what=what, hold_until=until):
        _take_from_cart(order)


def _put_under_review(order: Order, session: Session, mismatch: str) -> None:
    values = _payment_values(session) | {"review_reason": mismatch}
    if transition_order(order, OrderState.UNDER_REVIEW, by=STRIPE, what=mismatch, **values):
        if order.state in STILL_IN_CART:  # `order.state` is still the state before the transition
            _take_from_cart(order)
        log.error("order %s is under review: %s", order.number, mismatch)
        tell_owner(PROBLEM, order)


def _mismatch(order: Order, session: Session) -> str:
    """Describe for the owner how the payment differs from the order; empty if it does not."""
    if session.currency.lower() != "gbp":
        return f"Paid in {session.currency}, not in pounds."
    if session.amount_total_pence != order.total_pence:
        paid, total = pounds(session.amount_total_pence), pounds(order.total_pence)
        return f"The buyer paid {paid}, but the order is for {total}."
    return ""


def _take_from_cart(order: Order) -> None:
    """Remove the order's quantities from its cart; later additions stay."""
    cart = order.current_cart
    if cart is None:
        return
    sold = dict(order.lines.values_list("sku_id", "quantity"))
    lines = CartLine.objects.filter(cart=cart, sku__in=sold)
    has_more = [Q(sku=sku, quantity__gt=quantity) for sku, quantity in sold.items()]
    left = [When(sku=sku, then=F("quantity") - quantity) for sku, quantity in sold.items()]
    lines.exclude(reduce(or_, has_more, Q())).delete()
    lines.update(quantity=Case(*left))
