"""Orders lost or doubled: what the shop has written down, beside what Stripe has.

`read_books` asks both sides; `faults_in` is pure, and says each difference in a sentence.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, F, Sum

from catalog.models import Stock, StockMove
from checkout.models import Order, OrderEvent, OrderHold, OrderState
from checkout.models.invoices import InvoiceCounter
from checkout.notifications.mails import CONFIRMATION
from tests.benchmarks.figure import Figure
from tests.outbox.builders import tasks_of
from tests.stripe_side import StripeSide

MAX_FAULTS_SHOWN = 5


@dataclass(frozen=True)
class SessionAtStripe:
    id: str
    order_number: str
    is_paid: bool
    pence: int


@dataclass(frozen=True)
class PlacedOrder:
    """`times_settled`: by its timeline; `confirmations`: mails queued about it."""

    number: str
    session_id: str
    is_paid: bool
    paid_pence: int
    invoice_number: int | None
    times_settled: int
    confirmations: int


@dataclass(frozen=True)
class Shelf:
    """Pieces of one product: at first, now, by the moves that are sales, and by orders."""

    at_first: int
    on_hand: int
    held: int
    moved: int
    sold_by_orders: int
    held_by_orders: int


@dataclass(frozen=True)
class Books:
    sessions: Sequence[SessionAtStripe]
    orders: Sequence[PlacedOrder]
    shelves: Mapping[str, Shelf]
    last_invoice: int


def faults_in(books: Books) -> list[str]:
    """Empty where every payment is one settled order, and everything else follows from that."""
    return [
        *_of_payments(books),
        *_of_orders(books),
        *(f"{sku}: {fault}" for sku, shelf in books.shelves.items() for fault in _of_shelf(shelf)),
        *_of_invoices(books),
    ]


def figure_of(books: Books) -> Figure:
    faults = faults_in(books)
    shown = "; ".join(faults[:MAX_FAULTS_SHOWN])
    settled = sum(order.is_paid for order in books.orders)
    return Figure(f"Orders lost or doubled, of {settled} settled", f"{len(faults)}", shown)


def _of_payments(books: Books) -> Iterator[str]:
    settled = {order.session_id: order for order in books.orders if order.is_paid}
    paid = {session.id: session for session in books.sessions if session.is_paid}
    for session in paid.values():
        order = settled.get(session.id)
        if order is None:
            yield f"lost: {session.order_number} is paid, and not settled"
        elif (session.order_number, session.pence) != (order.number, order.paid_pence):
            yield f"{order.number}: {order.paid_pence} p kept, {session.pence} p paid"
    for session_id in settled.keys() - paid.keys():
        yield f"{settled[session_id].number} is settled, and not paid"


def _of_orders(books: Books) -> Iterator[str]:
    opened = Counter(session.order_number for session in books.sessions)
    placed = Counter(order.number for order in books.orders)
    for number in opened.keys() | placed.keys():
        if (opened[number], placed[number]) != (1, 1):
            yield f"{number}: {placed[number]} orders, {opened[number]} sessions"
    for order in books.orders:
        if order.times_settled != order.is_paid:
            yield f"{order.number} was settled {order.times_settled} times"
        if order.confirmations != order.is_paid:
            yield f"{order.number}: {order.confirmations} confirmations"


def _of_shelf(shelf: Shelf) -> Iterator[str]:
    gone = shelf.at_first - shelf.on_hand
    if not gone == shelf.moved == shelf.sold_by_orders:
        yield f"{gone} gone, {shelf.moved} moved, {shelf.sold_by_orders} sold"
    if shelf.held != shelf.held_by_orders:
        yield f"{shelf.held} held, {shelf.held_by_orders} by orders"


def _of_invoices(books: Books) -> Iterator[str]:
    """Unsettled orders have none, settled ones each the next."""
    numbers = [order.invoice_number for order in books.orders if order.is_paid]
    given = sorted(number for number in numbers if number is not None)
    if given != list(range(1, len(numbers) + 1)) or books.last_invoice != len(numbers):
        yield f"invoices: {len(numbers)} orders, the last number is {books.last_invoice}"


def read_books(side: StripeSide) -> Books:
    return Books(
        sessions=_sessions(side),
        orders=_orders(),
        shelves=_shelves(),
        last_invoice=InvoiceCounter.objects.get().last,
    )


def _sessions(side: StripeSide) -> list[SessionAtStripe]:
    found = side.client.v1.checkout.sessions.list({"limit": 100}).auto_paging_iter()
    return [
        SessionAtStripe(
            id=session.id,
            order_number=session.client_reference_id,
            is_paid=session.payment_status == "paid",
            pence=session.amount_total,
        )
        for session in found
    ]


def _orders() -> list[PlacedOrder]:
    settled = OrderEvent.objects.filter(after=OrderState.PAID).exclude(before=OrderState.PAID)
    times = dict(settled.values_list("order").annotate(times=Count("pk")))
    mails = Counter(tasks_of(CONFIRMATION))
    return [
        PlacedOrder(
            number=order.number,
            session_id=order.stripe_session_id or "",
            is_paid=order.is_paid,
            paid_pence=order.paid_pence,
            invoice_number=order.invoice_number,
            times_settled=times.get(order.pk, 0),
            confirmations=mails[order.pk],
        )
        for order in Order.objects.all()
    ]


def _shelves() -> dict[str, Shelf]:
    moves = StockMove.objects.values_list("sku").annotate(sum=Sum("pieces"))
    at_first = dict(moves.filter(reason=StockMove.Reason.OPENING))
    moved = dict(moves.filter(reason=StockMove.Reason.SALE))
    holds = OrderHold.objects.values_list("sku").annotate(sum=Sum("pieces"))
    sold = dict(holds.filter(order__in=Order.objects.paid()))
    held = dict(holds.filter(order__in=Order.objects.open()))
    return {
        stock.sku_id: Shelf(
            at_first=at_first.get(stock.sku_id, 0),
            on_hand=stock.on_hand,
            held=stock.held,
            moved=-moved.get(stock.sku_id, 0),
            sold_by_orders=sold.get(stock.sku_id, 0),
            held_by_orders=held.get(stock.sku_id, 0),
        )
        for stock in Stock.objects.order_by(F("sku"))
    }
