"""From a cart to Stripe's payment page."""

import logging

from checkout import stripe_gateway
from checkout.contact import Contact
from checkout.fault_points import FaultPoint, reached
from checkout.giving_up import give_up
from checkout.hold_recall import recall_holds
from checkout.lost_sessions import close_lost_sessions
from checkout.models import Cart, Order, OrderState
from checkout.moving import SHOP, SHOPPER, note_on_order
from checkout.order_origin import UNKNOWN, Origin
from checkout.placing import CartChanged, place_order
from checkout.session_parameters import coupon_id
from checkout.settling import settle
from checkout.stripe_gateway import (
    NoSuchObject,
    Session,
    StripeRefused,
    StripeUnavailable,
)

log = logging.getLogger(__name__)

MAX_RECALLS = 5
ANOTHER_TRY = "The shopper tried again"


class AlreadyPaid(Exception):
    """An earlier order of this cart turns out to be paid: it is settled, and no new one is made."""

    def __init__(self, order: Order):
        super().__init__(order.number)
        self.order = order


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
) -> tuple[Order, str]:
    """Place an order and open its payment page: the order and the page's address.

    An earlier unpaid order of the same cart is given up first, and others that hold what is missing
    and yield. Raises AlreadyPaid, PaymentUnavailable, PaymentRefused, and whatever `place_order`
    raises.
    """
    close_open_orders(cart)
    order = _place(
        cart=cart,
        user=user,
        contact=contact,
        shown_total_pence=shown_total_pence,
        origin=origin,
    )
    reached(FaultPoint.ORDER_PLACED)
    try:
        session = open_session(order)
    except (StripeUnavailable, StripeRefused) as error:
        log.error("order %s has no payment page: %s", order.number, error)
        give_up(order, OrderState.CANCELLED, by=SHOP, why=f"No payment page: {error}")
        is_refusal = isinstance(error, StripeRefused)
        raise (PaymentRefused if is_refusal else PaymentUnavailable) from error
    return order, session.url


def _place(*, cart: Cart, **wish) -> Order:
    """Place it, if need be with the goods of orders that yield. Somebody may take them first, so
    that they are asked for again, a few times."""
    for _ in range(MAX_RECALLS):
        try:
            return place_order(cart=cart, **wish)
        except CartChanged as changed:
            if not (changed.demand and recall_holds(changed.demand, cart=cart)):
                raise
    return place_order(cart=cart, **wish)


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
        give_up(order, OrderState.CANCELLED, by=SHOPPER, why=why)


def _close_session(order: Order, why: str) -> None:
    try:
        session = stripe_gateway.expire_session(order.stripe_session_id)
    except NoSuchObject:
        log.error("order %s: Stripe does not know its session", order.number)
        give_up(order, OrderState.CANCELLED, by=SHOP, why="Stripe does not know its session")
        return
    except (StripeUnavailable, StripeRefused) as error:
        raise PaymentUnavailable from error
    if session.is_expired:
        give_up(order, OrderState.CANCELLED, by=SHOPPER, why=why)
        return
    raise AlreadyPaid(settle(session, heard_from="another try to pay") or order)


def open_session(order: Order) -> Session:
    """The order's session at Stripe, kept with the order before anybody can be sent there.

    StripeRefused also when Stripe would ask for another amount than the order's, or when the order
    was given up meanwhile: the session is then expired. Otherwise as the gateway raises.
    """
    if order.first_order_saving_pence:
        stripe_gateway.create_coupon(
            coupon_id=coupon_id(order),
            amount_pence=order.first_order_saving_pence,
            redeem_by=order.stripe_parameters["expires_at"],
            idempotency_key=f"{order.idempotency_key}-coupon",
        )
        reached(FaultPoint.COUPON_CREATED)
    session = stripe_gateway.create_session(
        parameters=order.stripe_parameters, idempotency_key=str(order.idempotency_key)
    )
    reached(FaultPoint.SESSION_CREATED)
    if session.amount_total_pence != order.total_pence:
        stripe_gateway.expire_session(session.id)
        raise StripeRefused(
            f"Stripe asks {session.amount_total_pence} p for an order of {order.total_pence} p"
        )
    kept = (
        Order.objects.open()
        .filter(pk=order.pk, stripe_session_id=None)
        .update(stripe_session_id=session.id)
    )
    if not kept:
        stripe_gateway.expire_session(session.id)
        raise StripeRefused("the order was given up in another tab")
    reached(FaultPoint.SESSION_KEPT)
    note_on_order(order, "Payment page opened", by=SHOP)
    return session
