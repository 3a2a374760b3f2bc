"""Context processor for the navigation bar and every link to a list of the catalogue."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from catalog.pages.navigation import read_navigation


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Return the navigation (queried only if a template uses it) and SITE_URL."""
    return {"navigation": SimpleLazyObject(read_navigation), "SITE_URL": settings.SITE_URL}
