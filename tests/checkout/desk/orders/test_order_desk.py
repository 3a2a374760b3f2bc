"""Admin lists of orders, carts and events: read-only, for the owner only."""

import pytest
from django.contrib.auth.models import Group

from checkout.models import Order
from checkout.payments.start import start_payment
from tests.builders import CONTACT, GUEST, a_cart, a_product, a_user

pytestmark = pytest.mark.django_db

LISTS = ["/admin/checkout/order/", "/admin/checkout/cart/", "/admin/checkout/stripeevent/"]


@pytest.fixture
def order(stripe_server):
    cart = a_cart(a_product(1299))
    return start_payment(cart=cart, user=GUEST, contact=CONTACT, shown_total_pence=None)[0]


def test_the_owner_sees_orders_with_their_totals(client, owner, order):
    client.force_login(owner)
    response = client.get(LISTS[0])
    assert response.status_code == 200
    assert order.number in response.text
    assert "£17.98" in response.text
    assert client.get(f"/admin/checkout/order/inspect/{order.pk}/").status_code == 200


@pytest.mark.parametrize("address", LISTS)
def test_the_owner_opens_every_list(client, owner, order, address):
    client.force_login(owner)
    assert client.get(address).status_code == 200


@pytest.mark.parametrize("address", LISTS)
@pytest.mark.parametrize("group", ["Catalog Editors", "Marketing Editors"])
def test_editors_see_no_orders(client, order, group, address):
    editor = a_user()
    editor.groups.add(Group.objects.get(name=group))
    client.force_login(editor)
    response = client.get(address)
    assert response.status_code in (302, 403)
    assert order.number not in client.get("/admin/").text


@pytest.mark.parametrize("action", ["create", "edit/{pk}", "delete/{pk}"])
def test_the_owner_cannot_edit_an_order(client, owner, order, action):
    client.force_login(owner)
    address = f"/admin/checkout/order/{action.format(pk=order.pk)}/"
    assert client.post(address, {"state": "paid"}).status_code in (302, 403, 404)
    assert Order.objects.get().state == "awaiting_payment"
