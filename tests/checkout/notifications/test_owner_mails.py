"""The owner is told of new orders, problems and disputes, if the setting names an address."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from checkout.models import Dispute, Order, OrderState, Refund
from checkout.notifications.owner_mails import DISPUTE, NEW_ORDER, PROBLEM, tell_owner
from checkout.orders.state import SHOP
from checkout.payments.disputes import apply_dispute
from checkout.payments.settle import accept_review, refuse_review, repeat_refund, settle
from checkout.refunds.apply import apply_refund
from checkout.refunds.request import RefundRequest, request_refund
from checkout.stripe.gateway import StripeDispute, StripeRefund
from jobs.models import FailedJob
from jobs.tasks import MAX_TRIES, record_failure
from outbox.mails import deliver, mails_about, send_waiting_mails, store_mail
from outbox.models import OutgoingMail
from tests.builders import CONTACT, a_product
from tests.checkout.builders import an_open_order, changed, session_at_stripe

pytestmark = pytest.mark.django_db

OWNERS = ["owner@shop.example", "packer@shop.example"]


@pytest.fixture
def owners(settings):
    settings.ORDERS_NOTIFICATION_EMAIL = OWNERS


@pytest.fixture
def order(stripe_server):
    """An order of £17.98 that is paid at Stripe, and not settled."""
    order = an_open_order(a_product(1299, title="Hard Wax"))
    stripe_server.pays(order)
    return order


def to_owners() -> list:
    send_waiting_mails()
    return [message for message in mail.outbox if message.to[0] in OWNERS]


def test_the_owners_are_told_once_of_a_paid_order_with_one_message(owners, order):
    for _ in range(2):
        settle(session_at_stripe(order))
    [message] = to_owners()
    assert message.to == OWNERS
    assert message.subject == f"New order {order.number}: £17.98"
    for body in (message.body, message.alternatives[0].content):
        assert "1 × Hard Wax" in body
        assert f"/admin/checkout/order/inspect/{order.pk}/" in body
    assert len(mail.outbox) == 2  # and the buyer's confirmation


def test_the_mail_holds_no_data_of_the_buyer(owners, order):
    settle(session_at_stripe(order))
    personal = (CONTACT.email, CONTACT.name, CONTACT.line1, CONTACT.postcode)
    for message in to_owners():
        for text in (message.subject, message.body, message.alternatives[0].content):
            assert not [each for each in personal if each in text]


def test_nobody_is_told_without_an_address(settings, order):
    settle(session_at_stripe(order))
    send_waiting_mails()
    assert [message.to for message in mail.outbox] == [[CONTACT.email]]


def test_a_mail_that_waits_is_dropped_when_the_address_is_removed(owners, settings, order):
    settle(session_at_stripe(order))
    settings.ORDERS_NOTIFICATION_EMAIL = []
    assert to_owners() == []
    assert not mails_about(NEW_ORDER, order).exists()


def test_a_payment_to_review_is_told(owners, order):
    settle(changed(session_at_stripe(order), amount_total_pence=1698))
    [message] = to_owners()
    assert message.subject == f"Order {order.number} needs you"
    assert "must be reviewed" in message.body


def test_a_problem_that_is_solved_before_the_mail_is_not_told(owners, order):
    reviewed = settle(changed(session_at_stripe(order), amount_total_pence=1698))
    accept_review(reviewed, by=SHOP)
    [message] = to_owners()
    assert message.subject == f"New order {order.number}: £16.98"
    assert "£16.98 were paid; the order is for £17.98." in message.body


def test_each_failure_of_a_refund_is_told(owners, order):
    reviewed = settle(changed(session_at_stripe(order), amount_total_pence=1698))
    refuse_review(reviewed, by=SHOP)
    for _ in range(2):
        mail.outbox.clear()
        fail_at_stripe(Refund.objects.latest("pk"))
        [message] = to_owners()
        assert message.subject == f"Order {order.number} needs you"
        assert "The shop still has the money" in message.body
        assert repeat_refund(Order.objects.get(), by=SHOP)


def fail_at_stripe(refund: Refund) -> None:
    key = str(refund.idempotency_key)
    at_stripe = StripeRefund(
        f"re_{refund.pk}", "pi_1", refund.amount_pence, "failed", "lost_card", key
    )
    apply_refund(at_stripe, Order.objects.get())


def a_dispute(order, **values) -> Dispute:
    opened = int(timezone.now().timestamp())
    stripe_dispute = StripeDispute(
        id="dp_1",
        payment_intent_id="pi_1",
        amount_pence=1798,
        status="needs_response",
        reason="fraudulent",
        answer_by=int((timezone.now() + timedelta(days=7)).timestamp()),
        opened_at=opened,
    )
    return apply_dispute(changed(stripe_dispute, **values), order)


def test_a_dispute_is_told_once_with_its_deadline(owners, order):
    settle(session_at_stripe(order))
    a_dispute(order)
    a_dispute(order, status="under_review")
    [message] = [message for message in to_owners() if "disputed" in message.subject]
    assert "Fraudulent, under review" in message.body
    assert "Stripe takes your answer" not in message.body  # it has one


def test_an_inquiry_that_becomes_a_dispute_is_told_again_with_its_deadline(owners, order):
    settle(session_at_stripe(order))
    a_dispute(order, status="warning_needs_response")
    assert "disputed" in to_owners()[-1].subject
    mail.outbox.clear()
    dispute = a_dispute(order, status="needs_response")
    [message] = to_owners()
    assert f"until {timezone.localtime(dispute.answer_by):%-d %B %Y, %H:%M}" in message.body


def test_a_failed_refund_of_a_paid_order_is_told(owners, order):
    paid = settle(session_at_stripe(order))
    refund = request_refund(
        order=paid,
        request=RefundRequest(everything=True),
        reason=Refund.Reason.GOODWILL,
        note="",
        by=SHOP,
    )
    to_owners()
    mail.outbox.clear()
    fail_at_stripe(refund)
    [message] = to_owners()
    assert message.subject == f"A refund of order {order.number} failed"
    assert "The refund of £17.98 failed." in message.body


def test_a_dispute_that_is_over_is_not_told(owners, order):
    dispute = a_dispute(order)
    Dispute.objects.update(status="won")
    assert deliver(store_mail(DISPUTE, dispute).pk) is False
    assert not OutgoingMail.objects.exists()


def test_a_later_problem_is_told_although_the_mail_of_a_former_one_was_given_up(owners, order):
    Order.objects.filter(pk=order.pk).update(state=OrderState.UNDER_REVIEW)
    tell_owner(PROBLEM, order)
    for _ in range(MAX_TRIES):
        FailedJob.objects.update(next_try_at=timezone.now())
        record_failure(kind=PROBLEM.name, row=order.pk, error=ValueError(), label="an order")
    assert to_owners() == []
    tell_owner(PROBLEM, order)
    assert len(to_owners()) == 1


def test_the_confirmation_can_be_switched_off(settings, order):
    settings.SEND_ORDER_CONFIRMATION_EMAIL = False
    settle(session_at_stripe(order))
    send_waiting_mails()
    assert mail.outbox == []
