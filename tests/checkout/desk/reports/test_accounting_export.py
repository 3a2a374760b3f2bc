"""Files for Xero and QuickBooks, from the VAT report."""

import csv
from io import StringIO

import pytest

from tests.checkout.reports.builders import IN_SPRING, a_refund, an_invoice

pytestmark = pytest.mark.django_db

SPRING = {"first": "2026-04-01", "last": "2026-06-30"}
FILES = ("xero", "quickbooks_invoices", "quickbooks_credit_notes")


@pytest.mark.parametrize(
    ("program", "documents"),
    [("xero", 2), ("quickbooks_invoices", 1), ("quickbooks_credit_notes", 1)],
)
def test_each_file_has_the_documents_of_the_period(desk, program, documents):
    a_refund(an_invoice(7, 1798, IN_SPRING), 499, IN_SPRING)
    response = desk.get(f"/admin/reports/vat/{program}.csv", SPRING)
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"] == (
        f'attachment; filename="{program}-2026-04-01-2026-06-30.csv"'
    )
    rows = list(csv.reader(StringIO(b"".join(response.streaming_content).decode())))
    assert len(rows) == 1 + documents
    assert {len(row) for row in rows} == {len(rows[0])}


def test_the_vat_report_offers_the_files_of_its_period(desk):
    text = desk.get("/admin/reports/vat/", SPRING).text
    for program in FILES:
        address = f"/admin/reports/vat/{program}.csv?first=2026-04-01&amp;last=2026-06-30"
        assert address in text


@pytest.mark.parametrize("program", FILES)
def test_days_that_make_no_period_are_not_found(desk, program):
    days = {"first": "2026-06-30", "last": "2026-04-01"}
    assert desk.get(f"/admin/reports/vat/{program}.csv", days).status_code == 404
