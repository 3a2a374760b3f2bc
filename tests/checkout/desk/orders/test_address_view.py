"""The delivery address in the admin: checked as at the checkout, fixed after the dispatch."""

import pytest

from checkout.models import AddressChange
from checkout.orders.dispatch import Tracking, dispatch_order
from checkout.orders.state import SHOP
from tests.checkout.desk.conftest import page_of

pytestmark = pytest.mark.django_db

NEW = {
    "name": "Sam Guest",
    "line1": "2 Low Street",
    "line2": "",
    "city": "York",
    "postcode": "yo1 7hh",
}


def form_at(order) -> str:
    return f"/admin/orders/{order.pk}/address/"


def test_the_owner_changes_the_address(desk, paid):
    order = paid()
    assert f'href="{form_at(order)}"' in desk.get(page_of(order)).text
    assert 'value="1 High Street"' in desk.get(form_at(order)).text
    shown = desk.post(form_at(order), NEW, follow=True).text
    assert (
        "Sam Guest, 1 High Street, Leeds, LS1 4AP → Sam Guest, 2 Low Street, York, YO1 7HH" in shown
    )


@pytest.mark.parametrize(
    ("postcode", "place"),
    [("JE2 3AB", "Jersey"), ("GY1 1AA", "Guernsey"), ("IM1 1AA", "the Isle of Man")],
)
def test_islands_are_refused_as_at_the_checkout(desk, paid, postcode, place):
    order = paid()
    answer = desk.post(form_at(order), NEW | {"postcode": postcode})
    assert answer.status_code == 400
    assert f"but not yet to {place}." in answer.text
    assert AddressChange.objects.count() == 0


def test_after_the_dispatch_it_is_neither_offered_nor_changed(desk, paid):
    order = paid()
    dispatch_order(order=order, tracking=Tracking("Royal Mail"), by=SHOP)
    assert form_at(order) not in desk.get(page_of(order)).text
    for send in (desk.get, desk.post):
        answer = send(form_at(order), NEW, follow=True)
        assert "cannot be changed. It is dispatched already." in answer.text
    assert AddressChange.objects.count() == 0
