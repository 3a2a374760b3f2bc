"""Place an order: price the cart again, copy it and hold its stock, in one transaction."""

import secrets
import uuid
from collections.abc import Mapping

from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import User
from catalog.models.stock import OutOfStock, hold_stock
from checkout.cart.summary import CartSummary, demand_of, summarise_cart
from checkout.first_order.claim import ClaimTaken, claim_first_order
from checkout.models import Cart, Order, OrderHold, OrderLine
from checkout.orders.contact import Contact
from checkout.orders.holds import mark_order_yielding
from checkout.orders.limits import (
    SESSION_LASTS,
    UNKNOWN,
    Buyer,
    HoldTimes,
    Origin,
    Party,
    TooManyOpenOrders,
    count_open_orders,
    hold_times,
)
from checkout.orders.quote_log import log_quote
from checkout.orders.state import SHOPPER, start_timeline
from checkout.pricing.quote import Quote
from checkout.stripe.session_parameters import session_parameters
from sitewide.email_addresses import email_hash
from sitewide.templatetags.money import pounds

MIN_TOTAL_PENCE = 30
MAX_TOTAL_PENCE = 999_999_99  # Stripe's amounts have eight digits
_NUMBER_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


class CartEmpty(Exception):
    """The cart has no lines."""


class AgeNotConfirmed(Exception):
    """The cart has an age limit that the buyer has not confirmed."""

    def __init__(self, limit: int) -> None:
        super().__init__(limit)
        self.limit = limit


class CartChanged(Exception):
    """A line is no longer for sale, or the stock is lower than its quantity.

    `demand` is the pieces needed by product SKU, if only the stock is too low.
    """

    def __init__(self, demand: Mapping[str, int] | None = None) -> None:
        super().__init__(demand)
        self.demand = demand or {}


class TotalChanged(Exception):
    """The cart's total differs from the total that the shopper saw. Amounts are pence."""

    def __init__(self, shown_pence: int, quote: Quote) -> None:
        super().__init__(f"{shown_pence} shown, {quote.total_pence} due")
        self.shown_pence = shown_pence
        self.quote = quote


class TotalTooSmall(Exception):
    """The total is below Stripe's minimum of 30p."""


class TotalTooLarge(Exception):
    """The total is above Stripe's maximum of £999,999.99, which also holds before the coupon."""


class OrderAlreadyOpen(Exception):
    """Another request has just placed an order from this cart."""


def place_order(
    *,
    cart: Cart,
    user: User | AnonymousUser,
    contact: Contact,
    shown_total_pence: int | None,
    confirmed_age: int | None = None,
    origin: Origin = UNKNOWN,
) -> Order:
    """Place an order of this cart, hold its stock and claim the first-order saving, or do nothing.

    `shown_total_pence` is the total that the shopper saw; None skips the comparison.
    `confirmed_age`: the years that the buyer has confirmed.
    Raises CartEmpty, CartChanged, TotalChanged, TotalTooSmall, TotalTooLarge, AgeNotConfirmed,
    OrderAlreadyOpen, ClaimTaken or TooManyOpenOrders.
    """
    demand: Mapping[str, int] = {}
    buyer = Buyer(cart, user.pk, email_hash(contact.email), origin)
    try:
        with transaction.atomic():
            if not Cart.objects.select_for_update().filter(pk=cart.pk).exists():
                raise CartEmpty
            counts = count_open_orders(buyer)
            summary = summarise_cart(cart, user, contact_email=contact.email)
            _check(summary, shown_total_pence)
            _check_age(summary.minimum_age, confirmed_age)
            demand = demand_of(summary.offer_lines())
            times = hold_times(
                buyer,
                pieces=sum(demand.values()),
                open_of_network=counts.get(Party.NETWORK, 0),
            )
            order = _order_of(buyer, user, contact, summary, times)
            lines = _lines_of(order, summary)
            order.stripe_parameters = session_parameters(order, lines)
            order.save(force_insert=True)
            OrderLine.objects.bulk_create(lines)
            _hold_stock(order, demand)
            if order.is_first_order:
                claim_first_order(order)
            start_timeline(order, by=SHOPPER, what=_placed_text(order))
            transaction.on_commit(lambda: log_quote(order.number, summary.quote))
            return order
    except OutOfStock:
        raise CartChanged(demand) from None
    except IntegrityError:
        if Order.objects.awaiting_payment().filter(cart=cart).exists():
            raise OrderAlreadyOpen from None
        raise


