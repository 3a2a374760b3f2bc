"""Stars as they are drawn: the number of tenths is the width of what is filled, in `stars.html`."""

from django import template

register = template.Library()

TENTHS = 10


@register.filter
def whole_stars(stars: int) -> int:
    """The tenths of whole stars: 40 for 4."""
    return stars * TENTHS
