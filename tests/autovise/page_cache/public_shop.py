"""A small shop, and every URL of it that a shopper can read."""

from dataclasses import dataclass

from django.db import connection
from django.http import HttpResponse
from django.test import override_settings
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page

from accounts.models import User
from catalog.models import BundlePage, Category, ProductPage, Subcategory
from tests.builders import a_bundle, a_category, a_picture, a_product, a_review, a_user, a_visitor

CACHED = override_settings(PAGE_CACHE=True)
UNCACHED = override_settings(PAGE_CACHE=False)
# Queries of lists and search, and files for programs.
FURTHER = (
    "/products/?sort=price", "/products/?stock=1", "/products/?page=2", "/products/?utm_source=x",
    "/bundles/?sort=price", "/search/", "/search/?q=cleaner", "/search/suggestions/?q=clea",
    "/sitemap.xml", "/feeds/google.xml", "/llms.txt", "/robots.txt", "/manifest.webmanifest",
    "/.well-known/security.txt",
)  # fmt: skip


@dataclass(frozen=True)
class SmallShop:
    products: list[ProductPage]
    bundle: BundlePage


def a_small_shop() -> SmallShop:
    """Three products, one with a review and one with a picture, and a bundle of them."""
    category = a_category()
    Subcategory.objects.create(category=category, name="Glass", slug="glass")
    products = [
        a_product(1299, stock=9, image=a_picture()),
        a_product(2499, stock=30, subcategory=Subcategory.objects.get()),
        a_product(999, stock=4),
    ]
    a_review(products[0])
    return SmallShop(products, a_bundle((products[0], 2), products[1], products[2]))


def an_owner() -> User:
    return a_user(is_staff=True, is_superuser=True)


def public_urls() -> list[str]:
    """Return the URLs of live pages, sections, markdown twins and `FURTHER`.

    A page with a contact form is left out: it contains the time, and is never stored.
    """
    live = Page.objects.live().filter(depth__gt=1).order_by("path").specific()
    pages = [page.get_url() for page in live if page.is_stored]
    sold = ProductPage.objects.live().values_list("slug", flat=True)
    sections = [f"/products/{slug}/" for slug in Category.objects.values_list("slug", flat=True)]
    return [
        *(url for url in pages if url),
        *sections,
        *(f"/products/{slug}.md" for slug in sold),
        *FURTHER,
    ]


def read(url: str, *, visitor=None, method: str = "get", **headers: str) -> HttpResponse:
    return getattr(visitor or a_visitor(), method)(url, headers=headers)


def read_uncached(url: str, **how) -> HttpResponse:
    with UNCACHED:
        return read(url, **how)


def read_twice(url: str, **how) -> tuple[HttpResponse, HttpResponse]:
    """Read the page through the cache: once to store it, and once from the store."""
    with CACHED:
        read(url, **{**how, "method": "get"})
        return read(url, **how), read(url, **how)


def shown(response: HttpResponse) -> tuple[int, dict[str, str], bytes]:
    """Return all that a browser gets, but the second, which answers about private pages name."""
    headers = {name: text for name, text in response.headers.items() if name != "Expires"}
    return response.status_code, headers, response.content


def is_stored(url: str, **how) -> bool:
    """Whether a second reader gets the page with one query, that of the generation."""
    with CACHED:
        read(url, **how)
        with CaptureQueriesContext(connection) as queries:
            read(url, **how)
    return len(queries) == 1
