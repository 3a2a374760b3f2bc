"""Search box of the admin: orders, customers and products by the user's role."""

from datetime import UTC, datetime

import pytest

from checkout.models import Order
from tests.builders import a_bundle, a_customer, a_member, a_product, a_user, a_visitor
from tests.checkout.buyers import an_order
from tests.checkout.desk.conftest import page_of

pytestmark = pytest.mark.django_db

SEARCH = "/admin/search/"


def titles(answer) -> dict[str, list[str]]:
    groups = answer.context["groups"]
    return {group.title: [row.title for row in group.rows] for group in groups}


@pytest.mark.parametrize("column", ["number", "email", "stripe_session_id"])
def test_what_names_one_order_opens_it(desk, stripe_server, column):
    order = an_order(stripe_server)
    answer = desk.get(SEARCH, {"q": getattr(order, column)})
    assert (answer.status_code, answer["Location"]) == (302, page_of(order))


def test_the_owner_finds_orders_customers_and_products(desk, stripe_server):
    wax = a_product(title="Okafor Wax")
    a_bundle(wax, a_product(), title="Okafor Set")
    customer = a_customer("okafor@example.com")
    order = an_order(stripe_server, wax, name="Sam Okafor")
    assert titles(desk.get(SEARCH, {"q": "okafor"})) == {
        "Orders": [order.number],
        "Customers": [customer.email],
        "Products": ["Okafor Wax"],
        "Bundles": ["Okafor Set"],
    }


def test_an_editor_finds_products_only(stripe_server):
    wax = a_product(title="Okafor Wax")
    a_customer("okafor@example.com")
    order = an_order(stripe_server, wax, name="Sam Okafor")
    editor = a_visitor(a_member("Catalog Editors"))
    assert titles(editor.get(SEARCH, {"q": "okafor"})) == {"Products": ["Okafor Wax"]}
    by_number = editor.get(SEARCH, {"q": order.number})
    assert (by_number.status_code, titles(by_number)) == (200, {})


def test_a_product_is_found_by_its_sku(desk):
    a_product(title="Wax", sku="AUT-WX-902")
    assert titles(desk.get(SEARCH, {"q": "aut-wx-902"})) == {"Products": ["Wax"]}


def test_a_product_is_found_by_its_product_code(desk):
    a_product(title="Wax", product_code="QX47")
    assert titles(desk.get(SEARCH, {"q": "qx47"})) == {"Products": ["Wax"]}


def test_a_customer_leads_to_their_page_and_staff_are_not_found(desk):
    customer = a_customer("okafor@example.com")
    a_user("okafor.staff@example.com", is_staff=True)
    [group] = desk.get(SEARCH, {"q": "okafor"}).context["groups"]
    assert [row.url for row in group.rows] == [f"/admin/accounts/user/inspect/{customer.pk}/"]


def test_many_customers_lead_to_the_list_of_customers(desk):
    for number in range(11):
        a_customer(f"okafor{number}@example.com")
    [group] = desk.get(SEARCH, {"q": "okafor"}).context["groups"]
    assert group.more_url == "/admin/accounts/user/?q=okafor"


def test_the_date_of_an_order_is_that_of_the_shop(desk, stripe_server):
    an_order(stripe_server, name="Sam Okafor")
    Order.objects.update(placed_at=datetime(2026, 6, 30, 23, 30, tzinfo=UTC))
    [group] = desk.get(SEARCH, {"q": "okafor"}).context["groups"]
    assert group.rows[0].details[-1] == "1 Jul 2026"


def test_more_than_ten_results_lead_to_the_list(desk, stripe_server):
    wax = a_product()
    for _ in range(11):
        an_order(stripe_server, wax, is_paid=False, name="Sam Okafor")
    answer = desk.get(SEARCH, {"q": "okafor"})
    assert len(titles(answer)["Orders"]) == 10
    assert 'href="/admin/checkout/order/?q=okafor"' in answer.text


def test_the_sidebar_searches_here(desk):
    assert '"/admin/search/"' in desk.get("/admin/").text


def test_a_search_takes_a_fixed_number_of_queries(
    desk, stripe_server, django_assert_max_num_queries
):
    for _ in range(3):
        an_order(stripe_server, a_product(title="Okafor Wax"), name="Sam Okafor")
        a_customer()
    desk.get(SEARCH, {"q": "okafor"})
    with django_assert_max_num_queries(20):
        desk.get(SEARCH, {"q": "okafor"})


@pytest.mark.parametrize("typed", ["", "   ", "\0", '"', "%", "x" * 500])
def test_any_text_is_answered(desk, typed):
    assert desk.get(SEARCH, {"q": typed}).status_code == 200
