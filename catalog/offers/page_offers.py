"""Offers built from page objects: for drafts, previews and single pages.

This is the definition of an Offer: those of the read table equal it.
"""

from django.db.models import Exists, OuterRef
from wagtail.models import Page

from catalog.models.taxonomy import Tag
from catalog.offers.offer import Offer, PartDemand, price_per_measure
from catalog.offers.pictures import thumbnail_of_page
from catalog.prices import MoneyRules, delivery_cost
from catalog.safety import Safety, combined
from catalog.stars import MeanStars, mean_stars
from catalog.text_lines import lines_of

TAG_NEW = "new"


def offer_of(page: Page, rules: MoneyRules) -> Offer:
    """Build the offer of a product or bundle page that is on sale or being previewed."""
    demand = _bundle_demand(page) if page.is_bundle else _product_demand(page)
    unit = page.unit_price(rules)
    quantity = None if page.is_bundle else page.net_quantity
    return Offer(
        page_id=page.pk,
        sku=page.sku,
        title=page.title,
        variant=page.variant,
        tier=page.get_tier_display(),
        is_bundle=page.is_bundle,
        url=page.get_url() or "",
        thumbnail=thumbnail_of_page(page),
        unit=unit,
        free_quantity=min((free // part.pieces for part, free in demand), default=0),
        demand=tuple(part for part, _ in demand),
        rating=_rating(page),
        delivery_pence=delivery_cost(unit.list_pence, rules),
        description=page.description,
        net_quantity=quantity,
        measured_price=price_per_measure(
            unit, quantity, per_hundred=quantity is not None and prices_per_hundred(page)
        ),
        safety=safety_of(page),
        is_new=getattr(page, "is_new", False),
        family="" if page.is_bundle else page.family,
    )


def has_tag_new(page: str) -> Exists:
    """Return whether the product has the tag “new”. `page` is the column with its key."""
    return Exists(Tag.objects.filter(products=OuterRef(page), slug=TAG_NEW))


def _product_demand(page: Page) -> list[tuple[PartDemand, int]]:
    free = page.stock.free if page.stock else 0
    return [(PartDemand(page.sku, page.title, 1), free)]


def _bundle_demand(page: Page) -> list[tuple[PartDemand, int]]:
    return [
        (PartDemand(product.sku, product.title, part.quantity, thumbnail_of_page(product)), free)
        for part in page.parts.all()
        if (product := part.product)
        for _, free in _product_demand(product)
    ]


def safety_of(page: Page) -> Safety:
    if page.is_bundle:
        return combined(safety_of(part.product) for part in page.parts.all() if part.product)
    text = page.hazard_statements
    statements = tuple(lines_of(text)) if text else ()
    return Safety(page.get_signal_word_display(), statements, page.minimum_age)


def prices_per_hundred(page: Page) -> bool:
    """Whether the unit prices of the product's category are per 100 ml and 100 g."""
    return bool(page.category and page.category.prices_per_hundred)


def _rating(page: Page) -> MeanStars | None:
    if not (rating := page.rating):
        return None
    return mean_stars(stars_sum=rating.stars_sum, count=rating.review_count)
