"""The first-order saving over HTTP, to the penny.

One product at £12.99: £17.98 without the saving (£4.99 delivery), £11.69 with it. Entitlement is
tested in `test_claim.py`.
"""

import re

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client

from accounts.models import User, UserProfile
from catalog.models import StockMove
from catalog.models.stock import add_stock
from checkout.models import FirstOrderClaim, Order, OrderState
from checkout.orders.state import owner as by_owner
from checkout.payments.settle import settle
from checkout.refunds.apply import send_refund
from checkout.refunds.request import RefundRequest, request_refund
from tests.builders import a_customer, a_product
from tests.checkout.builders import changed, session_at_stripe
from tests.checkout.shopping import ADDRESS, FROM_OUR_PAGES, add, check_out, figures, page_after

pytestmark = pytest.mark.django_db

FULL_PRICE = {
    "list": 1299,
    "delivery": 499,
    "total": 1798,
}
FIRST = FULL_PRICE | {"first-order-saving": 130, "delivery": 0, "total": 1169}
PASSWORD = "a long way from home"
SAM = "sam@example.com"


class Device:
    """Browser of a shopper, with one product at £12.99."""

    def __init__(self, stripe_server, wax):
        self.client = Client(headers=FROM_OUR_PAGES)
        self.stripe_server = stripe_server
        self.wax = wax

    def logs_in(self, user: User) -> None:
        self.client.post("/accounts/login/", {"login": user.email, "password": "correct horse"})

    def logs_out(self) -> None:
        self.client.post("/accounts/logout/")

    def adds(self) -> dict[str, int]:
        """Add the product and return the cart's figures."""
        return figures(add(self.client, self.wax))

    def cart(self) -> dict[str, int]:
        return figures(self.client.get("/cart/"))

    def goes_to_pay(self, **changes: str) -> Order:
        """Start the payment; the amount at Stripe equals the order's total."""
        answer = check_out(self.client, **changes)
        order = Order.objects.first()
        session = self.stripe_server.session_of(order)
        assert (answer.status_code, answer["Location"]) == (302, session.url)
        assert session.amount_total == order.total_pence
        return order

    def pays(self, order: Order) -> dict[str, int]:
        """Pay and return the figures of the order page."""
        paid = self.stripe_server.pays(order)
        return figures(self.client.get(paid.headers["Location"].removeprefix("http://testserver")))

    def buys(self, **changes: str) -> dict[str, int]:
        self.adds()
        return self.pays(self.goes_to_pay(**changes))


@pytest.fixture
def wax():
    return a_product(1299, stock=20)


@pytest.fixture
def a_device(stripe_server, wax):
    return lambda: Device(stripe_server, wax)


@pytest.fixture
def sam():
    return a_customer(SAM)


def state_of(order) -> str:
    return Order.objects.get(pk=order.pk).state


def test_a_guest_order_does_not_use_the_saving_of_another_address(a_device, sam):
    """A guest order with another address uses no saving; the account gets it once."""
    device = a_device()
    assert device.buys(email="kim@example.com") == FULL_PRICE
    assert device.adds() == FULL_PRICE
    device.logs_in(sam)
    assert device.cart() == FIRST
    order = device.goes_to_pay(email=SAM)
    assert device.pays(order) == FIRST
    device.logs_out()
    assert device.buys(email=SAM) == FULL_PRICE
    device.logs_in(sam)
    assert device.buys(email=SAM) == FULL_PRICE
    assert FirstOrderClaim.objects.get().order == order


def test_a_guest_order_uses_the_saving_of_a_later_account(a_device):
    device = a_device()
    assert device.buys(email=SAM) == FULL_PRICE
    device.client.post(
        "/accounts/signup/", {"email": SAM, "password1": PASSWORD, "password2": PASSWORD}
    )
    mailed = re.findall(r"http://[^/]+(/accounts/confirm-email/\S+)", mail.outbox[-1].body)
    device.client.post(mailed[-1])
    assert EmailAddress.objects.get().verified
    assert UserProfile.objects.get().is_first_time_buyer is False
    assert device.adds() == FULL_PRICE
    assert Order.objects.get().user == User.objects.get()


def test_two_tabs_of_one_cart_pay_once_with_the_saving(a_device, sam, stripe_server):
    device = a_device()
    device.logs_in(sam)
    assert device.adds() == FIRST
    first = device.goes_to_pay(email=SAM)
    second = device.goes_to_pay(email=SAM)
    assert (first.total_pence, second.total_pence) == (1169, 1169)
    assert state_of(first) == OrderState.CANCELLED
    assert stripe_server.session_of(first).status == "expired"
    assert device.pays(second) == FIRST
    assert FirstOrderClaim.objects.get().order == second
    assert device.adds() == FULL_PRICE


def test_two_devices_share_one_cart_and_one_saving(a_device, sam):
    phone, desk = a_device(), a_device()
    phone.logs_in(sam)
    desk.logs_in(sam)
    phone.adds()
    left_open = phone.goes_to_pay(email=SAM)
    both = {
        "list": 2598,
        "first-order-saving": 260,
        "delivery": 0,
        "total": 2338,
    }
    assert desk.adds() == both
    order = desk.goes_to_pay(email=SAM)
    assert desk.pays(order) == both
    assert state_of(left_open) == OrderState.CANCELLED
    assert phone.adds() == FULL_PRICE
    assert FirstOrderClaim.objects.get().order == order


