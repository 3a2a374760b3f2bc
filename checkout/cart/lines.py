"""Add, change and remove cart lines. Quantities never exceed the available stock."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from catalog.offers import Offer, offers_for
from checkout.cart.summary import cart_capacity, demand_of
from checkout.models import Cart, CartLine

MAX_LINES = 100
DOUBLE_CLICK = timedelta(seconds=2)


class NotOnSale(Exception):
    """The SKU does not exist or is not for sale."""


class NoneAvailable(Exception):
    """The cart may hold no more units of the offer: none is available, or the limit per order is
    reached (`is_limited`)."""

    def __init__(self, offer: Offer, *, is_limited: bool) -> None:
        super().__init__(offer.sku)
        self.offer = offer
        self.is_limited = is_limited


class CartFull(Exception):
    """The cart has `MAX_LINES` lines, the maximum that Stripe accepts."""


@dataclass(frozen=True, slots=True)
class Change:
    """Result of a change: the cart holds `quantity`, and `requested` was the quantity asked for.

    `before` is the quantity that it held before units were added. `removed`: the line, if it was.
    `is_limited`: more is in stock, but the limit per order is reached. `is_repeated`: nothing was
    changed, because the request was a double click.
    """

    title: str
    quantity: int
    requested: int
    is_limited: bool = False
    is_repeated: bool = False
    before: int = 0
    removed: CartLine | None = None

    @property
    def was_capped(self) -> bool:
        return self.quantity < self.requested


@transaction.atomic
def add_to_cart(
    *,
    cart: Cart,
    sku: str,
    quantity: int,
    pressed_at: datetime | None = None,
    offer: Offer | None = None,
) -> Change:
    """Add units to the cart, as many as are available.

    `offer` is the offer of the SKU, if the caller has just read it.
    `pressed_at` is when the shopper's request arrived. The same request within `DOUBLE_CLICK`,
    before the cart was shown, is a double click and adds nothing.

    Raises NotOnSale, NoneAvailable (also if the cart holds the last units already) or CartFull.
    """
    cart = _locked(cart)
    lines = {line.sku_id: line for line in cart.lines.all()}
    line = lines.get(sku)
    if line and pressed_at and _is_double_click(line, quantity, pressed_at):
        return Change(line.title_shown, line.quantity, line.quantity, is_repeated=True)
    if line is None and len(lines) >= MAX_LINES:
        raise CartFull
    quantities = {each.sku_id: each.quantity for each in lines.values()}
    before = quantities.get(sku, 0)
    offers = _offers(quantities, sku, offer)
    pressed_quantity = quantity if pressed_at else None
    change = _write_line(
        cart, quantities, sku, before + quantity, offers, pressed_quantity=pressed_quantity
    )
    if change.quantity <= before:
        raise NoneAvailable(offers[sku], is_limited=change.is_limited)
    return replace(change, before=before)


def record_cart_shown(cart: Cart) -> None:
    """Record that the shopper has seen the cart: the same request again is no double click."""
    cart.lines.exclude(pressed_at=None).update(pressed_at=None)


def _is_double_click(line: CartLine, quantity: int, at: datetime) -> bool:
    """Whether the line's units were added by the same request, a moment ago."""
    if line.pressed_at is None or line.pressed_quantity != quantity:
        return False
    return line.pressed_at > at - DOUBLE_CLICK


@transaction.atomic
def set_quantity(*, cart: Cart | None, sku: str, quantity: int) -> Change:
    """Set the line's quantity, or the available quantity if that is lower; 0 removes the line.

    Raises NotOnSale (also if the cart has no such line) or NoneAvailable.
    """
    cart = _locked(cart) if cart else None
    quantities = _quantities(cart) if cart else {}
    if quantity <= 0:
        return remove_from_cart(cart=cart, sku=sku)
    if cart is None or sku not in quantities:
        raise NotOnSale(sku)
    return _write_line(cart, quantities, sku, quantity, offers_for(quantities))


@transaction.atomic
def remove_from_cart(*, cart: Cart | None, sku: str) -> Change:
    """Remove the line. Raises NotOnSale if there is no such line, or no cart."""
    line = cart.lines.filter(sku=sku).first() if cart else None
    if cart is None or line is None:
        raise NotOnSale(sku)
    line.delete()
    cart.save(update_fields=["changed_at"])
    return Change(line.title_shown, 0, 0, removed=line)


