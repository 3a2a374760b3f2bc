"""What an order held, once more into a cart: as far as it is still to be had, at today's prices."""

from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from catalog.offers import Offer, offers_for
from checkout.cart.lines import CartFull, NothingLeft, NotOnSale, add_to_cart
from checkout.models import Cart, Order, OrderLine


@dataclass(frozen=True, slots=True)
class NewPrice:
    """Of one unit; pence."""

    title: str
    then_pence: int
    now_pence: int


@dataclass(frozen=True, slots=True)
class Short:
    title: str
    added: int
    wished: int


@dataclass(frozen=True, slots=True)
class ReorderResult:
    """What became of each line, by its title as sold."""

    added: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    short: list[Short] = field(default_factory=list)
    dearer: list[NewPrice] = field(default_factory=list)
    cheaper: list[NewPrice] = field(default_factory=list)
    did_not_fit: list[str] = field(default_factory=list)


@transaction.atomic
def reorder(
    *, cart: Cart, order: Order, tops_up: bool = False, pressed_at: datetime | None = None
) -> ReorderResult:
    """Add what the order held. `tops_up`: only as far as it is not in the cart, so that doing it
    twice is doing it once. `pressed_at`: as in `add_to_cart`, so that a double click is one."""
    lines = list(order.lines.all())
    offers = offers_for([line.sku_id for line in lines])
    told = ReorderResult()
    for line in lines:
        missing = line.quantity - (_quantity(cart, line.sku_id) if tops_up else 0)
        if missing > 0:
            _add(cart, line, missing, offers.get(line.sku_id), told, pressed_at)
    return told


def _add(
    cart: Cart,
    line: OrderLine,
    quantity: int,
    offer: Offer | None,
    told: ReorderResult,
    pressed_at: datetime | None,
) -> None:
    if offer is None:
        told.gone.append(line.title)
        return
    before = _quantity(cart, line.sku_id)
    try:
        change = add_to_cart(cart=cart, sku=line.sku_id, quantity=quantity, pressed_at=pressed_at)
    except NotOnSale:
        told.gone.append(line.title)
        return
    except NothingLeft:
        told.short.append(Short(line.title, 0, quantity))
        return
    except CartFull:
        told.did_not_fit.append(line.title)
        return
    if change.is_repeated:
        return
    if change.was_capped:
        told.short.append(Short(line.title, change.quantity - before, quantity))
    told.added.append(line.title)
    _compare(line, offer, told)


def _quantity(cart: Cart, sku: str) -> int:
    return cart.lines.filter(sku=sku).values_list("quantity", flat=True).first() or 0


def _compare(line: OrderLine, offer: Offer, told: ReorderResult) -> None:
    price = NewPrice(line.title, line.price_pence, offer.price_pence)
    if price.now_pence > price.then_pence:
        told.dearer.append(price)
    elif price.now_pence < price.then_pence:
        told.cheaper.append(price)
