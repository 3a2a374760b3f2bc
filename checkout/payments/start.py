"""Start a payment: place an order of the cart and open its payment page at Stripe.

A call to Stripe that ended in a 500 or a timeout may have succeeded, and a retry with the same key
returns the same 500. Its session is orphaned: the order is closed and the shopper was never
redirected to the payment page, but the session could still be paid. So it is found among Stripe's
sessions by the order's number and expired: a cart never has two open payment pages.
"""

import logging
import sys
import time
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.models import AnonymousUser

from accounts.models import User
from checkout.fault_points import FaultPoint
from checkout.models import Cart, Order, OrderState
from checkout.models.order import OrderQuerySet
from checkout.orders.contact import Contact
from checkout.orders.limits import UNKNOWN, Origin
from checkout.orders.place import CartChanged, OrderAlreadyOpen, place_order
from checkout.orders.release import release_order
from checkout.orders.state import SHOP, SHOPPER, Actor, log_order_event
from checkout.payments.hold_recall import recall_holds
from checkout.payments.settle import settle
from checkout.stripe import gateway
from checkout.stripe.gateway import NoSuchObject, Session, StripeRefused, StripeUnavailable
from checkout.stripe.session_parameters import coupon_id
from jobs.tasks import do_each

log = logging.getLogger(__name__)

MAX_RECALLS = 5
# How long a request waits for the payment page that a concurrent request opens. Stripe responds
# within a second or two.
WAIT_SECONDS = 15
POLL_SECONDS = 0.1
ANOTHER_TRY = "The shopper tried again"
CLOCKS_MAY_DIFFER = timedelta(minutes=5)


class AlreadyPaid(Exception):
    """An earlier order of this cart is paid: it is settled, and no new one is placed."""

    def __init__(self, order: Order) -> None:
        super().__init__(order.number)
        self.order = order


class ReleasedMeanwhile(StripeRefused):
    """A concurrent request released the order before its payment page was open."""


class PaymentUnavailable(Exception):
    """Stripe is unavailable, so no payment page was opened. The cart is kept, no stock is held."""


class PaymentRefused(Exception):
    """Stripe refused to open a payment page for this order. The cart is kept, no stock is held."""


def start_payment(
    *,
    cart: Cart,
    user: User | AnonymousUser,
    contact: Contact,
    shown_total_pence: int | None,
    confirmed_age: int | None = None,
    origin: Origin = UNKNOWN,
    pressed_at: datetime | None = None,
) -> tuple[Order, str]:
    """Place an order and open its payment page. Return the order and the page's URL.

    An earlier unpaid order of the same cart is released first, and so are yielding orders that hold
    missing stock. A form sent twice at once makes one order and one page: `pressed_at` is when this
    request arrived, and an order of the cart placed later belongs to the other request.

    Raises AlreadyPaid, PaymentUnavailable, PaymentRefused and the errors of `place_order`.
    """
    if Order.objects.of_cart(cart).replaceable().exists():
        unpaid = Order.objects.awaiting_payment().of_cart(cart)
        if pressed_at and unpaid.filter(placed_at__gt=pressed_at).exists():
            return _follow_concurrent_request(cart, contact, shown_total_pence)
        close_open_orders(cart)
    try:
        order = _place(
            cart=cart,
            user=user,
            contact=contact,
            shown_total_pence=shown_total_pence,
            confirmed_age=confirmed_age,
            origin=origin,
        )
    except OrderAlreadyOpen:
        return _follow_concurrent_request(cart, contact, shown_total_pence)
    sys.audit(FaultPoint.ORDER_PLACED)
    try:
        session = open_session(order)
    except ReleasedMeanwhile:
        return _follow_concurrent_request(cart, contact, shown_total_pence)
    except (StripeUnavailable, StripeRefused) as error:
        log.error("order %s has no payment page: %s", order.number, error)
        release_order(order, OrderState.CANCELLED, by=SHOP, why=f"No payment page: {error}")
        is_refusal = isinstance(error, StripeRefused)
        raise (PaymentRefused if is_refusal else PaymentUnavailable) from error
    return order, session.url


def _follow_concurrent_request(
    cart: Cart, contact: Contact, shown_total_pence: int | None
) -> tuple[Order, str]:
    """Wait for the payment page of a concurrent request and return its order and URL.

    After a double click the browser shows the response to the last click only. Raises
    OrderAlreadyOpen if the other request sent another form, or fails.
    """
    deadline = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < deadline:
        order = Order.objects.awaiting_payment().of_cart(cart).first()
        if order is None or not _is_from_same_form(order, contact, shown_total_pence):
            break
        if order.stripe_session_id:
            return order, _open_page_url(order.stripe_session_id)
        time.sleep(POLL_SECONDS)
    raise OrderAlreadyOpen


