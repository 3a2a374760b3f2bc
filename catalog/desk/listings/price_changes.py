"""Price change of a bulk action: pure arithmetic on whole pence."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PriceChange:
    """Change by whole percents or by an amount in pence; either may be negative.

    Half a penny is rounded in the buyer's favour (docs/design.md, money rules): down in a rise, up
    in a cut.
    """

    percent: int = 0
    pence: int = 0

    def applied_to(self, price_pence: int) -> int:
        by = abs(self.percent) * price_pence
        if self.percent < 0:
            return price_pence - (by + 50) // 100 + self.pence
        return price_pence + (by + 49) // 100 + self.pence

    def __str__(self) -> str:
        if self.percent:
            return f"{self.percent:+d} %"
        sign = "−" if self.pence < 0 else "+"
        return f"{sign}£{abs(self.pence) / 100:.2f}"
