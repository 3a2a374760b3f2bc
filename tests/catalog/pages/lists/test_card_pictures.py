"""Which pictures of a list are loaded first, and in which sizes they are offered."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog.models import ShopImage, images
from catalog.offers import offers_for
from catalog.prices import MoneyRules
from tests.builders import a_picture, a_product, a_visitor
from tests.catalog.listing.builders import sell

pytestmark = pytest.mark.django_db

FIRST, LAZY = "first", "lazy"
IMAGE_OF_CARD = r'product-card__picture">\s*(?:<picture><source [^>]*>)?<img ([^>]*)>'


def cards_of(html: str) -> list[str]:
    """How the picture of each card is loaded, in the order of the page."""
    images = re.findall(IMAGE_OF_CARD, html)
    return [
        FIRST if 'fetchpriority="high"' in image and "lazy" not in image else LAZY
        for image in images
    ]


@pytest.mark.parametrize("path", ["/products/", "/products/cleaning-care/", "/search/?q=product"])
def test_the_first_picture_is_loaded_first_and_the_others_when_they_come_near(path):
    for number in range(7):
        a_product(title=f"Product {number}")
    assert cards_of(a_visitor().get(path).text) == [FIRST] + [LAZY] * 6


def test_best_sellers_are_loaded_first_and_the_list_below_them_is_not():
    for page in [a_product() for _ in range(4)]:
        sell(page, 1)
    shown = a_visitor().get("/products/cleaning-care/").text
    assert cards_of(shown) == [FIRST] + [LAZY] * 7


def test_a_card_offers_smaller_pictures_and_avif_before_webp():
    a_product(image=a_picture(width=700, height=700))
    html = a_visitor().get("/products/").text
    sizes = r'srcset="\S+\.{0} 160w, \S+\.{0} 400w, \S+\.{0} 700w" sizes="[^"]*50vw - 22px\)"'
    (source,) = re.findall(r'<picture><source type="image/avif" ([^>]*)>', html)
    (image,) = re.findall(IMAGE_OF_CARD, html)
    assert re.search(sizes.format("avif"), source)
    assert re.search(sizes.format("webp"), image)


def test_pictures_of_a_list_make_no_cache_call_and_no_query_each(monkeypatch):
    first, *others = (a_product(image=a_picture()) for _ in range(8))

    def queries_for(pages) -> int:
        with CaptureQueriesContext(connection) as queries:
            offers = offers_for([page.sku for page in pages], rules=MoneyRules())
        assert all(offer.thumbnail.avif for offer in offers.values())
        return len(queries)

    monkeypatch.setattr(images, "cache", None)
    monkeypatch.setattr(ShopImage, "get_renditions", None)
    queries_for([first])  # reads the site
    assert queries_for([first]) == queries_for(others)


def test_a_drawing_is_one_file():
    a_product()
    assert "srcset" not in a_visitor().get("/products/").text
