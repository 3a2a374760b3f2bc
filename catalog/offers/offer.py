"""Offer: the frozen facts of a product or bundle that can be bought, and how they are read."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from django.db.models import F, QuerySet

from catalog.measures import Measure, MeasuredPrice, NetQuantity, measured_price
from catalog.models.listed_offer import ListedOffer
from catalog.models.shop_rules import current_rules
from catalog.models.stock import Stock
from catalog.offers.pictures import Pictures
from catalog.offers.thumbnail import Thumbnail
from catalog.prices import MoneyRules, UnitPrice, delivery_cost
from catalog.safety import NO_NOTES, Safety
from catalog.stars import MeanStars, mean_stars

MAX_PARTS_SHOWN = 3
FEW_LEFT = 5
VARIANT_SEPARATOR = " – "
COLUMNS = (
    "page_id", "sku_id", "kind", "title", "variant", "family", "url", "is_kit", "discount_percent",
    "list_pence", "review_count", "stars_sum", "facts",
)  # fmt: skip
type Row = tuple[Any, ...]


class Availability(StrEnum):
    """What the shop tells everybody about the stock of an offer."""

    IN_STOCK = "in_stock"
    FEW_LEFT = "few_left"
    OUT_OF_STOCK = "out_of_stock"


@dataclass(frozen=True, slots=True)
class PartDemand:
    """Stock that one unit of an offer uses: the number of pieces of one product.

    `thumbnail` shows the part of a bundle; None for the product itself.
    """

    sku: str
    title: str
    pieces: int
    thumbnail: Thumbnail | None = None

    @property
    def label(self) -> str:
        """Title with the number of pieces, if it is more than one: "2 × Glass Cloth"."""
        return f"{self.pieces} × {self.title}" if self.pieces > 1 else self.title


@dataclass(frozen=True, slots=True)
class Variants:
    """Variants of a family that a list shows as one card. `noun` is plural: "3 sizes".

    `from_delivered_pence` is what one unit of the cheapest costs with its delivery.
    """

    count: int
    noun: str
    from_pence: int
    from_delivered_pence: int


@dataclass(frozen=True, slots=True)
class Offer:
    """Product or bundle that can be bought today. Amounts are pence, VAT included.

    `free_quantity` is the number of units that are not held for other orders; for a bundle, the
    parts limit this number. `rating` is None until a review is approved. `delivery_pence` is the
    cost of delivery if one unit is bought alone, 0 if it is free. `measured_price` is the price per
    litre, kilogram and the like, of products with a net quantity. `safety` has the hazards and the
    age limit; for a bundle, those of all its parts. `is_new`: editors gave the product the tag
    “new”. `family` is the same word for all variants of a product, "" for none. `variants` is set
    on lists, if the offer stands for several variants.
    """

    page_id: int
    sku: str
    title: str
    variant: str
    tier: str
    is_bundle: bool
    url: str
    thumbnail: Thumbnail
    unit: UnitPrice
    free_quantity: int
    demand: tuple[PartDemand, ...]
    rating: MeanStars | None
    delivery_pence: int
    description: str = ""
    net_quantity: NetQuantity | None = None
    measured_price: MeasuredPrice | None = None
    safety: Safety = NO_NOTES
    is_new: bool = False
    family: str = ""
    variants: Variants | None = None

    @property
    def family_title(self) -> str:
        """The title without its variant: "Glass Cleaner" of "Glass Cleaner – 500 ml"."""
        return self.title.partition(VARIANT_SEPARATOR)[0]

    @property
    def is_cheapest_variant(self) -> bool:
        """Whether this offer is the cheapest of the variants that it stands for on a list."""
        variants = self.variants
        return variants is not None and (variants.from_pence, variants.from_delivered_pence) == (
            self.price_pence,
            self.delivered_pence,
        )

    @property
    def availability(self) -> Availability:
        if self.free_quantity < 1:
            return Availability.OUT_OF_STOCK
        few = self.free_quantity <= FEW_LEFT
        return Availability.FEW_LEFT if few else Availability.IN_STOCK

    @property
    def minimum_age(self) -> int | None:
        return self.safety.minimum_age

    @property
    def list_pence(self) -> int:
        return self.unit.list_pence

    @property
    def price_pence(self) -> int:
        return self.unit.price_pence

    @property
    def part_labels(self) -> list[str]:
        """What one unit of a bundle consists of; empty for a product."""
        return [part.label for part in self.demand] if self.is_bundle else []

    @property
    def first_parts(self) -> tuple[PartDemand, ...]:
        """The parts of a bundle that its card shows as pictures; empty for a product."""
        return self.demand[:MAX_PARTS_SHOWN] if self.is_bundle else ()

    @property
    def further_part_labels(self) -> list[str]:
        """The parts of a bundle that its card does not show as pictures."""
        return self.part_labels[MAX_PARTS_SHOWN:]

    @property
    def delivered_pence(self) -> int:
        """What one unit costs with its delivery."""
        return self.price_pence + self.delivery_pence


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
        page_id, sku, kind, title, variant, family, url, is_kit, discount, list_pence, reviews,
        stars, facts,
    ) = row  # fmt: skip
    is_bundle = kind == ListedOffer.Kind.BUNDLE
    unit = UnitPrice(list_pence, _saving_percent(is_bundle, is_kit, discount, rules))
    demand = _bundle_demand(facts, pictures) if is_bundle else (PartDemand(sku, title, 1),)
    quantity = _net_quantity(facts)
    word, statements, age = facts["safety"]
    return Offer(
        page_id=page_id,
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
        rating=mean_stars(stars_sum=stars, count=reviews) if reviews else None,
        delivery_pence=delivery_cost(list_pence, rules),
        description=facts["description"],
        net_quantity=quantity,
        measured_price=price_per_measure(
            unit, quantity, per_hundred=facts.get("per_hundred", False)
        ),
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


def price_per_measure(
    unit: UnitPrice, quantity: NetQuantity | None, *, per_hundred: bool
) -> MeasuredPrice | None:
    """Return the price per measure; None for goods without a net quantity or a price."""
    if quantity is None or not unit.price_pence:
        return None
    return measured_price(unit.price_pence, quantity, per_hundred=per_hundred)
