"""Orders placed as a guest join the account of their e-mail address, once that is verified."""

import logging

from allauth.account.models import EmailAddress
from allauth.account.signals import email_confirmed
from django.contrib.auth.signals import user_logged_in
from django.db import transaction
from django.db.models import QuerySet

from accounts.email_addresses import email_hash
from accounts.models import User
from checkout.first_order import use_up_first_order
from checkout.models import Order
from checkout.moving import SHOP, note_on_order

log = logging.getLogger(__name__)


def connect() -> None:
    email_confirmed.connect(join_on_confirmation, dispatch_uid="guests' orders, confirmed")
    user_logged_in.connect(join_at_login, dispatch_uid="guests' orders, at log-in")


def join_on_confirmation(sender, email_address: EmailAddress, **kwargs) -> None:
    join_guest_orders(email_address.user)


def join_at_login(sender, user: User, **kwargs) -> None:
    """What was bought as a guest since, or before this shop knew the account."""
    join_guest_orders(user)


def join_guest_orders(user: User) -> int:
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
    note_on_order(order, "Joined the account of its email address", by=SHOP)
    log.info("order %s joins customer %s", order.number, user.pk)
    return True
