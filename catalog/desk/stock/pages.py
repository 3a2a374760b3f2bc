"""Frame of the stock desk's pages: title and breadcrumbs, as those of Wagtail's own pages."""

from typing import Any

from django.urls import reverse


def page_frame(title: str, *, icon: str = "clipboard-list") -> dict[str, Any]:
    """Return the context of a page below *Stock*."""
    return {
        "header_title": title,
        "page_title": title,
        "header_icon": icon,
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": "Home"},
            {"url": reverse("list_stock"), "label": "Stock"},
            {"url": "", "label": title},
        ],
    }
