"""Placing an order: one transaction that prices the cart again, copies it and holds its stock."""

import secrets
import uuid
from collections.abc import Mapping

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.email_addresses import email_hash
from catalog.models import Sku
from catalog.stock import OutOfStock, hold_stock
from checkout.cart.availability import demand_of
from checkout.cart.summary import CartSummary, summarise_cart
from checkout.first_order.claim import ClaimTaken, claim_first_order
from checkout.models import Cart, Order, OrderHold, OrderLine
from checkout.orders.contact import Contact
from checkout.orders.holds import let_order_yield
from checkout.orders.limits import (
    SESSION_LASTS,
    UNKNOWN,
    Buyer,
    HoldTimes,
    Origin,
    Party,
    TooManyOpenOrders,
    count_open_orders,
    times_of_hold,
)
from checkout.orders.quote_log import log_quote
from checkout.orders.state import SHOPPER, start_timeline
from checkout.pricing.quote import Quote
from checkout.stripe.session_parameters import session_parameters
from sitewide.templatetags.money import pounds

MIN_TOTAL_PENCE = 30
MAX_TOTAL_PENCE = 999_999_99  # Stripe's amounts have eight digits
_NUMBER_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


class CartEmpty(Exception):
    """There is nothing to order."""


class CartChanged(Exception):
    """A line is no longer for sale, or there are fewer left than the cart holds.

    `demand` is what was wanted where it is only the stock that falls short.
    """

    def __init__(self, demand: Mapping[str, int] | None = None):
        super().__init__(demand)
        self.demand = demand or {}


class TotalChanged(Exception):
    """The cart costs something else than what the shopper was shown. Amounts are pence."""

    def __init__(self, shown_pence: int, quote: Quote):
        super().__init__(f"{shown_pence} shown, {quote.total_pence} due")
        self.shown_pence = shown_pence
        self.quote = quote


class TotalTooSmall(Exception):
    """Stripe takes no payment under 30 p."""


class TotalTooLarge(Exception):
    """Stripe takes no payment above £999,999.99, before and after what a coupon takes off."""


class OrderAlreadyOpen(Exception):
    """Another tab has just placed an order from this cart."""


def place_order(
    *,
    cart: Cart,
    user,
    contact: Contact,
    shown_total_pence: int | None,
    origin: Origin = UNKNOWN,
) -> Order:
    """An order of this cart, its stock held and the first-order saving claimed, or nothing at all.

    Raises CartEmpty, CartChanged, TotalChanged, TotalTooSmall, TotalTooLarge, OrderAlreadyOpen,
    ClaimTaken or TooManyOpenOrders.
    """
    demand: Mapping[str, int] = {}
    buyer = Buyer(cart, user.pk, email_hash(contact.email), origin)
    try:
        with transaction.atomic():
            if not Cart.objects.select_for_update().filter(pk=cart.pk).exists():
                raise CartEmpty
            counts = count_open_orders(buyer)
            reading = summarise_cart(cart, user, contact_email=contact.email)
            _check(reading, shown_total_pence)
            demand = demand_of(reading.offer_lines())
            times = times_of_hold(
                buyer,
                pieces=sum(demand.values()),
                open_of_network=counts.get(Party.NETWORK, 0),
            )
            order = _create_order(buyer, user, contact, reading, times)
            _copy_lines(order, reading)
            _hold(order, demand)
            if order.is_first_order:
                claim_first_order(order)
            order.stripe_parameters = session_parameters(order, list(order.lines.all()))
            order.save(update_fields=["stripe_parameters"])
            start_timeline(order, by=SHOPPER, what=f"Placed for {pounds(order.total_pence)}")
            transaction.on_commit(lambda: log_quote(order.number, reading.quote))
            return order
    except OutOfStock:
        raise CartChanged(demand) from None


def _check(reading: CartSummary, shown_total_pence: int | None) -> None:
    if reading.is_empty:
        raise CartEmpty
    if not reading.can_be_ordered:
        raise CartChanged
    total = reading.quote.total_pence
    if shown_total_pence is not None and shown_total_pence != total:
        raise TotalChanged(shown_total_pence, reading.quote)
    if total < MIN_TOTAL_PENCE:
        raise TotalTooSmall
    if total + reading.quote.first_order_saving_pence > MAX_TOTAL_PENCE:
        raise TotalTooLarge


def _create_order(
    buyer: Buyer, user, contact: Contact, reading: CartSummary, times: HoldTimes
) -> Order:
    quote = reading.quote
    try:
        with transaction.atomic():
            return Order.objects.create(
                number=_new_number(),
                user=user if user.is_authenticated else None,
                cart=buyer.cart,
                email_hash=buyer.email_hash,
                account_email_hash=email_hash(user.email) if user.is_authenticated else "",
                browser=buyer.origin.browser,
                network=buyer.origin.network,
                **{name: getattr(contact, name) for name in Contact.__slots__},
                list_pence=quote.list_pence,
                bundle_saving_pence=quote.bundle_saving_pence,
                first_order_saving_pence=quote.first_order_saving_pence,
                delivery_pence=quote.delivery_pence,
                total_pence=quote.total_pence,
                vat_percent=quote.vat_percent,
                vat_pence=quote.vat_pence,
                is_first_order=quote.is_first_order,
                savings=[
                    {"kind": s.kind.value, "pence": s.pence, "reason": s.reason}
                    for s in quote.savings
                ],
                delivery_days=reading.rules.delivery_days,
                session_expires_at=timezone.now() + SESSION_LASTS,
                hold_until=times.hold_until,
                first_held_at=times.first_held_at,
                yields_from=times.yields_from,
                idempotency_key=uuid.uuid4(),
            )
    except IntegrityError:
        if Order.objects.awaiting_payment().filter(cart=buyer.cart).exists():
            raise OrderAlreadyOpen from None
        raise


def _copy_lines(order: Order, reading: CartSummary) -> None:
    pages = dict(
        Sku.objects.filter(pk__in=[line.sku for line in reading.lines]).values_list("pk", "page_id")
    )
    demand = {
        offer.sku: {part.sku: part.pieces for part in offer.demand}
        for offer, _ in reading.offer_lines()
    }
    OrderLine.objects.bulk_create(
        OrderLine(
            order=order,
            sku_id=line.sku,
            page_id=pages[line.sku],
            title=line.title,
            quantity=line.quantity,
            list_pence=line.unit.list_pence,
            price_pence=line.unit.price_pence,
            saving_percent=line.unit.saving_percent,
            demand=demand[line.sku],
        )
        for line in reading.quote.lines
    )


def _hold(order: Order, demand: Mapping[str, int]) -> None:
    OrderHold.objects.bulk_create(
        OrderHold(order=order, sku_id=sku, pieces=pieces) for sku, pieces in demand.items()
    )
    hold_stock(demand)
    if order.yields_from <= timezone.now():
        let_order_yield(order)


def _new_number() -> str:
    return "AV-" + "".join(secrets.choice(_NUMBER_ALPHABET) for _ in range(8))


__all__ = [
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
