"""Structured data (https://schema.org) of a product's facts, sizes and safety notes."""

from collections.abc import Sequence
from typing import Any

from wagtail.models import Page

from catalog.offers import Thumbnail
from catalog.pages.display.details import PageDetails
from catalog.pages.display.raster_pictures import absolute
from catalog.safety import Safety

# Codes of the units of measure (UN/CEFACT).
MILLIMETRE, GRAM = "MMT", "GRM"


def facts_data(
    page: Page, details: PageDetails, safety: Safety, pictures: Sequence[Thumbnail]
) -> dict[str, Any]:
    """Return the properties that are known: facts, sizes, weight, age limit, pictures."""
    data: dict[str, Any] = {}
    if properties := [*details.specification, *_safety_facts(safety)]:
        data["additionalProperty"] = [
            {"@type": "PropertyValue", "name": name, "value": value} for name, value in properties
        ]
    if not page.is_bundle:
        data |= _sizes(page)
    if safety.minimum_age:
        data["audience"] = {"@type": "PeopleAudience", "requiredMinAge": safety.minimum_age}
    if urls := [absolute(picture.raster_url) for picture in pictures if picture.raster_url]:
        data["image"] = urls
    return data


def _safety_facts(safety: Safety) -> list[tuple[str, str]]:
    return [("Hazards", safety.hazards_text)] if safety.hazards_text else []


def _sizes(page: Page) -> dict[str, Any]:
    data = {}
    if size := page.dimensions:
        sides = {"depth": size.length_mm, "width": size.width_mm, "height": size.height_mm}
        data = {name: _quantity(side, MILLIMETRE) for name, side in sides.items()}
    if page.weight_g:
        data["weight"] = _quantity(page.weight_g, GRAM)
    return data


def _quantity(value: int, unit_code: str) -> dict[str, Any]:
    return {"@type": "QuantitativeValue", "value": value, "unitCode": unit_code}
