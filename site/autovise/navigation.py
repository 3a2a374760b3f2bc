"""Context processor for the navigation bar."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from catalog.models import Category


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Return the categories (queried only if a template uses them) and SITE_URL."""
    return {
        "nav_categories": SimpleLazyObject(lambda: list(Category.objects.only("name", "slug"))),
        "SITE_URL": settings.SITE_URL,
    }
