"""Settling: what Stripe says of a session becomes the state of its order, exactly once.

The webhook, the return page and the reconciliation all come here. The caller reads the session from
Stripe first; nothing here uses the network.
"""

import logging
from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from catalog.stock import OutOfStock, hold_stock, sell_held_stock
from checkout.first_order import ClaimTaken, claim_first_order, use_up_first_order
from checkout.giving_up import give_up, held_pieces
from checkout.models import CartLine, Order, OrderState
from checkout.models.order import OPEN_STATES
from checkout.stripe_gateway import Session
from checkout.tasks import refund_late_payment, send_confirmation

log = logging.getLogger(__name__)

LONGEST_PROCESSING = timedelta(days=14)
GIVEN_UP = (OrderState.CANCELLED, OrderState.EXPIRED)


def settle(session: Session, *, has_failed: bool = False) -> Order | None:
    """Bring the session's order to what Stripe says; the order, or None if it is not ours.

    `has_failed`: Stripe has said that a payment on its way will not come. The session itself
    does not tell that from one that is still on its way: both are complete and unpaid.
    """
    with transaction.atomic():
        order = Order.objects.select_for_update().filter(number=session.order_number).first()
        if order is None or not _belongs(session, order):
            return None
        if session.is_paid:
            _take_payment(order, session)
        elif has_failed:
            give_up(order, OrderState.CANCELLED)
        elif session.is_on_its_way:
            _wait_for_payment(order)
        elif session.is_expired:
            give_up(order, OrderState.EXPIRED)
    order.refresh_from_db()
    return order


def _belongs(session: Session, order: Order) -> bool:
    """Another session that names our order settles nothing; a lost answer is found again."""
    if order.stripe_session_id and order.stripe_session_id != session.id:
        log.error("session %s names order %s, which has another", session.id, order.number)
        return False
    return True


def _take_payment(order: Order, session: Session) -> None:
    if order.state in OPEN_STATES:
        difference = _difference(order, session)
        if difference:
            _put_under_review(order, session, difference)
        elif _mark_paid(order, session, OPEN_STATES):
            sell_held_stock(held_pieces(order), reference=order.number)
            _after_payment(order)
    elif order.state in GIVEN_UP:
        _take_late_payment(order, session)


def _take_late_payment(order: Order, session: Session) -> None:
    """Money for an order that was given up: honoured from stock, else refunded in full."""
    if difference := _difference(order, session):
        _put_under_review(order, session, difference)
        return
    try:
        with transaction.atomic():
            hold_stock(held_pieces(order))
            if order.is_first_order and order.user:
                claim_first_order(order)
    except (OutOfStock, ClaimTaken) as gone:
        _mark_paid(order, session, GIVEN_UP, OrderState.REFUND_DUE)
        log.warning("order %s was paid late, and cannot be kept: %r", order.number, gone)
        transaction.on_commit(lambda: refund_late_payment.enqueue(order.pk))
        return
    if _mark_paid(order, session, GIVEN_UP):
        sell_held_stock(held_pieces(order), reference=order.number)
        _after_payment(order)


def _mark_paid(order: Order, session: Session, before, after=OrderState.PAID) -> bool:
    changed = Order.objects.filter(pk=order.pk, state__in=before).update(
        state=after,
        paid_at=timezone.now(),
        holds_stock=False,
        stripe_session_id=session.id,
        stripe_payment_intent_id=session.payment_intent_id,
    )
    return bool(changed)


def _after_payment(order: Order) -> None:
    if order.user:
        use_up_first_order(order.user)
    _take_from_cart(order)
    log.info("order %s is paid", order.number)
    transaction.on_commit(lambda: send_confirmation.enqueue(order.pk))


def _take_from_cart(order: Order) -> None:
    """What was sold leaves the cart; what was added since stays."""
    if not order.cart:
        return
    cart = order.cart.merged_into or order.cart
    for sku, quantity in order.lines.values_list("sku_id", "quantity"):
        line = CartLine.objects.filter(cart=cart, sku=sku)
        if not line.filter(quantity__gt=quantity).update(quantity=F("quantity") - quantity):
            line.delete()


def _wait_for_payment(order: Order) -> None:
    """Completed, with a method that pays later: hold and claim stay until Stripe knows."""
    Order.objects.filter(pk=order.pk, state=OrderState.AWAITING_PAYMENT).update(
        state=OrderState.PROCESSING, hold_until=timezone.now() + LONGEST_PROCESSING
    )


def _put_under_review(order: Order, session: Session, difference: str) -> None:
    Order.objects.filter(pk=order.pk).exclude(state=OrderState.PAID).update(
        state=OrderState.UNDER_REVIEW,
        review_reason=difference,
        stripe_session_id=session.id,
        stripe_payment_intent_id=session.payment_intent_id,
    )
    _take_from_cart(order)
    log.error("order %s is under review: %s", order.number, difference)


def _difference(order: Order, session: Session) -> str:
    """What is wrong with the payment, in words for the owner; empty if all is as ordered."""
    if session.currency.lower() != "gbp":
        return f"Paid in {session.currency}, not in pounds."
    if session.amount_total_pence != order.total_pence:
        return f"{session.amount_total_pence} p paid for an order of {order.total_pence} p."
    return ""
