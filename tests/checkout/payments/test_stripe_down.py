"""Stripe is down, hangs, limits or fails at each call of a purchase: the message to the shopper,
no incomplete data, and the recovery afterwards."""

import pytest
import stripe
from django.core import mail
from django.utils import timezone

from checkout.models import CartLine, FirstOrderClaim, Order, OrderState, Refund, RefundState
from checkout.orders.state import SHOP
from checkout.payments.reconciliations import PERIOD, reconcile
from checkout.payments.settle import settle
from checkout.payments.start import close_lost_sessions
from checkout.refunds.apply import send_refund
from checkout.refunds.request import RefundRequest, request_refund
from checkout.stripe import gateway
from checkout.stripe.gateway import StripeUnavailable
from jobs.tasks import TaskServiceUnavailable
from tests.builders import a_product
from tests.checkout.builders import an_open_order, session_at_stripe, stock_of
from tests.checkout.clock import resume_unfinished_work
from tests.checkout.shopping import add, check_out, client, page_after

__all__ = ["client"]

pytestmark = pytest.mark.django_db

CREATE, COUPON, REFUND = "POST /v1/checkout/sessions", "POST /v1/coupons", "POST /v1/refunds"
READ, EXPIRE = "GET /v1/checkout/sessions/*", "POST /v1/checkout/sessions/*/expire"
NOT_EXECUTED = {
    "429": {"kind": "fail", "status": 429},
    "500": {"kind": "fail", "status": 500},
    "a time-out": {"kind": "time_out", "seconds": 60},
}
EXECUTED = {
    f"{name}, though carried out": rule | {"carried_out": True}
    for name, rule in NOT_EXECUTED.items()
    if name != "429"
}
UNREACHABLE = "a refused connection"
ALL_FAILURES = [UNREACHABLE, *NOT_EXECUTED, *EXECUTED]
UNAVAILABLE = (
    "The payment page is unavailable at the moment. Nothing has been charged and your cart is "
    "unchanged"
)


class Failure:
    """A failure of one kind of call to Stripe, until it is ended."""

    def __init__(self, stripe_server, settings):
        self._stripe, self._settings = stripe_server, settings

    def begins(self, name: str, endpoint: str, **details) -> None:
        if name == UNREACHABLE:
            self._connect_to("http://127.0.0.1:9")
        else:
            rule = (NOT_EXECUTED | EXECUTED)[name]
            self._stripe.side.rule(**{"times": 0, "endpoint": endpoint} | rule | details)

    def is_over(self) -> None:
        self._stripe.side.clears()
        self._connect_to(self._stripe.base)

    def _connect_to(self, address: str) -> None:
        self._settings.STRIPE_API_URL = address
        gateway._client.cache_clear()


@pytest.fixture
def failure(stripe_server, settings, monkeypatch):
    """Keep the library's own retries, but without waiting."""
    monkeypatch.setattr(stripe.HTTPClient, "INITIAL_DELAY", 0.01)
    monkeypatch.setattr(stripe.HTTPClient, "MAX_DELAY", 0.02)
    settings.STRIPE_TIMEOUT_SECONDS = 0.5
    gateway._client.cache_clear()
    failure = Failure(stripe_server, settings)
    yield failure
    failure.is_over()


def open_at(stripe_server) -> list[str]:
    return [session.id for session in stripe_server.sessions() if session.status == "open"]


def state_of(order) -> str:
    return Order.objects.get(pk=order.pk).state


def lost_order(client, failure, page) -> Order:
    """Order whose session was created, but whose response was lost."""
    add(client, page, 2)
    failure.begins("500, though carried out", CREATE)
    assert UNAVAILABLE in page_after(client, check_out(client)).text
    failure.is_over()
    return Order.objects.get()


@pytest.mark.parametrize("what", ALL_FAILURES)
def test_a_failed_payment_page_shows_a_message_and_the_next_attempt_pays_once(
    client, stripe_server, failure, what
):
    wax = a_product(1299, stock=5)
    add(client, wax, 2)
    failure.begins(what, CREATE)
    assert UNAVAILABLE in page_after(client, check_out(client)).text
    lost = Order.objects.get()
    assert (lost.state, lost.stripe_session_id, lost.lines.count()) == ("cancelled", None, 1)
    assert (stock_of(wax), CartLine.objects.get().quantity) == ((5, 0), 2)
    failure.is_over()
    assert len(open_at(stripe_server)) == (what in EXECUTED)
    address = check_out(client)["Location"]
    order = Order.objects.latest("pk")
    assert open_at(stripe_server) == [order.stripe_session_id]
    assert address.endswith(order.stripe_session_id)
    assert stock_of(wax) == (5, 2)
    stripe_server.pays(order)
    settle(session_at_stripe(order))
    assert (state_of(order), state_of(lost)) == (OrderState.PAID, OrderState.CANCELLED)
    assert stock_of(wax) == (3, 0)


@pytest.mark.parametrize("what", ALL_FAILURES)
def test_a_failed_coupon_releases_the_first_order_saving(
    client, shopper, stripe_server, failure, what
):
    client.force_login(shopper)
    wax = a_product(1299, stock=5)
    add(client, wax)
    failure.begins(what, COUPON)
    assert UNAVAILABLE in page_after(client, check_out(client)).text
    assert not FirstOrderClaim.objects.exists()
    assert (stock_of(wax), stripe_server.sessions()) == ((5, 0), [])
    failure.is_over()
    assert "/c/pay/" in check_out(client)["Location"]
    order = Order.objects.latest("pk")
    assert order.total_pence == 1169
    assert FirstOrderClaim.objects.get().order == order


