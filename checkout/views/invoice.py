"""The receipt and the invoice of an order, for the one who placed it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from checkout.invoices.facts import invoice_of
from checkout.invoices.files import invoice_response
from checkout.models import Order
from checkout.own_orders import own_order


@require_GET
def show_receipt(request: HttpRequest, number: str) -> HttpResponse:
    order = _invoiced(request, number)
    context = {"order": order, "invoice": invoice_of(order)}
    return render(request, "checkout/receipt.html", context)


@require_GET
def show_invoice(request: HttpRequest, number: str) -> HttpResponse:
    return invoice_response(_invoiced(request, number))


def _invoiced(request: HttpRequest, number: str) -> Order:
    """The visitor's own order, once it has its invoice number; else there is none here."""
    order = own_order(request, number=number)
    if order is None or not order.invoice_number:
        raise Http404("No such order here.")
    return order
