"""Bank debits: the session is complete at once, and paid or failed days later. Over HTTP, with
fakestripe's own signed events."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from catalog.models import StockMove
from checkout.models import CartLine, FirstOrderClaim, Order, OrderState
from checkout.payments.expiry import release_stale_orders
from checkout.payments.reconciliations import reconcile
from checkout.payments.settle import settle
from tests.builders import a_product, a_visitor
from tests.checkout.builders import session_at_stripe, stock_of
from tests.checkout.clock import resume_unfinished_work
from tests.checkout.shopping import add, check_out, client

__all__ = ["client"]

pytestmark = pytest.mark.django_db

COMPLETED = "checkout.session.completed"
SUCCEEDED = "checkout.session.async_payment_succeeded"
FAILED = "checkout.session.async_payment_failed"
PAYMENT_PENDING = "Your bank is still processing the payment"
DID_NOT_COME = "failed. Nothing was charged"


@pytest.fixture
def wax(db):
    return a_product(1299, stock=5)


@pytest.fixture
def order(client, shopper, stripe_server, deliver, wax):
    """First order paid by debit: its session is complete and unpaid."""
    client.force_login(shopper)
    add(client, wax, 2)
    check_out(client)
    order = Order.objects.get()
    stripe_server.side.debits(order.stripe_session_id)
    assert deliver(stripe_server.event_of(order, COMPLETED)).status_code == 200
    order.refresh_from_db()
    return order


@pytest.fixture
def hears(stripe_server, deliver, order):
    def hear(kind: str) -> None:
        assert deliver(stripe_server.event_of(order, kind)).status_code == 200
        order.refresh_from_db()

    return hear


def test_a_processing_payment_keeps_hold_and_claim_for_at_most_14_days(order, wax):
    assert (order.state, stock_of(wax)) == (OrderState.PROCESSING, (5, 2))
    assert FirstOrderClaim.objects.get().order == order
    days = (order.hold_until - timezone.now()) / timedelta(days=1)
    assert days == pytest.approx(14, abs=0.01)
    release_stale_orders()
    assert (Order.objects.get().state, stock_of(wax)) == (OrderState.PROCESSING, (5, 2))
    assert mail.outbox == []


def test_cart_and_order_show_that_the_payment_is_processing(client, order):
    cart = client.get("/cart/").text
    assert PAYMENT_PENDING in cart
    assert order.number in cart
    assert DID_NOT_COME not in cart
    page = client.get(f"/checkout/success/?session_id={order.stripe_session_id}").text
    assert "Your bank is still processing the payment" in page


def test_a_new_attempt_redirects_to_the_order_and_opens_no_second_page(
    client, order, stripe_server
):
    assert client.get("/checkout/")["Location"].endswith(order.stripe_session_id)
    assert (Order.objects.count(), len(stripe_server.sessions())) == (1, 1)


def test_a_successful_payment_settles_once_with_one_mail(client, order, hears, stripe_server, wax):
    stripe_server.side.settles(order.stripe_session_id, "succeeded")
    hears(SUCCEEDED)
    hears(SUCCEEDED)
    hears(COMPLETED)
    settle(session_at_stripe(order))
    for _ in range(2):
        resume_unfinished_work()
    order.refresh_from_db()
    assert (order.state, order.paid_pence, stock_of(wax)) == (OrderState.PAID, 2338, (3, 0))
    assert StockMove.objects.filter(reason="sale").count() == 1
    assert [message.to for message in mail.outbox] == [[order.email]]
    assert PAYMENT_PENDING not in client.get("/cart/").text
    assert not CartLine.objects.exists()


def test_a_failed_payment_releases_stock_and_claim_once(client, order, hears, stripe_server, wax):
    stripe_server.side.settles(order.stripe_session_id, "failed")
    for kind in (FAILED, FAILED, COMPLETED, FAILED):
        hears(kind)
        assert (order.state, stock_of(wax)) == (OrderState.CANCELLED, (5, 0))
    settle(session_at_stripe(order))
    assert Order.objects.get().state == OrderState.CANCELLED
    assert not FirstOrderClaim.objects.exists()
    assert order.timeline.filter(after=OrderState.CANCELLED).count() == 1
    cart = client.get("/cart/").text
    assert DID_NOT_COME in cart
    assert order.number in cart
    assert CartLine.objects.get().quantity == 2
    resume_unfinished_work()
    resume_unfinished_work()
    subject = f"The payment for your order {order.number} failed"
    assert [message.subject for message in mail.outbox] == [subject]
    page = client.get(f"/checkout/success/?session_id={order.stripe_session_id}").text
    assert "was not paid and will not be sent" in page


def test_after_a_failure_the_next_order_has_the_saving(client, order, hears, stripe_server):
    stripe_server.side.settles(order.stripe_session_id, "failed")
    hears(FAILED)
    assert "/c/pay/" in check_out(client)["Location"]
    second = Order.objects.latest("pk")
    assert (second.is_first_order, second.total_pence) == (True, 2338)
    assert DID_NOT_COME not in client.get("/cart/").text


def test_the_failure_event_may_arrive_before_the_completion_event(
    client, stripe_server, deliver, wax
):
    add(client, wax)
    check_out(client)
    order = Order.objects.get()
    stripe_server.side.debits(order.stripe_session_id)
    stripe_server.side.settles(order.stripe_session_id, "failed")
    for kind in (FAILED, COMPLETED):
        assert deliver(stripe_server.event_of(order, kind)).status_code == 200
    assert (Order.objects.get().state, stock_of(wax)) == (OrderState.CANCELLED, (5, 0))


def test_after_14_days_the_order_expires_and_a_later_payment_is_accepted(
    order, hears, stripe_server, wax
):
    Order.objects.update(hold_until=timezone.now() - timedelta(seconds=1))
    release_stale_orders()
    assert (Order.objects.get().state, stock_of(wax)) == (OrderState.EXPIRED, (5, 0))
    assert not FirstOrderClaim.objects.exists()
    stripe_server.side.settles(order.stripe_session_id, "succeeded")
    hears(SUCCEEDED)
    assert (order.state, stock_of(wax)) == (OrderState.PAID, (3, 0))


def test_the_reconciliation_finds_a_missed_success_of_any_age(order, stripe_server):
    """Its session is older than the reconciliation's period, and its hold is not over."""
    stripe_server.side.settles(order.stripe_session_id, "succeeded")
    run = reconcile(since=timezone.now() + timedelta(minutes=1), fix=True)
    [finding] = run.findings
    assert finding["what"] == "£23.38 paid at Stripe, and payment on its way here"
    assert (finding["is_fixed"], Order.objects.get().state) == (True, OrderState.PAID)


