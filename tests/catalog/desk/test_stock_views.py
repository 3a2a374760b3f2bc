"""Stock is changed by a difference with a reason, by permitted users, never by the page form."""

import html

import pytest
from django.urls import reverse

from catalog.models import ProductPage, Stock, StockMove
from catalog.models.stock import hold_stock
from tests.builders import a_member, a_product, a_visitor

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(db):
    return a_visitor(a_member("Catalog Editors"))


def send(editor, page, **data):
    address = reverse("change_stock", args=[page.sku])
    seen = editor.get(address).context["form"]["seen_move"].value()
    return editor.post(address, {"seen_move": seen} | data, follow=True)


def on_hand(page) -> int:
    return Stock.objects.get(pk=page.sku).on_hand


def page_text(answer) -> str:
    return html.unescape(answer.content.decode())


@pytest.mark.parametrize(
    ("pieces", "reason", "left"),
    [(12, "delivery", 62), (-3, "damage", 47), (2, "return", 52), (-1, "count", 49)],
)
def test_a_change_is_recorded_with_its_reason_and_author(editor, pieces, reason, left):
    wax = a_product(stock=50)
    answer = send(editor, wax, pieces=pieces, reason=reason, note="DN 77")
    assert on_hand(wax) == left
    move = StockMove.objects.first()
    assert (move.pieces, move.reason, move.reference) == (pieces, reason, "DN 77")
    assert move.moved_by == answer.wsgi_request.user
    assert "DN 77" in page_text(answer)


def test_held_pieces_cannot_be_removed(editor):
    wax = a_product(stock=5)
    hold_stock({wax.sku: 3})
    answer = send(editor, wax, pieces=-3, reason="count")
    assert "pieces held for unpaid orders cannot be removed" in page_text(answer)
    assert on_hand(wax) == 5


@pytest.mark.parametrize(
    ("pieces", "reason", "words"),
    [
        ("0", "count", "other than 0"),
        ("many", "count", "whole number"),
        ("4", "damage", "below 0"),
        ("-4", "delivery", "above 0"),
        ("1", "sale", "valid choice"),
        ("1", "opening", "valid choice"),
    ],
)
def test_invalid_changes_show_an_error(editor, pieces, reason, words):
    wax = a_product(stock=5)
    assert words in page_text(send(editor, wax, pieces=pieces, reason=reason))
    assert on_hand(wax) == 5


def test_the_same_form_sent_twice_counts_once(editor):
    wax = a_product(stock=5)
    address = reverse("change_stock", args=[wax.sku])
    seen = editor.get(address).context["form"]["seen_move"].value()
    data = {"seen_move": seen, "pieces": 10, "reason": "delivery"}
    editor.post(address, data)
    second = editor.post(address, data)
    assert "The stock has changed since you opened this form" in page_text(second)
    assert on_hand(wax) == 15


def test_each_product_has_its_low_stock_threshold(editor):
    wax = a_product(stock=6)
    editor.post(reverse("change_stock", args=[wax.sku]), {"low_at": "8"})
    assert Stock.objects.low().filter(pk=wax.sku).exists()
    assert on_hand(wax) == 6


def test_a_refused_threshold_is_not_shown_as_stored(editor):
    wax = a_product(stock=6)
    answer = editor.post(reverse("change_stock", args=[wax.sku]), {"low_at": "-4"})
    assert answer.context["stock"].low_at == 5
    assert Stock.objects.get(pk=wax.sku).low_at == 5


@pytest.mark.parametrize("group", ["Marketing Editors", "Moderators"])
def test_changing_stock_requires_permission(group):
    wax = a_product(stock=5)
    address = f"/admin/stock/{wax.sku}/"
    answer = a_visitor(a_member(group)).post(
        address, {"pieces": "9", "reason": "delivery", "seen_move": StockMove.objects.first().pk}
    )
    assert answer.status_code in (302, 403)
    assert on_hand(wax) == 5


def test_an_unknown_sku_is_not_found(editor):
    assert editor.get("/admin/stock/AUT-XX-404/").status_code == 404


def test_a_sale_during_editing_is_kept(editor):
    wax = a_product(1299, stock=5)
    open_for_editing = wax.get_latest_revision_as_object()
    hold_stock({wax.sku: 2})
    Stock.objects.filter(pk=wax.sku).update(on_hand=3, held=0)
    open_for_editing.price_pence = 1199
    open_for_editing.save_revision().publish()
    assert ProductPage.objects.get(pk=wax.pk).price_pence == 1199
    assert on_hand(wax) == 3


def test_reverting_keeps_the_current_stock_and_sku(editor):
    wax = a_product(1299, stock=5)
    last_year = wax.latest_revision
    wax.price_pence = 999
    wax.save_revision().publish()
    send(editor, wax, pieces=20, reason="delivery")
    last_year.publish()
    back = ProductPage.objects.get(pk=wax.pk)
    assert (back.price_pence, back.sku, on_hand(back)) == (1299, wax.sku, 25)
