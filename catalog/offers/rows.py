"""Rows of the read table, filled from page objects."""

from collections.abc import Sequence

from wagtail.models import Page

from catalog.models.listed_offer import NEVER, ListedOffer
from catalog.offers.offer import VARIANT_SEPARATOR
from catalog.offers.page_offers import prices_per_hundred, safety_of
from catalog.offers.pictures import stored_picture
from catalog.prices import MoneyRules
from catalog.search_weights import (
    CATEGORY,
    CODE,
    DESCRIPTION,
    NAME,
    SUBCATEGORY,
    TAG,
    TIER,
    TYPE,
    VARIANT,
    SearchFacts,
)


def row_of(page: Page, rules: MoneyRules, tags: Sequence[str] = ()) -> ListedOffer:
    """Return the row of a page on sale that was loaded with `with_page_facts`.

    `tags`: the names of a product's tags. `featured_first` is set for the page itself; `refresh`
    sets it for the whole family.
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
    if page.is_bundle:
        return _with_facts_of_bundle(row, page)
    return _with_facts_of_product(row, page, tags)


def _with_facts_of_product(row: ListedOffer, page: Page, tags: Sequence[str]) -> ListedOffer:
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
        "per_hundred": prices_per_hundred(page),
    }
    row.search = _search_facts_of_product(page, tags).as_json()
    return row


def _search_facts_of_product(page: Page, tags: Sequence[str]) -> SearchFacts:
    name, _, variant_in_title = page.title.partition(VARIANT_SEPARATOR)
    codes = [page.product_code, page.sku]
    kind, category, subcategory = (
        snippet.name if snippet else ""
        for snippet in (page.product_type, page.category, page.subcategory)
    )
    return SearchFacts.of(
        title=page.title,
        name=name,
        type_name=kind,
        description=page.description,
        codes=codes,
        weighted=[
            (NAME, name),
            (VARIANT, variant_in_title),
            (VARIANT, page.variant),
            (TYPE, kind),
            (CATEGORY, category),
            (SUBCATEGORY, subcategory),
            (TIER, page.tier),
            *((CODE, code) for code in codes),
            *((TAG, tag) for tag in tags),
        ],
    )


def _with_facts_of_bundle(row: ListedOffer, page: Page) -> ListedOffer:
    row.kind = ListedOffer.Kind.BUNDLE
    row.discount_percent = page.discount_percentage
    parts = [(part.product, part.quantity) for part in page.parts.all() if part.product]
    row.facts["parts"] = [
        [product.sku, product.title, quantity, product.image_type, stored_picture(product.image)]
        for product, quantity in parts
    ]
    row.search = SearchFacts.of(
        title=page.title,
        name=page.title.partition(VARIANT_SEPARATOR)[0],
        type_name="Bundle",
        description=page.description,
        codes=[page.sku],
        weighted=[
            (NAME, page.title),
            (TYPE, "Bundle set kit"),
            (TIER, page.bundle_type),
            (CODE, page.sku),
            *((DESCRIPTION, product.title) for product, _ in parts),
        ],
    ).as_json()
    return row
