"""Close orphaned Checkout sessions: Stripe created them, but we never received the response.

A call that ended in a 500 or a timeout may have succeeded, and a retry with the same key returns
the same 500. The order is closed and the shopper was never redirected to the payment page, but the
session could still be paid. So it is found among Stripe's sessions by the order's number and
expired: a cart never has two open payment pages.
"""

import logging
from datetime import timedelta

from checkout.models import Order
from checkout.models.order import OrderQuerySet
from checkout.orders.state import SHOP, log_order_event
from checkout.payments.settle import settle
from checkout.stripe import gateway
from checkout.stripe.gateway import Session
from jobs.failures import do_each

log = logging.getLogger(__name__)

CLOCKS_MAY_DIFFER = timedelta(minutes=5)


def close_lost_sessions(orders: OrderQuerySet) -> list[Order]:
    """Expire the orphaned sessions of these orders and settle the orders.

    Return the orders that turn out to be paid. Calls Stripe only if there can be an orphaned
    session. Raises StripeUnavailable or StripeRefused.
    """
    closed = [(order, _close(order, session)) for order, session in _lost_sessions(orders)]
    return [order for order, session in closed if session.is_paid]


def close_all_lost_sessions() -> None:
    """Expire the orphaned sessions of all orders. Runs on a schedule.

    Each order is handled on its own: a failure does not affect the others.
    """
    sessions: dict[Order, list[Session]] = {}
    for order, session in _lost_sessions(Order.objects.all()):
        sessions.setdefault(order, []).append(session)

    def close(order: Order) -> None:
        for session in sessions[order]:
            _close(order, session)

    do_each("lost payment page of order", sessions, close)


def _lost_sessions(orders: OrderQuerySet) -> list[tuple[Order, Session]]:
    lost = {order.number: order for order in orders.perhaps_open_at_stripe()}
    if not lost:
        return []
    since = min(order.placed_at for order in lost.values()) - CLOCKS_MAY_DIFFER
    sessions = list(gateway.sessions_since(int(since.timestamp())))
    return [(lost[s.order_number], s) for s in sessions if s.order_number in lost]


def _close(order: Order, session: Session) -> Session:
    """Expire the session and settle its order. Return the session as it is now: it may have been
    paid before it could be expired."""
    if session.is_open:
        session = gateway.expire_session(session.id)
    ours = Order.objects.filter(pk=order.pk, stripe_session_id=None)
    if ours.update(stripe_session_id=session.id):
        log.warning("order %s had an orphaned payment page", order.number)
        log_order_event(order, "Found a payment page that was missing here", by=SHOP)
    settle(session, source="the search for lost payment pages")
    return session
