"""The receipt and the invoice of an order, for the one who placed it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from checkout.invoices.facts import invoice_of
from checkout.invoices.files import invoice_response
from checkout.models import Order
from checkout.order_ways import OrderWays, ways_of_visitor
from checkout.own_orders import own_order


@require_safe
def show_receipt(request: HttpRequest, number: str) -> HttpResponse:
    order = _own(request, number)
    return show_linked_receipt(request, order, ways_of_visitor(request, order))


@require_safe
def show_invoice(request: HttpRequest, number: str) -> HttpResponse:
    return invoice_response(_invoiced(_own(request, number)))


@require_safe
def show_linked_receipt(request: HttpRequest, order: Order, ways: OrderWays) -> HttpResponse:
    context = {"order": order, "ways": ways, "invoice": invoice_of(_invoiced(order))}
    return render(request, "checkout/receipt.html", context)


@require_safe
def show_linked_invoice(request: HttpRequest, order: Order, ways: OrderWays) -> HttpResponse:
    return invoice_response(_invoiced(order))


def _own(request: HttpRequest, number: str) -> Order:
    order = own_order(request, number=number)
    if order is None:
        raise Http404("No such order here.")
    return order


def _invoiced(order: Order) -> Order:
    """The order, once it has its invoice number; else there is nothing here."""
    if not order.invoice_number:
        raise Http404("No such order here.")
    return order
