"""A list of what is for sale: filtered, sorted and paged by the address's query string.

A fixed number of queries, however large the catalogue. Nothing in the query string can break it:
an unknown filter or page is answered with the nearest list that makes sense.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
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
    """One option of a filter or of the sorting: its value, its words, and whether it is on."""

    value: str
    label: str
    is_chosen: bool


class Listing:
    """The offers of one page of the list, and the choices that lead to the others."""

    def __init__(self, pages: QuerySet, asked: Mapping[str, str], tiers: dict[str, str]):
        self.rules: MoneyRules = current_rules()
        self.categories = list(Category.objects.all())
        self.category = next(
            (category for category in self.categories if category.slug == asked.get("category")),
            None,
        )
        self._tiers = tiers
        self.tier = asked.get("tier", "") if asked.get("tier") in tiers else ""
        self.sort = asked.get("sort", "") if asked.get("sort") in SORTS else ""
        self._asked_page = asked.get("page", "1")
        self._pages = pages

    @classmethod
    def of_products(cls, products: QuerySet, asked: Mapping[str, str]) -> "Listing":
        return cls(products, asked, PRODUCT_TIERS)

    @classmethod
    def of_bundles(cls, bundles: QuerySet, asked: Mapping[str, str]) -> "Listing":
        return cls(bundles, asked, BUNDLE_TYPES)

    @cached_property
    def page(self) -> PageOfOffers:
        """The page's offers; a page number that is no number or too large gives the nearest."""
        page = Paginator(self._found(), PAGE_SIZE).get_page(self._asked_page)
        page.object_list = [offer_of(found, self.rules) for found in page.object_list]
        return page

    @property
    def offers(self) -> list[Offer]:
        return self.page.object_list

    def _found(self) -> QuerySet:
        found = self._pages
        if self.category:
            found = found.in_category(self.category.slug)
        if self.tier:
            found = found.of_tier(self.tier)
        _, order = SORTS[self.sort]
        return found.with_price_now(self.rules).with_offer_facts().order_by(*order)

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
        """(number or "…", its address) for the pager."""
        numbers = self.page.paginator.get_elided_page_range(self.page.number, on_each_side=1)
        return [(number, self.link_to(number) if number != "…" else "") for number in numbers]

    def link_to(self, number: int) -> str:
        """The query string of another page of this same list."""
        asked = {
            "category": self.category.slug if self.category else "",
            "tier": self.tier,
            "sort": self.sort,
            "page": number if number > 1 else "",
        }
        return "?" + urlencode({name: value for name, value in asked.items() if value})

    @property
    def previous_link(self) -> str:
        return self.link_to(self.page.previous_page_number()) if self.page.has_previous() else ""

    @property
    def next_link(self) -> str:
        return self.link_to(self.page.next_page_number()) if self.page.has_next() else ""


def _choices(options: Mapping[str, str], chosen: str) -> list[Choice]:
    return [Choice(value, label, value == chosen) for value, label in options.items()]
