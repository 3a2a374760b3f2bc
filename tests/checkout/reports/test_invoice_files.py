"""Import files of Xero and QuickBooks: they add up to the VAT report, to the penny."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from random import Random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from checkout.models import Order
from checkout.reports.invoice_files import (
    quickbooks_credit_note_rows,
    quickbooks_invoice_rows,
    xero_rows,
)
from checkout.reports.period import Period
from checkout.reports.vat import vat_report
from tests.checkout.reports.builders import IN_SPRING, a_refund, an_invoice

pytestmark = pytest.mark.django_db

SPRING = Period(date(2026, 4, 1), date(2026, 6, 30))


def read(rows) -> list[dict[str, str]]:
    """The rows under their headings, without empty cells."""
    columns, *lines = rows
    pairs = (zip(columns, cells, strict=True) for cells in lines)
    return [{name: cell for name, cell in row if cell} for row in pairs]


def pence_of(rows: list[dict[str, str]], column: str) -> int:
    return sum(int(Decimal(row[column]) * 100) for row in rows)


def test_xero_gets_an_invoice_and_its_credit_note():
    order = an_invoice(7, 1798, IN_SPRING)
    refund = a_refund(order, 499, IN_SPRING)
    of_both = {
        "*ContactName": "Online customers",
        "Reference": "AV-00000007",
        "*InvoiceDate": "04/05/2026",
        "*DueDate": "04/05/2026",
        "*Quantity": "1",
        "*AccountCode": "200",
        "*TaxType": "20% (VAT on Income)",
        "Currency": "GBP",
    }
    assert read(xero_rows(SPRING)) == [
        of_both
        | {
            "*InvoiceNumber": "INV-00007",
            "Total": "17.98",
            "*Description": "Order AV-00000007",
            "*UnitAmount": "17.98",
            "TaxAmount": "3.00",
        },
        of_both
        | {
            "*InvoiceNumber": f"INV-00007-R{refund.pk}",
            "Total": "-4.99",
            "*Description": "Refund of order AV-00000007",
            "*UnitAmount": "-4.99",
            "TaxAmount": "-0.83",
        },
    ]


def test_quickbooks_gets_invoices_and_credit_notes_apart():
    order = an_invoice(7, 1798, IN_SPRING)
    refund = a_refund(order, 499, IN_SPRING)
    of_both = {
        "*Customer": "Online customers",
        "Memo": "AV-00000007",
        "Item(Product/Service)": "Sales",
        "ItemQuantity": "1",
        "*ItemTaxCode": "20.0% S",
        "Currency": "GBP",
    }
    assert read(quickbooks_invoice_rows(SPRING)) == [
        of_both
        | {
            "*InvoiceNo": "INV-00007",
            "*InvoiceDate": "04/05/2026",
            "*DueDate": "04/05/2026",
            "ItemDescription": "Order AV-00000007",
            "ItemRate": "17.98",
            "*ItemAmount": "17.98",
            "ItemTaxAmount": "3.00",
        }
    ]
    assert read(quickbooks_credit_note_rows(SPRING)) == [
        of_both
        | {
            "*CreditNoteNo": f"INV-00007-R{refund.pk}",
            "*CreditNoteDate": "04/05/2026",
            "ItemDescription": "Refund of order AV-00000007",
            "ItemRate": "4.99",
            "*ItemAmount": "4.99",
            "ItemTaxAmount": "0.83",
        }
    ]


@pytest.mark.parametrize(
    ("percent", "xero", "quickbooks"),
    [
        (20, "20% (VAT on Income)", "20.0% S"),
        (5, "5% (VAT on Income)", "5.0% R"),
        (0, "Zero Rated Income", "0.0% Z"),
        (17, "17% (VAT on Income)", "17.0%"),
    ],
)
def test_each_rate_has_its_name_in_either_program(percent, xero, quickbooks):
    an_invoice(1, 1050, IN_SPRING, percent=percent)
    assert read(xero_rows(SPRING))[0]["*TaxType"] == xero
    assert read(quickbooks_invoice_rows(SPRING))[0]["*ItemTaxCode"] == quickbooks


def test_account_and_item_are_the_owner_s_and_run_no_formula(settings):
    settings.XERO_SALES_ACCOUNT, settings.QUICKBOOKS_SALES_ITEM = "=1+1", "@Online"
    a_refund(an_invoice(1, 1200, IN_SPRING), 100, IN_SPRING)
    assert {row["*AccountCode"] for row in read(xero_rows(SPRING))} == {"'=1+1"}
    for rows in (quickbooks_invoice_rows(SPRING), quickbooks_credit_note_rows(SPRING)):
        assert read(rows)[0]["Item(Product/Service)"] == "'@Online"


def test_no_file_has_personal_data():
    order = an_invoice(1, 1200, IN_SPRING, email="robin@example.com", name="Robin Buyer")
    Order.objects.filter(pk=order.pk).update(line1="1 High Street", postcode="LS1 4AP")
    a_refund(order, 100, IN_SPRING)
    for rows in (xero_rows, quickbooks_invoice_rows, quickbooks_credit_note_rows):
        text = "\n".join(",".join(cells) for cells in rows(SPRING))
        assert not [word for word in ("robin", "High", "LS1") if word.lower() in text.lower()]


def test_all_files_add_up_to_the_vat_report_of_random_quarters():
    chance = Random(13)  # noqa: S311
    begin = datetime(2026, 3, 1, tzinfo=UTC)

    def some_day() -> datetime:
        return begin + timedelta(minutes=chance.randrange(60 * 24 * 150))

    for number in range(1, 41):
        percent = chance.choice([0, 5, 20])
        order = an_invoice(number, chance.randrange(1, 20_000), some_day(), percent=percent)
        while order.left_pence and chance.random() < 0.5:
            a_refund(order, chance.randint(1, order.left_pence), some_day())
    report = vat_report(SPRING)
    xero = read(xero_rows(SPRING))
    invoices, notes = (
        read(quickbooks_invoice_rows(SPRING)),
        read(quickbooks_credit_note_rows(SPRING)),
    )
    assert pence_of(xero, "*UnitAmount") == report.gross_pence
    assert pence_of(xero, "TaxAmount") == report.vat_pence
    for column, pence in (("*ItemAmount", report.gross_pence), ("ItemTaxAmount", report.vat_pence)):
        assert pence_of(invoices, column) - pence_of(notes, column) == pence
    assert len(xero) == sum(each.invoices + each.refunds for each in report.sums)
    for each in report.sums:
        of_rate = [row for row in xero if row["*TaxType"].startswith(f"{each.vat_percent}%")]
        if each.vat_percent:
            assert pence_of(of_rate, "*UnitAmount") == each.gross_pence
    numbers = [row["*InvoiceNumber"] for row in xero]
    assert len(set(numbers)) == len(numbers)


def test_a_file_takes_one_query_for_invoices_and_one_for_refunds():
    for number in range(1, 6):
        a_refund(an_invoice(number, 1200, IN_SPRING), 100, IN_SPRING)
    with CaptureQueriesContext(connection) as queries:
        assert len(list(xero_rows(SPRING))) == 11
    assert len(queries) == 2
