"""Links to the lists of products and bundles, whose slugs the owner can change."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet, Value
from django.db.models.expressions import Combinable
from django.urls import reverse
from wagtail.models import Page

from catalog.models import BundleIndexPage, Category, ProductIndexPage, ProductPage, Subcategory
from sitewide.kept_values import keep_until_change

PRODUCTS, BUNDLES, CATEGORY, PAGE = "products", "bundles", "category", "page"
SUBCATEGORY = "subcategory"
DEPTH_BELOW_HOME = 3
RETURNS = "returns"  # slug of the page


@dataclass(frozen=True, slots=True)
class NavigationSubcategory:
    """Subcategory as the menu names it, with the URL of its page."""

    name: str
    url: str


@dataclass(frozen=True, slots=True)
class NavigationCategory:
    """Category as the navigation names it, with the URL of its page and its subcategories."""

    name: str
    slug: str
    url: str
    subcategories: tuple[NavigationSubcategory, ...] = ()


@dataclass(frozen=True, slots=True)
class NavigationPage:
    """Page below the home page whose editors chose to show it in menus."""

    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Navigation:
    """URLs of both lists, categories, and pages for the footer.

    A list that is not live has the URL of the home page.
    """

    products_url: str
    bundles_url: str
    categories: tuple[NavigationCategory, ...]
    pages: tuple[NavigationPage, ...]

    def section_at(self, path: str) -> str:
        """Return the path if a link of the navigation bar leads there, else ""."""
        links = {self.products_url, self.bundles_url, *(each.url for each in self.categories)}
        return path if path in links else ""

    @property
    def returns_url(self) -> str:
        """URL of the page about returns; empty if no such page is shown in menus."""
        url = _url(RETURNS)
        return url if any(page.url == url for page in self.pages) else ""


def read_navigation() -> Navigation:
    """Return lists, categories, subcategories and pages. One query, or none: see `kept_values`."""
    return keep_until_change("navigation", _navigation)


def _navigation() -> Navigation:
    """Read all links with one query.

    The lists are below the home page. A subcategory without a live product is left out.
    """
    products = _rows(ProductIndexPage.objects.live(), PRODUCTS, F("title"), Value(0))
    bundles = _rows(BundleIndexPage.objects.live(), BUNDLES, F("title"), Value(0))
    categories = _rows(Category.objects.all(), CATEGORY, F("name"), F("sort_order"))
    has_products = Exists(ProductPage.objects.live().filter(subcategory=OuterRef("pk")))
    filled = Subcategory.objects.filter(has_products)
    subcategories = _rows(filled, SUBCATEGORY, F("name"), F("sort_order"), F("category__slug"))
    chosen = (
        Page.objects.live().in_menu().filter(depth=DEPTH_BELOW_HOME, view_restrictions__isnull=True)
    )
    words = chosen.not_type(ProductIndexPage, BundleIndexPage)
    pages = _rows(words, PAGE, F("title"), Value(0))
    together = categories.union(subcategories, products, bundles, pages, all=True)
    rows = list(together.order_by("place", "label"))
    slugs = {kind: slug for kind, slug, *_ in rows}
    products_url = _url(slugs.get(PRODUCTS))
    return Navigation(
        products_url=products_url,
        bundles_url=_url(slugs.get(BUNDLES)),
        categories=tuple(
            NavigationCategory(
                label,
                slug,
                f"{products_url}{slug}/",
                tuple(
                    NavigationSubcategory(name, f"{products_url}{slug}/{below}/")
                    for inner_kind, below, name, _, category in rows
                    if inner_kind == SUBCATEGORY and category == slug
                ),
            )
            for kind, slug, label, *_ in rows
            if kind == CATEGORY
        ),
        pages=tuple(
            NavigationPage(label, _url(slug)) for kind, slug, label, *_ in rows if kind == PAGE
        ),
    )


def _rows(
    objects: QuerySet,
    kind: str,
    label: Combinable,
    place: Combinable,
    category: Combinable = Value(""),  # noqa: B008  # an expression, which nothing changes
) -> QuerySet[Any, tuple[str, str, str, int, str]]:
    named = objects.order_by().annotate(
        kind=Value(kind), label=label, place=place, category_slug=category
    )
    return named.values_list("kind", "slug", "label", "place", "category_slug")


def _url(slug: str | None) -> str:
    return reverse("wagtail_serve", args=[f"{slug}/" if slug else ""])
