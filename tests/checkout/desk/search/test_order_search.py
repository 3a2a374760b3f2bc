"""Search of orders: by number, email, Stripe's ids, SKU, postcode, phone and name."""

import pytest
from django.db import connection

from checkout.desk.search.order_search import named_order, search_orders
from checkout.models import Order
from tests.builders import a_bundle, a_product
from tests.checkout.buyers import an_order

pytestmark = pytest.mark.django_db

SAM = {
    "email": "sam@example.com",
    "name": "Sam Okafor",
    "city": "York",
    "postcode": "YO1 7HH",
    "phone": "+44 (0)7700 900-123",
}


@pytest.fixture
def sams(stripe_server) -> Order:
    an_order(stripe_server, phone="020 7946 0018")
    return an_order(stripe_server, a_product(sku="AUT-WX-901"), a_bundle(), **SAM)


def found(typed: str) -> list[Order]:
    return list(search_orders(Order.objects.all(), typed))


@pytest.mark.parametrize(
    "typed",
    [
        "sam@example.com",
        "SAM@Example.com ",
        "AUT-WX-901",
        "aut-wx-901",
        "YO1 7HH",
        "yo17hh",
        "YO1",
        "07700 900123",
        "+447700900123",
        "Okafor",
        "okafor sam",
        "York",
        "sam@exam",
    ],
)
def test_an_order_is_found(sams, typed):
    assert found(typed) == [sams]


@pytest.mark.parametrize("column", ["number", "stripe_session_id", "stripe_payment_intent_id"])
def test_an_order_is_found_and_named_by_its_number_and_stripe_ids(sams, column):
    assert found(getattr(sams, column)) == [sams]
    assert named_order(getattr(sams, column)) == sams


def test_the_number_is_found_without_its_prefix_and_in_small_letters(sams):
    assert named_order(sams.number.removeprefix("AV-").lower()) == sams


@pytest.mark.parametrize(
    "typed", ["nobody@example.com", "YO1 7HX", "07700 900124", "AUT-WX-9", "Okafor Leeds", "%"]
)
def test_nothing_else_is_found(sams, typed):
    assert sams not in found(typed)


def test_an_email_with_two_orders_names_neither(sams, stripe_server):
    assert named_order("sam@example.com") == sams
    other = an_order(stripe_server, **SAM)
    assert named_order("sam@example.com") is None
    assert set(found("sam@example.com")) == {sams, other}


def test_filters_stay_in_force(sams):
    assert list(search_orders(Order.objects.open(), "sam@example.com")) == []


@pytest.mark.parametrize("typed", ["sam@example.com", "YO1 7HH", "AUT-WX-901", "Okafor"])
def test_a_search_takes_two_queries(sams, typed, django_assert_num_queries):
    with django_assert_num_queries(2):
        found(typed)


@pytest.mark.skipif("connection.vendor != 'postgresql'")
@pytest.mark.parametrize(
    ("typed", "index"),
    [
        ("sam@example.com", "order_by_email"),
        ("YO1 7HH", "order_by_postcode"),
        ("07700 900123", "order_by_phone_digits"),
    ],
)
def test_a_look_up_can_use_its_index(sams, typed, index):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    assert index in search_orders(Order.objects.all(), typed).explain()
