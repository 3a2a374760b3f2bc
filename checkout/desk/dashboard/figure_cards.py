"""Cards of the owner's figures: value, change, definition, and a link to the rows behind it."""

from collections.abc import Callable
from dataclasses import dataclass

from django.template.defaultfilters import pluralize
from django.urls import reverse
from django.utils.formats import date_format

from checkout.desk.carts.cart_list import filled_value
from checkout.desk.dashboard.changes import describe_change, describe_points, percent_text
from checkout.desk.reports.period_form import period_query
from checkout.reports.conversion import Conversion, measured_days
from checkout.reports.dashboard import Figures
from checkout.reports.period import Period
from sitewide.templatetags.money import pounds


@dataclass(frozen=True, slots=True)
class FigureCard:
    """A figure. `is_quiet`: it is zero, or not known, and is shown muted."""

    label: str
    value: str
    change: str
    definition: str
    url: str
    link: str
    is_quiet: bool


def figure_cards(figures: Figures) -> list[FigureCard]:
    """Return the cards in the order in which they are shown."""
    return [
        _revenue(figures),
        _orders(figures),
        _average(figures),
        _savings(figures),
        _refunds(figures),
        _conversion(figures),
    ]


def orders_url(period: Period, *, of: str = "invoiced", **further: str) -> str:
    """Return the URL of the orders that were invoiced, or refunded, in the period."""
    days = {f"{of}_from": period.first.isoformat(), f"{of}_to": period.last.isoformat()}
    return reverse("checkout_order_modeladmin_index", query=days | further)


def sales_report_url(period: Period) -> str:
    return f"{reverse('show_sales_report')}?{period_query(period)}"


def _revenue(figures: Figures) -> FigureCard:
    now, before = figures.totals, figures.totals_before
    has_before = before.orders or before.refunded_pence
    return FigureCard(
        label="Revenue",
        value=pounds(now.gross_pence),
        change=_change(
            now.gross_pence, before.gross_pence, of="sales", show=pounds, is_known=bool(has_before)
        ),
        definition=(
            "Invoices minus refunds, with VAT and delivery: an order counts on the day of its "
            "payment, a refund on the day of its request."
        ),
        url=sales_report_url(figures.period),
        link="Sales of these days",
        is_quiet=not now.gross_pence,
    )


def _orders(figures: Figures) -> FigureCard:
    now, before = figures.totals.orders, figures.totals_before.orders
    return FigureCard(
        label="Orders",
        value=f"{now:,}",
        change=_change(now, before, of="orders", show="{:,}".format),
        definition="Orders that were paid and invoiced, also if they were refunded later.",
        url=orders_url(figures.period),
        link="These orders",
        is_quiet=not now,
    )


def _average(figures: Figures) -> FigureCard:
    now, before = figures.totals, figures.totals_before
    return FigureCard(
        label="Average order",
        value=pounds(now.average_pence),
        change=_change(
            now.average_pence,
            before.average_pence,
            of="orders",
            show=pounds,
            is_known=bool(before.orders),
        ),
        definition="The invoiced amount divided by the number of orders, before refunds.",
        url=orders_url(figures.period, ordering="-total_pence"),
        link="These orders, largest first",
        is_quiet=not now.orders,
    )


def _savings(figures: Figures) -> FigureCard:
    now, before = figures.totals.savings_pence, figures.totals_before.savings_pence
    return FigureCard(
        label="Savings given",
        value=pounds(now),
        change=_change(now, before, of="savings", show=pounds),
        definition="What savings on bundles and on whole orders took off the list prices.",
        url=orders_url(figures.period),
        link="These orders with their savings",
        is_quiet=not now,
    )


def _refunds(figures: Figures) -> FigureCard:
    now, before = figures.totals.refunded_pence, figures.totals_before.refunded_pence
    return FigureCard(
        label="Refunds",
        value=pounds(now),
        change=_change(now, before, of="refunds", show=pounds),
        definition="Refunds requested in these days, also of earlier orders; failed ones excluded.",
        url=orders_url(figures.period, of="refunded"),
        link="Refunded orders",
        is_quiet=not now,
    )


def _conversion(figures: Figures) -> FigureCard:
    now = figures.conversion
    carts = reverse("checkout_cart_modeladmin_index")
    filled = now.carts if now else 0
    return FigureCard(
        label="Conversion",
        value=percent_text(now.permille) if now and filled else "–",
        change=_change_of_conversion(now, figures.conversion_before),
        definition=_definition_of_conversion(now, figures.period),
        url=f"{carts}?filled={filled_value(now.period)}" if now else carts,
        link=f"{filled:,} cart{pluralize(filled)}, {now.ordered if now else 0:,} ordered",
        is_quiet=not (now and now.ordered),
    )


def _change(
    now: int, before: int, *, of: str, show: Callable[[int], str], is_known: bool = False
) -> str:
    """Describe the change. `is_known`: there was something before, although the figure was zero."""
    if before or is_known:
        return describe_change(now, before, show=show)
    return f"No {of} in the period before"


def _change_of_conversion(now: Conversion | None, before: Conversion | None) -> str:
    if before is None:
        return "Not compared: earlier carts are deleted"
    if not before.carts:
        return "No carts in the period before"
    return describe_points(now.permille if now else 0, before.permille)


def _definition_of_conversion(now: Conversion | None, period: Period) -> str:
    """Explain the figure, and which days it covers if they are not the whole period."""
    meaning = "Share of the carts to which something was added that then became a paid order"
    if now and now.period == period:
        return f"{meaning}."
    days = measured_days()
    part = f" from {date_format(now.period.first, 'j M')}" if now else ""
    return f"{meaning}, measured{part}: guests' carts are deleted after {days} days."
