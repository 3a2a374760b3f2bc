"""Price a cart: pure arithmetic on whole pence (docs/design.md, money rules).

No Django, no clock, no queries. Input: lines with their unit prices (from `catalog.prices`),
whether the first-order saving is claimed, and the rules. Output: a frozen `Quote`. Amounts are
pence, VAT included.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from catalog.prices import MoneyRules, UnitPrice, saving


class SavingKind(StrEnum):
    """Kind of a saving. The values are stored with orders and quote logs."""

    BUNDLE = "bundle-saving"
    FIRST_ORDER = "first-order-saving"
    FREE_DELIVERY = "free-delivery"


@dataclass(frozen=True, slots=True)
class LineInput:
    """One cart line before it is priced."""

    sku: str
    title: str
    quantity: int
    unit: UnitPrice


@dataclass(frozen=True, slots=True)
class QuoteLine:
    """One priced line. Amounts are for the whole quantity."""

    sku: str
    title: str
    quantity: int
    unit: UnitPrice

    @property
    def list_pence(self) -> int:
        return self.unit.list_pence * self.quantity

    @property
    def saving_pence(self) -> int:
        return self.unit.saving_pence * self.quantity

    @property
    def total_pence(self) -> int:
        """Price × quantity, as shown on the page and charged."""
        return self.unit.price_pence * self.quantity


@dataclass(frozen=True, slots=True)
class Saving:
    """One saving, with its reason for the shopper and the owner."""

    kind: SavingKind
    pence: int
    reason: str


@dataclass(frozen=True, slots=True)
class Quote:
    """A priced cart: `total = list − bundle savings − first-order saving + delivery`."""

    lines: tuple[QuoteLine, ...]
    list_pence: int
    bundle_saving_pence: int
    first_order_saving_pence: int
    delivery_pence: int
    is_first_order: bool
    vat_percent: int
    savings: tuple[Saving, ...]

    @property
    def goods_pence(self) -> int:
        """Total without delivery."""
        return self.list_pence - self.bundle_saving_pence - self.first_order_saving_pence

    @property
    def total_pence(self) -> int:
        return self.goods_pence + self.delivery_pence

    @property
    def vat_pence(self) -> int:
        return vat_within(self.total_pence, self.vat_percent)

    @property
    def is_empty(self) -> bool:
        return not self.lines


def price_cart(*, lines: Iterable[LineInput], is_first_order: bool, rules: MoneyRules) -> Quote:
    """Price the lines. `is_first_order`: the shopper is entitled to the first-order saving."""
    priced = tuple(QuoteLine(line.sku, line.title, line.quantity, line.unit) for line in lines)
    list_pence = sum(line.list_pence for line in priced)
    bundle_saving = sum(line.saving_pence for line in priced)
    claims = is_first_order and bool(priced)
    first_order = (
        saving(list_pence - bundle_saving, rules.first_order_saving_percent) if claims else 0
    )
    return Quote(
        lines=priced,
        list_pence=list_pence,
        bundle_saving_pence=bundle_saving,
        first_order_saving_pence=first_order,
        delivery_pence=_delivery(list_pence, priced, claims, rules),
        is_first_order=claims,
        vat_percent=rules.vat_percent,
        savings=tuple(_savings(priced, first_order, list_pence, claims, rules)),
    )


def vat_within(pence: int, percent: int) -> int:
    """VAT contained in a VAT-inclusive amount, rounded half up: 20% is `(p * 20 + 60) // 120`."""
    return (pence * percent * 2 + 100 + percent) // (2 * (100 + percent))


def _delivery(list_pence: int, lines: Sequence[QuoteLine], claims: bool, rules: MoneyRules) -> int:
    is_free = not lines or claims or list_pence >= rules.free_delivery_from_pence
    return 0 if is_free else rules.delivery_pence


def _savings(
    lines: Sequence[QuoteLine], first_order: int, list_pence: int, claims: bool, rules: MoneyRules
) -> Iterator[Saving]:
    for line in lines:
        if line.saving_pence:
            reason = f"{line.unit.saving_percent}% off {line.title}"
            yield Saving(SavingKind.BUNDLE, line.saving_pence, reason)
    if claims:
        reason = f"First order: {rules.first_order_saving_percent}% off the remaining total"
        yield Saving(SavingKind.FIRST_ORDER, first_order, reason)
    if lines and (claims or list_pence >= rules.free_delivery_from_pence):
        reason = "Free delivery on a first order" if claims else "Free delivery on larger orders"
        yield Saving(SavingKind.FREE_DELIVERY, rules.delivery_pence, reason)
