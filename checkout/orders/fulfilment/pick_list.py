"""What is to be fetched from the shelves for a number of orders."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from catalog.models import Sku
from checkout.models import Order, OrderLine


@dataclass(frozen=True, slots=True)
class Pick:
    """Pieces of a product. `orders`: the numbers of the orders that they are for."""

    sku: str
    title: str
    pieces: int
    orders: Sequence[str]


def units_to_send(line: OrderLine) -> int:
    """Units that are not refunded."""
    return line.quantity - line.refunded_quantity


def pick_list(orders: Iterable[Order]) -> list[Pick]:
    """Sum the pieces by SKU; bundles are broken down into their parts. One query, besides those
    for the lines: prefetch them."""
    pieces: Counter[str] = Counter()
    wanted_by: dict[str, list[str]] = {}
    for order in orders:
        for line in order.lines.all():
            for sku, count in line.demand.items():
                if taken := count * units_to_send(line):
                    pieces[sku] += taken
                    numbers = wanted_by.setdefault(sku, [])
                    if order.number not in numbers:
                        numbers.append(order.number)
    titles = dict(Sku.objects.filter(pk__in=pieces).values_list("code", "page__title"))
    return [
        Pick(sku, titles.get(sku) or sku, pieces[sku], tuple(wanted_by[sku]))
        for sku in sorted(pieces)
    ]
