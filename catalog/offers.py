"""Offer: the read model of a product or bundle, used outside the catalogue.

Cart, cards, feeds and the home page read `Offer`s, never page models.
"""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.templatetags.static import static
from wagtail.models import Page

from catalog.image_types import DRAWING_SIZE, drawing_path
from catalog.measures import MeasuredPrice, NetQuantity, measured_price
from catalog.models.shop_rules import current_rules
from catalog.models.sku import Sku
from catalog.models.taxonomy import Tag
from catalog.prices import MoneyRules, UnitPrice, delivery_cost
from catalog.safety import NO_NOTES, Safety, combined
from catalog.served_files import ShownPicture
from catalog.stars import MeanStars, mean_stars
from catalog.text_lines import lines_of

MAX_PARTS_SHOWN = 3
TAG_NEW = "new"
VARIANT_SEPARATOR = " – "


@dataclass(frozen=True, slots=True)
class Thumbnail:
    """Image of an offer on cards and in the cart. Width and height are pixels.

    `avif` and `webp` have the sizes that a browser chooses from, in the form of `srcset`; they and
    the other URLs are empty for a drawing, which fits all sizes. `tone` is a colour to show until
    the picture is loaded, "" for none of its own.
    """

    url: str
    width: int
    height: int
    alt: str
    avif: str = ""
    webp: str = ""
    large_url: str = ""
    raster_url: str = ""
    tone: str = ""


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
    “new”. `variants` is set on lists, if the offer stands for several variants.
    """

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
    offers = _offers(Q(pk__in=set(skus)), rules)
    return {offer.sku: offer for offer in offers.values()}


def offers_of_pages(keys: Sequence[int], *, rules: MoneyRules | None = None) -> list[Offer]:
    """Return the offers of the pages with these keys, in their order.

    Pages that are not on sale are left out.
    """
    offers = offers_by_page(keys, rules=rules)
    return [offers[key] for key in keys if key in offers]


def offers_by_page(keys: Iterable[int], *, rules: MoneyRules | None = None) -> dict[int, Offer]:
    """Return the offers by the key of their page, without pages that are not on sale."""
    return _offers(Q(page__in=set(keys)), rules)


def _offers(condition: Q, rules: MoneyRules | None) -> dict[int, Offer]:
    """Return the offers of these SKUs by the key of their page, if they are on sale."""
    rules = rules or current_rules()
    sku_rows = (
        Sku.objects.filter(condition, page__live=True)
        .select_related(
            "stock",
            "rating",
            "page__productpage__product_type",
            "page__productpage__category",
            "page__productpage__image",
            "page__bundlepage__image",
        )
        .prefetch_related("page__bundlepage__parts__product__image")
        .annotate(is_new=has_tag_new("page"))
    )
    pages = (_page_of(sku_row) for sku_row in sku_rows)
    return {page.pk: offer_of(page, rules) for page in pages if page and page.is_on_sale}


def offer_of(page: Page, rules: MoneyRules) -> Offer:
    """Build the offer of a product or bundle page that is on sale or being previewed."""
    demand = _bundle_demand(page) if page.is_bundle else _product_demand(page)
    unit = page.unit_price(rules)
    quantity = None if page.is_bundle else page.net_quantity
    return Offer(
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
        measured_price=_measured_price(page, unit, quantity),
        safety=_safety(page),
        is_new=getattr(page, "is_new", False),
    )


def has_tag_new(page: str) -> Exists:
    """Return whether the product has the tag “new”. `page` is the column with its key."""
    return Exists(Tag.objects.filter(products=OuterRef(page), slug=TAG_NEW))


def _page_of(sku_row: Any) -> Page | None:
    """Return the page of a Sku with the annotation `is_new`, with its stock and rating loaded."""
    page = getattr(sku_row.page, "productpage", None) or getattr(sku_row.page, "bundlepage", None)
    if page:
        page.sku_claim = sku_row
        page.is_new = sku_row.is_new
    return page


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


def _safety(page: Page) -> Safety:
    if page.is_bundle:
        return combined(_safety(part.product) for part in page.parts.all() if part.product)
    text = page.hazard_statements
    statements = tuple(lines_of(text)) if text else ()
    return Safety(page.get_signal_word_display(), statements, page.minimum_age)


def _measured_price(
    page: Page, unit: UnitPrice, quantity: NetQuantity | None
) -> MeasuredPrice | None:
    if quantity is None or not unit.price_pence:
        return None
    per_hundred = bool(page.category and page.category.prices_per_hundred)
    return measured_price(unit.price_pence, quantity, per_hundred=per_hundred)


def _rating(page: Page) -> MeanStars | None:
    if not (rating := page.rating):
        return None
    return mean_stars(stars_sum=rating.stars_sum, count=rating.review_count)


def thumbnail_of_page(page: Page) -> Thumbnail:
    """Return the page's picture, or a drawing if it has none that can be shown."""
    if page.image and (shown := page.image.shown()):
        return thumbnail_of(shown, page.image.default_alt_text)
    return thumbnail_of_drawing(page.image_type, f"Drawing of {page.title}")


def thumbnail_of_drawing(image_type: str, alt: str) -> Thumbnail:
    return Thumbnail(static(drawing_path(image_type)), DRAWING_SIZE, DRAWING_SIZE, alt)


def thumbnail_of(shown: ShownPicture, alt: str) -> Thumbnail:
    return Thumbnail(**asdict(shown), alt=alt)
