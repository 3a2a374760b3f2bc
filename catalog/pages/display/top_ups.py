"""Products that bring a cart to the amount from which delivery is free."""

from collections.abc import Collection
from typing import Any

from django.db.models import Case, Value, When

from catalog.listing.variants import stock_flag
from catalog.offers import Offer, offer_of
from catalog.pages.product_page import ProductPage
from catalog.prices import MoneyRules

MAX_TOP_UPS = 4


def find_top_ups(missing_pence: int, skus: Collection[str], rules: MoneyRules) -> list[Offer]:
    """Return products in stock whose list price reaches `missing_pence`, without those of `skus`.

    `skus` is what the cart has. Products of its categories come first, then the cheapest.
    """
    categories = ProductPage.objects.filter(sku_claim__in=skus).values("category")
    products: Any = (
        ProductPage.objects.on_sale()
        .annotate(has_stock=stock_flag("sku_claim__stock__"))
        .filter(price_pence__gte=missing_pence, has_stock=1)
        .exclude(sku_claim__in=skus)
        .order_by(
            Case(When(category__in=categories, then=Value(0)), default=Value(1)),
            "price_pence",
            "title",
        )
    )
    return [offer_of(product, rules) for product in products.with_offer_facts()[:MAX_TOP_UPS]]
