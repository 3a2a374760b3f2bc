"""The home page and content pages, which marketing editors build from blocks."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.urls import Resolver404, resolve
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page

from catalog.models import BundleIndexPage, ProductIndexPage
from catalog.pages.display.structured_data import HOME, breadcrumb_data, store_data
from catalog.pages.rights.approval import PublishedByApproval
from home.blocks import ContentBody
from home.blocks.page_facts import PageFacts
from sitewide.public_pages import PublicPage

PAGES_VIEW = "wagtail_serve"


class BlockPage(PublicPage, PublishedByApproval, Page):
    """Abstract page that is built from blocks."""

    body = StreamField(ContentBody(), blank=True)

    class Meta:
        abstract = True

    @property
    def is_stored(self) -> bool:
        """Whether the page cache may keep this page: a contact form contains the time of now."""
        return all(block.block_type != "contact_form" for block in self.body)

    @property
    def has_hero(self) -> bool:
        """Whether a hero shows the page's heading and introduction."""
        return any(block.block_type == "hero" for block in self.body)

    def structured_data(self, facts: PageFacts) -> dict:
        """Return the JSON-LD of the page."""
        raise NotImplementedError

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        facts = PageFacts.of_body(self.body)
        return super().get_context(request, *args, **kwargs) | {
            "facts": facts,
            "rules": facts.rules,
            "trader": facts.trader,
            "structured_data": self.structured_data(facts),
        }


class HomePage(BlockPage):
    """The shop's home page."""

    heading = models.CharField(max_length=120, default="Everything your car has been asking for")
    introduction = models.CharField(
        max_length=300, default="Care, comfort, power and safety for British roads."
    )

    max_count = 1
    subpage_types = [ProductIndexPage, BundleIndexPage, "home.ContentPage"]
    content_panels = [
        *Page.content_panels,
        FieldPanel("heading"),
        FieldPanel("introduction"),
        FieldPanel("body"),
    ]

    class Meta:
        verbose_name = "home page"

    def structured_data(self, facts: PageFacts) -> dict:
        return store_data(facts.rules, facts.trader)


class ContentPage(BlockPage):
    """A page of words or of a campaign, below the home page."""

    introduction = models.CharField(
        max_length=300, blank=True, help_text="One or two sentences below the heading."
    )
    search_words = models.CharField(
        max_length=200,
        blank=True,
        help_text="Words that lead here from the shop's search, such as “postage courier”. The "
        "title's words lead here anyway.",
    )

    parent_page_types = ["home.HomePage"]
    subpage_types: list[str] = []
    content_panels = [*Page.content_panels, FieldPanel("introduction"), FieldPanel("body")]
    promote_panels = [*Page.promote_panels, FieldPanel("search_words")]

    class Meta:
        verbose_name = "content page"

    @property
    def heading(self) -> str:
        return self.title

    def clean(self) -> None:
        """Refuse a slug whose URL is another part of the shop, such as “cart”."""
        super().clean()
        if self.slug and not _is_free(self.slug):
            raise ValidationError(
                {"slug": "The shop itself uses this address. Please choose another slug."}
            )

    def structured_data(self, facts: PageFacts) -> dict:
        return breadcrumb_data(HOME, (self.title, self.get_url() or ""))


def _is_free(slug: str) -> bool:
    try:
        return resolve(f"/{slug}/").view_name == PAGES_VIEW
    except Resolver404:
        return True
