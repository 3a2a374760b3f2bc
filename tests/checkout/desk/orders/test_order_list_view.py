"""Admin list of orders: columns, filters that can be removed, search, export, actions of a row."""

import csv
import re
from io import BytesIO, StringIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from checkout.models import Order, SavedOrderFilter, StripeEvent
from checkout.orders.dispatch import Tracking, dispatch_order
from checkout.orders.fulfilment.delivery import mark_delivered
from checkout.orders.requests import create_request
from checkout.orders.state import SHOP
from tests.builders import a_customer, a_product
from tests.checkout.builders import an_open_order
from tests.checkout.desk.builders import LIST, numbers
from tests.checkout.desk.conftest import a_dispute

pytestmark = pytest.mark.django_db

LINK = re.compile(r"<a[^>]*>\s*(?:<svg.*?</svg>)?\s*([^<>]+?)\s*</a>", re.DOTALL)


def actions_of(desk, order) -> set[str]:
    """Return the labels in the menu of the order's row."""
    page = desk.get(f"{LIST}?q={order.number}").text
    row = page.partition("<tbody>")[2].partition("</tbody>")[0]
    return set(LINK.findall(row)) - {order.number}


def test_a_row_shows_the_order(desk, paid):
    order = paid(a_product(1299), user=a_customer())
    row = re.sub(r"<[^>]+>|\s+", " ", desk.get(LIST).text.partition("<tbody>")[2])
    row = re.sub(r" +", " ", row)
    for expected in (order.number, "Paid", "Sam Guest", "Customer, first order", order.email,
                     "£11.69 £1.30 –", "To pack"):  # fmt: skip
        assert expected in row, expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("dispatch=due", {"due"}),
        ("dispatch=done", {"sent", "delivered", "disputed", "failed"}),
        ("dispatch=on-its-way", {"sent"}),
        ("dispatch=delivered", {"delivered", "disputed", "failed"}),
        ("problems=any", {"asked", "disputed", "failed"}),
        ("buyer=customer", {"sent"}),
        ("first=yes", {"sent"}),
        ("buyer=guest&dispatch=due", {"due"}),
        ("placed_at_from=2999-01-01", set()),
        ("state__exact=awaiting_payment&state__exact=paid&q=nobody", set()),
        ("state__exact=awaiting_payment", {"unpaid"}),
    ],
)
def test_filters_narrow_the_list(desk, paid, query, expected):
    orders = {"sent": paid(user=a_customer()), "unpaid": an_open_order(a_product())}
    orders |= {name: paid() for name in ("due", "delivered", "asked", "disputed", "failed")}
    for name in ("sent", "delivered", "disputed", "failed"):
        dispatch_order(order=orders[name], tracking=Tracking("Royal Mail"), by=SHOP)
    for name in ("delivered", "disputed", "failed"):
        mark_delivered(order=orders[name], by=SHOP)
    create_request(order=orders["asked"], kind="cancellation", reason="Changed my mind")
    a_dispute(orders["disputed"])
    StripeEvent.objects.create(
        event_id="evt_1", type="x.y", outcome="failed", order=orders["failed"]
    )
    assert numbers(desk, query) == {orders[name].number for name in expected}


def test_active_filters_can_be_removed_one_by_one(desk, paid):
    paid()
    results = f"{LIST}?dispatch=due&buyer=guest&placed_at_from=2020-01-01"
    shown = desk.get(results).text
    assert shown.count('class="w-pill"') == 3
    removals = re.findall(r'data-w-swap-src-value="([^"]+_w_filter_fragment[^"]*)"', shown)
    assert sorted("dispatch=due" in url for url in removals) == [False, True, True]
    assert desk.get(removals[0].replace("&amp;", "&")).status_code == 200


def test_the_usual_filters_are_one_click_away_and_show_which_is_active(desk, paid):
    paid()
    shown = desk.get(f"{LIST}?problems=any").text
    assert f'href="{LIST}?dispatch=due">To pack' in shown
    assert f'href="{LIST}" aria-current="true">With problems' in shown


def test_a_filter_is_saved_under_a_name_and_deleted(desk, paid):
    order = paid()
    query = "buyer=guest&dispatch=due"
    assert "Save this filter" in desk.get(f"{LIST}?dispatch=due&amp=&buyer=guest").text
    saved = desk.post("/admin/orders/filters/", {"name": "Guests to pack", "query": query})
    assert saved["Location"].startswith(f"{LIST}?")
    shown = desk.get(saved["Location"])
    assert 'aria-current="true">Guests to pack' in shown.text
    assert order.number in shown.text
    assert "Save this filter" not in shown.text
    key = re.search(r"/admin/orders/filters/(\d+)/delete/", shown.text)[1]
    desk.post(f"/admin/orders/filters/{key}/delete/")
    assert not SavedOrderFilter.objects.exists()


