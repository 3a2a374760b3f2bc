"""Products and bundles that a product page suggests."""

from dataclasses import dataclass
from typing import Any

from django.db.models import BooleanField, Case, Q, QuerySet, Value, When
from wagtail.models import Page

from catalog.listing.variants import stock_flag
from catalog.models.listed_offer import ListedOffer
from catalog.offers import Offer
from catalog.offers.offer import read_offers
from catalog.prices import MoneyRules
from catalog.text_lines import lines_of
from sitewide.kept_values import keep_until_change

MAX_SHOWN = 4
# Variants of one product count once, so more rows are read than are shown.
MAX_READ = 24


@dataclass(frozen=True, slots=True)
class Suggestions:
    """What a product page leads to.

    `variants`: the products on sale of its family, itself included, cheapest first. `bundles`
    contain the product, by title. `related`: chosen by editors, else similar ones.
    """

    variants: tuple[Offer, ...] = ()
    bundles: tuple[Offer, ...] = ()
    related: tuple[Offer, ...] = ()


def suggestions_for(page: Page, rules: MoneyRules) -> Suggestions:
    """Return what the page of this product suggests. Three queries."""
    # A draft may say something else than the live page.
    said = (page.pk, page.family, page.product_type_id, page.subcategory_id, page.related_skus)
    keys = keep_until_change(("related", *said), lambda: _related_keys(page))
    containing = Q(page__bundlepage__parts__product=page.pk) if page.pk else Q(pk__in=[])
    family = Q(pk=page.pk) | (Q(family=page.family) if page.family else Q(pk__in=[]))
    rows = ListedOffer.objects.filter(Q(pk__in=keys) | containing | family)
    offers = read_offers(rows, rules)
    variants = [
        offer
        for key, offer in offers.items()
        if key == page.pk or (offer.family and offer.family == page.family)
    ]
    bundles = [offer for offer in offers.values() if offer.is_bundle]
    return Suggestions(
        tuple(sorted(variants, key=lambda offer: (offer.list_pence, offer.title))),
        tuple(sorted(bundles, key=lambda offer: (offer.title, offer.sku))[:MAX_SHOWN]),
        tuple(offers[key] for key in keys if key in offers),
    )


def _related_keys(page: Page) -> list[int]:
    others = ListedOffer.objects.products().exclude(pk=page.pk)
    if skus := lines_of(page.related_skus):
        found = others.filter(sku__in=skus).values_list("sku", "pk")
        return [key for _, key in sorted(found, key=lambda row: skus.index(row[0]))]
    return _similar_keys(page, others)


def _similar_keys(page: Page, others: QuerySet[ListedOffer]) -> list[int]:
    if page.family:
        others = others.exclude(family=page.family)
    similar = others.filter(_is_similar(page)).annotate(
        has_stock=stock_flag("sku__stock__"),
        is_near=_yes_if(subcategory=page.subcategory_id),
    )
    order = ("-has_stock", "-is_near", "-is_featured", "title", "page")
    keys: dict[str, int] = {}
    for key, family, sku in similar.order_by(*order).values_list("pk", "family", "sku")[:MAX_READ]:
        keys.setdefault(family or sku, key)
    return list(keys.values())[:MAX_SHOWN]


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
