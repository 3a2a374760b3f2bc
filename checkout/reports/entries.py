"""Invoices and refunds of a period, on which all reports of sales are based.

An invoice counts on the day of its payment, in the shop's time zone, and a refund on the day of its
request, as on the invoice. A refund that failed does not count. Both are annotated with `rate`, the
rate of VAT.
"""

from django.db.models import F, QuerySet

from checkout.models import Order, Refund
from checkout.models.refund import COUNTED
from checkout.reports.period import Period


def invoices_in(period: Period) -> QuerySet[Order]:
    """Return the orders that were invoiced in the period."""
    begin, end = period.bounds
    numbered = Order.objects.filter(invoice_number__isnull=False)
    return numbered.filter(paid_at__gte=begin, paid_at__lt=end).annotate(rate=F("vat_percent"))


def refunds_in(period: Period) -> QuerySet[Refund]:
    """Return the refunds of invoiced orders that were requested in the period."""
    begin, end = period.bounds
    counted = Refund.objects.filter(state__in=COUNTED, order__invoice_number__isnull=False)
    within = counted.filter(requested_at__gte=begin, requested_at__lt=end)
    return within.annotate(rate=F("order__vat_percent"))
