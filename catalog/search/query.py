"""Search for offers."""

from django.core.paginator import Page as PageOfOffers
from django.core.paginator import Paginator
from wagtail.models import Page
from wagtail.search.query import PlainText

from catalog.listing import PAGE_SIZE
from catalog.models import BundlePage, ProductPage, Sku
from catalog.offers import offers_for
from catalog.search.backend import search_words

MAX_WORDS = 10
MAX_RESULTS = 480


def search_offers(query: str, *, page_number: str) -> PageOfOffers:
    """Return a page of the offers that contain all words, best match first."""
    words = search_words(query)[:MAX_WORDS]
    page: PageOfOffers = Paginator(_on_sale(_ranked_pages(words)), PAGE_SIZE).get_page(page_number)
    skus = dict(Sku.objects.filter(page_id__in=page.object_list).values_list("page_id", "pk"))
    offers = offers_for(skus.values())
    page.object_list = [offers[skus[pk]] for pk in page.object_list if skus.get(pk) in offers]
    return page


def _ranked_pages(words: list[str]) -> list[int]:
    if not words:
        return []
    pages = Page.objects.live().type(ProductPage, BundlePage)
    found = pages.search(PlainText(" ".join(words), operator="and"))
    return [page.pk for page in found[:MAX_RESULTS].get_queryset().only("pk")]


def _on_sale(pks: list[int]) -> list[int]:
    on_sale = {
        pk
        for model in (ProductPage, BundlePage)
        for pk in model.objects.on_sale().filter(pk__in=pks).values_list("pk", flat=True)
    }
    return [pk for pk in pks if pk in on_sale]
