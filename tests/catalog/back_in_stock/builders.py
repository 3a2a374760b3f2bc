"""Requests for mails that a product is back, and what becomes of them."""

from django.core import mail

from catalog.back_in_stock.announcements import announce_stock
from catalog.back_in_stock.requests import request_stock_mail
from catalog.models import Stock
from outbox.mails import send_waiting_mails


def ask(page, *names: str) -> None:
    """Let these people ask, in this order."""
    for name in names:
        request_stock_mail(sku=page.sku, email=f"{name}@example.com")


def set_stock(page, on_hand: int) -> None:
    Stock.objects.filter(pk=page.sku).update(on_hand=on_hand)


def run() -> list[str]:
    """Names of the people who get a mail in one round of the clock, in order."""
    before = len(mail.outbox)
    announce_stock()
    send_waiting_mails()
    return [sent.to[0].removesuffix("@example.com") for sent in mail.outbox[before:]]
