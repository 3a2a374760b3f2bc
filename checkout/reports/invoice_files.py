"""Invoices and refunds of a period as the import files of Xero and QuickBooks Online.

They are the entries of `checkout/reports/vat.py`, so each file adds up to the VAT report, to the
penny: amounts include VAT, and the VAT is stated beside each. An order has one rate of VAT, so an
invoice is one row. All rows have the same customer, because the books need no personal data. What
the owner sets is escaped, so that no spreadsheet runs it; all other texts are the shop's own.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone

from catalog.imports.files.columns import escape_cell
from checkout.models.order import invoice_label
from checkout.reports.entries import invoices_in, refunds_in
from checkout.reports.period import Period
from sitewide.money_fields import pounds_text

type Cells = tuple[str, ...]

CUSTOMER = "Online customers"
CURRENCY = "GBP"
# All headings of Xero's template for sales invoices, which it wants unchanged and complete.
XERO_COLUMNS = (
    "*ContactName", "EmailAddress", "POAddressLine1", "POAddressLine2", "POAddressLine3",
    "POAddressLine4", "POCity", "PORegion", "POPostalCode", "POCountry", "*InvoiceNumber",
    "Reference", "*InvoiceDate", "*DueDate", "Total", "InventoryItemCode", "*Description",
    "*Quantity", "*UnitAmount", "Discount", "*AccountCode", "*TaxType", "TaxAmount",
    "TrackingName1", "TrackingOption1", "TrackingName2", "TrackingOption2", "Currency",
    "BrandingTheme",
)  # fmt: skip
QUICKBOOKS_INVOICE_COLUMNS = (
    "*InvoiceNo", "*Customer", "*InvoiceDate", "*DueDate", "Memo", "Item(Product/Service)",
    "ItemDescription", "ItemQuantity", "ItemRate", "*ItemAmount", "*ItemTaxCode",
    "ItemTaxAmount", "Currency",
)  # fmt: skip
QUICKBOOKS_CREDIT_NOTE_COLUMNS = (
    "*CreditNoteNo", "*Customer", "*CreditNoteDate", "Memo", "Item(Product/Service)",
    "ItemDescription", "ItemQuantity", "ItemRate", "*ItemAmount", "*ItemTaxCode",
    "ItemTaxAmount", "Currency",
)  # fmt: skip
# Names of the rates of UK VAT in Xero and QuickBooks.
XERO_ZERO_RATE = "Zero Rated Income"
QUICKBOOKS_RATES = {20: "20.0% S", 5: "5.0% R", 0: "0.0% Z"}


@dataclass(frozen=True, slots=True)
class BookEntry:
    """An invoice, or a refund of one. The amounts of a refund are negative."""

    document: str
    order_number: str
    on: date
    vat_percent: int
    gross_pence: int
    vat_pence: int

    @property
    def is_refund(self) -> bool:
        return self.gross_pence < 0

    @property
    def description(self) -> str:
        return f"{'Refund of order' if self.is_refund else 'Order'} {self.order_number}"


def invoices_to_book(period: Period) -> Iterator[BookEntry]:
    """Yield the invoices of the period, the oldest first, without keeping them in memory."""
    rows = (
        invoices_in(period)
        .order_by("paid_at", "pk")
        .values_list(
            "invoice_number", "number", "paid_at", "vat_percent", "total_pence", "vat_pence"
        )
    )
    for invoice, number, at, rate, gross, vat in _streamed(rows):
        yield BookEntry(invoice_label(invoice), number, _day(at), rate, gross, vat)


def refunds_to_book(period: Period) -> Iterator[BookEntry]:
    """Yield the refunds of the period, the oldest first. Each has a number of its own."""
    of_order = ("order__invoice_number", "order__number", "order__vat_percent")
    columns = ("pk", *of_order, "requested_at", "amount_pence", "vat_pence")
    rows = refunds_in(period).order_by("requested_at", "pk").values_list(*columns)
    for pk, invoice, number, rate, at, gross, vat in _streamed(rows):
        document = f"{invoice_label(invoice)}-R{pk}"
        yield BookEntry(document, number, _day(at), rate, -gross, -vat)


def xero_rows(period: Period) -> Iterator[Cells]:
    """Yield the rows for *Import* of Xero's sales invoices: a negative total is a credit note."""
    yield XERO_COLUMNS
    for sales in (invoices_to_book(period), refunds_to_book(period)):
        yield from map(_xero_cells, sales)


def quickbooks_invoice_rows(period: Period) -> Iterator[Cells]:
    """Yield the rows for *Import invoices* of QuickBooks Online."""
    yield QUICKBOOKS_INVOICE_COLUMNS
    for sale in invoices_to_book(period):
        day = _in_words(sale.on)
        yield (sale.document, CUSTOMER, day, day, *_quickbooks_cells(sale, 1))


def quickbooks_credit_note_rows(period: Period) -> Iterator[Cells]:
    """Yield the rows for *Import credit notes* of QuickBooks Online, with positive amounts."""
    yield QUICKBOOKS_CREDIT_NOTE_COLUMNS
    for sale in refunds_to_book(period):
        yield (sale.document, CUSTOMER, _in_words(sale.on), *_quickbooks_cells(sale, -1))


def _xero_cells(sale: BookEntry) -> Cells:
    values = {
        "*ContactName": CUSTOMER,
        "*InvoiceNumber": sale.document,
        "Reference": sale.order_number,
        "*InvoiceDate": _in_words(sale.on),
        "*DueDate": _in_words(sale.on),
        "Total": pounds_text(sale.gross_pence),
        "*Description": sale.description,
        "*Quantity": "1",
        "*UnitAmount": pounds_text(sale.gross_pence),
        "*AccountCode": escape_cell(settings.XERO_SALES_ACCOUNT),
        "*TaxType": _xero_rate(sale.vat_percent),
        "TaxAmount": pounds_text(sale.vat_pence),
        "Currency": CURRENCY,
    }
    return tuple(values.get(column, "") for column in XERO_COLUMNS)


def _quickbooks_cells(sale: BookEntry, sign: int) -> Cells:
    amount = pounds_text(sign * sale.gross_pence)
    return (
        sale.order_number,
        escape_cell(settings.QUICKBOOKS_SALES_ITEM),
        sale.description,
        "1",
        amount,
        amount,
        QUICKBOOKS_RATES.get(sale.vat_percent, f"{sale.vat_percent}.0%"),
        pounds_text(sign * sale.vat_pence),
        CURRENCY,
    )


def _xero_rate(percent: int) -> str:
    return f"{percent}% (VAT on Income)" if percent else XERO_ZERO_RATE


def _streamed(rows: QuerySet[Any, Any]) -> Iterable[Any]:
    return rows.iterator(chunk_size=2000)


def _day(at: datetime) -> date:
    return timezone.localdate(at)


def _in_words(day: date) -> str:
    return f"{day:%d/%m/%Y}"
