"""Which pictures of a list are loaded first, and in which sizes they are offered."""

import re

import pytest

from tests.builders import a_picture, a_product, a_visitor
from tests.catalog.listing.builders import sell

pytestmark = pytest.mark.django_db

FIRST, LAZY = "first", "lazy"


def cards_of(html: str) -> list[str]:
    """How the picture of each card is loaded, in the order of the page."""
    images = re.findall(r'product-card__picture">\s*<img ([^>]*)>', html)
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


def test_a_card_offers_smaller_pictures():
    a_product(image=a_picture(width=700, height=700))
    (image,) = re.findall(
        r'product-card__picture">\s*<img ([^>]*)>', a_visitor().get("/products/").text
    )
    assert re.search(r'srcset="\S+ 160w, \S+ 360w, \S+ 600w"', image)
    assert 'sizes="(min-width: 48rem) 33vw, calc(50vw - 22px)"' in image


def test_a_drawing_is_one_file():
    a_product()
    assert "srcset" not in a_visitor().get("/products/").text
