"""Merge the guest's cart into the customer's at login, and undo the merge."""

from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone

from accounts.models import User
from checkout.access.visitor import clear_guest_cart, guest_cart
from checkout.cart.lines import (
    CartFull,
    NoneAvailable,
    NotOnSale,
    add_to_cart,
    keep_unavailable,
)
from checkout.cart.saved_lists import join_saved
from checkout.models import Cart, CartLine, CartMerge, Order

# Session key: only the browser in which carts were merged offers to undo it.
MERGED_IN_THIS_SESSION = "carts_met"


class NothingToUndo(Exception):
    """The customer has no such merge, or it is too old or undone already."""


def merge_at_log_in(request: HttpRequest, user: User) -> None:
    """Merge the guest's cart and saved list into the customer's, and add messages about it."""
    if not hasattr(request, "session"):
        return
    join_saved(session=request.session, user=user)
    guest = guest_cart(request)
    clear_guest_cart(request)
    if guest is None or not guest.lines.exists():
        return
    short = merge_carts(guest=guest, user=user)
    request.session[MERGED_IN_THIS_SESSION] = True
    messages.info(
        request,
        "The items that you chose before you logged in are now in your cart. You can undo this in "
        "the cart.",
    )
    for title in short:
        messages.warning(
            request, f"There is not enough stock of “{title}”. Please check your cart."
        )


@transaction.atomic
def merge_carts(*, guest: Cart, user: User) -> list[str]:
    """Merge the guest's cart into the customer's. Return the titles that were not added in full.

    Quantities are limited to the available stock. The guest's open order becomes the customer's and
    keeps its stock. Lines that are no longer for sale are kept: the cart reports them.
    """
    own, _ = Cart.objects.get_or_create(user=user)
    both = Cart.objects.select_for_update().filter(
        Q(pk=guest.pk, user=None, merged_into=None) | Q(pk=own.pk)
    )
    if guest.pk not in {cart.pk for cart in both.order_by("pk")}:
        return []  # another tab has logged in and merged it
    Order.objects.open().filter(cart=guest, user=None).update(user=user)
    lines, before = list(guest.lines.all()), _quantities(own)
    Cart.objects.filter(pk=guest.pk).update(merged_into=own)
    guest.lines.all().delete()
    short = [line.title_shown for line in lines if not _fits(own, line)]
    after = _quantities(own)
    changed = {
        line.sku_id: [before.get(line.sku_id, 0), after.get(line.sku_id, 0)] for line in lines
    }
    if any(was != now for was, now in changed.values()):
        CartMerge.objects.create(cart=own, guest_cart=guest, quantities=changed)
    return short


def undoable_merge(user: User | AnonymousUser) -> CartMerge | None:
    """The customer's last merge, if it can still be undone."""
    if not user.is_authenticated:
        return None
    return CartMerge.objects.undoable().filter(cart__user=user).first()


@transaction.atomic
def undo_merge(*, number: int, user: User) -> None:
    """Restore the customer's cart as it was before this merge, once. Raises NothingToUndo.

    Later changes are kept: units added since stay, and units removed or bought since do not come
    back. `number` is the merge's primary key.
    """
    list(Cart.objects.select_for_update().filter(user=user))
    merges = CartMerge.objects.undoable().filter(pk=number, cart__user=user)
    if not merges.update(undone_at=timezone.now()):
        raise NothingToUndo
    merge = CartMerge.objects.select_related("cart").get(pk=number)
    for line in merge.cart.lines.filter(sku__in=merge.quantities):
        before, after = merge.quantities[line.sku_id]
        _reduce(line, before + line.quantity - after if line.quantity > after else before)
    merge.cart.save(update_fields=["changed_at"])


def _reduce(line: CartLine, most: int) -> None:
    quantity = min(line.quantity, most)
    if quantity:
        CartLine.objects.filter(pk=line.pk).update(quantity=quantity)
    else:
        line.delete()


def _quantities(cart: Cart) -> dict[str, int]:
    return dict(cart.lines.values_list("sku_id", "quantity"))


def _fits(cart: Cart, line: CartLine) -> bool:
    """Add the line to the cart and return whether it was added in full."""
    try:
        return not add_to_cart(cart=cart, sku=line.sku_id, quantity=line.quantity).was_capped
    except NotOnSale:
        return keep_unavailable(cart, line)
    except (NoneAvailable, CartFull):
        return False
