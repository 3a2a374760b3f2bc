"""Report of sales, for the owner: *Reports → Sales*."""

from collections.abc import Iterable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.views.decorators.http import require_safe
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from catalog.imports.files.columns import escape_cell
from checkout.desk.owner_only import OwnerMenuItem, owner_only
from checkout.desk.reports.period_form import (
    PeriodForm,
    last_days_choices,
    period_query,
    read_period,
)
from checkout.reports.period import MAX_DAYS_DRAWN, Period
from checkout.reports.sales import (
    DaySales,
    other_amounts,
    sales_by_category,
    sales_by_day,
    sales_by_product,
    sales_totals,
)
from sitewide.money_fields import pounds_text
from sitewide.streams import download_csv

DEFAULT_DAYS = 30
MAX_PRODUCTS_SHOWN = 100


@owner_only
@require_safe
def show_sales_report(request: HttpRequest) -> HttpResponse:
    """Show totals beside the period before, and the sales by day, product and category."""
    form, period = _read_period(request)
    context: dict[str, Any] = {"form": form, "choices": last_days_choices()}
    if period:
        products = sales_by_product(period)
        context |= {
            "period": period,
            "query": period_query(period),
            "totals": sales_totals(period),
            "before": sales_totals(period.before),
            "days": [day for day in sales_by_day(period) if day.orders or day.refunded_pence],
            "products": products[:MAX_PRODUCTS_SHOWN],
            "products_left": max(0, len(products) - MAX_PRODUCTS_SHOWN),
            "categories": sales_by_category(products),
            "others": other_amounts(period),
        }
    return render(request, "checkout/desk/sales_report.html", context)


@owner_only
@require_safe
def show_sales_chart(request: HttpRequest) -> HttpResponse:
    """Draw the gross sales of the period, by day or, of a long one, by month. Raises Http404."""
    from checkout.desk.reports.charts import draw_bars  # 10 MB that few processes need

    _, period = _read_period(request)
    if period is None:
        raise Http404
    svg = draw_bars(_bars(sales_by_day(period)))
    return HttpResponse(svg, content_type="image/svg+xml")


@owner_only
@require_safe
def export_sales(request: HttpRequest, table: str) -> HttpResponseBase:
    """Download one of the report's tables as CSV. Raises Http404."""
    _, period = _read_period(request)
    if period is None:
        raise Http404
    name = f"sales-{table}-{period.first.isoformat()}-{period.last.isoformat()}.csv"
    return download_csv(_rows(table, period), name)


def _read_period(request: HttpRequest) -> tuple[PeriodForm, Period | None]:
    return read_period(request, Period.last_days(DEFAULT_DAYS, timezone.localdate()))


def _bars(days: list[DaySales]) -> list[tuple[str, int]]:
    form = "%-d %b" if len(days) <= MAX_DAYS_DRAWN else "%b %y"
    sums: dict[str, int] = {}
    for day in days:
        label = day.day.strftime(form)
        sums[label] = sums.get(label, 0) + day.gross_pence
    return list(sums.items())


def _rows(table: str, period: Period) -> Iterable[tuple[object, ...]]:
    match table:
        case "days":
            yield ("date", "orders", "invoiced", "refunded", "gross")
            for day in sales_by_day(period):
                amounts = (day.invoiced_pence, day.refunded_pence, day.gross_pence)
                yield (day.day.isoformat(), day.orders, *map(pounds_text, amounts))
        case "products":
            yield ("sku", "title", "units", "goods")
            for row in sales_by_product(period):
                yield (
                    row.sku,
                    escape_cell(row.title),
                    row.units,
                    pounds_text(row.goods_pence),
                )
        case "categories":
            yield ("category", "units", "goods")
            for each in sales_by_category(sales_by_product(period)):
                yield (escape_cell(each.category), each.units, pounds_text(each.goods_pence))


@hooks.register("register_admin_urls")
def sales_urls() -> list[URLPattern]:
    return [
        path("reports/sales/", show_sales_report, name="show_sales_report"),
        path("reports/sales/chart.svg", show_sales_chart, name="show_sales_chart"),
        *(
            path(f"reports/sales/{table}.csv", export_sales, {"table": table}, f"export_{table}")
            for table in ("days", "products", "categories")
        ),
    ]


@hooks.register("register_reports_menu_item")
def sales_menu_item() -> MenuItem:
    return OwnerMenuItem("Sales", reverse("show_sales_report"), icon_name="history", order=90)
