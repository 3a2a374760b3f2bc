"""Requests for a mail when a sold-out product is back in stock: store, forget, delete old ones.

A mailbox gets one mail for each request and product. The answers do not reveal whether an address
is stored.
"""

from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from catalog.back_in_stock.mails import BACK_IN_STOCK
from catalog.back_in_stock.pieces import lock_announced_pieces
from catalog.models.stock_request import StockRequest, StockRequestQuerySet
from jobs.models import FailedJob
from outbox.mails import mails_about
from sitewide.email_addresses import email_hash

REQUESTS_KEPT_FOR = timedelta(days=365)


@transaction.atomic
def request_stock_mail(*, sku: str, email: str) -> None:
    """Store a request, unless this mailbox has one for the product.

    A request whose mail was given up is replaced.
    """
    lock_announced_pieces(sku)
    request = StockRequest(sku_id=sku, email=email.strip(), email_hash=email_hash(email))
    before = StockRequest.objects.filter(sku=sku, email_hash=request.email_hash)
    given_up = FailedJob.objects.given_up().filter(kind=BACK_IN_STOCK.name)
    delete_stock_requests(before.filter(pk__in=given_up.values("row")))
    StockRequest.objects.bulk_create([request], ignore_conflicts=True)


def stock_requests_of(emails: Iterable[str]) -> StockRequestQuerySet:
    """Return the requests of these mailboxes."""
    return StockRequest.objects.filter(email_hash__in=[email_hash(email) for email in emails])


@transaction.atomic
def delete_stock_requests(requests: StockRequestQuerySet) -> None:
    """Delete the requests with their mails that are not sent, also those that were given up."""
    keys = list(requests.values_list("pk", flat=True))
    chosen = StockRequest.objects.filter(pk__in=keys)
    mails = mails_about(BACK_IN_STOCK, *chosen)
    # The requests first: a run of the job that is queueing their mails has locked them.
    chosen.delete()
    mails.delete()
    FailedJob.objects.filter(kind=BACK_IN_STOCK.name, row__in=keys).delete()


def delete_old_stock_requests() -> None:
    """Delete requests that were made a year ago. Runs on a schedule."""
    made_before = timezone.now() - REQUESTS_KEPT_FOR
    delete_stock_requests(StockRequest.objects.filter(asked_at__lt=made_before))
