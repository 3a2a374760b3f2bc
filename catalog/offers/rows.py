"""Rows of the read table, filled from page objects."""

from wagtail.models import Page

from catalog.models.listed_offer import NEVER, ListedOffer
from catalog.offers.page_offers import safety_of
from catalog.offers.pictures import stored_picture
from catalog.prices import MoneyRules


def row_of(page: Page, rules: MoneyRules) -> ListedOffer:
    """Return the row of a page on sale that was loaded with `with_offer_facts`.

    `featured_first` is set for the page itself; `refresh` sets it for the whole family.
    """
    unit, safety = page.unit_price(rules), safety_of(page)
    rating = page.rating
    count, stars = (rating.review_count, rating.stars_sum) if rating else (0, 0)
    row = ListedOffer(
        page_id=page.pk,
        sku_id=page.sku,
        title=page.title,
        variant=page.variant,
        url=page.get_url() or "",
        tier=page.tier,
        list_pence=unit.list_pence,
        price_pence=unit.price_pence,
        is_featured=page.featured,
        featured_first=int(page.featured),
        published_at=page.first_published_at or NEVER,
        review_count=count,
        stars_sum=stars,
        stars_mean=stars * 1000 // count if count else 0,
        picture=page.image_id,
        facts={
            "tier": page.get_tier_display(),
            "description": page.description,
            "image_type": page.image_type,
            "picture": stored_picture(page.image),
            "safety": [safety.signal_word, list(safety.hazard_statements), safety.minimum_age],
        },
    )
    return _with_facts_of_bundle(row, page) if page.is_bundle else _with_facts_of_product(row, page)


def _with_facts_of_product(row: ListedOffer, page: Page) -> ListedOffer:
    row.kind = ListedOffer.Kind.PRODUCT
    row.family = page.family
    row.category_id = page.category_id
    row.subcategory_id = page.subcategory_id
    row.product_type_id = page.product_type_id
    row.is_kit = page.is_kit
    quantity = page.net_quantity
    row.facts |= {
        "is_new": page.is_new,
        "net": [str(quantity.amount), quantity.measure] if quantity else None,
        "per_hundred": bool(page.category and page.category.prices_per_hundred),
    }
    return row


def _with_facts_of_bundle(row: ListedOffer, page: Page) -> ListedOffer:
    row.kind = ListedOffer.Kind.BUNDLE
    row.discount_percent = page.discount_percentage
    parts = [(part.product, part.quantity) for part in page.parts.all() if part.product]
    row.facts["parts"] = [
        [product.sku, product.title, quantity, product.image_type, stored_picture(product.image)]
        for product, quantity in parts
    ]
    return row
