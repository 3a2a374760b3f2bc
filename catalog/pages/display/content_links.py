"""Links from the catalogue to content pages that editors may have written."""

from django.urls import reverse
from wagtail.models import Page

DELIVERY, RETURNS = "delivery", "returns"
_DEPTH_BELOW_HOME = 3


def content_page_url(slug: str) -> str:
    """Return the URL of the live page with this slug below the home page, or "". One query."""
    is_live = Page.objects.live().filter(slug=slug, depth=_DEPTH_BELOW_HOME).exists()
    return reverse("wagtail_serve", args=[f"{slug}/"]) if is_live else ""
