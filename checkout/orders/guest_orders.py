"""Attach guest orders to the account with the same email address, once it is verified."""

import logging

from allauth.account.models import EmailAddress
from django.db import transaction
from django.db.models import QuerySet

from accounts.models import User
from checkout.first_order.claim import use_up_first_order
from checkout.models import Order
from checkout.orders.state import SHOP, log_order_event
from sitewide.email_addresses import email_hash

log = logging.getLogger(__name__)


def claim_guest_orders(user: User) -> int:
    """Attach the guest orders placed with this customer's verified email addresses to the account.

    Return how many were attached. Compares the exact address, ignoring case: an equivalent
    spelling of the same mailbox is proof enough to use up a saving, but not to show a postal
    address.
    """
    claimed = 0
    for address in EmailAddress.objects.filter(user=user, verified=True):
        for order in _guest_orders(address.email):
            claimed += _claim(order, user)
    if claimed and Order.objects.paid().filter(user=user).exists():
        use_up_first_order(user)
    return claimed


def _guest_orders(email: str) -> QuerySet[Order]:
    """Guest orders with this email address, without those of a deleted account: its owner was
    promised that they belong to no account any more."""
    orders = Order.objects.filter(user=None, erasure=None, email_hash=email_hash(email))
    return orders.filter(email__iexact=email)


@transaction.atomic
def _claim(order: Order, user: User) -> bool:
    """Attach the order to the account. Return False if it belongs to an account by now."""
    if not Order.objects.filter(pk=order.pk, user=None).update(user=user):
        return False
    log_order_event(order, "Joined the account of its email address", by=SHOP)
    log.info("order %s joins customer %s", order.number, user.pk)
    return True
