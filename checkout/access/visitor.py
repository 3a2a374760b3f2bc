"""Cart and orders of a visitor: by account, browser session or signed link.

Customers have their cart and orders in their account. A guest's browser session remembers both.
Mails link to an order: to the customer's account, or with a signed link for guests. A signed link
is valid for one order while the order keeps its email address, for `LINK_LASTS` at most. It needs
no session and no login.
"""

from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.crypto import constant_time_compare

from checkout.models import Cart, Order
from sitewide.email_addresses import email_hash

CART_KEY = "cart_id"
ORDERS_KEY = "order_numbers"
MAX_REMEMBERED = 20
LINK_LASTS = timedelta(days=90)
_SALT = "checkout.order-link"
# A separate salt, so that a link that fills a cart does not open the order.
_CART_SALT = "checkout.cart-link"
_FINGERPRINT_LENGTH = 16


def find_cart(request: HttpRequest) -> Cart | None:
    """Return the visitor's cart, if there is one."""
    if request.user.is_authenticated:
        return Cart.objects.filter(user=request.user).first()
    return guest_cart(request)


def get_or_create_cart(request: HttpRequest) -> Cart:
    """Return the visitor's cart; create it if needed."""
    if request.user.is_authenticated:
        return Cart.objects.get_or_create(user=request.user)[0]
    cart = guest_cart(request) or Cart.objects.create()
    request.session[CART_KEY] = cart.pk
    return cart


def guest_cart(request: HttpRequest) -> Cart | None:
    """Return the session's cart, unless it has become a customer's."""
    number = request.session.get(CART_KEY)
    return Cart.objects.filter(pk=number, user=None, merged_into=None).first() if number else None


def clear_guest_cart(request: HttpRequest) -> None:
    """Remove the cart's key from the session."""
    request.session.pop(CART_KEY, None)


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


def remember_order(request: HttpRequest, order: Order) -> None:
    """Remember that this browser session placed the order."""
    numbers = [*request.session.get(ORDERS_KEY, []), order.number]
    request.session[ORDERS_KEY] = numbers[-MAX_REMEMBERED:]


def last_order(request: HttpRequest) -> Order | None:
    """Return the order that this browser session placed last."""
    numbers = request.session.get(ORDERS_KEY, [])
    return _orders().filter(number=numbers[-1]).first() if numbers else None


def _orders() -> QuerySet[Order]:
    """Orders without those of deleted accounts, which no browser session may open."""
    return Order.objects.filter(erasure=None)


def own_order(request: HttpRequest, **which: str) -> Order | None:
    """Return the order with this `number` or `stripe_session_id`; None if there is none or the
    visitor may not see it."""
    order = _orders().filter(**which).first() if all(which.values()) else None
    if order is None:
        return None
    is_customers = request.user.is_authenticated and order.user_id == request.user.pk
    is_of_session = order.number in request.session.get(ORDERS_KEY, [])
    return order if is_customers or is_of_session else None
