"""Changing many prices at once: pure arithmetic on whole pence."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PriceChange:
    """By whole percents, or by an amount in pence; either may be below zero.

    A half penny goes to the buyer, as everywhere
    (docs/design.md, money rules): it is taken off a rise and added to
    a cut.
    """

    percent: int = 0
    pence: int = 0

    def applied_to(self, price_pence: int) -> int:
        by = abs(self.percent) * price_pence
        if self.percent < 0:
            return price_pence - (by + 50) // 100 + self.pence
        return price_pence + (by + 49) // 100 + self.pence

    def __str__(self):
        if self.percent:
            return f"{self.percent:+d} %"
        sign = "−" if self.pence < 0 else "+"
        return f"{sign}£{abs(self.pence) / 100:.2f}"
