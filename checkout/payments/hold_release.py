"""Release the stock of an unpaid order: its payment page is closed at Stripe first (law 9)."""

import logging
from enum import Enum, auto

from checkout.models import Order, OrderState
from checkout.orders.release import release_order
from checkout.orders.state import Actor
from checkout.payments.settle import settle
from checkout.stripe import gateway
from checkout.stripe.gateway import NoSuchObject, StripeRefused, StripeUnavailable

log = logging.getLogger(__name__)


class HoldOutcome(Enum):
    """What became of the stock that an order held."""

    RELEASED = auto()
    CLOSED_BEFORE = auto()
    BEING_OPENED = auto()
    BEING_PAID = auto()
    STRIPE_UNAVAILABLE = auto()


def release_hold(order: Order, *, by: Actor, why: str, source: str) -> HoldOutcome:
    """Expire the order's session at Stripe, then the order. Call outside of any transaction.

    An order that is paid or being paid is settled and keeps its stock; `source` tells its timeline
    who asked. So does one whose payment page is just being opened.
    """
    if not order.stripe_session_id:
        return HoldOutcome.BEING_OPENED
    try:
        session = gateway.expire_session(order.stripe_session_id)
    except NoSuchObject:
        log.error("order %s: Stripe does not know its session", order.number)
    except (StripeUnavailable, StripeRefused) as error:
        log.warning("order %s keeps its stock: %s", order.number, error)
        return HoldOutcome.STRIPE_UNAVAILABLE
    else:
        if not session.is_expired:
            settle(session, source=source)
            return HoldOutcome.BEING_PAID
    is_released = release_order(order, OrderState.EXPIRED, by=by, why=why)
    return HoldOutcome.RELEASED if is_released else HoldOutcome.CLOSED_BEFORE
