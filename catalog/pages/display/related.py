"""Products and bundles that a product page suggests."""

from typing import Any

from django.apps import apps
from django.db.models import BooleanField, Case, Q, Value, When
from wagtail.models import Page

from catalog.listing.variants import stock_flag
from catalog.offers import Offer, offer_of
from catalog.prices import MoneyRules
from catalog.text_lines import lines_of

MAX_SHOWN = 4
# Variants of one product count once, so more rows are read than are shown.
MAX_READ = 24


def bundles_with(page: Page, rules: MoneyRules) -> list[Offer]:
    """Return the bundles on sale that contain this product, by title. At most three queries."""
    bundles: Any = apps.get_model("catalog", "BundlePage").objects
    found = bundles.on_sale().filter(parts__product=page.pk).with_offer_facts()
    return [offer_of(bundle, rules) for bundle in found.order_by("title", "pk")[:MAX_SHOWN]]


def related_products(page: Page, rules: MoneyRules) -> list[Offer]:
    """Return the products that editors have chosen, else similar ones. At most two queries."""
    products: Any = type(page).objects
    others = products.on_sale().exclude(pk=page.pk).with_offer_facts()
    if skus := lines_of(page.related_skus):
        chosen = {product.sku: product for product in others.filter(sku_claim__in=skus)}
        return [offer_of(chosen[sku], rules) for sku in skus if sku in chosen]
    if page.family:
        others = others.exclude(family=page.family)
    similar = others.filter(_is_similar(page)).annotate(
        has_stock=stock_flag("sku_claim__stock__"),
        is_near=_yes_if(subcategory=page.subcategory_id),
    )
    order = ("-has_stock", "-is_near", "-featured", "title", "pk")
    shown: dict[str, Any] = {}
    for product in similar.order_by(*order)[:MAX_READ]:
        shown.setdefault(product.family or product.sku, product)
    return [offer_of(product, rules) for product in list(shown.values())[:MAX_SHOWN]]


def _is_similar(page: Page) -> Q:
    """Return the condition to be of the same subcategory or type."""
    condition = Q(product_type=page.product_type_id) if page.product_type_id else Q(pk__in=[])
    if page.subcategory_id:
        condition |= Q(subcategory=page.subcategory_id)
    return condition


def _yes_if(**condition: Any) -> Case:
    """Return an annotation that is never null, because databases sort nulls differently."""
    return Case(
        When(**condition, then=Value(True)), default=Value(False), output_field=BooleanField()
    )
