"""What a refund of lines comes to: pure arithmetic on whole pence (docs/design.md, money rules).

No Django, no clock, no queries. A unit is worth what was really paid for it: its price after the
bundle saving, less its share of the first-order saving. Shares are cut from running totals, so that
refunds of all units, in any order and any portions, come to exactly what was paid for them.
"""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SoldLine:
    """One order line: `price_pence` of one unit, units sold, units refunded so far."""

    price_pence: int
    quantity: int
    refunded_quantity: int = 0

    @property
    def total_pence(self) -> int:
        return self.price_pence * self.quantity


def paid_for_lines(lines: Sequence[SoldLine], *, first_order_saving_pence: int) -> list[int]:
    """What each line cost in the end: pence, delivery not included."""
    goods = sum(line.total_pence for line in lines)
    shares, running = [], 0
    for line in lines:
        before = _part(first_order_saving_pence, running, goods)
        running += line.total_pence
        shares.append(line.total_pence - _part(first_order_saving_pence, running, goods) + before)
    return shares


def refund_of_units(line: SoldLine, *, paid_pence: int, quantity: int) -> int:
    """What `quantity` further units of a line give back, that cost `paid_pence` in all."""
    done = line.refunded_quantity
    return paid_pence * (done + quantity) // line.quantity - paid_pence * done // line.quantity


def vat_of_refund(
    *, vat_pence: int, paid_pence: int, refunded_pence: int, refunded_vat_pence: int, pence: int
) -> int:
    """The VAT within a further refund of `pence`. The shares of all refunds add up to the order's
    VAT: each brings the VAT refunded so far to what it is of the running total."""
    due = (vat_pence * (refunded_pence + pence) * 2 + paid_pence) // (2 * paid_pence)
    return min(max(due - refunded_vat_pence, 0), pence)


def _part(whole: int, running: int, total: int) -> int:
    return (whole * running * 2 + total) // (2 * total) if total else 0
