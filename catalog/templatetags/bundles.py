"""Bundles, in the admin's templates."""

from django import template

from catalog.desk import touched_bundles

register = template.Library()


@register.simple_tag
def bundles_touched_by(page) -> str:
    """A sentence about the bundles that are sold no longer without this page, or nothing."""
    return touched_bundles.touched_bundles(page)