def _is_from_same_form(order: Order, contact: Contact, shown_total_pence: int | None) -> bool:
    """Return whether the order was placed with the same contact and total."""
    if shown_total_pence not in (None, order.total_pence):
        return False
    return all(getattr(order, name) == getattr(contact, name) for name in Contact.__slots__)


def _open_page_url(session_id: str) -> str:
    try:
        session = gateway.retrieve_session(session_id)
    except (StripeUnavailable, StripeRefused) as error:
        raise PaymentUnavailable from error
    if not session.is_open:
        raise OrderAlreadyOpen
    return session.url


def _place(*, cart: Cart, **values: Any) -> Order:
    """Place the order, if needed with the stock of yielding orders.

    Another shopper may take the recalled stock first; so try `MAX_RECALLS` times.
    """
    for _ in range(MAX_RECALLS):
        try:
            return place_order(cart=cart, **values)
        except CartChanged as changed:
            if not (changed.demand and recall_holds(changed.demand, cart=cart)):
                raise
    return place_order(cart=cart, **values)


def close_open_orders(cart: Cart) -> None:
    """Expire the cart's open sessions at Stripe, orphaned ones included, and release their orders.

    An order whose payment is processing is left alone: its goods have left the cart, which now
    holds another purchase. Raises AlreadyPaid or PaymentUnavailable.
    """
    for order in Order.objects.awaiting_payment().of_cart(cart):
        close_order(order, why=ANOTHER_TRY)
    try:
        paid = close_lost_sessions(Order.objects.of_cart(cart))
    except (StripeUnavailable, StripeRefused) as error:
        raise PaymentUnavailable from error
    if paid:
        raise AlreadyPaid(Order.objects.get(pk=paid[0].pk))


def close_order(order: Order, *, why: str, by: Actor = SHOPPER) -> None:
    """Expire an order's session at Stripe, then cancel the order, for the shopper by default.

    Raises AlreadyPaid (also if the payment is processing) or PaymentUnavailable.
    """
    if order.stripe_session_id:
        _close_session(order, order.stripe_session_id, why=why, by=by)
    else:
        release_order(order, OrderState.CANCELLED, by=by, why=why)


def _close_session(order: Order, session_id: str, *, why: str, by: Actor) -> None:
    Order.objects.filter(pk=order.pk).update(
        cancel_reason=why, cancel_actor=by.kind, cancel_user=by.user_id
    )
    try:
        session = gateway.expire_session(session_id)
    except NoSuchObject:
        log.error("order %s: Stripe does not know its session", order.number)
        release_order(order, OrderState.CANCELLED, by=SHOP, why="Stripe does not know its session")
        return
    except (StripeUnavailable, StripeRefused) as error:
        Order.objects.open().filter(pk=order.pk).update(
            cancel_reason="", cancel_actor="", cancel_user=None
        )
        raise PaymentUnavailable from error
    if session.is_expired:
        release_order(order, OrderState.CANCELLED, by=by, why=why)
        return
    raise AlreadyPaid(settle(session, source="another payment attempt") or order)


def open_session(order: Order) -> Session:
    """Create the order's session at Stripe and store its id, before the shopper is redirected.

    Raises the gateway's errors. Expires the session and raises StripeRefused if its amount differs
    from the order's, or ReleasedMeanwhile if the order was released in the meantime.
    """
    if order.order_saving_pence:
        gateway.create_coupon(
            coupon_id=coupon_id(order),
            name=order.savings.coupon_name,
            amount_pence=order.order_saving_pence,
            redeem_by=order.stripe_parameters["expires_at"],
            idempotency_key=f"{order.idempotency_key}-coupon",
        )
        sys.audit(FaultPoint.COUPON_CREATED)
    session = gateway.create_session(
        parameters=order.stripe_parameters, idempotency_key=str(order.idempotency_key)
    )
    sys.audit(FaultPoint.SESSION_CREATED)
    if session.amount_total_pence != order.total_pence:
        gateway.expire_session(session.id)
        raise StripeRefused(
            f"Stripe charges {session.amount_total_pence} p for an order of {order.total_pence} p"
        )
    is_stored = (
        Order.objects.open()
        .filter(pk=order.pk, stripe_session_id=None)
        .update(stripe_session_id=session.id)
    )
    if not is_stored:
        gateway.expire_session(session.id)
        raise ReleasedMeanwhile("the order was released in another tab")
    sys.audit(FaultPoint.SESSION_KEPT)
    log_order_event(order, "Payment page opened", by=SHOP)
    return session


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
