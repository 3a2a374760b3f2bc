"""Dimensions and weight of a product, as editors and files write them.

Pure: no Django, no clock, no queries. Stored in whole millimetres and grams.
"""

import re
from dataclasses import dataclass
from decimal import Decimal

MAX_MM = 20_000
MAX_G = 500_000
_MM = {"mm": 1, "cm": 10, "m": 1000}
_G = {"g": 1, "kg": 1000}
_NUMBER = r"([0-9]{1,6}(?:\.[0-9]{1,4})?)"
_LENGTH = rf"{_NUMBER}\s*(mm|cm|m)?"
_DIMENSIONS = re.compile(rf"{_LENGTH}\s*[x×]\s*{_LENGTH}\s*[x×]\s*{_LENGTH}", re.IGNORECASE)
_WEIGHT = re.compile(rf"{_NUMBER}\s*(g|kg)", re.IGNORECASE)


class NotASize(ValueError):
    """The text is not one set of dimensions, or not one weight. The message is for editors."""


@dataclass(frozen=True, slots=True)
class Dimensions:
    """Length, width and height in millimetres."""

    length_mm: int
    width_mm: int
    height_mm: int

    def __str__(self) -> str:
        return f"{self.length_mm} × {self.width_mm} × {self.height_mm} mm"


def read_dimensions(text: str) -> Dimensions:
    """Parse "195 x 70 x 60 mm", "19.5 × 7 × 6 cm" or "1.2 x 0.4 x 0.4 m". Raises NotASize."""
    match = _DIMENSIONS.fullmatch(text.strip())
    if not match or not match[6]:
        raise NotASize(f"“{text.strip()[:40]}” is not a size such as 195 x 70 x 60 mm.")
    last = match[6]
    pairs = zip(match.groups()[::2], match.groups()[1::2], strict=True)
    sides = [Decimal(number) * _MM[(unit or last).lower()] for number, unit in pairs]
    if any(side != int(side) or not 0 < side <= MAX_MM for side in sides):
        raise NotASize(
            f"“{text.strip()[:40]}”: each side must be whole millimetres, from 1 to {MAX_MM:,}."
        )
    return Dimensions(*map(int, sides))


def read_weight(text: str) -> int:
    """Parse "340 g" or "1.2 kg" to grams. Raises NotASize."""
    match = _WEIGHT.fullmatch(text.strip())
    if not match:
        raise NotASize(f"“{text.strip()[:40]}” is not a weight such as 340 g or 1.2 kg.")
    grams = Decimal(match[1]) * _G[match[2].lower()]
    if grams != int(grams) or not 0 < grams <= MAX_G:
        raise NotASize(f"“{text.strip()[:40]}”: a weight is whole grams, from 1 to {MAX_G:,}.")
    return int(grams)


def weight_text(grams: int) -> str:
    """Return "340 g", or "1.2 kg" from one kilogram on."""
    if grams < 1000:
        return f"{grams} g"
    return f"{(Decimal(grams) / 1000).normalize():f} kg"
