"""Drawings shown where there is no picture yet."""

from django import template
from django.templatetags.static import static

from catalog.image_types import drawing_path

register = template.Library()

SECTION_IMAGE_TYPES = {
    "accessories": "A8",
    "electronics": "E2",
    "cleaning-care": "C1",
    "performance": "P8",
    "safety-emergency": "S7",
}


@register.simple_tag
def section_drawing(slug: str) -> str:
    """Return the URL of a category's drawing, or of the neutral drawing."""
    return static(drawing_path(SECTION_IMAGE_TYPES.get(slug, "")))
