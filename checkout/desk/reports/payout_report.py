"""Report of payments, fees and payouts, for the owner: *Reports → Payments and payouts*."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from checkout.desk.owner_only import OwnerMenuItem, owner_only
from checkout.desk.payments.stripe_pages import stripe_page
from checkout.desk.reports.period_form import last_days_choices, period_query, read_period
from checkout.models import BalanceEntry, Payout
from checkout.payments.balance_readings import last_reading, request_reading, waits_since
from checkout.reports.payouts import (
    balance_sums,
    balance_totals,
    payouts_in,
    sum_of_entries,
    sum_of_orders,
    unlisted_orders,
    unmatched_entries,
)
from checkout.reports.period import Period

DEFAULT_DAYS = 30
ROWS_ON_PAGE = 100


@owner_only
@require_safe
def show_payout_report(request: HttpRequest) -> HttpResponse:
    """Show totals, payouts, and what could not be matched."""
    form, period = read_period(request, Period.last_days(DEFAULT_DAYS, timezone.localdate()))
    context: dict[str, Any] = {
        "form": form,
        "choices": last_days_choices(),
        "reading": last_reading(),
        "waits_since": waits_since(),
    }
    if period:
        unmatched, unlisted = unmatched_entries(period), unlisted_orders(period)
        payouts = Paginator(payouts_in(period), ROWS_ON_PAGE)
        context |= {
            "period": period,
            "query": period_query(period),
            "totals": balance_totals(period),
            "page": payouts.get_page(request.GET.get("page")),
            "unmatched_sum": sum_of_entries(unmatched),
            "unmatched": unmatched[:ROWS_ON_PAGE],
            "unlisted_sum": sum_of_orders(unlisted),
            "unlisted": unlisted[:ROWS_ON_PAGE],
        }
    return render(request, "checkout/desk/payout_report.html", context)


@owner_only
@require_safe
def show_payout(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the entries that a payout consists of, each with its order."""
    payout = get_object_or_404(Payout, pk=pk)
    entries = BalanceEntry.objects.contained_in(payout)
    rows = Paginator(entries.select_related("order"), ROWS_ON_PAGE)
    context = {
        "payout": payout,
        "sums": balance_sums(entries),
        "page": rows.get_page(request.GET.get("page")),
        "at_stripe": stripe_page("payouts", payout.stripe_payout_id),
    }
    return render(request, "checkout/desk/payout.html", context)


@owner_only
@require_POST
def request_balance_reading(request: HttpRequest) -> HttpResponse:
    """Let the worker read Stripe's balance now."""
    request_reading()
    messages.success(
        request, "The worker reads Stripe’s balance. Reload this page in a few moments."
    )
    return redirect("show_payout_report")


@hooks.register("register_admin_urls")
def payout_urls() -> list[URLPattern]:
    return [
        path("reports/payouts/", show_payout_report, name="show_payout_report"),
        path("reports/payouts/<int:pk>/", show_payout, name="show_payout"),
        path("reports/payouts/read/", request_balance_reading, name="request_balance_reading"),
    ]


@hooks.register("register_reports_menu_item")
def payout_menu_item() -> MenuItem:
    return OwnerMenuItem(
        "Payments and payouts", reverse("show_payout_report"), icon_name="download", order=95
    )
