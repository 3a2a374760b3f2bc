"""Search of products and bundles by parts of a title, SKU or product code."""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q
from wagtail.query import PageQuerySet

from catalog.models import Sku
from catalog.search.backend import search_words

TITLES = ("title", "draft_title")
OF_PRODUCTS = (*TITLES, "product_code")


def search_pages(pages: PageQuerySet, text: str, *, columns: Iterable[str]) -> PageQuerySet:
    """Return the pages in whose SKU or columns each word of the text occurs."""
    words = search_words(text)
    if text.strip() and not words:
        return pages.none()
    for word in words:
        matches = Q(Exists(Sku.objects.filter(page=OuterRef("pk"), code__icontains=word)))
        for column in columns:
            matches |= Q(**{f"{column}__icontains": word})
        pages = pages.filter(matches)
    return pages
