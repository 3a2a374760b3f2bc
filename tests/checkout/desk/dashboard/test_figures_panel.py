"""The owner's figures on the admin's home page: values, periods, links, chart, and access."""

import re
from datetime import timedelta
from html import unescape
from xml.etree import ElementTree

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from checkout.models import CartEvent
from tests.builders import a_bundle, a_cart, a_product, a_user, a_visitor
from tests.checkout.reports.builders import a_line, a_refund, an_invoice

pytestmark = pytest.mark.django_db

HOME = "/admin/"
CHART = "/admin/figures/revenue.svg"
SVG = "{http://www.w3.org/2000/svg}"
DAY = timedelta(days=1)
LABELS = ("Revenue", "Orders", "Average order", "Savings given", "Refunds", "Conversion")


def sold(number: int, pence: int, days_ago: int, **values):
    return an_invoice(number, pence, timezone.now() - days_ago * DAY, **values)


@pytest.fixture
def two_periods():
    """Two orders of the last 30 days, a refund of one, and an order of the days before."""
    order = sold(1, 3000, 2, list_pence=3200, bundle_saving_pence=200)
    sold(2, 1000, 20)
    sold(3, 5000, 40)
    a_refund(order, 500, timezone.now())
    a_line(order, a_product(sku="AUT-CC-901", title="Wax <1>"), 2, 1000)
    a_line(order, a_bundle(sku="BND-STD-901", title="Wash Set"), 1, 1000)
    return order


def cards_of(desk, query: str = "") -> dict:
    return {card.label: card for card in figures(desk, query)["cards"]}


def figures(desk, query: str = "") -> dict:
    """Return the context of the panel's template."""
    response = desk.get(f"{HOME}{query}")
    name = "checkout/desk/dashboard/figures.html"
    position = [template.name for template in response.templates].index(name)
    return response.context[position]


def test_each_figure_has_value_change_definition_and_link(desk, two_periods):
    cards = cards_of(desk)
    assert tuple(cards) == LABELS
    assert {label: (card.value, card.change) for label, card in cards.items()} == {
        "Revenue": ("£35.00", "−£15.00 (−30 %), down from £50.00"),
        "Orders": ("2", "+1 (+100 %), up from 1"),
        "Average order": ("£20.00", "−£30.00 (−60 %), down from £50.00"),
        "Savings given": ("£2.00", "No savings in the period before"),
        "Refunds": ("£5.00", "No refunds in the period before"),
        "Conversion": ("–", "Not compared: earlier carts are deleted"),
    }
    for card in cards.values():
        assert card.definition.endswith(".")
        assert desk.get(card.url).status_code == 200


def test_without_sales_before_there_is_nothing_to_compare_with(desk):
    sold(1, 3000, 1)
    cards = cards_of(desk)
    assert cards["Revenue"].change == "No sales in the period before"
    assert cards["Orders"].change == "No orders in the period before"
    assert cards["Average order"].change == "No orders in the period before"


def test_zeros_are_quiet(desk):
    assert [card.is_quiet for card in cards_of(desk).values()] == [True] * 6
    sold(1, 3000, 1)
    cards = cards_of(desk)
    assert {label for label, card in cards.items() if not card.is_quiet} == {
        "Revenue",
        "Orders",
        "Average order",
    }


def test_without_sales_no_chart_is_shown(desk):
    text = desk.get(HOME).text
    assert "Nothing was sold or refunded in these days." in text
    assert CHART not in text


@pytest.mark.parametrize(
    ("query", "days"),
    [("", 30), ("?days=7", 7), ("?days=30", 30), ("?days=90", 90), ("?days=365", 365)]
    + [(f"?days={wrong}", 30) for wrong in ("8", "x", "-7", "", "07", "7&days=9")],
)
def test_the_period_is_chosen_by_a_link_and_is_thirty_days_otherwise(desk, query, days):
    shown = figures(desk, query)
    today = timezone.localdate()
    assert (shown["period"].first, shown["period"].last) == (today - (days - 1) * DAY, today)
    text = desk.get(f"{HOME}{query}").text
    chosen = re.findall(r'href="([^"]*)" aria-current="true">([^<]*)<', text)
    assert (f"/admin/?days={days}#figures-section", f"{days} days") in chosen
    for offered in (7, 30, 90, 365):
        assert f'href="/admin/?days={offered}#figures-section"' in text


