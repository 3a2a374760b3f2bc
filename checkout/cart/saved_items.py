"""Save items for later and move them back to the cart."""

from dataclasses import dataclass

from django.db import transaction

from catalog.offers import Offer, offers_for
from checkout.cart.lines import Change, NotOnSale, add_to_cart, remove_from_cart
from checkout.cart.saved_lists import SavedLine, SavedList
from checkout.models import Cart


class NotSaved(Exception):
    """The item is not in the saved list (any more)."""


class ListFull(Exception):
    """The saved list has reached its maximum."""


@dataclass(frozen=True, slots=True)
class SavedSummary:
    """A saved item at today's price. `offer` is None if it is no longer for sale."""

    sku: str
    title: str
    quantity: int
    price_shown_pence: int
    offer: Offer | None

    @property
    def has_higher_price(self) -> bool:
        return self.offer is not None and self.offer.price_pence > self.price_shown_pence

    @property
    def is_cheaper(self) -> bool:
        return self.offer is not None and self.offer.price_pence < self.price_shown_pence

    @property
    def can_be_bought(self) -> bool:
        return self.offer is not None and self.offer.free_quantity > 0


def summarise_saved(saved: SavedList) -> list[SavedSummary]:
    """Return the saved items at today's prices. Changes nothing."""
    lines = saved.lines()
    offers = offers_for([line.sku for line in lines]) if lines else {}
    return [_summarise(line, offers.get(line.sku)) for line in lines]


def save_item(*, saved: SavedList, sku: str) -> str:
    """Save one unit of the offer and return its title. Raises NotOnSale or ListFull.

    An item that is saved already is not changed.
    """
    offer = offers_for([sku]).get(sku)
    if offer is None:
        raise NotOnSale(sku)
    if any(line.sku == sku for line in saved.lines()):
        return offer.title
    _check_room(saved)
    saved.add(SavedLine(sku, 1, offer.title, offer.price_pence))
    return offer.title


@transaction.atomic
def save_for_later(*, saved: SavedList, cart: Cart | None, sku: str) -> str:
    """Move the cart's line to the saved list, with the price as last shown. Return its title.

    Raises NotOnSale if the cart has no such line, or ListFull, with the cart unchanged.
    """
    line = cart.lines.filter(sku=sku).first() if cart else None
    if line is None:
        raise NotOnSale(sku)
    if all(item.sku != sku for item in saved.lines()):
        _check_room(saved)
    remove_from_cart(cart=cart, sku=sku)
    saved.add(SavedLine(sku, line.quantity, line.title_shown, line.price_shown_pence))
    return line.title_shown


@transaction.atomic
def move_to_cart(*, saved: SavedList, cart: Cart, sku: str) -> Change:
    """Move the saved item to the cart, as many units as are available.

    Raises NotSaved, or NotOnSale, NoneAvailable or CartFull, with the item still saved.
    """
    line = next((line for line in saved.lines() if line.sku == sku), None)
    if line is None:
        raise NotSaved(sku)
    change = add_to_cart(cart=cart, sku=sku, quantity=line.quantity)
    if saved.pop(sku) is None:
        raise NotSaved(sku)  # another tab has moved it: the transaction is rolled back
    return change


def _check_room(saved: SavedList) -> None:
    if saved.is_full():
        raise ListFull


def _summarise(line: SavedLine, offer: Offer | None) -> SavedSummary:
    title = offer.title if offer else line.title_shown
    return SavedSummary(line.sku, title, line.quantity, line.price_shown_pence, offer)
