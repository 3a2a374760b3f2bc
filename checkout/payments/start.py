"""From a cart to Stripe's payment page."""

import logging
import time
from datetime import datetime

from checkout.fault_points import FaultPoint, reached
from checkout.models import Cart, Order, OrderState
from checkout.orders.contact import Contact
from checkout.orders.limits import UNKNOWN, Origin
from checkout.orders.place import CartChanged, OrderAlreadyOpen, place_order
from checkout.orders.release import release_order
from checkout.orders.state import SHOP, SHOPPER, log_order_event
from checkout.payments.hold_recall import recall_holds
from checkout.payments.orphaned_sessions import close_lost_sessions
from checkout.payments.settle import settle
from checkout.stripe import gateway
from checkout.stripe.gateway import NoSuchObject, Session, StripeRefused, StripeUnavailable
from checkout.stripe.session_parameters import coupon_id

log = logging.getLogger(__name__)

MAX_RECALLS = 5
# How long a press waits for the payment page of another; Stripe answers within a second or two.
OTHER_PRESS_TAKES_S = 15
LOOKS_EVERY_S = 0.1
ANOTHER_TRY = "The shopper tried again"


class AlreadyPaid(Exception):
    """An earlier order of this cart turns out to be paid: it is settled, and no new one is made."""

    def __init__(self, order: Order):
        super().__init__(order.number)
        self.order = order


class GivenUpMeanwhile(StripeRefused):
    """Another press of the button, or another tab, gave the order up before its page was open."""


class PaymentUnavailable(Exception):
    """No payment page can be had now; the cart is kept and nothing is held."""


class PaymentRefused(Exception):
    """Stripe makes no payment page for this order; the cart is kept and nothing is held."""


def start_payment(
    *,
    cart: Cart,
    user,
    contact: Contact,
    shown_total_pence: int | None,
    origin: Origin = UNKNOWN,
    pressed_at: datetime | None = None,
) -> tuple[Order, str]:
    """Place an order and open its payment page: the order and the page's address.

    An earlier unpaid order of the same cart is given up first, and others that hold what is missing
    and yield. The same form sent twice at once leads to one order and one page: `pressed_at` is
    when this one arrived, and an order of the cart that was placed since is the other one's.

    Raises AlreadyPaid, PaymentUnavailable, PaymentRefused, and whatever `place_order` raises.
    """
    unpaid = Order.objects.awaiting_payment().of_cart(cart)
    if pressed_at and unpaid.filter(placed_at__gt=pressed_at).exists():
        return _follow_other_press(cart, contact, shown_total_pence)
    close_open_orders(cart)
    try:
        order = _place(
            cart=cart,
            user=user,
            contact=contact,
            shown_total_pence=shown_total_pence,
            origin=origin,
        )
    except OrderAlreadyOpen:
        return _follow_other_press(cart, contact, shown_total_pence)
    reached(FaultPoint.ORDER_PLACED)
    try:
        session = open_session(order)
    except GivenUpMeanwhile:
        return _follow_other_press(cart, contact, shown_total_pence)
    except (StripeUnavailable, StripeRefused) as error:
        log.error("order %s has no payment page: %s", order.number, error)
        release_order(order, OrderState.CANCELLED, by=SHOP, why=f"No payment page: {error}")
        is_refusal = isinstance(error, StripeRefused)
        raise (PaymentRefused if is_refusal else PaymentUnavailable) from error
    return order, session.url


def _follow_other_press(
    cart: Cart, contact: Contact, shown_total_pence: int | None
) -> tuple[Order, str]:
    """The order and payment page of the other of two presses, once its page is open: the browser
    shows what the last one leads to. OrderAlreadyOpen where the other is no press of the same form,
    or comes to nothing."""
    deadline = time.monotonic() + OTHER_PRESS_TAKES_S
    while time.monotonic() < deadline:
        order = Order.objects.awaiting_payment().of_cart(cart).first()
        if order is None or not _is_press_of(order, contact, shown_total_pence):
            break
        if order.stripe_session_id:
            return order, _open_page_of(order)
        time.sleep(LOOKS_EVERY_S)
    raise OrderAlreadyOpen


