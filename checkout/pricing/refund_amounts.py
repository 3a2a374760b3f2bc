"""Calculate refunds of order lines: pure arithmetic on whole pence (docs/design.md, money rules).

No Django, no clock, no queries. The refund of a unit is what was paid for it: its price after the
bundle saving, less its share of the order savings. Shares are differences of running totals,
so that the refunds of all units, in any order and portions, add up to exactly what was paid.
"""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SoldLine:
    """One order line: price of one unit in pence, units sold, units refunded so far."""

    price_pence: int
    quantity: int
    refunded_quantity: int = 0

    @property
    def total_pence(self) -> int:
        return self.price_pence * self.quantity


def paid_for_lines(lines: Sequence[SoldLine], *, order_saving_pence: int) -> list[int]:
    """What was paid for each line, in pence, without delivery."""
    goods = sum(line.total_pence for line in lines)
    shares, running = [], 0
    for line in lines:
        before = _part(order_saving_pence, running, goods)
        running += line.total_pence
        shares.append(line.total_pence - _part(order_saving_pence, running, goods) + before)
    return shares


def refund_of_units(line: SoldLine, *, paid_pence: int, quantity: int) -> int:
    """Refund of `quantity` further units of a line for which `paid_pence` was paid in total."""
    done = line.refunded_quantity
    return paid_pence * (done + quantity) // line.quantity - paid_pence * done // line.quantity


def vat_of_refund(
    *, vat_pence: int, paid_pence: int, refunded_pence: int, refunded_vat_pence: int, pence: int
) -> int:
    """VAT contained in a further refund of `pence`.

    It is the VAT of all refunds including this one, less the VAT refunded so far. So the VAT of all
    refunds adds up to the order's VAT.
    """
    due = (vat_pence * (refunded_pence + pence) * 2 + paid_pence) // (2 * paid_pence)
    return min(max(due - refunded_vat_pence, 0), pence)


def _part(whole: int, running: int, total: int) -> int:
    """Share of `whole` that corresponds to `running` of `total`, rounded half up."""
    return (whole * running * 2 + total) // (2 * total) if total else 0