@transaction.atomic
def clear_cart(cart: Cart) -> list[CartLine]:
    """Remove all lines and return them."""
    lines = list(cart.lines.all())
    cart.lines.all().delete()
    cart.save(update_fields=["changed_at"])
    return lines


@transaction.atomic
def restore_lines(*, cart: Cart, lines: Iterable[CartLine]) -> list[str]:
    """Add removed lines again. Return the titles that were not restored in full.

    A line has its former quantity again, as far as available: units added since count towards it.
    Lines that are no longer for sale are kept: the cart reports them.
    """
    cart, lines = _locked(cart), list(lines)
    quantities = _quantities(cart)
    offers = offers_for({*quantities, *(line.sku_id for line in lines)})
    short = []
    for line in lines:
        if line.quantity <= quantities.get(line.sku_id, 0):
            continue
        units = _restore_line(cart, quantities, line, offers)
        if units:
            quantities[line.sku_id] = units
        if units < line.quantity:
            short.append(line.title_shown)
    return short


def _restore_line(
    cart: Cart, quantities: Mapping[str, int], line: CartLine, offers: Mapping[str, Offer]
) -> int:
    """Return the units that the cart holds then."""
    if line.sku_id not in quantities and len(quantities) >= MAX_LINES:
        return 0
    try:
        return _write_line(cart, quantities, line.sku_id, line.quantity, offers).quantity
    except NoneAvailable:
        return quantities.get(line.sku_id, 0)
    except NotOnSale:
        return line.quantity if keep_unavailable(cart, line) else 0


def keep_unavailable(cart: Cart, line: CartLine) -> bool:
    """Keep a line that is not for sale: it may be again. Return False if the cart is full."""
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


@transaction.atomic
def fit_cart(cart: Cart) -> list[Change]:
    """Remove lines that are not for sale and reduce quantities to the available stock. Return the
    changes made."""
    cart = _locked(cart)
    quantities = _quantities(cart)
    offers = offers_for(quantities)
    changes = []
    for line in list(cart.lines.all()):
        try:
            change = _write_line(cart, quantities, line.sku_id, line.quantity, offers)
        except (NotOnSale, NoneAvailable):
            line.delete()
            change = Change(line.title_shown, 0, line.quantity)
        quantities[line.sku_id] = change.quantity
        if change.was_capped:
            changes.append(change)
    return changes


def _locked(cart: Cart) -> Cart:
    """Mark the cart as changed, which locks its row, so that concurrent requests take turns.

    Return the customer's cart if a login in another tab has just merged the guest's cart.
    """
    now = timezone.now()
    if Cart.objects.filter(pk=cart.pk, merged_into=None).update(changed_at=now):
        return cart
    merged_into = Cart.objects.get(pk=cart.pk).merged_into
    return _locked(merged_into) if merged_into else cart


def _quantities(cart: Cart) -> dict[str, int]:
    return dict(cart.lines.values_list("sku_id", "quantity"))


def _offers(quantities: Iterable[str], sku: str, known: Offer | None) -> dict[str, Offer]:
    """Return the offers of the cart's lines and of the SKU. A known one is not read again."""
    if known is None:
        return offers_for([*quantities, sku])
    others = [other for other in quantities if other != sku]
    return (offers_for(others) if others else {}) | {sku: known}


def _write_line(
    cart: Cart,
    quantities: Mapping[str, int],
    sku: str,
    requested: int,
    offers: Mapping[str, Offer],
    *,
    pressed_quantity: int | None = None,
) -> Change:
    """Write the line of a locked cart. `quantities`: what its lines hold now.

    `pressed_quantity`: the units that a shopper has just asked to add.
    """
    offer = offers.get(sku)
    if offer is None:
        raise NotOnSale(sku)
    others = [(offers[s], n) for s, n in quantities.items() if s != sku and s in offers]
    capacity, taken = cart_capacity(cart, [offer]), demand_of(others)
    quantity = min(requested, capacity.units(offer, taken))
    is_limited = quantity < min(requested, capacity.free_units(offer, taken))
    if not quantity:
        raise NoneAvailable(offer, is_limited=is_limited)
    shown: dict[str, Any] = {"title_shown": offer.title, "price_shown_pence": offer.price_pence}
    if pressed_quantity is not None:
        shown |= {"pressed_at": timezone.now(), "pressed_quantity": pressed_quantity}
    if sku in quantities:
        cart.lines.filter(sku=sku).update(quantity=quantity, **shown)
    else:
        CartLine.objects.create(cart=cart, sku_id=sku, quantity=quantity, **shown)
    return Change(offer.title, quantity, requested, is_limited)