# Something else meanwhile, and what a failure brings back


@pytest.fixture
def cloth(db):
    return a_product(4200, stock=5)


def test_items_of_a_processing_payment_leave_the_cart(order):
    assert not CartLine.objects.exists()


def test_another_purchase_is_possible_in_the_meantime(
    client, order, stripe_server, deliver, wax, cloth
):
    add(client, cloth)
    assert "/c/pay/" in check_out(client)["Location"]
    second = Order.objects.latest("pk")
    stripe_server.pays(second)
    assert deliver(stripe_server.event_of(second, COMPLETED)).status_code == 200
    order.refresh_from_db()
    second.refresh_from_db()
    assert (order.state, second.state) == (OrderState.PROCESSING, OrderState.PAID)
    assert (stock_of(wax), stock_of(cloth)) == ((5, 2), (4, 0))


def test_the_same_item_can_be_bought_again(client, order, stripe_server, deliver, hears, wax):
    """Both payments succeed and are run; the second purchase's line leaves the cart once."""
    add(client, wax, 1)
    check_out(client)
    second = Order.objects.latest("pk")
    add(client, wax, 1)
    stripe_server.side.settles(order.stripe_session_id, "succeeded")
    hears(SUCCEEDED)
    assert CartLine.objects.get().quantity == 2
    stripe_server.pays(second)
    assert deliver(stripe_server.event_of(second, COMPLETED)).status_code == 200
    assert CartLine.objects.get().quantity == 1
    assert stock_of(wax) == (2, 0)


