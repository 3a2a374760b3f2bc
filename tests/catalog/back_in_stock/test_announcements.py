"""Mails that a product is back in stock: one to each who asked, as many as pieces came."""

import pytest
from django.core import mail
from django.utils import timezone

from catalog.back_in_stock import announcements
from catalog.back_in_stock.announcements import announce_stock
from catalog.back_in_stock.mails import BACK_IN_STOCK
from catalog.models import Stock, StockMove, StockRequest
from catalog.models.stock import add_stock, hold_stock, release_stock, sell_held_stock
from jobs.models import FailedJob
from outbox.models import OutgoingMail
from tests.builders import a_bundle, a_product
from tests.catalog.back_in_stock.builders import ask, run, set_stock

pytestmark = pytest.mark.django_db


def buy(page, pieces: int) -> None:
    hold_stock({page.sku: pieces})
    sell_held_stock({page.sku: pieces}, reference="AV-1")


def give_up(request: StockRequest) -> None:
    now = request.queued_at
    FailedJob.objects.create(
        kind=BACK_IN_STOCK.name, row=request.pk, tries=5, failed_at=now, next_try_at=now,
        given_up_at=now,
    )  # fmt: skip


def test_nobody_is_mailed_while_the_product_is_sold_out():
    wax = a_product(stock=0)
    ask(wax, "ann")
    assert run() == []
    assert StockRequest.objects.get().queued_at is None


def test_as_many_as_pieces_came_are_mailed_those_who_asked_first():
    wax = a_product(stock=0)
    ask(wax, "ann", "ben", "cat", "dan", "eve")
    add_stock(wax.sku, 3, reason=StockMove.Reason.DELIVERY)
    assert run() == ["ann", "ben", "cat"]
    assert run() == []


def test_the_address_is_deleted_once_its_mail_is_sent():
    wax = a_product(stock=0)
    ask(wax, "ann", "ben")
    set_stock(wax, 1)
    assert run() == ["ann"]
    assert [request.email for request in StockRequest.objects.all()] == ["ben@example.com"]
    assert OutgoingMail.objects.count() == 0


def test_more_pieces_are_announced_to_as_many_more():
    wax = a_product(stock=0)
    ask(wax, "ann", "ben", "cat", "dan")
    set_stock(wax, 1)
    assert run() == ["ann"]
    set_stock(wax, 3)
    assert run() == ["ben", "cat"]


def test_pieces_that_were_sold_are_announced_no_longer():
    wax = a_product(stock=0)
    ask(wax, "ann", "ben", "cat", "dan")
    set_stock(wax, 2)
    assert run() == ["ann", "ben"]
    buy(wax, 2)
    assert run() == []
    set_stock(wax, 1)
    ask(wax, "eve")
    assert run() == ["cat"]


def test_mails_not_sent_yet_are_withdrawn_if_the_pieces_are_sold():
    wax = a_product(stock=0)
    ask(wax, "ann", "ben", "cat", "dan")
    set_stock(wax, 3)
    announce_stock()
    buy(wax, 2)
    assert run() == ["ann"]
    set_stock(wax, 3)
    assert run() == ["ben", "cat"]


def test_a_mail_that_is_being_sent_is_not_withdrawn():
    wax = a_product(stock=0)
    ask(wax, "ann")
    set_stock(wax, 1)
    announce_stock()
    OutgoingMail.objects.update(claimed_at=timezone.now())
    buy(wax, 1)
    announce_stock()
    assert OutgoingMail.objects.count() == 1
    assert StockRequest.objects.get().queued_at is not None


def test_a_request_takes_off_what_was_sold_since_the_last_round():
    wax = a_product(stock=0)
    ask(wax, "ann")
    set_stock(wax, 1)
    assert run() == ["ann"]
    buy(wax, 1)
    ask(wax, "ben")
    set_stock(wax, 1)
    assert run() == ["ben"]


def test_a_released_hold_counts_as_pieces_that_came():
    wax = a_product(stock=1)
    hold_stock({wax.sku: 1})
    ask(wax, "ann")
    assert run() == []
    release_stock({wax.sku: 1})
    assert run() == ["ann"]


