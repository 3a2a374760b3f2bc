"""How much of an offer one cart may have (DESIGN, laws 4 and 9)."""

from collections import Counter
from collections.abc import Iterable, Mapping

from django.db.models import Sum

from catalog.models import Stock
from catalog.offers import Offer
from checkout.models import Cart, Order, OrderHold


def demand_of(wanted: Iterable[tuple[Offer, int]]) -> Counter[str]:
    """Pieces per product SKU over all lines: a bundle and its part draw on the same stock."""
    demand: Counter[str] = Counter()
    for offer, quantity in wanted:
        for part in offer.demand:
            demand[part.sku] += part.pieces * quantity
    return demand


def free_for_cart(cart: Cart, skus: Iterable[str]) -> dict[str, int]:
    """Free pieces of these products; what the cart's own open order holds counts as free to it."""
    skus = set(skus)
    stock = Stock.objects.free().filter(pk__in=skus).values_list("pk", "free_now")
    own = (
        OrderHold.objects.filter(
            sku__in=skus, order__in=Order.objects.open().of_cart(cart).filter(holds_stock=True)
        )
        .values_list("sku")
        .annotate(pieces=Sum("pieces"))
    )
    held = dict(own)
    return {sku: free + held.get(sku, 0) for sku, free in stock}


def most_units(offer: Offer, free: Mapping[str, int], taken: Mapping[str, int]) -> int:
    """Whole units of the offer within the free pieces, less what other lines have taken."""
    return max(
        0,
        min(
            (
                (free.get(part.sku, 0) - taken.get(part.sku, 0)) // part.pieces
                for part in offer.demand
            ),
            default=0,
        ),
    )
