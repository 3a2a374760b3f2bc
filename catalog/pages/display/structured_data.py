"""Structured data for search engines (https://schema.org), built from an Offer."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.conf import settings
from django.urls import reverse

from catalog.models.review import MAX_STARS, Review
from catalog.offers import Offer
from catalog.pages.display.raster_pictures import absolute, raster_picture
from catalog.prices import MoneyRules
from sitewide.money_fields import pounds_text
from sitewide.trader import Trader

CONTEXT = "https://schema.org"
BRAND = "Autovise"
HOME = ("Home", "/")
# Days after delivery in which a buyer may cancel (Consumer Contracts Regulations 2013, reg. 30).
RETURN_DAYS = 14
# Codes of the units of measure (UN/CEFACT), by the words of a measured price.
_UNIT_CODES = {
    "litre": ("LTR", 1), "100 ml": ("MLT", 100), "kg": ("KGM", 1), "100 g": ("GRM", 100),
    "metre": ("MTR", 1), "m²": ("MTK", 1), "piece": ("C62", 1),
}  # fmt: skip


def product_data(
    offer: Offer,
    *,
    description: str,
    is_on_sale: bool,
    reviews: Iterable[Review],
    rules: MoneyRules,
    product_code: str = "",
    family: str = "",
    variants: Sequence[Offer] = (),
    facts: Mapping[str, Any] | None = None,
) -> dict:
    """Return JSON-LD of a product, without a price if not on sale and without an empty rating.

    `family`: the word that its variants share; `variants`: the offers of all of them. `facts`:
    further properties, see `structured_facts`.
    """
    data: dict[str, Any] = {
        "@context": CONTEXT,
        "@type": "Product",
        "name": offer.title,
        "description": description,
        "sku": offer.sku,
        "mpn": product_code or offer.sku,
        "brand": {"@type": "Brand", "name": BRAND},
        "itemCondition": f"{CONTEXT}/NewCondition",
        "image": raster_picture(offer),
        "url": absolute(offer.url),
        **(facts or {}),
    }
    if is_on_sale:
        data["offers"] = _offer(offer, rules)
    if family and len(variants) > 1:
        data["isVariantOf"] = _group(offer, family, variants)
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


def breadcrumb_data(*crumbs: tuple[str, str]) -> dict:
    """Return JSON-LD of a breadcrumb: pairs of name and URL, from the home page to this page."""
    return {
        "@context": CONTEXT,
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": place, "name": name, "item": absolute(url)}
            for place, (name, url) in enumerate(crumbs, start=1)
        ],
    }


def store_data(rules: MoneyRules, trader: Trader) -> dict:
    """Return JSON-LD of the shop, with its trader and its search."""
    return _trader(trader) | {
        "@context": CONTEXT,
        "@type": "OnlineStore",
        "name": settings.WAGTAIL_SITE_NAME,
        "url": f"{settings.SITE_URL}/",
        "currenciesAccepted": "GBP",
        "areaServed": "GB",
        "hasMerchantReturnPolicy": _return_policy(),
        "hasShippingService": {
            "@type": "ShippingService",
            "name": "Delivery",
            "description": f"Delivered within {rules.delivery_days} days",
        },
        "potentialAction": {
            "@type": "SearchAction",
            "target": {
                "@type": "EntryPoint",
                "urlTemplate": f"{settings.SITE_URL}{reverse('search')}?q={{search_term_string}}",
            },
            "query-input": "required name=search_term_string",
        },
    }


def _trader(trader: Trader) -> dict:
    """Return those properties of the trader that are set."""
    found: dict[str, Any] = {
        "legalName": trader.legal_name,
        "vatID": trader.vat_number,
        "email": trader.email,
        "telephone": trader.phone,
    }
    if trader.line1:
        found["address"] = {
            "@type": "PostalAddress",
            "streetAddress": ", ".join(filter(None, (trader.line1, trader.line2))),
            "addressLocality": trader.city,
            "postalCode": trader.postcode,
            "addressCountry": "GB",
        }
    if trader.company_number:
        found["identifier"] = {
            "@type": "PropertyValue",
            "propertyID": "Company number",
            "value": trader.company_number,
        }
    return {name: value for name, value in found.items() if value}


def _offer(offer: Offer, rules: MoneyRules) -> dict:
    is_in_stock = offer.free_quantity > 0
    data = {
        "@type": "Offer",
        "url": absolute(offer.url),
        "priceCurrency": "GBP",
        "price": pounds_text(offer.price_pence),
        "availability": f"{CONTEXT}/{'InStock' if is_in_stock else 'OutOfStock'}",
        "itemCondition": f"{CONTEXT}/NewCondition",
        "shippingDetails": _shipping(offer, rules),
        "hasMerchantReturnPolicy": _return_policy(),
    }
    if offer.measured_price:
        code, quantity = _UNIT_CODES[offer.measured_price.per]
        data["priceSpecification"] = {
            "@type": "UnitPriceSpecification",
            "priceCurrency": "GBP",
            "price": f"{offer.measured_price.tenths / 1000:.3f}",
            "referenceQuantity": {
                "@type": "QuantitativeValue",
                "value": quantity,
                "unitCode": code,
            },
        }
    return data


def _shipping(offer: Offer, rules: MoneyRules) -> dict:
    """Return the delivery of one unit: its cost, to Great Britain and Northern Ireland."""
    return {
        "@type": "OfferShippingDetails",
        "shippingRate": {
            "@type": "MonetaryAmount",
            "value": pounds_text(offer.delivery_pence),
            "currency": "GBP",
        },
        "shippingDestination": {"@type": "DefinedRegion", "addressCountry": "GB"},
        "deliveryTime": {
            "@type": "ShippingDeliveryTime",
            "transitTime": {
                "@type": "QuantitativeValue",
                "minValue": 1,
                "maxValue": rules.delivery_days,
                "unitCode": "DAY",
            },
        },
    }


def _return_policy() -> dict:
    return {
        "@type": "MerchantReturnPolicy",
        "applicableCountry": "GB",
        "returnPolicyCategory": f"{CONTEXT}/MerchantReturnFiniteReturnWindow",
        "merchantReturnDays": RETURN_DAYS,
        "returnMethod": f"{CONTEXT}/ReturnByMail",
    }


def _group(offer: Offer, family: str, variants: Sequence[Offer]) -> dict:
    return {
        "@type": "ProductGroup",
        "productGroupID": family,
        "name": offer.family_title,
        "hasVariant": [
            {"@type": "Product", "name": variant.title, "url": absolute(variant.url)}
            for variant in variants
        ],
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
