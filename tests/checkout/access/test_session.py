"""Orders remembered in the session: the last twenty of this browser."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.db import SessionStore
from django.test import RequestFactory
from django.utils import timezone

from checkout.access.visitor import MAX_REMEMBERED, last_order, own_order, remember_order
from checkout.models import Order

pytestmark = pytest.mark.django_db


@pytest.fixture
def request_of_a_guest():
    request = RequestFactory().get("/")
    request.session, request.user = SessionStore(), AnonymousUser()
    return request


def an_order(number: int) -> Order:
    return Order.objects.create(
        number=f"AV-TEST{number:04d}",
        email="guest@example.com",
        idempotency_key=f"{number:032d}",
        list_pence=1299,
        delivery_pence=499,
        total_pence=1798,
        vat_pence=300,
        session_expires_at=timezone.now(),
        hold_until=timezone.now(),
    )


def test_the_twenty_first_order_replaces_the_first(request_of_a_guest):
    orders = [an_order(number) for number in range(MAX_REMEMBERED + 1)]
    for order in orders:
        remember_order(request_of_a_guest, order)
    orders_found = [own_order(request_of_a_guest, number=order.number) for order in orders]
    assert orders_found == [None, *orders[1:]]
    assert MAX_REMEMBERED == 20
    assert last_order(request_of_a_guest) == orders[-1]


def test_an_order_of_another_browser_is_not_found(request_of_a_guest):
    order = an_order(1)
    assert own_order(request_of_a_guest, number=order.number) is None
    assert own_order(request_of_a_guest, number="") is None
    assert last_order(request_of_a_guest) is None
