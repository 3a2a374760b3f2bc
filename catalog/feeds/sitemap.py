"""`/sitemap.xml`: the pages for search engines, with the pictures of products and bundles."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from wagtail.models import Page

from catalog.feeds.google import pages_and_offers
from catalog.models import (
    BundleIndexPage,
    BundlePage,
    ListedOffer,
    ProductIndexPage,
    ProductPage,
    Subcategory,
)
from catalog.pages.display.gallery import further_pictures
from catalog.pages.display.raster_pictures import absolute, raster_picture
from catalog.pages.lists.bundle_sections import bundle_tabs
from sitewide.public_pages import public_page

MAX_URLS = 50_000  # https://www.sitemaps.org/protocol.html


@dataclass(frozen=True, slots=True)
class SitemapUrl:
    """A URL of the sitemap. `pictures`: absolute URLs."""

    location: str
    changed_at: datetime | None = None
    pictures: tuple[str, ...] = field(default=())


@require_safe
@public_page(reads_query=False)
def show_sitemap(request: HttpRequest) -> HttpResponse:
    """Show the first 50,000 URLs, the lists before the products."""
    urls = [url for url, _ in zip(sitemap_urls(), range(MAX_URLS), strict=False)]
    return render(request, "catalog/sitemap.xml", {"urls": urls}, content_type="application/xml")


def sitemap_urls() -> Iterator[SitemapUrl]:
    """Return lists, sections, other public pages, products and bundles."""
    yield from _other_pages()
    yield from _sections()
    yield from _bundle_sections()
    for page, offer in pages_and_offers():
        further = tuple(absolute(picture.raster_url) for picture in further_pictures(page))
        pictures = (raster_picture(offer), *further)
        yield SitemapUrl(absolute(offer.url), page.last_published_at, pictures)


def _other_pages() -> Iterator[SitemapUrl]:
    pages = Page.objects.live().public().filter(depth__gt=1).order_by("path")
    for page in pages.not_type(ProductPage).not_type(BundlePage).specific():
        if url := page.get_url():
            yield SitemapUrl(absolute(url), page.last_published_at)


def _sections() -> Iterator[SitemapUrl]:
    """Return the categories and subcategories that have products on sale."""
    index = ProductIndexPage.objects.live().first()
    if index is None:
        return
    products = ListedOffer.objects.products()
    url = absolute(index.get_url() or "")
    slugs = products.values_list("category__slug", flat=True).distinct()
    for slug in sorted(slug for slug in slugs if slug):
        yield SitemapUrl(f"{url}{slug}/")
    used = products.filter(subcategory__isnull=False).values("subcategory")
    subcategories = Subcategory.objects.filter(pk__in=used).order_by("category__slug", "slug")
    for category, slug in subcategories.values_list("category__slug", "slug"):
        yield SitemapUrl(f"{url}{category}/{slug}/")


def _bundle_sections() -> Iterator[SitemapUrl]:
    """Return the lists of those types that have bundles on sale."""
    index = BundleIndexPage.objects.live().first()
    if index is None:
        return
    url = absolute(index.get_url() or "")
    for tab in bundle_tabs(ListedOffer.objects.bundles(), None)[1:]:
        yield SitemapUrl(url + tab.path)
