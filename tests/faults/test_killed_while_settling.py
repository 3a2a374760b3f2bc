"""A web process is killed while it processes a payment event: Stripe sends the event again."""

import pytest

from checkout.fault_points import FaultPoint
from tests.builders import a_product
from tests.faults.ledger import check_events_taken_once, check_sold_once
from tests.faults.paid_orders import wait_until_paid

pytestmark = pytest.mark.slow

PROCESSING_THE_EVENT = (
    FaultPoint.EVENT_READ,
    FaultPoint.PAYMENT_TAKEN,
    FaultPoint.PAYMENT_COMMITTED,
    FaultPoint.EVENT_TAKEN,
)


@pytest.mark.parametrize("point", PROCESSING_THE_EVENT, ids=lambda point: point.name)
def test_a_payment_is_settled_and_mailed_once(shop, a_shopper, point):
    wax = a_product(1299, stock=5)
    shopper = a_shopper()
    shopper.puts_in_cart(wax, 2)
    order = shopper.goes_to_pay()
    shop.arm(point)
    shop.stripe.pays(order)
    shop.wait_until_killed()
    wait_until_paid(order)
    shop.recover()
    check_sold_once(shop, order, wax, pieces_at_first=5, sold=2)
    check_events_taken_once(order)


def test_the_mail_is_queued_even_if_the_process_is_killed_after_the_payment(shop, a_shopper):
    """Without clock and second delivery: only the worker runs."""
    shopper = a_shopper()
    shopper.puts_in_cart(a_product(1299, stock=5))
    order = shopper.goes_to_pay()
    shop.wait_until_idle()
    shop.arm(FaultPoint.PAYMENT_COMMITTED)
    shop.stripe.pays(order)
    shop.wait_until_killed()
    wait_until_paid(order)
    shop.wait_until_idle()
    assert shop.mails_about(order) == [f"Your Autovise order {order.number}"]