def test_who_was_told_may_ask_again():
    wax = a_product(stock=0)
    ask(wax, "ann")
    set_stock(wax, 1)
    assert run() == ["ann"]
    buy(wax, 1)
    ask(wax, "ann")
    set_stock(wax, 1)
    assert run() == ["ann"]


def test_a_mail_waits_if_the_product_is_sold_out_again_before_it_is_sent():
    wax = a_product(stock=0)
    ask(wax, "ann", "ben")
    set_stock(wax, 1)
    assert announce_stock() == 1
    buy(wax, 1)
    assert run() == []
    set_stock(wax, 1)
    assert run() == ["ann"]  # one piece, one mail: the one that was queued
    assert run() == []


def test_a_mail_that_was_given_up_takes_no_piece_of_the_next():
    wax = a_product(stock=0)
    ask(wax, "ann", "ben")
    set_stock(wax, 1)
    assert announce_stock() == 1
    give_up(StockRequest.objects.get(queued_at__isnull=False))
    buy(wax, 1)
    assert announce_stock() == 0
    ask(wax, "cat")
    set_stock(wax, 1)
    assert run() == ["ben"]


def test_who_asks_again_after_a_mail_was_given_up_gets_one():
    wax = a_product(stock=0)
    ask(wax, "ann")
    set_stock(wax, 1)
    announce_stock()
    give_up(StockRequest.objects.get())
    set_stock(wax, 0)
    assert run() == []
    ask(wax, "ann")
    assert FailedJob.objects.count() == 0
    set_stock(wax, 1)
    assert run() == ["ann"]


def test_one_product_never_stops_another(monkeypatch, caplog):
    wax, foam = a_product(stock=0), a_product(stock=0)
    ask(wax, "ann")
    ask(foam, "ben")
    set_stock(wax, 1)
    set_stock(foam, 1)
    pieces_of = announcements.lock_announced_pieces

    def lock_pieces(sku: str) -> tuple[int, int]:
        if sku == min(wax.sku, foam.sku):
            raise ValueError("sold by the metre")
        return pieces_of(sku)

    monkeypatch.setattr(announcements, "lock_announced_pieces", lock_pieces)
    assert len(run()) == 1
    assert f"the stock of {min(wax.sku, foam.sku)} was not announced" in caplog.text


def test_a_large_delivery_is_announced_in_several_rounds(monkeypatch):
    monkeypatch.setattr(announcements, "MAX_AT_ONCE", 2)
    wax = a_product(stock=0)
    ask(wax, "ann", "ben", "cat")
    set_stock(wax, 9)
    assert (run(), run(), run()) == (["ann", "ben"], ["cat"], [])


def test_a_product_that_is_not_for_sale_is_not_announced():
    wax = a_product(stock=0)
    ask(wax, "ann")
    wax.unpublish()
    set_stock(wax, 1)
    assert run() == []
    wax.save_revision().publish()
    assert run() == ["ann"]


def test_the_mail_names_the_product_its_price_and_a_link_but_not_in_its_headers():
    wax = a_product(1299, stock=0, title="Hard <b>Wax</b>")
    ask(wax, "ann")
    set_stock(wax, 1)
    run()
    (sent,) = mail.outbox
    assert sent.subject == "Back in stock at Autovise"
    assert "Hard <b>Wax</b> is back in stock. It is, at £12.99 (£17.98 delivered)." in sent.body
    assert f"http://testserver{wax.get_url()}" in sent.body
    html = sent.alternatives[0].content
    assert "Hard &lt;b&gt;Wax&lt;/b&gt; is back" in html
    assert "<b>Wax" not in html
    assert sent.extra_headers["List-Unsubscribe"].startswith(
        "<http://testserver/back-in-stock/forget/"
    )


def test_the_round_reads_few_rows_however_many_wait(django_assert_max_num_queries):
    waxes = [a_product(stock=0) for _ in range(5)]
    for wax in waxes:
        ask(wax, "ann", "ben")
    with django_assert_max_num_queries(2):
        assert announce_stock() == 0
    set_stock(waxes[0], 1)
    assert announce_stock() == 1
    assert Stock.objects.get(pk=waxes[0].sku).on_hand == 1


def test_bundles_are_not_announced():
    wax = a_product(stock=0)
    bundle = a_bundle((wax, 1))
    ask(bundle, "ann")
    set_stock(wax, 1)
    assert run() == []
