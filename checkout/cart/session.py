"""Which cart a request means: the customer's own, or the one whose number the session keeps."""

from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from checkout.models import Cart, Order

SESSION_KEY = "cart_id"


def find_cart(request: HttpRequest) -> Cart | None:
    if request.user.is_authenticated:
        return Cart.objects.filter(user=request.user).first()
    return guest_cart(request)


def find_or_make_cart(request: HttpRequest) -> Cart:
    if request.user.is_authenticated:
        return Cart.objects.get_or_create(user=request.user)[0]
    cart = guest_cart(request) or Cart.objects.create()
    request.session[SESSION_KEY] = cart.pk
    return cart


def guest_cart(request: HttpRequest) -> Cart | None:
    """The guest's cart of this session; never one that has become a customer's."""
    number = request.session.get(SESSION_KEY)
    return Cart.objects.filter(pk=number, user=None, merged_into=None).first() if number else None


def forget_old_carts() -> None:
    """Guests' carts whose session has ended, but for those with an order under way."""
    ended = timezone.now() - timedelta(seconds=settings.SESSION_COOKIE_AGE)
    old = Cart.objects.filter(user=None, changed_at__lt=ended)
    old.exclude(orders__in=Order.objects.open()).delete()


def forget_guest_cart(request: HttpRequest) -> None:
    request.session.pop(SESSION_KEY, None)
