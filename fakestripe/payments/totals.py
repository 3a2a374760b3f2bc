"""Totals of a Checkout Session, as Stripe computes them: subtotal − discount + shipping.

All amounts are whole pence. A discount applies to the items only, not to shipping, and is never
more than their price.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True)
class Totals:
    line_subtotals: tuple[int, ...]
    line_discounts: tuple[int, ...]
    shipping: int

    @property
    def subtotal(self) -> int:
        return sum(self.line_subtotals)

    @property
    def discount(self) -> int:
        return sum(self.line_discounts)

    @property
    def total(self) -> int:
        return self.subtotal - self.discount + self.shipping


def add_up(
    line_subtotals: Sequence[int],
    *,
    amount_off: int = 0,
    percent_off: float = 0,
    shipping: int = 0,
) -> Totals:
    """Compute the totals with `amount_off` or `percent_off`. Half pence are rounded up."""
    subtotal = sum(line_subtotals)
    if percent_off:
        exact = subtotal * Fraction(str(percent_off)) / 100
        amount_off = int(exact + Fraction(1, 2))
    discount = min(amount_off, subtotal)
    return Totals(tuple(line_subtotals), _spread(discount, line_subtotals), shipping)


def _spread(discount: int, line_subtotals: Sequence[int]) -> tuple[int, ...]:
    """Split the discount in proportion to the lines, in whole pence that add up exactly."""
    subtotal = sum(line_subtotals)
    if not subtotal:
        return tuple(0 for _ in line_subtotals)
    shares: list[int] = []
    running = allocated = 0
    for line in line_subtotals:
        running += line
        share = discount * running // subtotal - allocated
        shares.append(share)
        allocated += share
    return tuple(shares)
