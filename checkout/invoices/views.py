"""Receipt and invoice of an order, for its buyer."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from checkout.access.order_urls import OrderUrls, urls_for_visitor
from checkout.access.visitor import own_order
from checkout.invoices.content import invoice_of
from checkout.models import Order


@require_safe
def show_receipt(request: HttpRequest, number: str) -> HttpResponse:
    """Show the receipt to the customer or to the browser session that placed the order."""
    order = _own(request, number)
    return show_linked_receipt(request, order, urls_for_visitor(request, order))


@require_safe
def show_invoice(request: HttpRequest, number: str) -> HttpResponse:
    """Show the invoice to the customer or to the browser session that placed the order."""
    return invoice_response(_invoiced(_own(request, number)))


@require_safe
def show_linked_receipt(request: HttpRequest, order: Order, order_urls: OrderUrls) -> HttpResponse:
    """Show the receipt to the holder of the order's link."""
    context = {"order": order, "order_urls": order_urls, "invoice": invoice_of(_invoiced(order))}
    return render(request, "checkout/receipt.html", context)


@require_safe
def show_linked_invoice(request: HttpRequest, order: Order, order_urls: OrderUrls) -> HttpResponse:
    """Show the invoice to the holder of the order's link."""
    return invoice_response(_invoiced(order))


def invoice_response(order: Order) -> HttpResponse:
    """Respond with the invoice as a PDF, to be shown in the browser."""
    from checkout.invoices.pdf import invoice_file

    name, content = invoice_file(order)
    headers = {"Content-Disposition": f'inline; filename="{name}"'}
    return HttpResponse(content, content_type="application/pdf", headers=headers)


def _own(request: HttpRequest, number: str) -> Order:
    order = own_order(request, number=number)
    if order is None:
        raise Http404("No such order here.")
    return order


def _invoiced(order: Order) -> Order:
    """Return the order if it has an invoice. Raises Http404 otherwise."""
    if not order.invoice_number:
        raise Http404("No such order here.")
    return order
