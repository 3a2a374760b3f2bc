"""Payment pages that Stripe made although its answer was lost.

A call that ended in a 500 or a time-out may have been carried out all the same, and asking again
with its key brings the same 500. The order is given up by then and nobody was sent to the page, but
it could still be paid: it is found among Stripe's sessions by the order's number, and closed, so
that no cart ever has two pages that take money.
"""

import logging
from datetime import timedelta

from checkout.models import Order
from checkout.orders.state import SHOP, log_order_event
from checkout.payments.settle import settle
from checkout.stripe import gateway
from checkout.stripe.gateway import Session
from jobs.failures import do_each

log = logging.getLogger(__name__)

CLOCKS_MAY_DIFFER = timedelta(minutes=5)


def close_lost_sessions(orders) -> list[Order]:
    """Close what those of `orders` (a queryset) left open at Stripe unheard. Gives the orders that
    turn out to be paid; they are settled. Nothing is asked of Stripe where nothing can be lost.

    Raises StripeUnavailable or StripeRefused.
    """
    found = [(order, _close(order, session)) for order, session in _lost_sessions(orders)]
    return [order for order, session in found if session.is_paid]


def close_all_lost_sessions() -> None:
    """The clock's part: each by itself, so that one that cannot be closed stops no other."""
    sessions: dict[Order, list[Session]] = {}
    for order, session in _lost_sessions(Order.objects.all()):
        sessions.setdefault(order, []).append(session)

    def close(order: Order) -> None:
        for session in sessions[order]:
            _close(order, session)

    do_each("lost payment page of order", sessions, close)


def _lost_sessions(orders) -> list[tuple[Order, Session]]:
    lost = {order.number: order for order in orders.perhaps_open_at_stripe()}
    if not lost:
        return []
    since = min(order.placed_at for order in lost.values()) - CLOCKS_MAY_DIFFER
    sessions = list(gateway.sessions_since(int(since.timestamp())))
    return [(lost[s.order_number], s) for s in sessions if s.order_number in lost]


def _close(order: Order, session: Session) -> Session:
    """What becomes of it: it may have been paid before it could be closed."""
    if session.is_open:
        session = gateway.expire_session(session.id)
    ours = Order.objects.filter(pk=order.pk, stripe_session_id=None)
    if ours.update(stripe_session_id=session.id):
        log.warning("order %s had a payment page that nobody knew of", order.number)
        log_order_event(order, "Found a payment page whose address had been lost", by=SHOP)
    settle(session, source="the search for lost payment pages")
    return session
