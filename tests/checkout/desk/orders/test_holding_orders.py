"""The owner releases chosen unpaid orders where a count is below what they hold."""

import html

import pytest
from django.urls import reverse

from catalog.models import Stock
from checkout.models import Order, OrderState
from tests.autovise.admin.roles_table import OWNER, ROLES, client_as
from tests.builders import a_bundle, a_member, a_product, a_visitor
from tests.checkout.builders import an_open_order, session_at_stripe, stock_of

pytestmark = pytest.mark.django_db


def stock_page(page) -> str:
    return reverse("change_stock", args=[page.sku])


def text_of(answer) -> str:
    return html.unescape(answer.content.decode())


def count(visitor, page, counted: int):
    form = visitor.get(stock_page(page)).context["count_form"]
    return send_count(visitor, page, form, counted=str(counted))


def send_count(visitor, page, form, **fields: str):
    """Send a form as it is shown, with these fields filled in."""
    shown = {field.name: str(field.value() or "") for field in form if field.name != "counted_at"}
    address = reverse("count_stock", args=[page.sku])
    return visitor.post(address, shown | fields, follow=True)


def release(visitor, page, *orders, **count: str):
    fields = {"order": [order.pk for order in orders]} | count
    return visitor.post(f"/admin/stock/{page.sku}/release/", fields, follow=True)


def state_of(order) -> str:
    return Order.objects.values_list("state", flat=True).get(pk=order.pk)


def test_the_owner_sees_the_orders_that_hold_the_product(desk, stripe_server):
    wax, mitt = a_product(stock=9), a_product(stock=9)
    holds, other = an_open_order((wax, 2)), an_open_order(mitt)
    bundle = an_open_order(a_bundle((wax, 3), mitt, a_product()))
    shown = text_of(desk.get(stock_page(wax)))
    assert f"2 for order {holds.number}" in shown
    assert f"3 for order {bundle.number}" in shown
    assert other.number not in shown


def test_editors_see_how_much_is_held_and_no_order(stripe_server):
    wax = a_product(stock=9)
    order = an_open_order((wax, 2))
    editor = a_visitor(a_member("Catalog Editors"))
    for answer in (editor.get(stock_page(wax)), count(editor, wax, 1)):
        assert "Held for orders" in text_of(answer)
        assert order.number not in text_of(answer)
        assert "Release" not in text_of(answer)


def test_a_refused_count_is_recorded_once_enough_is_released(desk, stripe_server):
    wax = a_product(stock=9)
    first, second = an_open_order((wax, 2)), an_open_order((wax, 3))
    refused = count(desk, wax, 4)
    assert "5 held for unpaid orders, more than were counted: 1 of them must be released" in (
        text_of(refused)
    )
    assert stock_of(wax) == (9, 5)
    after = release(desk, wax, first, counted="4")
    assert f"2 pieces of {wax.sku} released." in text_of(after)
    assert after.context["count_form"]["counted"].value() == "4"
    assert (state_of(first), state_of(second)) == ("expired", "awaiting_payment")
    assert f"{wax.sku}: 4 counted, -5 recorded." in text_of(count(desk, wax, 4))
    assert stock_of(wax) == (4, 3)


def test_what_is_sold_while_orders_are_released_does_not_come_back(desk, stripe_server):
    wax = a_product(stock=9)
    first, paid = an_open_order((wax, 5)), an_open_order((wax, 2))
    form = count(desk, wax, 5).context["count_form"]
    stripe_server.pays(paid)
    panel = {name: form[name].value() for name in ("counted", "opened_at", "count_note")}
    again = release(desk, wax, first, paid, **panel).context["count_form"]
    assert again["opened_at"].value() == form["opened_at"].value()
    said = text_of(send_count(desk, wax, again))
    assert "2 sold or removed since: 3 on hand, -4 recorded." in said
    assert stock_of(wax) == (3, 0)


def test_the_payment_page_is_closed_and_the_timeline_names_the_owner(desk, owner, stripe_server):
    wax = a_product(stock=9)
    order = an_open_order(wax)
    release(desk, wax, order)
    assert session_at_stripe(order).is_expired
    entry = order.timeline.last()
    assert (entry.what, entry.user) == ("The owner released its stock", owner)
    assert Stock.objects.get(pk=wax.sku).held == 0


def test_an_order_that_is_paid_meanwhile_keeps_its_stock(desk, stripe_server):
    wax = a_product(stock=9)
    paid, unpaid = an_open_order(wax), an_open_order(wax)
    stripe_server.pays(paid)
    said = text_of(release(desk, wax, paid, unpaid))
    assert f"{paid.number} keeps its stock: it is paid, or being paid." in said
    assert f"1 piece of {wax.sku} released." in said
    assert (state_of(paid), state_of(unpaid)) == ("paid", "expired")
    assert stock_of(wax) == (8, 0)


@pytest.mark.parametrize("why", ["being opened", "Stripe did not close"])
def test_an_order_that_cannot_be_closed_keeps_its_stock(desk, stripe_server, why):
    wax = a_product(stock=9)
    order = an_open_order(wax)
    if why == "being opened":
        Order.objects.filter(pk=order.pk).update(stripe_session_id=None)
    else:
        stripe_server.side.rule("fail", endpoint="POST /v1/checkout/sessions/*/expire", times=0)
    assert why in text_of(release(desk, wax, order))
    stripe_server.side.clears()
    assert state_of(order) == "awaiting_payment"
    assert stock_of(wax) == (9, 1)


def test_an_order_whose_payment_is_processing_is_not_offered(desk, stripe_server):
    wax = a_product(stock=9)
    order = an_open_order(wax)
    Order.objects.filter(pk=order.pk).update(state=OrderState.PROCESSING)
    assert "(being paid)" in text_of(desk.get(stock_page(wax)))
    said = text_of(release(desk, wax, order))
    assert "Nothing was released" in said
    assert state_of(order) == OrderState.PROCESSING
    assert stock_of(wax) == (9, 1)


def test_orders_of_other_products_are_not_released(desk, stripe_server):
    wax, mitt = a_product(stock=9), a_product(stock=9)
    order = an_open_order(mitt)
    an_open_order(wax)
    assert "Nothing was released" in text_of(release(desk, wax, order))
    assert state_of(order) == "awaiting_payment"


@pytest.mark.parametrize("key", ["", "x", "9" * 40, "-1"])
def test_an_unknown_order_releases_nothing(desk, stripe_server, key):
    wax = a_product(stock=9)
    order = an_open_order(wax)
    answer = desk.post(f"/admin/stock/{wax.sku}/release/", {"order": key}, follow=True)
    assert "Nothing was released" in text_of(answer)
    assert state_of(order) == "awaiting_payment"


@pytest.mark.parametrize("role", [role for role in ROLES if role != OWNER])
def test_only_the_owner_may_release(stripe_server, role):
    wax = a_product(stock=9)
    order = an_open_order(wax)
    answer = client_as(role).post(f"/admin/stock/{wax.sku}/release/", {"order": order.pk})
    assert answer.status_code in (302, 403)
    assert state_of(order) == "awaiting_payment"
    assert stock_of(wax) == (9, 1)


def test_a_release_is_no_get(desk):
    assert desk.get("/admin/stock/AUT-CC-1/release/").status_code == 405
