"""Structured data for search engines: https://schema.org/Product, built from an Offer."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings

from catalog.models.review import MAX_STARS, Review
from catalog.offers import Offer

PENCE_IN_POUND = 100


def product_data(
    offer: Offer, *, description: str, is_on_sale: bool, reviews: Iterable[Review]
) -> dict:
    """Return JSON-LD of a product, without a price if not on sale and without an empty rating."""
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Product",
        "name": offer.title,
        "description": description,
        "sku": offer.sku,
        "image": _absolute(offer.thumbnail.url),
        "url": _absolute(offer.url),
    }
    if is_on_sale:
        data["offers"] = _price(offer)
    if offer.rating:
        data["aggregateRating"] = {
            "@type": "AggregateRating",
            "ratingValue": offer.rating.as_number,
            "reviewCount": offer.rating.count,
            "bestRating": MAX_STARS,
            "worstRating": 1,
        }
        data["review"] = [_review(review) for review in reviews]
    return data


def _price(offer: Offer) -> dict:
    is_in_stock = offer.free_quantity > 0
    return {
        "@type": "Offer",
        "url": _absolute(offer.url),
        "priceCurrency": "GBP",
        "price": f"{offer.price_pence // PENCE_IN_POUND}.{offer.price_pence % PENCE_IN_POUND:02d}",
        "availability": f"https://schema.org/{'InStock' if is_in_stock else 'OutOfStock'}",
    }


def _review(review: Review) -> dict:
    return {
        "@type": "Review",
        "author": {"@type": "Person", "name": review.author_name},
        "datePublished": review.edited_at.date().isoformat(),
        "reviewBody": review.text,
        "reviewRating": {
            "@type": "Rating",
            "ratingValue": review.stars,
            "bestRating": MAX_STARS,
            "worstRating": 1,
        },
    }


def _absolute(url: str) -> str:
    return settings.SITE_URL + url if url.startswith("/") else url
