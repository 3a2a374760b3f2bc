"""Price a cart: pure arithmetic on whole pence (docs/design.md, money rules).

No Django, no clock, no queries. Input: lines with their unit prices (from `catalog.prices`),
whether the first-order saving is claimed, and the rules. Output: a frozen `Quote`. Amounts are
pence, VAT included.

Savings are a list of (kind, pence, reason). `ORDER_SAVINGS` has the kinds that are taken off an
order as a whole. Everything after the quote (totals, Stripe's coupon, refunds, pages, mails,
invoices) reads the list, so that a new kind is added and computed here only.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Self

from catalog.prices import MoneyRules, UnitPrice, delivery_cost, saving


class SavingKind(StrEnum):
    """Kind of a saving. The values are stored with orders and quote logs."""

    BUNDLE = "bundle-saving"
    FIRST_ORDER = "first-order-saving"
    FREE_DELIVERY = "free-delivery"


# Kinds taken off the order as a whole, after the bundle savings, with their names.
ORDER_SAVINGS: Mapping[SavingKind, str] = {SavingKind.FIRST_ORDER: "First-order saving"}


@dataclass(frozen=True, slots=True)
class Saving:
    """One saving, with its reason for the shopper and the owner."""

    kind: SavingKind
    pence: int
    reason: str


@dataclass(frozen=True, slots=True)
class SavingRow:
    """Sum of the savings of one kind, as a row of the figures. 0 pence: not given."""

    kind: SavingKind
    name: str
    pence: int
    savings: tuple[Saving, ...]

    @property
    def is_itemised(self) -> bool:
        """Whether each saving is shown with its own amount."""
        return self.kind == SavingKind.BUNDLE


@dataclass(frozen=True, slots=True)
class Savings:
    """All savings of a quote or an order, in the order in which they are given."""

    items: tuple[Saving, ...] = ()

    @classmethod
    def from_json(cls, rows: Iterable[Mapping[str, Any]]) -> Self:
        """Read the rows that `to_json` wrote. Raises ValueError for an unknown kind."""
        return cls(tuple(Saving(SavingKind(s["kind"]), s["pence"], s["reason"]) for s in rows))

    def to_json(self) -> list[dict[str, Any]]:
        return [{"kind": s.kind.value, "pence": s.pence, "reason": s.reason} for s in self.items]

    def __iter__(self) -> Iterator[Saving]:
        return iter(self.items)

    def of(self, kind: SavingKind) -> tuple[Saving, ...]:
        return tuple(saving for saving in self.items if saving.kind == kind)

    @property
    def bundle_pence(self) -> int:
        return _sum(self.of(SavingKind.BUNDLE))

    @property
    def order_pence(self) -> int:
        """Sum of the savings that are taken off the order as a whole: Stripe's coupon."""
        return sum(_sum(self.of(kind)) for kind in ORDER_SAVINGS)

    @property
    def coupon_name(self) -> str:
        """Name of Stripe's coupon: the names of the order's savings."""
        return " + ".join(name for kind, name in ORDER_SAVINGS.items() if self.of(kind))

    @property
    def deducted(self) -> tuple[Saving, ...]:
        """Savings that are subtracted from the list prices. Free delivery is not: it costs 0."""
        return tuple(s for s in self.items if s.kind != SavingKind.FREE_DELIVERY)

    @property
    def free_delivery(self) -> tuple[Saving, ...]:
        return self.of(SavingKind.FREE_DELIVERY)

    @property
    def rows(self) -> tuple[SavingRow, ...]:
        """One row for bundle savings and one for each kind of order saving, given or not."""
        names = {SavingKind.BUNDLE: "Bundle savings", **ORDER_SAVINGS}
        return tuple(
            SavingRow(kind, name, _sum(self.of(kind)), self.of(kind))
            for kind, name in names.items()
        )


def _sum(savings: Iterable[Saving]) -> int:
    return sum(saving.pence for saving in savings)


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
    elif cost := delivery_cost(list_pence, rules):
        return cost, ()
    else:
        reason = "Free delivery on larger orders"
    return 0, (Saving(SavingKind.FREE_DELIVERY, rules.delivery_pence, reason),)
