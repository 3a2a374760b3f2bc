"""List of carts: owner, lines, value, and who has left one."""

from datetime import UTC, datetime

import pytest
from django.utils import timezone

from checkout.models import CartEvent
from tests.builders import a_cart, a_customer, a_product
from tests.checkout.builders import an_open_order
from tests.checkout.cart.builders import set_back

pytestmark = pytest.mark.django_db

LIST = "/admin/checkout/cart/"


def shown(desk, query: str = "") -> list:
    return list(desk.get(f"{LIST}?{query}").context["object_list"])


def test_a_row_shows_owner_state_lines_value_and_age(desk):
    a_cart((a_product(1299), 2), a_product(500), user=a_customer("jo@example.com"))
    text = desk.get(LIST).text
    for words in ("jo@example.com", "active", "£30.98", "0\xa0minutes"):
        assert words in text, words


def test_active_abandoned_and_empty_carts_are_found(desk):
    active, abandoned, empty = a_cart(a_product()), a_cart(a_product()), a_cart()
    set_back(abandoned, 0.51)
    set_back(active, 0.49)
    set_back(empty, 3)
    assert shown(desk, "state=active") == [active]
    assert shown(desk, "state=abandoned") == [abandoned]
    assert shown(desk, "state=empty") == [empty]
    assert len(shown(desk)) == 3


def test_customers_carts_and_guests_carts_are_found(desk):
    guests, customers = a_cart(), a_cart(user=a_customer())
    assert shown(desk, "owner=guests") == [guests]
    assert shown(desk, "owner=customers") == [customers]


@pytest.mark.parametrize("words", ["jo@example", "AUT-CC-903", "wax"])
def test_carts_are_searched_by_email_sku_and_title(desk, words):
    wax = a_product(title="Wax", sku="AUT-CC-903")
    wanted = a_cart(wax, user=a_customer("jo@example.com"))
    a_cart(a_product(title="Mitt"), user=a_customer("sam@example.com"))
    assert shown(desk, f"q={words}") == [wanted]


def test_a_guest_s_cart_that_was_merged_is_not_listed(desk):
    own = a_cart(user=a_customer())
    guest = a_cart()
    guest.merged_into = own
    guest.save()
    assert shown(desk) == [own]


def test_queries_do_not_grow_with_the_carts(desk, django_assert_max_num_queries):
    for _ in range(12):
        a_cart(a_product(), a_product(), user=a_customer())
    with django_assert_max_num_queries(14):
        desk.get(LIST)


def test_a_cart_s_page_explains_its_quote_and_tells_its_history(desk):
    wax = a_product(1299, title="Wax", sku="AUT-CC-904")
    cart = a_cart((wax, 2), user=a_customer("jo@example.com"))
    response = desk.get(f"{LIST}inspect/{cart.pk}/")
    text = " ".join(response.text.split())
    for words in (
        "Cart of jo@example.com",
        "AUT-CC-904",
        "<dt>Goods at list price</dt><dd>£25.98</dd>",
        "−£2.60",
        "<dt>Total</dt><dd>£23.38</dd>",
        "2 × Wax (AUT-CC-904) added",
    ):
        assert words in text, words
    assert "Inspecting" not in text


def test_a_cart_s_page_names_lines_that_cannot_be_bought(desk, stripe_server):
    gone, short = a_product(title="Gone"), a_product(100, title="Short", stock=5)
    cart = a_cart(gone, (short, 5))
    gone.unpublish()
    an_open_order((short, 3))
    text = desk.get(f"{LIST}inspect/{cart.pk}/").text
    assert "no longer for sale" in text
    assert "only 2 can be ordered" in text
    assert "more at list price, and delivery is free" in text


def test_carts_are_found_by_the_days_in_which_a_line_was_added(desk):
    earlier, today = a_cart((a_product(), 1)), a_cart((a_product(), 1))
    a_cart()
    at = datetime(2026, 5, 3, 23, tzinfo=UTC)  # midnight in London
    CartEvent.objects.filter(cart=earlier).update(happened_at=at)
    assert shown(desk, "filled=2026-05-04..2026-05-04") == [earlier]
    assert shown(desk, "filled=2026-05-03..2026-05-03") == []
    assert "4 May to 4 May 2026" in desk.get(f"{LIST}?filled=2026-05-04..2026-05-04").text
    this_day = timezone.localdate().isoformat()
    assert shown(desk, f"filled={this_day}..{this_day}") == [today]


@pytest.mark.parametrize(
    "days", ["x", "..", "2026-05-04", "2026-05-05..2026-05-04", "2026-13-01..2026-13-02", "\0"]
)
def test_days_that_cannot_be_filter_nothing(desk, days):
    carts = {a_cart((a_product(), 1)), a_cart()}
    assert set(desk.get(LIST, {"filled": days}).context["object_list"]) == carts
