"""Rows of the read table: filled from page objects, and read as Offers."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.db.models import F, QuerySet
from wagtail.models import Page

from catalog.measures import Measure, MeasuredPrice, NetQuantity, measured_price
from catalog.models.listed_offer import NEVER, ListedOffer
from catalog.models.stock import Stock
from catalog.offers.offer import Offer, PartDemand
from catalog.offers.page_offers import safety_of
from catalog.offers.pictures import Pictures, stored_picture
from catalog.prices import MoneyRules, UnitPrice, delivery_cost
from catalog.safety import Safety
from catalog.stars import mean_stars

COLUMNS = (
    "page_id", "sku_id", "kind", "title", "variant", "family", "url", "is_kit", "discount_percent",
    "list_pence", "review_count", "stars_sum", "facts",
)  # fmt: skip
type Row = tuple[Any, ...]


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


def read_offers(rows: QuerySet[ListedOffer], rules: MoneyRules) -> dict[int, Offer]:
    """Return the offers by the key of their page, in the order of the rows. Two queries."""
    values: list[Row] = list(rows.values_list(*COLUMNS))
    free = _free_pieces(values) if values else {}
    pictures = Pictures()
    return {row[0]: _offer_of_row(row, free, pictures, rules) for row in values}


def _free_pieces(rows: Iterable[Row]) -> dict[str, int]:
    """Return the free pieces of each product, and of each part of a bundle."""
    skus: set[str] = set()
    for _, sku, *_, facts in rows:
        skus.update(part[0] for part in facts["parts"]) if "parts" in facts else skus.add(sku)
    free = F("on_hand") - F("held") + F("yielding")
    return dict(Stock.objects.filter(pk__in=skus).values_list("pk", free))


def _offer_of_row(
    row: Row, free: Mapping[str, int], pictures: Pictures, rules: MoneyRules
) -> Offer:
    (
        _, sku, kind, title, variant, family, url, is_kit, discount, list_pence, reviews, stars,
        facts,
    ) = row  # fmt: skip
    is_bundle = kind == ListedOffer.Kind.BUNDLE
    unit = UnitPrice(list_pence, _saving_percent(is_bundle, is_kit, discount, rules))
    demand = _bundle_demand(facts, pictures) if is_bundle else (PartDemand(sku, title, 1),)
    quantity = _net_quantity(facts)
    word, statements, age = facts["safety"]
    return Offer(
        sku=sku,
        title=title,
        variant=variant,
        tier=facts["tier"],
        is_bundle=is_bundle,
        url=url,
        thumbnail=pictures.thumbnail(facts["picture"], facts["image_type"], title),
        unit=unit,
        free_quantity=min((free.get(p.sku, 0) // p.pieces for p in demand), default=0),
        demand=demand,
        rating=mean_stars(stars_sum=stars, count=reviews),
        delivery_pence=delivery_cost(list_pence, rules),
        description=facts["description"],
        net_quantity=quantity,
        measured_price=_measured_price(unit, quantity, facts),
        safety=Safety(word, tuple(statements), age),
        is_new=facts.get("is_new", False),
        family=family,
    )


def _saving_percent(is_bundle: bool, is_kit: bool, discount: int | None, rules: MoneyRules) -> int:
    if is_bundle:
        return rules.bundle_saving_percent if discount is None else discount
    return rules.bundle_saving_percent if is_kit else 0


def _bundle_demand(facts: Mapping[str, Any], pictures: Pictures) -> tuple[PartDemand, ...]:
    return tuple(
        PartDemand(sku, title, pieces, pictures.thumbnail(picture, image_type, title))
        for sku, title, pieces, image_type, picture in facts["parts"]
    )


def _net_quantity(facts: Mapping[str, Any]) -> NetQuantity | None:
    if not (net := facts.get("net")):
        return None
    amount, measure = net
    return NetQuantity(Decimal(amount), Measure(measure))


def _measured_price(
    unit: UnitPrice, quantity: NetQuantity | None, facts: Mapping[str, Any]
) -> MeasuredPrice | None:
    if quantity is None or not unit.price_pence:
        return None
    return measured_price(unit.price_pence, quantity, per_hundred=facts["per_hundred"])
