"""The worker dies around a mail. Mail servers cannot be asked what they have sent, so between
"claimed" and "noted" there are two wrongs to choose from, never and twice. The shop waits until the
claim's ten minutes are over, and then prefers twice."""

import pytest

from checkout.fault_points import FaultPoint
from checkout.models import OrderState
from checkout.notifications.mails import REFUND
from checkout.orders.state import SHOP
from checkout.refunds.request import RefundRequest, request_refund
from tests.builders import a_product
from tests.faults.killable_shop import let_time_pass
from tests.faults.ledger import check_sold_once
from tests.faults.paid_orders import wait_until_paid
from tests.outbox.builders import the_mail

pytestmark = pytest.mark.slow


@pytest.fixture
def a_paid_order(shop, a_shopper):
    def of(page):
        shopper = a_shopper()
        shopper.puts_in_cart(page)
        order = shopper.goes_to_pay()
        shop.stripe.pays(order)
        wait_until_paid(order)
        return order

    return of


def test_a_claimed_mail_is_sent_once_when_the_claim_has_expired(shop, a_paid_order):
    wax = a_product(1299, stock=5)
    shop.arm(FaultPoint.MAIL_CLAIMED)
    order = a_paid_order(wax)
    shop.wait_until_worker_killed()
    shop.start()
    shop.recover()
    assert shop.mails_about(order) == []
    let_time_pass(minutes=11)
    shop.recover()
    check_sold_once(shop, order, wax, pieces_at_first=5)


def test_an_unrecorded_mail_is_sent_again_when_the_claim_has_expired(shop, a_paid_order):
    wax = a_product(1299, stock=5)
    shop.arm(FaultPoint.MAIL_SENT)
    order = a_paid_order(wax)
    shop.wait_until_worker_killed()
    shop.start()
    shop.recover()
    check_sold_once(shop, order, wax, pieces_at_first=5)
    let_time_pass(minutes=11)
    for _ in range(2):
        shop.recover()
    assert shop.mails_about(order) == [f"Your Autovise order {order.number}"] * 2


def test_a_claimed_refund_mail_is_sent_once_when_the_claim_has_expired(shop, a_paid_order):
    order = a_paid_order(a_product(1299))
    shop.wait_until_idle()
    shop.arm(FaultPoint.MAIL_CLAIMED)
    request = RefundRequest(everything=True)
    request_refund(order=order, request=request, reason="goodwill", note="", by=SHOP)
    shop.wait_until_worker_killed()
    shop.start()
    let_time_pass(minutes=11)
    for _ in range(2):
        shop.recover()
    order.refresh_from_db()
    is_unsent = the_mail(REFUND, order.refunds.get()).sent_at is None
    assert (order.state, is_unsent) == (OrderState.PAID, False)
    assert shop.mails_about(order) == [
        f"Your Autovise order {order.number}",
        f"A refund for your Autovise order {order.number}",
    ]
