"""Warning before deleting a product: number of open orders and carts with it."""

import html

import pytest
from django.urls import reverse
from django.utils import timezone

from checkout.models import Dispatch
from tests.builders import a_bundle, a_cart, a_product
from tests.checkout.builders import an_open_order

pytestmark = pytest.mark.django_db


def warning(desk, page) -> str:
    answer = desk.get(reverse("wagtailadmin_pages:delete", args=[page.pk]))
    return html.unescape(answer.text)


def asked_in_bulk(desk, *pages) -> str:
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"])
    return html.unescape(desk.get(address, {"id": [page.pk for page in pages]}).text)


def test_a_product_in_no_order_and_no_cart_gives_no_warning(desk, stripe_server):
    assert "open order" not in warning(desk, a_product())


def test_open_orders_and_carts_are_counted(desk, paid):
    page = a_product()
    a_cart(page)
    an_open_order(page)  # its cart stays until it is paid
    paid(page)
    assert "It is in 2 open orders and 2 carts." in warning(desk, page)


def test_a_dispatched_order_is_not_open(desk, paid):
    page = a_product()
    order = paid(page)
    assert "It is in 1 open order." in warning(desk, page)
    Dispatch.objects.create(order=order, carrier="Post", dispatched_at=timezone.now())
    assert "open order" not in warning(desk, page)


def test_orders_and_carts_with_a_bundle_count_for_its_parts(desk, paid):
    part = a_product()
    bundle = a_bundle(part, a_product(), a_product())
    paid(bundle)
    a_cart(bundle)
    for page in (part, bundle):
        assert "It is in 1 open order and 1 cart." in warning(desk, page)


def test_a_bulk_deletion_counts_each_order_once(desk, paid):
    pages = [a_product(), a_product(), a_product()]
    paid(pages[0], pages[1])
    a_cart(pages[1])
    assert "These are in 1 open order and 1 cart." in asked_in_bulk(desk, *pages)
