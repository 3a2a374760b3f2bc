"""Orders placed as a guest join the account of their e-mail address, once that is verified."""

import logging

from allauth.account.models import EmailAddress
from django.db import transaction
from django.db.models import QuerySet

from accounts.email_addresses import email_hash
from accounts.models import User
from checkout.first_order.claim import use_up_first_order
from checkout.models import Order
from checkout.orders.state import SHOP, log_order_event

log = logging.getLogger(__name__)


def claim_guest_orders(user: User) -> int:
    """Make the guests' orders under this customer's verified addresses theirs; how many.

    The very address, whatever its capitals: another spelling of the same mailbox is enough to use
    up a saving, and not to be shown where somebody lives.
    """
    joined = 0
    for address in EmailAddress.objects.filter(user=user, verified=True):
        for order in _guest_orders(address.email):
            joined += _join(order, user)
    if joined and Order.objects.paid().filter(user=user).exists():
        use_up_first_order(user)
    return joined


def _guest_orders(email: str) -> QuerySet[Order]:
    """Not those of a deleted account: its owner was told that they belong to none any more."""
    orders = Order.objects.filter(user=None, erasure=None, email_hash=email_hash(email))
    return orders.filter(email__iexact=email)


@transaction.atomic
def _join(order: Order, user: User) -> bool:
    """False where it has an owner by now."""
    if not Order.objects.filter(pk=order.pk, user=None).update(user=user):
        return False
    log_order_event(order, "Joined the account of its email address", by=SHOP)
    log.info("order %s joins customer %s", order.number, user.pk)
    return True
