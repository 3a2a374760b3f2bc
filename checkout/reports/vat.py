"""VAT of a period: invoices and refunds, their sums by rate, and the boxes of the VAT return.

An invoice counts on the day of its payment, in the shop's time zone, and a refund on the day of its
request, as on the invoice. A refund that failed does not count. The amounts are those of the
invoice, also where another amount was paid and the owner accepted it. They are `int` pence.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import CharField, Count, F, QuerySet, Sum, Value

from checkout.models.order import invoice_label
from checkout.reports.entries import invoices_in, refunds_in
from checkout.reports.period import Period

INVOICE, REFUND = "invoice", "refund"


@dataclass(frozen=True, slots=True)
class VatEntry:
    """An invoice or a refund. The amounts of a refund are negative."""

    at: datetime
    kind: str
    invoice_number: int
    order_number: str
    order_id: int
    vat_percent: int
    gross_pence: int
    vat_pence: int

    @property
    def net_pence(self) -> int:
        return self.gross_pence - self.vat_pence

    @property
    def invoice_label(self) -> str:
        return invoice_label(self.invoice_number)


@dataclass(frozen=True, slots=True)
class VatSum:
    """Sums of one rate of VAT. Refunds are deducted."""

    vat_percent: int
    invoices: int
    refunds: int
    gross_pence: int
    vat_pence: int

    @property
    def net_pence(self) -> int:
        return self.gross_pence - self.vat_pence


@dataclass(frozen=True, slots=True)
class VatReport:
    """Sums of a period, one for each rate."""

    period: Period
    sums: tuple[VatSum, ...]

    @property
    def vat_pence(self) -> int:
        """Box 1 of the return: VAT due on sales."""
        return sum(each.vat_pence for each in self.sums)

    @property
    def net_pence(self) -> int:
        """Net value of sales. Box 6 of the return has whole pounds (`box_6`)."""
        return sum(each.net_pence for each in self.sums)

    @property
    def gross_pence(self) -> int:
        return sum(each.gross_pence for each in self.sums)

    @property
    def box_6(self) -> str:
        """Whole pounds, towards zero: HMRC asks for boxes 6 to 9 without pence."""
        sign = "−" if self.net_pence <= -100 else ""
        return f"{sign}£{abs(self.net_pence) // 100:,}"


def vat_report(period: Period) -> VatReport:
    """Sum the invoices and refunds of the period. Two queries."""
    invoices = {row["rate"]: row for row in _sums(invoices_in(period), "total_pence")}
    refunds = {row["rate"]: row for row in _sums(refunds_in(period), "amount_pence")}
    nothing = {"number": 0, "gross": 0, "vat": 0}
    return VatReport(
        period,
        tuple(
            _sum(rate, invoices.get(rate, nothing), refunds.get(rate, nothing))
            for rate in sorted(invoices.keys() | refunds.keys())
        ),
    )


def vat_entries(period: Period) -> QuerySet[Any, Any]:
    """Return rows for `entry_of`, the oldest first: one query for any slice of them."""
    invoices = invoices_in(period).annotate(
        at=F("paid_at"),
        kind=Value(INVOICE, CharField()),
        invoice=F("invoice_number"),
        gross=F("total_pence"),
        vat=F("vat_pence"),
        of=F("number"),
        key=F("pk"),
    )
    refunds = refunds_in(period).annotate(
        at=F("requested_at"),
        kind=Value(REFUND, CharField()),
        invoice=F("order__invoice_number"),
        gross=-F("amount_pence"),
        vat=-F("vat_pence"),
        of=F("order__number"),
        key=F("order__pk"),
    )
    columns = ("at", "kind", "invoice", "of", "key", "rate", "gross", "vat")
    of_invoices, of_refunds = (
        rows.order_by().values_list(*columns) for rows in (invoices, refunds)
    )
    return of_invoices.union(of_refunds, all=True).order_by("at", "invoice", "kind")


def entry_of(row: tuple[Any, ...]) -> VatEntry:
    return VatEntry(*row)


def all_entries(period: Period) -> Iterator[VatEntry]:
    """Yield all entries of the period without keeping them in memory."""
    return map(entry_of, vat_entries(period).iterator(chunk_size=2000))


def _sums(rows: QuerySet[Any], gross: str) -> QuerySet[Any, dict[str, Any]]:
    grouped = rows.order_by().values("rate")
    return grouped.annotate(number=Count("pk"), gross=Sum(gross), vat=Sum("vat_pence"))


def _sum(rate: int, invoices: dict[str, Any], refunds: dict[str, Any]) -> VatSum:
    return VatSum(
        rate,
        invoices["number"],
        refunds["number"],
        invoices["gross"] - refunds["gross"],
        invoices["vat"] - refunds["vat"],
    )
