"""Products and bundles that a product page suggests."""

from dataclasses import dataclass
from typing import Any

from django.db.models import BooleanField, Case, Q, QuerySet, Value, When
from wagtail.models import Page

from catalog.listing.variants import stock_flag
from catalog.models.listed_offer import ListedOffer
from catalog.offers import Offer
from catalog.offers.rows import read_offers
from catalog.prices import MoneyRules
from catalog.text_lines import lines_of

MAX_SHOWN = 4
# Variants of one product count once, so more rows are read than are shown.
MAX_READ = 24


@dataclass(frozen=True, slots=True)
class Suggestions:
    """`bundles` contain the product, by title. `related`: chosen by editors, else similar ones."""

    bundles: tuple[Offer, ...] = ()
    related: tuple[Offer, ...] = ()


def suggestions_for(page: Page, rules: MoneyRules) -> Suggestions:
    """Return what the page of this product suggests. Three queries."""
    others = ListedOffer.objects.products().exclude(pk=page.pk)
    if skus := lines_of(page.related_skus):
        found = others.filter(sku__in=skus).values_list("sku", "pk")
        keys = [key for _, key in sorted(found, key=lambda row: skus.index(row[0]))]
    else:
        keys = _similar_keys(page, others)
    containing = Q(page__bundlepage__parts__product=page.pk) if page.pk else Q(pk__in=[])
    offers = read_offers(ListedOffer.objects.filter(Q(pk__in=keys) | containing), rules)
    bundles = sorted((o for o in offers.values() if o.is_bundle), key=lambda o: (o.title, o.sku))
    related = (offers[key] for key in keys if key in offers)
    return Suggestions(tuple(bundles[:MAX_SHOWN]), tuple(related))


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
