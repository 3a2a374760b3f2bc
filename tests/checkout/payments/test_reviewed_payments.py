"""Payments under review: the owner accepts or refuses what was paid, once."""

import pytest

from checkout.cart.lines import add_to_cart
from checkout.desk.orders.order_page import confirmation_sent_at
from checkout.models import FirstOrderClaim, Order, OrderState, Refund
from checkout.orders.release import release_order
from checkout.orders.state import SHOP, SHOPPER
from checkout.payments.settle import accept_review, refuse_review, settle
from tests.builders import a_customer, a_product
from tests.checkout.builders import an_open_order, changed, session_at_stripe, stock_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def wax():
    return a_product(1299, stock=5)


@pytest.fixture
def reviewed(stripe_server, wax):
    """An order of £17.98 for which £16.98 were paid, of a customer who waits for the saving."""
    order = an_open_order(wax)
    stripe_server.pays(order)
    return settle(changed(session_at_stripe(order), amount_total_pence=1698))


def test_an_order_under_review_leaves_the_cart(reviewed):
    assert reviewed.state == OrderState.UNDER_REVIEW
    assert not reviewed.cart.lines.exists()


def test_a_refused_payment_is_refunded_in_full_and_gives_stock_back(reviewed, wax):
    assert refuse_review(reviewed, by=SHOP) is True
    reviewed.refresh_from_db()
    assert reviewed.state == OrderState.REFUND_DUE
    assert reviewed.paid_at is not None
    assert not reviewed.holds_stock
    ended = reviewed.timeline.get(before=OrderState.UNDER_REVIEW, after=OrderState.REFUND_DUE)
    assert ended.what == "Payment not accepted, to be refunded in full"
    refund = reviewed.refunds.get()
    assert (refund.amount_pence, refund.reason, refund.note) == (1698, Refund.Reason.REVIEW, "")
    assert stock_of(wax) == (5, 0)


def test_a_refused_first_order_gives_its_claim_back(stripe_server, wax):
    order = an_open_order(wax, user=a_customer())
    stripe_server.pays(order)
    order = settle(changed(session_at_stripe(order), amount_total_pence=1))
    assert FirstOrderClaim.objects.count() == 1
    refuse_review(order, by=SHOP)
    assert not FirstOrderClaim.objects.exists()


def test_a_payment_that_was_refunded_at_stripe_before_is_confirmed_as_refunded(
    reviewed, django_capture_on_commit_callbacks, run_tasks
):
    Order.objects.filter(pk=reviewed.pk).update(refunded_pence=1698)
    with django_capture_on_commit_callbacks(execute=True):
        assert refuse_review(reviewed, by=SHOP) is True
    reviewed.refresh_from_db()
    assert reviewed.state == OrderState.REFUNDED
    assert reviewed.timeline.last().what == "Already refunded in full"
    assert not reviewed.refunds.exists()
    run_tasks()
    reviewed.refresh_from_db()
    assert confirmation_sent_at(reviewed) is not None


def test_an_accepted_payment_completes_the_sale(reviewed, wax):
    assert accept_review(reviewed, by=SHOP) is True
    reviewed.refresh_from_db()
    assert (reviewed.state, reviewed.holds_stock) == (OrderState.PAID, False)
    assert reviewed.timeline.last().what == "Accepted for £16.98"
    assert stock_of(wax) == (4, 0)


@pytest.mark.parametrize("decide", [accept_review, refuse_review])
def test_an_order_that_is_not_under_review_is_not_decided(stripe_server, wax, decide):
    order = an_open_order(wax)
    release_order(order, OrderState.CANCELLED, by=SHOPPER, why="Changed my mind")
    events = order.timeline.count()
    assert decide(order, by=SHOP) is False
    order.refresh_from_db()
    assert order.state == OrderState.CANCELLED
    assert (order.timeline.count(), order.refunds.count()) == (events, 0)
    assert stock_of(wax) == (5, 0)


def test_what_left_the_cart_while_the_payment_was_processing_does_not_leave_it_again(
    stripe_server, wax
):
    order = an_open_order(wax)
    stripe_server.pays(order)
    paid = session_at_stripe(order)
    order = settle(changed(paid, payment_status="unpaid"), source="the clock")
    assert order.state == OrderState.PROCESSING
    assert order.timeline.last().what == "The payment is processing, reported by the clock"
    add_to_cart(cart=order.cart, sku=wax.sku, quantity=3)
    order = settle(changed(paid, amount_total_pence=1))
    assert order.state == OrderState.UNDER_REVIEW
    assert order.cart.lines.get().quantity == 3
