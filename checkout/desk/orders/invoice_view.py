"""Admin view of an order's invoice."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from checkout.desk.owner_only import owner_only
from checkout.invoices.views import invoice_response
from checkout.models import Order


@owner_only
@require_safe
def show_order_invoice(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the invoice as a PDF. 404 if the order has none."""
    order = get_object_or_404(Order, pk=pk)
    if not order.invoice_number:
        raise Http404("This order has no invoice.")
    return invoice_response(order)
