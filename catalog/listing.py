"""Product and bundle listings, filtered, sorted and paginated by the URL's query string.

A listing takes a fixed number of queries. An unknown filter or sort order is ignored, and an
invalid page number gives the nearest page.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page as PageOfOffers
from django.core.paginator import Paginator
from django.db.models import QuerySet

from catalog.models.shop_rules import current_rules
from catalog.models.taxonomy import Category
from catalog.offers import Offer, offer_of
from catalog.prices import MoneyRules

PAGE_SIZE = 24

PRODUCT_TIERS = {"standard": "Standard", "pro": "Pro"}
BUNDLE_TYPES = PRODUCT_TIERS | {"special": "Special"}
SORTS = {
    "": ("Featured first", ("-featured", "title", "pk")),
    "price": ("Price, low to high", ("price_now", "title", "pk")),
    "-price": ("Price, high to low", ("-price_now", "title", "pk")),
    "name": ("Name, A to Z", ("title", "pk")),
    "-name": ("Name, Z to A", ("-title", "pk")),
}


@dataclass(frozen=True)
class Choice:
    """Option of a filter or of the sort order."""

    value: str
    label: str
    is_chosen: bool


class Listing:
    """Offers on one page of the listing, with its filter choices and pager links."""

    def __init__(self, pages: QuerySet, params: Mapping[str, str], tiers: dict[str, str]) -> None:
        self.rules: MoneyRules = current_rules()
        self.categories = list(Category.objects.all())
        self.category = next(
            (category for category in self.categories if category.slug == params.get("category")),
            None,
        )
        self._tiers = tiers
        self.tier = params.get("tier", "") if params.get("tier") in tiers else ""
        self.sort = params.get("sort", "") if params.get("sort") in SORTS else ""
        self._page_number = params.get("page", "1")
        self._pages = pages

    @classmethod
    def of_products(cls, products: QuerySet, params: Mapping[str, str]) -> "Listing":
        return cls(products, params, PRODUCT_TIERS)

    @classmethod
    def of_bundles(cls, bundles: QuerySet, params: Mapping[str, str]) -> "Listing":
        return cls(bundles, params, BUNDLE_TYPES)

    @cached_property
    def page(self) -> PageOfOffers:
        """The page of offers; an invalid page number gives the nearest page."""
        page = Paginator(self._filtered_pages(), PAGE_SIZE).get_page(self._page_number)
        page.object_list = [offer_of(stored, self.rules) for stored in page.object_list]
        return page

    @property
    def offers(self) -> list[Offer]:
        return list(self.page.object_list)

    def _filtered_pages(self) -> QuerySet:
        pages: Any = self._pages  # a ProductQuerySet or BundleQuerySet, from a higher layer
        if self.category:
            pages = pages.in_category(self.category.slug)
        if self.tier:
            pages = pages.of_tier(self.tier)
        _, order = SORTS[self.sort]
        return pages.with_price_now(self.rules).with_offer_facts().order_by(*order)

    @property
    def category_choices(self) -> list[Choice]:
        chosen = self.category.slug if self.category else ""
        options = {"": "All sections"} | {c.slug: c.name for c in self.categories}
        return _choices(options, chosen)

    @property
    def tier_choices(self) -> list[Choice]:
        return _choices({"": "All tiers"} | self._tiers, self.tier)

    @property
    def sort_choices(self) -> list[Choice]:
        return _choices({value: label for value, (label, _) in SORTS.items()}, self.sort)

    @property
    def is_filtered(self) -> bool:
        return bool(self.category or self.tier)

    @property
    def page_links(self) -> list[tuple[object, str]]:
        """Pairs of (page number or "…", its URL or "") for the pager."""
        numbers = self.page.paginator.get_elided_page_range(self.page.number, on_each_side=1)
        return [
            (number, self.link_to(number) if isinstance(number, int) else "") for number in numbers
        ]

    def link_to(self, number: int) -> str:
        """Return the query string of another page of this listing."""
        params = {
            "category": self.category.slug if self.category else "",
            "tier": self.tier,
            "sort": self.sort,
            "page": number if number > 1 else "",
        }
        return "?" + urlencode({name: value for name, value in params.items() if value})

    @property
    def previous_link(self) -> str:
        return self.link_to(self.page.previous_page_number()) if self.page.has_previous() else ""

    @property
    def next_link(self) -> str:
        return self.link_to(self.page.next_page_number()) if self.page.has_next() else ""


def _choices(options: Mapping[str, str], chosen: str) -> list[Choice]:
    return [Choice(value, label, value == chosen) for value, label in options.items()]
