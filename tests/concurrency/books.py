"""What the books must say, however many threads have written them."""

from django.db.models import F, Sum
from django_tasks_db.models import DBTaskResult

from catalog.models import Stock, StockMove
from checkout.models import Order, OrderHold


def stock_of(page) -> tuple[int, int]:
    """Pieces on the shelf, and how many of them are held."""
    return Stock.objects.values_list("on_hand", "held").get(pk=page.sku)


def pieces_held_by_open_orders(page) -> int:
    holds = OrderHold.objects.filter(sku=page.sku, order__in=Order.objects.open())
    return holds.aggregate(pieces=Sum("pieces"))["pieces"] or 0


def pieces_sold(page) -> int:
    sales = StockMove.objects.filter(sku=page.sku, reason=StockMove.Reason.SALE)
    return -(sales.aggregate(pieces=Sum("pieces"))["pieces"] or 0)


def confirmations_queued() -> int:
    return DBTaskResult.objects.filter(task_path="checkout.tasks.send_confirmation").count()


def check_books(page, *, pieces_at_first: int) -> None:
    """Every piece is on the shelf or sold, and what is held is what open orders hold."""
    on_hand, held = stock_of(page)
    assert on_hand + pieces_sold(page) == pieces_at_first
    assert held == pieces_held_by_open_orders(page)
    assert not Stock.objects.filter(on_hand__lt=F("held")).exists()
