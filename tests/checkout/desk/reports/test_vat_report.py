"""*Reports → VAT*: the figures of the return and their entries, for the owner alone."""

import csv
from datetime import UTC, date, datetime
from io import StringIO

import pytest
from django.urls import reverse

from checkout.reports.period import Period
from tests.builders import a_customer, a_member, a_visitor
from tests.checkout.reports.builders import IN_SPRING, a_refund, an_invoice

pytestmark = pytest.mark.django_db

REPORT, EXPORT = "/admin/reports/vat/", "/admin/reports/vat/export/"
SPRING = {"first": "2026-04-01", "last": "2026-06-30"}


@pytest.fixture
def sold():
    order = an_invoice(7, 1798, IN_SPRING)
    a_refund(order, 499, IN_SPRING)
    return order


def rows_of(response) -> list[dict[str, str]]:
    text = b"".join(response.streaming_content).decode()
    return list(csv.DictReader(StringIO(text)))


def test_the_report_shows_the_boxes_and_links_each_entry_to_its_order(desk, sold):
    text = desk.get(REPORT, SPRING).text
    assert "1 April 2026 to 30 June 2026" in text
    assert "<dt>Box 1, VAT due on sales</dt><dd>£2.17</dd>" in text
    assert "<dd>£10</dd>" in text
    assert text.count(f'href="/admin/checkout/order/inspect/{sold.pk}/"') == 2
    assert "Refund of INV-00007" in text


def test_without_days_the_last_whole_quarter_is_shown(desk, monkeypatch):
    monkeypatch.setattr(
        "checkout.desk.reports.vat_report.timezone.localdate", lambda *_: date(2026, 7, 9)
    )
    text = desk.get(REPORT).text
    assert 'value="2026-04-01"' in text
    assert 'value="2026-06-30"' in text
    assert "Nothing was invoiced or refunded" in text
    assert Period.quarter_before(date(2026, 7, 9)).first == date(2026, 4, 1)


def test_the_accountant_s_file_has_every_entry(desk, sold):
    response = desk.get(EXPORT, SPRING)
    assert response["Content-Disposition"] == (
        'attachment; filename="vat-2026-04-01-2026-06-30.csv"'
    )
    of_both = {"date": "2026-05-04", "invoice": "INV-00007", "order": sold.number}
    amounts = [{"net": "14.98", "vat": "3.00", "gross": "17.98"},
               {"net": "-4.16", "vat": "-0.83", "gross": "-4.99"}]  # fmt: skip
    assert rows_of(response) == [
        of_both | {"kind": kind, "vat_percent": "20"} | amount
        for kind, amount in zip(("invoice", "refund"), amounts, strict=True)
    ]


def test_many_entries_are_shown_page_by_page_and_all_in_the_file(desk):
    for number in range(1, 103):
        an_invoice(number, 1200, datetime(2026, 4, 2, tzinfo=UTC))
    text = desk.get(REPORT, SPRING).text
    assert text.count("INV-") == 100
    assert "Page 1 of 2" in text
    second = desk.get(REPORT, SPRING | {"page": 2}).text
    assert second.count("INV-") == 2
    assert len(rows_of(desk.get(EXPORT, SPRING))) == 102


@pytest.mark.parametrize(
    ("days", "said"),
    [
        ({"first": "2026-06-30", "last": "2026-04-01"}, "The first day is after the last one."),
        ({"first": "soon", "last": "2026-04-01"}, "Enter a valid date."),
        ({"first": "2026-04-01"}, "This field is required."),
        ({"first": "2026-04-01", "last": "9999-12-31"}, "less than or equal to 2999-12-31"),
        ({"first": "0001-01-01", "last": "2026-04-01"}, "greater than or equal to 2000-01-01"),
    ],
)
def test_days_that_make_no_period_are_refused_with_the_reason(desk, days, said):
    response = desk.get(REPORT, days)
    assert said in response.text
    assert "Box 1" not in response.text
    response = desk.get(EXPORT, days)
    assert (response.status_code, said in response.text) == (400, True)


@pytest.mark.parametrize("path", [REPORT, EXPORT])
def test_the_report_is_for_the_owner_alone(path, desk):
    assert desk.get(path).status_code == 200
    for role in ("Catalog Editors", "Marketing Editors", "Moderators"):
        response = a_visitor(a_member(role)).get(path)
        assert response.status_code == 302
        assert response["Location"] == reverse("wagtailadmin_home")
    for visitor in (a_visitor(), a_visitor(a_customer())):
        response = visitor.get(path)
        assert response.status_code == 302
        assert "log" in response["Location"]
    assert desk.post(path).status_code == 405


def test_the_menu_offers_it_to_the_owner_alone(desk):
    assert REPORT in desk.get("/admin/").text
    assert REPORT not in a_visitor(a_member("Moderators")).get("/admin/").text
