"""Changes of the delivery address: before the dispatch, logged, and not on the invoice."""

import pytest

from checkout.invoices.content import invoice_of
from checkout.models import AddressChange
from checkout.orders.dispatch import Tracking, dispatch_order
from checkout.orders.fulfilment.delivery_address import AddressFixed, change_delivery_address
from checkout.orders.state import owner as by_owner
from checkout.refunds.request import RefundRequest, request_refund
from tests.builders import a_product
from tests.checkout.builders import an_open_order

pytestmark = pytest.mark.django_db

NEW = {
    "name": "Sam Guest",
    "line1": "2 Low Street",
    "line2": "Flat 3",
    "city": "York",
    "postcode": "yo17hh",
}


@pytest.fixture
def by(owner):
    return by_owner(owner)


def test_old_and_new_address_are_on_the_timeline(paid, by, owner):
    order = paid()
    assert change_delivery_address(order=order, address=NEW, by=by)
    order.refresh_from_db()
    after = ["Sam Guest", "2 Low Street", "Flat 3", "York", "YO1 7HH"]
    assert order.postal_lines == after
    event = order.timeline.last()
    assert (event.what, event.user) == ("Delivery address changed", owner)
    change = event.address_change
    assert (change.before, change.after) == (
        ["Sam Guest", "1 High Street", "Leeds", "LS1 4AP"],
        after,
    )


def test_the_invoice_keeps_the_address_of_the_payment(paid, by):
    order = paid()
    before = invoice_of(order)
    change_delivery_address(order=order, address=NEW, by=by)
    change_delivery_address(order=order, address=NEW | {"line2": "Flat 4"}, by=by)
    order.refresh_from_db()
    assert invoice_of(order) == before


def test_the_same_address_is_no_change(paid, by):
    order = paid()
    change_delivery_address(order=order, address=NEW, by=by)
    assert not change_delivery_address(order=order, address=NEW, by=by)
    assert AddressChange.objects.count() == 1


def test_an_unpaid_order_may_get_another_address(stripe_server, by):
    order = an_open_order(a_product())
    assert change_delivery_address(order=order, address=NEW, by=by)


def test_after_the_dispatch_the_address_is_fixed(paid, by):
    order = paid()
    dispatch_order(order=order, tracking=Tracking("Royal Mail"), by=by)
    with pytest.raises(AddressFixed, match="It is dispatched already"):
        change_delivery_address(order=order, address=NEW, by=by)
    order.refresh_from_db()
    assert (order.city, AddressChange.objects.count()) == ("Leeds", 0)


def test_the_address_of_a_refunded_order_is_fixed(paid, by):
    order = paid()
    everything = RefundRequest(everything=True)
    request_refund(order=order, request=everything, reason="goodwill", note="", by=by)
    with pytest.raises(AddressFixed, match="It is refunded in full"):
        change_delivery_address(order=order, address=NEW, by=by)
