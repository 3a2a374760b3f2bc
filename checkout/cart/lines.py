"""Putting things into a cart and taking them out. Quantities never pass what is free."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from catalog.offers import Offer, offers_for
from checkout.cart.availability import demand_of, room_for_cart
from checkout.models import Cart, CartLine

MAX_LINES = 100
DOUBLE_CLICK = timedelta(seconds=2)


class NotOnSale(Exception):
    """No such SKU, or not for sale today."""


class NothingLeft(Exception):
    """The offer is for sale, and not one more unit of it may go into this cart: none is free, or it
    has all that one order may have (`is_limited`)."""

    def __init__(self, offer: Offer, *, is_limited: bool = False):
        super().__init__(offer.sku)
        self.offer = offer
        self.is_limited = is_limited


class CartFull(Exception):
    """A cart has at most `MAX_LINES` lines: Stripe takes no more."""


@dataclass(frozen=True, slots=True)
class Change:
    """What became of a wish: `quantity` is in the cart now, `wished` was asked for.

    `is_limited`: more is in stock, but not for one order. `is_repeated`: nothing was done, since it
    was done a moment ago.
    """

    title: str
    quantity: int
    wished: int
    is_limited: bool = False
    is_repeated: bool = False

    @property
    def was_capped(self) -> bool:
        return self.quantity < self.wished


@transaction.atomic
def add_to_cart(
    *, cart: Cart, sku: str, quantity: int, pressed_at: datetime | None = None
) -> Change:
    """Add units to the cart's line, as far as they are free.

    `pressed_at` is when a shopper's request for it arrived. The same once more, before the cart was
    shown and within `DOUBLE_CLICK`, is a double click and adds nothing.

    Raises NotOnSale, NothingLeft (the cart may hold the last ones already) or CartFull.
    """
    cart = _locked(cart)
    if pressed_at and (line := _double_clicked(cart, sku, quantity, pressed_at)):
        return Change(line.title_shown, line.quantity, line.quantity, is_repeated=True)
    quantities = _quantities(cart)
    if sku not in quantities and len(quantities) >= MAX_LINES:
        raise CartFull
    before = quantities.get(sku, 0)
    change = _write_line(cart, quantities, sku, before + quantity)
    if change.quantity <= before:
        raise NothingLeft(offers_for([sku])[sku], is_limited=change.is_limited)
    if pressed_at:
        pressed = {"pressed_at": timezone.now(), "pressed_quantity": quantity}
        CartLine.objects.filter(cart=cart, sku=sku).update(**pressed)
    return change


def note_cart_shown(cart: Cart) -> None:
    """Whoever presses "Add to cart" again has seen what the last press did."""
    cart.lines.exclude(pressed_at=None).update(pressed_at=None)


def _double_clicked(cart: Cart, sku: str, quantity: int, at: datetime) -> CartLine | None:
    pressed = cart.lines.filter(sku=sku, pressed_quantity=quantity)
    return pressed.filter(pressed_at__gt=at - DOUBLE_CLICK).first()


@transaction.atomic
def set_quantity(*, cart: Cart | None, sku: str, quantity: int) -> Change:
    """Make this the line's quantity, or what is free if that is less; 0 removes the line.

    NotOnSale also when the cart has no such line, NothingLeft when none is free.
    """
    cart = _locked(cart) if cart else None
    quantities = _quantities(cart) if cart else {}
    if quantity <= 0:
        return remove_from_cart(cart=cart, sku=sku)
    if sku not in quantities:
        raise NotOnSale(sku)
    return _write_line(cart, quantities, sku, quantity)


@transaction.atomic
def remove_from_cart(*, cart: Cart | None, sku: str) -> Change:
    """Take the line out. NotOnSale if there is none, or no cart at all."""
    line = cart.lines.filter(sku=sku).first() if cart else None
    if line is None:
        raise NotOnSale(sku)
    line.delete()
    cart.save(update_fields=["changed_at"])
    return Change(line.title_shown, 0, 0)


@transaction.atomic
def clear_cart(cart: Cart) -> None:
    cart.lines.all().delete()
    cart.save(update_fields=["changed_at"])


@transaction.atomic
def fit_cart(cart: Cart) -> list[Change]:
    """Take out what is no longer for sale and cut quantities to what is free: the changes made."""
    cart = _locked(cart)
    quantities = _quantities(cart)
    changes = []
    for line in list(cart.lines.all()):
        try:
            change = _write_line(cart, quantities, line.sku_id, line.quantity)
        except (NotOnSale, NothingLeft):
            line.delete()
            change = Change(line.title_shown, 0, line.quantity)
        quantities[line.sku_id] = change.quantity
        if change.was_capped:
            changes.append(change)
    return changes


def _locked(cart: Cart) -> Cart:
    """The cart with its row locked, so that two tabs take turns.

    A guest's cart that a log-in in another tab has just merged leads on to the customer's.
    """
    locked = Cart.objects.select_for_update().get(pk=cart.pk)
    return _locked(locked.merged_into) if locked.merged_into else locked


def _quantities(cart: Cart) -> dict[str, int]:
    return dict(cart.lines.values_list("sku_id", "quantity"))


def _write_line(cart: Cart, quantities: dict[str, int], sku: str, wished: int) -> Change:
    offers = offers_for([*quantities, sku])
    offer = offers.get(sku)
    if offer is None:
        raise NotOnSale(sku)
    others = [(offers[s], n) for s, n in quantities.items() if s != sku and s in offers]
    room, taken = room_for_cart(cart, [offer]), demand_of(others)
    quantity = min(wished, room.units(offer, taken))
    is_limited = quantity < min(wished, room.free_units(offer, taken))
    if not quantity:
        raise NothingLeft(offer, is_limited=is_limited)
    CartLine.objects.update_or_create(
        cart=cart,
        sku_id=sku,
        defaults={
            "quantity": quantity,
            "title_shown": offer.title,
            "price_shown_pence": offer.price_pence,
        },
    )
    cart.save(update_fields=["changed_at"])
    return Change(offer.title, quantity, wished, is_limited)
