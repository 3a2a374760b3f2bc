"""Offers: what can be bought, as cart, cards, feeds and the home page read it.

They read `Offer`s, never page models. `offers_for`, `offers_of_pages` and `offers_by_page` read the
table of offers on sale; `offer_of` builds the offer of a page object, such as a preview.
"""

from collections.abc import Iterable, Sequence

from django.db.models import QuerySet

from catalog.models.listed_offer import ListedOffer
from catalog.models.shop_rules import current_rules
from catalog.offers.offer import VARIANT_SEPARATOR, Offer, PartDemand, Thumbnail, Variants
from catalog.offers.page_offers import (
    TAG_NEW,
    has_tag_new,
    offer_of,
    thumbnail_of,
    thumbnail_of_drawing,
    thumbnail_of_page,
)
from catalog.offers.rows import read_offers
from catalog.prices import MoneyRules

__all__ = [
    "TAG_NEW",
    "VARIANT_SEPARATOR",
    "Offer",
    "PartDemand",
    "Thumbnail",
    "Variants",
    "has_tag_new",
    "offer_of",
    "offers_by_page",
    "offers_for",
    "offers_in_order",
    "offers_of_pages",
    "thumbnail_of",
    "thumbnail_of_drawing",
    "thumbnail_of_page",
]


def offers_for(skus: Iterable[str], *, rules: MoneyRules | None = None) -> dict[str, Offer]:
    """Return the offers by SKU, without SKUs that are unknown or not on sale today."""
    offers = read_offers(ListedOffer.objects.filter(sku__in=set(skus)), rules or current_rules())
    return {offer.sku: offer for offer in offers.values()}


def offers_of_pages(keys: Sequence[int], *, rules: MoneyRules | None = None) -> list[Offer]:
    """Return the offers of the pages with these keys, in their order.

    Pages that are not on sale are left out.
    """
    offers = offers_by_page(keys, rules=rules)
    return [offers[key] for key in keys if key in offers]


def offers_by_page(keys: Iterable[int], *, rules: MoneyRules | None = None) -> dict[int, Offer]:
    """Return the offers by the key of their page, without pages that are not on sale."""
    return read_offers(ListedOffer.objects.filter(pk__in=set(keys)), rules or current_rules())


def offers_in_order(rows: QuerySet[ListedOffer], *, rules: MoneyRules) -> list[Offer]:
    """Return the offers of these rows of the read table, in their order."""
    return list(read_offers(rows, rules).values())
