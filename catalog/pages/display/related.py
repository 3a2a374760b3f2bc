"""Products and bundles that a product page suggests."""

from dataclasses import dataclass
from typing import Any

from django.db.models import BooleanField, Case, Q, QuerySet, Value, When
from wagtail.models import Page

from catalog.listing.variants import stock_flag
from catalog.models.listed_offer import ListedOffer
from catalog.offers import Offer, offers_by_page
from catalog.prices import MoneyRules
from catalog.text_lines import lines_of
from sitewide.kept_values import keep_until_change

MAX_SHOWN = 4
# Variants of one product count once, so more rows are read than are shown.
MAX_READ = 24
# Of more similar products than this, only the nearest are compared by stock.
MAX_COMPARED = 100


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
    """Return what the page of this product suggests. Two queries, and three until it is kept."""
    # A draft may say something else than the live page.
    said = (page.pk, page.family, page.product_type_id, page.subcategory_id, page.related_skus)
    keys = keep_until_change(("suggestions", *said), lambda: _keys_for(page))
    variants, bundles, related = keys
    offers = offers_by_page([*variants, *bundles, *related], rules=rules)
    shown = (tuple(offers[key] for key in part if key in offers) for part in keys)
    return Suggestions(*shown)


def _keys_for(page: Page) -> tuple[list[int], list[int], list[int]]:
    """Return the keys of variants, bundles and related products, each in the order of the page."""
    rows = ListedOffer.objects.order_by("title", "page")
    own = Q(pk=page.pk) | (Q(family=page.family) if page.family else Q(pk__in=[]))
    variants = rows.products().filter(own).order_by("list_pence", "title")
    containing = Q(page__bundlepage__parts__product=page.pk) if page.pk else Q(pk__in=[])
    bundles = rows.bundles().filter(containing)
    return (
        list(variants.values_list("pk", flat=True)),
        list(bundles.values_list("pk", flat=True)[:MAX_SHOWN]),
        _related_keys(page),
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
    is_near = _yes_if(subcategory=page.subcategory_id)
    order = ("-is_near", "-is_featured", "title", "page")
    nearest = others.filter(_is_similar(page)).annotate(is_near=is_near).order_by(*order)
    similar = ListedOffer.objects.filter(pk__in=nearest.values("pk")[:MAX_COMPARED])
    rows = (
        similar.annotate(has_stock=stock_flag(), is_near=is_near)
        .order_by("-has_stock", *order)
        .values_list("pk", "family", "sku")
    )
    keys: dict[str, int] = {}
    for key, family, sku in rows[:MAX_READ]:
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
