"""*Reports → Sales*: figures beside the period before, a chart, and files, for the owner alone."""

import csv
from datetime import date
from io import StringIO
from xml.etree import ElementTree

import pytest

from tests.builders import a_product
from tests.checkout.reports.builders import IN_SPRING, a_line, a_refund, an_invoice

pytestmark = pytest.mark.django_db

REPORT = "/admin/reports/sales/"
SPRING = {"first": "2026-04-01", "last": "2026-06-30"}
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def sold():
    order = an_invoice(7, 1798, IN_SPRING, list_pence=1299, delivery_pence=499)
    a_line(order, a_product(sku="AUT-CC-907", title="=Wax"), 1, 1299)
    a_refund(order, 499, IN_SPRING, delivery_pence=499)
    return order


def rows_of(response) -> list[list[str]]:
    text = b"".join(response.streaming_content).decode()
    return list(csv.reader(StringIO(text)))


def test_the_report_shows_the_period_and_its_products(desk, sold):
    text = desk.get(REPORT, SPRING).text
    for words in (
        "1 April 2026 to 30 June 2026",
        "31 Dec 2025 to 31 Mar 2026",
        "<strong>£12.99</strong>",
        "=Wax<br><small>AUT-CC-907</small>",
        "Mon 4 May 2026",
        'chart.svg?first=2026-04-01&amp;last=2026-06-30"',
    ):
        assert words in text, words


def test_without_days_the_last_thirty_are_shown(desk, monkeypatch):
    today = "checkout.desk.reports.sales_report.timezone.localdate"
    monkeypatch.setattr(today, lambda *_: date(2026, 7, 9))
    text = desk.get(REPORT).text
    assert "10 June 2026 to 9 July 2026" in text
    assert "?first=2026-07-03&amp;last=2026-07-09" in text


@pytest.mark.parametrize(
    "days", [{"first": "2026-06-30", "last": "2026-04-01"}, {"first": "x", "last": "2026-04-01"}]
)
def test_days_that_cannot_be_are_refused(desk, days):
    response = desk.get(REPORT, days)
    assert response.status_code == 200
    assert "Gross sales" not in response.text
    assert desk.get(f"{REPORT}chart.svg", days).status_code == 404
    assert desk.get(f"{REPORT}days.csv", days).status_code == 404


def test_the_chart_has_a_bar_for_each_day(desk, sold):
    response = desk.get(f"{REPORT}chart.svg", {"first": "2026-05-03", "last": "2026-05-06"})
    assert response["Content-Type"] == "image/svg+xml"
    chart = ElementTree.fromstring(response.content)  # noqa: S314  our own
    bars = [rect for rect in chart.iter(f"{SVG}rect") if "rect" in rect.get("class", "")]
    assert len(bars) == 4
    labels = [text.text for text in chart.iter(f"{SVG}text")]
    assert {"3 May", "6 May"} <= set(labels)
    assert not list(chart.iter(f"{SVG}script"))


def test_a_long_period_is_drawn_by_month(desk, sold):
    response = desk.get(f"{REPORT}chart.svg", {"first": "2026-01-01", "last": "2026-12-31"})
    assert "May 26" in response.text
    assert "4 May" not in response.text


def test_a_period_without_sales_is_drawn_as_such(desk):
    assert "No sales" in desk.get(f"{REPORT}chart.svg", SPRING).text


def test_each_table_is_a_file(desk, sold):
    one_day = {"first": "2026-05-04", "last": "2026-05-04"}
    assert rows_of(desk.get(f"{REPORT}days.csv", one_day)) == [
        ["date", "orders", "invoiced", "refunded", "gross"],
        ["2026-05-04", "1", "17.98", "4.99", "12.99"],
    ]
    assert rows_of(desk.get(f"{REPORT}products.csv", SPRING)) == [
        ["sku", "title", "units", "goods"],
        ["AUT-CC-907", "'=Wax", "1", "12.99"],
    ]
    [_, row] = rows_of(desk.get(f"{REPORT}categories.csv", SPRING))
    assert row[1:] == ["1", "12.99"]


def test_the_number_of_queries_does_not_grow(desk, django_assert_max_num_queries):
    for number in range(1, 12):
        order = an_invoice(number, 1000, IN_SPRING)
        a_line(order, a_product())
        a_refund(order, 100, IN_SPRING)
    with django_assert_max_num_queries(25):
        desk.get(REPORT, SPRING)
