"""Net quantities of products, and their prices per measure (docs/design.md, money rule 5).

Pure: no Django, no clock, no queries. UK law calls the price per measure the unit price (Price
Marking Order 2004); here a unit is one piece that is sold.
"""

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum


class Measure(StrEnum):
    """Unit of a net quantity, as it is printed."""

    MILLILITRE = "ml"
    LITRE = "L"
    GRAM = "g"
    KILOGRAM = "kg"
    METRE = "m"
    SQUARE_METRE = "m²"
    PIECE = "pieces"


# Size of each measure in its base, and the names of the base and of a hundredth part of it.
_LITRE, _KILOGRAM = "litre", "kg"
_IN_BASE: dict[Measure, tuple[Decimal, str]] = {
    Measure.MILLILITRE: (Decimal("0.001"), _LITRE),
    Measure.LITRE: (Decimal(1), _LITRE),
    Measure.GRAM: (Decimal("0.001"), _KILOGRAM),
    Measure.KILOGRAM: (Decimal(1), _KILOGRAM),
    Measure.METRE: (Decimal(1), "metre"),
    Measure.SQUARE_METRE: (Decimal(1), "m²"),
    Measure.PIECE: (Decimal(1), "piece"),
}
_TENTHS = {_LITRE: "100 ml", _KILOGRAM: "100 g"}
_SPELLINGS = {
    "ml": Measure.MILLILITRE, "millilitre": Measure.MILLILITRE, "millilitres": Measure.MILLILITRE,
    "l": Measure.LITRE, "litre": Measure.LITRE, "litres": Measure.LITRE,
    "g": Measure.GRAM, "gram": Measure.GRAM, "grams": Measure.GRAM,
    "kg": Measure.KILOGRAM, "kilogram": Measure.KILOGRAM, "kilograms": Measure.KILOGRAM,
    "m": Measure.METRE, "metre": Measure.METRE, "metres": Measure.METRE,
    "m²": Measure.SQUARE_METRE, "m2": Measure.SQUARE_METRE, "sq m": Measure.SQUARE_METRE,
    "piece": Measure.PIECE, "pieces": Measure.PIECE, "pcs": Measure.PIECE, "pc": Measure.PIECE,
}  # fmt: skip
_QUANTITY = re.compile(r"([0-9]{1,6}(?:\.[0-9]{1,3})?)\s*([a-z²2 ]+?)\s*", re.IGNORECASE)
MAX_AMOUNT = Decimal("999999.999")
TENTHS_OF_PENNY = 10
TENTHS_OF_POUND = 1000


class NotANetQuantity(ValueError):
    """The text is not one quantity. The message quotes it and is shown to editors."""


@dataclass(frozen=True, slots=True)
class NetQuantity:
    """What one unit of a product contains: 500 ml, 2.5 kg, 20 pieces."""

    amount: Decimal
    measure: Measure

    def __str__(self) -> str:
        amount = f"{self.amount.normalize():f}"
        if self.measure is Measure.PIECE and self.amount == 1:
            return "1 piece"
        return f"{amount} {self.measure}"


@dataclass(frozen=True, slots=True)
class MeasuredPrice:
    """Price per measure in tenths of a penny: 12990 per "litre"."""

    tenths: int
    per: str

    def __str__(self) -> str:
        """Return "12.9p per 100 ml", or "£12.99 per litre" from one pound on."""
        if self.tenths < TENTHS_OF_POUND:
            return f"{self.tenths / TENTHS_OF_PENNY:.1f}p per {self.per}"
        pence = _rounded(Decimal(self.tenths) / TENTHS_OF_PENNY)
        return f"£{pence // 100:,}.{pence % 100:02d} per {self.per}"


# Image types of bottles, tubs, aerosols, additives and packs of wipes.
_MEASURED_IMAGE_TYPES = frozenset({"C1", "C2", "C3", "C4", "C11", "P4", "P6"})
_MEASURED_NAME = re.compile(r"[0-9] ?(?:ml|l|litres?|g|kg)\b", re.IGNORECASE)


def is_measured_good(name: str, image_type: str) -> bool:
    """Return whether a product seems to be sold by volume, weight or number.

    `name`: title and variant, such as "Glass Cleaner – 500 ml".
    """
    return image_type in _MEASURED_IMAGE_TYPES or bool(_MEASURED_NAME.search(name))


def read_net_quantity(text: str) -> NetQuantity:
    """Parse "500 ml", "2.5L" or "20 pcs". Raises NotANetQuantity."""
    match = _QUANTITY.fullmatch(text.strip())
    measure = _SPELLINGS.get(match[2].lower()) if match else None
    if not match or measure is None or not Decimal(match[1]):
        known = ", ".join(Measure)
        raise NotANetQuantity(
            f"“{text.strip()[:40]}” is not a quantity such as 500 ml. The units are {known}."
        )
    return NetQuantity(Decimal(match[1]), measure)


def measured_price(
    price_pence: int, quantity: NetQuantity, *, per_hundred: bool = False
) -> MeasuredPrice:
    """Return the price per litre, kg, metre, m² or piece, rounded half up to a tenth of a penny.

    `price_pence`: the price now due for one unit. `per_hundred`: per 100 ml and 100 g instead of
    per litre and kg.
    """
    size, base = _IN_BASE[quantity.measure]
    tenths = Decimal(price_pence * TENTHS_OF_PENNY) / (quantity.amount * size)
    if per_hundred and base in _TENTHS:
        return MeasuredPrice(_rounded(tenths / 10), _TENTHS[base])
    return MeasuredPrice(_rounded(tenths), base)


def _rounded(number: Decimal) -> int:
    return int(number.quantize(Decimal(1), rounding=ROUND_HALF_UP))
