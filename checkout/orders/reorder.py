"""Add the items of an order to a cart again, as far as they are available, at today's prices."""

from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from catalog.offers import Offer, offers_for
from checkout.cart.lines import CartFull, NoneAvailable, NotOnSale, add_to_cart
from checkout.models import Cart, Order, OrderLine


@dataclass(frozen=True, slots=True)
class NewPrice:
    """A price that has changed since the order. Pence, for one unit."""

    title: str
    then_pence: int
    now_pence: int


@dataclass(frozen=True, slots=True)
class Shortage:
    """An item of which fewer units were available than ordered."""

    title: str
    added: int
    wanted: int


@dataclass(frozen=True, slots=True)
class ReorderResult:
    """Result of a reorder: the lines by outcome, with their titles as sold."""

    added: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    short: list[Shortage] = field(default_factory=list)
    price_raised: list[NewPrice] = field(default_factory=list)
    price_lowered: list[NewPrice] = field(default_factory=list)
    did_not_fit: list[str] = field(default_factory=list)


@transaction.atomic
def reorder(
    *, cart: Cart, order: Order, tops_up: bool = False, pressed_at: datetime | None = None
) -> ReorderResult:
    """Add the order's items to the cart.

    `tops_up`: add only what the cart does not hold yet, so that a repeat adds nothing.
    `pressed_at`: see `add_to_cart`; it makes a double click count once.
    """
    lines = list(order.lines.all())
    offers = offers_for([line.sku_id for line in lines])
    result = ReorderResult()
    for line in lines:
        missing = line.quantity - (_quantity(cart, line.sku_id) if tops_up else 0)
        if missing > 0:
            _add(cart, line, missing, offers.get(line.sku_id), result, pressed_at)
    return result


def _add(
    cart: Cart,
    line: OrderLine,
    quantity: int,
    offer: Offer | None,
    result: ReorderResult,
    pressed_at: datetime | None,
) -> None:
    if offer is None:
        result.gone.append(line.title)
        return
    before = _quantity(cart, line.sku_id)
    try:
        change = add_to_cart(
            cart=cart, sku=line.sku_id, quantity=quantity, pressed_at=pressed_at, offer=offer
        )
    except NotOnSale:
        result.gone.append(line.title)
        return
    except NoneAvailable:
        result.short.append(Shortage(line.title, 0, quantity))
        return
    except CartFull:
        result.did_not_fit.append(line.title)
        return
    if change.is_repeated:
        return
    if change.was_capped:
        result.short.append(Shortage(line.title, change.quantity - before, quantity))
    result.added.append(line.title)
    _compare(line, offer, result)


def _quantity(cart: Cart, sku: str) -> int:
    return cart.lines.filter(sku=sku).values_list("quantity", flat=True).first() or 0


def _compare(line: OrderLine, offer: Offer, result: ReorderResult) -> None:
    price = NewPrice(line.title, line.price_pence, offer.price_pence)
    if price.now_pence > price.then_pence:
        result.price_raised.append(price)
    elif price.now_pence < price.then_pence:
        result.price_lowered.append(price)
