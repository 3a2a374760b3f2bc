"""At log-in the guest's cart and the customer's become one."""

from django.contrib import messages
from django.contrib.auth.signals import user_logged_in
from django.db import transaction
from django.db.models import Q

from checkout.cart import CartFull, NothingLeft, NotOnSale, add_to_cart
from checkout.cart_session import forget_guest_cart, guest_cart
from checkout.models import Cart, Order


def connect() -> None:
    user_logged_in.connect(merge_at_login, dispatch_uid="cart merge")


def merge_at_login(sender, request, user, **kwargs) -> None:
    guest = guest_cart(request) if hasattr(request, "session") else None
    if guest is None:
        return
    forget_guest_cart(request)
    if not guest.lines.exists():
        return
    short = merge_carts(guest=guest, user=user)
    messages.info(request, "What you had chosen before you logged in is in your cart.")
    for title in short:
        messages.warning(
            request, f"There were not enough left of “{title}”: please check your cart."
        )


@transaction.atomic
def merge_carts(*, guest: Cart, user) -> list[str]:
    """Make the two carts one, capped at what is free; the titles that did not fit in full.

    An order that the guest has begun to pay becomes the customer's, and goes on holding its stock
    for the one cart.
    """
    both = Cart.objects.select_for_update().filter(
        Q(pk=guest.pk, user=None, merged_into=None) | Q(user=user)
    )
    locked = {cart.user_id: cart for cart in both.order_by("pk")}
    if None not in locked:
        return []  # another tab has logged in and merged it
    Order.objects.open().filter(cart=guest, user=None).update(user=user)
    own = locked.get(user.pk)
    if own is None:
        Cart.objects.filter(pk=guest.pk).update(user=user)
        return []
    lines = list(guest.lines.all())
    Cart.objects.filter(pk=guest.pk).update(merged_into=own)
    guest.lines.all().delete()
    return [line.title_shown for line in lines if not _fits(own, line)]


def _fits(cart: Cart, line) -> bool:
    try:
        return not add_to_cart(cart=cart, sku=line.sku_id, quantity=line.quantity).was_capped
    except (NotOnSale, NothingLeft, CartFull):
        return False
