"""Priced view of a cart: its lines at today's prices, what has changed, and its quote."""

from collections import Counter
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser

from accounts.models import User
from catalog.models.shop_rules import current_rules
from catalog.offers import Offer, offers_for
from catalog.prices import MoneyRules
from checkout.cart.availability import CartCapacity, cart_capacity, demand_of
from checkout.first_order.claim import FirstOrder, first_order_of
from checkout.models import Cart, CartLine
from checkout.pricing.quote import LineInput, Quote, price_cart


@dataclass(frozen=True, slots=True)
class LineSummary:
    """A cart line at today's price. `offer` is None if it is no longer for sale.

    `most` is the number of units that the cart may hold, next to its other lines. `is_limited`: the
    stock would allow more, but the limit per order does not.
    """

    sku: str
    title: str
    quantity: int
    price_shown_pence: int
    offer: Offer | None
    most: int
    is_limited: bool = False
    was_just_added: bool = False

    @property
    def is_gone(self) -> bool:
        return self.offer is None

    @property
    def is_short(self) -> bool:
        return self.offer is not None and self.quantity > self.most

    @property
    def total_pence(self) -> int:
        return self.offer.price_pence * self.quantity if self.offer else 0

    @property
    def list_total_pence(self) -> int:
        return self.offer.list_pence * self.quantity if self.offer else 0

    @property
    def has_new_price(self) -> bool:
        return self.offer is not None and self.offer.price_pence != self.price_shown_pence


@dataclass(frozen=True, slots=True)
class CartSummary:
    """A priced cart. `quote` contains only the lines that are for sale."""

    lines: tuple[LineSummary, ...]
    quote: Quote
    rules: MoneyRules
    first_order: FirstOrder

    @property
    def is_empty(self) -> bool:
        return not self.lines

    @property
    def can_be_ordered(self) -> bool:
        return bool(self.lines) and not any(line.is_gone or line.is_short for line in self.lines)

    @property
    def unit_count(self) -> int:
        return sum(line.quantity for line in self.lines)

    @property
    def needs_verified_email(self) -> bool:
        return self.first_order is FirstOrder.NEEDS_VERIFIED_EMAIL

    @property
    def to_free_delivery_pence(self) -> int:
        """List-price amount missing for free delivery; 0 if delivery is free or not charged."""
        if not self.quote.delivery_pence:
            return 0
        return self.rules.free_delivery_from_pence - self.quote.list_pence

    def offer_lines(self) -> list[tuple[Offer, int]]:
        """Return offer and quantity of each line that is for sale."""
        return [(line.offer, line.quantity) for line in self.lines if line.offer]


def summarise_cart(
    cart: Cart | None, user: User | AnonymousUser, *, contact_email: str = ""
) -> CartSummary:
    """Price the cart for this visitor; None gives an empty summary. Changes nothing.

    `contact_email`: the email address of the order, once known. There is no first-order saving if
    it was used with this address before.
    """
    rules = current_rules()
    stored = list(cart.lines.all()) if cart else []
    offers = offers_for([line.sku_id for line in stored], rules=rules) if stored else {}
    lines = _summarise_lines(cart, stored, offers)
    first_order = FirstOrder.NONE
    if stored:
        first_order = first_order_of(user, cart=cart, contact_email=contact_email)
    quote = price_cart(
        lines=[
            LineInput(line.sku, line.offer.title, line.quantity, line.offer.unit)
            for line in lines
            if line.offer
        ],
        is_first_order=first_order is FirstOrder.WAITING,
        rules=rules,
    )
    return CartSummary(lines, quote, rules, first_order)


def _summarise_lines(
    cart: Cart | None, stored: list[CartLine], offers: dict[str, Offer]
) -> tuple[LineSummary, ...]:
    wanted = [(offers[line.sku_id], line.quantity) for line in stored if line.sku_id in offers]
    demand = demand_of(wanted)
    capacity = CartCapacity({}, {})
    if cart and demand:
        capacity = cart_capacity(cart, [offer for offer, _ in wanted])
    return tuple(
        _summarise_line(line, offers.get(line.sku_id), demand, capacity) for line in stored
    )


def _summarise_line(
    line: CartLine, offer: Offer | None, demand: Counter[str], capacity: CartCapacity
) -> LineSummary:
    others = demand - demand_of([(offer, line.quantity)]) if offer else demand
    most = capacity.units(offer, others) if offer else 0
    return LineSummary(
        sku=line.sku_id,
        title=offer.title if offer else line.title_shown,
        quantity=line.quantity,
        price_shown_pence=line.price_shown_pence,
        offer=offer,
        most=most,
        was_just_added=line.pressed_at is not None,
        is_limited=(
            offer is not None and most < min(line.quantity, capacity.free_units(offer, others))
        ),
    )
