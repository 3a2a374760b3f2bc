"""Panel on the admin's home page with the owner's figures, and its chart."""

from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.views.decorators.http import require_safe
from wagtail import hooks
from wagtail.admin.ui.components import Component

from checkout.desk.dashboard.figure_cards import figure_cards, orders_url, sales_report_url
from checkout.desk.owner_only import owner_only
from checkout.desk.reports.period_form import CHOICES_OF_DAYS
from checkout.reports.dashboard import RevenuePoint, figures_of, revenue_of
from checkout.reports.period import Period
from checkout.reports.sales import ProductSales

DEFAULT_DAYS = 30


class FiguresPanel(Component):
    """Figures of the last days beside the days before. At most eight queries."""

    name = "owners_figures"
    template_name = "checkout/desk/dashboard/figures.html"
    order = 45

    def __init__(self, days: int) -> None:
        self.days = days

    def get_context_data(self, parent_context: dict[str, Any]) -> dict[str, Any]:
        today = timezone.localdate()
        period = Period.last_days(self.days, today)
        figures = figures_of(period, today=today)
        return {
            "days": self.days,
            "choices": CHOICES_OF_DAYS,
            "period": period,
            "cards": figure_cards(figures),
            "points": figures.revenue,
            "is_weekly": figures.revenue[-1].first != figures.revenue[-1].last,
            "totals": figures.totals,
            "totals_before": figures.totals_before,
            "has_revenue": any(point.pence or point.before_pence for point in figures.revenue),
            "chart_url": reverse("show_revenue_chart", query={"days": self.days}),
            "tops": [
                {"title": "Top products", "rows": _rows(figures.products, period)},
                {"title": "Top bundles", "rows": _rows(figures.bundles, period)},
            ],
            "sales_url": sales_report_url(period),
        }


def _rows(sales: list[ProductSales], period: Period) -> list[dict[str, Any]]:
    return [{"sales": row, "url": orders_url(period, q=row.sku)} for row in sales]


def read_days(sent: QueryDict) -> int:
    """Return the chosen number of days; the default for what is not offered."""
    chosen = sent.get("days", "")
    offered = {str(days): days for days in CHOICES_OF_DAYS}
    return offered.get(chosen, DEFAULT_DAYS)


@owner_only
@require_safe
def show_revenue_chart(request: HttpRequest) -> HttpResponse:
    """Draw the revenue of the last days, and of the days before."""
    from checkout.desk.reports.charts import draw_lines  # 10 MB that few processes need

    days = read_days(request.GET)
    points = revenue_of(Period.last_days(days, timezone.localdate()))
    svg = draw_lines(
        [_label(point) for point in points],
        {
            f"Last {days} days": [point.pence for point in points],
            f"{days} days before (dashed)": [point.before_pence for point in points],
        },
    )
    return HttpResponse(svg, content_type="image/svg+xml")


def _label(point: RevenuePoint) -> str:
    return f"{point.first:%-d %b}"


@hooks.register("register_admin_urls")
def figures_urls() -> list[URLPattern]:
    return [path("figures/revenue.svg", show_revenue_chart, name="show_revenue_chart")]


@hooks.register("construct_homepage_panels")
def add_figures_panel(request: HttpRequest, panels: list[Component]) -> None:
    """Add the panel, for superusers only."""
    if request.user.is_superuser:
        panels.append(FiguresPanel(read_days(request.GET)))
