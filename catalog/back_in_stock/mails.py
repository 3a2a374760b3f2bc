"""Mail that a product is back in stock, and the link in it that deletes an address's requests."""

from django.conf import settings
from django.core import signing
from django.db.models import QuerySet
from django.urls import reverse

from catalog.back_in_stock.pieces import stock_on_sale
from catalog.models.stock_request import StockRequest
from catalog.offers import offers_for
from outbox.mails import write
from outbox.models import MailKind, register

_SALT = "autovise.catalog.back_in_stock"
SUBJECT = "Back in stock at Autovise"


class LinkInvalid(Exception):
    """The link is forged."""


def register_own() -> None:
    """Register the kind of mail."""
    register(BACK_IN_STOCK)


def forget_link(email_hash: str) -> str:
    """Return the signed URL that deletes all requests of a mailbox. It does not expire."""
    token = signing.dumps(email_hash, salt=_SALT)
    return settings.SITE_URL + reverse("forget_stock_requests", args=[token])


def read_forget_token(token: str) -> str:
    """Return the hash of the mailbox. Raises LinkInvalid."""
    try:
        return signing.loads(token, salt=_SALT)
    except signing.BadSignature:
        raise LinkInvalid from None


def mail_back_in_stock(request: StockRequest) -> None:
    """Mail that the product can be bought. Its name is in no header. Raises MailNotSent."""
    offer = offers_for([request.sku_id])[request.sku_id]
    write(
        request.email,
        SUBJECT,
        "catalog/mails/back_in_stock",
        unsubscribe_link=forget_link(request.email_hash),
        offer=offer,
        product_url=settings.SITE_URL + offer.url,
    )


def _requests_to_answer() -> QuerySet[StockRequest]:
    """Queued requests for products that can be bought. Others wait until theirs comes back."""
    return StockRequest.objects.filter(
        queued_at__isnull=False, sku__in=stock_on_sale().values("pk")
    )


def _label(request: StockRequest) -> str:
    return request.sku_id


BACK_IN_STOCK = MailKind(
    "mail of product back in stock",
    _requests_to_answer,
    mail_back_in_stock,
    deletes_object=True,
    label=_label,
)
