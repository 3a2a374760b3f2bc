"""Orders without their buyer: what the law wants kept stays, the person leaves it.

An order is a record of what was sold, and is never deleted with an account.
"""

import logging

from django.db import transaction
from django.utils import timezone

from accounts.privacy.registry import ErasureRefused
from checkout.models import Cart, Dispatch, Order, OrderErasure, OrderState
from checkout.payments.start import AlreadyPaid, PaymentUnavailable, close_order
from checkout.privacy.retention import orders_of, retention_of
from jobs.failures import do_each

log = logging.getLogger(__name__)

CONTACT = {"email": "", "phone": "", "stripe_parameters": {}}
NAME_AND_ADDRESS = {"name": "", "line1": "", "line2": "", "city": "", "postcode": ""}
# Money is on its way, or on its way back: somebody has to be told of it.
UNSETTLED = (
    OrderState.PROCESSING,
    OrderState.UNDER_REVIEW,
    OrderState.REFUND_DUE,
    OrderState.REFUND_FAILED,
)
PAYMENT_PENDING = (
    "A payment of yours, for order {number}, is still on its way. Please come back when you have "
    "heard from us about it."
)
STRIPE_IS_DOWN = (
    "You have begun to pay for order {number}, and its payment page cannot be closed just now. "
    "Please try again in a minute."
)
JUST_BEGUN = "You have just begun to pay for order {number}. Please try again."


def close_payments(user) -> None:
    """Close every payment page that this person has open, at Stripe too. ErasureRefused where money
    is on its way already. An order that turns out to be paid is settled, and stays."""
    for order in orders_of(user).open():
        try:
            close_order(order, why="The account was deleted")
        except AlreadyPaid as paid:
            log.info("order %s was paid before its account was deleted", paid.order.number)
        except PaymentUnavailable:
            raise ErasureRefused(STRIPE_IS_DOWN.format(number=order.number)) from None
    _refuse_unsettled(user)


def erase_orders(user) -> None:
    """In the transaction that deletes the account; ErasureRefused as above."""
    _refuse_unsettled(user)
    if begun := orders_of(user).open().first():
        raise ErasureRefused(JUST_BEGUN.format(number=begun.number))
    for order in orders_of(user).select_for_update().order_by("pk"):
        OrderErasure.objects.get_or_create(order=order)
        forget_buyer(order)


def lock_cart(user) -> None:
    """The cart goes with its user. Placing an order takes the same lock first: an order that
    another tab places now is either seen by `erase_orders`, or finds no cart."""
    Cart.objects.select_for_update().filter(user=user).first()


def forget_buyer(order: Order) -> None:
    """Take out what nothing demands any more, and note when the rest may go."""
    kept = retention_of(order)
    changes = {"user": None, "cart": None}
    if not kept.contract_until:
        changes |= CONTACT
        order.refunds.update(note="")
        order.requests.update(reason="", answer="")
        Dispatch.objects.filter(order=order).update(tracking_number="", tracking_url="")
        if not kept.invoice_until:
            changes |= NAME_AND_ADDRESS
        if order.state != OrderState.PAID:
            changes |= {"email_hash": "", "account_email_hash": ""}
    Order.objects.filter(pk=order.pk).update(**changes)
    OrderErasure.objects.filter(order=order).update(
        next_at=kept.contract_until or kept.invoice_until
    )


def forget_buyers_in_time() -> None:
    """The clock's part: those whose time has come since their account was deleted."""
    due = OrderErasure.objects.filter(next_at__lte=timezone.now())
    do_each("retention of order", due, _forget_buyer_of)


@transaction.atomic
def _forget_buyer_of(erasure: OrderErasure) -> None:
    forget_buyer(Order.objects.select_for_update().get(pk=erasure.order_id))


def _refuse_unsettled(user) -> None:
    if unsettled := orders_of(user).filter(state__in=UNSETTLED).first():
        raise ErasureRefused(PAYMENT_PENDING.format(number=unsettled.number))
