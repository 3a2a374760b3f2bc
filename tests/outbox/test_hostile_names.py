"""Every kind of mail, written about hostile names: text stays text, and no header is added."""

import uuid
from email import message_from_bytes, policy

import pytest
from django.core import mail
from django.utils import timezone

from accounts.models import AccountDeletedMail
from catalog.back_in_stock.requests import request_stock_mail
from catalog.models import StockAlertMail, StockRequest
from checkout.models import Cart, Dispute, Order, OrderRequest, Refund
from checkout.orders.dispatch import Tracking, dispatch_order
from checkout.orders.requests import create_request
from checkout.orders.state import SHOP
from home.models import ContactMessage
from outbox.models import SentMail, kind_named, registered_kinds
from tests.builders import a_cart, a_customer, a_product
from tests.checkout.buyers import an_order

pytestmark = pytest.mark.django_db

RIGHT_TO_LEFT = "\u202e"
NAMES = {
    "script": "<script>alert(1)</script>",
    "right to left": f"{RIGHT_TO_LEFT}moc.elpmaxe",
    "200 characters": "Donaudampfschiff" * 12 + "Donaudam",
    "injected header": "Wax\r\nBcc: everybody@example.com\r\n\r\nHello",
}
HEADERS = {
    "Auto-Submitted", "Content-Type", "Date", "From", "List-Unsubscribe", "List-Unsubscribe-Post",
    "MIME-Version", "Message-ID", "Reply-To", "Subject", "To",
}  # fmt: skip


def the_order(stripe_server, name: str) -> Order:
    contact = {"name": name[:120], "line1": name[:120], "city": name[:60], "phone": ""}
    order = an_order(stripe_server, a_product(1299, title=name, stock=9), **contact)
    dispatch_order(order=order, tracking=Tracking(name[:60], name[:60]), by=SHOP)
    order.refresh_from_db()
    return order


def the_refund(stripe_server, name: str) -> Refund:
    order = the_order(stripe_server, name)
    return Refund.objects.create(
        order=order, amount_pence=500, idempotency_key=uuid.uuid4(), note=name
    )


def the_request(stripe_server, name: str) -> OrderRequest:
    request = create_request(order=the_order(stripe_server, name), kind="return", reason=name)
    request.answer = name
    return request


def the_answered_request(stripe_server, name: str) -> OrderRequest:
    request = the_request(stripe_server, name)
    request.state, request.answer = OrderRequest.State.ACCEPTED, name
    return request


def the_dispute(stripe_server, name: str) -> Dispute:
    return Dispute(
        order=the_order(stripe_server, name), amount_pence=500, status="needs_response",
        reason=name[:60], answer_by=timezone.now(), opened_at=timezone.now(), pk=1,
    )  # fmt: skip


def the_cart(stripe_server, name: str) -> Cart:
    return a_cart(a_product(title=name), user=a_customer())


def the_contact_message(stripe_server, name: str) -> ContactMessage:
    return ContactMessage.objects.create(
        name=name[:120], email="ann@example.com", order_number=name[:20], message=name
    )


def the_deleted_account(stripe_server, name: str) -> AccountDeletedMail:
    return AccountDeletedMail.objects.create(email="ann@example.com")


def the_stock_alert(stripe_server, name: str) -> StockAlertMail:
    wax = a_product(stock=0, title=name)
    return StockAlertMail.objects.create(
        user=a_customer(), skus=[wax.sku], sold_out_count=1, low_count=0
    )


def the_stock_request(stripe_server, name: str) -> StockRequest:
    wax = a_product(stock=1, title=name)
    request_stock_mail(sku=wax.sku, email="ann@example.com")
    return StockRequest.objects.get()


BUILDERS = {
    "confirmation of order": the_order,
    "mail of dispatch": the_order,
    "mail of failed payment": the_order,
    "mail to owner of order": the_order,
    "mail of refund": the_refund,
    "mail of failed refund": the_refund,
    "mail to owner of failed refund": the_refund,
    "mail of new request": the_request,
    "mail of answered request": the_answered_request,
    "mail to owner of dispute": the_dispute,
    "reminder of cart": the_cart,
    "contact message": the_contact_message,
    "farewell": the_deleted_account,
    "mail about stock": the_stock_alert,
    "mail of product back in stock": the_stock_request,
}
# It says one of two fixed sentences, about the goods that the mail of a new order names as well.
WITHOUT_OWN_WORDS = {"mail to owner of problem"}


@pytest.fixture(autouse=True)
def _owner(settings):
    settings.ORDERS_NOTIFICATION_EMAIL = ["owner@example.com"]


def test_each_kind_of_mail_is_tried():
    names = {kind.name for kind in registered_kinds()}
    assert names == set(BUILDERS) | WITHOUT_OWN_WORDS


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
@pytest.mark.parametrize("kind", BUILDERS)
def test_hostile_names_stay_text_and_add_no_header(stripe_server, kind, name):
    about = BUILDERS[kind](stripe_server, name)
    mail.outbox.clear()
    kind_named(kind).mail(about)
    [sent] = mail.outbox
    parsed = message_from_bytes(sent.message().as_bytes(), policy=policy.default)
    assert set(parsed.keys()) <= HEADERS
    for value in parsed.values():
        assert RIGHT_TO_LEFT not in value
        assert "everybody@example.com" not in value
        assert len(value) < 300
    assert "<script>" not in sent.alternatives[0].content
    assert len(sent.recipients()) == 1
    SentMail.log(kind_named(kind), about, [sent])
    logged = SentMail.objects.get()
    assert logged.subject == parsed["Subject"]
    assert logged.label.isprintable()