def test_two_accounts_of_one_mailbox_on_two_devices_share_one_saving(a_device):
    phone, desk = a_device(), a_device()
    phone.logs_in(a_customer("sam.shopper@gmail.com"))
    desk.logs_in(a_customer("samshopper+desk@googlemail.com"))
    assert desk.adds() == FIRST
    phone.adds()
    order = phone.goes_to_pay(email="sam.shopper@gmail.com")
    assert order.total_pence == 1169
    assert desk.cart() == FULL_PRICE
    other = desk.goes_to_pay(email="samshopper+desk@googlemail.com")
    assert (phone.pays(order), desk.pays(other)) == (FIRST, FULL_PRICE)
    assert FirstOrderClaim.objects.get().order == order


def test_a_total_with_a_saving_used_on_another_device_is_not_charged(a_device):
    phone, desk = a_device(), a_device()
    phone.logs_in(a_customer("sam.shopper@gmail.com"))
    desk.logs_in(a_customer("samshopper@gmail.com"))
    desk.adds()
    phone.adds()
    phone.goes_to_pay()
    answer = desk.client.post("/checkout/", ADDRESS | {"shown_total_pence": 1169})
    answer = page_after(desk.client, answer)
    assert figures(answer) == FULL_PRICE
    assert Order.objects.count() == 1


def test_an_unverified_customer_pays_in_full_and_gets_the_saving_after_verification(a_device):
    customer = a_customer(SAM, is_verified=False)
    device = a_device()
    device.client.force_login(customer)  # the log-in form wants the address confirmed first
    assert device.adds() == FULL_PRICE
    assert "To use this offer, please" in " ".join(device.client.get("/cart/").text.split())
    assert device.goes_to_pay(email=SAM).total_pence == 1798
    EmailAddress.objects.update(verified=True)
    assert device.cart() == FIRST


def test_a_cancelled_order_releases_the_saving(a_device, sam):
    device = a_device()
    device.logs_in(sam)
    device.adds()
    device.goes_to_pay(email=SAM)
    assert device.client.get("/checkout/cancel/").status_code == 302
    assert device.cart() == FIRST
    order = device.goes_to_pay(email=SAM)
    assert device.pays(order) == FIRST
    assert FirstOrderClaim.objects.get().order == order


def test_an_expired_order_releases_the_saving(a_device, sam, stripe_server):
    device = a_device()
    device.logs_in(sam)
    device.adds()
    order = device.goes_to_pay(email=SAM)
    stripe_server.expires(order)
    settle(session_at_stripe(order))
    assert state_of(order) == OrderState.EXPIRED
    assert FirstOrderClaim.objects.count() == 0
    assert UserProfile.objects.get().is_first_time_buyer is True
    assert device.cart() == FIRST


def test_a_refunded_order_keeps_the_saving_used(a_device, sam, owner):
    device = a_device()
    device.logs_in(sam)
    device.adds()
    order = device.goes_to_pay(email=SAM)
    assert device.pays(order) == FIRST
    order.refresh_from_db()
    everything = RefundRequest(everything=True)
    refund = request_refund(
        order=order, request=everything, reason="returned", note="", by=by_owner(owner)
    )
    send_refund.call(refund.pk)
    order.refresh_from_db()
    assert order.refunded_pence == 1169
    assert device.adds() == FULL_PRICE


def test_an_automatically_refunded_late_payment_does_not_use_the_saving(
    a_device, sam, stripe_server, wax
):
    """Paid after the stock was released and sold: it does not count as an order."""
    device = a_device()
    device.logs_in(sam)
    device.adds()
    order = device.goes_to_pay(email=SAM)
    stripe_server.pays(order)
    paid = session_at_stripe(order)
    settle(changed(paid, status="expired", payment_status="unpaid"))
    add_stock(wax.sku, -20, reason=StockMove.Reason.DAMAGE)
    settle(paid)
    send_refund.call(order.refunds.get().pk)
    assert state_of(order) == OrderState.REFUNDED
    add_stock(wax.sku, 5, reason=StockMove.Reason.COUNT)
    assert FirstOrderClaim.objects.count() == 0
    assert UserProfile.objects.get().is_first_time_buyer is True
    assert device.cart() == FIRST


def test_a_recreated_account_does_not_get_the_saving_again(a_device, sam):
    device = a_device()
    device.logs_in(sam)
    assert device.buys(email=SAM) == FIRST
    device.logs_out()
    sam.delete()
    again = a_customer("Sam+again@Example.com")
    assert again.email == "sam+again@example.com"
    device.logs_in(again)
    assert device.adds() == FULL_PRICE
    assert FirstOrderClaim.objects.get().user is None


@pytest.mark.parametrize(
    ("as_guest", "as_customer"),
    [
        ("SAM@Example.COM", "sam@example.com"),
        ("sam+offers@example.com", "sam@example.com"),
        ("sam@example.com", "sam+offers@example.com"),
        ("s.a.m@gmail.com", "sam@gmail.com"),
        ("sam@gmail.com", "Sa.M+van@googlemail.com"),
    ],
)
def test_different_spellings_of_one_mailbox_share_one_saving(a_device, as_guest, as_customer):
    device = a_device()
    assert device.buys(email=as_guest) == FULL_PRICE
    device.logs_in(a_customer(as_customer))
    assert device.adds() == FULL_PRICE


@pytest.mark.parametrize("as_guest", ["s.a.m@example.com", "sam@example.org", "sam2@example.com"])
def test_another_mailbox_has_its_own_saving(a_device, sam, as_guest):
    """Dots in the local part matter, except at Gmail."""
    device = a_device()
    assert device.buys(email=as_guest) == FULL_PRICE
    device.logs_in(sam)
    assert device.buys(email=SAM) == FIRST
