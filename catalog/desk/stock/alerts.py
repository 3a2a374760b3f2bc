"""Report products whose stock became low or sold out, once for each time. Runs on a schedule.

A level is reported by one INSERT or conditional UPDATE of the product's alert, which a second
process finds done. Nothing locks a row of the stock, so no purchase waits.
"""

from itertools import batched
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import F

from catalog.desk.stock.alert_mails import STOCK_ALERT, alert_recipients
from catalog.models import Stock, StockAlert, StockAlertMail, StockLevel
from catalog.models.stock import StockQuerySet
from outbox.mails import queue_mail

BATCH = 1_000
MAX_NAMED = 50


def report_low_stock() -> int:
    """Queue one mail to each recipient about all products that reached a level since the last run.

    Return how many did. A level is reported again only after the product was above its threshold.
    """
    run = uuid4()
    with transaction.atomic():
        _forget_alerts_that_are_over()
        _report(run, StockLevel.SOLD_OUT, Stock.objects.for_sale().sold_out())
        _report(run, StockLevel.LOW, Stock.objects.for_sale().low())
        alerts = StockAlert.objects.filter(run=run)
        sold_out = alerts.filter(level=StockLevel.SOLD_OUT).order_by("sku")
        low = alerts.filter(level=StockLevel.LOW).order_by("sku")
        counts = {"sold_out_count": sold_out.count(), "low_count": low.count()}
        if reported := sum(counts.values()):
            first = [*sold_out[:MAX_NAMED], *low[:MAX_NAMED]][:MAX_NAMED]
            skus = [alert.sku_id for alert in first]
            for user in alert_recipients():
                queue_mail(
                    STOCK_ALERT, StockAlertMail.objects.create(user_id=user, skus=skus, **counts)
                )
    return reported


def _forget_alerts_that_are_over() -> None:
    """Delete alerts of products above their threshold.

    Sold-out ones below it stay sold out: holds that come and go are no news.
    """
    free = F("sku__stock__on_hand") - F("sku__stock__held") + F("sku__stock__yielding")
    StockAlert.objects.alias(free=free).filter(free__gt=F("sku__stock__low_at")).delete()


def _report(run: UUID, level: StockLevel, reached: StockQuerySet) -> None:
    """Mark the alerts of these products with this run, unless their level was reported before."""
    new = reached.filter(sku__stock_alert=None).order_by("pk").values_list("pk", flat=True)
    StockAlert.objects.bulk_create(
        (StockAlert(sku_id=sku, level=level, run=run) for sku in new),
        ignore_conflicts=True,
        batch_size=BATCH,
    )
    if level == StockLevel.SOLD_OUT:
        was_low = reached.filter(sku__stock_alert__level=StockLevel.LOW)
        for skus in batched(list(was_low.values_list("pk", flat=True)), BATCH, strict=False):
            # The filter is on the row itself, so a concurrent run that was faster is seen.
            low = StockAlert.objects.filter(pk__in=skus, level=StockLevel.LOW)
            low.update(level=level, run=run)
