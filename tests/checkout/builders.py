"""Orders at each step of their payment, and what Stripe says of them."""

from django.utils import timezone

from catalog.models import Stock
from checkout.models import Dispatch, Order
from checkout.payments.start import start_payment
from checkout.stripe import gateway
from tests.builders import CONTACT, GUEST, a_cart


def an_open_order(*lines, user=GUEST):
    cart = a_cart(*lines, user=None if user is GUEST else user)
    order, _ = start_payment(cart=cart, user=user, contact=CONTACT, shown_total_pence=None)
    order.refresh_from_db()
    return order


def an_order_with_dispatch(*lines) -> Order:
    """Return an open order with a dispatch, for mails about it."""
    order = an_open_order(*lines)
    Dispatch.objects.create(order=order, carrier="Royal Mail", dispatched_at=timezone.now())
    return order


def session_at_stripe(order):
    return gateway.retrieve_session(order.stripe_session_id)


def stock_of(page) -> tuple[int, int]:
    stock = Stock.objects.get(pk=page.sku)
    return stock.on_hand, stock.held


def changed(session, **fields):
    return type(session)(
        **{name: getattr(session, name) for name in session.__dataclass_fields__} | fields
    )
