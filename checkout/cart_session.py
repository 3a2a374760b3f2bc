"""Which cart a request means: the customer's own, or the one whose number the session keeps."""

from django.http import HttpRequest

from checkout.models import Cart

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
    return Cart.objects.filter(pk=number, user=None).first() if number else None


def forget_guest_cart(request: HttpRequest) -> None:
    request.session.pop(SESSION_KEY, None)
