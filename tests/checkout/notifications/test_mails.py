"""Kinds of mails about orders: each is registered, and a report of what is over is not sent."""

import pytest
from django.core import mail

from checkout.models import Order, OrderState
from checkout.notifications import mails
from checkout.notifications.mails import FAILED_PAYMENT
from outbox.mails import deliver, store_mail
from outbox.models import MailKind, OutgoingMail, kind_named
from tests.builders import a_product
from tests.checkout.builders import an_open_order

pytestmark = pytest.mark.django_db

KINDS = [kind for kind in vars(mails).values() if isinstance(kind, MailKind)]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_each_kind_is_registered_under_its_own_name(kind):
    assert kind_named(kind.name) is kind


@pytest.mark.parametrize(
    ("state", "is_sent"),
    [
        (OrderState.CANCELLED, True),
        (OrderState.EXPIRED, True),
        (OrderState.UNDER_REVIEW, False),
        (OrderState.PAID, False),
    ],
)
def test_a_failed_payment_is_mailed_unless_the_buyer_has_paid_since(stripe_server, state, is_sent):
    order = an_open_order(a_product())
    Order.objects.filter(pk=order.pk).update(state=state, paid_at=order.placed_at)
    assert deliver(store_mail(FAILED_PAYMENT, order).pk) is is_sent
    assert len(mail.outbox) == OutgoingMail.objects.count() == is_sent