def test_the_first_order_saving_is_kept_by_the_processing_order(client, order, cloth):
    add(client, cloth)
    check_out(client)
    second = Order.objects.latest("pk")
    assert (order.is_first_order, second.is_first_order) == (True, False)
    assert FirstOrderClaim.objects.get().order == order


def test_the_cart_shows_the_processing_payment_during_another_purchase(client, order, cloth):
    add(client, cloth)
    check_out(client)
    assert PAYMENT_PENDING in client.get("/cart/").text


def test_items_of_a_failed_payment_are_added_to_the_current_cart(
    client, order, hears, stripe_server, wax, cloth
):
    add(client, cloth, 1)
    add(client, wax, 1)
    stripe_server.side.settles(order.stripe_session_id, "failed")
    hears(FAILED)
    lines = dict(CartLine.objects.values_list("sku_id", "quantity"))
    assert lines == {cloth.sku: 1, wax.sku: 3}


def the_link() -> str:
    resume_unfinished_work()
    [message] = [
        m
        for m in mail.outbox
        if "The payment for your order" in m.subject and "failed" in m.subject
    ]
    [link] = [word for word in message.body.split() if "/checkout/linked/" in word]
    return link


def test_the_link_in_the_mail_fills_a_cart_in_any_browser_once(order, hears, stripe_server, wax):
    stripe_server.side.settles(order.stripe_session_id, "failed")
    hears(FAILED)
    link, stranger = the_link(), a_visitor()
    for _ in range(2):
        assert stranger.get(link)["Location"] == "/cart/"
    page = stranger.get("/cart/").text
    assert wax.title in page
    assert CartLine.objects.filter(cart__user=None).get().quantity == 2


def test_the_link_fills_no_cart_after_a_late_payment(order, hears, stripe_server):
    Order.objects.update(hold_until=timezone.now() - timedelta(seconds=1))
    release_stale_orders()
    link = the_link()
    stripe_server.side.settles(order.stripe_session_id, "succeeded")
    hears(SUCCEEDED)
    assert order.state == OrderState.PAID
    stranger = a_visitor()
    answer = stranger.get(link)
    assert answer["Location"] == "/cart/", "the link opens nobody's order"
    assert "This order was not cancelled" in stranger.get("/cart/").text
    assert not CartLine.objects.exists()


def test_no_failure_mail_is_sent_after_a_late_payment(order, hears, stripe_server):
    Order.objects.update(hold_until=timezone.now() - timedelta(seconds=1))
    release_stale_orders()
    stripe_server.side.settles(order.stripe_session_id, "succeeded")
    hears(SUCCEEDED)
    resume_unfinished_work()
    assert [m.subject for m in mail.outbox] == [f"Your Autovise order {order.number}"]


def test_a_forged_link_fills_nothing(db):
    assert a_visitor().get("/checkout/linked/forged/cart/").status_code == 404
    assert not CartLine.objects.exists()


def test_one_cart_has_one_unpaid_order_and_any_number_of_processing_ones(
    client, order, stripe_server, deliver, cloth
):
    add(client, cloth)
    check_out(client)
    second = Order.objects.latest("pk")
    stripe_server.side.debits(second.stripe_session_id)
    assert deliver(stripe_server.event_of(second, COMPLETED)).status_code == 200
    add(client, a_product(900))
    assert "/c/pay/" in check_out(client)["Location"]
    states = list(Order.objects.order_by("pk").values_list("state", flat=True))
    assert states == [OrderState.PROCESSING, OrderState.PROCESSING, OrderState.AWAITING_PAYMENT]
