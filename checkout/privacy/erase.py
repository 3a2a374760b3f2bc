"""Erase personal data from the orders of deleted accounts, as soon as the law allows.

The order itself is a business record and is never deleted with the account.
"""

import logging
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.privacy.registry import ErasureRefused
from checkout.cart.reminders import REMINDER
from checkout.models import (
    AddressChange,
    Cart,
    Dispatch,
    Order,
    OrderErasure,
    OrderNote,
    OrderState,
)
from checkout.payments.start import AlreadyPaid, PaymentUnavailable, close_order
from checkout.privacy.retention import orders_of, retention_of
from jobs.tasks import do_each
from outbox.mails import mails_about
from sitewide.postal_address import POSTAL_FIELDS

log = logging.getLogger(__name__)

CONTACT = {"email": "", "phone": "", "stripe_parameters": {}}
NAME_AND_ADDRESS = dict.fromkeys(POSTAL_FIELDS, "")
# A payment or full refund is not completed: the buyer must still be mailed about it.
UNSETTLED = (
    OrderState.PROCESSING,
    OrderState.UNDER_REVIEW,
    OrderState.REFUND_DUE,
    OrderState.REFUND_FAILED,
)
PAYMENT_PENDING = (
    "Your payment for order {number} is still being processed. Please try again once we have "
    "emailed you about it."
)
STRIPE_IS_DOWN = (
    "The open payment page of order {number} cannot be closed at the moment. Please try again in "
    "a minute."
)
JUST_BEGUN = "A payment for order {number} has just been started. Please try again."


def close_payments(user: User) -> None:
    """Close the user's open payment pages, also at Stripe. Orders that turn out to be paid are
    settled and stay. Raises ErasureRefused if a payment is processing or Stripe is unavailable.
    """
    for order in orders_of(user).open():
        try:
            close_order(order, why="The account was deleted")
        except AlreadyPaid as paid:
            log.info("order %s was paid before its account was deleted", paid.order.number)
        except PaymentUnavailable:
            raise ErasureRefused(STRIPE_IS_DOWN.format(number=order.number)) from None
    _refuse_unsettled(user)


def erase_orders(user: User) -> None:
    """Erase the user's personal data from their orders. Call in the transaction that deletes the
    account. Raises ErasureRefused if an order is open or not settled."""
    _refuse_unsettled(user)
    if open_order := orders_of(user).open().first():
        raise ErasureRefused(JUST_BEGUN.format(number=open_order.number))
    for order in orders_of(user).select_for_update().order_by("pk"):
        OrderErasure.objects.get_or_create(order=order)
        erase_order_data(order)


def lock_cart(user: User) -> None:
    """Lock the user's cart, which is deleted with the account, and delete its reminder.

    Placing an order takes the same lock first. So a concurrent order is either seen by
    `erase_orders`, or finds no cart.
    """
    carts = Cart.objects.select_for_update().filter(user=user)
    mails_about(REMINDER, *carts).delete()


def erase_order_data(order: Order) -> None:
    """Erase the data whose retention has ended, and store when the rest may be erased."""
    retention = retention_of(order)
    changes: dict[str, Any] = {"user": None, "cart": None}
    if not retention.contract_until:
        changes |= CONTACT
        order.refunds.update(note="")
        order.requests.update(reason="", answer="")
        Dispatch.objects.filter(order=order).update(tracking_number="", tracking_url="")
        OrderNote.objects.filter(event__order=order).delete()
        if not retention.invoice_until:
            changes |= NAME_AND_ADDRESS
            AddressChange.objects.filter(event__order=order).delete()
        if order.state != OrderState.PAID:
            changes |= {"email_hash": "", "account_email_hash": ""}
    Order.objects.filter(pk=order.pk).update(**changes)
    OrderErasure.objects.filter(order=order).update(
        next_at=retention.contract_until or retention.invoice_until
    )


def erase_expired_order_data() -> None:
    """Erase the data of deleted accounts whose retention has ended since. Runs on a schedule."""
    due = OrderErasure.objects.filter(next_at__lte=timezone.now())
    do_each("retention of order", due, _erase_order_data_of)


@transaction.atomic
def _erase_order_data_of(erasure: OrderErasure) -> None:
    erase_order_data(Order.objects.select_for_update().get(pk=erasure.order_id))


def _refuse_unsettled(user: User) -> None:
    if unsettled := orders_of(user).filter(state__in=UNSETTLED).first():
        raise ErasureRefused(PAYMENT_PENDING.format(number=unsettled.number))
