"""Everything ends at once, and a payment is made in the dark: what was left undone is done after
the next start, by the commands that an owner may run, though they are killed as well."""

import signal

import pytest

from checkout.fault_points import FaultPoint
from checkout.models import Order, OrderState, StripeEvent
from tests.builders import a_product
from tests.concurrency.books import stock_of
from tests.faults.ledger import check_events_taken_once, check_sold_once
from tests.waits import wait_for

pytestmark = pytest.mark.slow

RECONCILE = ("reconcile_payments", "--fix")
KILLED = -signal.SIGKILL


def state_of(order: Order) -> str:
    return Order.objects.get(pk=order.pk).state


def test_a_payment_survives_a_power_cut_and_two_killed_reconciliations(shop, a_shopper):
    wax = a_product(1299, stock=5)
    shopper = a_shopper()
    shopper.puts_in_cart(wax, 2)
    order = shopper.goes_to_pay()
    shop.cut_the_power()
    shop.stripe.pays(order)

    shop.arm(FaultPoint.PAYMENT_TAKEN)
    assert shop.manage(*RECONCILE) == KILLED
    assert (state_of(order), stock_of(wax)) == (OrderState.AWAITING_PAYMENT, (5, 2))

    shop.arm(FaultPoint.PAYMENT_COMMITTED)
    assert shop.manage(*RECONCILE) == KILLED
    assert (state_of(order), stock_of(wax)) == (OrderState.PAID, (3, 0))
    assert shop.mails_about(order) == []

    shop.start()
    events = StripeEvent.objects.filter(object_id=order.stripe_session_id)
    wait_for(events.exists, "Stripe's event, sent again")
    assert shop.manage("run_clock", "--once") == 0
    assert shop.manage(*RECONCILE) == 0
    shop.wait_until_idle()
    check_sold_once(shop, order, wax, pieces_at_first=5, sold=2)
    check_events_taken_once(order)
