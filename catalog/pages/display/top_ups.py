"""Products that bring a cart to the amount from which delivery is free."""

from collections.abc import Collection

from django.db.models import Case, Value, When

from catalog.listing.variants import stock_flag
from catalog.models.listed_offer import ListedOffer
from catalog.offers import Offer, offers_in_order
from catalog.prices import MoneyRules

MAX_TOP_UPS = 4


def find_top_ups(missing_pence: int, skus: Collection[str], rules: MoneyRules) -> list[Offer]:
    """Return products in stock whose list price reaches `missing_pence`, without those of `skus`.

    `skus` is what the cart has. Products of its categories come first, then the cheapest.
    """
    products = ListedOffer.objects.products()
    categories = products.filter(sku__in=skus).values("category")
    fitting = (
        products.annotate(has_stock=stock_flag())
        .filter(list_pence__gte=missing_pence, has_stock=1)
        .exclude(sku__in=skus)
        .order_by(
            Case(When(category__in=categories, then=Value(0)), default=Value(1)),
            "list_pence",
            "title",
        )
    )
    return offers_in_order(fitting[:MAX_TOP_UPS], rules=rules)
