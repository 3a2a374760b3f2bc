"""Views of deliveries and counts of many SKUs, and what became of each row."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from catalog.desk.stock.entries import BookedBefore, book_counts, book_delivery
from catalog.desk.stock.entry_forms import CountsForm, DeliveryForm, RowsForm, initial_moment
from catalog.desk.stock.pages import page_frame
from catalog.models import StockEntry
from sitewide.numbers import is_primary_key

MOVES_ON_PAGE = 100
CHANGE_STOCK = "catalog.change_stock"
for_stock_keepers = permission_required(CHANGE_STOCK, raise_exception=True)
BOOKED_BEFORE = (
    "This form was sent before. Nothing was booked again. To book other rows, open the form again."
)

TITLES = {StockEntry.Kind.DELIVERY: "Book a delivery", StockEntry.Kind.COUNT: "Enter counts"}
NAMES = {StockEntry.Kind.DELIVERY: "Delivery", StockEntry.Kind.COUNT: "Counts"}
AGAIN = {StockEntry.Kind.DELIVERY: "book_delivery", StockEntry.Kind.COUNT: "enter_counts"}


@for_stock_keepers
@require_http_methods(["GET", "HEAD", "POST"])
def enter_delivery(request: HttpRequest) -> HttpResponse:
    return _enter(request, DeliveryForm, book_delivery, StockEntry.Kind.DELIVERY)


@for_stock_keepers
@require_http_methods(["GET", "HEAD", "POST"])
def enter_counts(request: HttpRequest) -> HttpResponse:
    return _enter(request, CountsForm, book_counts, StockEntry.Kind.COUNT)


@for_stock_keepers
@require_safe
def show_stock_entry(request: HttpRequest, pk: int) -> HttpResponse:
    entry = get_object_or_404(StockEntry.objects.select_related("entered_by"), pk=pk)
    moves = entry.moves.select_related("sku__page").order_by("sku")
    kind = StockEntry.Kind(entry.kind)
    items = Paginator(moves, MOVES_ON_PAGE).get_page(request.GET.get("p"))
    context = {
        "entry": entry,
        "is_count": entry.kind == StockEntry.Kind.COUNT,
        "items": items,
        "elided_page_range": items.paginator.get_elided_page_range(items.number),
        "again": AGAIN[kind],
        "page_url": request.path,
    } | page_frame(f"{NAMES[kind]} {entry.reference or entry.pk}")
    return render(request, "catalog/desk/stock/show_entry.html", context)


def _enter(
    request: HttpRequest,
    form_class: type[RowsForm],
    book: Callable[..., StockEntry],
    kind: StockEntry.Kind,
) -> HttpResponse:
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = form_class(*sent, initial=_rows_to_correct(request, kind))
    if form.is_valid():
        try:
            entry = book(**form.what_to_book(), by=request.user)
        except BookedBefore as before:
            messages.warning(request, BOOKED_BEFORE)
            entry = before.entry
        else:
            messages.success(request, f"{NAMES[kind]} booked: {_products(entry.moves.count())}.")
        return redirect("show_stock_entry", pk=entry.pk)
    context = {"form": form} | page_frame(TITLES[kind])
    return render(request, "catalog/desk/stock/enter_rows.html", context)


def _rows_to_correct(request: HttpRequest, kind: StockEntry.Kind) -> dict[str, Any]:
    """Return the refused rows of an earlier form, to be corrected: `?correct=` its key."""
    key = request.GET.get("correct", "")
    if not is_primary_key(key):
        return {}
    entry = StockEntry.objects.filter(pk=key, kind=kind).first()
    if entry is None:
        return {}
    rows = "\n".join(text for _, text, _ in entry.refusals)
    moment = initial_moment(entry.counted_at) if entry.counted_at else {}
    return {"rows": rows, "reference": entry.reference} | moment


def _products(number: int) -> str:
    return "1 product" if number == 1 else f"{number} products"