def _placed_text(order: Order) -> str:
    text = f"Placed for {pounds(order.total_pence)}"
    if order.age_confirmed:
        text += f"; the buyer confirmed to be {order.age_confirmed} or over"
    return text


def _check(summary: CartSummary, shown_total_pence: int | None) -> None:
    if summary.is_empty:
        raise CartEmpty
    if not summary.can_be_ordered:
        raise CartChanged
    total = summary.quote.total_pence
    if shown_total_pence is not None and shown_total_pence != total:
        raise TotalChanged(shown_total_pence, summary.quote)
    if total < MIN_TOTAL_PENCE:
        raise TotalTooSmall
    if total + summary.quote.savings.order_pence > MAX_TOTAL_PENCE:
        raise TotalTooLarge


def _check_age(limit: int | None, confirmed_age: int | None) -> None:
    """Raise AgeNotConfirmed if the cart has a higher age limit than the buyer has confirmed."""
    if limit and (confirmed_age or 0) < limit:
        raise AgeNotConfirmed(limit)


def _order_of(
    buyer: Buyer,
    user: User | AnonymousUser,
    contact: Contact,
    summary: CartSummary,
    times: HoldTimes,
) -> Order:
    """Build the order, not saved, with its amounts and times."""
    quote = summary.quote
    return Order(
        number=_new_number(),
        user=user if user.is_authenticated else None,
        cart=buyer.cart,
        email_hash=buyer.email_hash,
        account_email_hash=email_hash(user.email) if user.is_authenticated else "",
        browser=buyer.origin.browser,
        network=buyer.origin.network,
        **{name: getattr(contact, name) for name in Contact.__slots__},
        list_pence=quote.list_pence,
        bundle_saving_pence=quote.savings.bundle_pence,
        order_saving_pence=quote.savings.order_pence,
        delivery_pence=quote.delivery_pence,
        total_pence=quote.total_pence,
        vat_percent=quote.vat_percent,
        vat_pence=quote.vat_pence,
        is_first_order=quote.is_first_order,
        quoted_savings=quote.savings.to_json(),
        delivery_days=summary.rules.delivery_days,
        age_confirmed=summary.minimum_age,
        session_expires_at=timezone.now() + SESSION_LASTS,
        hold_until=times.hold_until,
        first_held_at=times.first_held_at,
        yields_from=times.yields_from,
        idempotency_key=uuid.uuid4(),
    )


def _lines_of(order: Order, summary: CartSummary) -> list[OrderLine]:
    """Build the lines, not saved: copies of what the offers are now."""
    offers = {offer.sku: offer for offer, _ in summary.offer_lines()}
    return [
        OrderLine(
            order=order,
            sku_id=line.sku,
            page_id=offers[line.sku].page_id,
            title=line.title,
            quantity=line.quantity,
            list_pence=line.unit.list_pence,
            price_pence=line.unit.price_pence,
            saving_percent=line.unit.saving_percent,
            demand={part.sku: part.pieces for part in offers[line.sku].demand},
            part_labels=offers[line.sku].part_labels,
        )
        for line in summary.quote.lines
    ]


def _new_number() -> str:
    return "AV-" + "".join(secrets.choice(_NUMBER_ALPHABET) for _ in range(8))


__all__ = [
    "AgeNotConfirmed",
    "CartChanged",
    "CartEmpty",
    "ClaimTaken",
    "OrderAlreadyOpen",
    "TooManyOpenOrders",
    "TotalChanged",
    "TotalTooLarge",
    "TotalTooSmall",
    "place_order",
]


def _hold_stock(order: Order, demand: Mapping[str, int]) -> None:
    """Hold stock for a new order, in the caller's transaction: pieces by product SKU.

    Raises OutOfStock. The hold yields at once if the limits say so (`orders.limits`).
    """
    OrderHold.objects.bulk_create(
        OrderHold(order=order, sku_id=sku, pieces=pieces) for sku, pieces in demand.items()
    )
    hold_stock(demand)
    if order.yields_from and order.yields_from <= timezone.now():
        mark_order_yielding(order)
