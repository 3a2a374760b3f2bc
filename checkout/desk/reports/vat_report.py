"""Report of VAT, for the owner: *Reports → VAT*."""

from itertools import chain
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.views.decorators.http import require_safe
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from checkout.desk.owner_only import OwnerMenuItem, owner_only
from checkout.desk.reports.period_form import PeriodForm, period_query, read_period
from checkout.reports.period import Period
from checkout.reports.vat import VatEntry, all_entries, entry_of, vat_entries, vat_report
from sitewide.money_fields import pounds_text
from sitewide.streams import download_csv

ENTRIES_ON_PAGE = 100
COLUMNS = ("date", "kind", "invoice", "order", "vat_percent", "net", "vat", "gross")


@owner_only
@require_safe
def show_vat_report(request: HttpRequest) -> HttpResponse:
    """Show the sums of a period, the figures of the VAT return, and the entries behind them."""
    form, period = _read_period(request)
    context: dict[str, Any] = {"form": form}
    if period:
        entries = Paginator(vat_entries(period), ENTRIES_ON_PAGE)
        page = entries.get_page(request.GET.get("page"))
        context |= {
            "report": vat_report(period),
            "page": page,
            "entries": [entry_of(row) for row in page.object_list],
            "days": period_query(period),
        }
    return render(request, "checkout/desk/vat_report.html", context)


@owner_only
@require_safe
def export_vat_entries(request: HttpRequest) -> HttpResponseBase:
    """Download all entries of a period as CSV, for the accountant."""
    form, period = _read_period(request)
    if period is None:
        return render(request, "checkout/desk/vat_report.html", {"form": form}, status=400)
    name = f"vat-{period.first.isoformat()}-{period.last.isoformat()}.csv"
    return download_csv(chain([COLUMNS], map(_cells, all_entries(period))), name)


def _read_period(request: HttpRequest) -> tuple[PeriodForm, Period | None]:
    return read_period(request, Period.quarter_before(timezone.localdate()))


def _cells(entry: VatEntry) -> tuple[str | int, ...]:
    return (
        timezone.localdate(entry.at).isoformat(),
        entry.kind,
        entry.invoice_label,
        entry.order_number,
        entry.vat_percent,
        pounds_text(entry.net_pence),
        pounds_text(entry.vat_pence),
        pounds_text(entry.gross_pence),
    )


@hooks.register("register_admin_urls")
def vat_urls() -> list[URLPattern]:
    return [
        path("reports/vat/", show_vat_report, name="show_vat_report"),
        path("reports/vat/export/", export_vat_entries, name="export_vat_entries"),
    ]


@hooks.register("register_reports_menu_item")
def vat_menu_item() -> MenuItem:
    return OwnerMenuItem("VAT", reverse("show_vat_report"), icon_name="doc-full", order=100)
