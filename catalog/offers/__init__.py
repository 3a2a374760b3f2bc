"""Offers: what can be bought, as cart, cards, feeds and the home page read it.

They read `Offer`s, never page models. `offers_for`, `offers_of_pages` and `offers_by_page` read the
table of offers on sale; `offer_of` builds the offer of a page object, such as a preview.
"""

from catalog.offers.offer import (
    VARIANT_SEPARATOR,
    Availability,
    Offer,
    PartDemand,
    Variants,
    offers_by_page,
    offers_for,
    offers_in_order,
    offers_of_pages,
)
from catalog.offers.page_offers import TAG_NEW, has_tag_new, offer_of
from catalog.offers.pictures import thumbnail_of, thumbnail_of_drawing, thumbnail_of_page
from catalog.offers.thumbnail import Thumbnail

__all__ = [
    "TAG_NEW",
    "VARIANT_SEPARATOR",
    "Availability",
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
