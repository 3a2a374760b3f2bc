"""Mails that a product is back, by many processes at once: one each, no more than pieces."""

from collections import Counter

import pytest
from django.core import mail

from catalog.back_in_stock.announcements import announce_stock
from catalog.back_in_stock.requests import (
    delete_stock_requests,
    request_stock_mail,
    stock_requests_of,
)
from catalog.models import StockMove, StockRequest
from catalog.models.stock import add_stock
from outbox.mails import send_waiting_mails
from outbox.models import OutgoingMail
from tests.builders import a_product
from tests.catalog.back_in_stock.builders import ask
from tests.concurrency.at_once import at_once

pytestmark = pytest.mark.slow

THREADS = 50


def mailed() -> Counter:
    return Counter(sent.to[0].removesuffix("@example.com") for sent in mail.outbox)


def delivering(page):
    def deliver_and_announce() -> None:
        add_stock(page.sku, 1, reason=StockMove.Reason.DELIVERY)
        announce_stock()
        send_waiting_mails()

    return deliver_and_announce


def test_fifty_deliveries_and_rounds_at_once_mail_each_shopper_once(postgres_only):
    wax = a_product(stock=0)
    names = [f"shopper{number:02d}" for number in range(60)]
    ask(wax, *names)
    at_once(*[delivering(wax)] * THREADS)
    announce_stock()
    send_waiting_mails()
    assert mailed() == Counter(names[:THREADS])
    assert StockRequest.objects.waiting().count() == 10
    assert OutgoingMail.objects.count() == 0


def test_fifty_rounds_at_once_mail_no_more_than_the_pieces(postgres_only):
    wax = a_product(stock=0)
    ask(wax, *(f"shopper{number:02d}" for number in range(60)))
    add_stock(wax.sku, 3, reason=StockMove.Reason.DELIVERY)
    at_once(*[announce_stock] * THREADS)
    at_once(*[send_waiting_mails] * 10)
    assert mailed() == Counter(["shopper00", "shopper01", "shopper02"])


def test_requests_that_are_deleted_at_the_same_time_leave_no_mail_behind(postgres_only):
    wax = a_product(stock=0)
    names = [f"shopper{number:02d}" for number in range(25)]
    ask(wax, *names)
    add_stock(wax.sku, 25, reason=StockMove.Reason.DELIVERY)
    forgetting = [
        lambda name=name: delete_stock_requests(stock_requests_of([f"{name}@example.com"]))
        for name in names
    ]
    at_once(*forgetting, *[announce_stock] * 25)
    assert StockRequest.objects.count() == 0
    assert OutgoingMail.objects.count() == 0


def test_a_mailbox_that_asks_fifty_times_at_once_has_one_request(postgres_only):
    wax = a_product(stock=0)
    at_once(*[lambda: request_stock_mail(sku=wax.sku, email="ann@example.com")] * THREADS)
    assert StockRequest.objects.count() == 1
