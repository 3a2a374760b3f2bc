"""The way to an order's page: a customer's account, or a guest's signed link from the mail.

A link is good for one order and for so long as the order keeps its e-mail address; it needs no
session and no log-in.
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
# A link that only fills a cart opens nobody's order.
_CART_SALT = "checkout.cart-link"
_FINGERPRINT_LENGTH = 16


def order_url(order: Order) -> str:
    """For mails: absolute, from SITE_URL."""
    if order.user_id:
        return settings.SITE_URL + reverse("show_order", args=[order.number])
    return settings.SITE_URL + reverse("show_linked_order", args=[link_token(order)])


def cart_url(order: Order) -> str:
    """For mails: puts what was ordered into the cart of whichever browser opens it."""
    return settings.SITE_URL + reverse("refill_cart", args=[_token(order, _CART_SALT)])


def link_token(order: Order) -> str:
    return _token(order, _SALT)


def order_of_link(token: str) -> Order | None:
    """None where the link has run out, was tampered with, or its order is erased."""
    return _order_of(token, _SALT)


def order_of_cart_link(token: str) -> Order | None:
    """The same for a link that fills a cart."""
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
    """Of the address that the link was mailed to, which the link itself must not tell."""
    return email_hash(order.email)[:_FINGERPRINT_LENGTH]