def test_the_library_s_retries_recover_from_two_failures(client, stripe_server, failure):
    add(client, a_product())
    failure.begins("500", CREATE, times=2)
    assert "/c/pay/" in check_out(client)["Location"]
    assert len(open_at(stripe_server)) == Order.objects.open().count() == 1


def test_the_clock_expires_an_orphaned_session(client, stripe_server, failure):
    wax = a_product(stock=5)
    lost = lost_order(client, failure, wax)
    assert len(open_at(stripe_server)) == 1
    resume_unfinished_work()
    assert open_at(stripe_server) == []
    lost.refresh_from_db()
    assert (lost.state, stock_of(wax)) == (OrderState.CANCELLED, (5, 0))
    [session] = stripe_server.sessions()
    assert (lost.stripe_session_id, session.status) == (session.id, "expired")
    assert lost.timeline.last().what == "Found a payment page that was missing here"


def test_an_expired_orphaned_session_is_not_searched_again(client, stripe_server, failure):
    lost_order(client, failure, a_product())
    resume_unfinished_work()
    stripe_server.side.rule("fail", endpoint="GET /v1/checkout/sessions")
    resume_unfinished_work()
    assert len(stripe_server.side.rules()) == 1


def test_the_clock_retries_while_stripe_is_unavailable(client, stripe_server, failure):
    lost = lost_order(client, failure, a_product())
    failure.begins("500", "GET /v1/checkout/sessions")
    resume_unfinished_work()
    with pytest.raises(StripeUnavailable):
        close_lost_sessions(Order.objects.filter(pk=lost.pk))
    assert UNAVAILABLE in page_after(client, check_out(client)).text
    assert Order.objects.count() == 1
    failure.is_over()
    resume_unfinished_work()
    assert open_at(stripe_server) == []


def test_the_reconciliation_reports_and_expires_an_orphaned_session(client, stripe_server, failure):
    lost = lost_order(client, failure, a_product())
    since = timezone.now() - PERIOD
    what = "can still be paid, and cancelled here"
    [finding] = reconcile(since=since, fix=False).findings
    assert (finding["order"], finding["what"], finding["is_fixed"]) == (lost.number, what, False)
    assert len(open_at(stripe_server)) == 1
    kept = reconcile(since=since, fix=True)
    assert ([f["what"] for f in kept.findings], kept.left) == ([what], 0)
    assert open_at(stripe_server) == []
    assert reconcile(since=since, fix=True).findings == []


def test_a_paid_orphaned_session_settles_its_order_and_no_second_one_is_placed(
    client, stripe_server, failure
):
    wax = a_product(stock=5)
    lost = lost_order(client, failure, wax)
    stripe_server.side.pays(stripe_server.sessions()[0].id)
    page = client.get(check_out(client)["Location"])
    assert "your order is paid" in page.text
    assert (Order.objects.count(), state_of(lost)) == (1, OrderState.PAID)
    assert (stock_of(wax), CartLine.objects.count()) == ((3, 0), 0)


@pytest.mark.parametrize("what", [UNREACHABLE, *NOT_EXECUTED])
def test_the_return_page_shows_the_payment_when_stripe_is_available_again(
    client, stripe_server, failure, what
):
    add(client, a_product(stock=5))
    check_out(client)
    order = Order.objects.get()
    back = stripe_server.pays(order).headers["Location"].removeprefix("http://testserver")
    failure.begins(what, READ)
    page = client.get(back)
    assert (page.status_code, "waiting for the payment" in page.text) == (200, True)
    assert state_of(order) == OrderState.AWAITING_PAYMENT
    failure.is_over()
    assert "your order is paid" in client.get(back).text


@pytest.mark.parametrize("what", ALL_FAILURES)
def test_a_session_that_cannot_be_expired_keeps_its_hold(client, stripe_server, failure, what):
    wax = a_product(stock=5)
    add(client, wax, 2)
    check_out(client)
    first = Order.objects.get()
    failure.begins(what, EXPIRE)
    answer = check_out(client)
    if what in EXECUTED:
        failure.is_over()
    assert UNAVAILABLE in page_after(client, answer).text
    assert (Order.objects.get().state, stock_of(wax)) == (OrderState.AWAITING_PAYMENT, (5, 2))
    failure.is_over()
    assert "/c/pay/" in check_out(client)["Location"]
    second = Order.objects.latest("pk")
    assert open_at(stripe_server) == [second.stripe_session_id]
    assert (state_of(first), stock_of(wax)) == (OrderState.CANCELLED, (5, 2))


@pytest.mark.parametrize("what", ALL_FAILURES)
def test_a_refund_is_made_once_after_a_failed_call(stripe_server, failure, what):
    order = an_open_order(a_product(1299))
    stripe_server.pays(order)
    settle(session_at_stripe(order))
    refund = request_refund(
        order=order, request=RefundRequest(everything=True), reason="returned", note="", by=SHOP
    )
    failure.begins(what, REFUND)
    with pytest.raises(TaskServiceUnavailable, match="StripeUnavailable"):
        send_refund.call(refund.pk)
    assert (Refund.objects.get().state, Order.objects.get().refunded_pence) == ("requested", 1798)
    failure.is_over()
    resume_unfinished_work()
    reconcile(since=timezone.now() - PERIOD, fix=True)
    resume_unfinished_work()
    [made] = stripe_server.client.v1.refunds.list().data
    refund.refresh_from_db()
    assert (refund.state, refund.stripe_refund_id) == (RefundState.SUCCEEDED, made.id)
    assert (made.amount, Order.objects.get().refunded_pence) == (1798, 1798)
    assert [m.subject for m in mail.outbox].count(f"Refund for order {order.number}") <= 1
