"""A process dies while money goes back: it goes back once, and goods return to the shelf once."""

import pytest

from catalog.models import StockMove
from catalog.models.stock import add_stock
from checkout.fault_points import FaultPoint
from checkout.models import Order, OrderState, RefundState
from checkout.orders.release import release_order
from checkout.orders.state import SHOP
from checkout.refunds.request import RefundRequest, request_refund
from tests.builders import a_product
from tests.concurrency.books import stock_of
from tests.faults.ledger import check_given_back_once, paid_at_stripe
from tests.faults.paid_orders import wait_until_paid
from tests.waits import wait_for

pytestmark = pytest.mark.slow


def test_a_late_payment_is_refunded_once_if_the_web_process_is_killed(shop, a_shopper):
    wax = a_product(1299, stock=1)
    shopper = a_shopper()
    shopper.puts_in_cart(wax)
    order = shopper.goes_to_pay()
    release_order(order, OrderState.EXPIRED, by=SHOP, why="The time to pay ran out")
    add_stock(wax.sku, -1, reason=StockMove.Reason.DAMAGE)
    shop.arm(FaultPoint.REFUND_COMMITTED)
    shop.stripe.pays(order)
    shop.wait_until_killed()
    wait_for(Order.objects.filter(pk=order.pk, state=OrderState.REFUND_DUE).exists, "the news")
    shop.recover()
    check_given_back_once(shop, order)
    assert order.state == OrderState.REFUNDED
    assert paid_at_stripe(shop, order) == [order.total_pence]
    assert shop.mails_about(order) == [f"Your payment for order {order.number} is refunded"]


def test_an_unrecorded_refund_is_made_once(shop, a_shopper):
    wax = a_product(1299, stock=5)
    shopper = a_shopper()
    shopper.puts_in_cart(wax, 2)
    order = shopper.goes_to_pay()
    shop.stripe.pays(order)
    wait_until_paid(order)
    shop.wait_until_idle()
    shop.arm(FaultPoint.REFUND_ANSWERED)
    request = RefundRequest(everything=True, puts_back=True)
    refund = request_refund(order=order, request=request, reason="returned", note="", by=SHOP)
    shop.wait_until_worker_killed()
    shop.start()
    shop.recover()
    check_given_back_once(shop, order)
    refund.refresh_from_db()
    assert (refund.state, refund.restocked_at is None) == (RefundState.SUCCEEDED, False)
    assert stock_of(wax) == (5, 0)
    assert StockMove.objects.get(sku=wax.sku, reason="return").pieces == 2
    assert shop.mails_about(order) == [
        f"Your Autovise order {order.number}",
        f"A refund for your Autovise order {order.number}",
    ]
