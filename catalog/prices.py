"""Unit prices of products and bundles (docs/design.md, money rules).

Pure functions: no Django, no clock, no queries. Every amount is an int in pence, VAT included;
every percentage is a whole number.
"""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class MoneyRules:
    """Figures that the owner may change. The defaults are the shop's published terms."""

    bundle_saving_percent: int = 10
    first_order_saving_percent: int = 10
    free_delivery_from_pence: int = 4000
    delivery_pence: int = 499
    delivery_days: int = 2
    vat_percent: int = 20


@dataclass(frozen=True, slots=True)
class UnitPrice:
    """Price of one unit: `list_pence` before and `price_pence` after its own saving."""

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
    """Return `percent` of `pence`; half a penny is rounded up, in the buyer's favour."""
    return (pence * percent + 50) // 100


def delivery_cost(list_pence: int, rules: MoneyRules) -> int:
    """Return the cost of delivering goods worth `list_pence` before their savings (rule 3)."""
    return 0 if list_pence >= rules.free_delivery_from_pence else rules.delivery_pence


def product_price(*, list_pence: int, is_bundle_type: bool, rules: MoneyRules) -> UnitPrice:
    """Price one unit of a product. A kit (`is_bundle_type`) gets the bundle saving."""
    return UnitPrice(list_pence, rules.bundle_saving_percent if is_bundle_type else 0)


def bundle_price(
    *, parts: Iterable[tuple[int, int]], discount_percent: int | None, rules: MoneyRules
) -> UnitPrice:
    """Price one unit of a bundle from (list pence, quantity) of each part.

    `discount_percent` is None if the editor gave none: the shop's usual bundle saving then applies.
    0 means no saving. Kits among the parts count at list price.
    """
    list_pence = sum(pence * quantity for pence, quantity in parts)
    percent = rules.bundle_saving_percent if discount_percent is None else discount_percent
    return UnitPrice(list_pence, percent)
