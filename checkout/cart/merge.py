"""At log-in the guest's cart and the customer's become one; the customer can take that back."""

from django.contrib import messages
from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone

from accounts.models import User
from checkout.cart.lines import MAX_LINES, CartFull, NothingLeft, NotOnSale, add_to_cart
from checkout.cart.saved_lists import join_saved
from checkout.cart.session import forget_guest_cart, guest_cart
from checkout.models import Cart, CartLine, CartMerge, Order

# The browser in which carts met offers to undo it: other carts need not be asked about it.
MERGED_IN_THIS_SESSION = "carts_met"


class NothingToUndo(Exception):
    """No such merge of this customer's, too long ago, or undone already."""


def merge_at_log_in(request: HttpRequest, user: User) -> None:
    """Merge the guest's cart and saved list into the customer's, with a message of what changed."""
    if not hasattr(request, "session"):
        return
    join_saved(session=request.session, user=user)
    guest = guest_cart(request)
    forget_guest_cart(request)
    if guest is None or not guest.lines.exists():
        return
    short = merge_carts(guest=guest, user=user)
    request.session[MERGED_IN_THIS_SESSION] = True
    messages.info(
        request,
        "What you had chosen before you logged in is in your cart. You can undo that there.",
    )
    for title in short:
        messages.warning(
            request, f"There were not enough left of “{title}”: please check your cart."
        )


@transaction.atomic
def merge_carts(*, guest: Cart, user) -> list[str]:
    """Make the two carts one, capped at what is free; the titles that did not fit in full.

    An order that the guest has begun to pay becomes the customer's, and goes on holding its stock
    for the one cart. What is no longer for sale comes along: the cart says so.
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


def undoable_merge(user) -> CartMerge | None:
    """The customer's last merge, while it can be taken back."""
    if not user.is_authenticated:
        return None
    return CartMerge.objects.undoable().filter(cart__user=user).first()


@transaction.atomic
def undo_merge(*, number: int, user) -> None:
    """Put the customer's cart back as it was before this merge, once. Raises NothingToUndo.

    What the customer changed since stays changed: more that was added since stays, and nothing that
    was taken out or bought since comes back.
    """
    list(Cart.objects.select_for_update().filter(user=user))
    merges = CartMerge.objects.undoable().filter(pk=number, cart__user=user)
    if not merges.update(undone_at=timezone.now()):
        raise NothingToUndo
    merge = CartMerge.objects.select_related("cart").get(pk=number)
    for line in merge.cart.lines.filter(sku__in=merge.quantities):
        before, after = merge.quantities[line.sku_id]
        _set(line, before + line.quantity - after if line.quantity > after else before)
    merge.cart.save(update_fields=["changed_at"])


def _set(line: CartLine, most: int) -> None:
    quantity = min(line.quantity, most)
    if quantity:
        CartLine.objects.filter(pk=line.pk).update(quantity=quantity)
    else:
        line.delete()


def _quantities(cart: Cart) -> dict[str, int]:
    return dict(cart.lines.values_list("sku_id", "quantity"))


def _fits(cart: Cart, line: CartLine) -> bool:
    try:
        return not add_to_cart(cart=cart, sku=line.sku_id, quantity=line.quantity).was_capped
    except NotOnSale:
        return _keep_what_is_gone(cart, line)
    except (NothingLeft, CartFull):
        return False


def _keep_what_is_gone(cart: Cart, line: CartLine) -> bool:
    """It may be for sale again; until then it counts for nothing. False if the cart is full."""
    if cart.lines.filter(sku=line.sku_id).exists():
        return True
    if cart.lines.count() >= MAX_LINES:
        return False
    CartLine.objects.create(
        cart=cart,
        sku_id=line.sku_id,
        quantity=line.quantity,
        title_shown=line.title_shown,
        price_shown_pence=line.price_shown_pence,
    )
    return True
