"""Taking goods back from old unpaid orders for a shopper who wants the last units (law 9)."""

import logging
from collections.abc import Mapping

from django.db.models import F

from catalog.models import Stock
from checkout.models import Cart, Order, OrderState
from checkout.orders.holds import held_pieces, let_old_orders_yield
from checkout.orders.release import release_order
from checkout.orders.state import SHOP
from checkout.payments.settle import settle
from checkout.stripe import gateway
from checkout.stripe.gateway import NoSuchObject, StripeRefused, StripeUnavailable

log = logging.getLogger(__name__)

WHY = "Its goods went to another shopper: it was unpaid for too long, or very large"


def recall_holds(demand: Mapping[str, int], *, cart: Cart) -> bool:
    """Give up as many yielding orders as this demand needs, the oldest first; whether any was.

    Each order's payment page is closed at Stripe before anything is given up, outside of any
    transaction. One that Stripe says is paid, or being paid, is settled and stays.
    """
    let_old_orders_yield()
    missing = _missing(demand)
    yielding = Order.objects.yielding().filter(holds__sku__in=list(missing)).distinct()
    own = Order.objects.of_cart(cart)
    has_recalled = False
    for order in yielding.exclude(pk__in=own).order_by("yields_from", "pk"):
        pieces = {sku: n for sku, n in held_pieces(order).items() if missing.get(sku, 0) > 0}
        if pieces and _recall(order):
            has_recalled = True
            missing = {sku: n - pieces.get(sku, 0) for sku, n in missing.items()}
    return has_recalled


def _missing(demand: Mapping[str, int]) -> dict[str, int]:
    """Pieces that are wanted and neither free nor held for the one who wants them."""
    unheld = Stock.objects.filter(pk__in=list(demand)).annotate(unheld=F("on_hand") - F("held"))
    short = {sku: demand[sku] - n for sku, n in unheld.values_list("pk", "unheld")}
    return {sku: pieces for sku, pieces in short.items() if pieces > 0}


def _recall(order: Order) -> bool:
    """Whether it holds nothing any more. One whose page is just being opened is left alone."""
    if not order.stripe_session_id:
        return False
    try:
        session = gateway.expire_session(order.stripe_session_id)
    except NoSuchObject:
        log.error("order %s: Stripe does not know its session", order.number)
    except (StripeUnavailable, StripeRefused) as error:
        log.warning("order %s keeps its goods: %s", order.number, error)
        return False
    else:
        if not session.is_expired:
            settle(session, source="the search for its goods")
            return False
    if release_order(order, OrderState.EXPIRED, by=SHOP, why=WHY):
        log.warning("order %s gave its goods up to another shopper", order.number)
    return True
