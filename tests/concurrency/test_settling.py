"""News of one payment from several sides at the same moment: settled once, confirmed once."""

import re

import pytest

from checkout.models import Order, OrderState, StripeEvent
from tests.builders import CONTACT, a_product, a_visitor
from tests.checkout.conftest import signature
from tests.concurrency.at_once import at_once
from tests.concurrency.books import check_books, confirmations_queued, stock_of

pytestmark = pytest.mark.slow


def a_paid_order(stripe_server, page):
    """An order placed through the shop's pages and paid at Stripe, of which the shop knows nothing
    yet: the order, the shopper's browser, and the address that Stripe sends it to."""
    visitor = a_visitor()
    visitor.post("/cart/add/", {"sku": page.sku, "quantity": 2})
    total = re.search(r'id="total" value="(\d+)"', visitor.get("/checkout/").text)[1]
    fields = {name: getattr(CONTACT, name) for name in CONTACT.__slots__}
    visitor.post("/checkout/", fields | {"shown_total_pence": total})
    order = Order.objects.get()
    address = stripe_server.pays(order).headers["Location"].removeprefix("http://testserver")
    return order, visitor, address


def delivering(body: bytes):
    """One delivery of the event, as a call; its answer's status."""

    def deliver() -> int:
        headers = {"Stripe-Signature": signature(body)}
        answer = a_visitor().post(
            "/webhook/stripe/", body, content_type="application/json", headers=headers
        )
        return answer.status_code

    return deliver


def check_settled_once(order, page) -> None:
    order.refresh_from_db()
    assert order.state == OrderState.PAID
    assert stock_of(page) == (3, 0)
    check_books(page, pieces_at_first=5)
    assert order.cart.lines.count() == 0
    assert confirmations_queued() == 1


def test_twenty_deliveries_of_one_event_settle_once(stripe_server):
    wax = a_product(stock=5)
    order, _, _ = a_paid_order(stripe_server, wax)
    deliver = delivering(stripe_server.event_of(order))
    assert at_once(*[deliver] * 20) == [200] * 20
    assert StripeEvent.objects.get().outcome == StripeEvent.Outcome.TAKEN
    check_settled_once(order, wax)


def test_the_webhook_and_the_return_page_settle_once(stripe_server):
    wax = a_product(stock=5)
    order, visitor, address = a_paid_order(stripe_server, wax)
    deliver = delivering(stripe_server.event_of(order))
    answers = at_once(deliver, lambda: visitor.get(address).status_code)
    assert answers == [200, 200]
    check_settled_once(order, wax)
