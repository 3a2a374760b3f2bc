"""Mails about an order are sent again, but not while one waits."""

import uuid

import pytest

from checkout.models import Order, OrderRequest, Refund, RefundState
from checkout.notifications.mails import (
    CONFIRMATION,
    FAILED_PAYMENT,
    FAILED_REFUND,
    NEW_REQUEST,
    REFUND,
)
from checkout.notifications.owner_mails import NEW_ORDER
from checkout.orders.dispatch import Tracking, dispatch_order
from checkout.orders.fulfilment.mail_repeats import (
    RepeatedMail,
    order_of_sent_mail,
    refusal_to_repeat,
    refusal_to_send_again,
    repeat_mail,
    send_again,
)
from checkout.orders.requests import answer_request, create_request
from checkout.orders.state import SHOP
from jobs.models import FailedJob
from jobs.tasks import MAX_TRIES, record_failure
from outbox.mails import deliver, mails_about, queue_mail
from outbox.models import SentMail
from tests.builders import a_customer, a_product
from tests.checkout.builders import an_open_order
from tests.checkout.buyers import an_order
from tests.outbox.builders import send_now

pytestmark = pytest.mark.django_db

OUT_OF_DATE = "It is out of date: the order has changed since it was sent."


def send_all(order: Order) -> None:
    for mail in mails_about(CONFIRMATION, order):
        deliver(mail.pk)


def test_a_sent_confirmation_is_sent_again(stripe_server, mailoutbox):
    order = an_order(stripe_server)
    send_all(order)
    assert repeat_mail(RepeatedMail.CONFIRMATION, order, by=SHOP)
    send_all(order)
    assert [mail.to for mail in mailoutbox if order.number in mail.subject] == [[order.email]] * 2


def test_the_repeat_is_on_the_timeline(stripe_server):
    order = an_order(stripe_server)
    send_all(order)
    repeat_mail(RepeatedMail.CONFIRMATION, order, by=SHOP)
    assert order.timeline.last().what == "Mail sent again: Confirmation with invoice"


def test_a_mail_that_was_given_up_is_tried_again(stripe_server, mailoutbox):
    order = an_order(stripe_server)
    for _ in range(MAX_TRIES):
        record_failure(kind=CONFIRMATION.name, row=order.pk, error=ValueError())
    send_all(order)
    assert mailoutbox == []
    assert repeat_mail(RepeatedMail.CONFIRMATION, order, by=SHOP)
    assert FailedJob.objects.count() == 0
    send_all(order)
    assert [mail.to for mail in mailoutbox] == [[order.email]]


def test_no_mail_goes_to_an_erased_address(stripe_server):
    order = an_order(stripe_server)
    dispatch_order(order=order, tracking=Tracking("Royal Mail"), by=SHOP)
    Order.objects.update(email="")
    order.refresh_from_db()
    refusals = {refusal_to_repeat(mail, order) for mail in RepeatedMail}
    assert refusals == {"Its e-mail address was erased."}


def test_the_mail_of_the_dispatch_is_not_sent_to_a_buyer_who_opted_out(stripe_server):
    customer = a_customer()
    order = an_order(stripe_server, user=customer)
    dispatch_order(order=order, tracking=Tracking("Royal Mail"), by=SHOP)
    customer.profile.wants_dispatch_mail = False
    customer.profile.save()
    refusal = refusal_to_repeat(RepeatedMail.DISPATCH, Order.objects.get())
    assert refusal == "The buyer wants no mail about the dispatch."


def test_a_mail_that_waits_is_not_queued_twice(stripe_server):
    order = an_order(stripe_server)
    assert not repeat_mail(RepeatedMail.CONFIRMATION, order, by=SHOP)
    assert mails_about(CONFIRMATION, order).count() == 1


