"""Share of the stock that unpaid orders hold, and the warning when it is too large."""

import logging
from dataclasses import dataclass

from django.db.models import QuerySet, Sum

from catalog.models import Stock
from catalog.models.shop_rules import ShopRules
from checkout.models import Order

log = logging.getLogger(__name__)

MAX_NAMED = 20


@dataclass(frozen=True, slots=True)
class HeldStock:
    """Pieces held by unpaid orders, out of all on hand. The owner is warned at `alarm_percent`."""

    pieces: int
    on_hand: int
    alarm_percent: int

    @property
    def percent(self) -> int:
        return self.pieces * 100 // self.on_hand if self.on_hand else 0

    @property
    def is_too_much(self) -> bool:
        return bool(self.pieces) and self.percent >= self.alarm_percent


def held_stock() -> HeldStock:
    """Sum the held pieces and the stock of all products."""
    sums = Stock.objects.aggregate(held=Sum("held"), on_hand=Sum("on_hand"))
    alarm_percent = ShopRules.load().held_alarm_percent
    return HeldStock(sums["held"] or 0, sums["on_hand"] or 0, alarm_percent)


def holding_orders() -> QuerySet[Order]:
    """Unpaid orders annotated with the `pieces` that each holds, largest first."""
    holding = Order.objects.open().filter(holds_stock=True)
    return holding.annotate(pieces=Sum("holds__pieces")).order_by("-pieces", "pk")


def warn_of_held_stock() -> None:
    """Log an error while unpaid orders hold too much stock. Runs on a schedule."""
    held = held_stock()
    if held.is_too_much:
        numbers = list(holding_orders().values_list("number", flat=True)[:MAX_NAMED])
        log.error(
            "unpaid orders hold %s of %s pieces in stock (%s %%), among them %s",
            held.pieces,
            held.on_hand,
            held.percent,
            ", ".join(numbers),
        )