def test_what_was_searched_for_is_not_saved(desk, paid):
    order = paid()
    shown = desk.get(f"{LIST}?refunds=open&q={order.email}")
    query = shown.context["quick_filters"].query
    saved = desk.post("/admin/orders/filters/", {"name": "Open", "query": query})
    assert SavedOrderFilter.objects.get().query == "refunds=open"
    assert saved["Location"] == f"{LIST}?{query}"
    assert "Save this filter" not in desk.get(saved["Location"]).text


def test_a_search_alone_is_not_offered_to_be_saved(desk, paid):
    assert "Save this filter" not in desk.get(f"{LIST}?q={paid().email}").text


def test_a_filter_that_cannot_be_saved_stays_in_force(desk):
    form = {"name": "x" * 41, "query": "buyer=guest&dispatch=due"}
    answer = desk.post("/admin/orders/filters/", form)
    assert answer["Location"] == f"{LIST}?dispatch=due&buyer=guest"


@pytest.mark.parametrize("query", ["", "unknown=1", "dispatch=", "p=2", "q=sam"])
def test_a_list_without_a_filter_is_not_saved(desk, query):
    answer = desk.post("/admin/orders/filters/", {"name": "All", "query": query}, follow=True)
    assert "The filter was not saved." in answer.text


@pytest.mark.parametrize(("kind", "mark"), [("csv", "'"), ("xlsx", "")])
def test_the_export_has_the_orders_of_the_filters(desk, paid, kind, mark):
    order, other = paid(a_product(1299)), an_open_order(a_product())
    Order.objects.filter(pk=order.pk).update(name='=HYPERLINK("x")', phone="+44 7700 900123")
    dispatch_order(order=order, tracking=Tracking("Royal Mail", "-1"), by=SHOP)
    answer = desk.get(f"{LIST}?state__exact=paid&export={kind}")
    content = b"".join(answer.streaming_content)
    if kind == "csv":
        names, *rows = csv.reader(StringIO(content.decode()))
    else:
        cells = list(load_workbook(BytesIO(content)).active.rows)
        assert "f" not in {cell.data_type for cell in cells[1]}  # a formula
        names, *rows = [[str(cell.value or "") for cell in row] for row in cells]
    assert len(rows) == 1
    row = dict(zip(names, rows[0], strict=True))
    assert (row["Number"], row["Total"], row["Savings"]) == (order.number, "17.98", row["Savings"])
    assert (row["Buyer"], row["Phone"]) == (f'{mark}=HYPERLINK("x")', f"{mark}+44 7700 900123")
    assert (row["Carrier"], row["Tracking number"]) == ("Royal Mail", f"{mark}-1")
    assert other.number not in str(rows)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_characters_that_a_workbook_cannot_hold_are_left_out(desk, paid, kind):
    paid()
    Order.objects.update(name="Sam\x07 \ufffeGuest\x1f")
    content = b"".join(desk.get(f"{LIST}?export={kind}").streaming_content)
    if kind == "csv":
        [_, row] = csv.reader(StringIO(content.decode()))
    else:
        [_, row] = load_workbook(BytesIO(content)).active.values
    assert row[4] == "Sam Guest"


def test_an_export_takes_a_fixed_number_of_queries(desk, paid):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            b"".join(desk.get(f"{LIST}?export=csv").streaming_content)
        return len(captured)

    paid()
    queries()
    before = queries()
    for _ in range(3):
        paid()
    assert queries() == before


def test_a_row_offers_what_is_possible_in_its_state(desk, paid, under_review):
    due, sent, reviewed = paid(), paid(), under_review()
    dispatch_order(order=sent, tracking=Tracking("Royal Mail"), by=SHOP)
    always = {"Add a note…"}
    assert actions_of(desk, due) == always | {"Pack", "Dispatch…", "Cancel…", "Change address…"}
    assert actions_of(desk, sent) == always | {"Mark as delivered…"}
    assert actions_of(desk, reviewed) == always | {"Change address…"}


def test_checkbox_and_menu_of_a_row_name_its_order(desk, paid):
    order = paid()
    page = desk.get(LIST).text
    assert page.count(f'aria-describedby="order_{order.pk}_title"') == 1
    assert page.count(f'id="order_{order.pk}_title"') == 1
    assert f"aria-label=\"More options for '{order.number}'\"" in page


def test_the_results_are_served_alone_while_typing(desk, paid):
    order = paid()
    answer = desk.get(f"/admin/orders/results/?q={order.number}")
    assert order.number in answer.text
    assert "<html" not in answer.text
