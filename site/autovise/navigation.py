"""Context processor for the navigation bar, links to lists of the catalogue, and the footer."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.templatetags.static import static
from django.utils.functional import SimpleLazyObject

from catalog.models.shop_rules import shown_rules
from catalog.pages.display.raster_pictures import BRAND_PICTURE, absolute
from catalog.pages.lists.navigation import read_navigation
from sitewide.kept_values import keep_until_change
from sitewide.trader import current_trader


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Return navigation, money rules and trader (queried if a template uses them), and SITE_URL.

    `section_here`: the URL of the page, if it is one of the navigation bar.
    """
    links = SimpleLazyObject(read_navigation)
    return {
        "navigation": links,
        "section_here": SimpleLazyObject(lambda: links.section_at(request.path)),
        "shop_rules": SimpleLazyObject(shown_rules),
        "trader": SimpleLazyObject(lambda: keep_until_change("trader", current_trader)),
        "SITE_URL": settings.SITE_URL,
        "brand_picture": SimpleLazyObject(lambda: absolute(static(BRAND_PICTURE))),
    }
