"""A web process dies between "order placed" and Stripe's page: the shopper sees an error, and
whatever the shopper does next, nothing is sold twice and nothing stays held."""

import pytest

from catalog.models import StockMove
from catalog.models.stock import add_stock
from checkout.fault_points import FaultPoint
from checkout.models import FirstOrderClaim, Order, OrderState
from checkout.models.order_state import UNPAID_CLOSED
from tests.builders import a_customer, a_product
from tests.concurrency.books import stock_of
from tests.faults.killable_shop import let_time_pass
from tests.faults.ledger import (
    check_given_back_once,
    check_given_up,
    check_sold_once,
    paid_at_stripe,
    sessions_of,
)
from tests.faults.paid_orders import wait_until_paid
from tests.waits import wait_for

pytestmark = pytest.mark.slow

ON_THE_WAY_TO_PAY = (
    FaultPoint.ORDER_PLACED,
    FaultPoint.COUPON_CREATED,
    FaultPoint.SESSION_CREATED,
    FaultPoint.SESSION_KEPT,
)
WITH_A_SESSION = (FaultPoint.SESSION_CREATED, FaultPoint.SESSION_KEPT)


def name_of(point: FaultPoint) -> str:
    return point.name


@pytest.fixture
def cut_off(shop, a_shopper):
    """A first-order customer, whose answer never came, and the order that it was about."""

    def at(point: FaultPoint, page):
        shopper = a_shopper(a_customer())
        shopper.puts_in_cart(page)
        shop.arm(point)
        lost = shopper.is_cut_off_on_the_way_to_pay()
        shop.wait_until_killed()
        assert (lost.state, lost.is_first_order) == (OrderState.AWAITING_PAYMENT, True)
        return shopper, lost

    return at


def pay_session_of(shop, order: Order) -> None:
    """Its address was never sent to anybody; it is paid all the same, even after its end."""
    [session] = sessions_of(shop, order)
    shop.stripe.side.pays(session.id)
    assert paid_at_stripe(shop, order) == [order.total_pence]


@pytest.mark.parametrize("point", ON_THE_WAY_TO_PAY, ids=name_of)
def test_a_shopper_who_tries_again_pays_one_order(shop, cut_off, point):
    wax = a_product(1299, stock=5)
    shopper, lost = cut_off(point, wax)
    order = shopper.goes_to_pay()
    shop.stripe.pays(order)
    wait_until_paid(order)
    shop.recover()
    assert [session.status for session in sessions_of(shop, lost)] == (
        ["expired"] if point in WITH_A_SESSION else []
    )
    lost.refresh_from_db()
    assert (lost.state in UNPAID_CLOSED, paid_at_stripe(shop, lost)) == (True, [])
    check_sold_once(shop, order, wax, pieces_at_first=5)
    assert (order.is_first_order, order.first_order_claim.order) == (True, order)


@pytest.mark.parametrize("point", ON_THE_WAY_TO_PAY, ids=name_of)
def test_an_abandoned_order_releases_stock_and_saving(shop, cut_off, point):
    wax = a_product(1299, stock=5)
    _, lost = cut_off(point, wax)
    assert stock_of(wax) == (5, 1)
    let_time_pass(minutes=50)
    shop.recover()
    check_given_up(shop, lost, wax, pieces_at_first=5)
    assert lost.cart.lines.get().quantity == 1


@pytest.mark.parametrize("point", WITH_A_SESSION, ids=name_of)
def test_a_payment_for_the_lost_order_settles_it(shop, cut_off, point):
    wax = a_product(1299, stock=5)
    _, lost = cut_off(point, wax)
    pay_session_of(shop, lost)
    wait_until_paid(lost)
    shop.recover()
    check_sold_once(shop, lost, wax, pieces_at_first=5)


def test_two_payments_with_one_saving_are_one_order_and_one_refund(shop, cut_off):
    wax = a_product(1299, stock=5)
    shopper, lost = cut_off(FaultPoint.SESSION_CREATED, wax)
    order = shopper.goes_to_pay()
    shop.stripe.pays(order)
    wait_until_paid(order)
    pay_session_of(shop, lost)
    wait_for(Order.objects.filter(pk=lost.pk, state=OrderState.REFUNDED).exists, "the refund")
    shop.recover()
    check_given_back_once(shop, lost)
    assert shop.mails_about(lost) == [f"Your payment for order {lost.number} is refunded"]
    check_sold_once(shop, order, wax, pieces_at_first=5)
    assert FirstOrderClaim.objects.get(user=order.user).order == order


def test_a_payment_for_sold_stock_is_refunded_once(shop, cut_off):
    wax = a_product(1299, stock=1)
    _, lost = cut_off(FaultPoint.SESSION_CREATED, wax)
    let_time_pass(minutes=50)
    shop.recover()
    add_stock(wax.sku, -1, reason=StockMove.Reason.DAMAGE)
    pay_session_of(shop, lost)
    wait_for(Order.objects.filter(pk=lost.pk, state=OrderState.REFUNDED).exists, "the refund")
    shop.recover()
    check_given_back_once(shop, lost)
    assert stock_of(wax) == (0, 0)
