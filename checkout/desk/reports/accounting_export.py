"""Download the invoices and refunds of a period for Xero and QuickBooks Online."""

from collections.abc import Callable, Iterator

from django.http import Http404, HttpRequest, StreamingHttpResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.views.decorators.http import require_safe
from wagtail import hooks

from checkout.desk.owner_only import owner_only
from checkout.desk.reports.period_form import read_period
from checkout.reports.invoice_files import (
    Cells,
    quickbooks_credit_note_rows,
    quickbooks_invoice_rows,
    xero_rows,
)
from checkout.reports.period import Period
from sitewide.streams import download_csv

ROWS: dict[str, Callable[[Period], Iterator[Cells]]] = {
    "xero": xero_rows,
    "quickbooks_invoices": quickbooks_invoice_rows,
    "quickbooks_credit_notes": quickbooks_credit_note_rows,
}


@owner_only
@require_safe
def export_for_accounting(request: HttpRequest, program: str) -> StreamingHttpResponse:
    """Download the file of a program. Raises Http404 for days that cannot be."""
    _, period = read_period(request, Period.quarter_before(timezone.localdate()))
    if period is None:
        raise Http404
    name = f"{program}-{period.first.isoformat()}-{period.last.isoformat()}.csv"
    return download_csv(ROWS[program](period), name)


@hooks.register("register_admin_urls")
def accounting_urls() -> list[URLPattern]:
    return [
        path(
            f"reports/vat/{program}.csv",
            export_for_accounting,
            {"program": program},
            f"export_{program}",
        )
        for program in ROWS
    ]
