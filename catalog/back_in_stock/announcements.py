"""Queue a mail for each shopper who waits for a piece that has come. Runs on a schedule.

As many shoppers are told as pieces are free and not announced yet, those who asked first. It does
not matter how the pieces came: by a delivery, a count, a return, or an order that was released.
Mails that are not sent yet are withdrawn if the pieces are sold meanwhile.
Nothing locks a row of the stock, so no purchase waits.
"""

import logging

from django.db import transaction
from django.utils import timezone

from catalog.back_in_stock.mails import BACK_IN_STOCK
from catalog.back_in_stock.pieces import (
    lock_announced_pieces,
    sold_since_announced,
    stock_on_sale,
)
from catalog.models.stock_request import AnnouncedStock, StockRequest, StockRequestQuerySet
from jobs.tasks import describe_error, rows_not_due
from outbox.mails import mails_about, queue_mail
from outbox.models import OutgoingMail

log = logging.getLogger(__name__)

# Of one product in one round, so that mails about orders do not wait behind them.
MAX_AT_ONCE = 50


def announce_stock() -> int:
    """Queue the mails about all products that are back in stock. Return how many."""
    _take_off_sold_pieces()
    waited_for = StockRequest.objects.waiting().values("sku")
    skus = stock_on_sale().filter(pk__in=waited_for).order_by("pk").values_list("pk", flat=True)
    return sum(_try_to_announce(sku) for sku in list(skus))


def _try_to_announce(sku: str) -> int:
    """Return how many mails were queued. A product that fails is tried again in the next round."""
    try:
        return _announce_product(sku)
    except Exception as error:  # noqa: BLE001 (the boundary: one product never stops another)
        log.error("the stock of %s was not announced: %s", sku, describe_error(error))
        return 0


def _take_off_sold_pieces() -> None:
    """Announce the next pieces of products that were sold, not only those above the last number."""
    for stored in sold_since_announced().order_by("pk"):
        with transaction.atomic():
            free, _ = lock_announced_pieces(stored.pk)
            _withdraw_mails(stored.pk, _mails_to_send(stored.pk) - free)


@transaction.atomic
def _announce_product(sku: str) -> int:
    """Queue the mails about one product. The lock makes a second process wait, and count anew."""
    free, announced = lock_announced_pieces(sku)
    announced = max(announced, _mails_to_send(sku))
    waiting = StockRequest.objects.waiting().filter(sku=sku).first_asked().select_for_update()
    requests = list(waiting[: min(max(free - announced, 0), MAX_AT_ONCE)])
    keys = [request.pk for request in requests]
    StockRequest.objects.filter(pk__in=keys).update(queued_at=timezone.now())
    AnnouncedStock.objects.filter(pk=sku).update(pieces=announced + len(keys))
    for request in requests:
        queue_mail(BACK_IN_STOCK, request)
    return len(keys)


def _withdraw_mails(sku: str, count: int) -> None:
    """Let so many shoppers wait again, those who asked last. Mails being sent are not withdrawn."""
    if count <= 0:
        return
    last = _announced_soon(sku).order_by("-asked_at", "-pk").select_for_update()[:count]
    mails = mails_about(BACK_IN_STOCK, *last).unclaimed().select_for_update()
    withdrawn = {mail.pk: mail.object_id for mail in mails}
    OutgoingMail.objects.filter(pk__in=withdrawn).delete()
    StockRequest.objects.filter(pk__in=withdrawn.values()).update(queued_at=None)


def _mails_to_send(sku: str) -> int:
    """Return how many mails will announce a piece soon."""
    return _announced_soon(sku).count()


def _announced_soon(sku: str) -> StockRequestQuerySet:
    """Return the requests whose mail is queued. One that failed announces no piece soon."""
    queued = StockRequest.objects.filter(sku=sku, queued_at__isnull=False)
    return queued.exclude(pk__in=rows_not_due(BACK_IN_STOCK.name))
