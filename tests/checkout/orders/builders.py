"""Unpaid orders of several buyers, and the passing of time for their holds."""

from datetime import timedelta

from checkout.models import Order
from checkout.orders.contact import Contact
from checkout.orders.limits import (
    Origin,
)
from checkout.payments.start import start_payment
from tests.builders import (
    CONTACT,
    GUEST,
)

MINUTE = timedelta(minutes=1)
CONTACT_FIELDS = {name: getattr(CONTACT, name) for name in CONTACT.__slots__}


def begin(cart, *, user=GUEST, email="guest@example.com", browser="", network="") -> Order:
    contact = Contact(**CONTACT_FIELDS | {"email": email})
    origin = Origin(browser=browser, network=network)
    order, _ = start_payment(
        cart=cart, user=user, contact=contact, shown_total_pence=None, origin=origin
    )
    order.refresh_from_db()
    return order


def grow_older(order: Order, minutes: int) -> None:
    """Move the times of all holds into the past."""
    order.refresh_from_db()
    passed = timedelta(minutes=minutes)
    Order.objects.filter(pk=order.pk).update(
        placed_at=order.placed_at - passed,
        first_held_at=order.first_held_at - passed,
        yields_from=order.yields_from - passed,
        hold_until=order.hold_until - passed,
    )
