"""Price a cart: pure arithmetic on whole pence (docs/design.md, money rules).

No Django, no clock, no queries. Input: lines with their unit prices (from `catalog.prices`),
whether the first-order saving is claimed, and the rules. Output: a frozen `Quote`. Amounts are
pence, VAT included.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from catalog.prices import MoneyRules, UnitPrice, saving
from checkout.pricing.savings import Saving, SavingKind, Savings


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
class Quote:
    """A priced cart: `total = list − bundle savings − order savings + delivery`."""

    lines: tuple[QuoteLine, ...]
    list_pence: int
    delivery_pence: int
    is_first_order: bool
    vat_percent: int
    savings: Savings

    @property
    def goods_pence(self) -> int:
        """Total without delivery."""
        return self.list_pence - self.savings.bundle_pence - self.savings.order_pence

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
    claims = is_first_order and bool(priced)
    delivery_pence, free_delivery = _delivery(list_pence, priced, claims, rules)
    bundle_savings = tuple(_bundle_savings(priced))
    remaining = sum(line.total_pence for line in priced)
    order_savings = tuple(_order_savings(remaining, claims, rules))
    return Quote(
        lines=priced,
        list_pence=list_pence,
        delivery_pence=delivery_pence,
        is_first_order=claims,
        vat_percent=rules.vat_percent,
        savings=Savings(bundle_savings + order_savings + free_delivery),
    )


def vat_within(pence: int, percent: int) -> int:
    """VAT contained in a VAT-inclusive amount, rounded half up: 20% is `(p * 20 + 60) // 120`."""
    return (pence * percent * 2 + 100 + percent) // (2 * (100 + percent))


def _bundle_savings(lines: Iterable[QuoteLine]) -> Iterator[Saving]:
    for line in lines:
        if line.saving_pence:
            reason = f"{line.unit.saving_percent}% off {line.title}"
            yield Saving(SavingKind.BUNDLE, line.saving_pence, reason)


def _order_savings(remaining_pence: int, claims: bool, rules: MoneyRules) -> Iterator[Saving]:
    """Savings on the order as a whole. `remaining_pence`: goods after their bundle savings."""
    if claims:
        percent = rules.first_order_saving_percent
        reason = f"First order: {percent}% off the remaining total"
        yield Saving(SavingKind.FIRST_ORDER, saving(remaining_pence, percent), reason)


def _delivery(
    list_pence: int, lines: Sequence[QuoteLine], claims: bool, rules: MoneyRules
) -> tuple[int, tuple[Saving, ...]]:
    """Return the cost of delivery, and what is saved if it is free."""
    if not lines:
        return 0, ()
    if claims:
        reason = "Free delivery on a first order"
    elif list_pence >= rules.free_delivery_from_pence:
        reason = "Free delivery on larger orders"
    else:
        return rules.delivery_pence, ()
    return 0, (Saving(SavingKind.FREE_DELIVERY, rules.delivery_pence, reason),)
