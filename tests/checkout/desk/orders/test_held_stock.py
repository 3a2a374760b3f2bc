"""Stock held by unpaid orders, as the owner sees it."""

import logging

import pytest
from django.core.management import call_command
from django.utils import timezone

from checkout.desk.dashboard.tasks_panel import OwnerTasksPanel, TaskSection
from checkout.models import Order
from tests.builders import (
    a_cart,
    a_product,
    a_visitor,
)
from tests.checkout.orders.builders import begin

pytestmark = pytest.mark.django_db


def held_on_the_dashboard() -> TaskSection:
    [section] = OwnerTasksPanel().get_context_data({})["sections"]
    assert section.title == "Stock held by unpaid orders"
    return section


def words_of(order) -> str:
    pieces = sum(order.held_pieces().values())
    until = timezone.localtime(order.hold_until)
    return f"{pieces} piece{'s' if pieces > 1 else ''}, until {until:%-d %b, %H:%M}"


def test_the_dashboard_shows_held_stock_with_its_orders_and_a_warning(stripe_server, caplog):
    wax = a_product(stock=10)
    small = begin(a_cart(wax), email="b@example.com")
    assert held_on_the_dashboard().warning == ""
    large = begin(a_cart((wax, 4)))
    Order.objects.filter(pk=small.pk).update(yields=True)
    held = held_on_the_dashboard()
    assert [(line.name, line.words) for line in held.lines] == [
        (large.number, words_of(large)),
        (small.number, f"{words_of(small)}, available to others"),
    ]
    assert held.count == 5
    assert held.warning.startswith("50 % of the stock is held by unpaid orders. ")
    with caplog.at_level(logging.WARNING, logger="checkout.orders.held_stock"):
        call_command("run_clock", once=True)
    assert f"unpaid orders hold 5 of 10 pieces in stock (50 %), among them {large.number}" in (
        caplog.text
    )


def test_there_is_no_warning_below_the_threshold(stripe_server, caplog):
    begin(a_cart(a_product(stock=10)))
    with caplog.at_level(logging.WARNING, logger="checkout.orders.held_stock"):
        call_command("run_clock", once=True)
    assert "unpaid orders hold" not in caplog.text


def test_the_order_page_and_the_list_show_held_stock(stripe_server, owner):
    wax = a_product(stock=10)
    order = begin(a_cart((wax, 4)))
    desk = a_visitor(owner)
    assert f"4 × {wax.sku}" in desk.get(f"/admin/checkout/order/inspect/{order.pk}/").text
    assert order.number in desk.get("/admin/checkout/order/?holds=yes").text
    assert order.number not in desk.get("/admin/checkout/order/?holds=free").text
