"""The owner renames the lists of products and bundles: every link follows, none is redirected."""

import re
from html import unescape

import pytest
from django.conf import settings
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from catalog.models import BundleIndexPage, ProductIndexPage, Subcategory
from catalog.pages.lists.navigation import (
    NavigationCategory,
    NavigationPage,
    NavigationSubcategory,
    read_navigation,
)
from checkout.cart.lines import add_to_cart
from checkout.models import Cart, Order, OrderState
from checkout.notifications.mails import mail_confirmation, mail_dispatch
from tests.builders import a_bundle, a_category, a_product, a_visitor
from tests.checkout.builders import an_open_order, an_order_with_dispatch

pytestmark = pytest.mark.django_db

OLD_PATH = re.compile(r"/(products|bundles)/")
LINK = re.compile(r'\b(?:href|action)="([^"]+)"|(https?://[^\s"<]+)')
NOT_PAGES = ("/static/", "/media/", "/accounts/logout/")


def rename(model, slug: str) -> None:
    page = model.objects.get()
    page.slug = slug
    page.save_revision().publish()


@pytest.fixture
def renamed():
    """A shop with a product and a bundle, whose lists are renamed afterwards."""
    pages = a_product(title="Wax", featured=True), a_bundle(title="Wash Set", featured=True)
    rename(ProductIndexPage, "all-goods")
    rename(BundleIndexPage, "sets")
    for page in pages:
        page.refresh_from_db()
    return pages


def links_in(text: str) -> set[str]:
    """Return the paths of the shop's own pages that a page or mail links to."""
    found = (unescape(match[0] or match[1]) for match in LINK.findall(text))
    paths = (link.removeprefix(settings.SITE_URL).partition("#")[0] for link in found)
    return {path for path in paths if path.startswith("/") and not path.startswith(NOT_PAGES)}


def crawl(visitor: Client, *starts: str) -> dict[str, str]:
    """Follow every link from these pages; return the pages of the shop by their path."""
    pages: dict[str, str] = {}
    waiting = list(starts)
    while waiting:
        path = waiting.pop()
        if path in pages:
            continue
        response = visitor.get(path)
        # 302: a personal page asks a guest to log in. 403: only buyers review. 405: a form changes
        # something. An old path would answer 301, a wrong one 404.
        assert response.status_code in (200, 302, 403, 405), (path, response.status_code)
        is_page = response.get("Content-Type", "").startswith("text/html")
        pages[path] = response.text if is_page else ""
        waiting += links_in(pages[path])
    return pages


def test_a_guest_finds_every_page_from_the_home_page(renamed):
    wax, wash_set = renamed
    pages = crawl(a_visitor(), "/", "/cart/", "/saved/", "/search/?q=wax", "/search/?q=nothing")
    assert {
        "/all-goods/",
        "/sets/",
        wax.url,
        wash_set.url,
        "/all-goods/cleaning-care/",
    } <= set(pages)
    assert (wax.url, wash_set.url) == ("/all-goods/wax/", "/sets/wash-set/")
    assert [path for path, text in pages.items() if OLD_PATH.search(text)] == []


def test_a_customer_finds_every_page_with_a_full_cart_and_an_order(renamed, shopper, stripe_server):
    order = an_open_order(*renamed, user=shopper)
    Order.objects.filter(pk=order.pk).update(state=OrderState.PAID, paid_at=timezone.now())
    visitor = a_visitor(shopper)
    cart, _ = Cart.objects.get_or_create(user=shopper, merged_into=None)
    add_to_cart(cart=cart, sku=renamed[0].sku, quantity=1)
    pages = crawl(visitor, "/", "/cart/", "/saved/", "/checkout/", "/users/profile/")
    assert f"/users/orders/{order.number}/" in pages
    assert [path for path, text in pages.items() if OLD_PATH.search(text)] == []


@pytest.mark.parametrize("path", ["/nothing-here/", "/products/nothing-here/"])
def test_the_page_of_an_unknown_url_links_to_the_renamed_list(renamed, path):
    response = a_visitor().get(path)
    assert response.status_code == 404
    assert {"/", "/all-goods/", "/sets/"} <= links_in(response.text)
    assert not OLD_PATH.search(response.text)


def test_mails_link_to_pages_that_exist(renamed, shopper, stripe_server):
    order = an_order_with_dispatch(*renamed)
    Order.objects.filter(pk=order.pk).update(
        state=OrderState.PAID, paid_at=timezone.now(), invoice_number=1
    )
    order.refresh_from_db()
    mail_confirmation(order)
    mail_dispatch(order)
    assert len(mail.outbox) == 2
    for letter in mail.outbox:
        for text in (letter.body, letter.alternatives[0].content):
            assert not OLD_PATH.search(text)
            for path in links_in(text):
                assert a_visitor().get(path).status_code == 200, path


def test_the_navigation_is_read_with_one_query(renamed):
    a_category("accessories")
    care = a_category("cleaning-care")
    waxes = Subcategory.objects.create(category=care, name="Wax", slug="wax")
    Subcategory.objects.create(category=care, name="Without products", slug="empty")
    a_product(category=care, subcategory=waxes)
    with CaptureQueriesContext(connection) as queries:
        navigation = read_navigation()
    assert (navigation.products_url, navigation.bundles_url) == ("/all-goods/", "/sets/")
    wax = NavigationSubcategory("Wax", "/all-goods/cleaning-care/wax/")
    assert navigation.categories == (
        NavigationCategory("Accessories", "accessories", "/all-goods/accessories/"),
        NavigationCategory("Cleaning care", "cleaning-care", "/all-goods/cleaning-care/", (wax,)),
    )
    assert navigation.pages == (
        NavigationPage("About us", "/about/"),
        NavigationPage("Contact us", "/contact/"),
        NavigationPage("Delivery", "/delivery/"),
        NavigationPage("How we check reviews", "/reviews-policy/"),
        NavigationPage("Recycling electricals and batteries", "/recycling/"),
        NavigationPage("Returns and refunds", "/returns/"),
        NavigationPage("Terms of sale", "/terms/"),
    )
    assert len(queries) == 1


def test_a_list_that_is_not_live_is_replaced_by_the_home_page():
    BundleIndexPage.objects.get().unpublish()
    navigation = read_navigation()
    assert (navigation.products_url, navigation.bundles_url) == ("/products/", "/")