def _is_press_of(order: Order, contact: Contact, shown_total_pence: int | None) -> bool:
    """Whether a form with this contact, which showed this total, is the one the order came from."""
    if shown_total_pence not in (None, order.total_pence):
        return False
    return all(getattr(order, name) == getattr(contact, name) for name in Contact.__slots__)


def _open_page_of(order: Order) -> str:
    try:
        session = gateway.retrieve_session(order.stripe_session_id)
    except (StripeUnavailable, StripeRefused) as error:
        raise PaymentUnavailable from error
    if not session.is_open:
        raise OrderAlreadyOpen
    return session.url


def _place(*, cart: Cart, **order) -> Order:
    """Place it, if need be with the goods of orders that yield. Somebody may take them first, so
    that they are asked for again, a few times."""
    for _ in range(MAX_RECALLS):
        try:
            return place_order(cart=cart, **order)
        except CartChanged as changed:
            if not (changed.demand and recall_holds(changed.demand, cart=cart)):
                raise
    return place_order(cart=cart, **order)


def close_open_orders(cart: Cart) -> None:
    """Expire what is left open at Stripe, heard of or not, and give its stock back. AlreadyPaid if
    it was paid. A payment that is known to be on its way is left alone: its goods have left the
    cart, and what is in it now is another purchase."""
    for order in Order.objects.awaiting_payment().of_cart(cart):
        close_order(order, why=ANOTHER_TRY)
    try:
        paid = close_lost_sessions(Order.objects.of_cart(cart))
    except (StripeUnavailable, StripeRefused) as error:
        raise PaymentUnavailable from error
    if paid:
        raise AlreadyPaid(Order.objects.get(pk=paid[0].pk))


def close_order(order: Order, *, why: str) -> None:
    """Give up one open order for the shopper, its page at Stripe first. Raises AlreadyPaid (also
    where the payment is on its way) or PaymentUnavailable."""
    if order.stripe_session_id:
        _close_session(order, why)
    else:
        release_order(order, OrderState.CANCELLED, by=SHOPPER, why=why)


def _close_session(order: Order, why: str) -> None:
    try:
        session = gateway.expire_session(order.stripe_session_id)
    except NoSuchObject:
        log.error("order %s: Stripe does not know its session", order.number)
        release_order(order, OrderState.CANCELLED, by=SHOP, why="Stripe does not know its session")
        return
    except (StripeUnavailable, StripeRefused) as error:
        raise PaymentUnavailable from error
    if session.is_expired:
        release_order(order, OrderState.CANCELLED, by=SHOPPER, why=why)
        return
    raise AlreadyPaid(settle(session, source="another try to pay") or order)


def open_session(order: Order) -> Session:
    """The order's session at Stripe, kept with the order before anybody can be sent there.

    StripeRefused also when Stripe would ask for another amount than the order's, or when the order
    was given up meanwhile: the session is then expired. Otherwise as the gateway raises.
    """
    if order.first_order_saving_pence:
        gateway.create_coupon(
            coupon_id=coupon_id(order),
            amount_pence=order.first_order_saving_pence,
            redeem_by=order.stripe_parameters["expires_at"],
            idempotency_key=f"{order.idempotency_key}-coupon",
        )
        reached(FaultPoint.COUPON_CREATED)
    session = gateway.create_session(
        parameters=order.stripe_parameters, idempotency_key=str(order.idempotency_key)
    )
    reached(FaultPoint.SESSION_CREATED)
    if session.amount_total_pence != order.total_pence:
        gateway.expire_session(session.id)
        raise StripeRefused(
            f"Stripe asks {session.amount_total_pence} p for an order of {order.total_pence} p"
        )
    kept = (
        Order.objects.open()
        .filter(pk=order.pk, stripe_session_id=None)
        .update(stripe_session_id=session.id)
    )
    if not kept:
        gateway.expire_session(session.id)
        raise GivenUpMeanwhile("the order was given up in another tab")
    reached(FaultPoint.SESSION_KEPT)
    log_order_event(order, "Payment page opened", by=SHOP)
    return session
