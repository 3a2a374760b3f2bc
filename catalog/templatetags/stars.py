"""Star ratings in templates. `stars.html` draws the filled width from tenths of a star."""

from django import template

register = template.Library()

TENTHS = 10


@register.filter
def whole_stars(stars: int) -> int:
    """Convert whole stars to tenths: 4 becomes 40."""
    return stars * TENTHS
