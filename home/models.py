"""Content pages, which marketing editors write."""

from typing import Any

from django.db import models
from django.http import HttpRequest
from wagtail import blocks
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page

from catalog.models import BundlePage, Category, ProductPage
from catalog.models.shop_rules import current_rules
from catalog.offers import offer_of
from catalog.pages.approval import PublishedByApproval
from catalog.pages.structured_data import store_data
from sitewide.trader import current_trader

MAX_FEATURED_PRODUCTS = 4
MAX_FEATURED_BUNDLES = 3


class HomePage(PublishedByApproval, Page):
    """The shop's home page."""

    heading = models.CharField(max_length=120, default="Everything your car has been asking for")
    introduction = models.CharField(
        max_length=300,
        default="Care, comfort, power and safety for British roads, sent within two days.",
    )
    body = StreamField(
        [("text", blocks.RichTextBlock(features=["h2", "h3", "bold", "italic", "ul", "link"]))],
        blank=True,
    )

    max_count = 1
    subpage_types = ["catalog.ProductIndexPage", "catalog.BundleIndexPage"]
    content_panels = [
        *Page.content_panels,
        FieldPanel("heading"),
        FieldPanel("introduction"),
        FieldPanel("body"),
    ]

    class Meta:
        verbose_name = "home page"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return super().get_context(request, *args, **kwargs) | {
            "categories": Category.objects.all(),
            **(featured := featured_offers()),
            "structured_data": store_data(featured["rules"], current_trader()),
        }


def featured_offers() -> dict[str, Any]:
    """Return the offers that editors have chosen for the home page, and the current rules."""
    rules = current_rules()
    products = ProductPage.objects.on_sale().filter(featured=True).with_offer_facts()
    bundles = BundlePage.objects.on_sale().filter(featured=True).with_offer_facts()
    return {
        "rules": rules,
        "products": [
            offer_of(p, rules) for p in products.order_by("title")[:MAX_FEATURED_PRODUCTS]
        ],
        "bundles": [offer_of(b, rules) for b in bundles.order_by("title")[:MAX_FEATURED_BUNDLES]],
    }