def test_only_mails_about_what_has_happened_are_offered(stripe_server, settings):
    unpaid, paid = an_open_order(a_product()), an_order(stripe_server)
    assert refusal_to_repeat(RepeatedMail.CONFIRMATION, unpaid) == "Its payment is not settled."
    assert refusal_to_repeat(RepeatedMail.CONFIRMATION, paid) == ""
    assert refusal_to_repeat(RepeatedMail.DISPATCH, paid) == "It is not dispatched yet."
    dispatch_order(order=paid, tracking=Tracking("Royal Mail"), by=SHOP)
    assert refusal_to_repeat(RepeatedMail.DISPATCH, paid) == ""
    settings.SEND_ORDER_CONFIRMATION_EMAIL = False
    assert refusal_to_repeat(RepeatedMail.CONFIRMATION, paid) == "Confirmations are switched off."


def test_a_logged_mail_about_a_refund_is_sent_again(stripe_server, mailoutbox):
    order = an_order(stripe_server)
    refund = Refund.objects.create(
        order=order, amount_pence=500, state=RefundState.SUCCEEDED, idempotency_key=uuid.uuid4()
    )
    queue_mail(REFUND, refund)
    send_now(REFUND, refund)
    sent = SentMail.objects.get(kind=REFUND.name)
    assert order_of_sent_mail(sent) == order
    assert refusal_to_send_again(sent) == ""
    assert send_again(sent, by=SHOP)
    send_now(REFUND, refund)
    assert [mail.to for mail in mailoutbox] == [[order.email]] * 2
    assert order.timeline.last().what == "Mail sent again: Mail of refund"


def test_a_logged_mail_of_what_is_over_is_refused(stripe_server):
    order = an_order(stripe_server)  # paid
    sent = SentMail.objects.create(kind=FAILED_PAYMENT.name, object_id=order.pk, subject="Failed")
    assert refusal_to_send_again(sent) == OUT_OF_DATE
    lost = SentMail.objects.create(kind=CONFIRMATION.name, object_id=0, subject="Lost")
    assert refusal_to_send_again(lost) == OUT_OF_DATE
    assert order_of_sent_mail(lost) is None
    assert not send_again(lost, by=SHOP)


def test_a_logged_mail_about_a_request_is_refused_once_the_request_is_answered(stripe_server):
    request = create_request(order=an_order(stripe_server), kind="cancellation", reason="No")
    sent = SentMail.objects.create(kind=NEW_REQUEST.name, object_id=request.pk, subject="Received")
    assert refusal_to_send_again(sent) == ""
    answer_request(request, OrderRequest.State.REFUSED, answer="Sorry", by=SHOP)
    assert refusal_to_send_again(sent) == OUT_OF_DATE


def test_a_logged_mail_about_a_failed_refund_is_refused_once_it_was_made_again(stripe_server):
    order = an_order(stripe_server)
    failed, again = (
        Refund.objects.create(
            order=order, amount_pence=500, state=state, idempotency_key=uuid.uuid4()
        )
        for state in (RefundState.FAILED, RefundState.PENDING)
    )
    sent = SentMail.objects.create(kind=FAILED_REFUND.name, object_id=failed.pk, subject="Failed")
    assert refusal_to_send_again(sent) == OUT_OF_DATE
    again.delete()
    assert refusal_to_send_again(sent) == ""


def test_a_mail_to_the_owner_is_sent_again_although_the_buyer_s_address_was_erased(
    stripe_server, settings
):
    settings.ORDERS_NOTIFICATION_EMAIL = ["owner@example.com"]
    order = an_order(stripe_server)
    Order.objects.filter(pk=order.pk).update(email="")
    sent = SentMail.objects.create(kind=NEW_ORDER.name, object_id=order.pk, subject="New order")
    assert refusal_to_send_again(sent) == ""


def test_a_logged_mail_of_another_kind_is_refused():
    sent = SentMail.objects.create(kind="reminder of cart", object_id=1, subject="Your cart")
    assert refusal_to_send_again(sent) == "Mails of this kind are sent once only."
    assert order_of_sent_mail(sent) is None
