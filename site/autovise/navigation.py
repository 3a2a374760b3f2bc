"""What the navigation bar of every page needs."""

from django.conf import settings
from django.utils.functional import SimpleLazyObject

from catalog.models import Category


def navigation(request) -> dict:
    return {
        "nav_categories": SimpleLazyObject(lambda: list(Category.objects.only("name", "slug"))),
        "SITE_URL": settings.SITE_URL,
    }
