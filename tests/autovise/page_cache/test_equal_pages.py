"""A page from the cache equals the page that is rendered, byte for byte."""

import pytest
from django.test import Client

from catalog.models import ProductPage
from tests.autovise.page_cache.public_shop import (
    a_small_shop,
    an_owner,
    is_stored,
    public_urls,
    read_twice,
    read_uncached,
    shown,
)
from tests.builders import a_customer, a_member, a_visitor

SAME_ORIGIN = {"sec-fetch-site": "same-origin"}
SLOW = pytest.mark.slow
WAYS = [
    ("get", "gzip, deflate, br"),
    *(pytest.param("get", encoding, marks=SLOW) for encoding in ("", "gzip", "br;q=0, gzip")),
    *(pytest.param("head", encoding, marks=SLOW) for encoding in ("", "gzip", "br")),
]


def a_shopper() -> Client:
    """A customer with a thing in the cart and a token of a form."""
    visitor = a_visitor(a_customer())
    visitor.post("/cart/add/", {"sku": ProductPage.objects.first().sku}, headers=SAME_ORIGIN)
    visitor.get("/accounts/email/")
    return visitor


@pytest.fixture
def shop():
    return a_small_shop()


@pytest.mark.parametrize(("method", "encoding"), WAYS)
def test_every_page_is_equal_in_every_encoding(shop, method, encoding):
    how = {"method": method, "accept-encoding": encoding}
    for url in public_urls():
        rendered = shown(read_uncached(url, **how))
        first, second = read_twice(url, **how)
        assert shown(first) == rendered, url
        assert shown(second) == rendered, url


@pytest.mark.parametrize(
    "who", ["customer", pytest.param("editor", marks=SLOW), pytest.param("owner", marks=SLOW)]
)
def test_every_page_is_equal_for_everybody(shop, who):
    readers = {
        "customer": a_shopper,
        "editor": lambda: a_visitor(a_member("Catalog Editors")),
        "owner": lambda: a_visitor(an_owner()),
    }
    visitor = readers[who]()
    for url in public_urls():
        rendered = shown(read_uncached(url))
        first, second = read_twice(url, visitor=visitor)
        assert shown(first) == shown(second) == rendered, url
        assert shown(read_uncached(url, visitor=visitor)) == rendered, url


def test_every_kind_of_page_is_stored(shop):
    assert [url for url in public_urls() if not is_stored(url)] == []
