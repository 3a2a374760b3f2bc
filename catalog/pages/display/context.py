"""Template context of product and bundle pages."""

from collections.abc import Sequence

from django.db.models import prefetch_related_objects
from django.utils.timezone import localdate
from wagtail.models import Page

from catalog.back_in_stock.forms import blank_form
from catalog.delivery_dates import delivery_date
from catalog.models.shop_rules import shown_rules
from catalog.offers import Offer, offer_of
from catalog.pages.display.details import details_of
from catalog.pages.display.gallery import gallery_of
from catalog.pages.display.raster_pictures import raster_picture
from catalog.pages.display.related import suggestions_for
from catalog.pages.display.structured_data import HOME, RETURN_DAYS, breadcrumb_data, product_data
from catalog.pages.display.structured_facts import facts_data
from catalog.prices import MoneyRules
from catalog.reviews import reviews_shown

MAX_PIECES_OFFERED = 10


def product_context(page: Page, *, reviews_page: str) -> dict:
    """Return the context of a product: its offer and those of its variants, cheapest first."""
    rules = shown_rules()
    offer = offer_of(page, rules)
    shown = _shown_of_both(page, offer, rules)
    suggestions = suggestions_for(page, rules)
    variants = suggestions.variants
    return {
        "offer": offer,
        "variants": variants,
        "bundles": suggestions.bundles,
        "related": suggestions.related,
        "stock_request_form": blank_form(),
        **shown,
        **_seo_context(page, offer, shown, reviews_page, variants),
    }


def bundle_context(page: Page, *, reviews_page: str) -> dict:
    """Return the context of a bundle: its offer and the offers of its parts."""
    rules = shown_rules()
    if page.pk:  # the preview of a first draft has its parts only in memory
        prefetch_related_objects([page], "parts")
    parts = [part for part in page.parts.all() if part.product]
    prefetch_related_objects([part.product for part in parts], "image")
    offer = offer_of(page, rules)
    shown = _shown_of_both(page, offer, rules)
    return {
        "offer": offer,
        "parts": [(part.quantity, offer_of(part.product, rules)) for part in parts],
        **shown,
        **_seo_context(page, offer, shown, reviews_page),
    }


def _shown_of_both(page: Page, offer: Offer, rules: MoneyRules) -> dict:
    return {
        "gallery": gallery_of(page, offer),
        "details": details_of(page),
        "delivery": delivery_date(localdate(), delivery_days=rules.delivery_days),
        "return_days": RETURN_DAYS,
        "most_pieces": _most_pieces(offer),
        "rules": rules,
    }


def _seo_context(
    page: Page,
    offer: Offer,
    shown: dict,
    reviews_page: str,
    variants: Sequence[Offer] = (),
) -> dict:
    """Return a page of approved reviews and the structured data for search engines."""
    is_on_sale = page.is_saleable  # a preview looks like the published page
    count = offer.rating.count if offer.rating else 0
    reviews = reviews_shown(offer.sku, count=count, page_number=reviews_page)
    data = product_data(
        offer,
        description=page.description,
        is_on_sale=is_on_sale,
        reviews=reviews,
        rules=shown["rules"],
        facts=facts_data(page, shown["details"], offer.safety, shown["gallery"]),
        product_code="" if page.is_bundle else page.product_code,
        family="" if page.is_bundle else page.family,
        variants=variants,
    )
    return {
        "is_on_sale": is_on_sale,
        "reviews": reviews,
        "structured_data": data,
        "breadcrumb_data": _breadcrumb(page, offer),
        "picture": raster_picture(offer),
    }


def _breadcrumb(page: Page, offer: Offer) -> dict:
    """Return the structured data of the page's breadcrumb."""
    index_url = offer.url.removesuffix(f"{page.slug}/")
    if page.is_bundle:
        return breadcrumb_data(HOME, ("Bundles", index_url), (page.title, offer.url))
    crumbs, url = [("Products", index_url)], index_url
    for snippet in (page.category, page.subcategory):
        if snippet:
            url = f"{url}{snippet.slug}/"
            crumbs.append((snippet.name, url))
    return breadcrumb_data(HOME, *crumbs, (page.title, offer.url))


def _most_pieces(offer: Offer) -> int:
    """Return the maximum of the quantity field; the cart checks again."""
    return max(1, min(offer.free_quantity, MAX_PIECES_OFFERED))
