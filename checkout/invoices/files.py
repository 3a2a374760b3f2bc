"""Invoice as a PDF file and as an HTTP response."""

from django.http import HttpResponse

from checkout.invoices.content import invoice_of
from checkout.invoices.pdf import draw_invoice
from checkout.models import Order


def invoice_file(order: Order) -> tuple[str, bytes]:
    """Render the invoice. Return file name and content."""
    return f"{order.invoice_label}.pdf", draw_invoice(invoice_of(order))


def invoice_response(order: Order) -> HttpResponse:
    """Respond with the invoice, to be shown in the browser."""
    name, content = invoice_file(order)
    headers = {"Content-Disposition": f'inline; filename="{name}"'}
    return HttpResponse(content, content_type="application/pdf", headers=headers)
