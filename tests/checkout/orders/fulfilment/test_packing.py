"""Packing: pieces by SKU, and slips without prices."""

import re
from io import BytesIO

import pytest
from pypdf import PdfReader

from checkout.models import Order, OrderLine
from checkout.orders.fulfilment.packing_slip import draw_packing_slips
from checkout.orders.fulfilment.pick_list import Pick, pick_list
from tests.builders import a_bundle, a_product

pytestmark = pytest.mark.django_db


def chosen(*orders) -> list[Order]:
    keys = [order.pk for order in orders]
    return list(Order.objects.filter(pk__in=keys).order_by("pk").prefetch_related("lines"))


def pages(orders) -> list[str]:
    read = PdfReader(BytesIO(draw_packing_slips(orders))).pages
    return [re.sub(r"\s+", " ", page.extract_text()) for page in read]


def test_bundles_are_broken_down_and_pieces_summed_by_sku(paid):
    wax, cloth = (
        a_product(title="Wax", sku="AUT-WX-911"),
        a_product(title="Cloth", sku="AUT-CL-911"),
    )
    first = paid(a_bundle(wax, (cloth, 2)), (wax, 3))
    second = paid((cloth, 1))
    assert pick_list(chosen(first, second)) == [
        Pick("AUT-CL-911", "Cloth", 3, (first.number, second.number)),
        Pick("AUT-WX-911", "Wax", 4, (first.number,)),
    ]


def test_refunded_units_are_not_picked(paid):
    wax, cloth = a_product(title="Wax", sku="AUT-WX-912"), a_product()
    order = paid((wax, 3), cloth)
    OrderLine.objects.filter(sku=cloth.sku).update(refunded_quantity=1)
    OrderLine.objects.filter(sku=wax.sku).update(refunded_quantity=1)
    assert pick_list(chosen(order)) == [Pick("AUT-WX-912", "Wax", 2, (order.number,))]


def test_a_pick_list_takes_one_query(paid, django_assert_num_queries):
    orders = chosen(*(paid(a_bundle()) for _ in range(3)))
    with django_assert_num_queries(1):
        pick_list(orders)


def test_each_order_has_a_slip_with_its_items_and_address(paid):
    first = paid(a_bundle(a_product(title="Wax"), a_product(title="Cloth"), title="First Wash"))
    second = paid((a_product(title="Ice Scraper", sku="AUT-SC-911"), 2))
    slips = pages(chosen(first, second))
    assert len(slips) == 2
    for expected in (
        first.number,
        "Deliver to".upper(),
        "Sam Guest",
        "LS1 4AP",
        "1 First Wash Wax, Cloth",
    ):
        assert expected in slips[0], expected
    for expected in (second.number, "2 Ice Scraper AUT-SC-911"):
        assert expected in slips[1], expected
    assert first.number not in slips[1]


def test_a_slip_shows_no_price(paid):
    [slip] = pages(chosen(paid(a_product(1299))))
    assert "£" not in slip
    assert "12.99" not in slip


def test_a_refunded_line_is_not_on_the_slip(paid):
    order = paid(a_product(title="Wax"), a_product(title="Cloth"))
    OrderLine.objects.filter(title="Cloth").update(refunded_quantity=1)
    [slip] = pages(chosen(order))
    assert "Wax" in slip
    assert "Cloth" not in slip


def test_letters_that_the_font_lacks_are_named(paid):
    order = paid()
    Order.objects.filter(pk=order.pk).update(name="陳大文")
    [slip] = pages(chosen(order))
    assert "replaces a letter that this slip cannot print" in slip
