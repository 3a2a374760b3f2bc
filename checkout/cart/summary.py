"""Priced view of a cart: its lines at today's prices, what has changed, and its quote.

The stock and the limit per order bound the quantities (docs/design.md, laws 4 and 9).
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.db.models import F, IntegerField, OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils.timezone import localdate

from accounts.models import User
from catalog.delivery_dates import DeliveryDate, delivery_date
from catalog.models import Stock
from catalog.models.shop_rules import MAX_UNITS_PER_ORDER, ShopRules, current_rules
from catalog.offers import Offer, offers_for
from catalog.prices import MoneyRules
from checkout.first_order.claim import FirstOrder, first_order_of
from checkout.models import Cart, CartLine, Order, OrderHold
from checkout.pricing.quote import LineInput, Quote, price_cart


def demand_of(wanted: Iterable[tuple[Offer, int]]) -> Counter[str]:
    """Sum the pieces of all lines by product SKU: a bundle and its parts share the same stock."""
    demand: Counter[str] = Counter()
    for offer, quantity in wanted:
        for part in offer.demand:
            demand[part.sku] += part.pieces * quantity
    return demand


@dataclass(frozen=True, slots=True)
class CartCapacity:
    """Pieces of each product that a cart may hold: the `free` stock, and the `limit` per order."""

    free: Mapping[str, int]
    limit: Mapping[str, int]

    def units(self, offer: Offer, taken: Mapping[str, int]) -> int:
        """Units of the offer that the cart may hold. `taken`: pieces used by its other lines."""
        return min(self.free_units(offer, taken), _units(offer, self.limit, taken))

    def free_units(self, offer: Offer, taken: Mapping[str, int]) -> int:
        """Units of the offer by stock alone, without the limit per order."""
        return _units(offer, self.free, taken)


def cart_capacity(cart: Cart, offers: Iterable[Offer]) -> CartCapacity:
    """Return the pieces of the offers' products that this cart may hold. One query.

    Stock held by the cart's own unpaid order counts as free. One unit of an offer is always
    allowed, however many pieces it consists of.
    """
    pieces_per_unit: dict[str, int] = {}
    for part in (part for offer in offers for part in offer.demand):
        pieces_per_unit[part.sku] = max(part.pieces, pieces_per_unit.get(part.sku, 0))
    shop_limit = Subquery(ShopRules.objects.values("most_units_per_order")[:1])
    order_limit = Coalesce(
        F("most_per_order"), shop_limit, MAX_UNITS_PER_ORDER, output_field=IntegerField()
    )
    stock = Stock.objects.free().filter(pk__in=list(pieces_per_unit))
    facts = stock.annotate(limit=order_limit, own=_held_by(cart))
    free, limit = {}, {}
    for sku, free_now, own, limit_now in facts.values_list("pk", "free_now", "own", "limit"):
        free[sku] = free_now + own
        limit[sku] = max(limit_now, pieces_per_unit[sku])
    return CartCapacity(free, limit)


def _held_by(cart: Cart) -> Coalesce:
    """Pieces of a stock held by the cart's unpaid order, unless it yields: they count as free."""
    unpaid = Order.objects.awaiting_payment().of_cart(cart)
    own = unpaid.filter(holds_stock=True, yields=False)
    held = OrderHold.objects.filter(sku=OuterRef("pk"), order__in=own).order_by()
    pieces = held.values("sku").annotate(pieces_held=Sum("pieces")).values("pieces_held")
    return Coalesce(Subquery(pieces), 0, output_field=IntegerField())


def _units(offer: Offer, pieces: Mapping[str, int], taken: Mapping[str, int]) -> int:
    return max(
        0,
        min(
            (
                (pieces.get(part.sku, 0) - taken.get(part.sku, 0)) // part.pieces
                for part in offer.demand
            ),
            default=0,
        ),
    )


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
    def minimum_age(self) -> int | None:
        """The highest age limit of the goods; None if there is none."""
        ages = (offer.minimum_age for offer, _ in self.offer_lines())
        return max(filter(None, ages), default=None)

    @property
    def needs_verified_email(self) -> bool:
        return self.first_order is FirstOrder.NEEDS_VERIFIED_EMAIL

    @property
    def to_free_delivery_pence(self) -> int:
        """List-price amount missing for free delivery; 0 if delivery is free or not charged."""
        if not self.quote.delivery_pence:
            return 0
        return self.rules.free_delivery_from_pence - self.quote.list_pence

    @property
    def delivery(self) -> DeliveryDate | None:
        """When the goods arrive if they are ordered today; None if they cannot be ordered."""
        if not self.can_be_ordered:
            return None
        return delivery_date(localdate(), delivery_days=self.rules.delivery_days)

    def quote_with(self, offer: Offer) -> Quote:
        """Price the cart with one more unit of this offer."""
        added = [*self.offer_lines(), (offer, 1)]
        return _price(added, is_first_order=self.quote.is_first_order, rules=self.rules)

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
    if stored and user.is_authenticated:
        first_order = first_order_of(user, cart=cart, contact_email=contact_email)
    quote = _price(
        [(line.offer, line.quantity) for line in lines if line.offer],
        is_first_order=first_order is FirstOrder.WAITING,
        rules=rules,
    )
    return CartSummary(lines, quote, rules, first_order)


def _price(
    wanted: Iterable[tuple[Offer, int]], *, is_first_order: bool, rules: MoneyRules
) -> Quote:
    lines = [LineInput(offer.sku, offer.title, count, offer.unit) for offer, count in wanted]
    return price_cart(lines=lines, is_first_order=is_first_order, rules=rules)


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
