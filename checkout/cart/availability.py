"""Quantities that a cart may hold, by stock and by the limit per order.

See docs/design.md, laws 4 and 9.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import F, IntegerField, Subquery, Sum
from django.db.models.functions import Coalesce

from catalog.models import Stock
from catalog.models.shop_rules import MAX_UNITS_PER_ORDER, ShopRules
from catalog.offers import Offer
from checkout.models import Cart, Order, OrderHold


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
    """Return the pieces of the offers' products that this cart may hold. Two queries.

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
    stock = Stock.objects.free().filter(pk__in=list(pieces_per_unit)).annotate(limit=order_limit)
    own = _held_by(cart, list(pieces_per_unit))
    free, limit = {}, {}
    for sku, free_now, limit_now in stock.values_list("pk", "free_now", "limit"):
        free[sku] = free_now + own.get(sku, 0)
        limit[sku] = max(limit_now, pieces_per_unit[sku])
    return CartCapacity(free, limit)


def _held_by(cart: Cart, skus: list[str]) -> dict[str, int]:
    """Pieces held by the cart's unpaid order, unless it yields: they count as free then."""
    unpaid = Order.objects.awaiting_payment().of_cart(cart)
    own = unpaid.filter(holds_stock=True, yields=False)
    held = OrderHold.objects.filter(sku__in=skus, order__in=own)
    return dict(held.values_list("sku").annotate(pieces=Sum("pieces")))


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
