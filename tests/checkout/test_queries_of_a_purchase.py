"""A purchase reads no rows twice."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import ReferenceIndex

from checkout.models import Order, OrderState, StripeEvent
from tests.builders import CONTACT, a_product, a_visitor

FIELDS = {name: getattr(CONTACT, name) for name in CONTACT.__slots__}


@pytest.fixture
def visitor(db):
    visitor = a_visitor()
    visitor.defaults["HTTP_ORIGIN"] = "http://testserver"
    return visitor


def reads_of_lines(queries: CaptureQueriesContext) -> int:
    return sum('FROM "checkout_cartline"' in query["sql"] for query in queries)


def reads_of_offers(queries: CaptureQueriesContext) -> int:
    return sum('FROM "catalog_listedoffer"' in query["sql"] for query in queries)


def test_adding_to_the_cart_reads_the_offer_once(visitor):
    wax = a_product(stock=2)
    for is_refused in (False, False, True):  # the third time, none is left
        with CaptureQueriesContext(connection) as queries:
            response = visitor.post("/cart/add/", {"sku": wax.sku}, follow=False)
        assert response.status_code == 302
        assert reads_of_offers(queries) == 1
        assert ("is out of stock" in visitor.get("/cart/").text) == is_refused


def test_all_offers_of_a_cart_are_read_together_when_another_is_added(visitor):
    wax, mat = a_product(), a_product()
    visitor.post("/cart/add/", {"sku": wax.sku})
    with CaptureQueriesContext(connection) as queries:
        visitor.post("/cart/add/", {"sku": mat.sku})
    [read] = [query["sql"] for query in queries if 'FROM "catalog_listedoffer"' in query["sql"]]
    assert wax.sku in read
    assert mat.sku in read


@pytest.mark.parametrize("is_known", [True, False])
def test_adding_to_a_cart_takes_few_statements(real_database, is_known):
    """Four of them begin and end the two transactions."""
    visitor = a_visitor()
    visitor.defaults["HTTP_ORIGIN"] = "http://testserver"
    wax, mat = a_product(), a_product()
    visitor.post("/cart/add/", {"sku": wax.sku})
    with CaptureQueriesContext(connection) as queries:
        visitor.post("/cart/add/", {"sku": (wax if is_known else mat).sku, "quantity": 2})
    assert len(queries) <= 14


def test_the_checkout_form_reads_the_cart_once_whatever_it_was_sent(visitor):
    visitor.post("/cart/add/", {"sku": a_product().sku})
    with CaptureQueriesContext(connection) as queries:
        assert visitor.get("/checkout/").status_code == 200
    assert reads_of_lines(queries) == 1
    with CaptureQueriesContext(connection) as queries:
        assert visitor.post("/checkout/", FIELDS | {"postcode": ""}).status_code == 302
    assert reads_of_lines(queries) == 1
    with CaptureQueriesContext(connection) as queries:
        assert "Please enter your postcode." in visitor.get("/checkout/").text
    assert reads_of_lines(queries) == 1


def test_an_order_of_three_products_and_its_payment_take_few_statements(
    visitor, stripe_server, deliver
):
    for _ in range(3):
        visitor.post("/cart/add/", {"sku": a_product().sku})
    form = FIELDS | {"shown_total_pence": shown_total(visitor)}
    with CaptureQueriesContext(connection) as placing:
        assert visitor.post("/checkout/", form).status_code == 302
    order = Order.objects.get()
    stripe_server.pays(order)
    event = stripe_server.event_of(order)
    with CaptureQueriesContext(connection) as settling:
        assert deliver(event).status_code == 200
    order.refresh_from_db()
    assert order.state == OrderState.PAID
    assert len(placing) <= 28
    assert len(settling) <= 26


def shown_total(visitor) -> str:
    return re.search(r'id="total" value="(\d+)"', visitor.get("/checkout/").text)[1]


def test_a_purchase_writes_no_reference_index(visitor, stripe_server, deliver):
    wax = a_product()
    known = ReferenceIndex.objects.count()
    with CaptureQueriesContext(connection) as queries:
        visitor.post("/cart/add/", {"sku": wax.sku})
        visitor.post("/checkout/", FIELDS | {"shown_total_pence": shown_total(visitor)})
        order = Order.objects.get()
        stripe_server.pays(order)
        assert deliver(stripe_server.event_of(order)).status_code == 200
    order.refresh_from_db()
    assert order.state == OrderState.PAID
    assert StripeEvent.objects.get().outcome == StripeEvent.Outcome.TAKEN
    assert ReferenceIndex.objects.count() == known
    assert not [query for query in queries if "referenceindex" in query["sql"]]