def test_the_orders_behind_the_figures_are_listed(desk, two_periods):
    cards = cards_of(desk)
    assert listed(desk, cards["Orders"].url) == ["AV-00000001", "AV-00000002"]
    assert listed(desk, cards["Average order"].url) == ["AV-00000001", "AV-00000002"]
    assert listed(desk, cards["Refunds"].url) == ["AV-00000001"]
    assert sum(pence_listed(desk, cards["Orders"].url)) == 4000


def listed(desk, url: str) -> list[str]:
    return sorted(order.number for order in desk.get(url).context["object_list"])


def pence_listed(desk, url: str) -> list[int]:
    return [order.total_pence for order in desk.get(url).context["object_list"]]


def test_the_carts_behind_the_conversion_are_listed(desk):
    left, bought = a_cart((a_product(), 1)), a_cart((a_product(), 1))
    CartEvent.objects.filter(cart=a_cart((a_product(), 1))).update(
        happened_at=timezone.now() - 20 * DAY
    )
    order = an_invoice(1, 1000, timezone.now(), cart=bought)
    assert order.placed_at > bought.created_at
    card = cards_of(desk)["Conversion"]
    assert (card.value, card.link) == ("50.0 %", "2 carts, 1 ordered")
    assert set(desk.get(card.url).context["object_list"]) == {left, bought}
    week = cards_of(desk, "?days=7")["Conversion"]
    assert (week.value, week.change) == ("50.0 %", "No carts in the period before")


def test_a_conversion_of_fewer_days_than_the_period_says_so(desk):
    since = timezone.localdate() - 13 * DAY
    month, week = (cards_of(desk, f"?days={days}")["Conversion"] for days in (30, 7))
    assert f"measured from {since:%-d %b}: guests' carts are deleted after" in month.definition
    assert "measured" not in week.definition


def test_the_best_products_and_bundles_lead_to_their_orders(desk, two_periods):
    text = desk.get(HOME).text
    links = {
        title: unescape(url)
        for url, title in re.findall(r'<td><a href="([^"]*)">([^<]*)</a>', text)
    }
    assert set(links) == {"Wax &lt;1&gt;", "Wash Set"}
    for url in links.values():
        assert listed(desk, url) == ["AV-00000001"]


def test_the_table_of_the_chart_adds_up_to_the_revenue(desk, two_periods):
    shown = figures(desk)
    assert len(shown["points"]) == 30
    assert sum(point.pence for point in shown["points"]) == 3500
    assert sum(point.before_pence for point in shown["points"]) == 5000
    assert '<tfoot><tr><th scope="row">Revenue</th><td class="od-amount">£35.00</td>' in (
        desk.get(HOME).text
    )


@pytest.mark.parametrize(("days", "points"), [(7, 7), (30, 30), (90, 90), (365, 52)])
def test_the_chart_has_both_periods_and_runs_no_script(desk, two_periods, days, points):
    response = desk.get(f"{CHART}?days={days}")
    assert response["Content-Type"] == "image/svg+xml"
    chart = ElementTree.fromstring(response.content)  # noqa: S314  our own
    texts = {text.text for text in chart.iter(f"{SVG}text")}
    assert {f"Last {days} days", f"{days} days before (dashed)"} <= texts
    lines = [path for path in chart.iter(f"{SVG}path") if "line" in path.get("class", "")]
    drawn = [path for path in lines if "nofill" in path.get("class", "")]
    corners = [len(re.findall(r"[\d.]+ [\d.]+", path.get("d"))) for path in drawn]
    assert corners == [points, points]
    assert not list(chart.iter(f"{SVG}script"))


@pytest.mark.parametrize("group", ["Catalog Editors", "Marketing Editors", "Moderators"])
def test_editors_see_no_money(two_periods, group):
    editor = a_user()
    editor.groups.add(Group.objects.get(name=group))
    browser = a_visitor(editor)
    text = browser.get(f"{HOME}?days=7").text
    assert "The catalogue" in text
    assert not re.search("Figures|Revenue|£35.00|od-figure", text)
    assert browser.get(CHART).status_code in (302, 403)


def test_the_panel_adds_no_query_for_editors(two_periods):
    editor = a_user()
    editor.groups.add(Group.objects.get(name="Catalog Editors"))
    browser = a_visitor(editor)
    browser.get(HOME)
    with CaptureQueriesContext(connection) as captured:
        browser.get(HOME)
    tables = "checkout_order|checkout_refund|checkout_cart"
    assert [query["sql"] for query in captured if re.search(tables, query["sql"])] == []


def test_anonymous_visitors_are_sent_to_the_log_in():
    assert a_visitor().get(CHART).status_code == 302
