"""Consistency checks of stock, money and invoices after concurrent writes."""

from django.db.models import F, Sum

from catalog.models import Stock, StockMove
from checkout.models import Order, OrderHold
from checkout.models.invoices import InvoiceCounter
from checkout.notifications.mails import CONFIRMATION
from tests.outbox.builders import tasks_of


def stock_of(page) -> tuple[int, int]:
    """Pieces on the shelf, and how many of them are held."""
    return Stock.objects.values_list("on_hand", "held").get(pk=page.sku)


def pieces_held_by_open_orders(page) -> int:
    holds = OrderHold.objects.filter(sku=page.sku, order__in=Order.objects.open())
    return holds.aggregate(pieces=Sum("pieces"))["pieces"] or 0


def pieces_yielding(page) -> int:
    """Pieces that are held but available to others."""
    holds = OrderHold.objects.filter(sku=page.sku, order__in=Order.objects.yielding())
    return holds.aggregate(pieces=Sum("pieces"))["pieces"] or 0


def pieces_moved(page, reason: StockMove.Reason) -> int:
    moves = StockMove.objects.filter(sku=page.sku, reason=reason)
    return moves.aggregate(pieces=Sum("pieces"))["pieces"] or 0


def pieces_sold(page) -> int:
    return -pieces_moved(page, StockMove.Reason.SALE)


def pieces_restocked(page) -> int:
    return pieces_moved(page, StockMove.Reason.RETURN)


def confirmations_queued() -> int:
    return len(tasks_of(CONFIRMATION))


def check_books(page, *, pieces_at_first: int) -> None:
    """Every piece is on the shelf or sold, and what is held is what open orders hold."""
    on_hand, held = stock_of(page)
    assert on_hand + pieces_sold(page) - pieces_restocked(page) == pieces_at_first
    assert held == pieces_held_by_open_orders(page)
    assert Stock.objects.get(pk=page.sku).yielding == pieces_yielding(page)
    assert not Stock.objects.filter(on_hand__lt=F("held")).exists()


def check_money(stripe_server) -> None:
    """What we have kept of all payments is what Stripe says that we have."""
    ours = Order.objects.aggregate(paid=Sum("paid_pence"), refunded=Sum("refunded_pence"))
    charges = stripe_server.client.v1.charges.list({"limit": 100}).auto_paging_iter()
    taken = [(charge.amount, charge.amount_refunded) for charge in charges if charge.paid]
    assert ours["paid"] == sum(amount for amount, _ in taken)
    assert ours["refunded"] == sum(refunded for _, refunded in taken)


def check_invoices() -> None:
    """Each paid order has a number, and there is no gap among them."""
    paid = Order.objects.paid().order_by("invoice_number")
    numbers = list(paid.values_list("invoice_number", flat=True))
    assert numbers == list(range(1, len(numbers) + 1))
    assert InvoiceCounter.objects.get().last == len(numbers)
