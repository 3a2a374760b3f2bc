"""Breadcrumbs of the forms of products and bundles."""

from django import template
from wagtail.models import Page

from catalog.desk.pages.desk_navigation import LISTINGS, Crumb, crumbs_of
from catalog.models import BundlePage, ProductPage

register = template.Library()


@register.simple_tag
def crumbs_in_desk(page: Page, trailing: str = "") -> list[Crumb]:
    """Return the way to this page in the catalogue desk; [] for a page that is not of the desk.

    `trailing` is the last step of the form of a new page, below its index page.
    """
    is_sold = isinstance(page, ProductPage | BundlePage)
    if not is_sold and not (trailing and type(page) in LISTINGS):
        return []
    return [*crumbs_of(page), *([{"url": None, "label": trailing}] if trailing else [])]
