"""What one unit costs: pure arithmetic on whole pence (docs/design.md, money rules).

No Django, no clock, no queries: facts in, a frozen `UnitPrice` out. Every amount is an int of
pence, VAT included; every percent a whole number.
"""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class MoneyRules:
    """The figures the owner may change; the defaults are the shop's published terms."""

    bundle_saving_percent: int = 10
    first_order_saving_percent: int = 10
    free_delivery_from_pence: int = 4000
    delivery_pence: int = 499
    delivery_days: int = 2
    vat_percent: int = 20


@dataclass(frozen=True, slots=True)
class UnitPrice:
    """One unit of what is for sale: `list_pence` before, `price_pence` after its own saving."""

    list_pence: int
    saving_percent: int = 0

    @property
    def saving_pence(self) -> int:
        return saving(self.list_pence, self.saving_percent)

    @property
    def price_pence(self) -> int:
        return self.list_pence - self.saving_pence

    @property
    def is_on_offer(self) -> bool:
        return self.price_pence < self.list_pence


def saving(pence: int, percent: int) -> int:
    """The shop's one rounding: half pennies go to the buyer."""
    return (pence * percent + 50) // 100


def product_price(*, list_pence: int, is_bundle_type: bool, rules: MoneyRules) -> UnitPrice:
    """A product's unit price; a ready-made kit sold as one product has the bundle saving."""
    return UnitPrice(list_pence, rules.bundle_saving_percent if is_bundle_type else 0)


def bundle_price(
    *, parts: Iterable[tuple[int, int]], discount_percent: int | None, rules: MoneyRules
) -> UnitPrice:
    """A bundle's unit price from its parts' (list pence, quantity) of today.

    `discount_percent` None means that the editor left it empty: the shop's usual bundle saving.
    0 means none. Kits among the parts count at list price.
    """
    list_pence = sum(pence * quantity for pence, quantity in parts)
    percent = rules.bundle_saving_percent if discount_percent is None else discount_percent
    return UnitPrice(list_pence, percent)
