"""Find the cart of a request: the customer's own, or the guest's, whose key is in the session."""

from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from checkout.models import Cart, Order

SESSION_KEY = "cart_id"


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
    request.session[SESSION_KEY] = cart.pk
    return cart


def guest_cart(request: HttpRequest) -> Cart | None:
    """Return the session's cart, unless it has become a customer's."""
    number = request.session.get(SESSION_KEY)
    return Cart.objects.filter(pk=number, user=None, merged_into=None).first() if number else None


def delete_expired_carts() -> None:
    """Delete guest carts whose session has ended, except those with an open order."""
    ended = timezone.now() - timedelta(seconds=settings.SESSION_COOKIE_AGE)
    old = Cart.objects.filter(user=None, changed_at__lt=ended)
    old.exclude(orders__in=Order.objects.open()).delete()


def clear_guest_cart(request: HttpRequest) -> None:
    """Remove the cart's key from the session."""
    request.session.pop(SESSION_KEY, None)
