"""Offer: the frozen facts of a product or bundle that can be bought."""

from dataclasses import dataclass

from catalog.measures import MeasuredPrice, NetQuantity
from catalog.prices import UnitPrice
from catalog.safety import NO_NOTES, Safety
from catalog.stars import MeanStars

MAX_PARTS_SHOWN = 3
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
    “new”. `family` is the same word for all variants of a product, "" for none. `variants` is set
    on lists, if the offer stands for several variants.
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
