"""The success page with another visitor's session id: it shows nothing and changes no
cart or order."""

import pytest

from checkout.models import Cart, Order, OrderState
from tests.builders import a_product
from tests.checkout.buyers import strangers
from tests.checkout.shopping import FROM_OUR_PAGES, add, check_out, client, client_of_another

__all__ = ["client", "client_of_another"]

pytestmark = pytest.mark.django_db


def carts() -> dict[int, dict[str, int]]:
    return {
        cart.pk: dict(cart.lines.values_list("sku_id", "quantity")) for cart in Cart.objects.all()
    }


@pytest.fixture
def paid_unheard_of(client, stripe_server) -> Order:
    """Order paid at Stripe, without any event yet."""
    add(client, a_product(1299), 2)
    check_out(client)
    order = Order.objects.get()
    stripe_server.pays(order)
    order.refresh_from_db()
    return order


@pytest.mark.parametrize("which", ["session", "intent", "number"])
def test_another_visitor_sees_nothing_and_keeps_the_cart(
    client_of_another, paid_unheard_of, stripe_server, which
):
    order = paid_unheard_of
    key = {
        "session": order.stripe_session_id,
        "intent": stripe_server.session_of(order).payment_intent,
        "number": order.number,
    }[which]
    add(client_of_another, a_product(500), 3)
    before = carts()
    for who, stranger in {"a guest": client_of_another, **strangers()}.items():
        if who != "a guest":
            stranger.defaults |= {"HTTP_SEC_FETCH_SITE": FROM_OUR_PAGES["Sec-Fetch-Site"]}
            add(stranger, a_product(700))
            before = carts()
        for query in (f"session_id={key}", f"payment_intent={key}&session_id={key}"):
            answer = stranger.get(f"/checkout/success/?{query}")
            assert answer.status_code == 404, who
            for private in (order.number, order.email, order.name, order.postcode, "£17.98"):
                assert private not in answer.text
        assert carts() == before, who
    assert len([lines for lines in before.values() if lines]) == 5
    order.refresh_from_db()
    assert order.state == OrderState.AWAITING_PAYMENT


def test_the_buyer_s_visit_settles_the_order_and_removes_sold_items(client, paid_unheard_of):
    answer = client.get(f"/checkout/success/?session_id={paid_unheard_of.stripe_session_id}")
    assert answer.status_code == 200
    assert Order.objects.get().state == OrderState.PAID
    assert carts() == {paid_unheard_of.cart_id: {}}
