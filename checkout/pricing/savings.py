"""Savings of a quote or an order: a list of (kind, pence, reason). Amounts are pence.

Pure: no Django, no clock, no queries. `ORDER_SAVINGS` has the kinds that are taken off an order as
a whole. Everything after the quote (totals, Stripe's coupon, refunds, pages, mails, invoices) reads
the list, so that a new kind is added here and computed in `checkout.pricing.quote`.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Self


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
