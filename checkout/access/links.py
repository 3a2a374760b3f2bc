"""Links to orders for mails: to the customer's account, or a signed link for guests.

A signed link is valid for one order while the order keeps its email address, for `LINK_LASTS` at
most. It needs no session and no login.
"""

from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils.crypto import constant_time_compare

from accounts.email_addresses import email_hash
from checkout.models import Order

LINK_LASTS = timedelta(days=90)
_SALT = "checkout.order-link"
# A separate salt, so that a link that fills a cart does not open the order.
_CART_SALT = "checkout.cart-link"
_FINGERPRINT_LENGTH = 16


def order_url(order: Order) -> str:
    """Return the absolute URL of the order's page."""
    if order.user_id:
        return settings.SITE_URL + reverse("show_order", args=[order.number])
    return settings.SITE_URL + reverse("show_linked_order", args=[link_token(order)])


def cart_url(order: Order) -> str:
    """Return the absolute URL that adds the order's items to the visitor's cart."""
    return settings.SITE_URL + reverse("refill_cart", args=[_token(order, _CART_SALT)])


def link_token(order: Order) -> str:
    """Return the signed token of the order's link."""
    return _token(order, _SALT)


def order_of_link(token: str) -> Order | None:
    """Return the order of a link. None if it has expired, is not valid, or its order is erased."""
    return _order_of(token, _SALT)


def order_of_cart_link(token: str) -> Order | None:
    """Return the order of a link that fills a cart. None as for `order_of_link`."""
    return _order_of(token, _CART_SALT)


def _token(order: Order, salt: str) -> str:
    return signing.dumps([order.number, _fingerprint(order)], salt=salt)


def _order_of(token: str, salt: str) -> Order | None:
    try:
        number, fingerprint = signing.loads(token, salt=salt, max_age=LINK_LASTS)
    except signing.BadSignature:
        return None
    order = Order.objects.filter(number=number).first()
    if order is None or not constant_time_compare(fingerprint, _fingerprint(order)):
        return None
    return order


def _fingerprint(order: Order) -> str:
    """Fingerprint of the order's email address, which the link itself must not reveal."""
    return email_hash(order.email)[:_FINGERPRINT_LENGTH]
