"""Sections of the list of products: a category or a subcategory, with a URL of its own."""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Count, QuerySet
from django.http import QueryDict

from catalog.listing.best_sellers import best_seller_keys, current_hour
from catalog.listing.filters import Filter, is_slug_path
from catalog.listing.variants import family_key
from catalog.models.listed_offer import ListedOffer
from catalog.models.taxonomy import Category, Subcategory
from catalog.offers import Offer, offers_of_pages
from catalog.prices import MoneyRules
from sitewide.kept_values import keep_until_change

BEST_SELLERS_SHOWN = 4


@dataclass(frozen=True, slots=True)
class SubcategoryLink:
    """A subcategory with the number of its products. `path` is below the list of products."""

    name: str
    path: str
    count: int


@dataclass(frozen=True, slots=True)
class Section:
    """A category, or one of its subcategories."""

    category: Category
    subcategory: Subcategory | None = None

    @property
    def name(self) -> str:
        return self.subcategory.name if self.subcategory else self.category.name

    @property
    def path(self) -> str:
        """The path below the list of products: "cleaning-care/wheels/"."""
        category = f"{self.category.slug}/"
        return f"{category}{self.subcategory.slug}/" if self.subcategory else category

    @property
    def crumbs(self) -> list[tuple[str, str]]:
        """Names and paths of the breadcrumb."""
        category = (self.category.name, f"{self.category.slug}/")
        return [category, (self.name, self.path)] if self.subcategory else [category]

    @property
    def fixed_filters(self) -> tuple[Filter, ...]:
        """Filters that the section itself decides."""
        if self.subcategory:
            return (Filter.CATEGORY, Filter.SUBCATEGORY)
        return (Filter.CATEGORY,)

    def of_products(self, products: QuerySet) -> Any:
        """Return those of the products that belong to the section."""
        if self.subcategory:
            return products.filter(subcategory=self.subcategory)
        return products.filter(category=self.category)


def find_section(components: list[str]) -> Section | None:
    """Return the section at this path below the list of products, or None."""
    return keep_until_change(("section", *components), lambda: _find_section(components))


def _find_section(components: list[str]) -> Section | None:
    if len(components) == 1:
        category = Category.objects.filter(slug=components[0]).first()
        return Section(category) if category else None
    if len(components) == 2:
        subcategories = Subcategory.objects.select_related("category")
        found = subcategories.filter(category__slug=components[0], slug=components[1]).first()
        return Section(found.category, found) if found else None
    return None


def check_no_category_has(slug: str) -> None:
    """Raise ValidationError if a category has this slug: both would have the same URL."""
    if category := Category.objects.filter(slug=slug).first():
        raise ValidationError(
            {"slug": f"The category “{category.name}” has this slug. Please choose another one."}
        )


def subcategories_on_sale(
    category: Category, products: QuerySet[ListedOffer]
) -> list[SubcategoryLink]:
    """Return the subcategories of the category that have some of these products.

    The variants of a family count as one product.
    """
    key = ("subcategories", category.pk)
    return keep_until_change(key, lambda: _count_subcategories(category, products))


def _count_subcategories(
    category: Category, products: QuerySet[ListedOffer]
) -> list[SubcategoryLink]:
    rows = (
        products.filter(category=category, subcategory__isnull=False)
        .order_by("subcategory__sort_order", "subcategory__name")
        .annotate(listed_as=family_key())
        .values_list("subcategory__name", "subcategory__slug")
        .annotate(count=Count("listed_as", distinct=True))
    )
    return [SubcategoryLink(name, f"{category.slug}/{slug}/", count) for name, slug, count in rows]


def best_sellers_of(section: Section, products: QuerySet, rules: MoneyRules) -> list[Offer]:
    """Return the four offers of the section that sell best; none if fewer have been sold."""
    keys = keep_until_change(
        ("best sellers", section.path, current_hour()),
        lambda: best_seller_keys(section.of_products(products), limit=BEST_SELLERS_SHOWN),
    )
    return offers_of_pages(keys, rules=rules) if len(keys) == BEST_SELLERS_SHOWN else []


def section_of_query(query: QueryDict) -> Section | None:
    """Return the section if the query string chooses one category, and one subcategory at most.

    A category that the shop does not know gives None: the listing names it.
    """
    categories, subcategories = query.getlist(Filter.CATEGORY), query.getlist(Filter.SUBCATEGORY)
    if len(categories) != 1 or len(subcategories) > 1 or not is_slug_path(categories[0]):
        return None
    if not subcategories:
        return find_section(categories)
    category, _, subcategory = subcategories[0].partition("/")
    if category != categories[0] or not is_slug_path(subcategories[0]):
        return None
    return find_section([category, subcategory])
