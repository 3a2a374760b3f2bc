"""Stock is changed by a difference with a reason, by permitted users, never by the page form."""

import html
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from catalog.models import ProductPage, Stock, StockMove
from catalog.models.stock import add_stock, hold_stock, sell_held_stock
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
    [(12, "delivery", 62), (-3, "damage", 47), (2, "return", 52)],
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
    answer = send(editor, wax, pieces=-3, reason="damage")
    assert "pieces held for unpaid orders cannot be removed" in page_text(answer)
    assert on_hand(wax) == 5


@pytest.mark.parametrize(
    ("pieces", "reason", "words"),
    [
        ("0", "delivery", "other than 0"),
        ("many", "delivery", "whole number"),
        ("1", "count", "valid choice"),
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


def count(editor, page, counted, **data):
    address = reverse("count_stock", args=[page.sku])
    return editor.post(
        address, opened(editor, page) | {"counted": str(counted)} | data, follow=True
    )


def opened(editor, page) -> dict[str, str]:
    """The hidden fields of the form of a count that was opened, and its moment."""
    form = editor.get(reverse("change_stock", args=[page.sku])).context["count_form"]
    fields = {field.name: str(field.value()) for field in form.hidden_fields()}
    return fields | {"counted_at": f"{form['counted_at'].value():%Y-%m-%d %H:%M}"}


def sell(page, pieces: int) -> None:
    hold_stock({page.sku: pieces})
    sell_held_stock({page.sku: pieces}, reference="AV-1")


def test_a_count_is_recorded_with_its_difference_and_who_counted(editor):
    wax = a_product(stock=50)
    answer = count(editor, wax, 53, count_note="Shelf 4")
    assert f"{wax.sku}: 53 counted, +3 recorded." in page_text(answer)
    assert on_hand(wax) == 53
    move = StockMove.objects.first()
    assert (move.pieces, move.counted, move.reason) == (3, 53, "count")
    assert (move.reference, move.moved_by) == ("Shelf 4", answer.wsgi_request.user)


def test_pieces_that_were_sold_after_the_form_was_opened_do_not_come_back(editor):
    wax = a_product(stock=10)
    fields = opened(editor, wax) | {"counted": "10"}
    sell(wax, 3)
    answer = editor.post(reverse("count_stock", args=[wax.sku]), fields, follow=True)
    assert on_hand(wax) == 7
    move = StockMove.objects.first()
    assert (move.pieces, move.counted, move.on_hand_after) == (0, 10, 7)
    assert move.entry.counted_at.isoformat() == fields["opened_at"]
    at = f"{timezone.localtime(move.entry.counted_at):%H:%M}"
    words = f"10 counted at {at}, 3 sold or removed since: 7 on hand, no difference."
    assert f"{wax.sku}: {words}" in page_text(answer)


def test_an_earlier_moment_can_be_typed(editor):
    wax = a_product(stock=10)
    StockMove.objects.update(moved_at=timezone.now() - timedelta(days=3))
    sell(wax, 3)
    add_stock(wax.sku, 5, reason=StockMove.Reason.DELIVERY)
    yesterday = timezone.localtime() - timedelta(days=1)
    answer = count(editor, wax, 9, counted_at=f"{yesterday:%Y-%m-%d %H:%M}")
    assert on_hand(wax) == 11
    moment = f"{yesterday:%H:%M}, {yesterday.day} {yesterday:%b %Y}"
    words = f"9 counted at {moment}, 2 added since: 11 on hand, -1 recorded."
    assert words in page_text(answer)


def test_a_refused_count_names_what_was_sold_since(editor):
    wax = a_product(stock=9)
    fields = opened(editor, wax)
    sell(wax, 3)
    hold_stock({wax.sku: 4})
    address = reverse("count_stock", args=[wax.sku])
    assert (
        "4 held for unpaid orders, more than the 2 that are left of those counted: 2 of them must "
        "be released before this count can be recorded."
    ) in page_text(editor.post(address, fields | {"counted": "5"}))
    assert "2 counted, but 3 sold or removed since: count again." in page_text(
        editor.post(address, fields | {"counted": "2"})
    )
    assert on_hand(wax) == 6


def test_a_count_without_difference_is_recorded_too(editor):
    wax = a_product(stock=50)
    assert "50 counted, no difference" in page_text(count(editor, wax, 50))
    assert list(StockMove.objects.filter(counted=50).values_list("pieces")) == [(0,)]


def test_a_count_that_is_sent_twice_is_recorded_once(editor):
    wax = a_product(stock=50)
    fields = opened(editor, wax) | {"counted": "40"}
    address = reverse("count_stock", args=[wax.sku])
    editor.post(address, fields)
    Stock.objects.filter(pk=wax.sku).update(on_hand=38)  # two were sold between
    again = editor.post(address, fields, follow=True)
    words = "Nothing was booked again. To record another count, send the form below."
    assert f"This form was sent before. {words}" in page_text(again)
    assert on_hand(wax) == 38
    assert StockMove.objects.filter(reason="count").count() == 1


def test_a_refused_count_names_what_must_be_released_and_may_be_sent_again(editor):
    wax = a_product(stock=5)
    hold_stock({wax.sku: 4})
    fields = opened(editor, wax) | {"counted": "2"}
    address = reverse("count_stock", args=[wax.sku])
    words = "4 held for unpaid orders, more than were counted: 2 of them must be released"
    assert words in page_text(editor.post(address, fields))
    assert on_hand(wax) == 5
    Stock.objects.filter(pk=wax.sku).update(held=1)
    assert "2 counted, -3 recorded" in page_text(editor.post(address, fields, follow=True))


@pytest.mark.parametrize("counted", ["", "-1", "many", "100001"])
def test_an_invalid_count_shows_an_error(editor, counted):
    wax = a_product(stock=5)
    assert count(editor, wax, counted).context["count_form"].errors
    assert on_hand(wax) == 5


def test_the_number_of_an_order_is_shown_to_the_owner_only(editor, owner):
    wax = a_product(stock=5)
    hold_stock({wax.sku: 1})
    sell_held_stock({wax.sku: 1}, reference="AV-4711")
    add_stock(wax.sku, 1, reason=StockMove.Reason.RETURN, reference="AV-4711")
    send(editor, wax, pieces=2, reason="return", note="Over the counter")
    address = reverse("change_stock", args=[wax.sku])
    assert "AV-4711" not in editor.get(address).text
    assert "Over the counter" in editor.get(address).text
    assert a_visitor(owner).get(address).text.count("AV-4711") == 2


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
